"""What holds on every screen at every width: names for screen readers, targets for fingers, and
none of the layouts that Flutter refuses to draw."""

from __future__ import annotations

from outreach.model.kinds import KINDS
from outreach.ui.form.begin import begin
from tests.rules import faults
from tests.tablets import ARCADE, Tablets, desk_of, play

WIDTHS = (390, 820, 1440)


def test_every_screen_at_every_width(tablets: Tablets) -> None:
    arcade, visit = tablets.write(
        "worker",
        ("hotspot", ARCADE),
        ("hotspot-visit", {"fact": "Two cars.", "verbatim": "He said he'd wait."}),
    )
    tablets.sync("supervisor")
    routes = [
        "/", "/places", f"/places/{arcade}", "/search", f"/records/{visit}", "/review",
        f"/review/{visit}", "/sync", "/settings", "/write/nothing", "/nowhere",
    ]  # fmt: skip

    async def story() -> None:
        async with tablets.open("supervisor") as window:
            for width in WIDTHS:
                desk_of(window).resize(width)
                await window.settle()
                for route in routes:
                    await window.go(route)
                    assert list(faults(window)) == [], (width, route)

    play(story)


def test_every_form_with_every_section_open(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            for kind in KINDS:
                begin(desk, kind, {"regimes": ["licensing", "takeaway"]} if "check" in kind else {})
                await window.settle(lambda: window.has("save"))
                (form,) = desk.forms.values()
                form.folds.opened = frozenset(s.name for s in form.form.sections)
                await window.settle()
                assert list(faults(window)) == [], kind
                for field in form.form.fields():
                    if form.asked(field.name) and not field.unless:
                        assert window.says(field.label), (kind, field.name)
                await window.press("discard")
                await window.press("discard")
                assert desk.forms == {}
            assert desk.open.drafts() == []
            assert not window.wire.crashes

    play(story)


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
