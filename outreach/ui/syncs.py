"""Keeps the figures of syncing true, and syncs: by hand, and by itself now and then.

The rules:
1. What is shown is read from the log: how many changes no receipt covers, what is half-written.
   It is read in a thread, since the log may be busy with a page of a sync.
2. One pass at a time. While it takes page after page, screens are told at most so often.
3. A missing network is no alarm. What is wrong with the store's word, with a signature, with this
   device's right to write or with its disk is one, and stays one until a pass ends without it.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from outreach.model import escalation
from outreach.model.counted import counted
from outreach.ui.moments import now_ms
from outreach.ui.pulse import DOUBTED, Round
from outreach.ui.rhythm import AFTER_WRITING, Rhythm
from outreach.words import _
from sync.errors import OutreachError, StoreGarbled, StoreUnreachable, VaultLocked

if TYPE_CHECKING:
    from outreach.session import Session
    from outreach.ui.desk import Desk

#: While a pass goes on, screens are told of new rows at most this often, in seconds.
REST: Final = 0.4
#: And of its progress.
STEP: Final = 0.1


@dataclass(frozen=True, slots=True)
class _Figures:
    only_here: int
    drafts: int
    last_contact_ms: int | None
    queue: int
    late: int
    returned: int
    doubted: frozenset[str]
    unread: frozenset[str]
    safe_deposits: frozenset[str]
    aside: int
    left: dict[str, str]
    retired: bool


def _read(session: Session) -> _Figures:
    waits, me = counted(session.model, session.identity.person), session.me
    put_aside = frozenset(session.settings["put_aside"])
    return _Figures(
        session.only_here(),
        len(session.drafts()),
        session.last_contact_ms,
        waits.queue,
        escalation.count(session.model, me.person, me.duties, now_ms()),
        waits.returned,
        session.doubted(),
        frozenset(session.deposits_in),
        session.safe_deposits(),
        sum(one.entry not in put_aside for one in session.quarantine()),
        dict(session.identity.left),
        session.identity.retired,
    )


class Syncs:
    """Syncing of one window."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.poke = asyncio.Event()
        self.rest = asyncio.Event()  # no pass is under way
        self.rest.set()
        self._resting = False
        self._again = False
        self._stepped = 0.0

    # --- figures ------------------------------------------------------------------------

    async def read(self) -> None:
        """Bring the figures up to date."""
        desk = self.desk
        session = desk.session
        if session is None:
            return
        try:
            now = await asyncio.to_thread(_read, session)
        except VaultLocked:
            return
        if desk.session is session:
            desk.sync.only_here, desk.sync.drafts = now.only_here, now.drafts
            desk.sync.last_contact_ms = now.last_contact_ms
            desk.counts.queue, desk.counts.returned = now.queue, now.returned
            desk.counts.late, desk.counts.aside = now.late, now.aside
            desk.notices.left, desk.notices.retired = now.left, now.retired
            DOUBTED.take(now.doubted, now.unread, now.safe_deposits)
            if now.doubted:
                desk.sync.alarm = True

    def rows_changed(self) -> None:
        """Rows are other than they were: tell the screens, at once or after a rest."""
        desk = self.desk
        if desk.session is None:
            return
        if self._resting:
            self._again = True
            return
        desk.start(self.read(), while_open=True)
        desk.rows.beat()
        if desk.sync.running:
            self._resting = True
            desk.later(REST, self._rested)

    def _rested(self) -> None:
        self._resting = False
        if self._again:
            self._again = False
            self.rows_changed()

    # --- passes -------------------------------------------------------------------------

    async def now(self, *, after_restore: bool = False) -> bool:
        """One pass in a thread; True when the store was reached.

        ``after_restore``: a person says that the store was restored, so give it back what it lost.
        """
        desk, sync = self.desk, self.desk.sync
        session = desk.open
        if sync.running:
            return True
        sync.running, sync.progress = True, None
        self.rest.clear()
        try:
            report = await asyncio.to_thread(
                session.sync, self._progress, after_restore=after_restore
            )
        except OutreachError as error:
            if desk.session is session:
                sync.report = None
                self._ended(error, 0, 0)
            return False
        finally:
            self.rest.set()
            if desk.session is session:
                sync.running, sync.progress = False, None
        if desk.session is not session:
            return False
        if report.wiped:
            desk.entering.was_wiped(report.only_here)
            return False
        sync.report = report
        self._ended(report.problem, report.sent, report.received)
        if self._again:
            self._rested()
        await self.read()
        return bool(report.reached)

    def _ended(self, problem: OutreachError | None, sent: int, received: int) -> None:
        sync = self.desk.sync
        sync.problem = f"{_(problem.message)} {_(problem.advice)}" if problem else ""
        away = isinstance(problem, StoreUnreachable | StoreGarbled | VaultLocked)
        if problem is None or not away:
            sync.alarm = problem is not None
        done = Round(now_ms(), sent, received, problem.message if problem else "")
        sync.take(done)

    def _progress(self, progress: Any) -> None:
        """Called by the pass, on its thread."""
        now = time.monotonic()
        if now - self._stepped < STEP:
            return
        self._stepped = now
        seen = replace(progress)

        def show() -> None:
            if self.desk.session is not None and self.desk.sync.running:
                self.desk.sync.progress = seen

        self.desk.on_loop(show)

    async def now_and_then(self) -> None:
        """Sync soon after something was written, and at rest once a minute, while unlocked."""
        desk = self.desk
        rhythm = Rhythm()
        while desk.session is not None:
            try:
                reached = await self.now()
            except Exception as error:  # noqa: BLE001 - told; the next try comes all the same
                desk.tell_error(error)
                reached = False
            wait = rhythm.reached() if reached else rhythm.missed()
            desk.sync.next_at_ms = now_ms() + round(wait * 1000)
            self.poke.clear()
            try:
                await asyncio.wait_for(self.poke.wait(), wait)
                await asyncio.sleep(AFTER_WRITING)
            except TimeoutError:
                desk.sync.minute += 1
