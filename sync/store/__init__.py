"""The blind store: orders sealed entries, keeps them, checks who may add, and hands them out."""
