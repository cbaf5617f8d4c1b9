"""What the records say together: how many, when, where, with what effect, and how well recorded.

The rules that this module enforces:

1. What leaves it can be shown: small counts are suppressed here (``small``), not on a screen.
2. The records are read in pieces (``facts``) and added up by SQLite; the model's lock is let go
   between two statements, so that nobody waits for a supervisor's figures.
3. Every number has the ``Slice`` that lists exactly its records (``measures``).

Somebody who compares pictures of different filters can still subtract one from another; the screen
says so before a picture leaves the vault.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from outreach.model.fold import ReadModel
from outreach.model.measures import CHECKS, Slice, condition, low_of
from outreach.model.pages import JOINED, LISTED, row_of
from outreach.model.rows import Row
from outreach.model.small import LEAST, Shown, Table, shown, suppress
from outreach.model.sums import Count, Sums, authors

#: The figures that are shown before anybody chooses.
START: Final = Slice("visits")


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
    where, values = condition(asked, today, authors(model, asked.agency))
    # Every part is a constant; what a slice holds is bound.
    sql = f"{LISTED} FROM record r{JOINED} WHERE {where}"
    sql += " ORDER BY r.sort_ms DESC, r.row DESC LIMIT :limit OFFSET :offset"
    with model.lock:
        found = model.connection.execute(
            sql, {**values, "limit": limit, "offset": offset}
        ).fetchall()
    return [row_of(row) for row in found]


def figures(
    model: ReadModel,
    asked: Slice,
    *,
    today: date,
    wanted: Callable[[], bool] = lambda: True,
) -> Figures:
    """All figures for the weeks, place and agency of ``asked``; its measure does not matter.

    The first time it takes some hundred milliseconds for ten thousand records, in pieces: call it
    in a thread. Later it reads what has changed. Between two pieces it asks whether it is still
    ``wanted``; if not it ends with what it has.
    """
    facts = model.facts
    key = (asked.weeks, asked.place, asked.agency, today)
    with facts.lock:
        ready = facts.ready(model, low_of(asked, today), wanted)
        kept: Figures | None = facts.answer(key) if ready else None
        if kept is not None:
            return kept
        count = Count(model, asked, today)
        ready = ready and count.run(wanted)
        made = _made(model, count.sums, count.weeks)
        if ready:
            facts.keep(key, made)
        return made


def _made(model: ReadModel, sums: Sums, weeks: tuple[date, ...]) -> Figures:
    visits = _by_week(sums, ("seen", "quiet"), weeks)
    total = sum(sum(row) for row in visits)
    visits_shown = suppress(visits)
    top = sums.top()
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


def _by_week(sums: Sums, names: tuple[str, ...], weeks: tuple[date, ...]) -> list[list[int]]:
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
