"""The supervisor's desk: what waits, the record to judge, and what became of it so far.

- ``screen``: the three lists (``tabs``), how a window is divided, what was done (``told``)
- ``queue``: what waits, in order of risk and age; ``row``: one of them
- ``together``: approving many where nothing was seen
- ``judge``: one record before its supervisor; ``case``: all that its page shows; ``head``: its top
- ``answers``: its answers, and comments on them (``remark``, ``begun``)
- ``changes``: what changed since somebody saw it; ``past``: its history
- ``decide``: two answers to one question
- ``owed``: what each team still owes
"""

from outreach.views.review.screen import Review

__all__ = ["Review"]
