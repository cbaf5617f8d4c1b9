"""Sums that SQLite makes of facts are those of a plain count, and stay so while rows change."""

from __future__ import annotations

import random
import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from outreach.model import insights, kinds
from outreach.model.changes import Change
from outreach.model.fold import ReadModel
from outreach.model.insights import Figures, figures
from outreach.model.measures import Slice, digest, monday
from outreach.model.small import Shown, shown, suppress
from tests import visits
from tests.outreach.model.team import Person, Space, hex_of, person

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
DANA = person("Dana", agency="Early Break")
TOM = person("Tom", agency="Trafford Licensing & Co")
RUTH = person("Ruth", "supervisor", agency="Rochdale")
PLACES = [hex_of("spot", n) for n in range(20)]
SLICES = [
    Slice("visits", weeks=4),
    Slice("visits", weeks=13),
    Slice("visits", weeks=52),
    Slice("visits", weeks=52, agency=digest("Early Break")),
    Slice("visits", weeks=13, place=PLACES[1]),
]


class Team:
    """Writes random records and remembers what each of them says."""

    def __init__(self, rng: random.Random) -> None:
        self.rng, self.space = rng, Space("safeguarding")
        self.records: dict[str, tuple[str, Person, dict[str, Any], Change]] = {}

    def write(self, n: int) -> list[Change]:
        """A record, perhaps a review of it."""
        kind = self.rng.choice(("hotspot-visit", "hotspot-visit", "quiet", "person-sighting",
                                "vehicle-sighting", "premises-check"))  # fmt: skip
        fields = (visits.quiet_visit if kind == "quiet" else visits.MAKERS[kind])(self.rng, n)
        kind = "hotspot-visit" if kind == "quiet" else kind
        for gone in ("premises", "occurred_to", "hotspot"):
            fields.pop(gone, None)
        if kind != "premises-check" and n % 13:
            fields["hotspot"] = self.rng.choice(PLACES)
        if n % 11 == 0:
            fields["occurred_precision"] = "unknown"
        who = self.rng.choice((DANA, DANA, TOM))
        at = NOW - timedelta(minutes=self.rng.randrange(24 * 60 * 380))
        fields["occurred_from"] = at.isoformat(timespec="seconds")
        wall = int(at.timestamp() * 1000)
        record = hex_of("record", n)
        change = self.space.write(who, record, kind=kind, wall_ms=wall, **fields)
        self.records[record] = (kind, who, fields, change)
        made = [change]
        if n % 3 == 0:
            made.append(self.space.review(RUTH, "approved", change))
        return made

    def change(self, record: str) -> list[Change]:
        """It was another day and another place; or it never was."""
        kind, who, fields, change = self.records.pop(record)
        if self.rng.random() < 0.3:
            return [self.space.write(who, record, kind=kind, reason="Twice", withdrawn=True)]
        at = NOW - timedelta(minutes=self.rng.randrange(24 * 60 * 380))
        other = {"occurred_from": at.isoformat(timespec="seconds")}
        if kind != "premises-check":
            other["hotspot"] = self.rng.choice(PLACES)
        self.records[record] = (kind, who, fields | other, change)
        return [self.space.write(who, record, kind=kind, reason="The date", **other)]

    def of(self, asked: Slice) -> list[tuple[str, Person, dict[str, Any], date]]:
        """The records of a slice, read one by one."""
        last = monday(TODAY)
        weeks = {last - timedelta(weeks=n) for n in range(asked.weeks)}
        found = []
        for kind, who, fields, _change in self.records.values():
            week = monday(datetime.fromisoformat(fields["occurred_from"]).date())
            agency = asked.agency in ("", digest(who.author.agency))
            if week in weeks and agency and asked.place in ("", fields.get("hotspot")):
                found.append((kind, who, fields, week))
        return found


def ranked(codes: Counter[str]) -> set[tuple[str, Shown]]:
    return {(code, shown(count)) for code, count in codes.items()}


def agrees(found: Figures, team: Team, asked: Slice) -> None:
    """Every figure is that of a plain count of the same records."""
    weekly: Counter[tuple[str, date]] = Counter()
    spots: Counter[str] = Counter()
    spot_hours: Counter[tuple[str, int]] = Counter()
    nights: Counter[tuple[int, int]] = Counter()
    codes: dict[str, Counter[str]] = {"effect": Counter(), "outcome": Counter(), "": Counter()}
    blank: Counter[str] = Counter()
    for kind, _who, fields, week in team.of(asked):
        blank[kind] += bool(kinds.missing(kind, fields))
        unknown = {v["unknown"] for v in fields.values() if type(v) is dict and "unknown" in v}
        codes[""].update(unknown)
        effect, outcome = fields.get("presence_effect"), fields.get("outcomes")
        if kind == "hotspot-visit":
            weekly["quiet" if fields.get("nothing_seen") else "seen", week] += 1
            codes["effect"].update(effect if type(effect) is list else ())
            place = fields.get("hotspot")
            spots.update([place] if place else ())
            if fields.get("occurred_precision") != "unknown":
                at = datetime.fromisoformat(fields["occurred_from"])
                nights[(at - timedelta(hours=6)).weekday(), at.hour] += 1
                if place:
                    spot_hours[place, at.hour] += 1
        else:
            weekly[kind, week] += 1
            codes["outcome"].update(outcome if type(outcome) is list else ())

    def table(*names: str) -> list[list[int]]:
        return [[weekly[name, week] for week in found.weeks] for name in names]

    assert found.visits == suppress(table("seen", "quiet"))
    assert found.sightings == suppress(table("person-sighting", "vehicle-sighting"))
    checks = sum(sum(row) for row in table("premises-check"))
    assert found.checks.whole.least <= checks
    top = [place for place, _title in found.spots]
    assert [spots[place] for place in top] == sorted(spots.values(), reverse=True)[:12]
    all_visits = sum(sum(row) for row in table("seen", "quiet"))
    whole = sum(spot_hours[p, h] for p in top for h in range(24)) == all_visits
    assert set(found.hours) == {hour for _night, hour in nights}
    counts = [[spot_hours[place, hour] for hour in found.hours] for place in top]
    exact = found.visits.whole.exact
    assert found.spot_hours == suppress(counts, columns=False, whole=exact and whole)
    counts = [[nights[night, hour] for hour in range(24)] for night in range(7)]
    whole = nights.total() == all_visits
    assert found.nights == suppress(counts, rows=False, columns=False, whole=exact and whole)
    assert set(found.effects) == ranked(codes["effect"])
    assert set(found.outcomes) == ranked(codes["outcome"])
    assert set(found.reasons) == ranked(codes[""])
    assert {share.name: share.records for share in found.by_kind} == {
        kind: shown(count) for kind, count in blank.items()
    }


@pytest.fixture
def team(rng: random.Random) -> Team:
    return Team(rng)


def test_sums_are_those_of_a_plain_count(team: Team) -> None:
    model = ReadModel()
    model.apply([change for n in range(700) for change in team.write(n)])
    for asked in SLICES:
        agrees(figures(model, asked, today=TODAY), team, asked)


def test_they_follow_what_changes_and_arrives(team: Team, rng: random.Random) -> None:
    model = ReadModel()
    model.apply([change for n in range(300) for change in team.write(n)])
    for turn in range(1, 5):
        asked = rng.choice(SLICES)
        first = figures(model, asked, today=TODAY)
        agrees(first, team, asked)
        assert figures(model, asked, today=TODAY) is first  # nothing was counted again
        changed = [
            c for record in rng.sample(sorted(team.records), 25) for c in team.change(record)
        ]
        new = [change for n in range(60) for change in team.write(1000 * turn + n)]
        model.apply([*changed, *new])
        anew = ReadModel()
        anew.apply(team.space.written)
        for one in SLICES:
            found = figures(model, one, today=TODAY)
            agrees(found, team, one)
            assert found == figures(anew, one, today=TODAY)


def test_what_was_begun_and_not_wanted_any_more_is_finished_later(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outreach.model.facts.PIECE", 20)
    model = ReadModel()
    model.apply([change for n in range(200) for change in team.write(n)])
    asked = SLICES[2]
    figures(model, asked, today=TODAY, wanted=iter([True, True, False, False]).__next__)
    model.apply([change for record in sorted(team.records)[:30] for change in team.change(record)])
    agrees(figures(model, asked, today=TODAY), team, asked)


def test_a_change_that_is_taken_back_leaves_the_figures(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = ReadModel()
    model.apply([change for n in range(100) for change in team.write(n)])
    before = figures(model, SLICES[2], today=TODAY)
    connection = model.connection
    connection.execute("BEGIN")
    connection.execute("DELETE FROM record")
    connection.execute("ROLLBACK")
    assert figures(model, SLICES[2], today=TODAY) == before


def test_nothing_of_it_is_in_a_snapshot_or_left_after_the_lock(team: Team) -> None:
    model = ReadModel()
    model.apply([change for n in range(100) for change in team.write(n)])
    before = model.serialize()
    found = figures(model, SLICES[1], today=TODAY)
    assert model.serialize() == before
    again = ReadModel.deserialize(before)
    assert figures(again, SLICES[1], today=TODAY) == found
    model.close()
    assert model.facts.answer((13, "", "", TODAY)) is None


def test_figures_for_two_at_once_are_the_same(team: Team) -> None:
    model = ReadModel()
    model.apply([change for n in range(300) for change in team.write(n)])
    found: list[Figures] = []

    def ask() -> None:
        found.append(insights.figures(model, SLICES[1], today=TODAY))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 3
    assert found[0] == found[1] == found[2]
