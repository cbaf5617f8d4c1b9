"""How a space comes to be here: its first roster, and an operator's token.

A store is nobody's free disk, so a new space takes a token from ``outreach-store init``.

1. The entry is a founding roster that names its own space, is signed by one of its admins, and
   pins this store's key.
2. The token is one of this store's, and is used before its time is over (a day, or what the
   operator said). Its first use binds it to that device; from then on it works for this device
   only, for a few spaces, for a day; then it is spent.
3. The space is made, with the roster at position 1.

Steps 2 and 3 are a transaction each, so that none touches two spaces; a crash between them loses
nothing, since the same founding sent again goes on from there and is answered the same.
"""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from sync.chain import head_zero, next_head
from sync.envelope import Entry, Kind, verify_signature
from sync.errors import InputError, IntegrityError
from sync.roster import check_first
from sync.roster import parse as parse_roster
from sync.store.batch import read_entry, read_frames
from sync.store.insert import insert_entries
from sync.store.refusal import Refusal
from sync.store.store import Store, token_hash
from sync.store.tables import DEVICE, ENTRY, OPERATOR_TOKEN, ROSTER, SPACE
from sync.wire import (
    BAD_ROSTER,
    BAD_SIGNATURE,
    MALFORMED,
    TOKEN_REFUSED,
    Receipt,
    StoreToken,
)

_SPACE_BYTES = 16


def found_spaces(store: Store, token: str, body: bytes) -> list[Receipt]:
    """Found the spaces of the framed rosters, one after another.

    Raises:
        Refusal: ``token_refused``, ``bad_roster``, ``bad_signature``, ``malformed``. Those founded
            before the one that was refused stay.
    """
    frames = read_frames(body)
    if len(frames) > store.limits.spaces_per_token:
        raise Refusal(MALFORMED, "A founding holds one roster for each space, and not too many.")
    return [_found(store, token, read_entry(raw), raw) for raw in frames]


def _found(store: Store, token: str, entry: Entry, raw: bytes) -> Receipt:
    _check_founding(store, entry)
    store.write(lambda connection: _claim(store, connection, token, entry))
    receipt = store.write(lambda connection: _make_space(store, connection, entry, raw))
    return receipt.signed(store.signing_key)


def _check_founding(store: Store, entry: Entry) -> None:
    if entry.kind is not Kind.ROSTER:
        raise Refusal(BAD_ROSTER, "A space is founded by a roster.")
    try:
        roster = parse_roster(entry)
        check_first(roster, entry)
    except IntegrityError as error:
        raise Refusal(BAD_ROSTER, error.message) from None
    if roster.store_key != store.signing_key.public():
        raise Refusal(BAD_ROSTER, "This roster pins another store's key.")
    try:
        verify_signature(entry, roster.cards[entry.device].signing_key)
    except IntegrityError:
        raise Refusal(BAD_SIGNATURE, "A founding roster is not signed by its device.") from None


def _claim(store: Store, connection: Connection, text: str, entry: Entry) -> None:
    refused = Refusal(TOKEN_REFUSED, "This token is not known here, or is spent.")
    try:
        token = StoreToken.parse(text)
    except InputError:
        raise refused from None
    mine = OPERATOR_TOKEN.c.token_hash == token_hash(token.secret)
    row = connection.execute(select(OPERATOR_TOKEN).where(mine).with_for_update()).one_or_none()
    if row is None or row.device not in (b"", entry.device):
        raise refused
    spaces = {row.spaces[at : at + _SPACE_BYTES] for at in range(0, len(row.spaces), _SPACE_BYTES)}
    if entry.space in spaces:
        return
    now = store.now()
    # Until it is used the row says until when it may be, see ``tables.py``.
    if not row.device and now >= (row.first_used_ms or row.created_ms + store.limits.token_ms):
        raise refused
    first_used_ms = row.first_used_ms if row.device else now
    if now - first_used_ms >= store.limits.token_ms or len(spaces) >= store.limits.spaces_per_token:
        raise refused
    connection.execute(
        update(OPERATOR_TOKEN)
        .where(mine)
        .values(device=entry.device, first_used_ms=first_used_ms, spaces=row.spaces + entry.space)
    )


def _make_space(store: Store, connection: Connection, entry: Entry, raw: bytes) -> Receipt:
    first = connection.execute(
        select(ENTRY.c.id, ENTRY.c.head, ENTRY.c.received_ms).where(
            ENTRY.c.space_id == entry.space, ENTRY.c.position == 1
        )
    ).one_or_none()
    if first is not None:
        if first.id != entry.id:
            raise Refusal(BAD_ROSTER, "This space was founded before, by another entry.")
        return _receipt(entry, first.head, first.received_ms)
    now = store.now()
    head = next_head(head_zero(entry.space), 1, now, entry.id)
    connection.execute(
        insert(SPACE).values(
            space_id=entry.space, position=1, head=head, roster_version=1, created_ms=now
        )
    )
    kind = int(entry.kind)
    insert_entries(connection, [(entry.space, 1, entry.device, 1, kind, now, entry.id, head, raw)])
    connection.execute(insert(ROSTER).values(space_id=entry.space, version=1, position=1))
    connection.execute(
        insert(DEVICE).values(
            space_id=entry.space,
            device=entry.device,
            seq=1,
            id=entry.id,
            epoch=entry.epoch,
            bytes_used=len(raw),
            void_rosters=0,
        )
    )
    return _receipt(entry, head, now)


def _receipt(entry: Entry, head: bytes, received_ms: int) -> Receipt:
    return Receipt(entry.space, entry.device, 1, entry.id, 1, head, received_ms)
