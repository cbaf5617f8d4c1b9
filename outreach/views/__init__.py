"""One screen a file. Views hold no rules: they ask the session and draw what it says."""
