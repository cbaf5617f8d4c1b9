"""Judge one page of the store's answer before a byte of it is used. No I/O.

:func:`judge` does, in this order:

1. The page begins where this device stands, and its positions have no gaps.
2. Own entries that came as an id only are this device's own bytes. A roster comes with its body:
   nothing erases one, and who withholds it would keep a removed device reading.
3. Every id is recomputed and folded into the head; the head must be the one that the store signed.
4. Each device's entries link to its tip, and a verified signature covers them (``sync.chain``).
   What no signature covers yet is *pending*. The first entry is the founding roster that names the
   space, signed by itself; whoever no roster has named so far is a stranger.
5. Rosters take effect at their position, or are void. One whose own signature does not verify is
   void, whatever covers it later: otherwise page cuts would tell when it took effect.
   A ruling likewise: it takes effect at its position, on its own signature, or is void.
6. Every other authentic entry is *authorised* under the roster in force at its position, or it is
   kept and does not count. A closing looks back: it unsettles what counted before. So does an
   erasure: what it names has no body from then on, and is no gap.

A page that fails 1 to 4 is thrown away whole: the device stands where it stood and asks again.
What comes out never depends on how pages were cut.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from sync.chain import START, Tip, check_run, follows, next_head
from sync.client.log import Arrival, Place, Status, Stored
from sync.envelope import Entry, Kind, parse, redact, verify_signature
from sync.errors import (
    BadRuling,
    BadSignature,
    BrokenChain,
    HeadMismatch,
    MalformedEntry,
    NotAuthorised,
    StoreGarbled,
)
from sync.membership import Membership
from sync.ruling import Mark
from sync.wire import Page

#: What nothing erases, and what a closing does not take back: others have acted on it.
_GOVERNING: Final = (Kind.ROSTER, Kind.RULING)


@dataclass(slots=True)
class Judged:
    """What a page comes to."""

    arrivals: list[Arrival]
    place: Place
    tips: dict[bytes, Tip] = field(default_factory=dict)
    #: earlier entries whose status changes: pending ones that are covered now, closed, erased ones
    settled: list[tuple[int, Status]] = field(default_factory=list)
    #: what rulings of this page erased, wherever it stands
    erased: list[Mark] = field(default_factory=list)


def judge(
    page: Page,
    *,
    space: bytes,
    store_key: bytes,
    membership: Membership,
    place: Place,
    tip_of: Callable[[bytes], Tip],
    pending_of: Callable[[bytes], list[Stored]],
    counted_from: Callable[[bytes, int], list[Stored]],
    own_bytes: Callable[[bytes], bytes | None],
    held_at: Callable[[int], Stored | None],
) -> Judged:
    """Check a page against everything that this device knows.

    ``membership`` takes in the page's rosters; after an error it must be built anew.

    Args:
        place: how far the space was verified. tip_of: a device's newest authentic entry there.
        pending_of: a device's pending entries, in order.
        counted_from: a device's entries that count, from a seq on.
        own_bytes: this device's entry by its id, where it has no position yet.
        held_at: the entry at an earlier position.

    Raises:
        StoreGarbled: not the page that was asked for.
        HeadMismatch: another history than the one that was signed or seen before.
        BrokenChain, MalformedEntry: bytes that do not follow.
        NotAuthorised: an entry from a device that no roster named before it.
        BadRoster, BadSignature: a founding roster that founds nothing.
    """
    # 1. where this device stands
    if page.items and page.items[0].position != place.position + 1:
        raise StoreGarbled("The store's answer does not begin where this device stands.")
    last = place.position + len(page.items)
    if page.statement.space != space or page.statement.position != last:
        raise StoreGarbled("The store's answer is about another space or position.")

    # 2. own bytes; 3. ids and head
    head = place.head
    entries: list[tuple[Entry, int, int]] = []
    heads: list[bytes] = []
    for item in page.items:
        raw: bytes | None = own_bytes(item.raw) if item.own else item.raw
        if raw is None:
            raise StoreGarbled("The store names an entry as this device's own that it never wrote.")
        entry = parse(raw)
        if entry.space != space:
            raise StoreGarbled("The store's answer holds an entry of another space.")
        if entry.kind is Kind.ROSTER and entry.is_stub:
            raise HeadMismatch("The store withholds what a roster says, which nothing can erase.")
        head = next_head(head, item.position, item.received_ms, entry.id)
        entries.append((entry, item.position, item.received_ms))
        heads.append(head)
    page.statement.check(store_key)
    if page.statement.head != head:
        raise HeadMismatch("The store's account of this space is not the one that it signed.")

    # 4. and 5. what is authentic; which rosters take effect
    if entries and place.position == 0:
        _check_founding(entries[0][0], membership)
    already_closed = set(membership.current.closed) if membership.is_founded else set()
    judged = Judged([], Place(last, head))
    authentic, effective = _authentic(entries, membership, tip_of, pending_of, judged)

    # 6. who might do what: entries of this page, and earlier ones that this page settles
    verdicts: dict[int, Status] = {}
    for entry, position in authentic:
        if entry.kind in _GOVERNING:
            counts = position == 1 or position in effective
            verdicts[position] = Status.COUNTS if counts else Status.REFUSED
        else:
            verdicts[position] = _authorised(entry, position, membership)
    for closed in set(membership.current.closed) - already_closed if effective else ():
        for stored in counted_from(closed, membership.current.closed[closed].seq):
            entry = parse(stored.raw)
            if entry.kind not in _GOVERNING and membership.is_past_closing(entry):
                verdicts[stored.position or 0] = Status.REFUSED
    _erase(judged, verdicts, membership, place.position, held_at)
    for (entry, position, received_ms), after in zip(entries, heads, strict=True):
        status = verdicts.pop(position, Status.PENDING)
        if status is not Status.PENDING and membership.rulings.is_erased(position, entry.id):
            entry, status = _erased(entry, status)
        judged.arrivals.append(Arrival(entry, position, received_ms, after, status))
    judged.settled.extend(sorted(verdicts.items()))
    return judged


def _erase(
    judged: Judged,
    verdicts: dict[int, Status],
    membership: Membership,
    before: int,
    held_at: Callable[[int], Stored | None],
) -> None:
    """What rulings erased among the entries that were here before this page. A pending one keeps
    its place in its device's run; it is erased when a signature covers it."""
    suspects = {position for position, _ in judged.erased} | set(verdicts)
    for position in suspects:
        stored = held_at(position) if position <= before else None
        if stored is None:
            continue
        try:
            entry = parse(stored.raw)
        except MalformedEntry:  # damaged here, and nothing to keep of it
            if any(position == at for at, _ in judged.erased):
                verdicts[position] = Status.ERASED
            continue
        status = verdicts.get(position, stored.status)
        if status is Status.PENDING or not membership.rulings.is_erased(position, entry.id):
            continue
        verdicts[position] = _erased(entry, status)[1]


def _erased(entry: Entry, status: Status) -> tuple[Entry, Status]:
    """An entry that a ruling erased; as it was where it is of a kind that nothing erases."""
    if entry.kind in _GOVERNING:
        return entry, status
    return redact(entry), Status.ERASED


def _check_founding(entry: Entry, membership: Membership) -> None:
    if membership.is_founded:  # a founder knows it before the store does
        if membership.history()[0].entry_id != entry.id:
            raise HeadMismatch("The store begins this space with another entry than its founder.")
        return
    membership.take(entry, 1)
    if not follows(entry, START):
        raise BrokenChain("A founding roster is not its author's first entry.")
    verify_signature(entry, membership.signing_key(entry.device))


def _authentic(
    entries: list[tuple[Entry, int, int]],
    membership: Membership,
    tip_of: Callable[[bytes], Tip],
    pending_of: Callable[[bytes], list[Stored]],
    judged: Judged,
) -> tuple[list[tuple[Entry, int]], set[int]]:
    """Steps 4 and 5: what is authentic, earlier pending entries included, with its position; and
    the positions of rosters and rulings that take effect. A roster that is signed ends its device's
    run, since it may bring the card of whoever comes next."""
    authentic: list[tuple[Entry, int]] = []
    effective: set[int] = set()
    runs: dict[bytes, list[tuple[Entry, int]]] = {}

    def close(device: bytes) -> None:
        run = runs.pop(device)
        tip = judged.tips.get(device) or tip_of(device)
        checked = check_run([e for e, _ in run], tip, membership.signing_key(device))
        judged.tips[device] = checked.tip
        authentic.extend(run[: checked.authentic])

    for entry, position, _ in entries:
        signing_key = membership.signing_key(entry.device)
        if entry.device not in runs:
            waiting = pending_of(entry.device) if entry.device not in judged.tips else []
            runs[entry.device] = [(parse(s.raw), s.position or 0) for s in waiting]
        runs[entry.device].append((entry, position))
        if entry.kind is Kind.ROSTER and position > 1 and _is_signed(entry, signing_key):
            close(entry.device)
            if membership.take(entry, position):
                effective.add(position)
        elif entry.kind is Kind.RULING and _is_signed(entry, signing_key):
            close(entry.device)
            with suppress(NotAuthorised, BadRuling):
                judged.erased.extend(membership.rule(entry, position))
                effective.add(position)
    for device in list(runs):
        close(device)
    return authentic, effective


def _is_signed(entry: Entry, signing_key: bytes) -> bool:
    try:
        verify_signature(entry, signing_key)
    except BadSignature:
        return False
    return True


def _authorised(entry: Entry, position: int, membership: Membership) -> Status:
    try:
        membership.authorise(entry, membership.in_force(position))
    except NotAuthorised:
        return Status.REFUSED
    return Status.COUNTS
