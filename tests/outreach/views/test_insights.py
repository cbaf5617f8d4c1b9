"""A supervisor looks at figures, opens the records behind one, reads a chart as rows, saves it."""

from __future__ import annotations

import random
import threading
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import flet as ft
import pytest

from outreach.model.insights import START
from tests import visits
from tests.headless import Window
from tests.tablets import ARCADE, Tablets, desk_of, play

#: Bytes to the window for a screen's first paint.
BUDGET = 60_000


def nights(rng: random.Random, spots: list[str], n: int) -> list[tuple[str, dict[str, Any]]]:
    """``n`` visits and sightings of the last twelve weeks, most of them on a Friday."""
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    monday = (now - timedelta(days=now.weekday())).replace(hour=0)
    found: list[tuple[str, dict[str, Any]]] = []
    for number in range(n):
        kind = rng.choice(("hotspot-visit", "quiet", "person-sighting", "premises-check"))
        make = visits.quiet_visit if kind == "quiet" else visits.MAKERS[kind]
        at = monday - timedelta(weeks=rng.randrange(1, 12), hours=-(4 * 24 + rng.randrange(19, 26)))
        fields = make(rng, number) | {"occurred_from": at.isoformat()}
        for gone in ("premises", "occurred_to", "hotspot"):
            fields.pop(gone, None)
        if kind != "premises-check":
            fields["hotspot"] = rng.choice(spots)
        found.append(("hotspot-visit" if kind == "quiet" else kind, fields))
    return found


@pytest.fixture
def busy(tablets: Tablets, rng: random.Random) -> Tablets:
    """A partnership with some weeks behind it."""
    spots = tablets.write(
        "worker", *[("hotspot", ARCADE | {"name": f"Arcade {n}"}) for n in range(3)]
    )
    tablets.write("worker", *nights(rng, spots, 90))
    tablets.sync("supervisor")
    return tablets


def number_of(row: ft.ListTile) -> str:
    """The number in a row of a table."""
    return str(getattr(row.trailing, "value", None) or row.subtitle or "")


def _digits(words: str) -> int:
    return int(words) if words.isdigit() else 0


async def figures(window: Window) -> None:
    await window.go("/insights")
    await window.settle(lambda: window.has("figure-visits"))


def charts(window: Window) -> list[ft.Image]:
    return [image for image in window.all(ft.Image) if "<svg" in str(image.src)]


def test_a_number_leads_to_its_records(busy: Tablets) -> None:
    async def story() -> None:
        async with busy.open("supervisor", width=1200) as window:
            await figures(window)
            session = desk_of(window).open
            count = len(session.rows(kind="hotspot-visit"))
            assert window.says(f"{count}")
            await window.press("figure-visits")
            await window.settle(lambda: window.says(f"{count} records"))
            assert window.page.route == "/insights/measure=visits~weeks=13"
            await window.press("all-figures")
            await window.settle(lambda: window.has("figure-visits"))
            await window.press("numbers-visits")
            await window.settle(lambda: window.has("number-visits-0"))
            row = next(r for r in window.all(ft.ListTile) if _digits(number_of(r)) >= 5)
            await window.event(row, "click")
            await window.settle(lambda: window.says(f"{number_of(row)} records"))
            assert window.says("Week of")
            assert not window.wire.crashes

    play(story)


def test_a_tap_on_a_picture_leads_there_too(busy: Tablets) -> None:
    async def story() -> None:
        async with busy.open("supervisor") as window:
            await figures(window)
            detector = window.all(ft.GestureDetector)[0]
            image = detector.content
            assert isinstance(image, ft.Image)
            # The last but one column of the bars by week, at its foot.
            spot = {"x": float(image.width or 0) - 70, "y": float(image.height or 0) - 45}
            await window.event(detector, "tap_down", {"k": "touch", "l": spot, "g": spot})
            await window.settle(lambda: window.says("Week of"))
            assert "week=" in window.page.route

    play(story)


def test_every_chart_is_an_image_with_a_sentence_and_rows_that_say_the_same(
    busy: Tablets,
) -> None:
    async def story() -> None:
        async with busy.open("supervisor") as window:
            await figures(window)
            seen = 0
            for part in ("part-happened", "part-recorded"):
                await window.select(part, True)
                shown = charts(window)
                seen += len(shown)
                for image in shown:
                    assert image.semantics_label
                    assert "<text" in str(image.src)
                tables = [n for n in window.names() if n.startswith("numbers-")]
                assert len(tables) == len(shown)
                for name in tables:
                    await window.press(name)
                    stem = name.replace("numbers-", "number-")
                    assert window.has(f"{stem}-0")
                for row in window.all(ft.ListTile):
                    assert row.title
                    assert number_of(row)
            assert seen >= 8

    play(story)


def test_no_small_count_is_drawn_or_said(tablets: Tablets) -> None:
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE))
    at = datetime.now(UTC).isoformat(timespec="seconds")
    visit = {"hotspot": arcade, "nothing_seen": True, "occurred_from": at}
    tablets.write("worker", *[("hotspot-visit", visit)] * 3)
    tablets.sync("supervisor")

    async def story() -> None:
        async with tablets.open("supervisor") as window:
            await figures(window)
            assert "<5" in window.texts()
            assert "3" not in window.texts()
            for name in [n for n in window.names() if n.startswith("numbers-")]:
                await window.press(name)
            assert any(number_of(row) == "fewer than 5" for row in window.all(ft.ListTile))
            for image in charts(window):
                assert ">3<" not in str(image.src)
            # The supervisor may read the records themselves.
            await window.press("figure-visits")
            await window.settle(lambda: window.says("3 records"))

    play(story)


def test_weeks_and_agency_are_chosen_and_stay_in_the_address(busy: Tablets) -> None:
    async def story() -> None:
        async with busy.open("supervisor") as window:
            await figures(window)
            await window.select("weeks-52")
            await window.settle(lambda: "weeks=52" in window.page.route)
            chip = next(n for n in window.names() if n.startswith("agency-"))
            await window.select(chip)
            await window.settle(lambda: "agency=" in window.page.route)
            assert "Early" not in window.page.route
            await window.settle(lambda: window.has("figure-visits"))
            await window.go("/insights/measure=visits~weeks=3")  # somebody's own invention
            await window.settle(lambda: window.has("figure-visits"))

    play(story)


def test_figures_of_one_place(busy: Tablets) -> None:
    async def story() -> None:
        async with busy.open("supervisor", width=390) as window:
            await figures(window)
            await window.press("numbers-spots")
            await window.press("number-spots-0")
            await window.settle(lambda: window.has("figures-of-place"))
            await window.press("figures-of-place")
            await window.settle(lambda: window.has("place-only") and window.has("figure-visits"))
            assert not window.has("numbers-spots")  # of one place there is nothing to compare
            await window.select("place-only")
            await window.settle(lambda: window.has("numbers-spots"))
            assert "place=" not in window.page.route

    play(story)


def test_a_picture_leaves_the_vault_only_after_a_question(
    busy: Tablets, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved: list[dict[str, Any]] = []

    async def save_file(_self: ft.FilePicker, **how: Any) -> str:
        saved.append(how)
        return ""

    monkeypatch.setattr(ft.FilePicker, "save_file", save_file)

    async def story() -> None:
        async with busy.open("supervisor") as window:
            await figures(window)
            await window.press("save-spots")
            assert window.says("Save this picture outside the vault?")
            await window.press("question-no")
            assert saved == []
            await window.press("save-spots")
            await window.press("question-yes")
            await window.settle(lambda: bool(saved))
            (how,) = saved
            assert how["file_name"].startswith("outreach-spots-")
            assert "Arcade" not in how["file_name"]
            picture = how["src_bytes"].decode()
            assert picture.startswith("<?xml")
            assert "Arcade 1" in picture
            assert "Counts under five are not shown" in picture
            assert not desk_of(window).lock_rule.picker_open

    play(story)


def test_figures_stay_when_the_tablet_is_turned(busy: Tablets) -> None:
    async def story() -> None:
        async with busy.open("supervisor", width=1200) as window:
            await figures(window)
            for width in (390, 820, 1200):
                desk_of(window).resize(width)
                await window.settle(lambda: window.has("figure-visits"))
            await window.select("weeks-4")
            await window.settle(lambda: "weeks=4" in window.page.route)
            await window.settle(lambda: window.has("figure-visits"))

    play(story)


def test_what_arrives_is_counted_in_a_while_and_not_with_every_page(
    busy: Tablets, monkeypatch: pytest.MonkeyPatch
) -> None:
    from outreach.views.insights import screen

    counts: list[int] = []
    count = screen._count

    def counted(*given: Any) -> Any:
        counts.append(1)
        return count(*given)

    monkeypatch.setattr(screen, "_count", counted)
    monkeypatch.setattr(screen, "PAUSE", 0.2)

    async def story() -> None:
        async with busy.open("supervisor") as window:
            await figures(window)
            desk = desk_of(window)
            row = desk.open.queue()[0]
            waits = [f for f in window.texts() if "still waiting" in f]
            await window.thread(lambda: desk.open.approve(row.id))
            for _page in range(20):
                desk.rows.beat()
            await window.settle(lambda: len(counts) > 1)
            await window.settle(
                lambda: [f for f in window.texts() if "still waiting" in f] != waits
            )
            assert len(counts) == 2

    play(story)


def test_they_are_counted_before_a_supervisor_asks_and_for_nobody_else(busy: Tablets) -> None:
    today = date.today()  # noqa: DTZ011 - the day on the wall
    key = (START.weeks, "", "", today)

    async def counted_for(who: str) -> bool:
        async with busy.open(who) as window:
            facts = desk_of(window).open.model.facts
            if who == "supervisor":
                await window.settle(lambda: facts.answer(key) is not None)
            return facts.answer(key) is not None

    async def story() -> None:
        assert await counted_for("supervisor")
        assert not await counted_for("worker")

    play(story)


def test_figures_are_for_supervisors(busy: Tablets) -> None:
    async def story() -> None:
        async with busy.open("worker") as window:
            await window.go("/insights")
            await window.settle(lambda: window.says("Figures are for supervisors"))
            assert charts(window) == []

    play(story)


def test_nothing_recorded_says_what_to_do(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("supervisor") as window:
            await window.go("/insights")
            await window.settle(lambda: window.says("Nothing was recorded in these weeks"))

    play(story)


def test_first_paint_is_small(busy: Tablets) -> None:
    async def story() -> None:
        for width in (390, 1440):
            async with busy.open("supervisor", width=width) as window:
                before = window.wire.bytes
                await figures(window)
                sent = window.wire.bytes - before
                print(f"insights at {width} dp: {sent} bytes")
                assert sent < BUDGET

    play(story)


def test_counting_leaves_the_model_to_others(busy: Tablets) -> None:
    """While figures are counted piece by piece, another thread gets the model's lock."""
    from outreach.model import insights
    from outreach.model.measures import Slice

    session = busy.partnership.unlock("supervisor")
    turns: list[float] = []
    done = threading.Event()

    def other() -> None:
        while not done.is_set():
            with session.model.lock:
                turns.append(time.perf_counter())

    thread = threading.Thread(target=other)
    thread.start()
    try:
        today = datetime.now(UTC).date()
        insights.figures(session.model, Slice("visits", weeks=52), today=today)
    finally:
        done.set()
        thread.join()
    assert turns
    session.lock()
