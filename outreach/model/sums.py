"""What the facts of a slice add up to: unsuppressed, and so for ``insights`` alone.

The rule that this module enforces: SQLite adds up, a stretch of weeks and a statement at a time,
and lets the model's lock go after each; Python sees hundreds of rows and not the records.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from pydantic_core import from_json

from outreach.model.fold import ReadModel
from outreach.model.measures import CHECKS, Slice, digest, narrowed, span

#: Hotspots in the map of heat.
SPOTS: Final = 12


def authors(model: ReadModel, agency: str) -> list[int]:
    """The numbers of the authors of an agency that stands in a slice."""
    if not agency:
        return []
    with model.lock:
        found = model.connection.execute("SELECT id, agency FROM author").fetchall()
    return [number for number, name in found if digest(name) == agency] or [-1]


class Sums:
    """What is counted, before anything of it is suppressed."""

    def __init__(self) -> None:
        self.weekly: Counter[tuple[str, str]] = Counter()
        self.spots: Counter[str] = Counter()
        self.spot_hours: Counter[tuple[str, int]] = Counter()
        self.nights: Counter[tuple[int, int]] = Counter()
        self.codes: dict[str, Counter[str]] = defaultdict(Counter)
        self.delays: dict[str, list[int]] = defaultdict(list)
        self.waiting = 0
        self.shares: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)

    def top(self) -> list[str]:
        """The places with the most visits; of as many, by id."""
        ordered = sorted(self.spots.items(), key=lambda one: (-one[1], one[0]))
        return [place for place, _n in ordered[:SPOTS]]


#: Weeks that one statement adds up: some 20 ms of SQLite's time with 100,000 records a year.
_STRETCH: Final = 13
_VISITS: Final = "f.what IN ('seen', 'quiet')"


class Count:
    """Adds up the facts of a slice, a statement at a time: what comes back are sums."""

    def __init__(self, model: ReadModel, asked: Slice, today: date) -> None:
        self.model = model
        self.sums = Sums()
        first, _last = span(asked.weeks, today)
        self.weeks = tuple(first + timedelta(weeks=n) for n in range(asked.weeks))
        self.where, self.values = narrowed(asked, authors(model, asked.agency))

    def run(self, wanted: Callable[[], bool]) -> bool:
        """Count; False when it is not ``wanted`` any more."""
        for steps in ((self._weekly, self._places, self._nights, self._codes, self._reasons,
                       self._delays, self._shares), (self._spot_hours,)):  # fmt: skip
            for start in range(0, len(self.weeks), _STRETCH):
                weeks = self.weeks[start : start + _STRETCH]
                self.values |= {"first": weeks[0].isoformat(), "last": weeks[-1].isoformat()}
                for step in steps:
                    if not wanted():
                        return False
                    step()
        return True

    def _rows(self, what: str, also: str, group: str) -> list[tuple[Any, ...]]:
        # Every part is a constant of these modules; what a slice holds is bound.
        sql = f"SELECT {what} FROM fact f WHERE {self.where}{also} {group}"  # noqa: S608
        with self.model.lock:
            return self.model.connection.execute(sql, self.values).fetchall()

    def _weekly(self) -> None:
        for what, week, count, waiting in self._rows(
            "f.what, f.week, count(*), sum(f.waiting)", "", "GROUP BY f.week, f.what"
        ):
            self.sums.weekly[what, week] += count
            self.sums.waiting += waiting

    def _places(self) -> None:
        also = f" AND {_VISITS} AND f.place IS NOT NULL"
        for place, count in self._rows("f.place, count(*)", also, "GROUP BY f.place"):
            self.sums.spots[place] += count

    def _nights(self) -> None:
        also = f" AND {_VISITS} AND f.night_hour IS NOT NULL"
        for at, count in self._rows("f.night_hour, count(*)", also, "GROUP BY f.night_hour"):
            self.sums.nights[divmod(at, 24)] += count

    def _spot_hours(self) -> None:
        also = f" AND {_VISITS} AND f.night_hour IS NOT NULL AND f.place IN ("
        also += "SELECT value FROM json_each(:top))"
        self.values["top"] = json.dumps(self.sums.top())
        for place, hour, count in self._rows(
            "f.place, f.night_hour % 24 AS hour, count(*)", also, "GROUP BY f.place, hour"
        ):
            self.sums.spot_hours[place, hour] += count

    def _codes(self) -> None:
        # The same few codes are ticked together again and again: each list is read once.
        for visit, held, count in self._rows(
            f"{_VISITS} AS visit, f.codes, count(*)",
            " AND f.codes IS NOT NULL",
            "GROUP BY visit, f.codes",
        ):
            counter = self.sums.codes["effect" if visit else "outcome"]
            for code in _codes(held):
                counter[code] += count

    def _reasons(self) -> None:
        for held, count in self._rows(
            "f.reasons, count(*)", " AND f.reasons <> ''", "GROUP BY f.reasons"
        ):
            for code in held.split():
                self.sums.codes["unknown"][code] += count

    def _delays(self) -> None:
        for week, delay in self._rows("f.week, f.delay", " AND f.delay IS NOT NULL", ""):
            self.sums.delays[week].append(delay)

    def _shares(self) -> None:
        with self.model.lock:
            found = self.model.connection.execute("SELECT id, agency FROM author").fetchall()
        agency_of = dict(found)
        for author, what, *counts in self._rows(
            "f.author, f.what, sum(f.wanted), sum(min(f.missing, f.wanted)), count(*),"
            " sum(f.missing > 0)",
            " AND f.wanted > 0",
            "GROUP BY f.author, f.what",
        ):
            kind = _KIND_OF.get(what, what)
            for by, name in (("kind", kind), ("agency", agency_of[author])):
                for counted, count in zip(_COUNTED, counts, strict=True):
                    self.sums.shares[by][name, counted] += count


_COUNTED: Final = ("wanted", "missing", "records", "blank")
_KIND_OF: Final = {
    **dict.fromkeys(("seen", "quiet"), "hotspot-visit"),
    **dict.fromkeys(CHECKS, "premises-check"),
}


def _codes(held: str) -> list[str]:
    if held[:1] != "[":
        return []
    return [code for code in dict.fromkeys(from_json(held)) if type(code) is str]
