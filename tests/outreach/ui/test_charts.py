"""Charts: what is drawn can be read aloud, tapped and saved; nothing small is given away."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from outreach.ui.charts.chart import Chart, Ink, framed
from outreach.ui.charts.hours import Hours, slot
from outreach.ui.design import DARK, LIGHT, NIGHT

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


def test_a_place_where_nothing_was_recorded_has_an_empty_strip() -> None:
    assert Hours({}).as_table() == []
    assert words(Hours({}))
