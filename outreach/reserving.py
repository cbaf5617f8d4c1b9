"""What somebody may not write for want of a duty is refused before it is signed.

The rule itself stands in ``model/reserved.py``, and every device holds to it; here whoever writes
is told at once, and nothing is saved.
"""

from __future__ import annotations

from outreach.model import queries, reserved
from outreach.model.changes import Author
from outreach.model.fold import ReadModel
from outreach.writing import Write
from sync.errors import NotAllowed, NotFound


def check(model: ReadModel, author: Author | None, write: Write) -> None:
    """Refuse a change that no device would count.

    Args:
        author: the person, as the roster of the space names them.

    Raises:
        NotAllowed: why; nothing was saved.
    """
    if write.type not in reserved.rules():
        return
    try:
        held = queries.show(model, write.record)
    except NotFound:
        why = reserved.why_not(write.type, author, write.fields)
    else:
        named = reserved.challenged(held.kind, held.fields)
        why = reserved.why_not(write.type, author, write.fields, named, held.person)
    if why is not None:
        raise NotAllowed(
            f"{why} Nothing was saved.",
            advice="Leave these answers out. Whoever has the duty gives them.",
        )
