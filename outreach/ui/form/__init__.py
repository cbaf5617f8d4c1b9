"""The form engine: draws any record kind from its model, so that a new kind needs no new view."""
