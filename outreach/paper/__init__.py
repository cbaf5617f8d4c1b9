"""What is printed: the recovery sheet and the invitation card, and the QR codes on both.

Black on white, in the app's own typeface, readable from a photocopy. Everything is made in memory
and handed back as bytes: a secret never lies in a temporary file.
"""

from outreach.paper.invitation import invitation_sheet
from outreach.paper.qr import qr_matrix, qr_svg
from outreach.paper.recovery import recovery_sheet

__all__ = ["invitation_sheet", "qr_matrix", "qr_svg", "recovery_sheet"]
