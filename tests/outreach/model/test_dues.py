"""What is due, soonest first: of every source, and until somebody acts."""

from __future__ import annotations

from typing import Any

import pytest

from outreach.model.dues import DueItem, dues
from outreach.model.fold import ReadModel
from outreach.model.instants import to_ms
from outreach.model.left import left, length
from tests.outreach.model.team import Space, hex_of, person

NIGHT = "2026-11-21T23:00:00+00:00"
NOW = to_ms(NIGHT)
HOUR = 3_600_000
DAY = 24 * HOUR


class Team:
    """What two spaces hold."""

    def __init__(self) -> None:
        self.spaces = {name: Space(name) for name in ("premises", "safeguarding")}
        self.amina = {name: person("Amina") for name in self.spaces}
        self.model = ReadModel()

    def add(self, space: str, kind: str, known_as: str, /, **fields: Any) -> str:
        record = hex_of(known_as)
        wall = fields.pop("wall", NOW - HOUR)
        self._write(space, record, kind, wall, None, fields)
        return record

    def correct(self, space: str, kind: str, record: str, **fields: Any) -> None:
        self._write(space, record, kind, NOW, "Why", fields)

    def _write(
        self, space: str, record: str, kind: str, wall: int, reason: str | None, fields: Any
    ) -> None:
        who = self.amina[space]
        self.model.apply(
            [
                self.spaces[space].write(
                    who, record, kind=kind, wall_ms=wall, reason=reason, **fields
                )
            ]
        )

    def due(self, now: int = NOW) -> list[tuple[str, str]]:
        return [(item.record, item.what) for item in self.items(now)]

    def items(self, now: int = NOW) -> list[DueItem]:
        found = dues(self.model, now)
        return [item for item in found if item.what != "review"]  # those have a story of their own


@pytest.fixture
def team() -> Team:
    return Team()


def test_a_referral_is_due_until_it_was_acknowledged_done_and_told(team: Team) -> None:
    visit = team.add("safeguarding", "hotspot-visit", "visit", fact="A girl of about 14")
    referral = team.add(
        "safeguarding", "referral", "mash", about=visit, referral_type="mash", to_whom="MASH",
        priority="immediate", occurred_from="2026-11-21T22:30:00+00:00",
    )  # fmt: skip
    (item,) = team.items()
    assert (item.kind, item.record, item.what) == ("referral", referral, "acknowledge")
    assert (item.state, item.owner) == ("soon", "Amina")
    assert left(item.due_ms, NOW) == "30 min left"
    (item,) = team.items(NOW + HOUR)
    assert item.state == "overdue"
    assert left(item.due_ms, NOW + HOUR) == "30 min overdue"

    team.correct("safeguarding", "referral", referral, owner="Ben", acknowledged_at=NIGHT)
    (item,) = team.items()
    assert (item.what, item.owner) == ("do", "Ben")
    team.correct("safeguarding", "referral", referral, outcome="done", closed_at=NIGHT)
    assert team.due() == [(referral, "tell")]
    team.correct("safeguarding", "referral", referral, told_submitter="She is safe")
    assert team.due() == []
    team.correct("safeguarding", "referral", referral, told_submitter=None)
    assert team.due() == [(referral, "tell")]


def test_a_closure_notice_counts_down_and_names_what_a_court_must_do(team: Team) -> None:
    notice = team.add(
        "premises", "notice", "closure", notice_type="asb_closure", issuer="Insp. Moss",
        served_at="2026-11-21T03:20:00+00:00", served_on="Example Trading Ltd",
    )  # fmt: skip
    ends, court = team.items()
    assert (ends.record, ends.what, ends.state, ends.owner) == (
        notice, "expires", "soon", "Insp. Moss",
    )  # fmt: skip
    assert left(ends.due_ms, NOW) == "4 h 20 min left"
    assert (court.what, left(court.due_ms, NOW)) == ("court", "1 day 4 h left")
    assert "magistrates" in court.words
    assert "(v)" in court.words

    later = NOW + 5 * HOUR
    assert [(item.what, item.state) for item in team.items(later)] == [
        ("expired", "overdue"), ("court", "soon"),
    ]  # fmt: skip
    team.correct("premises", "notice", notice, court_date="2026-11-23T10:00:00+00:00")
    assert [item.what for item in team.items(later)] == ["expired", "hearing"]
    team.correct("premises", "notice", notice, notice_outcome="order_made")
    assert team.due(later) == []


def test_a_notice_that_ran_out_is_asked_about_for_some_weeks_and_not_for_ever(team: Team) -> None:
    team.add(
        "premises",
        "notice",
        "old",
        notice_type="asb_closure",
        served_at="2026-11-01T03:20:00+00:00",
    )
    assert {what for _, what in team.due()} == {"expired", "court"}
    assert team.due(NOW + 60 * DAY) == []


def test_places_and_licences_are_due_beside_them_soonest_first(team: Team) -> None:
    grill = team.add("premises", "premises", "grill", name="Grill")
    team.add(
        "premises", "premises-check", "check", premises=grill, regimes=["fire"],
        fire_checklist={"alarms": "not_in_order"}, occurred_from="2026-10-20T22:00:00+01:00",
    )  # fmt: skip
    fine = team.add("premises", "premises", "fine", name="In order")
    team.add(
        "premises", "premises-check", "fine check", premises=fine,
        fire_checklist={"alarms": "in_order"}, occurred_from="2026-10-20T22:00:00+01:00",
    )  # fmt: skip
    licence = team.add(
        "premises", "operator-licence", "cars", holder="Example Cars", licence_standing="in_force",
        expires_on="2026-11-30",
    )  # fmt: skip
    team.add(
        "premises", "driver-licence", "revoked", holder="A. Driver", licence_standing="revoked",
        expires_on="2026-11-30",
    )  # fmt: skip
    assert team.due() == [(grill, "check"), (licence, "licence")]
    items = team.items()
    assert [item.state for item in items] == ["overdue", "soon"]
    assert [item.due_ms for item in items] == sorted(item.due_ms for item in items)


def test_a_hotspot_where_nobody_was_yet_is_due_now_and_says_so(team: Team) -> None:
    park = team.add("premises", "hotspot", "park", name="Park")
    (item,) = team.items()
    assert (item.record, item.what, item.words) == (park, "visit", "Not visited yet")
    assert left(item.due_ms, NOW) == "due now"
    team.add("safeguarding", "hotspot-visit", "visit", hotspot=park, occurred_from=NIGHT)
    assert team.due() == []
    assert team.due(NOW + 20 * DAY) == [(park, "visit")]


def test_what_was_withdrawn_is_due_for_nothing(team: Team) -> None:
    referral = team.add("safeguarding", "referral", "mash", to_whom="MASH", priority="routine")
    assert [record for record, _ in team.due()] == [referral]
    team.correct("safeguarding", "referral", referral, withdrawn=True)
    assert team.due() == []


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "0 min"),
        (59, "59 min"),
        (60, "1 h"),
        (260, "4 h 20 min"),
        (1_439, "23 h 59 min"),
        (1_440, "1 day"),
        (3_060, "2 days 3 h"),
        (11_000, "7 days"),
    ],
)
def test_what_is_left_is_never_rounded_up(minutes: int, said: str) -> None:
    assert length(minutes * 60_000 + 59_999) == said
