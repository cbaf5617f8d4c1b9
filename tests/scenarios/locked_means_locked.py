"""Locked: no key and nothing readable is left in the process, and nothing syncs.

EarthRanger and others lost unsent work at a log-out. Here locking loses nothing, whenever it comes.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from hashlib import sha256
from types import FunctionType, ModuleType
from typing import Any

import httpx
import pytest

from outreach.drafts import Draft
from outreach.session import Session
from sync import keys
from sync.errors import VaultLocked
from tests.scenarios.below import log_of
from tests.scenarios.team import PREMISES, QUIET, VISIT, Team, rows_of

#: Everything that a person can do with a session, each of which must say that it is locked.
DEEDS: dict[str, Callable[[Session, str], Any]] = {
    "me": lambda s, r: s.me,
    "identity": lambda s, r: s.identity,
    "spaces": lambda s, r: s.spaces,
    "may_record": lambda s, r: s.may_record("outing"),
    "add": lambda s, r: s.add("hotspot-visit", VISIT),
    "correct": lambda s, r: s.correct(r, {"weather": "Rain"}, "Left out"),
    "withdraw": lambda s, r: s.withdraw(r, "Entered twice"),
    "resolve": lambda s, r: s.resolve(r, "weather", "a"),
    "approve": lambda s, r: s.approve(r),
    "return": lambda s, r: s.return_record(r, [(None, "Why?")]),
    "rows": lambda s, r: s.rows(),
    "find": lambda s, r: s.find("saloon"),
    "show": lambda s, r: s.show(r),
    "history": lambda s, r: s.history(r),
    "queue": lambda s, r: s.queue(),
    "returned": lambda s, r: s.returned(),
    "standing": lambda s, r: s.standing(r),
    "quarantine": lambda s, r: s.quarantine(),
    "retry_quarantine": lambda s, r: s.retry_quarantine(),
    "save_draft": lambda s, r: s.save_draft(Draft("0" * 32, "outing", 1)),
    "drafts": lambda s, r: s.drafts(),
    "discard_draft": lambda s, r: s.discard_draft("0" * 32),
    "settings": lambda s, r: s.settings,
    "set_setting": lambda s, r: s.set_setting("theme", "dark"),
    "change_passphrase": lambda s, r: s.change_passphrase("another long passphrase"),
    "only_here": lambda s, r: s.only_here(),
    "last_contact_ms": lambda s, r: s.last_contact_ms,
    "sync": lambda s, r: s.sync(),
}


def test_whatever_is_asked_of_a_locked_session_it_says_that_it_is_locked(team: Team) -> None:
    visit = team.worker.add("hotspot-visit", VISIT)
    session = team.worker
    session.lock()
    session.lock()  # twice is once
    assert session.locked
    for deed, act in DEEDS.items():
        with pytest.raises(VaultLocked) as told:
            pytest.fail(f"{deed} gave {act(session, visit)!r}")
        assert told.value.exit_code == 6, deed
    assert len(team.worker.rows()) == 1, "and after unlocking all is as it was"


def test_nothing_leaves_while_it_is_locked(team: Team) -> None:
    session = team.worker
    session.add("hotspot-visit", VISIT)
    session.lock()
    sent = team.network.sent_bytes
    with pytest.raises(VaultLocked):
        session.sync()
    assert team.network.sent_bytes == sent
    assert team.worker.only_here() == 1


def test_a_sync_signs_in_once_and_the_lock_ends_that(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    pass_on = team.network.handle_async_request

    async def counted(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return await pass_on(request)

    monkeypatch.setattr(team.network, "handle_async_request", counted)

    def signed_in() -> int:
        """How often, in a sync that has something to send."""
        asked.clear()
        team.worker.add("hotspot-visit", QUIET)
        assert team.worker.sync().problem is None
        assert len(asked) > 2
        return asked.count("/v1/challenge")

    spaces = len(team.worker.spaces)
    assert [signed_in(), signed_in(), signed_in()] == [spaces, 0, 0]
    session = team.worker
    held = session.tokens._held
    assert held is not None
    assert len(held) == spaces
    session.lock()
    assert session.tokens._held is None
    assert signed_in() == spaces


def fingerprints(session: Session) -> set[bytes]:
    """Hashes of every secret that an unlocked vault holds."""
    identity = session.identity
    secrets = [identity.keys.signing.seed, identity.keys.kem.seed, identity.deposit_key]
    secrets += [key for epochs in identity.epochs.values() for key in epochs.values()]
    secrets += identity.local_keys.values()
    vault_key = session._vault._vault_key
    assert vault_key is not None
    return {sha256(secret).digest() for secret in [*secrets, vault_key]}


def reachable(start: object) -> tuple[set[bytes], set[str]]:
    """Hashes of all bytes, and all texts, that can be reached from here, however deep: not through
    modules and classes, since these are everybody's."""
    held: set[bytes] = set()
    texts: set[str] = set()
    seen: set[int] = set()
    todo: list[Any] = [start]
    while todo:
        one = todo.pop()
        if id(one) in seen or isinstance(one, type | ModuleType):
            continue
        seen.add(id(one))
        if isinstance(one, bytes):
            held.add(sha256(one).digest())
        elif isinstance(one, str):
            texts.add(one)
        elif isinstance(one, FunctionType):
            todo += [one.__closure__, one.__defaults__, one.__kwdefaults__]
        else:
            todo += gc.get_referents(one)
    return held, texts


def test_no_key_and_no_name_can_be_reached_from_a_locked_session(team: Team) -> None:
    team.supervisor.add("premises", PREMISES)
    team.sync("supervisor")
    session = team.worker
    session.through = None
    session.add("hotspot-visit", VISIT)
    session.rows()
    secrets, names = fingerprints(session), {"Worker", "Early Break", "safeguarding"}
    assert len(secrets) >= 7
    held, texts = reachable(session)
    assert secrets <= held, "the search finds every key while it is unlocked"
    assert names <= texts, "and every name"
    session.lock()
    held, texts = reachable(session)
    assert secrets & held == set()
    assert names & texts == set()
    assert keys._private.cache_info().currsize == 0


def test_locked_while_a_sync_is_under_way(team: Team) -> None:
    """At every request of a pass in turn: what had arrived is kept, and no request follows."""
    for _ in range(3):
        team.supervisor.add("hotspot-visit", VISIT)
    team.supervisor.add("premises", PREMISES)
    team.sync("supervisor")
    team.worker.add("hotspot-visit", VISIT)
    team.worker.add("premises", PREMISES)
    through = team.network
    for locks_at in range(1, 30):
        session = team.worker
        asked = 0

        class Locking(httpx.AsyncBaseTransport):
            async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
                nonlocal asked
                asked += 1
                answer = await through.handle_async_request(request)
                if asked == locks_at:  # noqa: B023 - used before the next turn
                    locking = threading.Thread(target=session.lock)  # noqa: B023
                    locking.start()
                    locking.join()
                return answer

        session.through = Locking()
        if asked_all(session):
            break
        assert asked == locks_at, "no request follows the one that was under way"
        assert session.locked
        assert team.worker.retry_quarantine() == 0
    else:
        pytest.fail("the pass never came to an end")
    assert locks_at > 4
    team.go_round()
    assert len(team.worker.rows()) == 6
    assert team.worker.only_here() == 0
    assert rows_of(team.worker) == rows_of(team.supervisor)


def asked_all(session: Session) -> bool:
    """Whether a pass ended before it was locked."""
    try:
        report = session.sync()
    except VaultLocked:
        return False
    assert report.problem is None
    session.lock()
    return True


def test_locked_from_within_what_is_told_of_a_page(team: Team) -> None:
    for _ in range(3):
        team.supervisor.add("hotspot-visit", VISIT)
    team.sync("supervisor")
    session = team.worker
    with pytest.raises(VaultLocked):
        session.sync(progress=lambda _: session.lock())
    assert session.locked
    team.sync("worker")
    assert len(team.worker.rows()) == 3


def test_saving_and_locking_at_once_loses_nothing_that_was_acknowledged(team: Team) -> None:
    session = team.worker
    saved: list[str] = []
    first = threading.Event()

    def save() -> None:
        try:
            while True:
                saved.append(session.add("hotspot-visit", VISIT))
                first.set()
        except VaultLocked:
            first.set()

    savers = [threading.Thread(target=save) for _ in range(3)]
    for saver in savers:
        saver.start()
    first.wait()
    session.lock()
    for saver in savers:
        saver.join()
    assert {row.id for row in team.worker.rows()} == set(saved)
    assert team.worker.only_here() == len(saved)
    assert log_of(team.worker).pending_count() == 0


def test_a_draft_of_what_was_half_written_is_there_after_locking(team: Team) -> None:
    team.worker.save_draft(Draft("ab" * 16, "hotspot-visit", 1, {"fact": "A grey"}, "fact", 1, 2))
    team.worker.lock()
    (draft,) = team.worker.drafts()
    assert (draft.fields, draft.field_in_focus) == ({"fact": "A grey"}, "fact")
