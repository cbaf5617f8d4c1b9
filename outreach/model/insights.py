"""What the records say together: how many, when, where, with what effect, and how well recorded.

The rules that this module enforces:

1. What leaves it can be shown: small counts are suppressed here (``small``), not on a screen.
2. The records are read in pieces; the model's lock is let go and another thread may run between
   two of them, so that nobody waits for a supervisor's figures.
3. Every number has the ``Slice`` that lists exactly its records (``measures``).

Somebody who compares pictures of different filters can still subtract one from another; the screen
says so before a picture leaves the vault.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from pydantic_core import from_json

from outreach.model.fold import ReadModel
from outreach.model.kinds.registry import PLANS
from outreach.model.measures import (
    ASKED,
    CHECK,
    CHECKS,
    FIRST_REVIEW,
    HOUR,
    NIGHT,
    QUIET,
    REASONS,
    TIMED,
    WEEK,
    Slice,
    condition,
    digest,
    span,
    unknown_text,
    within,
)
from outreach.model.pages import JOINED, LISTED, row_of
from outreach.model.rows import Row
from outreach.model.small import LEAST, Shown, Table, shown, suppress

#: Records in one piece: some 30 ms of SQLite's time.
PIECE: Final = 1_000
#: Hotspots in the map of heat.
SPOTS: Final = 12


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the answers that are asked for were given, 0 to 1; None where there are too few
    records to say. ``records`` with a blank among them, as they may be shown."""

    name: str
    given: float | None
    records: Shown


@dataclass(frozen=True, slots=True)
class Delay:
    """From received to first review in one week, in hours; None below five reviews."""

    middle: float | None
    far: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that one screen shows. Tables are rows by weeks, in the order of ``weeks``."""

    weeks: tuple[date, ...]
    visits: Table  # seen, quiet
    sightings: Table  # people, vehicles
    checks: Table  # in the order of CHECKS
    spots: tuple[tuple[str, str], ...]  # (id, title), the most visited first
    hours: tuple[int, ...]
    spot_hours: Table
    nights: Table  # weekday of the evening by hour, 0 to 23
    effects: tuple[tuple[str, Shown], ...]  # code, count; the most frequent first
    outcomes: tuple[tuple[str, Shown], ...]
    delays: tuple[Delay, ...]
    delay: Delay
    reviewed: Shown
    waiting: Shown
    by_kind: tuple[Share, ...]
    by_agency: tuple[Share, ...]
    reasons: tuple[tuple[str, Shown], ...]


def agencies(model: ReadModel) -> list[str]:
    """The agencies that any author of a record wrote for, by name."""
    with model.lock:
        found = model.connection.execute(
            "SELECT DISTINCT agency FROM author WHERE agency <> '' ORDER BY agency"
        ).fetchall()
    return [agency for (agency,) in found]


def records(
    model: ReadModel, asked: Slice, *, today: date, limit: int, offset: int = 0
) -> list[Row]:
    """The records behind a number, newest first."""
    where, values = condition(asked, today, _authors(model, asked.agency))
    # Every part is a constant; what a slice holds is bound.
    sql = f"{LISTED} FROM record r{JOINED} WHERE {where}"
    sql += " ORDER BY r.sort_ms DESC, r.row DESC LIMIT :limit OFFSET :offset"
    with model.lock:
        found = model.connection.execute(
            sql, {**values, "limit": limit, "offset": offset}
        ).fetchall()
    return [row_of(row) for row in found]


def _authors(model: ReadModel, agency: str) -> list[int]:
    if not agency:
        return []
    with model.lock:
        found = model.connection.execute("SELECT id, agency FROM author").fetchall()
    return [number for number, name in found if digest(name) == agency] or [-1]


def _truthy(field: str) -> str:
    return f"coalesce(json_extract(r.data, '$.{field}'), 0) NOT IN (0, '', '[]', '{{}}')"


def _wanted(kind: str) -> str:
    """How many answers a record of ``kind`` is asked for, as SQL; the rule is ``kinds.missing``."""
    always, terms = 0, []
    weights: Counter[tuple[tuple[str, ...], tuple[str, str] | None]] = Counter()
    for want in PLANS[kind].wanted:
        if want.name in want.unless:  # any of several will do: that is one thing asked for
            always += 1
        else:
            weights[want.unless, want.when] += 1
    for (unless, when), weight in weights.items():
        parts = [f"NOT ({_truthy(field)})" for field in unless]
        if when is not None:
            field, code = when
            held = f"json_extract(r.data, '$.{field}')"
            parts.append(f"({held} IS '{code}' OR instr(coalesce({held}, ''), '\"{code}\"'))")
        if parts:
            terms.append(f"{weight} * ({' AND '.join(parts)})")
        else:
            always += weight
    return " + ".join([str(always), *terms])


_WANTED: Final = " ".join(f"WHEN '{kind}' THEN {_wanted(kind)}" for kind in ASKED)
_REASONS: Final = " || ".join(
    f"(CASE WHEN instr(r.data, '{unknown_text(code)}') THEN '{code} ' ELSE '' END)"
    for code in REASONS
)
_FACTS: Final = (  # every part is a constant of these modules
    "SELECT r.sort_ms, r.row, r.kind, a.agency, r.place,"  # noqa: S608
    f" {WEEK}, CASE WHEN {TIMED} THEN {HOUR} END, CASE WHEN {TIMED} THEN {NIGHT} END,"
    f" CASE r.kind WHEN 'hotspot-visit' THEN {QUIET} WHEN 'premises-check' THEN {CHECK} END,"
    " CASE r.kind WHEN 'hotspot-visit' THEN json_extract(r.data, '$.presence_effect')"
    " WHEN 'premises-check' THEN json_extract(r.data, '$.outcomes') END,"
    f" r.received_ms, {FIRST_REVIEW}, r.waiting_ms IS NOT NULL, r.missing,"
    f" CASE r.kind {_WANTED} ELSE 0 END,"
    f" CASE WHEN instr(r.data, '{{\"unknown\":\"') THEN {_REASONS} ELSE '' END"
    # In the order of time, piece after piece; by kind it would have to be sorted for each.
    " FROM record r INDEXED BY record_newest CROSS JOIN author a ON a.id = r.author"
)


class _Sums:
    """What is added up while the records go by."""

    def __init__(self) -> None:
        self.weekly: Counter[tuple[str, str]] = Counter()
        self.spots: Counter[str] = Counter()
        self.spot_hours: Counter[tuple[str, int]] = Counter()
        self.nights: Counter[tuple[int, int]] = Counter()
        self.codes: dict[str, Counter[str]] = defaultdict(Counter)
        self.delays: dict[str, list[int]] = defaultdict(list)
        self.waiting = 0
        self.shares: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)

    def add(self, fact: tuple[Any, ...]) -> None:
        (_sort, _row, kind, agency, place, week, hour, night, state, codes, received, reviewed,
         waiting, missing, wanted, reasons) = fact  # fmt: skip
        if kind == "hotspot-visit":
            self.weekly["quiet" if state else "seen", week] += 1
            if hour is not None:
                self.nights[night, hour] += 1
                if place is not None:
                    self.spot_hours[place, hour] += 1
            if place is not None:
                self.spots[place] += 1
            self.codes["effect"].update(_codes(codes))
        elif kind == "premises-check":
            self.weekly[state, week] += 1
            self.codes["outcome"].update(_codes(codes))
        else:
            self.weekly[kind, week] += 1
        if received is not None and reviewed is not None:
            self.delays[week].append(max(0, reviewed - received))
        self.waiting += waiting
        if wanted:
            for by, name in (("kind", kind), ("agency", agency)):
                share = self.shares[by]
                share[name, "wanted"] += wanted
                share[name, "missing"] += min(missing, wanted)
                share[name, "records"] += 1
                share[name, "blank"] += missing > 0
        self.codes["unknown"].update(reasons.split())


def _codes(held: str | None) -> list[str]:
    if not held or held[0] != "[":
        return []
    return [code for code in dict.fromkeys(from_json(held)) if type(code) is str]


def figures(
    model: ReadModel,
    asked: Slice,
    *,
    today: date,
    wanted: Callable[[], bool] = lambda: True,
) -> Figures:
    """All figures for the weeks, place and agency of ``asked``; its measure does not matter.

    Takes some hundred milliseconds for ten thousand records, in pieces: call it in a thread.
    Between two pieces it asks whether it is still ``wanted``; if not it ends with what it has.
    """
    sums = _Sums()
    where, values = within(asked, today, _authors(model, asked.agency))
    kinds = ", ".join(repr(kind) for kind in ASKED)
    sql = (
        f"{_FACTS} WHERE {where} AND r.kind IN ({kinds}) AND (r.sort_ms, r.row) > (:sort, :row)"
        " ORDER BY r.sort_ms, r.row LIMIT :piece"
    )
    values |= {"sort": values["low"], "row": -1, "piece": PIECE}
    while True:
        with model.lock:
            found = model.connection.execute(sql, values).fetchall()
        for fact in found:
            sums.add(fact)
        if len(found) < PIECE or not wanted():
            break
        values |= {"sort": found[-1][0], "row": found[-1][1]}
        time.sleep(0)  # whoever waits for the interpreter goes first
    first, _last = span(asked.weeks, today)
    weeks = tuple(first + timedelta(weeks=n) for n in range(asked.weeks))
    return _made(model, sums, weeks)


def _made(model: ReadModel, sums: _Sums, weeks: tuple[date, ...]) -> Figures:
    visits = _by_week(sums, ("seen", "quiet"), weeks)
    total = sum(sum(row) for row in visits)
    visits_shown = suppress(visits)
    top = [place for place, _n in sums.spots.most_common(SPOTS)]
    titles = _titles(model, top)
    hours = tuple(sorted({hour for _night, hour in sums.nights}, key=lambda h: (h - 6) % 24))
    spot_hours = [[sums.spot_hours[place, hour] for hour in hours] for place in top]
    nights = [[sums.nights[night, hour] for hour in range(24)] for night in range(7)]

    def is_all(counts: list[list[int]]) -> bool:
        """Whether a table has all visits: then the number of all of them is its total too."""
        return visits_shown.whole.exact and sum(sum(row) for row in counts) == total

    delays = tuple(_delay(sums.delays.get(week.isoformat(), [])) for week in weeks)
    every_delay = [delay for found in sums.delays.values() for delay in found]
    return Figures(
        weeks=weeks,
        visits=visits_shown,
        sightings=suppress(_by_week(sums, ("person-sighting", "vehicle-sighting"), weeks)),
        checks=suppress(_by_week(sums, CHECKS, weeks)),
        spots=tuple((place, titles.get(place, "")) for place in top),
        hours=hours,
        spot_hours=suppress(spot_hours, columns=False, whole=is_all(spot_hours)),
        nights=suppress(nights, rows=False, columns=False, whole=is_all(nights)),
        effects=_ranked(sums.codes["effect"]),
        outcomes=_ranked(sums.codes["outcome"]),
        delays=delays,
        delay=_delay(every_delay),
        reviewed=shown(len(every_delay)),
        waiting=shown(sums.waiting),
        by_kind=_shares(sums.shares["kind"]),
        by_agency=_shares(sums.shares["agency"]),
        reasons=_ranked(sums.codes["unknown"]),
    )


def _by_week(sums: _Sums, names: tuple[str, ...], weeks: tuple[date, ...]) -> list[list[int]]:
    return [[sums.weekly[name, week.isoformat()] for week in weeks] for name in names]


def _ranked(codes: Counter[str]) -> tuple[tuple[str, Shown], ...]:
    """By how often; those that are suppressed last and by name, so that order says nothing."""
    seen = [(code, shown(count)) for code, count in codes.items()]
    return tuple(sorted(seen, key=lambda one: (-one[1].least if one[1].exact else 0, one[0])))


def _delay(found: list[int]) -> Delay:
    if len(found) < LEAST:
        return Delay(None, None)
    ordered = sorted(found)
    hour = 3_600_000
    # Nearest rank: a delay that somebody had, and not one between two.
    middle, far = ((len(ordered) * part + 99) // 100 - 1 for part in (50, 90))
    return Delay(ordered[middle] / hour, ordered[far] / hour)


def _shares(counted: Counter[tuple[str, str]]) -> tuple[Share, ...]:
    names = sorted({name for name, _what in counted})
    return tuple(
        Share(
            name,
            1 - counted[name, "missing"] / counted[name, "wanted"]
            if counted[name, "records"] >= LEAST
            else None,
            shown(counted[name, "blank"]),
        )
        for name in names
    )


def title_of(model: ReadModel, place: str) -> str:
    """What a place is called; empty where there is none, or none is named."""
    return _titles(model, [place]).get(place, "") if place else ""


def _titles(model: ReadModel, places: list[str]) -> dict[str, str]:
    marks = ", ".join("?" for _place in places)
    with model.lock:
        found = model.connection.execute(
            f"SELECT id, title FROM record WHERE id IN ({marks})",  # noqa: S608 - marks only
            places,
        ).fetchall()
    return dict(found)
