"""How complete the records are, on the supervisor's desk: numbers that lead to their records."""

from __future__ import annotations

from outreach.ui.moments import now_ms, to_text
from tests.tablets import ARCADE, Tablets, play


def test_a_blank_leads_to_its_records_and_a_reason_is_none(tablets: Tablets) -> None:
    at = {"occurred_from": to_text(now_ms() - 3_600_000)}
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE))
    blank, told = tablets.write(
        "worker",
        ("hotspot-visit", {**at, "hotspot": arcade, "nothing_seen": True}),
        ("hotspot-visit",
         {**at, "hotspot": arcade, "nothing_seen": True, "lighting": {"unknown": "not_known"}}),
    )  # fmt: skip
    tablets.sync("supervisor")

    async def story() -> None:
        async with tablets.open("supervisor", width=1400) as window:
            await window.go("/review")
            await window.event(window.at("tab-complete").content, "click")
            await window.settle(lambda: window.has("missing-field-lighting"))
            await window.press("reason-field-lighting")
            await window.settle(lambda: window.says("With a reason why not"))
            await window.settle(lambda: window.has(f"record-{told[:8]}"))
            assert not window.has(f"record-{blank[:8]}")

            await window.press("missing-field-lighting")
            await window.settle(lambda: window.has(f"record-{blank[:8]}"))
            assert not window.has(f"record-{told[:8]}")

            await window.select("by-agency")
            await window.settle(lambda: window.says("records with a blank"))
            narrow = next(name for name in window.names() if name.startswith("narrow-agency"))
            await window.press(narrow)
            await window.settle(lambda: window.has("missing-field-lighting"))
            await window.press("all-records")
            await window.select("by-team")
            await window.settle(lambda: window.says("No team named"))

            await window.go(f"/review/{blank}")
            await window.settle(lambda: window.has("approve"))
            assert window.says("answers missing")
            assert window.says("Lighting")
            assert not window.wire.crashes

    play(story)
