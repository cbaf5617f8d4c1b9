"""A sync pass on behalf of a session: engine, transport, and what is told about it afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sync.client.engine import Answer, Pass, Progress, Report, Want, sync_pass
from sync.client.transport import Transport
from sync.errors import OutreachError, VaultLocked

if TYPE_CHECKING:
    from outreach.passes import Passes


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a pass came to.

    Attributes:
        sent: changes that left in this pass and are covered by a receipt.
        received: changes of others that arrived in this pass and were verified.
        safe: own changes that a receipt covers, altogether.
        only_here: own changes that no receipt covers, altogether.
        quarantined: what is kept but cannot be used, altogether.
        reached: whether the store answered.
        problem: what went wrong, with its advice; None when all is well.
        removed: name of a space -> why, where this device was removed from it in this pass.
        wiped: this device was reported lost, so the vault is gone.
    """

    sent: int
    received: int
    safe: int
    only_here: int
    quarantined: int
    reached: bool
    problem: OutreachError | None
    removed: dict[str, str] = field(default_factory=dict)
    wiped: bool = False


def run_pass(
    session: Passes,
    progress: Callable[[Progress], None] | None,
    *,
    after_restore: bool = False,
) -> SyncReport:
    """One pass, on the calling thread, in an event loop of its own."""
    work = session.begin_pass(progress, after_restore=after_restore)
    if progress is not None:  # what lies ahead is known before the store has answered
        progress(Progress(to_send=session.only_here()))
    report = asyncio.run(_run(session, work))
    return session.end_pass(work, report)


async def _run(session: Passes, work: Pass) -> Report:
    identity = session.identity

    def still_open() -> None:
        if session.locked:
            raise VaultLocked("The vault was locked during a sync. What had arrived is kept.")

    async with Transport(
        identity.store_url,
        identity.store_key,
        identity.keys,
        through=session.through,
        before_each=still_open,
        tokens=session.tokens,
    ) as transport:
        return await transport.run(_until(still_open, sync_pass(work)))


def _until(
    still_open: Callable[[], None], steps: Generator[Want, Answer, Report]
) -> Generator[Want, Answer, Report]:
    """The same steps, ended when the vault is locked: no key is used after that."""
    answer: Answer | None = None
    while True:
        still_open()
        try:
            want = steps.send(answer)  # type: ignore[arg-type]
        except StopIteration as done:
            report: Report = done.value
            return report
        answer = yield want
