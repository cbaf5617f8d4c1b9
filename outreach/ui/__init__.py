"""What screens are made of: theme, shared controls, the form engine, and the desk they share."""
