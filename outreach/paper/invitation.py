"""The invitation card: the store's address and the code, to hand to whoever sits not beside you.

It lets nobody in by itself: the card says so, and says what does, the six words.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from babel.dates import format_datetime

from outreach.paper.page import MARGIN, Page
from outreach.words import _, locale
from sync.invitation import Invitation

#: A5 across. A printer with A4 in it prints it on the upper half.
A5_ACROSS: Final = (210.0, 148.0)

_SQUARE: Final = 58.0
#: Where address and code start beside their labels, and how far groups stand apart.
_SHIFT: Final = 20.0
_GROUP: Final = 20.0


def invitation_sheet(
    invitation: Invitation, *, partnership: str, inviter: str, made: datetime, expires: datetime
) -> bytes:
    """The card as a PDF, one page of A5.

    Args:
        partnership: its name.
        inviter: the name of whoever invites.
        made: now, with a zone.
        expires: when the store forgets it, in the zone in which it is to be read.
    """
    until = format_datetime(expires, "EEEE d MMMM y, HH:mm", locale=locale())
    title = _("Invitation")
    page = Page(A5_ACROSS, f"{title} - {partnership}", made)
    page.heading(title, partnership, ("Outreach",))
    top = page.y + 5
    page.set_line_width(0.25)
    page.rect(MARGIN, top, _SQUARE, _SQUARE)
    page.qr(invitation.text(), MARGIN, top, _SQUARE)
    left, room = MARGIN + _SQUARE + 7, page.epw - _SQUARE - 7
    page.y = top - 0.5
    page.say(
        _("From {name}. Good for one device, until {until}.").format(name=inviter, until=until),
        10.5,
        strong=True,
        x=left,
        width=room,
        after=2,
    )
    page.steps(
        (
            _("Install Outreach and choose “Join a partnership”."),
            _("Scan the square, or type the address and the code below."),
            _(
                "Call {name}. Both of you read six words aloud. Only if they are the same, go on."
            ).format(name=inviter),
        ),
        x=left,
        width=room,
    )
    page.y = max(page.y + 1.5, top)
    page.say(
        _("This card opens nothing by itself. Destroy it when you are in."), x=left, width=room
    )
    page.y = top + _SQUARE + 4
    page.labelled(_("Address"), 12, _SHIFT - 2)
    size = page.fitting(invitation.store_url, 12, page.epw - _SHIFT, strong=True)
    page.one_line(invitation.store_url, size, MARGIN + _SHIFT, page.y, strong=True)
    page.y += 8
    page.labelled(_("Code"), 15, _SHIFT - 2)
    for n, group in enumerate(invitation.code_text().split("-")):
        page.one_line(group, 15, MARGIN + _SHIFT + n * _GROUP, page.y, strong=True)
    return page.bytes()
