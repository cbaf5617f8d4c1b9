"""Whatever fails, and wherever: it says so in its own place, what was written is kept, and the rest
of the window goes on. Nothing of the error's own text is ever shown or logged."""

from __future__ import annotations

import asyncio
from typing import Any

import flet as ft
import pytest
from flet.components.component import Component, Renderer

from outreach.ui import fault, guard, rows
from outreach.ui.form.begin import begin
from outreach.views import sync, tonight, topline
from tests.headless import Window
from tests.outreach.views.everywhere import CANARY, break_, fill
from tests.tablets import Tablets, desk_of, play

FAILED = "This screen could not be shown"
PART_FAILED = "This could not be shown"


def usable(window: Window) -> bool:
    """The surroundings stand, and nothing was said that should not be."""
    return (
        window.has("lock")
        and window.has("status")
        and bool(window.rail())
        and not window.says(CANARY)
        and not window.wire.crashes
    )


def test_each_screen_in_turn_fails_alone(
    tablets: Tablets, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    filled = fill(tablets)
    shown_at: dict[Any, str] = {}
    guard.confine()
    plainly, route = Renderer.render, "/"

    def render(self: Any, draw: Any, *args: Any, **kwargs: Any) -> Any:
        if draw in guard._SCREENS:
            shown_at.setdefault(draw, route)
        return plainly(self, draw, *args, **kwargs)

    render.confined = True  # type: ignore[attr-defined]

    async def story() -> None:
        nonlocal route
        monkeypatch.setattr(Renderer, "render", render)
        async with tablets.open("supervisor") as window:
            for route in filled.routes():
                await window.go(route)
            for screen, where in list(shown_at.items()):
                await window.go("/nowhere" if where != "/nowhere" else "/")
                with monkeypatch.context() as patch:
                    break_(patch, screen)
                    await window.go(where)
                    await window.settle(lambda: window.says(FAILED))
                    assert usable(window), screen
                    bar = window.all(ft.NavigationRail)
                    assert bar, "the rail stands beside a screen that failed"
                await window.press("draw-again")
                await window.settle(lambda: not window.says(FAILED))
                assert usable(window) or window.says(CANARY), screen
            print(f"{len(shown_at)} screens of {len(guard._SCREENS)} have an address")
            assert len(shown_at) >= 30
            assert desk_of(window).stage.name == "open"
            await window.press("lock")
            assert window.says("This tablet is locked")

    play(story)
    assert CANARY not in caplog.text
    assert "ValueError at" in caplog.text


def test_a_row_that_fails_leaves_the_others(
    tablets: Tablets, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fill(tablets)
    drawn = rows.facts

    def facts(row: Any, *rest: Any) -> str:
        if row.kind == "hotspot-visit":
            raise ValueError(CANARY)
        return drawn(row, *rest)

    async def story() -> None:
        async with tablets.open("supervisor") as window:
            monkeypatch.setattr(rows, "facts", facts)
            await window.go("/search")
            await window.settle(lambda: window.says(PART_FAILED))
            assert window.has("search")
            assert [r for r in window.all(ft.ListTile) if r.on_click], "the other rows are there"
            assert usable(window)

    play(story)
    assert CANARY not in caplog.text


def test_a_part_of_the_surroundings_that_fails_leaves_the_rest(
    tablets: Tablets, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            break_(monkeypatch, topline.Status)
            desk_of(window).sync.only_here = 7
            await window.settle(lambda: window.says(PART_FAILED))
            assert window.has("lock")
            monkeypatch.undo()
            desk_of(window).sync.only_here = 8
            await window.settle(lambda: window.says("8 only here"))
            assert not window.says(PART_FAILED)

    play(story)


def test_twice_in_a_row_and_it_goes_on(tablets: Tablets, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            break_(monkeypatch, sync.Sync)
            break_(monkeypatch, tonight.Tonight)
            for _ in range(3):
                await window.go("/sync")
                await window.settle(lambda: window.says(FAILED))
                await window.press("carry-on")
                await window.settle(lambda: window.page.route == "/")
                assert window.says(FAILED)
                await window.press("draw-again")
                assert window.says(FAILED)
            monkeypatch.undo()
            await window.press("draw-again")
            await window.settle(lambda: window.says("Worker, Early Break"))
            await window.go("/sync")
            assert window.has("sync-now")

    play(story)


def test_what_was_being_written_is_a_draft_at_once(
    tablets: Tablets, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            begin(desk, "hotspot-visit")
            await window.settle(lambda: window.has("fact"))
            await window.type("fact", f"{CANARY} waited.")
            (form,) = desk.forms.values()
            form.saver = None  # nothing but the fault itself keeps it now
            assert form.unsaved
            break_(monkeypatch, topline.Status)
            desk.sync.only_here = 3
            await window.settle(lambda: desk.open.drafts())
            (draft,) = desk.open.drafts()
            assert draft.fields["fact"] == f"{CANARY} waited."

    play(story)


def test_a_control_that_flet_refuses_is_an_error_view_and_the_app_goes_on(
    tablets: Tablets, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Outside of any component: the diff, the check of a control's values, the packing of bytes."""

    async def story() -> None:
        async with tablets.open("worker") as window:
            break_(monkeypatch, sync.Sync, late=True)
            for _ in range(2):
                await window.go("/sync")
                await window.settle(lambda: window.says(FAILED))
                assert desk_of(window).stage.name == "fault"
                await window.press("carry-on")
                await window.settle(lambda: window.page.route == "/" and not window.says(FAILED))
            await window.go("/places")
            assert window.has("find-place")
            monkeypatch.undo()
            await window.go("/sync")
            await window.press("draw-again")
            await window.settle(lambda: window.has("sync-now"))
            assert usable(window)

    play(story)
    assert CANARY not in caplog.text


def test_when_nothing_can_be_drawn_the_window_says_so_in_plain_words(
    tablets: Tablets, monkeypatch: pytest.MonkeyPatch
) -> None:
    from outreach.views import shell

    async def story() -> None:
        async with tablets.open("worker") as window:
            break_(monkeypatch, shell.Shell)
            desk_of(window).window.layout = "phone"
            await window.settle(lambda: window.says("Outreach could not be shown"))
            assert window.says("ValueError")
            assert not window.says(CANARY)

    play(story)


def test_a_fault_in_a_question_a_task_a_thread_and_an_effect_is_told(
    tablets: Tablets, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    told = "Something went wrong in the app"

    def broken(*_: Any, **__: Any) -> Any:
        raise ValueError(CANARY)

    async def broken_later() -> None:
        raise ValueError(CANARY)

    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)

            async def told_once() -> None:
                await window.settle(lambda: window.says(told))
                assert usable(window)
                while window.page.pop_dialog() is not None:
                    pass
                await window.settle()
                assert not window.says(told)

            with monkeypatch.context() as patch:
                patch.setattr(type(desk.open), "quarantine", broken)
                await window.go("/sync")
                await told_once()
            desk.start(broken_later())
            await told_once()
            desk.start(asyncio.to_thread(broken))
            await told_once()
            orphan = asyncio.get_running_loop().create_task(broken_later())
            await window.settle(orphan.done)
            del orphan
            await told_once()
            await window.go("/places")
            assert usable(window)

    play(story)
    assert CANARY not in caplog.text


def test_flet_draws_a_component_in_one_way_only() -> None:
    """The guard stands in ``Renderer.render``; a Flet that draws past it would be unguarded."""
    guard.confine()
    assert getattr(Renderer.render, "confined", False)
    for drawing in (Component.update, Component.before_update):
        assert "Renderer" in drawing.__code__.co_names
        assert "render" in drawing.__code__.co_names
    assert fault.bare("ValueError").controls


def test_an_answer_for_a_field_that_is_gone_does_not_end_the_connection(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            window.session.handle_invoke_method_results(10**9, "there-is-none", None, None)
            await window.go("/search")
            assert usable(window)
            calls: dict[str, asyncio.Event] = window.session._Session__method_calls
            waits = calls["focus"] = asyncio.Event()
            window.session.handle_invoke_method_results(10**9, "focus", None, None)
            assert waits.is_set()

    play(story)
