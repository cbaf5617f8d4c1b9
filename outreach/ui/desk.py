"""What the screens of one window share: the open vault, where one is, and what is being watched.

The rules:
- Keys exist only while the stage is ``open``. Locking ends syncing, saves what is half-written as
  sealed drafts, and drops every form and row from memory.
- Going to another person's vault locks this one first.
- In a panic the screen is empty before anything is waited for, and the keys are gone after a fifth
  of a second at the latest, whether or not the last keystrokes could be sealed by then.
- Work on disk or in the model runs in a thread; what it finds is set on the event loop.
- An error is shown as what happened and what to do; anything unforeseen is shown without its text,
  which might quote what people wrote.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import flet as ft

from outreach.door import Door
from outreach.model import codes
from outreach.ui.design import dress, layout, look_of
from outreach.ui.entering import Entering
from outreach.ui.entrance import Entrance, Notices
from outreach.ui.lock import LockRule, awake_clock
from outreach.ui.position import Position
from outreach.ui.pulse import DOUBTED, Counts, Cover, Pulse, Stage, SyncStatus, Window
from outreach.ui.shortcuts import Shortcuts
from outreach.ui.silence import log_without_content
from outreach.ui.syncs import Syncs
from outreach.words import _
from outreach.words import use as use_language
from sync.errors import OutreachError

if TYPE_CHECKING:
    from outreach.drafts import Draft
    from outreach.session import Session
    from outreach.ui.form.state import FormState

logger = logging.getLogger("outreach.ui")

#: How long a panic may wait for the last keystrokes to be sealed, in seconds.
PANIC = 0.2

Unlock = Callable[[Path, str], "Session"]


def _lists_of_this_window() -> codes.Lists | None:
    """The code lists of the vault that the present window shows."""
    try:
        desk = ft.context.page.data
    except RuntimeError:  # no window asks
        return None
    session = desk.session if isinstance(desk, Desk) else None
    return None if session is None else session.editions.lists


codes.found_by(_lists_of_this_window)


def _unlock(vault: Path, passphrase: str) -> Session:
    from outreach.session import Session

    return Session.unlock(vault, passphrase)


class Desk:
    """One window on one vault at a time. ``vault`` None: nobody's is chosen yet. ``door``: what may
    be done before one is open. ``clock`` gives seconds, ``unlock`` opens the vault (slow)."""

    def __init__(
        self,
        page: ft.Page,
        vault: Path | None,
        *,
        door: Door | None = None,
        unlock: Unlock = _unlock,
        clock: Callable[[], float] = awake_clock,
        sync_by_itself: bool = True,
        allow_tiles: Callable[[str], bool] | None = None,
    ) -> None:
        self.page = page
        self.allow_tiles = allow_tiles  # None: nobody has to allow them
        self.vault = vault
        self.clock = clock
        self.door = door or Door()
        self.stage = Stage()
        self.entrance = Entrance("" if vault else "start")
        self.notices = Notices()
        self.window = Window()
        self.cover = Cover()
        self.rows = Pulse()
        self.shortcuts = Shortcuts()
        self.sync = SyncStatus()
        self.counts = Counts()
        self.position = Position()
        self.kept: dict[str, object] = {}  # what a screen keeps for as long as the tablet is open
        self.lock_rule = LockRule(clock())
        self.forms: dict[str, FormState] = {}
        self.trail: list[str] = []
        self.session: Session | None = None
        self.sync_by_itself = sync_by_itself
        self.unlocking = unlock
        self._context = contextvars.copy_context()
        self._loop = asyncio.get_running_loop()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._open_tasks: set[asyncio.Task[Any]] = set()
        self.syncs = Syncs(self)
        self.entering = Entering(self)
        self._unsubscribe: Callable[[], None] | None = None
        self.shutting: asyncio.Task[None] | None = None

    # --- tasks and errors ---------------------------------------------------------------

    def start(self, work: Coroutine[Any, Any, Any], *, while_open: bool = False) -> None:
        """Run in the background; what goes wrong is told, never dropped."""
        task = self._loop.create_task(self._guarded(work), context=self._context.copy())
        kept = self._open_tasks if while_open else self._tasks
        kept.add(task)
        task.add_done_callback(kept.discard)

    async def _guarded(self, work: Coroutine[Any, Any, Any]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - told to the person and logged
            self.tell_error(error)

    def on_loop(self, act: Callable[[], None]) -> None:
        """Run ``act`` on the page's event loop; callable from any thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(act, context=self._context.copy())

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        """Run ``act`` on the page's event loop after a while."""
        self._loop.call_later(seconds, act, context=self._context.copy())

    def tell(self, words: str) -> None:
        """A line at the bottom of the screen, for a moment."""
        self.page.show_dialog(ft.SnackBar(ft.Text(words), show_close_icon=True))

    def tell_error(self, error: BaseException) -> None:
        """What happened and what to do; nothing of an unforeseen error's own text."""
        if isinstance(error, OutreachError):
            logger.warning("told a person: %s", error.code)
            self.tell(f"{_(error.message)} {_(error.advice)}")
            return
        log_without_content(error)
        self.tell(
            _(
                "Something went wrong in the app. What you wrote is kept as a draft. Try again; if "
                "it happens again, lock and unlock the tablet."
            )
        )

    # --- opening and locking ------------------------------------------------------------

    @property
    def open(self) -> Session:
        """The session; only while the stage is ``open``."""
        if self.session is None:
            raise RuntimeError("the tablet is locked")
        return self.session

    async def unlock(self, passphrase: str) -> None:
        """Open the vault; the key derivation runs in a thread and takes about a second."""
        await self.entering.open_by(lambda vault: self.unlocking(vault, passphrase))

    async def opened(self, session: Session) -> None:
        """A vault is open: its rows are watched, and its settings hold."""
        self.session = session
        self._unsubscribe = session.subscribe(self._rows_changed)
        self.lock_rule.minutes = self.setting("lock_after_minutes", 5)
        self.lock_rule.touched(self.clock())
        self.wear()
        await self.syncs.read()

    def wear(self) -> None:
        """Dress the window, and let it speak, as the settings say."""
        use_language(self.setting("language", "en"))
        look = look_of(self.page)
        mode = look.mode if look.by_hand else self.setting("theme", "system")
        dress(self.page, mode, self.setting("text_size", 1.0))

    async def lock(self) -> None:
        """Drafts are sealed, keys forgotten, the screen emptied; in that order where it matters."""
        drafts = self._half_written()
        session = self.empty()
        if session is None:
            return

        def shut() -> None:
            try:
                _save_each(session, drafts)
            finally:
                session.lock()

        self.shutting = asyncio.create_task(asyncio.to_thread(shut))
        await asyncio.shield(self.shutting)

    async def panic(self) -> None:
        """The screen is emptied at once and the keys are forgotten at once.

        What was typed in the last second is sealed if that takes no time; no snapshot is written.
        """
        drafts = self._half_written()
        session = self.empty()
        self.kept.clear()
        self.entrance.at = "" if self.vault else "start"
        if session is None:
            return

        async def shut() -> None:
            try:
                if drafts:
                    saving = asyncio.ensure_future(asyncio.to_thread(_save_each, session, drafts))
                    saving.add_done_callback(_let_go)
                    await asyncio.wait({saving}, timeout=PANIC)
            finally:
                await asyncio.to_thread(session.lock, at_once=True)

        self.shutting = asyncio.create_task(shut())
        await asyncio.shield(self.shutting)

    def empty(self) -> Session | None:
        """Everything off the screen and out of the window's memory, without a pause; the session,
        which is still to be locked."""
        self.entering.turn += 1
        session, self.session = self.session, None
        if session is None:
            return None
        for form in self.forms.values():
            form.close()
        self.forms.clear()
        self.shortcuts.forget()
        self.trail.clear()
        for task in list(self._open_tasks):
            task.cancel()
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        while self.page.pop_dialog() is not None:
            pass
        self.cover.on = False
        DOUBTED.take(frozenset(), frozenset(), frozenset())
        self.position.off()
        self.kept.clear()
        self.sync.running = False
        self.sync.report = self.sync.progress = None
        self.notices.left, self.notices.retired = {}, False
        self.stage.problem = self.stage.advice = ""
        self.entrance.at = ""
        self.stage.name = "locked"
        return session

    def keep_drafts(self) -> None:
        """Seal what is half-written now, because something has gone wrong."""
        session = self.session
        drafts = self._half_written()
        if session is not None and drafts:
            self.start(asyncio.to_thread(_save_each, session, drafts))

    def _half_written(self) -> list[Draft]:
        """What is not on the disk yet, or only on its way there. A form that cannot be read any
        more keeps none of the others from being kept, and none from locking."""
        drafts: list[Draft] = []
        for form in self.forms.values():
            if form.unsaved or (form.saver is not None and form.saver.saving):
                try:
                    drafts.append(form.draft())
                except Exception as error:  # noqa: BLE001 - logged; the lock must go on
                    log_without_content(error)
        return drafts

    def touched(self) -> None:
        """Someone is there."""
        self.lock_rule.touched(self.clock())

    async def tick(self) -> None:
        """Now and then: lock when it is time."""
        if self.session is None:
            return
        if self.lock_rule.due(self.clock()):
            await self.lock()
        else:
            await self.syncs.read()

    async def seen(self, state: ft.AppLifecycleState) -> None:
        """The window was hidden, shown or closed.

        A phone says INACTIVE before it takes the picture for its list of apps: the cover is on
        before. On a desktop and in a browser that only means that another window has the focus.
        """
        phone = self.page.platform in (ft.PagePlatform.ANDROID, ft.PagePlatform.IOS)
        if state in (ft.AppLifecycleState.HIDE, ft.AppLifecycleState.PAUSE):
            self._cover_up()
            self.lock_rule.hidden(self.clock())
        elif state == ft.AppLifecycleState.INACTIVE and phone:
            self._cover_up()
        elif state == ft.AppLifecycleState.DETACH:
            await self.lock()
        elif state in (ft.AppLifecycleState.SHOW, ft.AppLifecycleState.RESUME):
            try:
                await self.tick()
            finally:
                self.lock_rule.shown()
                self.cover.on = False

    def _cover_up(self) -> None:
        """A blank sheet over the window. What stands before it goes, where nothing is lost by it:
        a question may hold what was typed, and stays."""
        self.cover.on = True
        for dialog in list(self.page._dialogs.controls):
            if dialog.open and isinstance(dialog, (ft.SnackBar, ft.BottomSheet)):
                dialog.open = False
                dialog.update()

    @contextmanager
    def picking(self) -> Iterator[None]:
        """While our own camera or file picker is open: it hides the window, and takes a while."""
        self.lock_rule.picker_open = True
        try:
            yield
        finally:
            self.lock_rule.picker_open = False
            self.touched()

    # --- where one is -------------------------------------------------------------------

    def go(self, route: str, *, replace: bool = False) -> None:
        """Open a screen. ``replace`` leaves the present one out of the way back."""
        if not replace and self.page.route != route:
            self.trail.append(self.page.route)
            del self.trail[:-30]
        self.page.navigate(route)

    def back(self, otherwise: str = "/") -> None:
        """The screen before this one."""
        self.page.navigate(self.trail.pop() if self.trail else otherwise)

    def resize(self, width: float | None) -> None:
        self.window.layout = layout(width)

    # --- rows and syncing ---------------------------------------------------------------

    def setting(self, name: str, default: Any) -> Any:
        return self.open.settings.get(name, default) if self.session else default

    def _rows_changed(self, *_: Any) -> None:
        self.on_loop(self.syncs.rows_changed)

    def wrote(self) -> None:
        """Something was written: sync soon."""
        self.syncs.poke.set()

    async def sync_now(self) -> bool:
        """One sync in a thread; True when the store was reached."""
        return await self.syncs.now()


def _let_go(saving: asyncio.Future[None]) -> None:
    """What could not be saved in a panic is not saved: the lock did not wait for it."""
    if not saving.cancelled() and (error := saving.exception()) is not None:
        logger.warning("a draft was not saved in time: %s", type(error).__name__)


def _save_each(session: Session, drafts: list[Draft]) -> None:
    """Save every draft that can be saved; then the first error, if there was one."""
    first: Exception | None = None
    for draft in drafts:
        try:
            session.save_draft(draft)
        except Exception as error:  # noqa: BLE001 - raised again when all were tried
            first = first or error
    if first is not None:
        raise first
