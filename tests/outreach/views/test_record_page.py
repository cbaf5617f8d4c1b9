"""A record's page: what it says, where it stands and why, what it owes, what it names, its past."""

from __future__ import annotations

from typing import Any

import flet as ft

from outreach.model.compare import words
from tests.headless import Window
from tests.tablets import ARCADE, Tablets, desk_of, play


def _order(window: Window, *said: str) -> list[int]:
    texts = window.texts()
    return [next(n for n, text in enumerate(texts) if words_ in text) for words_ in said]


def test_fact_spoken_words_and_assessment_stand_apart_in_that_order(tablets: Tablets) -> None:
    (visit,) = tablets.write(
        "worker",
        (
            "hotspot-visit",
            {
                "fact": "A boy got into a car.",
                "verbatim": "He said he'd wait",
                "assessment": "I think they had met before.",
                "weather": "Rain",
            },
        ),
    )

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go(f"/records/{visit}")
            await window.settle(lambda: window.has("correct"))
            at = _order(
                window, "A boy got into", "“He said he'd wait”", "a view, not a fact", "had met",
                "Rain",
            )  # fmt: skip
            assert at == sorted(at)

    play(story)


def test_the_states_are_true_words_and_a_tap_shows_what_they_rest_on(tablets: Tablets) -> None:
    tablets.partnership.network.on = False
    (visit,) = tablets.write("worker", ("hotspot-visit", {"fact": "A car."}), sync=False)

    async def before() -> None:
        async with tablets.open("worker") as window:
            await window.go(f"/records/{visit}")
            await window.settle(lambda: window.has("states"))
            assert window.says("Only on this tablet")
            await window.press("states")
            assert window.says("would be lost")
            assert window.says("not numbered by the central store yet")
            await window.press("close-receipts")

    async def after() -> None:
        async with tablets.open("worker") as window:
            await window.go(f"/records/{visit}")
            await window.settle(lambda: window.has("states"))
            assert window.says("Safe in the central store")
            assert not window.says("Only on this tablet")
            await window.press("states")
            assert window.says("in the central store, received")

    play(before)
    tablets.partnership.network.on = True
    tablets.sync("worker")
    play(after)


def test_what_is_missing_can_be_completed_now(tablets: Tablets) -> None:
    (visit,) = tablets.write("worker", ("hotspot-visit", {"fact": "A car."}))

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go(f"/records/{visit}")
            await window.settle(lambda: window.has("complete-now"))
            assert window.says("answers missing")
            await window.press("complete-now")
            await window.settle(lambda: window.has("save"))
            (form,) = desk_of(window).forms.values()
            assert form.corrects == visit

    play(story)


def test_a_record_leads_to_its_place_outing_and_vehicle_and_they_lead_back(
    tablets: Tablets,
) -> None:
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE))
    (out,) = tablets.write("worker", ("outing", {"team": "North"}))
    (car,) = tablets.write("worker", ("vehicle-sighting", {"registration": "AB12 CDE"}))
    (girl,) = tablets.write(
        "worker", ("person-sighting", {"hotspot": arcade, "outing": out, "vehicle": car})
    )

    async def story() -> None:
        async with tablets.open("worker") as window:
            links: list[tuple[str, str, str]] = [
                ("hotspot", arcade, f"/places/{arcade}"),
                ("outing", out, f"/records/{out}"),
                ("vehicle", car, f"/vehicles/{car}"),
            ]
            for name, other, route in links:
                await window.go(f"/records/{girl}")
                await window.settle(lambda n=name, o=other: window.has(f"link-{n}-{o[:8]}"))
                await window.press(f"link-{name}-{other[:8]}")
                assert window.page.route == route
            await window.go(f"/records/{out}")
            await window.settle(lambda: window.says("Recorded with it"))
            assert window.has(f"record-{girl[:8]}")

    play(story)


def test_history_says_what_each_version_changed(tablets: Tablets) -> None:
    (visit,) = tablets.write("worker", ("hotspot-visit", {"fact": "A red car stood by the ramp."}))
    session = tablets.partnership.unlock("worker")
    for number in range(8):
        colour = "blue" if number % 2 else "green"
        fact = f"A {colour} car stood by the ramp."
        session.correct(visit, {"fact": fact}, f"Looked again {number}")
    session.lock()

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go(f"/records/{visit}")
            await window.settle(lambda: window.has("older-versions"))
            spans = [s for t in window.all(ft.Text) for s in (t.spans or []) if s.style]
            assert {"green", "blue"} <= {span.text for span in spans}
            assert not window.says("Looked again 0")
            await window.press("older-versions")
            assert window.says("Looked again 0")
            assert window.says("A red car stood by the ramp.")

    play(story)
    assert [p.kind for p in words("a b", "a c")] == ["same", "gone", "new"]


def test_on_a_desktop_there_are_two_columns(tablets: Tablets) -> None:
    (visit,) = tablets.write("worker", ("hotspot-visit", {"fact": "A car."}))

    async def story() -> None:
        async with tablets.open("worker", width=1440) as window:
            await window.go(f"/records/{visit}")
            await window.settle(lambda: window.has("correct"))

            def columns() -> list[Any]:
                return [c for c in window.all(ft.Container) if c.expand in (2, 3)]

            assert {c.expand for c in columns()} >= {2, 3}
            desk_of(window).resize(390)
            await window.settle()
            assert not {c.expand for c in columns()} >= {2, 3}

    play(story)
