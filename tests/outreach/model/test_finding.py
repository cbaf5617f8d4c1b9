"""Search with what narrows it; the line in which the words stand; places as a list wants them."""

from __future__ import annotations

from typing import Any

import pytest

from outreach.model.due import DAY_MS
from outreach.model.finding import Asked, Piece, find, pieces, typed_words
from outreach.model.fold import ReadModel
from outreach.model.geography import Box
from outreach.model.sites import Sites, sites
from tests.outreach.model.team import NIGHT_MS, Space, hex_of, person

GATE, PARK, SHOP = hex_of("gate"), hex_of("park"), hex_of("shop")
AMINA = person("Amina")


def _night(day: int) -> str:
    return f"2026-01-{day:02}T21:00:00+00:00"


@pytest.fixture
def model() -> ReadModel:
    """Two hotspots and a shop in a town, a visit each, and a check that was not in order."""
    places, seen = Space("premises"), Space("safeguarding")
    add, see = places.write, seen.write
    add(AMINA, GATE, name="Mill Gate", latitude=53.60, longitude=-2.15, standing="active")
    add(AMINA, PARK, name="Mill Park", latitude=53.70, longitude=-2.15, standing="quiet")
    add(AMINA, SHOP, kind="premises", name="Corner 100% Grill", postcode="OL16 1AB")
    add(
        AMINA, hex_of(9), kind="premises-check", premises=SHOP, occurred_from=_night(3),
        takeaway_checklist={"registered": "not_in_order"},
    )  # fmt: skip
    see(AMINA, hex_of(1), kind="hotspot-visit", hotspot=GATE, occurred_from=_night(1),
        fact="A silver estate waited by the ramp. The driver of the estate left.")  # fmt: skip
    see(AMINA, hex_of(2), kind="hotspot-visit", hotspot=PARK, occurred_from=_night(2),
        fact="Two silver cars.")  # fmt: skip
    see(AMINA, hex_of(3), kind="vehicle-sighting", colour="silver", occurred_from=_night(4),
        latitude=53.601, longitude=-2.151)  # fmt: skip
    model = ReadModel()
    model.apply(places.written + seen.written)
    return model


def _ids(model: ReadModel, limit: int = 40, **asked: Any) -> list[str]:
    return [found.row.id for found in find(model, Asked(**asked), limit)]


def test_words_are_narrowed_by_kind_place_and_time(model: ReadModel) -> None:
    assert _ids(model, words="silver") == [hex_of(3), hex_of(2), hex_of(1)]
    assert _ids(model, words="silver", kinds=("hotspot-visit",)) == [hex_of(2), hex_of(1)]
    assert _ids(model, words="silver", place=GATE) == [hex_of(1)]
    since = NIGHT_MS - 3 * DAY_MS - DAY_MS // 2
    assert _ids(model, words="silver", since_ms=since) == [hex_of(3), hex_of(2)]
    assert _ids(model, words="silver", until_ms=since) == [hex_of(1)]
    assert _ids(model, words="silver", kinds=("outing",)) == []
    assert _ids(model, words="!?") == []


def test_without_words_the_newest_come_first(model: ReadModel) -> None:
    assert _ids(model, kinds=("hotspot-visit",)) == [hex_of(2), hex_of(1)]
    assert len(_ids(model)) == 7
    assert len(_ids(model, limit=2)) == 2


def test_a_box_holds_what_happened_in_it_or_at_a_place_in_it(model: ReadModel) -> None:
    town = Box(53.59, -2.2, 53.65, -2.1)
    assert _ids(model, words="silver", within=town) == [hex_of(3), hex_of(1)]


def test_a_filter_never_hides_what_the_window_would_have_cut(model: ReadModel) -> None:
    assert _ids(model, words="silver", place=GATE, limit=1) == [hex_of(1)]


def test_the_line_that_has_the_words_is_shown_with_them_marked(model: ReadModel) -> None:
    (found,) = find(model, Asked(words="RAMP esta"), 5)
    assert "".join(piece.text for piece in found.line if not piece.hit).startswith("A silver")
    assert [piece.text for piece in found.line if piece.hit] == ["esta", "ramp", "esta"]
    (plain,) = find(model, Asked(place=GATE), 5)
    assert plain.line == ()


def test_pieces_give_the_text_back_and_start_at_a_word() -> None:
    text = "Once " * 60 + "there was Zoë at the gate " + "then " * 60
    made = pieces(text, typed_words("zoe GATE"))
    assert [piece.text for piece in made if piece.hit] == ["Zoë", "gate"]
    assert "".join(p.text for p in made).strip("…") in text
    assert made[0] == Piece("…")
    assert made[1].text.startswith("Once")
    assert len("".join(p.text for p in made)) < 130
    assert pieces("Nothing of it", ("gate",)) == (Piece("Nothing of it"),)


def _sites(model: ReadModel, **how: Any) -> Sites:
    return sites(model, NIGHT_MS + 10 * DAY_MS, **how)


def test_the_longest_overdue_stands_first(model: ReadModel) -> None:
    found = _sites(model)
    assert [site.id for site in found.rows] == [GATE, SHOP, PARK]
    assert [site.due.state for site in found.rows] == ["overdue", "later", "none"]
    assert (found.total, found.due, found.all) == (3, 1, 3)
    assert found.rows[1].amiss == 1
    assert [site.id for site in _sites(model, only_due=True).rows] == [GATE]


def test_places_come_by_words_kind_nearness_and_window(model: ReadModel) -> None:
    assert [site.id for site in _sites(model, words="mill PARK").rows] == [PARK]
    assert [site.id for site in _sites(model, words="100%").rows] == [SHOP]
    assert _sites(model, words="%").total == 1
    assert _sites(model, words="mil_").rows == []
    assert [site.id for site in _sites(model, kind="premises").rows] == [SHOP]
    near = _sites(model, order="near", near=(53.71, -2.15))
    assert [site.id for site in near.rows] == [PARK, GATE, SHOP]
    few = _sites(model, order="name", limit=2)
    assert ([site.id for site in few.rows], few.total) == ([SHOP, GATE], 3)
    assert [site.id for site in _sites(model, order="recent").rows] == [SHOP, PARK, GATE]


def test_the_database_and_the_rule_agree_on_what_is_due(model: ReadModel) -> None:
    for days in range(0, 60, 3):
        found = sites(model, NIGHT_MS + days * DAY_MS)
        assert found.due == sum(site.due.now for site in found.rows), days
