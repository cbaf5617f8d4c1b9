"""Administering a partnership from its screens: invited, admitted, removed, asked, erased.

A real partnership, founded and enrolled as people do it, against a real store.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import flet as ft
import pytest

from outreach import words
from outreach.auditing import Withheld
from outreach.joining import Joining
from outreach.ui.moments import now_ms
from outreach.views.audit import told
from sync.errors import StoreRefused
from tests import access
from tests.headless import Window
from tests.outreach.views.test_in_another_language import said_aloud, unsaid
from tests.partnership import CHEAP, PASSPHRASE, STORE_URL
from tests.rules import faults
from tests.scenarios.circle import Circle
from tests.scenarios.team import PREMISES, VISIT
from tests.tablets import Tablets, desk_of, play


@pytest.fixture
def tablets(circle: Circle) -> Tablets:
    return Tablets(circle)  # type: ignore[arg-type]


def put_away(circle: Circle, *names: str) -> None:
    """Lock vaults, so that a window can open them."""
    for name in names or tuple(circle.sessions):
        circle[name].lock()


def whole(window: Window, where: str) -> None:
    """A screen that anybody can use: names, targets, and nothing that failed."""
    assert list(faults(window)) == [], where
    assert access.faults(window) == [], where
    for failed in ("could not be shown", "Something went wrong in the app"):
        assert not window.says(failed), (where, window.texts())
    assert not window.wire.crashes


async def sure(window: Window) -> None:
    """Answer the question that stands in front with yes."""
    await window.press("question-yes")


def test_from_an_invitation_to_a_member(circle: Circle, tablets: Tablets) -> None:
    circle.ada.add("hotspot-visit", VISIT)
    put_away(circle, "ada")

    async def story() -> None:
        async with tablets.open("ada", width=390) as window:
            session = desk_of(window).open
            await window.go("/members")
            await window.settle(lambda: window.has("invite"))
            whole(window, "people")
            await window.press("invite")
            await window.settle(lambda: window.has("make-invitation"))
            whole(window, "invite")
            await window.select("hours-168")
            await window.press("make-invitation")
            await window.settle(lambda: window.has("take-back"))
            whole(window, "an invitation")
            (one,) = session.invitations()
            assert one.expires_ms - one.made_ms > 6 * 86_400_000
            assert window.says("works once") or window.says("once, until")
            for group in one.text.partition("#")[2].split("-"):
                assert group in window.texts()
            assert not any(name == "set_clipboard" for name, _args in window.wire.calls)
            await window.press("print-card")
            (card,) = [args for name, args in window.wire.calls if name == "save_file"]
            assert bytes(card["src_bytes"]).startswith(b"%PDF")

            joining = await window.thread(
                lambda: Joining.begin(
                    one.invitation, "Dana Whitfield", "Early Break", through=circle.network
                )
            )
            await window.go("/")
            await window.settle(lambda: window.has("invited"))
            whole(window, "tonight, with an open invitation")
            await window.press("invited")
            device = joining.keys.card().device.hex()
            row = f"join-{device[:8]}"
            await window.settle(lambda: window.has(row))
            await window.press(row)
            await window.settle(lambda: window.has("words-same"))
            whole(window, "the words")
            assert window.says("Read these words to each other")
            assert all(word in window.texts() for word in joining.words)
            assert not window.has("let-in"), "nobody is let in before the words were compared"
            await window.press("words-same")
            assert window.at("name").value == "Dana Whitfield"
            await window.press("go-on")
            assert window.says("Choose at least one duty")
            await window.select("duty-outreach-worker")
            whole(window, "who it is")
            await window.press("go-on")
            await window.settle(lambda: window.has("let-in"))
            whole(window, "before it is confirmed")
            assert window.says("They will be able to read everything that is in: premises, safe")
            assert window.says("Also what was written before they came")
            await window.press("let-in")
            await window.settle(lambda: window.says("Dana Whitfield is in"))
            whole(window, "in")
            assert window.says("Reads and writes")
            assert window.says("May add, cannot read")
            await window.press("to-person")
            await window.settle(lambda: window.has("duties"))
            whole(window, "a person")
            await window.thread(
                lambda: joining.finish(circle.folder / "worker", PASSPHRASE, scrypt_n=CHEAP)
            )

    play(story)
    circle.sync("worker")
    assert len(circle["worker"].rows("hotspot-visit")) == 1, "the past is readable, as was said"


def test_words_that_differ_let_nobody_in_and_end_the_invitation(
    circle: Circle, tablets: Tablets
) -> None:
    joining = circle.ask("worker")
    put_away(circle)

    async def story() -> None:
        async with tablets.open("ada", width=390) as window:
            await window.go(f"/members/join/{joining.keys.card().device.hex()}")
            await window.settle(lambda: window.has("words-differ"))
            await window.press("words-differ")
            await window.settle(lambda: window.says("Nobody was let in"))
            whole(window, "differed")
            session = desk_of(window).open
            assert session.invitations() == []
            assert len(session.members()) == 1

    play(story)
    with pytest.raises(StoreRefused):
        joining.answer()


def test_the_audit_is_handed_over_and_the_next_is_admitted_there_by_the_auditor(
    circle: Circle, tablets: Tablets
) -> None:
    joining = circle.ask("auditor")
    put_away(circle)
    device = joining.keys.card().device.hex()

    async def by_the_founder() -> None:
        async with tablets.open("ada", width=820) as window:
            await window.go(f"/members/join/{device}")
            await window.settle(lambda: window.has("words-same"))
            await window.press("words-same")
            await window.select("duty-auditor")
            assert window.says("nobody who is audited can look into it")
            whole(window, "who, with something to hand over")
            await window.select("over-audit")
            await window.select("over-challenges")
            await window.press("go-on")
            await window.settle(lambda: window.says("You hand over: challenges, audit"))
            await window.press("let-in")
            await window.settle(lambda: window.says("Handed over: challenges, audit"))
            whole(window, "handed over")
            await window.thread(
                lambda: joining.finish(circle.folder / "auditor", PASSPHRASE, scrypt_n=CHEAP)
            )
            assert "audit" not in desk_of(window).open.spaces

    play(by_the_founder)
    circle.sync("auditor")
    circle.enrol("worker")
    circle.sync("auditor")
    put_away(circle)

    async def by_the_auditor() -> None:
        async with tablets.open("auditor", width=390) as window:
            await window.settle(lambda: window.has("administer"))
            assert window.says("1 decision waits for you as an administrator")
            await window.press("administer")
            await window.settle(lambda: window.says("Admit Worker to challenges, audit"))
            whole(window, "people, as the auditor sees them")
            await window.tap_text("Admit Worker to challenges, audit")
            await window.settle(lambda: window.has("fulfil"))
            whole(window, "what is asked")
            assert window.says("May add, cannot read")
            await window.press("decline")
            await window.press("decline-now")
            assert window.says("Enter why it is declined")
            await window.press("not-refusing")
            await window.press("fulfil")
            await window.settle(lambda: window.says("In force"))
            whole(window, "what was asked is done")
            assert desk_of(window).open.asked_of_me() == []
            await window.go("/")
            await window.settle(lambda: not window.has("administer"))

    play(by_the_auditor)
    circle.sync("worker")
    assert not circle["worker"].identity.pending


def test_somebody_is_given_other_duties_and_later_removed(circle: Circle, tablets: Tablets) -> None:
    circle.enrol("worker")
    device = circle["worker"].identity.device.hex()
    circle.sync("ada")
    put_away(circle)

    async def story() -> None:
        async with tablets.open("ada", width=1440) as window:
            desk_of(window).resize(1440)
            await window.go("/members")
            await window.tap_text("Worker")
            await window.settle(lambda: window.has("duties"))
            assert window.has("invite"), "on a desktop the list stands beside the page"
            await window.press("duties")
            whole(window, "duties")
            assert window.at("change-duties").disabled, "nothing is changed yet"
            await window.select("duty-outreach-worker", False)
            await window.select("duty-licensing-officer", True)
            assert window.says("They can no longer read: safeguarding")
            whole(window, "other duties")
            await window.press("change-duties")
            await window.settle(lambda: window.says("The duties are changed"))
            session = desk_of(window).open
            (theirs,) = [v for v in session.members() if v.device == device]
            assert theirs.person.duties == ("licensing-officer",)
            assert theirs.roles["safeguarding"] == "depositor"

            await window.press("remove")
            assert window.at("remove-now").disabled, "nobody is removed without a reason"
            await window.select("why-left")
            assert window.says("It comes back only by a new invitation.")
            whole(window, "before somebody is removed")
            await window.press("remove-now")
            await window.settle(lambda: window.has("question-yes"))
            assert device in [v.device for v in session.members()], "asked first"
            await sure(window)
            await window.settle(lambda: window.says("Worker is removed"))
            whole(window, "removed")
            assert device not in [v.device for v in session.members()]
            await window.settle(lambda: window.says("1 tablet was removed"))
            assert window.says("Left the partnership")
            assert "Worker" in window.texts(), "whose it was"

    play(story)


def test_whoever_finds_a_tablet_missing_reports_it_and_an_administrator_closes_it(
    circle: Circle, tablets: Tablets
) -> None:
    circle.enrol("worker")
    circle.enrol("licensing")
    device = circle["worker"].identity.device.hex()
    circle.sync("licensing")
    put_away(circle)

    async def reported() -> None:
        async with tablets.open("licensing", width=390) as window:
            await window.go("/members")
            await window.settle(lambda: window.has("report-lost"))
            assert not window.has("invite")
            whole(window, "people, for somebody who administers nothing")
            await window.press("report-lost")
            await window.settle(lambda: window.has("report-now"))
            await window.press("report-now")
            assert window.says("Enter whose tablet it is")
            assert window.says("Enter what happened")
            whole(window, "a report with what is missing")
            await window.type("whose", "Worker")
            await window.type("what-happened", "Left on the tram.")
            await window.press("report-now")
            await window.settle(lambda: window.says("Reported"))
            whole(window, "reported")
            await window.thread(desk_of(window).open.sync)

    async def closed() -> None:
        async with tablets.open("ada", width=390) as window:
            await window.thread(desk_of(window).open.sync)
            await window.go("/members")
            await window.settle(lambda: window.says("Lost tablet: Worker"))
            await window.tap_text("Lost tablet: Worker")
            await window.settle(lambda: window.has("close-lost"))
            whole(window, "a report")
            assert window.says("Left on the tram.")
            await window.press("not-lost")
            await window.press("not-lost-now")
            assert window.says("Enter how it is known")
            await window.press("not-refusing")
            await window.press("close-lost")
            await sure(window)
            await window.settle(lambda: window.says("The tablet is closed"))
            whole(window, "closed")
            assert device not in [v.device for v in desk_of(window).open.members()]

    play(reported)
    play(closed)
    assert circle["worker"].sync().wiped


def test_late_work_is_read_and_adopted_or_declined(circle: Circle, tablets: Tablets) -> None:
    circle.enrol("worker")
    circle.sync("ada")
    worker = circle["worker"]
    for fact in ("Two cars by the gate.", "Nobody was there."):
        worker.add("hotspot-visit", {**VISIT, "fact": fact})
    circle.ada.remove("Worker", "left")
    worker.sync()
    put_away(circle, "ada")

    async def story() -> None:
        async with tablets.open("ada", width=390) as window:
            await window.go("/members/late")
            await window.settle(lambda: window.says("2 records wait"))
            whole(window, "late work")
            rows = sorted(n for n in window.names() if n.startswith("late-"))
            await window.press(rows[0])
            await window.settle(lambda: window.has("adopt"))
            whole(window, "one of them")
            assert window.says("Two cars") or window.says("Nobody was there")
            await window.press("decline")
            await window.press("decline-now")
            assert window.says("Enter why it is not taken")
            await window.type("why-declined", "Written by somebody else.")
            await window.press("decline-now")
            await window.settle(lambda: window.says("1 record waits"))
            await window.press(rows[1])
            await window.settle(lambda: window.has("adopt"))
            await window.press("adopt")
            await window.settle(lambda: window.says("Nothing waits"))
            whole(window, "nothing waits")
            assert len(desk_of(window).open.rows("hotspot-visit")) == 1

    play(story)


def test_a_record_is_erased_when_a_second_administrator_agrees(
    tmp_path: Path,
) -> None:
    circle = Circle(tmp_path, erasers=2)
    tablets = Tablets(circle)  # type: ignore[arg-type]
    circle.enrol("admin")
    record = circle.ada.add("hotspot-visit", VISIT)
    circle.sync("ada", "admin")
    put_away(circle)

    async def asked() -> None:
        async with tablets.open("ada", width=390) as window:
            await window.go(f"/records/{record}")
            await window.settle(lambda: window.has("erase-or-hold"))
            await window.press("erase-or-hold")
            await window.select("rule-erase")
            await window.settle(lambda: window.has("erase-now"))
            whole(window, "before it is erased")
            assert window.says("Nothing is erased until another administrator agrees")
            await window.press("erase-now")
            assert window.says("Enter a reason")
            await window.type("reason", "The family asked for it.")
            await window.press("erase-now")
            await sure(window)
            await window.settle(lambda: window.says("Waits for a second person"))
            whole(window, "asked for")
            await window.press("to-rulings")
            await window.settle(lambda: window.says("You asked for it"))
            whole(window, "rulings")

    async def agreed() -> None:
        async with tablets.open("admin", width=1440) as window:
            await window.thread(desk_of(window).open.sync)
            await window.go("/members/rulings")
            await window.settle(lambda: window.says("The family asked for it."))
            (step,) = [n for n in window.names() if n.startswith("second-")]
            await window.press(step)
            await window.type("ruling-reason", "I agree with it.")
            whole(window, "before it is agreed to")
            await window.press("ruling-now")
            await sure(window)
            await window.settle(lambda: window.says("Erased everywhere"))
            whole(window, "erased")
            assert desk_of(window).open.rows("hotspot-visit") == []

    try:
        play(asked)
        play(agreed)
    finally:
        circle.close()


def test_a_record_is_held_and_released(circle: Circle, tablets: Tablets) -> None:
    record = circle.ada.add("premises", PREMISES)
    circle.sync("ada")
    put_away(circle)

    async def story() -> None:
        async with tablets.open("ada", width=390) as window:
            await window.go(f"/records/{record}/keep")
            await window.select("rule-hold")
            await window.type("reason", "The inquiry may want it.")
            await window.press("hold-now")
            await window.settle(lambda: window.says("Held: it cannot be erased"))
            await window.press("to-rulings")
            await window.settle(lambda: window.has("to-settings") or window.says("newest first"))
            (step,) = [n for n in window.names() if n.startswith("release-")]
            await window.press(step)
            await window.type("ruling-reason", "The inquiry is over.")
            await window.press("ruling-now")
            await sure(window)
            await window.settle(lambda: window.says("Released: it can be erased again"))
            whole(window, "released")

    play(story)


def test_only_the_auditor_sees_the_audit(circle: Circle, tablets: Tablets) -> None:
    circle.enrol("auditor", hand_over=["audit", "challenges"])
    circle.ada.add("hotspot-visit", {**VISIT, "verbatim": "He said he'd wait."})
    record = circle.ada.rows("hotspot-visit")[0].id
    circle.ada.consult(record)
    circle.ada.find("grey saloon")
    circle.sync("ada", "auditor")
    put_away(circle)

    async def refused() -> None:
        async with tablets.open("ada", width=390) as window:
            await window.go("/audit")
            await window.settle(lambda: window.says("Only the auditor sees this"))
            assert not window.says("grey saloon")
            await window.go("/settings")
            assert not window.has("to-audit")

    async def read() -> None:
        async with tablets.open("auditor", width=390) as window:
            await window.go("/settings")
            await window.press("to-audit")
            await window.settle(lambda: window.says("grey saloon"))
            whole(window, "the audit")
            assert window.says("Ada: Read")
            await window.select("act-search", True)
            await window.settle(lambda: not window.says("Ada: Read"))
            assert window.says("Ada: Searched")
            await window.select("act-search", False)
            await window.type("audit-find", f"ada {record[:8]}")
            await window.settle(lambda: not window.says("grey saloon"))
            await window.tap_text("Ada: Read")
            await window.settle(lambda: window.has("only-record"))
            whole(window, "one act")
            await window.press("only-record")
            await window.type("audit-find", "")
            await window.settle(lambda: window.has("audit-record"))
            assert not window.says("grey saloon")

    play(refused)
    play(read)


def test_the_recovery_sheet_is_rehearsed_and_made_anew(circle: Circle, tablets: Tablets) -> None:
    typed = circle.sheets[0].key.words()
    put_away(circle)

    async def story() -> None:
        async with tablets.open("ada", width=390) as window:
            await window.go("/members")
            await window.settle(lambda: window.has("to-recovery"))
            assert window.says("Never rehearsed")
            await window.press("to-recovery")
            await window.settle(lambda: window.has("rehearse"))
            whole(window, "recovery")
            await window.press("rehearse")
            wrong = [*typed[:6], "zzzz", *typed[7:]]
            await window.type("words", " ".join(wrong))
            await window.press("prove")
            await window.settle(lambda: window.says("Word 7 is not in the list"))
            whole(window, "a slip")
            await window.type("words", " ".join(typed[:23]))
            assert window.says("23 of 24 words")
            await window.press("prove")
            await window.settle(lambda: window.says("These are 23 words"))
            await window.type("words", " ".join(typed))
            await window.press("prove")
            await window.settle(lambda: window.says("The sheet works"))
            whole(window, "proved")
            assert not any(word in window.texts() for word in typed), "what was typed is gone"
            await window.press("rehearsed")
            await window.settle(lambda: window.says("It was proved to work"))
            await window.press("new-sheet")
            whole(window, "before a new one")
            await window.press("renew-now")
            await sure(window)
            await window.settle(lambda: window.has("renewed"))
            whole(window, "a new one")
            (saved,) = [args for name, args in window.wire.calls if name == "save_file"]
            assert bytes(saved["src_bytes"]).startswith(b"%PDF")

    play(story)
    assert circle.ada.rehearsed_ms() is None, "the new key was not rehearsed"


ROUTES = (
    "/members",
    "/members/{ada}",
    "/members/{worker}",
    "/members/{stranger}",
    "/members/invite",
    "/members/join/{stranger}",
    "/members/asked/{stranger}",
    "/members/lost",
    "/members/lost/{worker}",
    "/members/reports/{stranger}",
    "/members/late",
    "/members/rulings",
    "/members/recovery",
    "/records/{record}/keep",
    "/audit",
)


@pytest.mark.parametrize("width", [390, 820, 1440])
def test_every_screen_with_text_twice_as_large(
    circle: Circle, tablets: Tablets, width: float
) -> None:
    circle.enrol("worker")
    record = circle.ada.add("premises", PREMISES)
    circle.sync("ada")
    ids: dict[str, Any] = {
        "ada": circle.ada.identity.device.hex(),
        "worker": circle["worker"].identity.device.hex(),
        "stranger": "ab" * 16,
        "record": record,
    }
    put_away(circle)

    async def story() -> None:
        async with tablets.open("ada", width=width) as window:
            desk = desk_of(window)
            desk.resize(width)
            await window.settle()
            for size in (1.0, 2.0):
                desk.open.set_setting("text_size", size)
                desk.wear()
                await window.settle()
                for route in ROUTES:
                    before = window.wire.bytes
                    await window.go(route.format(**ids))
                    assert window.wire.bytes - before < 60_000, route
                    whole(window, f"{route} at {width:g}, {size}")
                    assert access.clipped(window, size) == [], route
                    assert not window.all(ft.ProgressRing), route

    play(story)


def test_a_second_tablet_of_somebody_is_theirs(circle: Circle, tablets: Tablets) -> None:
    circle.enrol("worker")
    joining = circle.ask("worker")
    put_away(circle)

    async def story() -> None:
        async with tablets.open("ada", width=390) as window:
            session = desk_of(window).open
            (before,) = {v.person.person for v in session.members() if v.person.name == "Worker"}
            await window.go(f"/members/join/{joining.keys.card().device.hex()}")
            await window.settle(lambda: window.has("words-same"))
            await window.press("words-same")
            assert window.says("Somebody who belongs is called so")
            assert window.at("whose-new").selected, "nobody is taken for another by the app"
            await window.select(f"whose-{before[:8]}")
            await window.select("duty-outreach-worker")
            whole(window, "whose tablet it is")
            await window.press("go-on")
            await window.press("let-in")
            await window.settle(lambda: window.says("Worker is in"))
            assert {v.person.person for v in session.members() if v.person.name == "Worker"} == {
                before
            }
            await window.go("/members")
            await window.settle(lambda: window.says("2 tablets"))
            await window.tap_text("Worker")
            await window.settle(lambda: window.has("remove"))
            await window.press("remove")
            assert window.says("All their tablets")
            whole(window, "which of their tablets")

    play(story)


def test_without_a_network_nothing_is_called_done(circle: Circle, tablets: Tablets) -> None:
    circle.enrol("worker")
    circle.ask("licensing")
    circle.sync("ada")
    put_away(circle)
    circle.network.on = False

    async def story() -> None:
        async with tablets.open("ada", width=390) as window:
            session = desk_of(window).open
            await window.go("/members")
            await window.settle(lambda: window.says("The store could not be reached to see who"))
            whole(window, "people, without a network")
            await window.go("/members/invite")
            await window.press("make-invitation")
            await window.settle(lambda: window.says("kept on this device") or window.says("store"))
            whole(window, "no invitation")
            assert len(session.invitations()) == 1, "only the one of before"
            await window.go("/members")
            await window.tap_text("Worker")
            await window.press("remove")
            await window.select("why-left")
            await window.press("remove-now")
            await sure(window)
            await window.settle(lambda: not window.at("remove-now").disabled)
            whole(window, "nobody was removed")
            assert window.says("store could not be reached") or window.says("network")
            assert not window.says("is removed")
            assert len(session.members()) == 2

    play(story)


def test_the_last_administrator_cannot_remove_themselves(circle: Circle, tablets: Tablets) -> None:
    device = circle.ada.identity.device.hex()
    put_away(circle)

    async def story() -> None:
        async with tablets.open("ada", width=390) as window:
            await window.go(f"/members/{device}")
            await window.press("remove")
            await window.select("why-left")
            await window.press("remove-now")
            assert window.says("This is you: you lose your own access.")
            await sure(window)
            await window.settle(lambda: window.says("Nobody would be left who administers"))
            whole(window, "still there")

    play(story)


def test_a_report_that_names_nobody_is_looked_up_by_an_administrator(
    circle: Circle, tablets: Tablets
) -> None:
    circle.enrol("worker")
    device = circle["worker"].identity.device.hex()
    circle["worker"].report_lost("The blue one of the night team", "It was on the roof of the car.")
    circle.sync("worker", "ada")
    put_away(circle)

    async def story() -> None:
        async with tablets.open("ada", width=390) as window:
            await window.go("/members")
            await window.tap_text("Lost tablet: The blue one of the night team")
            await window.settle(lambda: window.says("Which tablet is it?"))
            assert window.at("close-lost").disabled, "nobody is closed by guessing"
            whole(window, "a report that names nobody")
            await window.select(f"tablet-{device[:8]}")
            await window.press("close-lost")
            await sure(window)
            await window.settle(lambda: window.says("The tablet is closed"))
            assert desk_of(window).open.lost_reports() == []

    play(story)


def test_what_is_withheld_says_by_whom_and_for_how_long() -> None:
    day = 86_400_000
    gap = told.gap(
        Withheld("ab" * 16, "Dana", "Early Break", 9, 4, ("Ruth",), now_ms() - 2 * day, None)
    )
    said = access.words_in(gap)
    assert "Withheld by Dana" in said
    assert "5 entries of the audit are missing." in said
    assert "First noticed 2 days ago. None has ever come. Noticed by Ruth." in said


def test_the_ceremony_in_another_language(circle: Circle, tablets: Tablets) -> None:
    joining = circle.ask("worker")
    circle.ada.set_setting("language", words.PSEUDO)
    put_away(circle)
    data = " ".join(
        (
            *joining.words,
            "Worker",
            "Ada",
            "Invented Agency",
            "Rochdale Council",
            "Night Watch",
            STORE_URL,
            "http",
        )
    )

    async def story() -> None:
        async with tablets.open("ada", width=390) as window:

            def checked() -> None:
                assert unsaid(said_aloud(window), data) == []

            await window.go("/members")
            checked()
            await window.go(f"/members/join/{joining.keys.card().device.hex()}")
            await window.settle(lambda: window.has("words-same"))
            checked()
            await window.press("words-same")
            await window.press("go-on")
            await window.select("duty-auditor")
            checked()
            await window.press("go-on")
            checked()
            await window.press("let-in")
            await window.settle(lambda: window.has("to-person"))
            checked()
            await window.press("to-person")
            await window.settle(lambda: window.has("duties"))
            checked()
            await window.press("duties")
            await window.select("duty-supervisor")
            checked()
            await window.press("keep-duties")
            await window.press("remove")
            await window.select("why-left")
            await window.press("remove-now")
            checked()

    try:
        play(story)
    finally:
        words.use(words.SOURCE)
