"""Looking for whoever may be meant: noted before it is shown, and without what the app hides.

The rules that this module enforces:

1. That somebody looked, and for what, is durable before a result is shown, as for every search.
2. What the app hides from this person shows neither a name nor why it fits: no more than that there
   is something, as in every list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from outreach.model.alike import MOST, Alike, alike
from outreach.session import Session


def find_alike(
    session: Session,
    text: str,
    *,
    most: int = MOST,
    kinds: Iterable[str] | None = None,
) -> list[Alike]:
    """Whom ``text`` may mean, likeliest first. It is noted first. Raises DiskFull, VaultLocked."""
    if not text.strip():
        return []
    session.log_act("search", text=text)
    return veiled(session, alike(session.model, text, most=most, kinds=kinds))


def veiled(session: Session, found: Sequence[Alike]) -> list[Alike]:
    """The same, those of which the app hides either record without their words."""
    rows = session.veil([one.row for one in found])
    standing_in = {one.by for one in found} - {one.row.id for one in found}
    shut = {one for one in standing_in if session.why_hidden(session.show(one)) is not None}
    return [
        one
        if row is one.row and one.by not in shut
        else replace(one, row=row, matched="", why=(), said="", score=0.0)
        for one, row in zip(found, rows, strict=True)
    ]
