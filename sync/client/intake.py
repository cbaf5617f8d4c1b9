"""Judge one page of the store's answer before a byte of it is used. No I/O.

:func:`judge` does, in this order:

1. The page begins where this device stands, and its positions have no gaps.
2. Own entries that came as an id only are this device's own bytes.
3. Every id is recomputed and folded into the head; the head must be the one that the store signed.
4. Each device's entries link to its tip, and a verified signature covers them (``sync.chain``).
   What no signature covers yet is *pending*.
5. Rosters take effect at their position, or are void.
6. Every other authentic entry is *authorised* under the roster in force at its position, or it is
   kept and does not count.

A page that fails 1 to 4 is thrown away whole: the device stands where it stood and asks again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sync.chain import Tip, check_run, next_head
from sync.client.log import Arrival, Place, Status, Stored
from sync.envelope import Entry, Kind, parse
from sync.errors import HeadMismatch, NotAuthorised, StoreGarbled
from sync.membership import Membership
from sync.wire import Page


@dataclass(slots=True)
class Judged:
    """What a page comes to."""

    arrivals: list[Arrival]
    place: Place
    tips: dict[bytes, Tip] = field(default_factory=dict)
    #: earlier pending entries that are covered now
    settled: list[tuple[int, Status]] = field(default_factory=list)
    own_up_to: int = 0


def judge(
    page: Page,
    *,
    space: bytes,
    store_key: bytes,
    membership: Membership,
    place: Place,
    tip_of: Callable[[bytes], Tip],
    pending_of: Callable[[bytes], list[Stored]],
    own_bytes: Callable[[bytes], bytes | None],
    device: bytes,
) -> Judged:
    """Check a page against everything that this device knows.

    ``membership`` takes in the page's rosters; after an error it must be built anew.

    Raises:
        StoreGarbled: not the page that was asked for.
        HeadMismatch: another history than the one that was signed or seen before.
        BrokenChain, MalformedEntry: bytes that do not follow.
        NotAuthorised: an entry from a device that no roster ever named.
        BadRoster: a founding roster that founds nothing.
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
        head = next_head(head, item.position, item.received_ms, entry.id)
        entries.append((entry, item.position, item.received_ms))
        heads.append(head)
    page.statement.check(store_key)
    if page.statement.head != head:
        raise HeadMismatch("The store's account of this space is not the one that it signed.")

    # 5 comes before 4 for the cards: a device's card arrives with the roster that admits it. A
    # roster's own author is checked in 4 like everyone's before anything takes effect.
    if not membership.is_founded and entries:
        founding = entries[0][0]
        membership.take(founding, entries[0][1])
        check_run([founding], Tip(0, founding.prev), membership.signing_key(founding.device))
    judged = Judged([], Place(last, head))
    verdicts = _authentic(entries, membership, tip_of, pending_of, judged)

    # 6. who might do what
    for (entry, position, received_ms), after in zip(entries, heads, strict=True):
        status = verdicts.get(entry.id, Status.PENDING)
        if status is Status.COUNTS and entry.kind is not Kind.ROSTER:
            status = _authorised(entry, position, membership)
        judged.arrivals.append(Arrival(entry, position, received_ms, after, status))
        if entry.device == device:
            judged.own_up_to = max(judged.own_up_to, entry.seq)
    return judged


def _authentic(
    entries: list[tuple[Entry, int, int]],
    membership: Membership,
    tip_of: Callable[[bytes], Tip],
    pending_of: Callable[[bytes], list[Stored]],
    judged: Judged,
) -> dict[bytes, Status]:
    """Steps 4 and 5. Runs are cut where a roster may bring a new card."""
    verdicts: dict[bytes, Status] = {}
    first_position = entries[0][1] if entries else 0
    runs: dict[bytes, list[tuple[Entry, int]]] = {}

    def close(device: bytes) -> None:
        run = runs.pop(device)
        tip = judged.tips.get(device) or tip_of(device)
        checked = check_run([e for e, _ in run], tip, membership.signing_key(device))
        judged.tips[device] = checked.tip
        for number, (entry, position) in enumerate(run):
            if number >= checked.authentic:
                continue
            status = Status.COUNTS
            # A roster closes its run, so its own signature was checked. One that only a later
            # signature covers never takes effect: otherwise page cuts would matter.
            if (
                entry.kind is Kind.ROSTER
                and position > 1
                and (position < first_position or not membership.take(entry, position))
            ):
                status = Status.REFUSED
            if position >= first_position:
                verdicts[entry.id] = status
            else:
                if status is Status.COUNTS and entry.kind is not Kind.ROSTER:
                    status = _authorised(entry, position, membership)
                judged.settled.append((position, status))

    for entry, position, _ in entries:
        if entry.device not in runs:
            waiting = pending_of(entry.device) if entry.device not in judged.tips else []
            runs[entry.device] = [(parse(s.raw), s.position or 0) for s in waiting]
        runs[entry.device].append((entry, position))
        if entry.kind is Kind.ROSTER:
            close(entry.device)
    for device in list(runs):
        close(device)
    return verdicts


def _authorised(entry: Entry, position: int, membership: Membership) -> Status:
    try:
        membership.authorise(entry, membership.in_force(position))
    except NotAuthorised:
        return Status.REFUSED
    return Status.COUNTS
