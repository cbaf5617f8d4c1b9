"""The demonstration partnership and its week, made the way of all data.

Founding, sessions, sealed entries, sync passes and the store's own append: nothing is put anywhere
by hand. Only the clocks are set, of the store and of all tablets, so that Tuesday's visit was
recorded on Tuesday and reviewed on Wednesday. The store is called in this process, without network.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx

from outreach import taking_in
from outreach.assets import asset
from outreach.clock import DeviceClock
from outreach.demo.people import (
    FOUNDERS,
    INTELLIGENCE,
    LICENSING,
    MEMBERS,
    PARTNERSHIP,
    SUPERVISOR,
    WORKER,
)
from outreach.demo_story import MARK, Event, grades, play, story, verdicts
from outreach.founding import FoundedSpace, create_vault, found_spaces, new_joiner
from outreach.model.register.files import from_path
from outreach.paper import recovery_sheet
from outreach.session import Session
from sync.client.files import write_whole
from sync.errors import StoreRefused
from sync.recovery_key import RecoveryKey
from sync.recovery_sheet import RecoverySheet
from sync.wire import UNKNOWN_SPACE, StoreToken

#: The printed recovery key; in a real partnership it lies in two safes.
SHEET: Final = "recovery-sheet.pdf"

#: The public registers, and what people call them.
REGISTERS: Final = (
    ("gm_gambling_premises.csv", "Gambling premises, Greater Manchester"),
    ("trafford_fast_food_outlets.csv", "Food hygiene register, Trafford"),
    ("trafford_metrolink_stops.csv", "Metrolink stops, Trafford"),
)

#: Two people correct one field of one hotspot without knowing of each other: one has to decide.
DISAGREEMENT: Final = (
    "ashton",
    "busy_times",
    (
        (WORKER, f"Fridays and Saturdays after ten. {MARK}", "Seen on three nights"),
        (LICENSING, f"Sundays too, the attendant says. {MARK}", "Asked the attendant"),
    ),
)

_HOUR_MS: Final = 3_600_000
#: Tablets sync when they are back at the office: after a pause as long as this.
_PAUSE_MS: Final = 4 * _HOUR_MS
#: Longer than all of it takes.
_STORY_MS: Final = 30 * 24 * _HOUR_MS
#: The nights before the last two have been reviewed.
_REVIEWED_AFTER_MS: Final = 40 * _HOUR_MS


class StoryClock:
    """The time in the story, for the store and every tablet; never later than it really is."""

    def __init__(self, now_ms: int) -> None:
        self._now_ms = now_ms
        self._ms = 0

    def __call__(self) -> int:
        # A little passes between any two looks, as it does.
        self._ms = min(self._ms + 7, self._now_ms)
        return self._ms

    def go_to(self, ms: int) -> None:
        """Go on to a moment, never back."""
        self._ms = min(max(self._ms, ms), self._now_ms)


def build(
    folder: Path,
    passphrase: str,
    store_url: str,
    *,
    scrypt_n: int,
    now_ms: Callable[[], int],
) -> None:
    """Make the store and the vaults in an empty folder, with a week behind them."""
    from sync.store.app import create_app
    from sync.store.settings import Limits, Settings

    # httpx tells of every request; in a terminal that is noise.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    now = now_ms()
    # The last night of the story is over: before five in the morning, tonight is still last night.
    today = (datetime.fromtimestamp(now / 1000).astimezone() - timedelta(hours=5)).date()
    events = story(today)
    clock = StoryClock(now)
    clock.go_to(events[0].recorded_ms - 2 * _HOUR_MS)
    # The story's clock goes from night to night; nobody need sign in anew for each.
    limits = Limits(session_ms=_STORY_MS)
    app = create_app(Settings(f"sqlite:///{folder / 'store.db'}", limits=limits), clock)
    try:
        issue = app.state.store.issue_token
        tokens = {member.tablet: StoreToken.parse(issue()) for member in FOUNDERS}
        _found(folder, passphrase, store_url, tokens, scrypt_n)
        week = _Week(folder, passphrase, clock, httpx.ASGITransport(app), now)
        try:
            week.tell(events)
        finally:
            week.lock()
    finally:
        app.state.store.close()


def _found(
    folder: Path, passphrase: str, url: str, tokens: Mapping[str, StoreToken], scrypt_n: int
) -> None:
    """Each space is founded by whoever administers it; one recovery key is for all of them."""
    store_key = next(iter(tokens.values())).store_key
    joiners = {m.tablet: new_joiner(m.name, m.agency, m.duties, m.roles) for m in MEMBERS}
    recovery = RecoveryKey.from_random(secrets.token_bytes)
    founded: dict[str, list[FoundedSpace]] = {}
    for member in FOUNDERS:
        founder = joiners[member.tablet]
        founded[member.tablet] = found_spaces(
            founder,
            [joiner for joiner in joiners.values() if joiner is not founder],
            store_url=url,
            store_key=store_key,
            recovery=recovery.keys().card(),
            partnership=PARTNERSHIP,
        )
    every = [space for spaces in founded.values() for space in spaces]
    _print_recovery(folder / SHEET, recovery, url, store_key, every)
    for tablet, joiner in joiners.items():
        create_vault(
            folder / tablet,
            passphrase,
            joiner,
            every,
            store_url=url,
            store_key=store_key,
            token=tokens.get(tablet),
            scrypt_n=scrypt_n,
        )


def _print_recovery(
    path: Path, recovery: RecoveryKey, url: str, key: bytes, founded: list[FoundedSpace]
) -> None:
    """The sheet that a real partnership keeps in two safes; here it lies open."""
    sheet = RecoverySheet.of(recovery, url, key, tuple(space.entry.space for space in founded))
    names = {space.entry.space: space.name for space in founded}
    page = recovery_sheet(
        sheet, partnership=PARTNERSHIP.name, names=names, on=datetime.now().astimezone().date()
    )
    write_whole(path, page)


class _Week:
    """The tablets, unlocked, and the week that they go through."""

    def __init__(
        self,
        folder: Path,
        passphrase: str,
        clock: StoryClock,
        network: httpx.AsyncBaseTransport,
        now_ms: int,
    ) -> None:
        self._clock = clock
        self._now_ms = now_ms
        self._reviewed: set[str] = set()
        self._sessions: dict[str, Session] = {}
        try:
            for member in MEMBERS:
                self._sessions[member.tablet] = Session.unlock(
                    folder / member.tablet,
                    passphrase,
                    clock=DeviceClock(now=clock, monotonic=clock),
                    through=network,
                )
        except BaseException:
            self.lock()
            raise

    def lock(self) -> None:
        for session in self._sessions.values():
            session.lock()

    def tell(self, events: list[Event]) -> None:
        """Everything, in the order in which it happened; at the end every tablet has all of it."""
        self._open_spaces()
        self._sync()
        self._take_registers()
        self._sync()
        told: dict[str, Event] = {}
        ids: dict[str, str] = {}
        before = events[0].recorded_ms

        def add(event: Event, fields: dict[str, Any]) -> str:
            nonlocal before
            if event.recorded_ms - before > _PAUSE_MS:
                self._clock.go_to(before + _HOUR_MS)
                self._sync()
                self._clock.go_to(min(before + 9 * _HOUR_MS, event.recorded_ms - _HOUR_MS))
                self._review(told, ids)
            before = event.recorded_ms
            self._clock.go_to(event.recorded_ms)
            record = self._sessions[event.tablet].add(event.kind, fields)
            told[event.key], ids[event.key] = event, record
            return record

        play(events, add)
        self._clock.go_to(self._now_ms - 20 * 60_000)
        self._sync()
        self._review(told, ids)
        self._grade(ids)
        self._disagree(ids)
        self._sync()
        self._clock.go_to(self._now_ms)

    def _take_registers(self) -> None:
        for name, source in REGISTERS:
            session = self._sessions[LICENSING.tablet]
            file = from_path(asset(f"registers/{name}"))
            taking_in.take_in(
                session, taking_in.open_register(session, file, "premises", source, {})
            )

    def _open_spaces(self) -> None:
        """Each founder's spaces come to stand in the store; those of others are not there yet."""
        for member in FOUNDERS:
            problem = self._sessions[member.tablet].sync().problem
            unknown = isinstance(problem, StoreRefused) and problem.reason == UNKNOWN_SPACE
            if problem is not None and not unknown:
                raise problem

    def _sync(self) -> None:
        """Everybody sends, then everybody has what the others sent. The founders come first."""
        founders = [member.tablet for member in FOUNDERS]
        others = [member.tablet for member in MEMBERS if member not in FOUNDERS]
        for tablet in [*founders, *others, *founders, *others[:1]]:
            report = self._sessions[tablet].sync()
            if report.problem is not None:
                raise report.problem

    def _review(self, told: dict[str, Event], ids: dict[str, str]) -> None:
        """What the story says of a record; the rest is approved, except the last two nights'."""
        supervisor = self._sessions[SUPERVISOR.tablet]
        said = {verdict.key: verdict for verdict in verdicts()}
        for key, event in told.items():
            if key in self._reviewed or event.tablet == SUPERVISOR.tablet:
                continue
            if not supervisor.may_read(event.kind):
                continue
            verdict = said.get(key)
            if verdict is not None and verdict.verdict == "returned":
                supervisor.return_record(ids[key], [(verdict.field, verdict.text)])
            elif verdict is not None or event.recorded_ms < self._now_ms - _REVIEWED_AFTER_MS:
                supervisor.approve(ids[key])
            else:
                continue
            self._reviewed.add(key)

    def _grade(self, ids: dict[str, str]) -> None:
        for key, fields in grades().items():
            self._sessions[INTELLIGENCE.tablet].correct(ids[key], fields, "Graded")

    def _disagree(self, ids: dict[str, str]) -> None:
        key, field, sides = DISAGREEMENT
        for member, value, reason in sides:
            self._sessions[member.tablet].correct(ids[key], {field: value}, reason)
