"""One home or one person recorded again and again: an alert to supervisors, with the visits behind.

The rules that this module enforces; numbers, kinds and words are data in ``assets/watching.json``:

1. So many visits to one home, or sightings of one person, within so many days make an alert. What
   was an immediate response is not counted.
2. It says nothing about anybody there: it asks whether this is still presence, or surveillance that
   needs an authority.
3. It stays until a supervisor records a decision, and comes again when as many more have come.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal, NamedTuple

from pydantic_core import from_json

from outreach.assets import asset
from outreach.model import notices
from outreach.model.fold import ReadModel
from outreach.model.notices import WATCH_DECISION, Notice
from outreach.model.pages import JOINED, LISTED, row_of
from outreach.model.rows import Row

DAY_MS: Final = 86_400_000

What = Literal["home", "person"]

_BUSY: Final = (
    "SELECT place FROM record INDEXED BY record_at_place WHERE kind = ? AND sort_ms >= ?"
    " AND withdrawn = 0 AND place IS NOT NULL GROUP BY place HAVING count(*) >= ?"
)
_PLACE: Final = "SELECT title, kind, data FROM record WHERE id = ?"
_LATELY: Final = (
    f"{LISTED}, r.data FROM record r INDEXED BY record_newest_of_kind{JOINED}"
    " WHERE r.kind = ? AND r.sort_ms >= ? AND r.withdrawn = 0"
)
_NAMED: Final = f"{_LATELY} AND json_extract(r.data, '$.person') IS NOT NULL"
_AT: Final = f"{_LATELY} AND r.place = ?"
_NOWHERE: Final = (  # of constants
    f"{_LATELY} AND r.place IS NULL AND json_extract(r.data, '$.hotspot_type')"  # noqa: S608
    " IN (SELECT value FROM json_each(?))"
)


class Rules(NamedTuple):
    """Everything in ``assets/watching.json``."""

    days: int
    times: int
    homes: frozenset[str]
    home_kinds: tuple[str, ...]
    person_kinds: tuple[str, ...]
    not_counted: frozenset[str]
    authorised: str
    words: Mapping[str, str]
    decisions: Mapping[str, str]
    source: str


@dataclass(frozen=True, slots=True)
class Alert:
    """``subject``: a record's id, or what stands for an address that is no record. ``visits``: the
    newest first. ``authorised``: in how many an authority is named. ``before``: the last decision
    about it, after which these came."""

    subject: str
    what: What
    title: str
    visits: tuple[Row, ...]
    authorised: int
    before: Notice | None

    @property
    def said(self) -> list[tuple[str, dict[str, int]]]:
        """Why it is an alert, and what to ask: texts, and the numbers that go into each."""
        told = rules()
        found = [(told.words[self.what], {"n": len(self.visits), "days": told.days})]
        if self.authorised:
            found.append((told.words["authorised"], {"m": self.authorised}))
        return [*found, (told.words["ask"], {})]

    @property
    def reason(self) -> str:
        """The same in one, in English."""
        return " ".join(text.format(**numbers) for text, numbers in self.said)


@cache
def rules() -> Rules:
    """The rules in force."""
    data = json.loads(asset("watching.json").read_text(encoding="utf-8"))
    return Rules(
        int(data["within_days"]),
        int(data["times"]),
        frozenset(f"{field}:{code}" for field, codes in data["homes"].items() for code in codes),
        tuple(data["home_kinds"]),
        tuple(data["person_kinds"]),
        frozenset(data["not_counted"]),
        str(data["authorised_mode"]),
        dict(data["words"]),
        {one["code"]: one["label"] for one in data["decisions"]},
        str(data["source"]),
    )


def alerts(model: ReadModel, now_ms: int) -> list[Alert]:
    """What a supervisor has to decide about, the most often recorded first."""
    told = rules()
    low = now_ms - told.days * DAY_MS
    types = json.dumps(sorted(one.split(":")[1] for one in told.homes))
    with model.lock:
        run = model.connection
        decided = _decided(run)
        found: list[Alert] = []
        for kind in told.home_kinds:
            for (place,) in run.execute(_BUSY, (kind, low, told.times)).fetchall():
                home = run.execute(_PLACE, (place,)).fetchone()
                if home is not None and _is_home(from_json(home[2])):
                    visits = run.execute(_AT, (kind, low, place)).fetchall()
                    found += _alert(place, "home", home[0], visits, decided)
            loose: dict[tuple[str, str], list[Any]] = defaultdict(list)
            for one in run.execute(_NOWHERE, (kind, low, types)).fetchall():
                fields = from_json(one[-1])
                if _is_home(fields) and (address := _address(fields)):
                    loose[_subject(address), address].append(one)
            for (subject, _words), visits in loose.items():
                found += _alert(subject, "home", row_of(visits[0][:-1]).title, visits, decided)
        people: dict[str, list[Any]] = defaultdict(list)
        for kind in told.person_kinds:
            for one in run.execute(_NAMED, (kind, low)).fetchall():
                person = from_json(one[-1]).get("person")
                if isinstance(person, str):
                    people[person].append(one)
        for person, sightings in people.items():
            known = run.execute(_PLACE, (person,)).fetchone()
            title = known[0] if known is not None else row_of(sightings[0][:-1]).title
            found += _alert(person, "person", title, sightings, decided)
    return sorted(found, key=lambda one: (-len(one.visits), one.subject))


def _alert(
    subject: str, what: What, title: str, found: Iterable[Any], decided: Mapping[str, list[Notice]]
) -> list[Alert]:
    told = rules()
    before = decided.get(subject, [])
    seen = {record for notice in before for record in notice.fields["visits"]}
    visits, authorised = [], 0
    for one in found:
        row, fields = row_of(one[:-1]), from_json(one[-1])
        mode = fields.get("observation_mode")
        if mode in told.not_counted or row.id in seen:
            continue
        visits.append(row)
        authorised += mode == told.authorised
    if len(visits) < told.times:
        return []
    visits.sort(key=lambda row: -(row.occurred_ms or row.recorded_ms))
    return [Alert(subject, what, title, tuple(visits), authorised, before[-1] if before else None)]


def _decided(connection: sqlite3.Connection) -> dict[str, list[Notice]]:
    found: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices.of_type(connection, WATCH_DECISION):
        found[notice.fields["subject"]].append(notice)
    return found


def _is_home(fields: Mapping[str, Any]) -> bool:
    homes = rules().homes
    return any(f"{name}:{fields.get(name)}" in homes for name in ("hotspot_type", "premises_type"))


def _address(fields: Mapping[str, Any]) -> str:
    said = (fields.get("address") or fields.get("place_name"), fields.get("postcode"))
    words = " ".join(str(part) for part in said if part)
    return " ".join(words.casefold().split())


def _subject(address: str) -> str:
    """What stands for an address: as long as an id, and no words."""
    return hashlib.sha256(address.encode()).hexdigest()[:32]
