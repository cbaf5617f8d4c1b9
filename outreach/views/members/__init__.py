"""Who belongs: people and their tablets, invitations, what others ask, what is erased or held.

The rules for every screen here: what a step does is said before it is taken, in words that need no
training; what cannot be undone asks once; nothing is called done that the store has not taken.
"""

from outreach.views.members.decide import AskedPage
from outreach.views.members.everybody import Members
from outreach.views.members.invite import Invite
from outreach.views.members.join import Join
from outreach.views.members.keep import Keep
from outreach.views.members.late import Late
from outreach.views.members.lost import Lost, LostPage
from outreach.views.members.recovery import Recovery
from outreach.views.members.rulings import Rulings

__all__ = [
    "AskedPage",
    "Invite",
    "Join",
    "Keep",
    "Late",
    "Lost",
    "LostPage",
    "Members",
    "Recovery",
    "Rulings",
]
