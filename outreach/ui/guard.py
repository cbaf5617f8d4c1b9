"""No bug on one screen may freeze the app, empty it, or print what people wrote.

The traps of Flet 1.0, and what is done about each:

1. An exception while a component draws ends the task that carries updates to the window, and the
   window is dead from then on, silently. So it is caught at the component: that part of the screen
   says what happened, everything round it stays, and it is drawn anew when what it shows changes.
2. What goes wrong outside a component (a control that Flet refuses, bytes that cannot be packed)
   still ends that task. The task is watched: another is started, and the window is drawn anew with
   an error view in the place of the screen; in plain words if even that fails.
3. An exception in an event handler sends the whole traceback to the window. It is told in plain
   words instead. One in a task that nobody waits for is told when Python finds it.
4. Loggers print exception texts: see ``silence``.
5. An answer of the window to a call on a control that is gone ends the connection. It is let go.

Whatever happens, what was being written is sealed as a draft first.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import Any

import flet as ft
from flet.components.component import Component, Renderer
from flet.components.hooks.use_effect import EffectHook

from outreach.ui import fault
from outreach.ui.desk import Desk
from outreach.ui.silence import log_without_content, quiet_logs

__all__ = ["confine", "guard", "quiet_logs", "screen"]

#: After so many faults without a pause the window is drawn in plain words only.
FAULTS_IN_A_ROW = 5

#: The functions of components that fill the place of a screen.
_SCREENS: set[Any] = set()
#: Those that make the window itself, where nothing smaller can take their place.
_WINDOWS: set[Any] = set()
#: On the state of a component that has failed: how many hooks it had come to.
_FELL = "hooks_when_it_fell"


def screen(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a component as a screen: where it fails, the whole place says so."""
    _SCREENS.add(getattr(view, "__component_impl__", view))
    return view


def window(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a component as the window: where it fails, the window is drawn anew."""
    _WINDOWS.add(getattr(view, "__component_impl__", view))
    return view


def confine() -> None:
    """Let an exception end at the component that raised it. Safe to call again.

    Flet has no error boundary. ``Renderer.render`` is the one way by which a component's function
    is called; the test of this module fails when a new Flet has another.
    """
    if getattr(Renderer.render, "confined", False):
        return
    plainly = Renderer.render

    def render(self: Any, draw: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        component: Component | None = self._root_component
        if component is None or draw in _WINDOWS:
            return plainly(self, draw, *args, **kwargs)
        try:
            drawn = plainly(self, draw, *args, **kwargs)
        except Exception as error:  # noqa: BLE001 - told on the screen and logged
            return _instead(component, draw, error)
        _catch_up(component)
        return drawn

    render.confined = True  # type: ignore[attr-defined]
    Renderer.render = render  # type: ignore[method-assign]


def _instead(component: Component, draw: Callable[..., Any], error: Exception) -> ft.Control:
    """What is shown in the place of a component that failed."""
    log_without_content(error)
    state = component._state
    if not hasattr(state, _FELL):
        setattr(state, _FELL, len(state.hooks))
    # It stopped on its way, and what it would have watched from there on it does not watch.
    component._detach_observable_subscriptions()
    for hook in state.hooks:
        watched = getattr(hook, "value", None)
        if isinstance(watched, ft.Observable):
            component._attach_observable_subscription(watched)
    desk = ft.context.page.data
    kind = type(error).__name__
    if isinstance(desk, Desk):
        desk.keep_drafts()
        if draw in _SCREENS:
            return fault.screen(desk, kind, component._schedule_update)
    return fault.part(kind, component._schedule_update)


def _catch_up(component: Component) -> None:
    """Start the effects that a component came to only now, after it had failed: Flet starts those
    that are there when it is first shown."""
    state = component._state
    if not hasattr(state, _FELL):
        return
    known: int = getattr(state, _FELL)
    delattr(state, _FELL)
    for hook in state.hooks[known:]:
        if isinstance(hook, EffectHook) and state.mounted:
            component._schedule_effect(hook)


def guard(desk: Desk, draw: Callable[[], None]) -> None:
    """Watch the page's session. ``draw`` draws the window from nothing."""
    session: Any = desk.page.session
    faults: list[float] = []

    def told(_message: str) -> None:
        error = sys.exc_info()[1]
        if error is not None:
            desk.keep_drafts()
            desk.tell_error(error)

    def watch() -> None:
        task: asyncio.Task[None] | None = session._Session__updates_task
        if task is not None:
            task.add_done_callback(ended)

    def ended(task: asyncio.Task[None]) -> None:
        if task.cancelled() or (error := task.exception()) is None:
            return
        fell(error)
        desk.on_loop(redraw)

    def fell(error: BaseException) -> None:
        log_without_content(error)
        faults.append(desk.clock())
        desk.keep_drafts()
        if desk.session is not None:
            desk.stage.problem, desk.stage.at = type(error).__name__, desk.page.route
            desk.stage.name = "fault"

    def redraw() -> None:
        recent = [at for at in faults if faults[-1] - at < 5]
        try:
            if len(recent) >= FAULTS_IN_A_ROW:
                raise RuntimeError("the window keeps failing")
            draw()
        except Exception as error:  # noqa: BLE001 - told in plain words and logged
            log_without_content(error)
            desk.page.views = [fault.bare(desk.stage.problem or type(error).__name__)]
            desk.page.update()
            session.start_updates_scheduler()
        watch()

    noted = session.dispatch_event

    async def dispatch(control_id: int, name: str, data: Any) -> None:
        if name != "app_lifecycle_state_change":
            desk.touched()
        await noted(control_id, name, data)

    answered = session.handle_invoke_method_results

    def late(control_id: int, call_id: str, result: Any, error: str | None) -> None:
        """The client answers a call (focus, scroll). Flet ends the connection, and with it the
        session, when the control has gone meanwhile: then nobody waits for the answer."""
        if control_id in session.index:
            answered(control_id, call_id, result, error)
            return
        waits = session._Session__method_calls.pop(call_id, None)
        if waits is not None:
            session._Session__method_call_results[waits] = (None, None)
            waits.set()

    def unheard(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, Exception):
            desk.on_loop(lambda: desk.tell_error(error))
        else:
            loop.default_exception_handler(context)  # its words are dropped by ``silence``

    session.error = told
    session.dispatch_event = dispatch
    session.handle_invoke_method_results = late
    asyncio.get_running_loop().set_exception_handler(unheard)
    watch()


def show(desk: Desk) -> ft.Control:
    """What stands where a screen failed outside any component."""

    def again() -> None:
        desk.stage.problem = ""
        desk.stage.name = "open"

    return fault.screen(desk, desk.stage.problem or "unknown", again)
