"""All that is shown of what something is linked to, asked in one go, in a thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from outreach import linking
from outreach.linking import Linked
from outreach.model.families import Family
from outreach.model.merging import Merge
from outreach.model.network import Network
from outreach.model.rows import Row
from outreach.model.timeline import route_of


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """``named``: the records that merges name, by id, as far as they are here; ``confirmable``: the
    merges that this person could confirm."""

    linked: Linked
    network: Network
    family: Family | None
    named: dict[str, Row]
    confirmable: frozenset[str]


def ask(session: Any, record: str, depth: int = 1, still: bool = False) -> Asked:
    """Raises NotFound and Hidden. ``still``: it is on the screen already."""
    found = linking.linked(session, record, still=still)
    ids = {one for merge in found.merges for one in (merge.leads, *merge.joins)}
    return Asked(
        found,
        linking.network_of(session, found.view.id, depth, still=True),
        linking.family(session, found.view.id) if found.view.kind == "person" else None,
        linking.rows_of(session, ids),
        frozenset(m.id for m in found.merges if linking.may_confirm(session, m)),
    )


def confirm(session: Any, merge: str, why: str) -> None:
    """A second person's word. Raises as ``linking.confirm``."""
    linking.confirm(session, merge, why)


def undo(session: Any, record: str, reason: str) -> None:
    """Undo a link, a merge or a confirmation. Raises as ``linking.unlink``."""
    linking.unlink(session, record, reason)


def route_to(asked: Asked, key: str) -> str | None:
    """Where an end of the picture leads; None: a number or a handle has no page."""
    row = asked.network.node(key).end.row
    return route_of(row.kind, row.id) if row is not None else None


def standing(merges: list[Merge]) -> list[Merge]:
    """The merges that matter now: that wait, or count."""
    return [one for one in merges if one.state in ("waits", "changed", "counts")]
