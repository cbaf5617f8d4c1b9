"""One sync pass as a state machine without I/O.

:func:`sync_pass` is a generator: it yields what it wants of the store (:class:`Found`,
:class:`Push`, :class:`Pull`) and is sent what came back (bytes, or the error that the transport
made of it). The log, the clock and the keys are passed in, so that a simulator can drop, repeat,
reorder, delay and crash at every step.

A pass does, for every space:

1. Found it in the store, where the vault still holds its one-time token.
2. Ask again for what is damaged or withheld here (``mending``).
3. Where receipts lie beyond what was pulled, see first that the store stands by the newest.
   Push own entries in order, in batches, once the store has shown that it still stands where it
   stood (``promises``). ``offered`` is durable before bytes leave. Identical bytes are sent until a
   receipt, signed by the pinned key, covers them: only then are they safe.
4. Pull from where this device stands, page by page, judged before use (``intake``).
   What receipts promised must stand where they said, under the head that they named.
5. Check that the store withholds nothing for which it gave a receipt. What it does not bear out any
   more is not called safe any more (``promises``).

A space that this device may not read takes rosters and rulings instead of 2, 4 and 5; so does one
from which it was removed (``governed``).

Where a person has confirmed that the store was restored from a backup, what it lost is first given
back to it (``restoring``).

What fails in one space is reported and does not stop the others; no network stops the pass.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import suppress
from typing import Final

from sync import wire
from sync.client import governed, mending, promises, restoring
from sync.client.intake import Judged, judge
from sync.client.rosters import membership_of
from sync.client.wants import (
    Answer,
    Found,
    Pass,
    Progress,
    Pull,
    Push,
    PutBack,
    Report,
    Steps,
    Want,
    ask,
)
from sync.envelope import Entry, Kind, parse, verify_signature
from sync.errors import (
    BadKey,
    BrokenChain,
    HeadMismatch,
    IntegrityError,
    MalformedEntry,
    OutreachError,
    StoreError,
    StoreGarbled,
    StoreRefused,
    StoreUnreachable,
)

__all__ = [
    "Answer", "Found", "Pass", "Progress", "Pull", "Push", "PutBack", "Report", "Steps", "Want",
    "is_refused", "membership_of", "sync_pass",
]  # fmt: skip

#: A bad network gets a receipt soon, for little; one that answers is given twice as much each time,
#: since every answer costs a flush on both ends. All of it is less than the store allows.
PUSH_BYTES_FIRST: Final = 1 << 20
PUSH_BYTES_MOST: Final = 2 << 20
PUSH_ENTRIES: Final = 5_000

_FURTHEST: Final = (1 << 63) - 1
_ROSTER: Final = int(Kind.ROSTER)


def sync_pass(work: Pass) -> Generator[Want, Answer, Report]:
    """Push and pull every space once, until nothing is left to do in it."""
    work.progress.to_send = work.log.only_here()
    for space in work.spaces:
        try:
            yield from _sync(work, space)
        except StoreUnreachable as error:
            work.report.problems[space] = error
            break
        except (StoreError, IntegrityError) as error:
            if space in work.awaited and is_refused(error, wire.NOT_A_MEMBER):
                continue
            work.report.problems[space] = error
    return work.report


def _sync(work: Pass, space: bytes) -> Steps:
    _check_pin(work, space)
    yield from _found(work, space)
    if not governed.reads(work, space):
        yield from governed.pull(work, space)
    if governed.reads(work, space):
        try:
            yield from _sync_pages(work, space)
            return
        except StoreRefused as error:
            if error.reason not in (wire.CLOSED, wire.NOT_A_MEMBER, wire.NOT_ALLOWED):
                raise
            yield from governed.pull(work, space)  # it may say why
            if governed.reads(work, space):
                raise
    closing = governed.closing_of(work, space)
    if closing is not None:
        yield from governed.leave(work, space, closing)
        return
    if work.after_restore:
        restoring.annul(work, space)
    yield from _push(work, space)
    _check_pin(work, space)


def _sync_pages(work: Pass, space: bytes) -> Steps:
    try:
        yield from mending.mend(work, space)
        if work.after_restore:
            yield from restoring.put_back(work, space)
            yield from _pull(work, space)
            restoring.annul(work, space)
        yield from promises.look(work, space)
        yield from _push(work, space)
        yield from _pull(work, space)
        _check_receipts(work, space)
        promises.borne_out(work, space)
        _check_pin(work, space)
    except HeadMismatch:
        with suppress(StoreError, IntegrityError):  # the first error tells more
            yield from promises.search(work, space)
        raise


def _check_pin(work: Pass, space: bytes) -> None:
    """Vault and roster pin one store: else a receipt says nothing about the store of the others."""
    membership = work.membership[space]
    if membership.is_founded and membership.current.store_key != work.store_key:
        raise BadKey(
            "The list of members of this space names another store's key than this vault does. "
            "Nothing is sent to either, and nothing on this device was changed.",
            advice="Tell the administrator: the space was moved to another store, or somebody "
            "tries to.",
        )


def _found(work: Pass, space: bytes) -> Steps:
    if work.token is None:
        return
    first = work.log.outbox_entry(space, 1)
    if first is None or parse(first[1]).kind is not Kind.ROSTER:
        return
    answer = yield from ask(work, Found(space, work.token, wire.frame([first[1]])))
    receipt = _take_receipt(work, space, answer, {1: first[0]})
    work.on_receipt(space, receipt.seq)


def _push(work: Pass, space: bytes) -> Steps:
    if work.retired:
        return
    work.reseal(space)
    most = PUSH_BYTES_FIRST
    batch = _next_batch(work, space, most)
    while batch:
        last_seq, last = batch[-1]
        body = wire.frame(raw for _, raw in batch)
        try:
            answer = yield from ask(work, Push(space, body))
        except StoreRefused as error:
            _notice_copy(work, space, error)
            raise
        behind_a_roster = _changes_members(batch[-1])
        sent = len(batch)
        most = min(2 * most, PUSH_BYTES_MOST)
        with work.log.transaction():  # one flush: what is safe, and what is offered next
            receipt = _take_receipt(work, space, answer, {last_seq: parse(last).id})
            batch = [] if behind_a_roster else _next_batch(work, space, most)
        work.on_receipt(space, receipt.seq)
        if space not in work.apart:
            work.progress.sent += sent
            work.report.sent += sent
        work.on_progress(work.progress)
        if behind_a_roster:
            yield from _pull(work, space)
            work.reseal(space)
            batch = _next_batch(work, space, most)


def _next_batch(work: Pass, space: bytes, most_bytes: int) -> list[tuple[int, bytes]]:
    """What is sent next; that it was offered is durable before its bytes leave."""
    batch = _up_to_a_roster(work.log.unsent(space, PUSH_ENTRIES, most_bytes))
    if batch:
        work.log.mark_offered(space, batch[-1][0])
    return batch


def _up_to_a_roster(batch: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
    """Whoever removes somebody has learnt of it when they sign: what they write from then on must
    not be offered under the old epoch. So nothing goes along behind a roster, and what comes after
    it is sealed anew once it is in force."""
    for number, (_, raw) in enumerate(batch, 1):
        if raw[3] == _ROSTER and _changes_members(batch[number - 1]):
            return batch[:number]
    return batch


def _changes_members(numbered: tuple[int, bytes]) -> bool:
    """By the kind in the header (``sync/envelope.py``). A founding roster removes nobody."""
    seq, raw = numbered
    return seq > 1 and raw[3] == _ROSTER


def _notice_copy(work: Pass, space: bytes, refused: StoreRefused) -> None:
    """The number is taken by an entry with this device's own signature: somebody uses a copy of its
    keys. The store's word alone, or a stranger's entry, says nothing."""
    if refused.reason != wire.SEQ_TAKEN or refused.entry is None:
        return
    try:
        entry = parse(refused.entry)
        mine = work.log.outbox_entry(space, entry.seq)
        if entry.space == space and entry.device == work.device and mine and mine[0] != entry.id:
            verify_signature(entry, work.membership[space].signing_key(work.device))
            work.report.copied = True
    except IntegrityError:
        return


def _take_receipt(work: Pass, space: bytes, answer: bytes, sent: dict[int, bytes]) -> wire.Receipt:
    """Only a receipt for the very entry that was sent, under the pinned key, makes it safe."""
    receipt = wire.Receipt.parse(answer)
    receipt.check(work.store_key)
    if receipt.space != space or receipt.device != work.device:
        raise StoreGarbled("The store answered with another device's receipt.")
    if sent.get(receipt.seq) != receipt.id:
        raise StoreGarbled("The store's receipt is not for what was sent.")
    if receipt.position <= work.log.place(space).position:
        raise HeadMismatch(
            "The store's receipt names a position at which another entry was seen before. What was "
            "sent is kept here and is not counted as safe."
        )
    work.log.take_receipt(receipt)
    return receipt


def _pull(work: Pass, space: bytes) -> Steps:
    mending.check_rosters(work, space)
    if work.log.governing(space):
        work.membership[space] = membership_of(work.log, space, pages_only=True)
    own = False
    while True:
        place = work.log.place(space)
        answer = yield from ask(work, Pull(space, place.position, own))
        page = wire.parse_page(answer)
        promises.check_latest(work, space, page)
        mine = work.log.own_oldest(space, sum(item.own for item in page.items))
        if any(item.own and item.raw not in mine for item in page.items):
            if own:
                raise StoreGarbled("The store keeps leaving out entries that were asked for.")
            own = True
            continue
        try:
            _take_page(work, space, page, mine)
        except (MalformedEntry, HeadMismatch):
            if own or not any(item.own for item in page.items):
                raise
            own = True  # one of our own may be damaged here: the store has it whole
            continue
        work.progress.to_receive = max(page.latest - place.position, 0) + work.progress.received
        work.progress.received += len(page.items)
        work.on_progress(work.progress)
        if work.log.place(space).position >= page.latest:
            governed.compare(work, space)
            return
        if not page.items:
            raise StoreGarbled("The store says that there is more, and sends nothing.")


def _take_page(work: Pass, space: bytes, page: wire.Page, mine: dict[bytes, bytes]) -> None:
    place = work.log.place(space)
    earlier = work.log.statement(space)
    if earlier is not None and earlier.position == page.statement.position:
        page.statement.check(work.store_key)
        if earlier.head != page.statement.head:
            promises.keep_evidence(work, page.statement)
            raise HeadMismatch(
                "The store signed two different heads for one position of a space: it lies. Both "
                "are kept as evidence."
            )
    membership = work.membership[space]
    try:
        judged = judge(
            page,
            space=space,
            store_key=work.store_key,
            membership=membership,
            place=place,
            tip_of=lambda device: work.log.tip(space, device),
            pending_of=lambda device: work.log.pending(space, device),
            counted_from=lambda device, seq: work.log.counted_from(space, device, seq),
            own_bytes=mine.get,
            held_at=lambda position: work.log.at(space, position),
        )
        if not page.items:
            return
        own = [a.entry for a in judged.arrivals if a.entry.device == work.device]
        _check_own(work, space, [entry for entry in own if entry.id not in mine])
        _check_promises(work, page.statement, judged)
        work.log.take_page(
            space,
            judged.arrivals,
            settled=judged.settled,
            tips=judged.tips,
            place=judged.place,
            statement=page.statement,
            own=[entry.id for entry in own],
        )
    except OutreachError:
        work.membership[space] = membership_of(work.log, space)
        raise
    work.report.received += sum(
        1
        for a in judged.arrivals
        if a.entry.device != work.device and a.entry.kind in (Kind.CHANGE, Kind.DEPOSIT)
    )
    first = min([place.position + 1, *(position for position, _ in judged.settled)])
    work.on_page(space, first, judged.place.position)


def _check_own(work: Pass, space: bytes, own: Sequence[Entry]) -> None:
    """An own entry that this device did not write was written by a copy of its vault. Once that is
    known, and this identity writes nothing more, they are taken like anybody else's."""
    if work.retired:
        return
    for entry in own:
        mine = work.log.outbox_entry(space, entry.seq)
        if mine is not None and mine[0] != entry.id:
            work.report.copied = True
            raise BrokenChain(
                "The store holds another entry of this device under the same number. Everything "
                "written here is kept.",
                advice="This vault was copied or restored from a backup. Tell the administrator; "
                "do not use the other copy.",
            )


def _check_promises(work: Pass, statement: wire.Statement, judged: Judged) -> None:
    """What receipts promised stands at its position, under the head that they named."""
    if not judged.arrivals:
        return
    first = judged.arrivals[0].position
    for receipt in work.log.receipts_at(statement.space, first, judged.place.position):
        arrival = judged.arrivals[receipt.position - first]
        if arrival.entry.id == receipt.id and arrival.head == receipt.head:
            continue
        promises.doubt(work, work.log.place(statement.space).position, statement)
        if arrival.entry.id != receipt.id:
            raise HeadMismatch("The store put another entry where its receipt said ours stands.")
        raise HeadMismatch("The store's receipt and its page tell two histories of this space.")


def _check_receipts(work: Pass, space: bytes) -> None:
    """Step 5: everything was pulled, so nothing that a receipt promised lies beyond."""
    place, statement = work.log.place(space), work.log.statement(space)
    if work.log.receipts_at(space, place.position + 1, _FURTHEST):
        if statement is not None:
            promises.doubt(work, place.position, statement)
        raise HeadMismatch("The store gave a receipt for an entry that it now withholds.")


def is_refused(error: OutreachError, reason: str) -> bool:
    """Whether the store refused for this reason."""
    return isinstance(error, StoreRefused) and error.reason == reason
