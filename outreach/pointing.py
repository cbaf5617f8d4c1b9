"""Publishing match pointers, and asking whether there are some: what another space holds too.

The rules that this module enforces:

1. A pointer is published in the transaction that brings a new value into a space that publishes
   (``outreach/model/pointers.py``), by whoever wrote it, if they may write to the common space. It
   never keeps a record from being saved.
2. What is asked about is answered from spaces that this device cannot read, and from what others
   published: nobody is told of a match with what they sent themselves.
3. A value that no record of its space holds any more has its pointers withdrawn by whoever took the
   last one away.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from outreach.belonging import Belonging
from outreach.model import kinds, pointers
from outreach.model.fold import ReadModel
from outreach.model.pointers import POINTER, POINTER_VERSION, Key
from outreach.opening import Opener
from outreach.writing import Write
from sync.client.vault import Vault
from sync.membership import Membership
from sync.roster import MAY_WRITE

_IN_SPACE = (
    "SELECT id, kind, data FROM record WHERE space = ? AND NOT withdrawn"
    " AND kind IN (SELECT value FROM json_each(?))"
)


@dataclass(frozen=True, slots=True)
class Match:
    """Another space holds the same, and that is all there is to know here.

    ``what``: nickname, registration or telephone; ``ask``: the duty of whom to ask; ``people``:
    their names, as far as this device knows any.
    """

    what: str
    space: str
    ask: str
    people: tuple[str, ...]


class Pointing:
    """One vault's part in them."""

    def __init__(
        self,
        vault: Vault,
        opener: Opener,
        belonging: Belonging,
        membership: dict[bytes, Membership],
        random: Callable[[int], bytes],
    ) -> None:
        self._vault = vault
        self._opener = opener
        self._belonging = belonging
        self._membership = membership
        self._random = random

    def common(self) -> bytes | None:
        """The common space, where this device knows it."""
        return self._belonging.names().get(pointers.rules().common)

    def new(
        self, model: ReadModel, writes: Iterable[tuple[bytes, Sequence[Write]]]
    ) -> tuple[bytes, list[Write]] | None:
        """The common space and the pointers that these writes call for; None: none, or this person
        may not publish."""
        wanted: dict[tuple[str, Key], str] = {}
        for space, some in writes:
            brought = [key for one in some for key in pointers.keys(one.type, one.fields)]
            if not brought:
                continue
            name = self._opener.space_name(space)
            of, ask = pointers.rules().spaces.get(name, (frozenset(), ""))
            wanted.update(((name, key), ask) for key in brought if key[0] in of)
        if not wanted:
            return None
        common, match_key = self.common(), self._match_key()
        if common is None or match_key is None or not self._may_write(common):
            return None
        tokens = {key: pointers.token(match_key, *key) for _name, key in wanted}
        with model.lock:
            held = pointers.standing(model.connection, tokens.values())
        mine = self._vault.identity.device.hex()
        known = {(one.token, one.space) for one in held if one.device == mine}
        made = [
            self._write(
                {"token": tokens[key], "what": key[0], "space": name, "ask": ask},
                self._random(16).hex(),
            )
            for (name, key), ask in wanted.items()
            if (tokens[key], name) not in known
        ]
        return (common, made) if made else None

    def outdated(
        self, model: ReadModel, space: str, gone: Iterable[Key], record: str
    ) -> tuple[bytes, list[Write]] | None:
        """What withdraws the pointers to these values of a record of a space, where no other record
        there holds the same; None: nothing, or this person may not publish."""
        common, match_key = self.common(), self._match_key()
        if common is None or match_key is None or not self._may_write(common):
            return None
        tokens = {pointers.token(match_key, *key): key for key in gone}
        with model.lock:
            held = pointers.standing(model.connection, tokens)
        # Who cannot read the space does not know what else is there.
        reads, mine = space in self._belonging.readable(), self._vault.identity.device.hex()
        held = [one for one in held if one.space == space and (reads or one.device == mine)]
        if not held:
            return None
        still = _held_elsewhere(model, space, record)
        made = [
            self._write(
                {
                    "token": one.token,
                    "what": one.what,
                    "space": one.space,
                    "ask": one.ask,
                    pointers.WITHDRAWN: True,
                },
                one.record,
            )
            for one in held
            if tokens[one.token] not in still
        ]
        return (common, made) if made else None

    def found(self, model: ReadModel, keys: Sequence[Key]) -> list[Match]:
        """What others have said of these values and of spaces that this device cannot read; each
        once."""
        match_key = self._match_key() if keys else None
        if match_key is None:
            return []
        tokens = [pointers.token(match_key, *key) for key in keys]
        with model.lock:
            held = pointers.standing(model.connection, tokens)
        readable, mine = self._belonging.readable(), self._vault.identity.device.hex()
        return list(
            dict.fromkeys(
                Match(one.what, one.space, one.ask, self._people(one.ask))
                for one in held
                if one.space not in readable and one.device != mine
            )
        )

    def _people(self, duty: str) -> tuple[str, ...]:
        """Who has a duty, as the rosters say that this device can read: name and agency."""
        found: dict[str, str] = {}
        for space in self._belonging.readable().values():
            membership = self._membership[space]
            details = self._opener.details(membership.current) if membership.is_founded else None
            for person in details.people.values() if details is not None else ():
                if duty in person.duties:
                    found[person.person] = f"{person.name}, {person.agency}"
        return tuple(sorted(found.values()))

    def _match_key(self) -> bytes | None:
        common = self.common()
        first = self._vault.identity.epochs.get(common, {}).get(1) if common is not None else None
        return pointers.match_key(first) if first is not None else None

    def _may_write(self, space: bytes) -> bool:
        if not self._membership[space].is_founded:
            return False
        author = self._belonging.author_in(space)
        return author is not None and author.role in MAY_WRITE

    def _write(self, fields: dict[str, Any], record: str) -> Write:
        return Write(POINTER, POINTER_VERSION, record, fields)


def _held_elsewhere(model: ReadModel, space: str, record: str) -> set[Key]:
    """What the other records of a space hold. Rare: when one is withdrawn or erased."""
    compared = [kind for kind in kinds.KINDS if pointers.fields_of(kind)]
    with model.lock:
        rows = model.connection.execute(_IN_SPACE, (space, json.dumps(compared))).fetchall()
    return {
        key
        for one, kind, data in rows
        if one != record
        for key in pointers.keys(kind, json.loads(data))
    }
