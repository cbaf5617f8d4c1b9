"""What forms offer to choose from: to read for everybody, to change for administrators."""

from outreach.views.lists.page import Lists

__all__ = ["Lists"]
