"""Charts: what is drawn can be read aloud, tapped and saved; nothing small is given away."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.model.small import Shown
from outreach.ui.charts.bars import Bars
from outreach.ui.charts.chart import Chart, Ink, framed
from outreach.ui.charts.heat import Heat, _on
from outreach.ui.charts.hours import Hours, slot
from outreach.ui.charts.line import Lines
from outreach.ui.charts.ranked import Bar, Ranked
from outreach.ui.charts.scale import classes, top
from outreach.ui.design import DARK, LIGHT, NIGHT, Palette, contrast

SVG = "{http://www.w3.org/2000/svg}"
#: Weekday and hour -> how many.
BUSY = {(4, 22): 12, (4, 23): 31, (4, 1): 7, (5, 0): 3, (2, 20): 5}


def words(chart: Chart, width: float = 360, scale: float = 1.0) -> list[str]:
    root = ElementTree.fromstring(chart.draw(Ink(LIGHT, scale), width).drawing.svg())
    return [text.text or "" for text in root.iter(f"{SVG}text")]


def test_an_hour_after_midnight_belongs_to_the_night_before() -> None:
    assert slot("2026-11-21T01:30:00+00:00") == (4, 1)  # Saturday morning: Friday's night
    assert slot("2026-11-20T23:30:00+00:00") == (4, 23)
    assert slot("2026-10-25T01:30:00+01:00") == slot("2026-10-25T01:30:00+00:00")


def test_a_strip_runs_through_the_night_and_has_every_number_in_its_table() -> None:
    strip = Hours(BUSY)
    assert [w for w in words(strip) if len(w) == 2 and w[0] in "02"][:6] == [
        "20", "21", "22", "23", "00", "01",
    ]  # fmt: skip
    table = {line.what: line.number for line in strip.as_table()}
    assert table["Fri, 23:00 to 00:00"] == "31"
    assert table["Sat, 00:00 to 01:00"] == "3"
    assert len(table) == len(BUSY)


def test_small_counts_that_leave_their_records_are_suppressed() -> None:
    strip = Hours(BUSY, suppressed=True)
    assert "3" not in words(strip)
    assert {line.what: line.number for line in strip.as_table()}[
        "Sat, 00:00 to 01:00"
    ] == "fewer than 5"


def test_what_is_tapped_leads_where_its_row_leads() -> None:
    keys = {at: f"night {at}" for at in BUSY}
    strip = Hours(BUSY, keys=keys)
    picture = strip.draw(Ink(LIGHT), 360)
    assert len(picture.marks) == len(BUSY)
    for (x, y, wide, high), key in picture.marks:
        assert picture.at(x + wide / 2, y + high / 2) == key
    assert picture.at(-5, -5) is None
    assert {line.key for line in strip.as_table()} == set(keys.values())


@pytest.mark.parametrize("palette", [LIGHT, DARK, NIGHT])
@pytest.mark.parametrize("width", [260, 360, 688, 1000])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_is_drawn_outside(palette: object, width: float, scale: float) -> None:
    drawing = Hours(BUSY).draw(Ink(palette, scale), width).drawing  # type: ignore[arg-type]
    root = ElementTree.fromstring(drawing.svg())
    assert float(root.attrib["width"]) == width
    for text in root.iter(f"{SVG}text"):
        assert 0 <= float(text.attrib["x"]) <= width
        assert 0 <= float(text.attrib["y"]) <= drawing.height


def test_a_saved_picture_is_escaped_and_names_a_typeface_that_others_have() -> None:
    strip = Hours(BUSY, title="<b>Hackers & sons</b>", note='"quoted"')
    file = framed(strip, Ink(LIGHT), 640, "Outreach").file()
    root = ElementTree.fromstring(file)
    said = [text.text for text in root.iter(f"{SVG}text")]
    assert "<b>Hackers & sons</b>" in said
    assert "Outreach" in said
    assert b'font-family="Hyperlegible"' not in file


BARS = Bars(
    "Visits by week",
    ("Seen", "Quiet"),
    tuple(f"{n} Nov" for n in range(13)),
    tuple(tuple(Shown(n * layer + 2) for n in range(13)) for layer in (3, 1)),
    (*(Shown(n * 4 + 4) for n in range(12)), Shown(8, "or more")),
    (0, None),
    keys={(None, n): f"week {n}" for n in range(13)},
)
SMALL = Bars("Few", ("Seen",), ("1 Nov", "8 Nov"), ((Shown(1, "small"), Shown(0)),),
             (Shown(1, "small"), Shown(0)), (0,))  # fmt: skip
HEAT = Heat(
    "By place and hour",
    ("Arcade", "A very long name of a place beside the far end of the canal"),
    tuple(f"{n:02}" for n in range(24)),
    {(r, n): Shown(n * 40 + 5) for r in range(2) for n in range(24)} | {(0, 3): Shown(1, "small")},
    totals=(Shown(900, "or more"), Shown(1200)),
    row_keys=("arcade", "canal"),
)
LINES = Lines(
    "Time to review", tuple(f"{n} Nov" for n in range(52)),
    (("Half within", (None, 3.0, *[4.5] * 50)), ("Nine in ten within", (None, *[30.0] * 51))),
    lambda hours: f"{hours:.0f} h", "too few",
)  # fmt: skip
RANKED = Ranked(
    "Answers given",
    (Bar("Sightings of people", 68, "68 %"), Bar("Few", None, "…", "too few to say")),
    most=100,
)


@pytest.mark.parametrize("chart", [BARS, SMALL, HEAT, LINES, RANKED])
@pytest.mark.parametrize("width", [240, 360, 1000])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_no_chart_draws_outside_itself(chart: Chart, width: float, scale: float) -> None:
    picture = chart.draw(Ink(NIGHT, scale), width)
    root = ElementTree.fromstring(picture.drawing.svg())
    for text in root.iter(f"{SVG}text"):
        assert 0 <= float(text.attrib["x"]) <= width + 0.1
        assert 0 <= float(text.attrib["y"]) <= picture.drawing.height
    for (x, y, wide, high), _key in picture.marks:
        assert x >= 0
        assert x + wide <= width + 0.1
        assert y + high <= picture.drawing.height + 0.1
    assert chart.as_table()


def test_a_suppressed_bar_is_of_one_height_whatever_it_stands_for() -> None:
    assert "<5" in words(SMALL)
    assert [line.number for line in SMALL.as_table()] == ["0", "fewer than 5"]


def test_a_map_has_all_its_numbers_or_none() -> None:
    narrow, wide = words(HEAT, 360), words(HEAT, 1400)
    assert not {"45", "85", "925"} & set(narrow)
    assert {"45", "85", "925"} <= set(wide)
    assert "<5" not in wide  # a small one is a colour of its own


@pytest.mark.parametrize("palette", [LIGHT, DARK, NIGHT])
def test_a_number_in_a_map_is_read_on_its_ground_or_not_drawn(palette: Palette) -> None:
    ink = Ink(palette)
    drawn = "925" in {
        text.text
        for text in ElementTree.fromstring(HEAT.draw(ink, 1400).drawing.svg()).iter(f"{SVG}text")
    }
    worst = min(contrast(_on(fill, ink), fill) for fill in palette.heat)
    assert drawn == (worst >= 4.5)
    assert drawn or palette is NIGHT


def test_a_gap_in_a_line_is_said() -> None:
    table = LINES.as_table()
    assert table[-1].number == "too few"
    assert table[0].number == "Half within: 4 h, Nine in ten within: 30 h"


@pytest.mark.parametrize("most", [0, 1, 3, 7, 12, 97, 749, 12_345, 0.4])
def test_an_axis_ends_at_a_round_number_above_what_it_shows(most: float) -> None:
    assert most <= top(most) <= max(1, most * 1.7)


@given(st.integers(1, 5000), st.integers(1, 50), st.integers(1, 6))
def test_classes_begin_at_the_least_and_go_up(most: int, least: int, count: int) -> None:
    edges = classes(most, least, count)
    assert edges == sorted(set(edges))
    assert len(edges) <= count
    assert all(least <= edge <= most for edge in edges)
    assert most < least or edges[0] == least


def test_a_place_where_nothing_was_recorded_has_an_empty_strip() -> None:
    assert Hours({}).as_table() == []
    assert words(Hours({}))
