"""Match pointers: that another space holds the same nickname, registration or telephone number.

    type "match-pointer", version 1, a random id, in the common space,
    set {"token": 32 hex, "what", "space": whose record it is, "ask": a duty, "withdrawn": true}
                                                                 the last one may be absent

    match key = HKDF(epoch 1's key of the common space, label "match-pointer")
    token     = first 16 bytes of HMAC-SHA-256(match key, what || 0 || value as it is compared)

Which spaces publish, of what, and whom to ask is data (``assets/pointers.json``). The rules that
this module enforces:

1. A pointer says that something is held, and nothing of it: no id, no author's words, no value.
2. Whoever holds the common space's first key can test a guess, and nobody else. So a space that
   must not even be suspected of holding something publishes none, whatever an entry claims.
3. Values are compared as people mean them: a nickname without its capitals, accents and the words
   that say nothing, a telephone number in its national form, a registration that was read in full.
4. A pointer stands until a later one of the same id withdraws it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from outreach.assets import asset
from outreach.model import links
from outreach.model.changes import Change
from outreach.model.clocks import UNPLACED, newly_numbered
from outreach.model.kinds.registry import PLANS
from outreach.model.quarantine import Quarantined, kept_out
from outreach.model.tables import PointerRow, replace_into
from sync.keys import derive

POINTER: Final = "match-pointer"
POINTER_VERSION: Final = 1
WITHDRAWN: Final = "withdrawn"

#: Of a text with several, and of names as a person has them.
_MOST_IN_A_TEXT: Final = 8
_MOST_NAMES: Final = 60
_TOKEN: Final = re.compile(r"[0-9a-f]{32}")
_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,63}")
_BETWEEN_NAMES: Final = re.compile(r"[,;/\n]|\band\b|\bor\b", re.IGNORECASE)
_NO_DIGIT: Final = re.compile(r"\D")
_PUT: Final = replace_into(PointerRow)

#: What is compared: a sort of value, and the value in its one spelling.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Rules:
    """``spaces``: name -> what it publishes, and the duty to ask. ``fields``: name -> sort."""

    common: str
    spaces: dict[str, tuple[frozenset[str], str]]
    never: frozenset[str]
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Held:
    """A pointer that stands. ``device``: of whoever published it, 32 hex."""

    record: str
    token: str
    what: str
    space: str
    ask: str
    device: str


@cache
def rules() -> Rules:
    """The rules in force. Raises ValueError for a space that both publishes and never does."""
    return read(asset("pointers.json").read_text(encoding="utf-8"))


def read(text: str) -> Rules:
    """Read the rules. Raises ValueError for what cannot be meant."""
    said = json.loads(text)
    spaces = {one["space"]: (frozenset(one["of"]), str(one["ask"])) for one in said["spaces"]}
    never = frozenset(one["space"] for one in said["never"])
    fields = {str(name): str(sort) for name, sort in said["fields"].items()}
    if never & spaces.keys() or said["common"] in spaces:
        raise ValueError("a space publishes pointers that must not")
    if not all(of <= _SPELT.keys() for of, _ask in spaces.values()):
        raise ValueError("a space publishes pointers of an unknown sort")
    if not set(fields.values()) <= _SPELT.keys():
        raise ValueError("a field is of an unknown sort")
    return Rules(str(said["common"]), spaces, never, fields)


# -- what is compared ------------------------------------------------------------------------------


def nicknames(value: object) -> list[str]:
    """Each name of a text with several, or of names as a person has them, by its telling words."""
    most = _MOST_NAMES
    if type(value) is list:
        each = [str(one.get("name", "")) for one in value if type(one) is dict]
    elif type(value) is str:
        each = _BETWEEN_NAMES.split(value[:2_000])
        most = _MOST_IN_A_TEXT
    else:
        return []
    found = (" ".join(links.words_of(one)) for one in each)
    return list(dict.fromkeys(one for one in found if one))[:most]


def registrations(value: object) -> list[str]:
    """A registration that was read in full."""
    mark = links.mark_of(value)
    return [mark] if mark and "?" not in mark else []


def telephones(value: object) -> list[str]:
    """A British number in its national form, another one as its digits; each of several."""
    if type(value) is list:
        each = [one.get("number") for one in value if type(one) is dict]
        return [number for one in each for number in telephones(one)]
    if type(value) is not str:
        return []
    digits = _NO_DIGIT.sub("", value.replace("(0)", ""))
    for code in ("0044", "44"):
        if digits.startswith(code) and len(digits) > len(code) + 8:
            digits = "0" + digits[len(code) :].lstrip("0")
            break
    return [digits] if 7 <= len(digits) <= 15 else []


_SPELT: Final = {
    "nickname": nicknames,
    "registration": registrations,
    "telephone": telephones,
}


@cache
def _asked(kind: str) -> tuple[tuple[str, str], ...]:
    plan = PLANS.get(kind)
    if plan is None:
        return ()
    # "names" of whatever kind; "alias.name" of that one alone.
    mine = ((name.removeprefix(f"{kind}."), sort) for name, sort in rules().fields.items())
    return tuple((name, sort) for name, sort in mine if name in plan.asks)


def fields_of(kind: str) -> list[str]:
    """The fields of a kind that are compared."""
    return [name for name, _sort in _asked(kind)]


def keys(kind: str, fields: Mapping[str, Any]) -> list[Key]:
    """What of a record is compared, each once; of most records nothing."""
    found: list[Key] = []
    for name, sort in _asked(kind):
        value = fields.get(name)
        if value is not None:
            found += [(sort, one) for one in _SPELT[sort](value)]
    return list(dict.fromkeys(found))


def keys_of_text(text: str) -> list[Key]:
    """What a text that was typed into a search could be."""
    return [(sort, one) for sort, spelt in _SPELT.items() for one in spelt(text)]


# -- tokens ----------------------------------------------------------------------------------------


def match_key(first_key: bytes) -> bytes:
    """The key of all tokens, from the common space's key of epoch 1."""
    return derive(first_key, POINTER)


def token(key: bytes, what: str, value: str) -> str:
    """What stands for a value: 32 hex, the same wherever the value is."""
    said = what.encode() + b"\0" + value.encode()
    return hmac.digest(key, said, hashlib.sha256)[:16].hex()


# -- in the read model -----------------------------------------------------------------------------


def fold(
    connection: sqlite3.Connection, changes: Iterable[Change]
) -> tuple[list[Change], list[Quarantined], int]:
    """Take the pointers; the rest, what is no pointer though it says so, how many were new."""
    others: list[Change] = []
    faulty: list[Quarantined] = []
    taken = 0
    for change in changes:
        if (change.type, change.version) != (POINTER, POINTER_VERSION):
            others.append(change)
        elif (why := fault(change)) is not None:
            faulty.append(kept_out(change, why))
        else:
            taken += _take(connection, change)
    return others, faulty, taken


def fault(change: Change) -> str | None:
    """Why a change is no pointer; None if it is one."""
    said, force = change.fields, rules()
    if change.space != force.common:
        return "A match pointer stands in another space than the common one."
    if not said.keys() <= {"token", "what", "space", "ask", WITHDRAWN}:
        return "A match pointer says more than that there is a match."
    names = [said.get(name) for name in ("what", "space", "ask")]
    found = said.get("token")
    if type(found) is not str or not _TOKEN.fullmatch(found):
        return "A match pointer names no token."
    if not all(type(name) is str and _NAME.fullmatch(name) for name in names):
        return "A match pointer does not say what matches, where, and whom to ask."
    if said["space"] in force.never or said["space"] == force.common:
        return "A match pointer is of a space that publishes none."
    return None


def _take(connection: sqlite3.Connection, change: Change) -> int:
    known = connection.execute(
        "SELECT position FROM pointer WHERE entry = ?", (change.entry,)
    ).fetchone()
    if known is not None and not newly_numbered(change.position, known[0]):
        return 0
    said = change.fields
    connection.execute(
        _PUT,
        (
            change.entry,
            said["token"],
            said["what"],
            said["space"],
            said["ask"],
            change.record,
            change.device,
            change.seq,
            change.position,
            int(bool(said.get(WITHDRAWN))),
        ),
    )
    return 1


#: Of each id the latest word counts: what has no position yet comes after all that has.
_STANDING: Final = (  # of constants
    "SELECT record, token, what, space, ask, device FROM pointer p"  # noqa: S608
    " WHERE p.token IN (SELECT value FROM json_each(?)) AND NOT p.withdrawn AND NOT EXISTS ("
    "SELECT 1 FROM pointer later WHERE later.record = p.record AND later.entry != p.entry AND"
    f" (coalesce(later.position, {UNPLACED}), later.device, later.seq) >"
    f" (coalesce(p.position, {UNPLACED}), p.device, p.seq))"
    " ORDER BY p.space, p.what, p.record"
)


def standing(connection: sqlite3.Connection, tokens: Iterable[str]) -> list[Held]:
    """The pointers that stand for these tokens."""
    found = connection.execute(_STANDING, (json.dumps(list(tokens)),))
    return [Held(*row) for row in found]
