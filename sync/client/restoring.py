"""Giving a store back what it lost, once a person has said that it was restored from a backup.

A device holds what the store sent it: every entry with its position and time, and the store's own
signature on the head after the last one. So it can give the store back *the same history*, other
people's entries included, and the store can tell by its own signature that it is (``sync.store.
restore``). Positions, times and heads are those of before. What people said to have seen when
they wrote stays true, receipts hold again, and no other device notices anything.

1. Only a history that goes on from exactly where the store stands can be given back.
2. It goes in stretches. Each carries the times and ids of what comes after it, which are needed
   to recompute the head that was signed.
3. Receipts for own entries that this device had not pulled yet cannot be honoured: they are
   annulled and kept as evidence, and the same bytes are pushed again.
4. What a ruling erased since is given back without its body.
5. It is noted for whoever looks into it later.
"""

from __future__ import annotations

from typing import Final

from sync import wire
from sync.client.log import Log, Status
from sync.client.promises import at_place
from sync.client.wants import Pass, PutBack, Steps, ask
from sync.envelope import parse
from sync.errors import HeadMismatch, StoreGarbled, StoreRefused, VaultCorrupt

#: As much as goes in one stretch, and no more entries than one request may hold.
_STRETCH_BYTES: Final = 1 << 20
_STRETCH_ENTRIES: Final = 1_000


def put_back(work: Pass, space: bytes) -> Steps:
    """Rules 1 and 2: give back what this device holds beyond the store's end.

    Raises:
        HeadMismatch: the store went on with another history.
        VaultCorrupt: a body is missing here, so this device cannot give it back.
    """
    place, signed = work.log.place(space), work.log.statement(space)
    if signed is None or signed.position != place.position:
        return
    stood = -1
    while True:
        page = yield from at_place(work, space)
        if page.latest >= place.position:
            return
        if page.latest <= stood:
            raise StoreGarbled("The store did not take back what was given to it.")
        stood = page.latest
        said = page.statement
        said.check(work.store_key)
        if (said.space, said.position) != (space, page.latest):
            raise StoreGarbled("The store's answer is about another space or position.")
        if said.head != work.log.head_at(space, said.position):
            raise HeadMismatch(
                "The store was restored and then went on with another history than the one that "
                "this device has seen. Nothing was changed, here or there.",
                advice="Tell whoever runs the store. This device's entries are kept, and the store "
                "has to be restored again before anybody writes to it.",
            )
        try:
            answer = yield from ask(work, PutBack(space, _stretch(work.log, signed, said.position)))
        except StoreRefused as error:
            if error.reason != wire.GAP:
                raise
            continue  # another device was quicker: look again where the store stands
        there = wire.Statement.parse(answer)
        there.check(work.store_key)
        if there.space != space or there.head != work.log.head_at(space, there.position):
            raise StoreGarbled("The store did not take back what was given to it.")
        work.log.set_note(  # rule 5
            f"given back {space.hex()} {there.time_ms}", f"{said.position + 1} {there.position}"
        )


def _stretch(log: Log, signed: wire.Statement, after: int) -> bytes:
    items: list[tuple[int, int, bytes]] = []
    rest: list[tuple[int, bytes]] = []
    size = 0
    for block in log.entries(signed.space, after, signed.position):
        for stored in block:
            entry = parse(stored.raw)
            size += len(stored.raw)
            if items and (rest or size > _STRETCH_BYTES or len(items) == _STRETCH_ENTRIES):
                rest.append((stored.received_ms or 0, entry.id))
                continue
            if entry.is_stub and stored.status is not Status.ERASED:
                raise VaultCorrupt(
                    "The store lost entries of which this device holds no body either.",
                    advice="Let a colleague's device, which has seen as much, give them back.",
                )
            items.append((wire.ENTRY, stored.received_ms or 0, stored.raw))
    return wire.history_bytes(after + 1, items, rest, signed)


def annul(work: Pass, space: bytes) -> None:
    """Rule 3. Everything that the store holds was pulled before."""
    place = work.log.place(space)
    work.log.annul_receipts(space, place.position)
