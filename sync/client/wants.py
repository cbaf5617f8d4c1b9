"""What a sync pass asks of the store, what it works on, and what it did. No I/O.

:class:`Found`, :class:`Push`, :class:`Pull` and :class:`PutBack` are what a pass yields; it is sent
what came back: bytes, or the error that the transport made of it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field

from sync.client.log import Log
from sync.errors import OutreachError, StoreError, StoreGarbled, StoreUnreachable
from sync.membership import Membership
from sync.roster import Reason


@dataclass(frozen=True, slots=True)
class Found:
    """Open a space: its framed founding roster and the operator's token."""

    space: bytes
    token: str = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Push:
    """Offer framed entries."""

    space: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Pull:
    """Ask for what comes after a position; own entries as ids only unless ``own``.

    ``limit_bytes`` is about how much is wanted, at least one entry; None: as much as fits a page.
    """

    space: bytes
    after: int
    own: bool
    limit_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class PutBack:
    """Give a restored store back a stretch of the history that it signed before."""

    space: bytes
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class PullRosters:
    """Ask for the rosters and rulings after a position, as placed frames: for whoever may not read
    the space, or not any more."""

    space: bytes
    after: int


@dataclass(frozen=True, slots=True)
class PushLate:
    """Offer, from a device that was removed, framed entries that follow its closing."""

    space: bytes
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class PullLate:
    """Ask for what removed devices had written and not sent before they learnt of it, by device and
    seq, beyond the one named. The answer is about a page: ask again until nothing comes."""

    space: bytes
    after_device: bytes = bytes(16)
    after_seq: int = 0


@dataclass(frozen=True, slots=True)
class OpenMailbox:
    """Open the mailbox of an invitation, as an administrator of the space; for ``valid_ms``."""

    space: bytes
    mailbox: bytes
    secret_hash: bytes
    valid_ms: int


#: What a device asks for with a session of its own.
SignedIn = Push | Pull | PutBack | PullRosters | PushLate | PullLate | OpenMailbox
Want = Found | SignedIn
Answer = bytes | StoreError


@dataclass(slots=True)
class Progress:
    """Where a pass stands; numbers of entries."""

    to_send: int = 0
    sent: int = 0
    to_receive: int = 0
    received: int = 0


@dataclass(slots=True)
class Report:
    """What a pass did.

    Attributes:
        sent: entries that left this device and are covered by a receipt now.
        received: entries of others that arrived and were verified.
        reached: whether the store answered at all.
        problems: space id -> what went wrong there; nothing was lost.
        removed: space id -> why, where a roster that was validated step by step removed this
            device. What it had not sent was offered to the late box before.
        copied: the store holds entries of this device, under its own signature, that this vault did
            not write: a copy of it is in use, or it was restored from a backup.
    """

    sent: int = 0
    received: int = 0
    reached: bool = False
    problems: dict[bytes, OutreachError] = field(default_factory=dict)
    removed: dict[bytes, Reason] = field(default_factory=dict)
    copied: bool = False


@dataclass(slots=True)
class Pass:
    """What a pass works on.

    Attributes:
        after_restore: a person has confirmed that the store was restored from a backup.
        keyless: spaces of which this device holds no key: it deposits there, or is new.
        awaited: spaces that this device was promised: until it is admitted, the store's word that
            it is no member is no problem.
        retired: this identity writes nothing more (see ``Report.copied``).
        apart: spaces whose entries no person wrote as such, so that nobody counts them as sent.
        reseal: called with a space before anything of it is pushed: what was never offered is
            sealed under the epoch in force.
        on_rosters: called with a space when rosters or rulings came without a page, and whether
            they erased anything that this device wrote.
        on_page: called with (space, first position, last position) when a page is durable.
        on_receipt: called with (space, last seq) when a receipt is durable.
    """

    log: Log
    device: bytes
    store_key: bytes
    spaces: Sequence[bytes]
    membership: dict[bytes, Membership]
    token: str | None = None
    after_restore: bool = False
    keyless: frozenset[bytes] = frozenset()
    awaited: frozenset[bytes] = frozenset()
    retired: bool = False
    apart: frozenset[bytes] = frozenset()
    reseal: Callable[[bytes], None] = lambda space: None
    on_rosters: Callable[[bytes, bool], None] = lambda space, erased: None
    on_page: Callable[[bytes, int, int], None] = lambda space, first, last: None
    on_receipt: Callable[[bytes, int], None] = lambda space, seq: None
    on_progress: Callable[[Progress], None] = lambda progress: None
    progress: Progress = field(default_factory=Progress)
    report: Report = field(default_factory=Report)


Steps = Generator[Want, Answer, None]


def ask(work: Pass, want: Want) -> Generator[Want, Answer, bytes]:
    """Yield one want; the bytes that came back. Raises what came back instead."""
    answer = yield want
    # A sign-in page of a public network is no contact with the store.
    if isinstance(answer, StoreUnreachable | StoreGarbled):
        raise answer
    work.report.reached = True
    if isinstance(answer, StoreError):
        raise answer
    return answer
