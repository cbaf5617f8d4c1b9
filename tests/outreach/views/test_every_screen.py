"""How many taps a form takes: with everything in order, and where something is not known."""

from __future__ import annotations

from outreach.ui.form.begin import begin
from tests.tablets import Tablets, desk_of, play


def test_a_check_with_everything_in_order_takes_eight_taps(tablets: Tablets) -> None:
    (shop,) = tablets.write(
        "licensing", ("premises", {"name": "Lantern Grill", "postcode": "M33 3HP"})
    )

    async def story() -> None:
        async with tablets.open("licensing") as window:
            await window.go(f"/places/{shop}")
            await window.settle(lambda: window.has("check-here"))
            taps = 1  # the place, in the list or in search
            for tap in ("check-here", "regimes.licensing", "entry.consent"):
                await (window.select(tap) if "." in tap else window.press(tap))
                taps += 1
            await window.press("licensing_checklist.all")
            await window.press("save")
            taps += 2
            await window.settle(lambda: window.says("Saved on this tablet"))
            (row,) = desk_of(window).open.rows(kind="premises-check")
            fields = desk_of(window).open.show(row.id).fields
            assert set(fields["licensing_checklist"].values()) == {"in_order"}
            print(f"premises check with everything in order: {taps} taps")
            assert taps <= 8

    play(story)


def test_an_answer_that_is_not_known_is_one_tap_and_not_asked_says_why(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            begin(desk, "hotspot-visit")
            await window.settle(lambda: window.has("fold-conditions"))
            await window.press("fold-conditions")
            await window.select("lighting.not_known")
            await window.select("cctv_working.not_asked")
            await window.type("cctv_working.why", "Nobody to ask")
            (form,) = desk.forms.values()
            fields = form.fields()
            assert fields["lighting"] == {"unknown": "not_known"}
            assert fields["cctv_working"] == {"unknown": "not_asked", "why": "Nobody to ask"}
            await window.press("save")
            await window.settle(lambda: window.says("Saved on this tablet"))

    play(story)
