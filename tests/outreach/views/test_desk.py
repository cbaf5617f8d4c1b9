"""The supervisor's desk: in order of risk, by keyboard alone, many at once, and what is owed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import flet as ft

from tests.headless import Window
from tests.keys import key
from tests.tablets import ARCADE, Tablets, desk_of, play


def visit(minutes: int, **fields: Any) -> tuple[str, dict[str, Any]]:
    """A visit so many minutes ago: nothing about it is late."""
    when = datetime.now(UTC) - timedelta(minutes=minutes)
    return "hotspot-visit", {"occurred_from": when.isoformat(timespec="seconds"), **fields}


def written(tablets: Tablets, *records: tuple[str, dict[str, Any]]) -> list[str]:
    """Records of the worker, at the arcade, on the supervisor's tablet; the places are approved."""
    arcade, gate = tablets.write(
        "worker", ("hotspot", ARCADE), ("hotspot", {**ARCADE, "name": "Park gate"})
    )
    made = tablets.write(
        "worker", *[(kind, {"hotspot": arcade, **fields}) for kind, fields in records]
    )
    supervisor = tablets.partnership.unlock("supervisor")
    supervisor.sync()
    for place in (arcade, gate):
        supervisor.approve(place)
    supervisor.sync()
    supervisor.lock()
    return made


def listed(window: Window) -> list[str]:
    """The ids on the list, as far as they are in the names of its rows."""
    names = [c.identifier or "" for c in window.all(ft.Semantics)]
    return [name.removeprefix("record-") for name in names if name.startswith("record-")]


async def review(window: Window) -> None:
    await window.go("/review")
    await window.settle(lambda: window.says("to review"))


def test_what_weighs_most_stands_first_and_says_why(tablets: Tablets) -> None:
    quiet, plain, alone = written(
        tablets,
        visit(1, nothing_seen=True),
        visit(2, fact="Dark."),
        visit(3, indicators=["child_alone_late"]),
    )

    async def story() -> None:
        async with tablets.open("supervisor", width=1400) as window:
            await review(window)
            assert listed(window) == [one[:8] for one in (alone, plain, quiet)]
            assert window.says("Child alone late · waits\u00a0")
            assert window.says("High · 1")
            assert window.says("within 4 hours")

    play(story)


def test_a_whole_review_by_keyboard(tablets: Tablets) -> None:
    first, *_ = written(
        tablets,
        visit(1, indicators=["child_alone_late"], fact="A girl waited."),
        visit(2, fact="Dark."),
        visit(3, fact="Darker."),
    )

    async def story() -> None:
        async with tablets.open("supervisor", width=1400) as window:
            session = desk_of(window).open
            await key(window, "g")
            await key(window, "r")
            await window.settle(lambda: window.says("3 records to review"))
            await key(window, "j")
            await window.settle(lambda: window.page.route == f"/review/{first}")
            await window.settle(lambda: window.says("A girl waited."))
            # On to the answer to comment on, a common question, and back to the author.
            for _ in range(12):
                await key(window, "n")
                await key(window, "c")
                if window.has("say-fact"):
                    break
                await key(window, "Escape")
            await key(window, "Alt+3")
            assert window.at("say-fact").value == "About what age did they look?"
            await key(window, "a")  # no approval while comments are open
            await key(window, "Ctrl+Enter")
            await window.settle(lambda: window.says("Returned. The author sees"))
            view = session.show(first)
            assert view.review == "returned"
            assert [(c.field, c.text) for c in view.comments] == [
                ("fact", "About what age did they look?")
            ]
            # The next came by itself. One step on, and that one is approved.
            await window.settle(lambda: len(listed(window)) == 2)
            here, other = listed(window)
            await window.settle(lambda: window.page.route.startswith(f"/review/{here}"))
            await key(window, "j")
            await window.settle(lambda: window.page.route.startswith(f"/review/{other}"))
            await window.settle(lambda: window.has("approve"))
            await key(window, "a")
            await window.settle(lambda: session.show(other).review == "approved")
            assert session.show(here).review == "to_review"

    play(story)


def test_a_key_pressed_twice_approves_nothing_unseen(tablets: Tablets) -> None:
    first, second = written(tablets, visit(1, fact="Dark."), visit(2, fact="Darker."))

    async def story() -> None:
        async with tablets.open("supervisor", width=1400) as window:
            session = desk_of(window).open
            await window.go(f"/review/{first}")
            await window.settle(lambda: window.has("approve"))
            await window.settle(lambda: len(listed(window)) == 2)
            event = {"key": "A", "ctrl": False, "shift": False, "alt": False, "meta": False}
            for _ in range(2):
                await window.session.dispatch_event(window.page._i, "keyboard_event", event)
            await window.settle(lambda: window.page.route == f"/review/{second}")
            await window.settle(lambda: window.says("Darker."))
            assert session.show(first).review == "approved"
            assert session.show(second).review == "to_review"

    play(story)


def test_letters_do_nothing_while_a_comment_is_written(tablets: Tablets) -> None:
    (one,) = written(tablets, visit(1, fact="Dark."))

    async def story() -> None:
        async with tablets.open("supervisor", width=800) as window:
            await window.go(f"/review/{one}")
            await window.settle(lambda: window.has("approve"))
            await key(window, "r")
            await window.event(window.at("say-record"), "focus")
            await key(window, "r")
            await key(window, "j")
            await key(window, "g")
            await key(window, "t")
            assert window.page.route == f"/review/{one}"
            await window.type("say-record", "Which doors?")
            await key(window, "Escape")
            await window.press("question-yes")
            await window.settle(lambda: window.has("approve"))
            await key(window, "a")
            await window.settle(lambda: desk_of(window).open.show(one).review == "approved")

    play(story)


def test_many_are_approved_at_once_each_by_its_own_review(tablets: Tablets) -> None:
    *quiet, loud = written(
        tablets,
        *[visit(minute, nothing_seen=True) for minute in range(13)],
        visit(30, fact="Dark."),
    )

    async def story() -> None:
        async with tablets.open("supervisor", width=1400) as window:
            session = desk_of(window).open
            seen = {one: session.show(one).versions for one in quiet}
            await review(window)
            await key(window, "Shift+x")
            assert window.says("13 selected")
            await window.press("approve-selected")
            assert window.says("Approve 13 records?")
            assert session.show(quiet[0]).review == "to_review"
            await window.press("approve-many")
            await window.settle(lambda: window.says("13 records approved."))
            await window.settle(lambda: window.says("1 record to review"))
            for one in quiet:
                (made,) = session.show(one).reviews
                assert (made.verdict, made.versions) == ("approved", seen[one])
            assert len({session.show(one).reviews[0].entry for one in quiet}) == 13
            assert session.show(loud).review == "to_review"

    play(story)


def test_one_with_something_to_read_cannot_be_selected(tablets: Tablets) -> None:
    (loud, quiet) = written(tablets, visit(1, fact="Dark."), visit(2, nothing_seen=True))

    async def story() -> None:
        async with tablets.open("supervisor", width=400) as window:
            await review(window)
            for row, said in ((loud, "Open this one"), (quiet, "1 selected")):
                await window.event(window.at(f"record-{row[:8]}"), "long_press")
                assert window.says(said)
            await window.press(f"record-{quiet[:8]}")  # a tap selects while some are selected
            assert not window.says("1 selected")
            assert window.page.route == "/review"

    play(story)


def test_locking_stops_between_two_approvals(tablets: Tablets) -> None:
    quiet = written(tablets, *[visit(minute, nothing_seen=True) for minute in range(25)])

    async def story() -> None:
        async with tablets.open("supervisor", width=1400) as window:
            desk = desk_of(window)
            session = desk.open
            await review(window)
            await key(window, "Shift+x")
            await window.press("approve-selected")
            real, calls = session.approve_many, []

            def slow(some: Any) -> Any:
                calls.append(len(some))
                done = real(some)
                desk.on_loop(lambda: desk.start(desk.lock()))
                return done

            session.approve_many = slow  # type: ignore[method-assign]
            await window.press("approve-many")
            await window.settle(lambda: window.says("This tablet is locked"))
            assert sum(calls) < len(quiet)
            assert desk.shortcuts.layers == []  # nothing of a record is held by a key

        async with tablets.open("supervisor") as window:
            states = [desk_of(window).open.show(one).review for one in quiet]
            assert states.count("approved") == sum(calls)
            assert states.count("to_review") == len(quiet) - sum(calls)

    play(story)


def test_what_changed_since_it_was_returned_stands_side_by_side(tablets: Tablets) -> None:
    (one,) = written(tablets, visit(1, fact="A girl waited by the doors."))
    partnership = tablets.partnership
    supervisor = partnership.unlock("supervisor")
    supervisor.return_record(one, [("fact", "About what age?")])
    supervisor.sync()
    supervisor.lock()
    worker = partnership.unlock("worker")
    worker.sync()
    worker.correct(one, {"fact": "A girl of about 14 waited by the doors."}, "Added her age")
    worker.sync()
    worker.lock()
    tablets.sync("supervisor")

    async def story(width: float) -> None:
        async with tablets.open("supervisor", width=width) as window:
            await window.go(f"/review/{one}")
            await window.settle(lambda: window.says("1 answer changed"))
            assert window.says("What Supervisor returned")
            spans = [
                (span.text, span.style.decoration if span.style else None)
                for text in window.all(ft.Text)
                for span in text.spans or []
            ]
            assert (" of about 14", ft.TextDecoration.UNDERLINE) in spans
            said = [t.semantics_label for t in window.all(ft.Text) if t.semantics_label]
            assert "Before: A girl waited by the doors." in said
            assert window.says("About what age?")
            await window.press("approve")
            await window.settle(lambda: window.says("Approved. The author sees"))
            await window.press("open-judged")
            await window.settle(lambda: window.has("return"))
            assert window.says("A signed review is not taken back.")

    play(lambda: story(1400))


def test_any_version_is_compared_with_now(tablets: Tablets) -> None:
    (one,) = written(tablets, visit(1, fact="Dark."))
    worker = tablets.partnership.unlock("worker")
    first = worker.show(one).versions[0]
    worker.correct(one, {"fact": "Dark and wet."}, "More")
    worker.sync()
    worker.lock()
    tablets.sync("supervisor")

    async def story() -> None:
        async with tablets.open("supervisor", width=400) as window:
            await window.go(f"/review/{one}")
            await window.settle(lambda: window.has(f"compare-{first[:8]}"))
            assert not window.says("answer changed")
            await window.press(f"compare-{first[:8]}")
            await window.settle(lambda: window.says("1 answer changed"))
            assert window.says("As Worker wrote it")

    play(story)


def test_two_answers_are_decided_in_place(tablets: Tablets) -> None:
    (one,) = written(tablets, visit(1, fact="Girls waited."))
    network = tablets.partnership.network
    network.on = False
    for who, words in (("worker", "Two girls waited."), ("supervisor", "One girl waited.")):
        session = tablets.partnership.unlock(who)
        session.correct(one, {"fact": words}, "Seen again")
        session.lock()
    network.on = True
    tablets.sync("worker")
    tablets.sync("supervisor")

    async def story() -> None:
        async with tablets.open("supervisor", width=1400) as window:
            session = desk_of(window).open
            await review_desk(window)
            await key(window, "2")
            await window.settle(lambda: window.has(f"record-{one[:8]}"))
            await key(window, "j")
            await window.settle(lambda: window.says("which is right?"))
            assert window.says("Worker, Early Break")
            assert window.says("Supervisor, Rochdale Council")
            (right,) = [
                value
                for value in session.show(one).conflicts["fact"]
                if value.value == "Two girls waited."
            ]
            await window.press(f"keep-fact-{right.version[:8]}")
            await window.settle(lambda: not session.show(one).conflicts)
            assert session.show(one).fields["fact"] == "Two girls waited."
            await window.settle(lambda: not window.says("which is right?"))

    play(story)


async def review_desk(window: Window) -> None:
    await window.go("/review")
    await window.settle(lambda: window.has("tab-queue"))


def test_every_number_of_what_is_owed_leads_to_its_records(tablets: Tablets) -> None:
    one, two = written(tablets, visit(1, fact="Dark."), visit(2, nothing_seen=True))
    supervisor = tablets.partnership.unlock("supervisor")
    supervisor.return_record(one, [(None, "Which doors?")])
    person = supervisor.show(one).person
    supervisor.lock()

    async def story() -> None:
        async with tablets.open("supervisor", width=400) as window:
            await review_desk(window)
            await key(window, "3")
            await window.settle(lambda: window.says("Early Break"))
            assert window.says("1 place due")  # nobody has been at the gate
            assert window.says("Returned 1")
            await window.press(f"owed-returned-{person[:8]}")
            await window.settle(lambda: window.says("Returned and not corrected"))
            assert listed(window) == [one[:8]]
            await window.press("back-to-owed")
            await window.press(f"owed-missing-{person[:8]}")
            await window.settle(lambda: len(listed(window)) == 2)
            assert set(listed(window)) == {one[:8], two[:8]}
            await window.press(f"record-{one[:8]}")
            await window.settle(lambda: window.says("Returned, and not corrected yet"))

    play(story)


def test_a_half_written_comment_is_there_when_one_comes_back(tablets: Tablets) -> None:
    one, two = written(tablets, visit(1, fact="Dark."), visit(2, fact="Darker."))

    async def story() -> None:
        async with tablets.open("supervisor", width=1400) as window:
            await window.go(f"/review/{one}")
            await window.settle(lambda: window.has("comment-fact"))
            await window.press("comment-fact")
            await window.type("say-fact", "Which doors?")
            await window.press(f"record-{two[:8]}")
            await window.settle(lambda: window.says("Darker."))
            assert not window.has("say-fact")
            await window.press(f"record-{one[:8]}")
            await window.settle(lambda: window.has("say-fact"))
            assert window.at("say-fact").value == "Which doors?"

    play(story)


def test_a_comment_that_was_begun_is_there_after_the_tablet_was_locked(tablets: Tablets) -> None:
    (one,) = written(tablets, visit(1, fact="Dark."))

    async def begin() -> None:
        async with tablets.open("supervisor", width=400) as window:
            session = desk_of(window).open
            await window.go(f"/review/{one}")
            await window.settle(lambda: window.has("comment-fact"))
            await window.press("comment-fact")
            await window.type("say-fact", "Which doors?")
            await window.settle(lambda: session.remarks(one))
            assert session.drafts() == []  # it is no form

    async def go_on() -> None:
        async with tablets.open("supervisor", width=400) as window:
            session = desk_of(window).open
            await window.go(f"/review/{one}")
            await window.settle(lambda: window.has("say-fact"))
            assert window.at("say-fact").value == "Which doors?"
            await window.press("return-now")
            await window.settle(lambda: window.says("Returned. The author sees"))
            assert session.show(one).comments[0].text == "Which doors?"
            await window.settle(lambda: session.remarks(one) == {})

    play(begin)
    play(go_on)


def test_words_of_a_comment_are_thrown_away_only_after_a_question(tablets: Tablets) -> None:
    (one,) = written(tablets, visit(1, fact="Dark."))

    async def story() -> None:
        async with tablets.open("supervisor", width=1400) as window:
            await window.go(f"/review/{one}")
            await window.settle(lambda: window.has("comment-fact"))
            await window.press("comment-fact")
            await key(window, "Escape")
            assert not window.has("say-fact"), "nothing was written in it"
            await window.press("comment-fact")
            await window.type("say-fact", "Which doors?")
            await key(window, "Escape")
            assert window.says("Throw your comments away?")
            await key(window, "Escape")
            assert not window.has("question-yes")
            assert window.at("say-fact").value == "Which doors?"
            await window.press("cancel-return")
            await window.press("question-yes")
            await window.settle(lambda: not window.has("say-fact"))
            assert window.has("approve")

    play(story)
