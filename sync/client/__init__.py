"""A device: its vault, its sealed log, and the engine that exchanges entries with a store."""
