"""Looking for whoever may be meant: noted before it is shown, and without what the app hides. By
what somebody types into a search, and by what they write of somebody in a form.

The rules that this module enforces:

1. That somebody looked, and for what, is durable before a result is shown, as for every search.
2. What the app hides from this person shows neither a name nor why it fits: no more than that there
   is something, as in every list.
3. While somebody is written of, what fits only so and so is not offered: a long list of strangers
   makes nobody the same. Nothing is linked by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from outreach.model.alike import MOST, Alike, alike
from outreach.model.known_by import Sort, known_by
from outreach.session import Session

#: Who is offered at most while somebody is written of; by how many names and numbers, the last.
OFFERED: Final = 4
_ASKED: Final = 6
_LEAST: Final = 0.78
_SORTS: Final[tuple[Sort, ...]] = ("name", "handle", "telephone", "registration")
#: Whose record may be meant by one of a kind.
MAY_BE: Final[Mapping[str, tuple[str, ...]]] = {
    "person": ("person", "alias", "person-sighting"),
    "alias": ("person", "alias", "person-sighting"),
    "vehicle": ("vehicle", "vehicle-sighting"),
}


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


def asked(kind: str, fields: Mapping[str, Any]) -> tuple[str, ...]:
    """What of an unfinished record is looked for; nothing for kinds of which nobody is meant."""
    if kind not in MAY_BE:
        return ()
    known = known_by(kind, fields)
    return tuple(one.value for one in known if one.sort in _SORTS)[-_ASKED:]


def find_same(
    session: Session, kind: str, values: tuple[str, ...], own: frozenset[str]
) -> list[Alike]:
    """Who may be the same, likeliest first. ``own``: records that are meant already. It is
    noted first, as a search that is typed. Raises DiskFull, VaultLocked."""
    best: dict[str, Alike] = {}
    for value in values:
        session.searching(value, kind=kind)
        for one in alike(session.model, value, most=2 * OFFERED, kinds=MAY_BE[kind], least=_LEAST):
            held = best.get(one.row.id)
            if (
                one.row.id not in own
                and not one.withdrawn
                and (held is None or one.score > held.score)
            ):
                best[one.row.id] = one
    ranked = sorted(best.values(), key=lambda one: -one.score)[:OFFERED]
    return veiled(session, ranked)
