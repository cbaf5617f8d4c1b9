"""What the app says about syncing is true: counted from receipts, and never hoped."""

from __future__ import annotations

import io
import re
import zipfile

import flet as ft
import pytest

from outreach.model.quarantine import Quarantined
from outreach.session import Session
from outreach.ui.form.begin import begin
from outreach.ui.pulse import DOUBTED
from outreach.views import quarantine, topline
from sync.client.engine import Progress
from sync.client.log import Doubt
from tests.headless import Window
from tests.tablets import ARCADE, Tablets, desk_of, play

CANARY = "Marigold Quillfeather"


def test_only_here_until_the_store_has_signed(tablets: Tablets) -> None:
    tablets.partnership.network.on = False
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE), sync=False)

    async def story() -> None:
        async with tablets.open("worker") as window:
            assert window.says("1 only here")
            await window.go(f"/records/{arcade}")
            await window.settle(lambda: window.says("Only on this tablet"))
            await window.go("/sync")
            assert window.says("1 change only on this tablet")
            await window.press("sync-now")
            await window.settle(lambda: window.says("The last sync did not finish"))
            assert window.says("there is nothing that you must do")
            assert desk_of(window).open.only_here() == 1
            assert window.says("1 only here"), "a missing network is no alarm"
            tablets.partnership.network.on = True
            await window.press("sync-now")
            await window.settle(lambda: window.says("safe in the central store"))
            assert not window.says("The last sync did not finish")
            assert window.says("1 sent with a receipt, 0 received and checked")
            assert window.says("All safe")
            await window.go(f"/records/{arcade}")
            await window.settle(lambda: window.says("Safe in the central store"))

    play(story)


def test_the_list_of_what_is_only_here_leads_to_it(tablets: Tablets) -> None:
    tablets.partnership.network.on = False
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE), sync=False)

    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            begin(desk, "hotspot-visit")
            await window.settle(lambda: window.has("fact"))
            await window.type("fact", "Half a sentence")
            desk.keep_drafts()
            await window.settle(desk.open.drafts)
            await window.go("/sync")
            await window.settle(lambda: window.has(f"here-{arcade[:8]}"))
            (draft,) = desk.open.drafts()
            assert window.has(f"here-{draft.id[:8]}")
            await window.press(f"here-{arcade[:8]}")
            await window.settle(lambda: window.page.route == f"/records/{arcade}")
            await window.go("/sync")
            await window.settle(lambda: window.has(f"here-{draft.id[:8]}"))
            await window.press(f"here-{draft.id[:8]}")
            await window.settle(lambda: window.page.route == f"/write/{draft.id}")

    play(story)


def test_each_word_of_a_record_is_true(tablets: Tablets, monkeypatch: pytest.MonkeyPatch) -> None:
    """Draft, only here, sent, safe, reviewed; and safe no more when the store goes back on it."""
    (visit,) = tablets.write("worker", ("hotspot-visit", {"fact": "Two cars."}), sync=False)

    async def says(window: Window, words: str) -> None:
        await window.go("/")
        await window.go(f"/records/{visit}")
        await window.settle(lambda: window.says(words))

    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            await says(window, "Only on this tablet")
            with monkeypatch.context() as patch:
                patch.setattr(Session, "standing", lambda *_: "sent")
                await says(window, "Sent, not yet confirmed")
            await desk.sync_now()
            await says(window, "Safe in the central store")
            await window.go("/search")
            await window.settle(lambda: window.says("To review"))
            with monkeypatch.context() as patch:
                space = desk.open.show(visit).space
                known = bytes(desk.open._belonging.space_named(space))
                patch.setattr(desk.open._log, "doubts", lambda: [Doubt(known, 0, True)])
                await desk.syncs.read()
                await says(window, "Sent, not yet confirmed")
                assert not window.says("Safe in the central store")
                assert window.says("Look at Sync")
                for route in ("/", "/sync", "/search", "/places"):
                    await window.go(route)
                    assert not any(re.search("is safe|^Safe$", t) for t in window.texts()), route
                assert DOUBTED.spaces == {space}

    play(story)
    assert not DOUBTED.spaces, "another vault starts without another's doubts"


def test_a_store_that_went_back_is_told_and_people_decide(
    tablets: Tablets, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            known = next(iter(desk.open._belonging.names().values()))
            doubts = [Doubt(known, 0, True)]
            monkeypatch.setattr(Session, "doubts", lambda *_: list(doubts))
            plainly = Session.sync

            def sync(session: Session, *given: object, after_restore: bool = False) -> object:
                asked.append(after_restore)
                if after_restore:
                    doubts.clear()
                return plainly(session, *given)  # type: ignore[arg-type]

            monkeypatch.setattr(Session, "sync", sync)
            await desk.syncs.read()
            await window.go("/sync")
            await window.settle(lambda: window.has("restored"))
            assert window.says("no longer holds all that it signed for")
            await window.press("restored")
            assert window.says("Ask your administrator first")
            await window.press("question-no")
            assert asked == []
            await window.press("restored")
            await window.press("question-yes")
            await window.settle(lambda: not window.has("restored"))
            assert asked == [True]
            await desk.sync_now()
            await window.settle(lambda: not window.says("Look at Sync"))

    play(story)


def test_progress_is_real_and_nothing_jumps(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            await window.go("/sync")
            await window.settle(lambda: window.has("sync-now"))
            assert window.all(ft.ProgressBar) == []
            desk.sync.running = True
            desk.sync.progress = Progress(to_send=40, sent=10)
            await window.settle(lambda: window.says("Sending 10 of 40"))
            bars = window.all(ft.ProgressBar)
            assert {bar.value for bar in bars} == {0.25}
            assert len(bars) == 2, "the thin line and the screen's own, each in its place"
            desk.sync.progress = Progress(to_send=40, sent=40, to_receive=1200, received=300)
            await window.settle(lambda: window.says("Receiving 300 of 1,200"))
            desk.sync.running = False
            await window.settle(lambda: window.says("Sync now"))

    play(story)


def test_a_pass_tells_what_lies_ahead_and_how_far_it_is(tablets: Tablets) -> None:
    tablets.partnership.network.on = False
    tablets.write(
        "worker", *[("hotspot", ARCADE | {"name": f"Spot {n}"}) for n in range(3)], sync=False
    )
    tablets.partnership.network.on = True
    told: list[tuple[int, int]] = []
    session = tablets._unlock(tablets.partnership.folder / "worker", "correct horse battery staple")
    try:
        session.sync(lambda now: told.append((now.sent, now.to_send)))
    finally:
        session.lock()
    assert told[0] == (0, 3)
    assert told[-1][0] >= 3


def test_while_rows_pour_in_the_screens_are_told_now_and_then(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            beats = desk.rows.count
            desk.sync.running = True
            for _ in range(50):
                desk.syncs.rows_changed()
            assert desk.rows.count == beats + 1
            await window.settle(lambda: desk.rows.count == beats + 2)
            desk.sync.running = False

    play(story)


def test_a_record_that_arrives_appears_by_itself(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("supervisor") as window:
            await window.go("/search")
            await window.settle(lambda: window.says("No records yet"))
            await window.thread(
                lambda: tablets.write("worker", ("hotspot-visit", {"fact": "A quiet night."}))
            )
            assert await desk_of(window).sync_now()
            await window.settle(lambda: window.says("A quiet night") or window.says("1 record"))
            (review,) = [d for d in window.rail() if d.label == "Review"]
            assert review.icon.badge.label == "1"

    play(story)


def test_nothing_syncs_while_locked(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            await window.press("lock")
            before = tablets.partnership.network.sent_bytes
            await desk.syncs.now_and_then()
            assert tablets.partnership.network.sent_bytes == before

    play(story)


FAULTS = (
    ("The entry is damaged on this device. Its bytes are kept as they are.", "Damaged on this"),
    ("This device holds no key for the time at which this was written.", "has no key"),
    ("An entry is from a device that was no member at the time.", "had no right"),
    ("The entry claims to have seen another history of this space.", "do not fit"),
    ("A text is not valid Unicode.", "Not made as the app"),
)


def test_quarantine_explains_itself_and_offers_a_way_out(
    tablets: Tablets, monkeypatch: pytest.MonkeyPatch
) -> None:
    ones = [
        Quarantined(f"{n:064x}", "safeguarding", "ab" * 16, CANARY, n + 1, reason)
        for n, (reason, _) in enumerate(FAULTS)
    ]
    monkeypatch.setattr(Session, "quarantine", lambda *_: list(ones))
    monkeypatch.setattr(Session, "retry_quarantine", lambda *_: len(ones))

    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            await window.go("/sync")
            await window.settle(lambda: window.says("5 entries set aside"))
            await window.press("aside")
            for _reason, words in FAULTS:
                await window.settle(lambda words=words: window.says(words))
            assert sum("What to do" in text for text in window.texts()) == len(FAULTS)
            await window.press("retry")
            assert window.says("5 stay")
            await window.press("aside-0-0")
            assert window.says("What is known")
            await window.press("close")
            await window.press("report")
            ((_, given),) = [call for call in window.wire.calls if call[0] == "save_file"]
            archive = zipfile.ZipFile(io.BytesIO(given["src_bytes"]))
            said = archive.read("report.txt").decode()
            assert all(one.entry in said and one.reason in said for one in ones)
            assert CANARY not in said
            assert "safeguarding" not in said
            assert not desk.lock_rule.picker_open
            for number in range(len(FAULTS)):
                assert desk.counts.aside == len(FAULTS) - number
                await window.press(f"seen-{number}")
                await window.settle(lambda number=number: not window.has(f"seen-{number}"))
            assert desk.counts.aside == 0
            assert window.says("Damaged on this"), "dismissed from the count, and still here"
        async with tablets.open("worker") as window:
            assert desk_of(window).counts.aside == 0

    play(story)


def test_what_is_set_aside_is_exported_as_it_is_kept(tablets: Tablets) -> None:
    tablets.write("worker", ("hotspot-visit", {"fact": f"{CANARY} was there."}))
    session = tablets._unlock(tablets.partnership.folder / "worker", "correct horse battery staple")
    try:
        (row,) = session.rows(kind="hotspot-visit")
        (version,) = session.history(row.id)
        one = Quarantined(version.entry, row.space, "", "", version.position, "No reason.")
        archive = zipfile.ZipFile(io.BytesIO(quarantine.report(session, [one])))
        sealed = archive.read(f"{version.entry}.sealed")
        assert len(sealed) > 100
        assert CANARY.encode() not in sealed
        assert f"{len(sealed)} bytes" in archive.read("report.txt").decode()
    finally:
        session.lock()


def test_every_reason_that_the_model_gives_has_a_cause() -> None:
    for reason, words in FAULTS:
        assert words in quarantine.cause_of(reason).words
    assert quarantine.cause_of("Something new.") is quarantine.OTHER


def test_the_status_says_it_in_few_words_and_in_full(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            sync = desk_of(window).sync
            sync.only_here, sync.drafts = 3, 1
            now = topline.said(sync, 0)
            assert now.short == "3 only here"
            assert "Store last reached" in now.full
            sync.only_here = 0
            assert topline.said(sync, 0).short == "1 not finished"
            sync.drafts = 0
            assert topline.said(sync, 0).short == "All safe"
            sync.last_contact_ms = None
            assert topline.said(sync, 0).short == "Not synced yet"
            sync.alarm = True
            assert topline.said(sync, 0).short == "Look at Sync"

    play(story)
