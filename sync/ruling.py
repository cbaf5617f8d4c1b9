"""A ruling: an admin's signed decision about bodies. Erase them, hold them, or take that back.

The body of an entry of kind 3, JSON:

    {"version": 1, "verb": "erase" | "second" | "hold" | "release",
     "entries": [[position, "id in hex"], ...],      of erase and hold
     "of": "id of a ruling in hex" | null,           of second and release
     "sealed": base64}                               the reason, for members only

The rules, alike in the store and on devices. A ruling that breaks one is *void*: it stays in the
log and changes nothing.

1. It stands on its own signature, and its author was an admin under the roster in force.
2. Erase and hold name entries before it by position and id, at least one and at most
   :data:`MOST_ENTRIES`; second and release name an earlier ruling of the kind that they answer.
3. Where the roster in force asks for one eraser, an erasure takes effect at once. Where it asks for
   two, it takes effect with the first *second* by another device; nobody seconds themselves.
4. A hold refuses: an erasure, or a second, of which any entry is held is void. So is a hold of what
   was erased already: there is nothing left to keep.
5. A release ends one hold. What two hold is held until both are released.

What an erasure drops is bodies. Header, digest and signature stay, so every chain verifies, and an
id says nothing of what was said. Rosters and rulings are never erased, whatever a ruling names.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

from sync.envelope import Entry, Kind
from sync.errors import BadRuling, MalformedEntry
from sync.keys import open_part, seal_part
from sync.plaintext import pack, read_json, unpack
from sync.roster import Roster

Verb = Literal["erase", "second", "hold", "release"]
VERBS: Final = frozenset(get_args(Verb))
MOST_ENTRIES: Final = 500

#: An entry as a ruling names it.
Mark = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a ruling says, as parsed from its entry."""

    entry_id: bytes
    device: bytes
    verb: Verb
    entries: tuple[Mark, ...]
    of: bytes | None
    sealed: bytes = field(repr=False)

    def reason(self, epoch_key: bytes, place: bytes) -> str:
        """Why, in its author's words. Raises CannotOpen, MalformedEntry."""
        return str(unpack(open_part(epoch_key, "ruling", self.sealed, place)).get("reason", ""))


def ruling_place(space: bytes, device: bytes, seq: int) -> bytes:
    """What a ruling's sealed reason is bound to."""
    return space + device + seq.to_bytes(8, "big")


def ruling_body(
    verb: Verb,
    *,
    entries: Iterable[Mark] = (),
    of: bytes | None = None,
    reason: str,
    epoch_key: bytes,
    salt: bytes,
    place: bytes,
) -> bytes:
    """The body of a ruling, to be signed. ``salt`` is 16 fresh random bytes; ``place`` is
    :func:`ruling_place` of the entry that will carry it."""
    sealed = seal_part(epoch_key, "ruling", pack({"reason": reason}), salt, place)
    body = {
        "version": 1,
        "verb": verb,
        "entries": [[position, entry_id.hex()] for position, entry_id in entries],
        "of": of and of.hex(),
        "sealed": base64.b64encode(sealed).decode(),
    }
    return json.dumps(body, separators=(",", ":")).encode()


def parse(entry: Entry) -> Ruling:
    """Read a ruling from its entry.

    Raises:
        BadRuling: not one, or not of the right shape.
    """
    if entry.kind is not Kind.RULING or entry.body is None:
        raise BadRuling("An entry that should be a ruling is none.")
    try:
        return _parse(entry, read_json(entry.body))
    except (KeyError, TypeError, ValueError, MalformedEntry):
        raise BadRuling("A ruling's body is not of the right shape.") from None


def _parse(entry: Entry, read: Mapping[str, Any]) -> Ruling:
    verb, of = read["verb"], read["of"]
    marks = tuple((_position(position), _id(mark)) for position, mark in read["entries"])
    answers = verb in ("second", "release")
    if read["version"] != 1 or verb not in VERBS or len(set(marks)) != len(marks):
        raise ValueError
    if answers == (of is None) or answers == bool(marks) or len(marks) > MOST_ENTRIES:
        raise ValueError
    sealed = base64.b64decode(read["sealed"], validate=True)
    return Ruling(entry.id, entry.device, verb, marks, None if of is None else _id(of), sealed)


def _position(value: object) -> int:
    if type(value) is not int or not 0 < value < 1 << 63:
        raise ValueError
    return value


def _id(value: object) -> bytes:
    if not isinstance(value, str) or len(raw := bytes.fromhex(value)) != 32 or raw.hex() != value:
        raise ValueError
    return raw


class Rulings:
    """What the rulings of one space have come to, in the order of its positions."""

    def __init__(self) -> None:
        #: Of each entry that was erased: the ruling that did it.
        self.erased: dict[Mark, bytes] = {}
        self._proposed: dict[bytes, Ruling] = {}
        self._holds: dict[bytes, Ruling] = {}

    @property
    def held(self) -> frozenset[Mark]:
        """Every entry that some hold keeps from being erased."""
        return frozenset(mark for hold in self._holds.values() for mark in hold.entries)

    @property
    def proposed(self) -> list[Ruling]:
        """Erasures that wait for a second."""
        return list(self._proposed.values())

    @property
    def holds(self) -> list[Ruling]:
        """Holds that nobody has released."""
        return list(self._holds.values())

    def is_erased(self, position: int | None, entry_id: bytes) -> bool:
        """Whether a ruling in force erased this entry's body."""
        return position is not None and (position, entry_id) in self.erased

    def take(self, entry: Entry, position: int, roster: Roster) -> tuple[Mark, ...]:
        """Let an authorised ruling take effect at ``position`` under the roster in force there.

        Returns:
            The entries whose bodies are to be dropped from now on; none for most rulings.

        Raises:
            BadRuling: it is void, and why.
        """
        ruling = parse(entry)
        if any(at >= position for at, _ in ruling.entries):
            raise BadRuling("A ruling names an entry that comes after it.")
        if ruling.verb == "hold":
            if any(mark in self.erased for mark in ruling.entries):
                raise BadRuling("What is to be held was erased before.")
            self._holds[ruling.entry_id] = ruling
            return ()
        if ruling.verb == "release":
            if ruling.of not in self._holds:
                raise BadRuling("There is no hold that this could release.")
            del self._holds[ruling.of]
            return ()
        if ruling.verb == "erase":
            self._refuse_held(ruling)
            if roster.erasers > 1:
                self._proposed[ruling.entry_id] = ruling
                return ()
            return self._erase(ruling, ruling.entry_id)
        first = self._proposed.get(ruling.of or b"")
        if first is None or first.device == ruling.device:
            raise BadRuling("There is no erasure by somebody else that this could second.")
        self._refuse_held(first)
        del self._proposed[first.entry_id]
        return self._erase(first, ruling.entry_id)

    def _refuse_held(self, ruling: Ruling) -> None:
        if self.held.intersection(ruling.entries):
            raise BadRuling("A legal hold keeps what was to be erased.")

    def _erase(self, ruling: Ruling, by: bytes) -> tuple[Mark, ...]:
        fresh = tuple(mark for mark in ruling.entries if mark not in self.erased)
        self.erased.update(dict.fromkeys(fresh, by))
        return fresh
