"""What is due to a person who looks: everything that their spaces hold, or what they own.

The rules that this module enforces: what the app hides from a reader is due without its words; what
nobody owns is everybody's; what a tablet cannot know to be due is not said to be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from outreach.model.dues import DueItem, dues
from outreach.model.rows import Row

if TYPE_CHECKING:
    from outreach.session import Session


def due(session: Session, now_ms: int | None = None, *, mine: bool = False) -> list[DueItem]:
    """Everything that is due or overdue, soonest first.

    Args:
        now_ms: ms since 1970; None: by this device's clock.
        mine: only what this person owns.
    """
    now = session.clock.now() if now_ms is None else now_ms
    found = [item for item in dues(session.model, now) if _is_known(session, item)]
    if mine:
        found = owned(session, found)
    rows = [item.row for item in found if item.row is not None]
    seen = {row.id: veiled for row, veiled in zip(rows, session.veil(rows), strict=True)}
    return [_as_seen(item, seen) for item in found]


def _is_known(session: Session, item: DueItem) -> bool:
    """Whether this device could know that it is due: who may not read visits would find every
    hotspot never visited."""
    return item.what != "visit" or session.may_read("hotspot-visit")


def owned(session: Session, items: Sequence[DueItem]) -> list[DueItem]:
    """Those that a person owns: by their name, or another that they gave in the settings."""
    called = session.settings.get("also_called", ())
    names = {name.casefold().strip() for name in (session.identity.name, *map(str, called))}
    return [item for item in items if item.owner.casefold().strip() in names]


def _as_seen(item: DueItem, seen: dict[str, Row]) -> DueItem:
    if item.row is None or seen[item.record] is item.row:
        return item
    return replace(item, title=seen[item.record].title, words="", owner="", row=None)
