"""A batch of a push, as bytes: entries of one device in one space, each behind its length.

1. Frames add up, and are not too many.
2. Every frame is a whole entry; its body matches its digest, its id is recomputed.
3. All are of the one space and device; each follows the one before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sync.envelope import Entry, parse
from sync.errors import MalformedEntry, StoreGarbled
from sync.store.refusal import Refusal
from sync.wire import MALFORMED, MAX_BATCH_ENTRIES, TOO_LARGE, unframe


def read_frames(body: bytes) -> list[bytes]:
    """The bytes of each entry of a request, at least one (rule 1).

    Raises:
        Refusal: ``malformed``, ``too_large``.
    """
    try:
        frames = unframe(body)
    except StoreGarbled as error:
        raise Refusal(MALFORMED, error.message) from None
    if not frames:
        raise Refusal(MALFORMED, "A request holds no entry.")
    if len(frames) > MAX_BATCH_ENTRIES:
        raise Refusal(TOO_LARGE, f"A request holds at most {MAX_BATCH_ENTRIES} entries.")
    return frames


def read_entry(raw: bytes, *, may_be_stub: bool = False) -> Entry:
    """One whole entry (rule 2); where it ``may_be_stub``, also one whose body was dropped.

    Raises:
        Refusal: ``malformed``.
    """
    try:
        entry = parse(raw)
    except MalformedEntry as error:
        raise Refusal(MALFORMED, error.message) from None
    if entry.is_stub and not may_be_stub:
        raise Refusal(MALFORMED, "An entry comes without its body.")
    return entry


def read_run(frames: Sequence[bytes], space: bytes, device: bytes) -> Iterator[Entry]:
    """The entries of a batch, each checked when it is asked for (rules 2 and 3).

    Raises:
        Refusal: ``malformed``.
    """
    seq = 0
    before = b""
    for raw in frames:
        # As in `read_entry`, without a call more: a push comes by here thousands of times.
        try:
            entry = parse(raw)
        except MalformedEntry as error:
            raise Refusal(MALFORMED, error.message) from None
        if entry.body is None:
            raise Refusal(MALFORMED, "An entry comes without its body.")
        if entry.space != space or entry.device != device:
            raise Refusal(MALFORMED, "A batch holds entries of another space or device.")
        if before and (entry.seq != seq + 1 or entry.prev != before):
            raise Refusal(MALFORMED, "The entries of a batch do not follow one another.")
        seq = entry.seq
        before = entry.id
        yield entry
