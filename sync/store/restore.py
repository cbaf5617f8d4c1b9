"""Taking back a stretch of history that this store signed before and lost: it was restored from a
backup. A device that had seen it gives it back, other devices' entries included.

Nothing has to be believed of that device. The head after the last entry hashes every entry,
position and time, and this store's own signature is on it: so it took these entries once, at these
places, under all the rules of ``append.py``.

1. Lock the space's row; the session is still good, and its device may be here.
2. The stretch begins where this store stands now. Whoever comes second is told that it does not.
3. Each entry is whole, or its body was erased. Folded into the head of here, they and what is said
   to come after them end in the head that this store signed.
4. Entries, tips, usage, head, rosters and rulings become as they were, in one transaction. What a
   ruling among them erased is erased here, where the backup has brought it back.
5. A body is missing only where such a ruling erased it, as far as one can know: a stretch that says
   that more comes after it may be followed by the ruling. ``outreach-store check`` tells.

No quota is looked at: what is taken back was within it.
"""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import Connection, insert, select, update

from sync.chain import next_head
from sync.envelope import PREFIX_BYTES, Entry, Kind
from sync.errors import BadRuling, BadSignature, NotAuthorised, StoreGarbled
from sync.membership import Membership
from sync.ruling import Mark
from sync.store.append import revoke_removed
from sync.store.batch import read_entry
from sync.store.erase import ERASABLE, sweep, take_rulings
from sync.store.insert import Row, insert_entries
from sync.store.refusal import Refusal
from sync.store.sessions import require_session
from sync.store.store import Store, read_governing
from sync.store.tables import DEVICE, ROSTER, SPACE
from sync.wire import (
    BAD_SIGNATURE,
    GAP,
    MALFORMED,
    MAX_BATCH_ENTRIES,
    NOT_A_MEMBER,
    TOO_LARGE,
    UNKNOWN_SPACE,
    History,
    Statement,
    parse_history,
)


def take_back(store: Store, space: bytes, token: str, body: bytes) -> Statement:
    """Take a stretch back. The store's word about the last position that it has again.

    Raises:
        Refusal: ``malformed``, ``too_large``, ``unauthenticated``, ``not_a_member``, ``gap`` where
            the stretch does not begin at this store's end, ``bad_signature`` where this store never
            signed this history. Nothing was changed then.
    """
    try:
        history = parse_history(body)
    except StoreGarbled as error:
        raise Refusal(MALFORMED, error.message) from None
    page = history.page
    if not page.items or any(item.own for item in page.items):
        raise Refusal(MALFORMED, "A stretch of history holds whole entries, at least one.")
    if len(page.items) > MAX_BATCH_ENTRIES:
        raise Refusal(TOO_LARGE, f"A request holds at most {MAX_BATCH_ENTRIES} entries.")
    try:
        page.statement.check(store.signing_key.public())
    except BadSignature:
        raise _never_signed() from None
    statement = store.write(lambda connection: _take_back(store, connection, space, token, history))
    sweep(store)
    return statement.signed(store.signing_key)


def _take_back(
    store: Store, connection: Connection, space: bytes, token: str, history: History
) -> Statement:
    # 1. Lock the row; who asks.
    locked = select(SPACE.c.position, SPACE.c.head).where(SPACE.c.space_id == space)
    row = connection.execute(locked.with_for_update()).one_or_none()
    if row is None:
        raise Refusal(UNKNOWN_SPACE, "This store has no such space.")
    device = require_session(store, connection, space, token)
    membership = read_governing(connection, space)
    if device not in membership.current.members:
        raise Refusal(NOT_A_MEMBER, "This device is no member of the space.")
    # 2. It begins where this store stands.
    items = history.page.items
    if items[0].position != row.position + 1:
        raise Refusal(GAP, "This history does not go on from where the store stands.")
    # 3. It ends in the head that this store signed.
    rows: list[Row] = []
    entries: list[Entry] = []
    head = row.head
    for item in items:
        entry = read_entry(item.raw, may_be_stub=True)
        head = next_head(head, item.position, item.received_ms, entry.id)
        kind, raw = int(entry.kind), item.raw
        rows.append(
            (space, item.position, entry.device, entry.seq, kind, item.received_ms, entry.id, head,
             raw)
        )  # fmt: skip
        entries.append(entry)
    last = items[-1].position
    _check_signed(space, last, head, history)
    # 4. Everything as it was.
    insert_entries(connection, rows)
    _take_governing(connection, space, membership, entries, items[0].position)
    # 5. No body is missing without a reason.
    if not history.rest:
        _check_stubs(membership, entries, items[0].position)
    for author in {entry.device for entry in entries}:
        _move_tip(connection, space, [entry for entry in entries if entry.device == author])
    connection.execute(
        update(SPACE)
        .where(SPACE.c.space_id == space)
        .values(position=last, head=head, roster_version=membership.current.version)
    )
    revoke_removed(connection, space, membership)
    return Statement(space, last, head, store.now())


def _check_signed(space: bytes, position: int, head: bytes, history: History) -> None:
    for received_ms, entry_id in history.rest:
        position += 1
        head = next_head(head, position, received_ms, entry_id)
    signed = history.page.statement
    if (signed.space, signed.position, signed.head) != (space, position, head):
        raise _never_signed()


def _never_signed() -> Refusal:
    return Refusal(BAD_SIGNATURE, "This store never signed this history.")


def _take_governing(
    connection: Connection,
    space: bytes,
    membership: Membership,
    entries: list[Entry],
    first: int,
) -> None:
    rulings: list[int] = []
    erased: list[Mark] = []
    for position, entry in enumerate(entries, first):
        if entry.kind is Kind.ROSTER and membership.take(entry, position):
            version = membership.current.version
            connection.execute(
                insert(ROSTER).values(space_id=space, version=version, position=position)
            )
        elif entry.kind is Kind.RULING:
            # It was admitted under all rules once, its signature too; whether it was void is told
            # by what came before it.
            with suppress(BadRuling, NotAuthorised):
                erased.extend(membership.rule(entry, position))
                rulings.append(position)
    take_rulings(connection, space, rulings, erased)


def _check_stubs(membership: Membership, entries: list[Entry], first: int) -> None:
    for position, entry in enumerate(entries, first):
        may_be = entry.kind in ERASABLE and membership.rulings.is_erased(position, entry.id)
        if entry.is_stub and not may_be:
            raise Refusal(MALFORMED, "A body is missing, and no ruling erased it.")


def _move_tip(connection: Connection, space: bytes, entries: list[Entry]) -> None:
    """A device's tip and usage after its entries, of which there is at least one."""
    last = entries[-1]
    mine = (DEVICE.c.space_id == space) & (DEVICE.c.device == last.device)
    tip = {"seq": last.seq, "id": last.id, "epoch": last.epoch}
    # A body that was erased was counted when it came.
    size = sum(PREFIX_BYTES + entry.body_length for entry in entries)
    moved = connection.execute(
        update(DEVICE).where(mine).values(bytes_used=DEVICE.c.bytes_used + size, **tip)
    )
    if not moved.rowcount:
        row = {"space_id": space, "device": last.device, "bytes_used": size, "void_rosters": 0}
        connection.execute(insert(DEVICE).values(**row, **tip))
