"""Every shared control in every state, in every palette and text size; needs no vault.

The rule that this package enforces: a control that screens share is shown here. A test walks
``outreach/ui`` and fails for one that is not, so that none is made and forgotten.

    outreach gallery
"""

from outreach.views.gallery.room import Gallery, gallery

__all__ = ["Gallery", "gallery"]
