"""What may be the same vehicle or person as a sighting, and why each is offered.

The rules that this module enforces:

1. Nothing is merged and nothing is decided here. Each candidate comes with every reason for it, and
   with what speaks against it, so that whoever reads can judge.
2. A registration with an unread character, or one that is easily misread, fits more than one
   vehicle: it is a candidate, never a match. Three characters that were read must agree at least.
3. Names bring sightings together whatever the time; lasting looks (hair, marks, accent) by two
   words or more; clothing only within a day. Ethnicity is never compared.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic_core import from_json

from outreach.model import links, search
from outreach.model.fold import ReadModel
from outreach.model.pages import JOINED, LISTED, row_of
from outreach.model.rows import Row

#: Candidates that are offered at most: more is for search.
MOST: Final = 20
_LOOKED_AT: Final = 200
_SAME_WORDS: Final = 2
_DAY_MS: Final = 86_400_000
_CONFUSED: Final = dict(zip("01258OIZSB", "OIZSB01258", strict=True))

#: ``unread``: the marks fit where characters were not read. ``misread``: they fit but for one that
#: is easily misread. ``plate``: the same taxi plate. ``vehicle``: seen with the same vehicle.
#: ``name``, ``looks``, ``clothes``: the same words. ``telephone``: the same number. Else the name
#: of a field.
Why = Literal[
    "unread", "misread", "plate", "vehicle", "name", "telephone", "looks", "clothes",
    "make", "colour", "sex_perceived", "apparent_age",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """``said``: the words or the mark that agree, or what the other sighting says instead."""

    why: Why
    said: str = ""


@dataclass(frozen=True, slots=True)
class Perhaps:
    """A sighting that may be of the same: why, and what speaks against it."""

    row: Row
    because: tuple[Reason, ...]
    against: tuple[Reason, ...]


_OF: Final = (  # of constants
    f"{LISTED}, r.data, r.row FROM record r{JOINED}"  # noqa: S608
    " WHERE r.row IN (SELECT value FROM json_each(?)) AND NOT r.withdrawn"
)
_KEYED: Final = (
    "SELECT key, row FROM link WHERE key IN (SELECT value FROM json_each(:keys)) AND row <> :own"
    " AND row BETWEEN :first AND :last ORDER BY row DESC LIMIT :most"
)
_SHARED: Final = (
    "SELECT row, group_concat(key, char(10)) FROM link"
    " WHERE key IN (SELECT value FROM json_each(:keys)) AND row <> :own"
    " AND row BETWEEN :first AND :last"
    " GROUP BY row HAVING count(*) >= :least ORDER BY count(*) DESC, row DESC LIMIT :most"
)
_EXACTLY: Final = "SELECT row FROM link WHERE key = :key"
_ALL_ROWS: Final = {"first": 0, "last": (1 << 63) - 1}


def same_mark(mark: str, other: str) -> tuple[Why, str] | None:
    """How two marks that are not both read in full and equal may be one; None if they cannot.

    Each agrees in every character that both read, at least three, but for one easily misread.
    """
    if len(mark) != len(other):
        return None
    agree, misread = 0, ""
    for a, b in zip(mark, other, strict=True):
        if a == "?" or b == "?":
            continue
        if a == b:
            agree += 1
        elif _CONFUSED.get(a) == b and not misread:
            misread = f"{a}/{b}"
        else:
            return None
    if agree < links.LEAST_READ:
        return None
    return ("misread", misread) if misread else ("unread", other if "?" in other else mark)


def vehicles_like(model: ReadModel, own: int, fields: Mapping[str, Any]) -> list[Perhaps]:
    """Sightings that may be of the same vehicle as the one in row ``own``, the likeliest first.
    Not among them: those with the same registration, read in full."""
    found: dict[int, list[Reason]] = {}
    mark = links.mark_of(fields.get("registration"))
    with model.lock:
        if mark:
            for key, row in model.connection.execute(*_fitting(mark, own)):
                other = key[len(links.MARK) :]
                fits = same_mark(mark, other)
                if fits is not None:
                    found.setdefault(row, []).append(Reason(*fits))
        full = {"key": links.MARK + mark} if mark and "?" not in mark else {"key": ""}
        same = {row for (row,) in model.connection.execute(_EXACTLY, full)}
        plates = [key for key in _keys(model, own) if key.startswith(links.PLATE)]
        for row, _ in _shared(model, plates, own, least=1):
            if row not in same:
                found.setdefault(row, []).append(Reason("plate"))
        offered = _judged(model, found, fields, ("make", "colour"))
    return sorted(offered, key=_vehicle_rank)[:MOST]


def people_like(model: ReadModel, own: int, fields: Mapping[str, Any], at_ms: int) -> list[Perhaps]:
    """Sightings that may be of the same person as the one in row ``own`` (which was at ``at_ms``),
    those with a name in common first."""
    found: dict[int, list[Reason]] = {}
    with model.lock:
        keys = _keys(model, own)
        alike: Sequence[tuple[str, Why, int]] = (
            (links.NAME, "name", 1),
            (links.TELEPHONE, "telephone", 1),
            (links.LOOKS, "looks", _SAME_WORDS),
        )
        for stem, why, least in alike:
            for row, shared in _shared(model, _with(keys, stem), own, least=least):
                found.setdefault(row, []).append(Reason(why, _said(shared, stem)))
        vehicle = fields.get("vehicle")
        for row in _with_vehicle(model, vehicle, own) if type(vehicle) is str else ():
            found.setdefault(row, []).append(Reason("vehicle"))
        near = _recorded(at_ms - 2 * _DAY_MS, at_ms + 2 * _DAY_MS)
        worn = _shared(model, _with(keys, links.CLOTHES), own, least=_SAME_WORDS, within=near)
        for row, shared in worn:
            found.setdefault(row, []).append(Reason("clothes", _said(shared, links.CLOTHES)))
        offered = _judged(model, found, fields, (), ("sex_perceived", "apparent_age"))
    return sorted(
        (kept for one in offered if (kept := _clothes_of_the_day(one, at_ms)) is not None),
        key=_person_rank,
    )[:MOST]


def _clothes_of_the_day(one: Perhaps, at_ms: int) -> Perhaps | None:
    """Clothes speak for a day; without them, and with nothing else, there is no reason left."""
    when = one.row.occurred_ms or one.row.recorded_ms
    if abs(when - at_ms) <= _DAY_MS:
        return one
    because = tuple(reason for reason in one.because if reason.why != "clothes")
    return Perhaps(one.row, because, one.against) if because else None


def _fitting(mark: str, own: int) -> tuple[str, tuple[Any, ...]]:
    """The question for marks that agree with ``mark`` in every character that both read."""
    start = len(links.MARK)
    conditions = ["key >= ? AND key < ?", "length(key) = ?", "row <> ?"]
    values: list[Any] = [links.MARK, links.MARK[:-1] + ";", start + len(mark), own]
    for at, letter in enumerate(mark):
        if letter != "?":
            conditions.append(f"substr(key, {start + at + 1}, 1) IN (?, '?', ?)")
            values += [letter, _CONFUSED.get(letter, letter)]
    if "?" not in mark:
        conditions.append("key <> ?")
        values.append(links.MARK + mark)
    where = " AND ".join(conditions)  # of constants: what people typed is bound
    sql = f"SELECT key, row FROM link WHERE {where} ORDER BY row DESC LIMIT {_LOOKED_AT}"  # noqa: S608
    return sql, tuple(values)


def _keys(model: ReadModel, own: int) -> list[str]:
    found = model.connection.execute("SELECT kind, data FROM record WHERE row = ?", (own,))
    kind, data = found.fetchone()
    return links.keys(kind, from_json(data))


def _with(keys: Sequence[str], stem: str) -> list[str]:
    return [key for key in keys if key.startswith(stem)]


def _recorded(first_ms: int, last_ms: int) -> dict[str, int]:
    """Row numbers of what was recorded between two moments."""
    least, most = "0" * 32, "f" * 32
    return {
        "first": search.surrogate(first_ms, least),
        "last": search.surrogate(last_ms, most),
    }


def _shared(
    model: ReadModel,
    keys: Sequence[str],
    own: int,
    *,
    least: int,
    within: Mapping[str, int] = _ALL_ROWS,
) -> list[tuple[int, list[str]]]:
    """Rows with so many of ``keys``, and which."""
    if len(keys) < least:
        return []
    given = {"keys": _json(keys), "own": own, "least": least, "most": _LOOKED_AT, **within}
    found = model.connection.execute(_SHARED, given)
    return [(row, shared.split("\n")) for row, shared in found]


def _with_vehicle(model: ReadModel, vehicle: str, own: int) -> list[int]:
    """Rows that name the same sighting of a vehicle, or another one with the same full mark."""
    known = model.connection.execute("SELECT row FROM record WHERE id = ?", (vehicle,)).fetchone()
    seen = {vehicle}
    if known is not None:
        marks = [k for k in _with(_keys(model, known[0]), links.MARK) if "?" not in k]
        given = {"keys": _json(marks), "own": own, "most": _LOOKED_AT, **_ALL_ROWS}
        rows = [row for _, row in model.connection.execute(_KEYED, given)] if marks else []
        ids = "SELECT id FROM record WHERE row IN (SELECT value FROM json_each(?))"
        seen.update(one for (one,) in model.connection.execute(ids, (_json(rows),)))
    keys = [links.RECORD + one for one in sorted(seen)]
    given = {"keys": _json(keys), "own": own, "most": _LOOKED_AT, **_ALL_ROWS}
    return [row for _, row in model.connection.execute(_KEYED, given)]


def _judged(
    model: ReadModel,
    found: Mapping[int, Sequence[Reason]],
    fields: Mapping[str, Any],
    either: Sequence[Why],
    against: Sequence[Why] = (),
) -> list[Perhaps]:
    """The candidates, with what else agrees (of ``either``) and what does not."""
    kinds = "('vehicle-sighting', 'vehicle')" if either else "('person-sighting', 'person')"
    rows = model.connection.execute(f"{_OF} AND r.kind IN {kinds}", (_json(list(found)),))
    offered = []
    for got in rows:
        values, number = from_json(got[-2]), got[-1]
        agree, differ = [], []
        for name in (*either, *against):
            mine, other = fields.get(name), values.get(name)
            if not (_told(mine) and _told(other)):
                continue
            if str(mine).casefold() != str(other).casefold():
                differ.append(Reason(name, str(other)))
            elif name in either:
                agree.append(Reason(name, str(other)))
        offered.append(Perhaps(row_of(got[:-2]), (*found[number], *agree), tuple(differ)))
    return offered


def _told(value: object) -> bool:
    return type(value) is str and value not in ("", "unclear", "unknown", "other")


def _vehicle_rank(one: Perhaps) -> tuple[int, int, int]:
    whys = [reason.why for reason in one.because]
    return (len(one.against), "misread" in whys, -len(whys))


def _person_rank(one: Perhaps) -> tuple[bool, int, int, int]:
    whys = [reason.why for reason in one.because]
    when = one.row.occurred_ms or one.row.recorded_ms
    told = {"name", "telephone"} & set(whys)
    return (not told, len(one.against), -len(whys), -when)


def _said(keys: Sequence[str], stem: str) -> str:
    return ", ".join(sorted(key[len(stem) :] for key in keys))


def _json(values: Sequence[Any]) -> str:
    return json.dumps(list(values))
