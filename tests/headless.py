"""A window without a screen: Flet's session in this process, driven as its client would.

``Window`` stands where the client is: it registers, answers calls, presses, types, and reads what
was drawn. It counts the bytes that would have gone to the client. Nothing sleeps for a fixed time:
``settle`` runs the event loop until nothing is under way, which it sees from the loop itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import flet as ft
import msgpack
from flet.components.component import Component
from flet.controls.base_control import BaseControl
from flet.controls.context import _context_page
from flet.messaging.connection import Connection
from flet.messaging.protocol import (
    Message,
    MessageAction,
    RegisterClientResponseBody,
    configure_encode_object_for_msgpack,
)
from flet.messaging.session import Session
from flet.pubsub.pubsub_hub import PubSubHub

C = TypeVar("C", bound=BaseControl)


#: Seconds. What is to happen so soon is waited for; so is a window that has just said something.
SOON = 0.036
#: Between two looks, where something is under way.
LOOK = 0.003


class Work:
    """What an event loop has before it: steps that are ready, threads at work, what comes soon."""

    def __init__(self, loop: Any) -> None:
        self._loop = loop
        self._threads: set[asyncio.Future[Any]] = set()
        self._begin = loop.run_in_executor
        loop.run_in_executor = self._run_in_executor

    @classmethod
    def of_this_loop(cls) -> Work:
        """The one of the running loop, which may have several windows."""
        loop: Any = asyncio.get_running_loop()
        if not hasattr(loop, "work"):
            loop.work = cls(loop)
        work: Work = loop.work
        return work

    def _run_in_executor(self, *given: Any) -> asyncio.Future[Any]:
        answer: asyncio.Future[Any] = self._begin(*given)
        self._threads.add(answer)
        answer.add_done_callback(self._threads.discard)
        return answer

    def is_done(self) -> bool:
        """Whether nothing would happen any more for a while if nobody did anything."""
        soon = self._loop.time() + SOON
        return not (
            self._loop._ready
            or self._threads
            or any(t.when() <= soon and not t.cancelled() for t in self._loop._scheduled)
        )


class Wire(Connection):
    """Counts and answers what the session sends."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.get_running_loop()
        self.executor = ThreadPoolExecutor(2)
        self.pubsubhub = PubSubHub(self.loop, executor=self.executor)
        self.page_url = "http://127.0.0.1"
        self.bytes = 0
        self.calls: list[tuple[str, Any]] = []
        self.crashes: list[str] = []
        self.answer: Callable[[Any], None] | None = None

    def send_message(self, message: Message) -> None:
        packed = msgpack.packb(
            [message.action, message.body],
            default=configure_encode_object_for_msgpack(BaseControl),
        )
        self.bytes += len(packed)
        if message.action == MessageAction.SESSION_CRASHED:
            self.crashes.append(str(message.body))
        if message.action == MessageAction.INVOKE_METHOD and self.answer is not None:
            self.answer(message.body)


class Window:
    """One window on the app; use it inside one event loop."""

    def __init__(self, *, width: float = 900, route: str = "/") -> None:
        self.wire = Wire()
        self.session = Session(self.wire)
        self.wire.answer = self._answer
        self.page = self.session.page
        #: What the client answers to a method, by its name; None to any other.
        self.answers: dict[str, Any] = {}
        self._focused: int | None = None
        self._busy: set[asyncio.Task[Any]] = set()
        self._work = Work.of_this_loop()
        self.session.apply_page_patch(
            {"width": width, "height": 800, "route": route, "web": True, "platform": "linux"}
        )
        self.wire.send_message(
            Message(
                MessageAction.REGISTER_CLIENT,
                RegisterClientResponseBody(
                    session_id=self.session.id,
                    page_patch=self.session.get_page_patch(),
                    error="",
                ),
            )
        )

    async def run(self, main: Callable[[ft.Page], Any]) -> Window:
        _context_page.set(self.page)
        await main(self.page)
        await self.settle()
        return self

    def close(self) -> None:
        self.wire.executor.shutdown(wait=False)
        for task in asyncio.all_tasks():
            if task is not asyncio.current_task():
                task.cancel()

    # --- the client's side --------------------------------------------------------------

    def _answer(self, body: Any) -> None:
        self.wire.calls.append((body.name, body.args))
        if body.name == "focus":
            self._focused = body.control_id

        async def later() -> None:
            result = self.answers.get(body.name)
            self.session.handle_invoke_method_results(body.control_id, body.call_id, result, None)
            if body.name == "push_route":
                route = body.args["route"]
                self.session.apply_page_patch({"route": route})
                await self.session.dispatch_event(self.page._i, "route_change", {"route": route})

        self._spawn(later())

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)

    async def settle(self, until: Callable[[], Any] | None = None, seconds: float = 20) -> None:
        """Run until nothing is under way, or until ``until`` is true.

        A thread that a test holds up, or a clock that never rests, is not waited for: then it is
        enough that nothing has been sent for a while.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        still = quiet = 0
        while loop.time() < end:
            before = self.wire.bytes
            idle = self._work.is_done() and not self._busy
            await asyncio.sleep(0 if idle else LOOK)
            if until is not None:
                if until():
                    await self.settle()
                    return
                if idle:
                    await asyncio.sleep(LOOK)
                continue
            if self.wire.bytes != before or self._busy:
                still = quiet = 0
            elif idle:
                still += 1
            else:
                still, quiet = 0, quiet + 1
            # Twice: the loop has looked for what came from outside in between.
            if still >= 2 or quiet * LOOK >= SOON:
                return
        raise AssertionError(f"did not come about; the screen says: {self.texts()}")

    # --- reading ------------------------------------------------------------------------

    def controls(self) -> Iterator[BaseControl]:
        """Every control that is drawn now, in order, dialogs last."""
        yield from _walk(self.page.views)
        for dialog in self.page._dialogs.controls:
            if dialog.open:
                yield from _walk(dialog)

    def all(self, kind: type[C]) -> list[C]:
        return [c for c in self.controls() if isinstance(c, kind)]

    def texts(self) -> list[str]:
        """Every word on the screen, in order."""
        found: list[str] = []
        for control in self.controls():
            for name in ("value", "label", "title", "subtitle", "content", "error", "helper"):
                words = getattr(control, name, None)
                if isinstance(words, str) and words:
                    found.append(words)
        return found

    def says(self, words: str) -> bool:
        return any(words in text for text in self.texts())

    def at(self, name: str) -> Any:
        """The control that carries an identifier, without its wrapping."""
        for control in self.controls():
            if isinstance(control, ft.Semantics) and control.identifier == name:
                inner = control.content
                if isinstance(inner, ft.MergeSemantics):
                    inner = inner.content.content
                return inner
        raise AssertionError(f"nothing is named {name}; there are {sorted(self.names())}")

    def told(self, name: str) -> str:
        """What a screen reader says instead of what is drawn under that name."""
        for control in self.controls():
            if isinstance(control, ft.Semantics) and control.identifier == name:
                return str(control.label)
        raise AssertionError(f"nothing is named {name}; there are {sorted(self.names())}")

    def has(self, name: str) -> bool:
        return name in self.names()

    async def takes_the_keyboard(self, name: str) -> None:
        """Wait until a field is given the focus, so that one can type at once."""
        await self.settle(lambda: self.has(name) and self._focused == self.at(name)._i)

    def names(self) -> set[str]:
        return {c.identifier for c in self.all(ft.Semantics) if c.identifier}

    def rail(self) -> list[Any]:
        """Where one can go: the destinations of the rail or of the bar."""
        return [d for bar in self.all(ft.NavigationRail) for d in bar.destinations] + [
            d for bar in self.all(ft.NavigationBar) for d in bar.destinations
        ]

    def scrolling(self, stem: str) -> list[ft.ListView]:
        """The lists that hold something whose name begins so."""
        return [
            found
            for found in self.all(ft.ListView)
            if any(
                isinstance(c, ft.Semantics) and (c.identifier or "").startswith(stem)
                for c in _walk(found)
            )
        ]

    @staticmethod
    def scrolled_to_the_end() -> dict[str, Any]:
        return {
            "pixels": 5000.0,
            "min_scroll_extent": 0.0,
            "max_scroll_extent": 5000.0,
            "viewport_dimension": 700.0,
            "event_type": "update",
            "scroll_delta": 10.0,
            "direction": None,
            "overscroll": None,
            "velocity": None,
        }

    # --- doing --------------------------------------------------------------------------

    async def thread(self, work: Callable[[], Any]) -> Any:
        """Something that happens elsewhere meanwhile."""
        return await asyncio.to_thread(work)

    async def event(self, control: BaseControl, name: str, data: Any = None) -> None:
        await self.session.dispatch_event(control._i, name, data)
        await self.settle()

    async def there(self, name: str) -> Any:
        """The control of that name, as soon as it is drawn."""
        if not self.has(name):
            await self.settle(lambda: self.has(name), seconds=6)
        return self.at(name)

    async def press(self, name: str) -> None:
        control = await self.there(name)
        assert not getattr(control, "disabled", False), f"{name} cannot be pressed now"
        await self.event(control, "click")

    async def type(self, name: str, words: str) -> None:
        field = await self.there(name)
        self.session.apply_patch(field._i, {"value": words})
        await self.event(field, "change", words)

    async def choose(self, name: str, value: str) -> None:
        """A dropdown's option, a radio, or a switch."""
        control = await self.there(name)
        self.session.apply_patch(control._i, {"value": value})
        kind = "select" if isinstance(control, ft.Dropdown) else "change"
        await self.event(control, kind, value)

    async def select(self, name: str, chosen: bool | None = None) -> None:
        """Tap a chip."""
        control = await self.there(name)
        now = (not control.selected) if chosen is None else chosen
        self.session.apply_patch(control._i, {"selected": now})
        await self.event(control, "select", now)

    async def tap_text(self, title: str) -> None:
        """Tap the row that has this title."""
        for row in self.all(ft.ListTile):
            if row.title == title and row.on_click is not None:
                await self.event(row, "click")
                return
        raise AssertionError(f"no row is called {title}; the screen says: {self.texts()}")

    async def go(self, route: str) -> None:
        self.page.navigate(route)
        await self.settle()


def _walk(node: Any) -> Iterator[BaseControl]:
    # One walk, not one in another: those hand each control on as often as it lies deep.
    ahead = [node]
    while ahead:
        node = ahead.pop()
        if isinstance(node, Component):
            ahead.append(node._b)
        elif isinstance(node, BaseControl):
            if getattr(node, "visible", True) is False:
                continue
            yield node
            for name in reversed(_CHILDREN):
                child = getattr(node, name, None)
                if child is not None and not isinstance(child, (str, int, float)):
                    ahead.append(child)
        elif isinstance(node, (list, tuple)):
            ahead.extend(reversed(node))


_CHILDREN = (
    "appbar",
    "title",
    "content",
    "controls",
    "leading",
    "label",
    "subtitle",
    "trailing",
    "actions",
    "destinations",
    "options",
    "segments",
    "navigation_bar",
    "layers",
    "markers",
)


def children(control: BaseControl) -> list[BaseControl]:
    """What stands directly in a row or a column, components opened."""
    found = []
    for child in getattr(control, "controls", None) or []:
        while isinstance(child, Component):
            child = child._b
        if isinstance(child, BaseControl):
            found.append(child)
    return found
