"""The page of a place, a vehicle or a person: one engine for every kind of subject.

    ask.py       all that the page shows, in one question       steps.py    the next thing to do
    page.py      the page, its windows and its layouts          force.py    in force, due, owed
    when.py      who goes there and when                        perhaps.py  what may be the same

The rule: the machine brings together what names the same subject, and says why of what may; people
decide.
"""

from outreach.views.known.page import Known

__all__ = ["Known"]
