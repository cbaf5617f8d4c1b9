"""What leaves from the app: with its purpose, for somebody, seen before; and what is opened."""

from __future__ import annotations

import json
from typing import Any

from outreach.model import geography
from tests.headless import Window
from tests.rules import faults
from tests.tablets import Tablets, desk_of, play

WIDTHS = (390, 1440)
AT = "2026-01-05T22:10:00+00:00"


def saved(window: Window) -> list[dict[str, Any]]:
    return [args for name, args in window.wire.calls if name == "save_file"]


def offer(window: Window, name: str, data: bytes) -> None:
    """What the file picker gives back."""
    window.answers["pick_files"] = [{"id": 1, "name": name, "size": len(data), "bytes": data}]


async def at_every_width(window: Window) -> None:
    for width in WIDTHS:
        desk_of(window).resize(width)
        await window.settle()
        assert list(faults(window)) == [], width


def test_a_shift_report_goes_sealed_to_a_member_who_opens_it(tablets: Tablets) -> None:
    (outing,) = tablets.write("supervisor", ("outing", {"team": "North", "occurred_from": AT}))
    tablets.sync("worker")

    async def story() -> None:
        async with tablets.open("supervisor") as window:
            await window.go(f"/records/{outing}")
            await window.settle(lambda: window.has("export-shift"))
            await window.press("export-shift")
            await window.settle(lambda: window.has("purpose"))
            assert window.at("look").disabled
            await window.type("purpose", "short")
            await window.type("member", "worker")
            worker = next(n for n in window.names() if n.startswith("member-"))
            await window.select(worker)
            assert window.says("tablet of theirs opens it")
            await at_every_width(window)
            await window.press("look")
            await window.settle(lambda: window.has("export-now"))
            assert window.says("OFFICIAL-SENSITIVE")
            await window.press("export-now")
            await window.settle(lambda: window.says("Say what it is for"))
            assert saved(window) == []
            await window.type("purpose", "The magistrates asked for the night")
            await window.press("look")
            await window.settle(lambda: window.has("export-now"))
            await window.press("export-now")
            await window.settle(lambda: window.says("Exported for Worker"))
            (file,) = saved(window)
            assert file["file_name"].endswith(".pdf.sealed")
            assert not file["src_bytes"].startswith(b"%PDF")
            await at_every_width(window)
        async with tablets.open("worker") as window:
            await window.go("/opened")
            offer(window, "x", b"nothing of the kind")
            await window.press("choose-export")
            await window.settle(lambda: window.says("no sealed export"))
            offer(window, file["file_name"], file["src_bytes"])
            await window.press("choose-export")
            await window.settle(lambda: window.has("take-out"))
            assert window.says("Signed by a tablet of")
            assert window.says("The magistrates asked for the night")
            await at_every_width(window)
            await window.press("take-out")
            await window.press("question-yes")
            await window.settle(lambda: saved(window))
            assert saved(window)[0]["src_bytes"].startswith(b"%PDF")
            # Without the duty there is no way to make one.
            await window.go(f"/records/{outing}")
            await window.settle(lambda: window.has("correct"))
            assert not window.has("export-shift")
            await window.go(f"/export/shift/{outing}")
            assert window.says("not among your duties")
            assert not window.wire.crashes

    play(story)


def test_a_pack_whose_texts_were_read_one_after_the_other(tablets: Tablets) -> None:
    tablets.write(
        "supervisor",
        *(
            (
                "hotspot-visit",
                {"place_name": "Zeppelin Arcade", "nothing_seen": True, "occurred_from": AT,
                 "fact": f"Kylie was at Zeppelin {n}"},
            )
            for n in range(6)
        ),
    )  # fmt: skip
    words = ""
    file: dict[str, Any] = {}

    async def made() -> None:
        nonlocal words, file
        async with tablets.open("supervisor") as window:
            await window.go("/export/pack")
            await window.settle(lambda: window.has("begin-pack"))
            await window.type("first", "2026-1-1")
            assert window.at("begin-pack").disabled
            await window.type("first", "2026-01-01")
            await window.press("begin-pack")
            await window.settle(lambda: window.says("Text 1 of 6"))
            assert window.at("text-in").disabled, "a place is still in it"
            assert window.has("still-found")
            await at_every_width(window)
            await window.type("text-told", "It was quiet.")
            await window.settle(lambda: not window.has("still-found"))
            await window.press("text-in")
            await window.settle(lambda: window.says("Text 2 of 6") and window.has("text-out"))
            await window.press("text-out")
            await window.settle(lambda: window.says("Text 3 of 6") and window.has("text-sure"))
            await window.press("leave-rest")
            await window.settle(lambda: window.has("purpose"))
            assert window.says("1 text that you read is in it")
            await window.type("purpose", "Peer review of the winter")
            await window.select("to-words")
            await window.type("whom", "The reviewer of Trafford")
            await window.press("look")
            await window.settle(lambda: window.has("export-now"))
            assert window.says("de-identified")
            await window.press("export-now")
            await window.settle(lambda: window.has("export-words"))
            words = window.told("export-words")
            (file,) = saved(window)

    async def read() -> None:
        async with tablets.open("licensing") as window:
            await window.go("/opened")
            offer(window, "pack", file["src_bytes"])
            await window.press("choose-export")
            await window.settle(lambda: window.has("export-words-typed"))
            await window.type("export-words-typed", words)
            await window.press("open-with-words")
            await window.settle(lambda: window.says("What was taken out"))
            assert window.says("It was quiet.")
            assert window.says("Hotspot visits")
            assert not window.says("Zeppelin")
            assert not saved(window), "a pack is read here"
            await at_every_width(window)
            assert not window.wire.crashes

    play(made)
    assert len(words.split()) == 6
    assert "Zeppelin" not in json.dumps(str(file["src_bytes"]))
    play(read)


def test_wards_stand_by_name_with_what_may_be_told(tablets: Tablets) -> None:
    trafford = "E08000009"
    wards = sorted(
        (w for w in geography.ground().wards if w.authority == trafford), key=lambda w: w.name
    )
    measure = {"period": "2023", "measure": "absence", "denominator": 500, "source": "DfE"}
    tablets.write(
        "supervisor",
        ("hotspot-visit", {"nothing_seen": True, "ward_code": wards[0].code}),
        ("locality-measure", {**measure, "area_code": wards[0].code, "numerator": 20}),
        ("locality-measure", {**measure, "area_code": wards[1].code, "numerator": 2}),
        ("locality-measure", {**measure, "area_code": wards[2].code, "numerator": 9}),
    )

    async def story() -> None:
        async with tablets.open("supervisor") as window:
            await window.go("/insights")
            await window.settle(lambda: window.has("by-ward"))
            await window.press("by-ward")
            await window.settle(lambda: window.has("ward-all"))
            await window.select(f"authority-{trafford}")
            await window.settle(lambda: window.has(f"ward-{wards[0].code}"))
            await window.select("measure-1")
            await window.settle(lambda: window.says("in a thousand"))
            first, second = (window.at(f"ward-{one.code}").subtitle for one in wards[:2])
            assert "Absence from school, 2023: 20" in first
            assert "40.0 in a thousand" in first
            assert "Visits and checks: fewer than 5" in first
            assert "Absence from school, 2023: fewer than 5" in second
            assert "in a thousand" not in second
            assert window.says("Soft intelligence: not visible to you")
            await window.select("charted-numerator")
            await at_every_width(window)
            await window.press("export-wards")
            await window.settle(lambda: window.has("purpose"))
            await window.type("purpose", "For the partnership's board")
            await window.select("to-plain")
            await window.type("whom", "The board")
            assert window.at("look").disabled, "why is it not sealed?"
            await window.type("reason", "It is printed for the meeting")
            await at_every_width(window)
            await window.press("look")
            await window.settle(lambda: window.has("export-now"))
            await window.press("export-now")
            await window.settle(lambda: window.says("Exported for The board"))
            (file,) = saved(window)
            assert "fewer than 5" in file["src_bytes"].decode("utf-8-sig")
            await window.go("/export/records")
            await window.type("first", "2026")
            assert window.at("kind-hotspot-visit").disabled
            await window.type("first", "2099-01-01")
            await window.settle(lambda: not window.at("kind-hotspot-visit").disabled)
            await window.event(window.at("kind-hotspot-visit"), "click")
            await window.settle(lambda: window.has("purpose"))
            assert window.page.route == "/export/records/hotspot-visit~2099-01-01~"
            for route in (
                "/export/shift/none",
                "/export/nothing",
                "/export/records",
                "/settings",
                "/export/records/premises",
                "/insights/wards~E08000099~w52",
                "/insights/wards~E08000005~w13~m9",
            ):
                await window.go(route)
                assert list(faults(window)) == [], route
            assert not window.wire.crashes

    play(story)
