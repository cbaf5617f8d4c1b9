"""The map: what it shows, how it is drawn, and how a point is picked on it."""
