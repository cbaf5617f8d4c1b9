"""A device's chain and a space's head: what is authentic, what is pending, what is refused.

Rules, in the order in which :func:`check_run` applies them to the entries of one device:

1. An entry follows the tip: ``seq = tip.seq + 1`` and ``prev = tip.id``, ids recomputed. What does
   not is refused (``BrokenChain``): it is asked for again, and nothing after it is looked at.
2. The newest entry whose signature verifies vouches for every earlier one of the run, since it
   hashes them: normally the last, so one Ed25519 verification a run.
3. What comes after that entry is *pending*: neither folded nor dropped, until a later signature
   covers it. So rows never depend on how pages were cut.

The head of a space folds in every entry with its position and the time at which the store received
it: ``head_0 = H(label + space)``, ``head_p = H(label + head_(p-1) + p + received_ms + id_p)``.
Two devices with the same head have seen the same history.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sync.envelope import NO_PREV, Entry, verify_signature
from sync.errors import BadSignature, BrokenChain
from sync.keys import digest, label

_HEAD_LABEL: Final = label("head")
# Bound once: every entry of every space is numbered by them, on both ends.
_place: Final = struct.Struct(">QQ").pack
_sha256: Final = hashlib.sha256


@dataclass(frozen=True, slots=True)
class Tip:
    """The newest entry of a device in a space: what the next one must name."""

    seq: int
    id: bytes


#: Before a device's first entry.
START: Final = Tip(0, NO_PREV)


@dataclass(frozen=True, slots=True)
class Run:
    """What came of checking one device's run."""

    authentic: int
    tip: Tip


def follows(entry: Entry, tip: Tip) -> bool:
    """Whether an entry is the next one after ``tip`` (rule 1)."""
    return entry.seq == tip.seq + 1 and entry.prev == tip.id


def check_run(run: Sequence[Entry], tip: Tip, signing_key: bytes) -> Run:
    """How many entries from the start of ``run`` are authentic, and the tip after those.

    Args:
        run: entries of one device in one space, in the order of the space.
        tip: the device's last authentic entry, or :data:`START`.
        signing_key: from the card that hashes to the device.

    Raises:
        BrokenChain: an entry is missing, repeated or forked.
    """
    before = tip
    for entry in run:
        if not follows(entry, before):
            raise BrokenChain(
                "An entry does not follow from the one before it: one is missing, repeated or "
                "forked. It was refused and is asked for again."
            )
        before = Tip(entry.seq, entry.id)
    for count in range(len(run), 0, -1):
        try:
            verify_signature(run[count - 1], signing_key)
        except BadSignature:
            continue
        return Run(count, Tip(run[count - 1].seq, run[count - 1].id))
    return Run(0, tip)


def head_zero(space: bytes) -> bytes:
    """The head of a space before its first entry."""
    return digest("head-zero", space)


def next_head(head: bytes, position: int, received_ms: int, entry_id: bytes) -> bytes:
    """The head after one more entry. ``position`` counts from 1; the time is the store's, in ms."""
    return _sha256(_HEAD_LABEL + head + _place(position, received_ms) + entry_id).digest()
