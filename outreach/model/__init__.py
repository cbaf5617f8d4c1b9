"""Records, their rules and their read model: pure Python, no widgets, no cryptography."""
