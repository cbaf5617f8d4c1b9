"""How one comes to the records: whose vault, how it is opened, and what stands before them.

The rules that this module enforces:

1. Going to another vault locks the one that is open first.
2. An opening that was overtaken by a lock or by another choice ends locked.
3. A recovery code that was just made comes before everything else, and is in memory only. Whoever
   closes the app before it is on paper is given another one next time.
4. A vault that is gone is told in plain words: why, what was lost, and what to do.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from outreach.ui.ahead import count_ahead
from outreach.ui.entrance import Wiped
from outreach.ui.silence import log_without_content
from outreach.words import mark
from sync import wire
from sync.errors import OutreachError, StoreRefused, TooManyAttempts, VaultWiped

if TYPE_CHECKING:
    from outreach.door import Founding, Joining, RecoverySheet
    from outreach.session import Session
    from outreach.ui.desk import Desk

#: What a desk keeps under this name while a vault is open: a code that is to be shown once.
CODE = "recovery code"
#: A store's reason: its one-time token is not known there, or is spent.
TOKEN_REFUSED = wire.TOKEN_REFUSED


class Entering:
    """The way in, of one window. ``turn`` counts what overtakes an opening that is under way."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.turn = 0
        self.fetch_first = False  # nothing is on this tablet yet of what its person may read
        self.founded = False  # a partnership was founded here, and nobody saw yet what came of it
        self.later = False  # its founder goes on before the store has it

    # --- opening ------------------------------------------------------------------------

    async def open_by(self, opening: Callable[[Path], Session], then: str = "") -> None:
        """Open the chosen vault. ``opening`` runs in a thread; ``then``: what comes first."""
        desk, stage = self.desk, self.desk.stage
        vault = desk.vault
        if stage.name == "opening" or vault is None:
            return
        stage.name, stage.problem, stage.advice = "opening", "", ""
        turn = self.turn
        only_here: int | None = None
        try:
            if desk.shutting is not None:
                await desk.shutting
            person = await asyncio.to_thread(desk.door.person, vault)
            only_here = person.only_here
            session = await asyncio.to_thread(self._opened, opening, vault)
        except TooManyAttempts as error:
            self._refused(error)
            stage.wait_seconds = error.wait_seconds
            desk.start(self._count_down())
            return
        except VaultWiped as error:
            self._refused(error)
            self._gone(Wiped(lost=False, entries=only_here))
            return
        except Exception as error:  # noqa: BLE001 - told on the screen and logged
            if not isinstance(error, OutreachError):
                log_without_content(error)
            self._refused(error)
            return
        if self.turn != turn:
            await asyncio.to_thread(session.lock, at_once=True)
            stage.name = "locked"
            return
        await desk.opened(session)
        if desk.session is not session:
            return
        self.later = False
        desk.entrance.at = then or self.comes_first()
        stage.name = "open"
        if desk.sync_by_itself:
            desk.start(desk.syncs.now_and_then(), while_open=True)
        desk.start(count_ahead(desk), while_open=True)

    def _opened(self, opening: Callable[[Path], Session], vault: Path) -> Session:
        session = opening(vault)
        try:
            if CODE in self.desk.kept:
                session.recovery_code_is_not_shown_yet()
        except BaseException:
            session.lock(at_once=True)
            raise
        return session

    async def with_code(self, code: str) -> None:
        """Open it with its recovery code; a new passphrase has to be chosen then."""
        door = self.desk.door
        await self.open_by(lambda vault: door.open_with_code(vault, code), "passphrase")

    def _refused(self, error: Exception) -> None:
        stage = self.desk.stage
        if isinstance(error, OutreachError):
            stage.problem, stage.advice = error.message, error.advice
        else:
            stage.problem = mark("The vault could not be opened. Nothing in it was changed.")
            stage.advice = mark("Try again. If it happens again, tell your administrator.")
        stage.name = "locked"

    async def _count_down(self) -> None:
        stage = self.desk.stage
        while stage.wait_seconds > 0:
            await asyncio.sleep(1)
            stage.wait_seconds -= 1

    # --- what comes first ---------------------------------------------------------------

    def comes_first(self) -> str:
        """What stands before the records of the vault that is open; "" when nothing does."""
        session = self.desk.open
        if CODE in self.desk.kept:
            return "code"
        if session.recovery_code_unshown:
            return "unshown"
        # Whoever is somebody already and renews their tablet goes on working meanwhile.
        if session.identity.joining and not session.identity.person:
            return "waiting"
        # Until its spaces stand in the store, nobody else can come into a new partnership.
        founds = self.founds and not self.later
        return "first-sync" if self.fetch_first or founds else ""

    def go_on(self) -> None:
        """One thing that came first is done: on to the next, or to the records."""
        desk = self.desk
        desk.entrance.at = self.comes_first()
        if not desk.entrance.at:
            desk.trail.clear()
            desk.page.navigate("/")

    def begin(self) -> None:
        """On to the records; a founding that is not done is shown again at the next unlocking."""
        self.fetch_first = self.founded = False
        self.later = True
        self.go_on()

    async def arrive(self, joining: Joining, passphrase: str) -> None:
        """Make the vault of somebody who was invited, and open it. Raises as ``Door.keep``."""
        desk = self.desk
        desk.vault, code = await asyncio.to_thread(desk.door.keep, joining, passphrase)
        desk.kept[CODE] = code
        await desk.unlock(passphrase)

    async def found(self, founding: Founding, passphrase: str) -> None:
        """Make the founder's vault, and open it. Raises as ``Door.found``."""
        desk = self.desk
        desk.vault, code = await asyncio.to_thread(desk.door.found, founding, passphrase)
        desk.kept[CODE] = code
        self.fetch_first = self.founded = True
        await desk.unlock(passphrase)

    @property
    def founds(self) -> bool:
        """Whether the open vault founds a partnership: now, or just before."""
        session = self.desk.session
        return self.founded or (session is not None and session.is_founding)

    def refused(self) -> str:
        """Why the store did not found the spaces: its code, "" where it did not refuse."""
        report = self.desk.sync.report
        problem = report.problem if report is not None else None
        return problem.reason if isinstance(problem, StoreRefused) else ""

    async def recover(
        self, folder: Path, passphrase: str, sheet: RecoverySheet, name: str, agency: str
    ) -> None:
        """Appoint somebody with the organisation's key, and open their vault. Raises as
        ``Door.recover``; the same may be given again."""
        desk = self.desk
        code = await asyncio.to_thread(desk.door.recover, folder, passphrase, sheet, name, agency)
        desk.vault = folder
        if code is not None:
            desk.kept[CODE] = code
        self.fetch_first = True
        await desk.unlock(passphrase)

    async def replace_passphrase(self, passphrase: str) -> None:
        """Set a new one; its recovery code is what comes next."""
        session, cost = self.desk.open, self.desk.door.cost

        def change() -> str:
            code = session.change_passphrase(passphrase, **cost)
            session.recovery_code_is_not_shown_yet()
            return code.text()

        self.desk.kept[CODE] = await asyncio.to_thread(change)
        self.go_on()

    # --- whose --------------------------------------------------------------------------

    async def choose(self, vault: Path | None, at: str = "") -> None:
        """Go to somebody's vault, or with None to the list of all or to ``at``."""
        desk = self.desk
        await desk.lock()
        self.turn += 1
        desk.kept.clear()
        self.fetch_first = self.founded = False
        desk.vault = vault
        desk.stage.problem = desk.stage.advice = ""
        desk.stage.wait_seconds = 0
        desk.entrance.wiped = None
        desk.entrance.at = at or ("" if vault else "start")

    # --- gone ---------------------------------------------------------------------------

    def was_wiped(self, entries: int) -> None:
        """A sync found that this device was reported lost, and destroyed the vault."""
        self.desk.empty()
        self._gone(Wiped(lost=True, entries=entries))

    async def wipe(self) -> None:
        """Destroy the open vault, because its person asks for it."""
        session = self.desk.empty()
        if session is not None:
            await asyncio.to_thread(session.wipe)
        await self.choose(None)

    def _gone(self, wiped: Wiped) -> None:
        desk = self.desk
        desk.vault = None
        desk.stage.problem = desk.stage.advice = ""
        desk.entrance.wiped, desk.entrance.at = wiped, "happened"
