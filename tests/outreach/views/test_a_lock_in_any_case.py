"""The lock comes whatever fails, and leaves nothing behind that would act after it."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from outreach import app
from outreach.drafts import Draft
from outreach.model.kinds import form
from outreach.ui.form.begin import begin, from_draft
from outreach.ui.form.saver import keep
from outreach.ui.form.state import FormState
from outreach.ui.position import Position
from sync.errors import DiskFull
from tests.tablets import ARCADE, Tablets, desk_of, play


def test_a_lost_connection_leaves_no_key_that_acts(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            begin(desk, "hotspot")
            await window.settle(lambda: window.has("save"))
            old = list(desk.shortcuts.layers)
            assert old
            gone: Any = window.page.on_disconnect
            await gone(None)
            assert not [layer for layer in desk.shortcuts.layers if layer in old]
            assert not desk.shortcuts.typing
            assert desk.trail == []

    play(story)


def test_one_draft_that_cannot_be_saved_keeps_no_other_and_no_lock(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            session = desk.open
            first, second = (
                keep(desk, FormState(form("hotspot"), {"name": name})) for name in ("One", "Two")
            )
            first.unsaved = second.unsaved = True
            save = session.save_draft
            saved: list[str] = []

            def full(draft: Draft) -> None:
                if draft.id == first.id:
                    raise DiskFull("The disk is full.")
                save(draft)
                saved.append(draft.id)

            session.save_draft = full  # type: ignore[method-assign]
            gone: Any = window.page.on_disconnect
            with pytest.raises(DiskFull):
                await gone(None)
            assert saved == [second.id]
            assert session.locked
            assert desk.stage.name == "locked"

    play(story)


def test_the_watch_goes_on_after_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    turns = iter((ValueError(), None, KeyError(), None))

    async def tick() -> None:
        error = next(turns, asyncio.CancelledError())
        if error is not None:
            raise error

    def tell(error: BaseException) -> None:
        told.append(type(error).__name__)

    desk: Any = SimpleNamespace(tick=tick, tell_error=tell)
    monkeypatch.setattr(app, "TICK", 0)

    async def watch() -> None:
        with pytest.raises(asyncio.CancelledError):
            await app._ticks(desk)

    asyncio.run(watch())
    assert told == ["ValueError", "KeyError"]


def test_a_position_is_never_an_older_one_and_can_be_asked_for_again() -> None:
    async def story() -> None:
        position = Position()
        desk: Any = SimpleNamespace(session=object())
        answers: list[Any] = [OSError("no device"), (None, "")]

        async def locate() -> Any:
            answer = answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer

        position._locate = locate  # type: ignore[method-assign]
        assert await position.ask(desk) is None
        assert position.state == "refused"
        position.state = "asking"
        position.fix = object()  # type: ignore[assignment]
        assert await position.ask(desk) is None

    asyncio.run(story())


def test_what_a_newer_app_had_begun_along_with_a_visit_stays_in_its_draft(
    tablets: Tablets,
) -> None:
    newer = {"kind": "drone-sighting", "version": 1, "fields": {"height": "low"}}
    draft = Draft("ab" * 16, "hotspot-visit", 1, {"fact": "Rain"}, None, 1, 2, along=[newer])

    async def story() -> None:
        async with tablets.open("worker") as window:
            state = from_draft(desk_of(window), draft)
            assert state.draft().along == [newer]

    play(story)


def test_numbers_typed_over_a_fix_are_no_fix_any_more(tablets: Tablets) -> None:
    fix = ARCADE | {"point_source": "gps", "accuracy_m": 12.0}

    async def story() -> None:
        async with tablets.open("worker") as window:
            begin(desk_of(window), "hotspot", fix)
            await window.settle(lambda: window.has("latitude.type"))
            await window.press("latitude.type")
            await window.type("latitude", "53.7")
            (state,) = desk_of(window).forms.values()
            assert state.value("latitude") == 53.7
            assert state.value("point_source") == "typed"
            assert state.value("accuracy_m") is None

    play(story)
