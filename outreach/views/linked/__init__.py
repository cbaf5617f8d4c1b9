"""What somebody or something is linked to: on its page, and the picture on a page of its own.

    ask.py      all that is shown, in one question      merges.py   what is one, and who says so
    section.py  the links, the picture, the family      family.py   a family by generations
    screen.py   the picture in full, one step or two    undo.py     undoing, with a reason
    waiting.py  merges that wait for a second person

The rule: a link colours nobody. It says who says so, since when and how it is known; what it leads
to looks as it does everywhere else.
"""

from outreach.views.linked.screen import NetworkPage
from outreach.views.linked.section import LINKABLE, Linked
from outreach.views.linked.waiting import WaitingMerges

__all__ = ["LINKABLE", "Linked", "NetworkPage", "WaitingMerges"]
