"""Logging a visit: three taps when nothing was seen, and nothing lost on the way."""

from __future__ import annotations

from tests.tablets import ARCADE, Tablets, desk_of, play


def test_a_visit_with_nothing_seen_is_three_taps_by_the_place(tablets: Tablets) -> None:
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE))

    async def story() -> None:
        async with tablets.open("worker") as window:
            taps = [f"place-{arcade[:8]}", "nothing-seen-here", "save"]
            for tap in taps:
                await window.press(tap)
            await window.settle(lambda: window.says("Saved on this tablet"))
            (row,) = desk_of(window).open.rows(kind="hotspot-visit")
            view = desk_of(window).open.show(row.id)
            assert len(taps) <= 3
            assert view.fields["nothing_seen"] is True
            assert view.fields["hotspot"] == arcade
            assert view.fields["occurred_from"]
            assert desk_of(window).open.drafts() == []
            assert not window.wire.crashes

    play(story)


def test_from_the_list_it_is_two(tablets: Tablets) -> None:
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE))

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.press(f"quiet-{arcade[:8]}")
            await window.press("save")
            await window.settle(lambda: window.says("Saved on this tablet"))
            assert len(desk_of(window).open.rows(kind="hotspot-visit")) == 1

    play(story)


def test_the_big_button_asks_for_the_place_first(tablets: Tablets) -> None:
    tablets.write("worker", ("hotspot", ARCADE))

    async def story() -> None:
        async with tablets.open("worker", width=390) as window:
            await window.press("nothing-seen")
            await window.settle(lambda: window.says("Bus station arcade"))
            await window.tap_text("Bus station arcade")
            await window.press("save")
            await window.settle(lambda: window.says("Saved on this tablet"))
            (row,) = desk_of(window).open.rows(kind="hotspot-visit")
            assert row.place_title == "Bus station arcade"

    play(story)


def test_indicators_and_a_sentence(tablets: Tablets) -> None:
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE))

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.press(f"place-{arcade[:8]}")
            await window.press("log-visit-here")
            await window.select("indicators.child_alone_late")
            await window.select("indicators.drugs")
            await window.type("fact", "A girl of about 14 waited by the doors from 23:10.")
            await window.press("save")
            await window.settle(lambda: window.says("Saved on this tablet"))
            (row,) = desk_of(window).open.rows(kind="hotspot-visit")
            fields = desk_of(window).open.show(row.id).fields
            assert fields["indicators"] == ["child_alone_late", "drugs"]
            assert fields["fact"].startswith("A girl")
            assert window.says("can be completed later")

    play(story)


def test_problems_stand_beside_the_field_and_in_a_summary(tablets: Tablets) -> None:
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE))

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.press(f"quiet-{arcade[:8]}")
            await window.press("fold-seen")
            await window.select("nothing_seen.yes", False)
            await window.select("indicators.drugs")
            await window.select("nothing_seen.yes")
            await window.press("save")
            await window.settle(lambda: window.says("There is a problem"))
            assert window.says("Choose either nothing seen or the indicators that you saw")
            assert desk_of(window).open.rows(kind="hotspot-visit") == []
            session = desk_of(window).open
            await window.settle(lambda: session.drafts())
            assert [draft.kind for draft in session.drafts()] == ["hotspot-visit"]

    play(story)


def test_a_half_written_visit_survives_a_kill(tablets: Tablets) -> None:
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE))

    async def first() -> None:
        async with tablets.open("worker") as window:
            await window.press(f"place-{arcade[:8]}")
            await window.press("log-visit-here")
            await window.type("fact", "Two men in a silver car")
            session = desk_of(window).open
            await window.settle(lambda: session.drafts())
            (draft,) = session.drafts()
            assert draft.fields["fact"] == "Two men in a silver car"

    play(first)

    async def again() -> None:
        async with tablets.open("worker") as window:
            await window.settle(lambda: window.has("fact"))  # it opens where it was cut off
            assert window.at("fact").value == "Two men in a silver car"
            await window.settle(lambda: window.wire.calls[-1][0] in ("focus", "scroll_to"))
            await window.type("fact", "Two men in a silver car, and a boy of about 13")
            await window.press("save")
            await window.settle(lambda: window.says("Saved on this tablet"))
            assert desk_of(window).open.drafts() == []

    play(again)


def test_locking_keeps_what_is_half_written(tablets: Tablets) -> None:
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE))

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.press(f"place-{arcade[:8]}")
            await window.press("log-visit-here")
            field = window.at("fact")
            window.session.apply_patch(field._i, {"value": "Not a second old"})
            await window.session.dispatch_event(field._i, "change", "Not a second old")
            await window.press("lock")
            assert not window.says("Not a second old")

    play(story)

    async def later() -> None:
        async with tablets.open("worker") as window:
            (draft,) = desk_of(window).open.drafts()
            assert draft.fields["fact"] == "Not a second old"

    play(later)
