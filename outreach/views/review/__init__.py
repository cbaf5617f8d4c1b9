"""The supervisor's desk: what waits, the record to judge, and what became of it so far.

screen.py    the three lists and how a window is divided
queue.py     what waits, in order of risk and age; row.py: one of them
together.py  approving many where nothing was seen
judge.py     one record before its supervisor; case.py: all that its page shows
answers.py   its answers, and comments on them (remark.py, begun.py)
changes.py   what changed since somebody saw it; past.py: its history
decide.py    two answers to one question
owed.py      what each team still owes
"""

from outreach.views.review.screen import Review

__all__ = ["Review"]
