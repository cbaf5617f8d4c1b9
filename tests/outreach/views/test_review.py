"""A visit goes to the supervisor, comes back with a question, is corrected and approved."""

from __future__ import annotations

from tests.tablets import ARCADE, Tablets, desk_of, play

VISIT = {
    "occurred_from": "2026-01-05T22:10:00+00:00",
    "indicators": ["child_alone_late"],
    "fact": "A girl waited by the doors.",
}


def test_returned_corrected_and_approved(tablets: Tablets) -> None:
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE))
    (visit,) = tablets.write("worker", ("hotspot-visit", {**VISIT, "hotspot": arcade}))
    tablets.sync("supervisor")

    async def supervisor_returns() -> None:
        async with tablets.open("supervisor", width=1400) as window:
            await window.go("/review")
            await window.settle(lambda: window.has(f"record-{visit[:8]}"))
            assert window.says("to review")
            await window.press(f"record-{visit[:8]}")
            await window.settle(lambda: window.has("approve"))
            assert window.says("answers missing")
            await window.press("comment-fact")
            await window.type("say-fact", "About what age was she?")
            await window.press("return-now")
            await window.settle(lambda: window.says("Returned. The author sees"))
            await window.settle(lambda: not window.has(f"record-{visit[:8]}"))
            assert await desk_of(window).sync_now()

    play(supervisor_returns)
    tablets.sync("worker")

    async def worker_corrects() -> None:
        async with tablets.open("worker") as window:
            await window.settle(lambda: window.says("came back for correction"))
            await window.press(f"record-{visit[:8]}")
            await window.settle(lambda: window.says("About what age was she?"))
            await window.press("correct")
            await window.type("fact", "A girl of about 14 waited by the doors.")
            await window.press("save")
            assert window.says("Enter why you correct it")
            await window.type("reason", "Added her age")
            await window.press("save")
            await window.settle(lambda: window.says("Correction saved"))
            await window.settle(lambda: window.says("Reason: Added her age"))
            struck = [t for t in window.texts() if t.endswith(": A girl waited by the doors.")]
            assert struck
            assert await desk_of(window).sync_now()

    play(worker_corrects)
    tablets.sync("supervisor")

    async def supervisor_approves() -> None:
        async with tablets.open("supervisor") as window:
            await window.go(f"/review/{visit}")
            await window.settle(lambda: window.has("approve"))
            assert window.says("Corrected, waiting for review")
            await window.press("approve")
            await window.settle(lambda: window.says("Approved. The author sees"))
            await window.settle(lambda: not window.has(f"record-{visit[:8]}"))
            assert await desk_of(window).sync_now()

    play(supervisor_approves)
    tablets.sync("worker")

    async def worker_sees_it() -> None:
        async with tablets.open("worker") as window:
            await window.go(f"/records/{visit}")
            await window.settle(lambda: window.says("Reviewed and approved"))
            assert window.says("Safe in the central store")

    play(worker_sees_it)


def test_a_return_needs_words(tablets: Tablets) -> None:
    (visit,) = tablets.write("worker", ("hotspot-visit", VISIT))
    tablets.sync("supervisor")

    async def story() -> None:
        async with tablets.open("supervisor") as window:
            await window.go(f"/review/{visit}")
            await window.settle(lambda: window.has("return"))
            await window.press("return")
            await window.press("return-now")
            assert window.says("Enter what should be corrected")
            assert desk_of(window).open.show(visit).review == "to_review"

    play(story)


def test_a_worker_has_no_review_queue(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            assert "Review" not in [d.label for d in window.rail()]
            await window.go("/review")
            assert window.says("Only supervisors review")

    play(story)


def test_a_licensing_officer_is_offered_only_what_they_may_record(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("licensing") as window:
            assert window.has("check")
            for closed in ("nothing-seen", "log-visit", "person", "vehicle"):
                assert not window.has(closed)

    play(story)


def test_two_answers_to_one_question_are_decided_on_the_page(tablets: Tablets) -> None:
    (visit,) = tablets.write("worker", ("hotspot-visit", VISIT))
    tablets.sync("supervisor")
    network = tablets.partnership.network
    network.on = False
    for who, words in (("worker", "Two girls waited."), ("supervisor", "One girl waited.")):
        session = tablets.partnership.unlock(who)
        session.correct(visit, {"fact": words}, "Seen again")
        session.lock()
    network.on = True
    tablets.sync("worker")
    tablets.sync("supervisor")
    tablets.sync("worker")

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.settle(lambda: window.says("two versions of an answer"))
            await window.go(f"/records/{visit}")
            await window.settle(lambda: window.says("which is right?"))
            values = desk_of(window).open.show(visit).conflicts["fact"]
            assert {v.value for v in values} == {"Two girls waited.", "One girl waited."}
            keep = next(v for v in values if v.value == "One girl waited.")
            await window.press(f"keep-fact-{keep.version[:8]}")
            await window.settle(lambda: not desk_of(window).open.show(visit).conflicts)
            assert desk_of(window).open.show(visit).fields["fact"] == "One girl waited."
            await window.settle(lambda: not window.says("which is right?"))

    play(story)
