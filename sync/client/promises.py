"""What the store signed before, held against what it says now.

A store can be rolled back, be restored from an older backup, or tell two histories.

1. Only a signed word accuses it. It is kept as evidence beside the one that it contradicts.
2. How far the two agree is found by comparing heads: a head hashes everything before it.
3. What lies beyond is *in doubt*: durably not called safe any more, until the store bears it out.
4. Nothing is pushed onto a history that is not the one that was seen: it would make two of them.
5. Every pass says so anew. Nothing is healed without a person's word (``restoring``).
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Final

from sync import wire
from sync.client.log import Doubt
from sync.client.wants import Answer, Pass, Pull, Steps, Want, ask
from sync.errors import HeadMismatch

#: Enough for one entry; the store sends at least one.
LEAST: Final = 1
_FURTHEST: Final = (1 << 63) - 1

_RESTORED: Final = (
    "Ask the administrator before you sync again. If they confirm that the store was restored from "
    "a backup, give it back what it lost: `outreach sync --after-restore`. If not, it hides things."
)


def look(work: Pass, space: bytes) -> Steps:
    """Rule 4: see, before anything is pushed, that the store stands where it stood or further.

    Raises:
        HeadMismatch: it does not.
    """
    place = work.log.place(space)
    if not work.log.unsent(space, 1, 1):
        return
    yield from _look_at_receipts(work, space)
    if not place.position:
        return
    page = yield from at_place(work, space)
    check_latest(work, space, page)
    said = page.statement
    if said.space == space and said.position == place.position and said.head != place.head:
        said.check(work.store_key)
        keep_evidence(work, said)
        raise HeadMismatch(
            "The store tells another history of this space than it did before. Nothing was sent, "
            "and nothing on this device was changed."
        )


def _look_at_receipts(work: Pass, space: bytes) -> Steps:
    """Where a pass broke off between push and pull, nobody has seen yet that its receipts hold. A
    store that lost what they cover takes nothing that comes after it, so its word about the newest
    of them is asked for: its head hashes all the others."""
    place = work.log.place(space)
    receipts = work.log.receipts_at(space, place.position + 1, _FURTHEST)
    if not receipts or work.membership[space].damaged_at is not None:
        return  # with a damaged roster what was written is sent anyway
    newest = max(receipts, key=lambda receipt: receipt.position)
    answer = yield from ask(work, Pull(space, newest.position - 1, False, LEAST))
    said = wire.parse_page(answer).statement
    if (said.space, said.position, said.head) == (space, newest.position, newest.head):
        return
    said.check(work.store_key)
    doubt(work, place.position, said)
    raise HeadMismatch("The store gave a receipt for an entry that it now withholds.")


def at_place(work: Pass, space: bytes) -> Generator[Want, Answer, wire.Page]:
    """The store's word about the position at which this device stands, or about the newest one
    where it holds less."""
    after = max(work.log.place(space).position - 1, 0)
    return wire.parse_page((yield from ask(work, Pull(space, after, False, LEAST))))


def check_latest(work: Pass, space: bytes, page: wire.Page) -> None:
    """Rule 1: a store that holds less than it has shown was rolled back or restored.

    Raises:
        HeadMismatch: and its signed word is kept. BadSignature: nobody is accused without one.
    """
    place = work.log.place(space)
    if page.latest >= place.position:
        return
    said = page.statement
    said.check(work.store_key)
    keep_evidence(work, said)
    missing = place.position - page.latest
    entries = "1 entry is" if missing == 1 else f"{missing:,} entries are"
    raise HeadMismatch(
        "The store holds less of this space than it has shown before: it was rolled back or "
        f"restored. {entries} missing there. Nothing on this device was changed.",
        advice=_RESTORED,
    )


def search(work: Pass, space: bytes) -> Steps:
    """Rules 2 and 3: how far the store bears out what this device holds; the rest is in doubt."""
    place = work.log.place(space)
    if not place.position:
        return
    page = yield from at_place(work, space)
    said = page.statement
    said.check(work.store_key)
    if said.space != space or said.position > place.position:
        return
    if said.head == work.log.head_at(space, said.position):
        if page.latest < place.position:
            doubt(work, said.position, said, is_prefix=page.latest == said.position)
        return
    agreed, apart = 0, said.position
    while apart - agreed > 1:
        middle = (agreed + apart) // 2
        answer = yield from ask(work, Pull(space, middle - 1, False, LEAST))
        there = wire.parse_page(answer).statement
        if there.space != space or there.position != middle:
            break  # it does not say: nothing beyond what is agreed on so far is borne out
        there.check(work.store_key)
        if there.head == work.log.head_at(space, middle):
            agreed = middle
        else:
            apart = middle
    doubt(work, agreed, said)


def doubt(work: Pass, up_to: int, said: wire.Statement, *, is_prefix: bool = False) -> None:
    """Rule 3: what lies beyond ``up_to`` is not called safe any more."""
    keep_evidence(work, said)
    work.log.set_doubt(Doubt(said.space, up_to, is_prefix))


def borne_out(work: Pass, space: bytes) -> None:
    """All was pulled, and stands where it stood under the head that the store signs now."""
    work.log.clear_doubt(space)


def keep_evidence(work: Pass, said: wire.Statement) -> None:
    """Keep the store's signed word beside the one that it contradicts."""
    work.log.set_note(f"evidence {said.space.hex()} {said.position}", said.raw().hex())
