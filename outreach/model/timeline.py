"""Everything known about a place, a vehicle or a person, newest first, a window at a time.

The rules that this module enforces:

1. Which kinds are places, vehicles and people is one table (``SUBJECTS``); a new kind is a line in
   it, and its page and its timeline come of themselves.
2. A timeline holds what names its subject: by id, or by a registration that was read in full. What
   only may be the same is never in it (``likeness``).
3. Withdrawn records are in it, so that nothing is hidden, and in none of its figures.
4. What is merged with the subject (``merging``) is in it, on the page of the record that leads;
   and sightings that a link says are of it. What else is linked to it stands beside it.
5. A window costs what it shows: rows are found in an index, newest first, and only those of the
   window are read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from outreach.model import linking, links, merging
from outreach.model.dated import Dated, Name, dated, names
from outreach.model.fold import ReadModel
from outreach.model.kinds import KINDS
from outreach.model.kinds.link import LINK
from outreach.model.kinds.merge import CONFIRMATION, MERGE
from outreach.model.likeness import Perhaps, people_like, vehicles_like
from outreach.model.link_rules import SAME
from outreach.model.linking import Link
from outreach.model.merging import Group
from outreach.model.pages import JOINED, LISTED, identify, row_of, show
from outreach.model.rows import RecordView, Row
from sync.errors import NotFound

Type = Literal["place", "vehicle", "person"]

#: Kind to what it is a record of; of the others no page is made but the record's own.
SUBJECTS: Final[Mapping[str, Type]] = {
    "hotspot": "place",
    "premises": "place",
    "vehicle-sighting": "vehicle",
    "vehicle": "vehicle",
    "person-sighting": "person",
    "person": "person",
}
#: Where the page of a subject is, by what it is.
ROUTES: Final[Mapping[Type, str]] = {"place": "places", "vehicle": "vehicles", "person": "people"}

#: What is shown beside a timeline, and not in it.
BESIDE: Final = (LINK, MERGE, CONFIRMATION)
#: Sorts of links whose other end happened to the subject.
HAPPENED: Final = ("sighting_of", "event")
#: Rows of a window.
WINDOW: Final = 30
#: When something happened is looked at for so many records, the newest.
TIMES: Final = 4_000


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one subject.

    ``view``: the record that the page was asked for. ``rows``: the window, newest first.
    ``group``: what it is merged with; ``dated``: days that its links, names and numbers give;
    ``names``: what it is called.
    ``counts``: kind -> records that stand, in the order of the kinds. ``total``: how many the
    timeline has under the chosen kind. ``times``: when each that stands happened, in milliseconds
    since 1970, newest first. ``perhaps``: sightings that may be of the same.
    """

    type: Type
    view: RecordView
    rows: list[Row]
    counts: dict[str, int]
    total: int
    times: list[int]
    perhaps: list[Perhaps]
    group: Group
    dated: list[Dated]
    names: list[Name]

    @property
    def more(self) -> bool:
        """Whether there are older ones than those of the window."""
        return len(self.rows) < self.total


def route_of(kind: str, record: str) -> str:
    """The address of a subject's page, or of the record where its kind is none."""
    subject = SUBJECTS.get(kind)
    return f"/{ROUTES[subject]}/{record}" if subject else f"/records/{record}"


def known(model: ReadModel, prefix: str, kind: str | None = None, limit: int = WINDOW) -> Known:
    """What is known of the subject that a record is of. ``kind``: only records of that kind.

    Raises:
        NotFound: no record, or more than one, has an id that begins so, or it has no such page.
    """
    with model.lock:
        record = identify(model, prefix)
        view = show(model, record)
        subject = SUBJECTS.get(view.kind)
        if subject is None:
            raise NotFound("This record is not of a place, a vehicle or a person.")
        group = merging.group_of(model, record)
        members = group.members if group.lead == record else (record,)
        if subject == "place":
            return _place(model, view, kind, limit, group, members)
        return _sighted(model, view, subject, kind, limit, group, members)


# -- places ----------------------------------------------------------------------------------------

_HERE: Final = "record INDEXED BY record_at_place WHERE place = :place"
_AT_PLACE: Final = (  # of constants, here and below
    f"SELECT row, sort_ms FROM {_HERE} AND (:kind IS NULL OR kind = :kind)"  # noqa: S608
    " ORDER BY sort_ms DESC LIMIT :limit"
)
_NAMING: Final = (
    "SELECT r.row, r.sort_ms, r.kind, r.withdrawn FROM link l CROSS JOIN record r ON r.row = l.row"
    " WHERE l.key IN (SELECT value FROM json_each(:keys))"
)
_COUNTS: Final = f"SELECT kind, withdrawn, count(*) FROM {_HERE} GROUP BY kind, withdrawn"  # noqa: S608
_WHEN: Final = (
    f"SELECT sort_ms FROM {_HERE} AND withdrawn = 0"  # noqa: S608
    " AND (:kind IS NULL OR kind = :kind) ORDER BY sort_ms DESC LIMIT :limit"
)
_THESE: Final = (
    f"{LISTED} FROM record r{JOINED}"  # noqa: S608
    " WHERE r.row IN (SELECT value FROM json_each(?))"
    " ORDER BY r.sort_ms DESC, r.row DESC"
)


def _place(
    model: ReadModel,
    view: RecordView,
    kind: str | None,
    limit: int,
    group: Group,
    members: Sequence[str],
) -> Known:
    ask = model.connection.execute
    here: list[tuple[int, int]] = []
    counts: dict[str, int] = {}
    total = 0
    times: list[int] = []
    for place in members:
        given = {"place": place, "kind": kind, "limit": limit}
        here += ask(_AT_PLACE, given).fetchall()
        for name, withdrawn, count in ask(_COUNTS, given):
            total += count if kind in (None, name) else 0
            if not withdrawn:
                counts[name] = counts.get(name, 0) + count
        times += [at for (at,) in ask(_WHEN, {**given, "limit": TIMES})]
    times = sorted(times, reverse=True)[:TIMES]
    naming = _naming(model, members)
    for _, _, name, withdrawn in naming:
        total += kind in (None, name)
        if not withdrawn:
            counts[name] = counts.get(name, 0) + 1
    chosen = [(row, at) for row, at, name, _ in naming if kind in (None, name)]
    window = sorted([*here, *chosen], key=lambda found: (found[1], found[0]), reverse=True)
    rows = _rows(model, [row for row, _ in window[:limit]])
    key = _key(group)
    days = dated(model, key, members, linking.links_of(model, [key]))
    return Known("place", view, rows, _ordered(counts), total, times, [], group, days, [])


# -- vehicles and people ---------------------------------------------------------------------------


def _sighted(
    model: ReadModel,
    view: RecordView,
    subject: Type,
    kind: str | None,
    limit: int,
    group: Group,
    members: Sequence[str],
) -> Known:
    """The sighting itself, those with the same full mark, what names them, what they name."""
    ask = model.connection.execute
    (own,) = ask("SELECT row FROM record WHERE id = ?", (view.id,)).fetchone()
    mark = links.mark_of(view.fields.get("registration")) if subject == "vehicle" else ""
    these = "SELECT row FROM record WHERE id IN (SELECT value FROM json_each(?))"
    same = {row for (row,) in ask(these, (json.dumps(list(members)),))}
    key = _key(group)
    its_links = linking.links_of(model, [key])
    happened = _ends(its_links, key, HAPPENED)
    same |= {row for (row,) in ask(these, (json.dumps(happened),))}
    if mark and "?" not in mark:
        same |= {row for (row,) in ask("SELECT row FROM link WHERE key = ?", (links.MARK + mark,))}
    listed = json.dumps(sorted(same))
    found: dict[int, tuple[int, str, bool]] = {}
    ids: list[str] = []
    sql = (
        "SELECT row, id, sort_ms, kind, withdrawn FROM record"
        " WHERE row IN (SELECT value FROM json_each(?))"
    )
    for row, record, at, name, withdrawn in ask(sql, (listed,)):
        if SUBJECTS.get(name) == subject or record in happened:
            ids.append(record)
            found[row] = (at, name, bool(withdrawn))
    for row, at, name, withdrawn in [*_naming(model, ids), *_named(model, view)]:
        found.setdefault(row, (at, name, bool(withdrawn)))
    counts: dict[str, int] = {}
    for _, name, withdrawn in found.values():
        if not withdrawn:
            counts[name] = counts.get(name, 0) + 1
    chosen = sorted(
        ((at, row) for row, (at, name, _) in found.items() if kind in (None, name)), reverse=True
    )
    seen = f"{subject}-sighting"
    times = sorted(
        (at for at, name, gone in found.values() if name == seen and not gone), reverse=True
    )
    at = view.occurred_ms or view.recorded_ms
    if subject == "vehicle":
        perhaps = vehicles_like(model, own, view.fields)
    else:
        perhaps = people_like(model, own, view.fields, at)
    known_of = {*ids, *_ends(its_links, key, (SAME,))}
    perhaps = [one for one in perhaps if one.row.id not in known_of]
    rows = _rows(model, [row for _, row in chosen[:limit]])
    days = dated(model, key, members, its_links)
    called = names(model, members) if view.kind == "person" else []
    return Known(
        subject, view, rows, _ordered(counts), len(chosen), times[:TIMES], perhaps,
        group, days, called,
    )  # fmt: skip


def _key(group: Group) -> str:
    """The end that links know the subject by: a link of any that is merged is a link of all."""
    return links.RECORD + group.lead


def _ends(its_links: Sequence[Link], key: str, sorts: Sequence[str]) -> list[str]:
    """The records at the other ends of links of these sorts."""
    ends = [one.other(key) for one in its_links if one.sort in sorts]
    return [end.row.id for end in ends if end.row is not None]


def _named(model: ReadModel, view: RecordView) -> list[tuple[int, int, str, bool]]:
    """What the sighting itself names: its visit, its vehicle. Not the outing: a whole night."""
    ids = [view.fields[name] for name in ("visit", "vehicle", "person") if view.fields.get(name)]
    sql = (
        "SELECT row, sort_ms, kind, withdrawn FROM record"
        " WHERE id IN (SELECT value FROM json_each(?))"
    )
    return model.connection.execute(sql, (json.dumps(ids),)).fetchall()


def _naming(model: ReadModel, records: Sequence[str]) -> list[tuple[int, int, str, bool]]:
    """Rows of the records that name one of these: (row, when, kind, withdrawn)."""
    keys = json.dumps([links.RECORD + record for record in records])
    found = model.connection.execute(_NAMING, {"keys": keys}).fetchall()
    return [one for one in found if one[2] not in BESIDE]


def _rows(model: ReadModel, rows: Sequence[int]) -> list[Row]:
    found = model.connection.execute(_THESE, (json.dumps(list(rows)),)).fetchall()
    return [row_of(row) for row in found]


def _ordered(counts: Mapping[str, int]) -> dict[str, int]:
    order: list[Any] = list(KINDS)
    return {kind: counts[kind] for kind in sorted(counts, key=order.index)}


def naming(model: ReadModel, record: str, limit: int = 20) -> tuple[list[Row], int]:
    """The newest records that name this one other than as their place (an outing's visits, a
    visit's sightings), and how many there are."""
    with model.lock:
        found = sorted(
            ((at, row) for row, at, _, withdrawn in _naming(model, [record]) if not withdrawn),
            reverse=True,
        )
        return _rows(model, [row for _, row in found[:limit]]), len(found)
