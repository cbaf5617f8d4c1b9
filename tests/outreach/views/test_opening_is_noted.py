"""What is opened is noted before it is drawn; what is hidden says why, and opens for a reason."""

from __future__ import annotations

from typing import Any

import pytest

from outreach.clock import DeviceClock
from outreach.session import Session
from sync.client.log import Log
from sync.errors import DiskFull
from tests.headless import Window
from tests.tablets import ARCADE, Tablets, desk_of, play

GIRL: dict[str, Any] = {"first_description": "A girl of about fifteen in a grey coat."}
ROUTES = ("/records/{}", "/people/{}", "/review/{}")


def acts_of(window: Window) -> list[dict[str, Any]]:
    """What was noted on a tablet and is in no entry yet."""
    return [one for told in desk_of(window).open._trail.batch().entries for one in told]


@pytest.mark.parametrize("route", ROUTES)
def test_no_page_is_drawn_before_it_is_durable_that_it_was_opened(
    tablets: Tablets, monkeypatch: pytest.MonkeyPatch, route: str
) -> None:
    (girl,) = tablets.write("worker", ("person-sighting", GIRL))
    tablets.sync("supervisor")

    def full(*_: object) -> None:
        raise DiskFull("The disk is full.")

    async def story() -> None:
        async with tablets.open("supervisor") as window:
            with monkeypatch.context() as patched:
                patched.setattr(Log, "put_act", full)
                await window.go(route.format(girl))
                await window.settle(lambda: window.says("It stays closed"))
                assert not window.says("grey coat")
            await window.go("/settings")
            await window.go(route.format(girl))
            await window.settle(lambda: window.says("grey coat") or window.has("about"))
            [read] = acts_of(window)
            assert (read["act"], read["record"]) == ("read", girl)

    play(story)


def test_a_page_that_is_drawn_anew_is_opened_once(tablets: Tablets) -> None:
    (girl,) = tablets.write("worker", ("person-sighting", GIRL))

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go(f"/records/{girl}")
            await window.settle(lambda: window.says("grey coat"))
            for _ in range(3):
                desk_of(window).open._tell()
                await window.settle()
            assert "n" not in acts_of(window)[0]
            await window.go("/settings")
            await window.go(f"/records/{girl}")
            await window.settle(lambda: window.says("grey coat"))
            assert [one["n"] for one in acts_of(window)] == [2]

    play(story)


def test_lists_note_nothing_and_a_search_notes_the_word(tablets: Tablets) -> None:
    tablets.write("worker", ("person-sighting", GIRL), ("hotspot", ARCADE))

    async def story() -> None:
        async with tablets.open("worker") as window:
            for route in ("/", "/places", "/search", "/insights"):
                await window.go(route)
            assert acts_of(window) == []
            desk_of(window).open._trail._clock = DeviceClock(monotonic=lambda: 0)  # within a second
            await window.go("/search")
            for typed in ("g", "gr", "grey", "grey coat"):
                await window.type("search", typed)
            await window.settle(lambda: window.says("1 record"))
            assert [one["text"] for one in acts_of(window)] == ["grey coat"]

    play(story)


def check_about(tablets: Tablets, name: str) -> tuple[str, str]:
    """The arcade's owner is somebody whom the tablet's owner knows well."""
    (place,) = tablets.write("worker", ("premises", {"name": "Arcade", "premises_type": "other"}))
    check = {"premises": place, "person_in_charge": f"Mr. {name} senior", "fact": "A back room."}
    (made,) = tablets.write("worker", ("premises-check", check))
    tablets.sync(name.lower())
    return place, made


def test_what_names_the_reader_is_hidden_and_opens_for_a_typed_reason(tablets: Tablets) -> None:
    place, check = check_about(tablets, "Licensing")

    async def of_the_officer() -> None:
        async with tablets.open("licensing") as window:
            await window.go(f"/places/{place}")
            await window.settle(lambda: window.says("Everything known"))
            assert window.says("Hidden from you"), "its row says so"
            await window.go(f"/records/{check}")
            await window.settle(lambda: window.has("break-glass"))
            assert window.says("It names you.")
            assert not window.says("back room")
            await window.type("glass-reason", "because")
            await window.press("break-glass")
            await window.settle(lambda: window.says("at least 10 characters"))
            assert not window.says("back room")
            await window.type("glass-reason", "A notice is served tonight")
            await window.press("break-glass")
            await window.settle(lambda: window.says("A back room."))
            assert [one["act"] for one in acts_of(window)][:2] == ["break-glass", "read"]
            await desk_of(window).sync_now()
        async with tablets.open("licensing") as window:
            await window.go(f"/records/{check}")
            await window.settle(lambda: window.has("break-glass"))

    async def of_the_supervisor() -> None:
        async with tablets.open("supervisor") as window:
            await window.settle(lambda: window.says("1 hidden record was opened"))
            assert window.says("A notice is served tonight")
            await window.press("see-opened")
            await window.settle(lambda: window.says("A back room."))

    play(of_the_officer)
    tablets.sync("supervisor")
    play(of_the_supervisor)


def test_broken_glass_closes_by_itself(tablets: Tablets, monkeypatch: pytest.MonkeyPatch) -> None:
    _place, check = check_about(tablets, "Licensing")
    monkeypatch.setattr("outreach.auditing.GLASS_MS", 400)

    async def story() -> None:
        async with tablets.open("licensing") as window:
            await window.go(f"/records/{check}")
            await window.settle(lambda: window.has("break-glass"))
            await window.type("glass-reason", "A notice is served tonight")
            await window.press("break-glass")
            await window.settle(lambda: window.says("A back room."))
            await window.settle(lambda: window.has("break-glass"))
            assert not window.says("back room")

    play(story)


def test_a_search_does_not_tell_what_is_hidden(tablets: Tablets) -> None:
    check_about(tablets, "Licensing")

    async def story() -> None:
        async with tablets.open("licensing") as window:
            await window.go("/search")
            await window.type("search", "senior")
            await window.settle(lambda: window.says("1 record"))
            assert window.says("Hidden from you")
            assert not any("enior" in text for text in window.texts() if text != "senior")

    play(story)


def test_who_wrote_it_and_others_see_it(tablets: Tablets) -> None:
    place, check = check_about(tablets, "Licensing")
    for name in ("worker", "supervisor"):
        tablets.sync(name)
        session = tablets.partnership.unlock(name)
        assert session.consult(check).fields["fact"] == "A back room."
        session.lock()
    session = tablets.partnership.unlock("licensing")
    own = session.add("premises-check", {"premises": place, "person_in_charge": "Licensing"})
    assert session.consult(own).id == own
    session.lock()


class TestRules:
    def session(self, tablets: Tablets, **options: Any) -> Session:
        return tablets.partnership.unlock("licensing", **options)

    def test_other_names_and_own_premises(self, tablets: Tablets) -> None:
        (place,) = tablets.write(
            "worker", ("premises", {"name": "Arcade", "premises_type": "other"})
        )
        (named, about) = tablets.write(
            "worker",
            ("premises-check", {"premises": place, "licence_holder": "Ms. Zoë van Dyke"}),
            ("premises-check", {"premises": place, "fact": "All in order."}),
        )
        tablets.sync("licensing")
        session = self.session(tablets)
        assert [session.why_hidden(session.show(one)) for one in (named, about)] == [None, None]
        session.set_setting("also_called", ["zoe VAN dyke"])
        assert session.why_hidden(session.show(named)) == "names_you"
        session.set_setting("also_called", [])
        session.set_setting("own_premises", [place])
        whys = [session.why_hidden(session.show(one)) for one in (named, about, place)]
        assert whys == ["your_premises"] * 3
        titles = {row.title for row in session.rows("premises-check")}
        assert titles == {"Hidden from you"}
        session.lock()

    def test_conditions_are_for_certain_duties(self, tablets: Tablets) -> None:
        conditioned = {"fact": "Seen.", "handling": "conditions"}
        (check,) = tablets.write("worker", ("premises-check", conditioned))
        for name, hidden in (("licensing", "conditions"), ("supervisor", None), ("worker", None)):
            tablets.sync(name)
            session = tablets.partnership.unlock(name)
            assert session.why_hidden(session.show(check)) == hidden
            session.lock()

    def test_the_glass_is_whole_again_after_a_quarter_of_an_hour(self, tablets: Tablets) -> None:
        _place, check = check_about(tablets, "Licensing")
        now = [0]
        session = self.session(tablets, clock=DeviceClock(monotonic=lambda: now[0]))
        session.break_glass(check, "A notice is served tonight")
        now[0] += 15 * 60_000 - 1
        assert session.consult(check).id == check
        now[0] += 1
        assert not session.glass_ms(check)
        session.lock()


def test_a_supervisor_does_not_judge_what_names_them(tablets: Tablets) -> None:
    """It stands in their queue without its words, and cannot be approved from there."""
    quiet = {"nothing_seen": True}
    (girl,) = tablets.write("worker", ("person-sighting", {"names_heard": "Supervisor", **GIRL}))
    tablets.write("worker", ("hotspot-visit", quiet))
    tablets.sync("supervisor")

    async def story() -> None:
        async with tablets.open("supervisor") as window:
            await window.go("/review")
            await window.settle(lambda: window.says("Hidden from you"))
            await window.go(f"/review/{girl}")
            await window.settle(lambda: window.has("break-glass"))
            assert not window.has("approve")
            assert not window.says("grey coat")

    play(story)
