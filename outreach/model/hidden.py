"""What the app hides from a reader: what was written of themselves, and what is not for their duty.

The rules that this module enforces:

1. A record that names the reader where it speaks of others, or that is about their own premises, is
   hidden from them; so is one whose handling has conditions, from all but certain duties. Which
   fields, which duties: ``assets/hidden.json``.
2. Nobody is kept from what they wrote themselves.
3. Hiding is courtesy and record, not secrecy: the keys of a space open everything in it. Whoever
   changes the app reads it, and no trace is left. What must not be read by somebody at all belongs
   in a space that they have no key for.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final, Literal, TypeAlias

from pydantic_core import from_json

from outreach.assets import asset
from outreach.model.fold import ReadModel
from outreach.model.rows import Row
from outreach.words import _

#: Why something is hidden: it names the reader, is about their premises, or has conditions.
Why: TypeAlias = Literal["names_you", "your_premises", "conditions"]

#: Where a record says how it may be handled: its own answer, and the grade of intelligence.
_HANDLED: Final = ("handling", "handling_grade")
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks. ``names``: what they are called; ``premises``: records of their own premises."""

    person: str
    names: tuple[str, ...]
    duties: frozenset[str]
    premises: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Rules:
    names: Mapping[str, tuple[str, ...]]
    places: tuple[str, ...]
    #: Field -> code -> the duties that may read.
    handling: Mapping[str, Mapping[str, frozenset[str]]]


@cache
def _rules() -> _Rules:
    data = json.loads(asset("hidden.json").read_text(encoding="utf-8"))
    return _Rules(
        {kind: tuple(fields) for kind, fields in data["names"].items()},
        tuple(data["places"]),
        {
            field: {code: frozenset(rule["read_by"]) for code, rule in data[field].items()}
            for field in _HANDLED
        },
    )


def place_of(fields: Mapping[str, Any]) -> str | None:
    """The record of the premises that a record is about."""
    named = (fields.get(name) for name in _rules().places)
    return next((one for one in named if type(one) is str), None)


def why_hidden(
    reader: Reader,
    *,
    record: str,
    kind: str,
    author: str,
    fields: Mapping[str, Any],
    place: Mapping[str, Any] | None = None,
) -> Why | None:
    """Why a record is hidden from a reader; None where it is not.

    Args:
        author: the person who wrote it.
        place: the fields of the premises that it is about, where they are held.
    """
    if author == reader.person:
        return None
    if _names(reader, kind, fields):
        return "your_premises" if kind == "premises" else "names_you"
    about = record if kind == "premises" else place_of(fields)
    if about in reader.premises or (place is not None and _names(reader, "premises", place)):
        return "your_premises"
    for field, codes in _rules().handling.items():
        read_by = codes.get(str(fields.get(field)))
        if read_by is not None and not reader.duties & read_by:
            return "conditions"
    return None


_SAID: Final = (
    "SELECT r.id, r.data, p.data FROM record r LEFT JOIN record p ON p.id = r.place"
    " WHERE r.id IN (SELECT value FROM json_each(?))"
)


def veil(model: ReadModel, reader: Reader, rows: Sequence[Row]) -> list[Row]:
    """Rows of a list, those that are hidden from the reader without their words."""
    others = [row.id for row in rows if row.person != reader.person]
    if not others:
        return list(rows)
    with model.lock:
        found = model.connection.execute(_SAID, (json.dumps(others),)).fetchall()
    suspects = _suspects(reader)
    told = {
        record: (data, place)
        for record, data, place in found
        if _may_concern(suspects, data) or (place is not None and _may_concern(suspects, place))
    }
    return [_veiled(row) if _is_hidden(reader, row, told) else row for row in rows]


def _veiled(row: Row) -> Row:
    return replace(row, title=_("Hidden from you"), subtitle="")


def _is_hidden(reader: Reader, row: Row, told: Mapping[str, tuple[str, str | None]]) -> bool:
    if row.id not in told:
        return row.id in reader.premises
    data, place = told[row.id]
    return (
        why_hidden(
            reader,
            record=row.id,
            kind=row.kind,
            author=row.person,
            fields=from_json(data),
            place=None if place is None else from_json(place),
        )
        is not None
    )


def _suspects(reader: Reader) -> list[str]:
    """What stands in everything that is hidden from a reader: most records are seen to be none of
    it without being read."""
    meant = (*reader.names, reader.person)
    called = [words[-1] for name in meant if (words := _words(name))]
    codes = (code for field in _rules().handling.values() for code in field)
    return [*called, *reader.premises, *(f'"{code}"' for code in codes)]


def _may_concern(suspects: Sequence[str], data: str) -> bool:
    plain = data.lower() if data.isascii() else " ".join(_words(data)) + data
    return any(one in plain for one in suspects)


def _names(reader: Reader, kind: str, fields: Mapping[str, Any]) -> bool:
    texts = [" ".join(_texts(fields.get(name))) for name in _rules().names.get(kind, ())]
    said = [f" {' '.join(_words(text))} " for text in texts if text]
    # Whoever was chosen from the list of members is named by who they are there.
    meant = (*reader.names, reader.person)
    called = [f" {' '.join(words)} " for name in meant if (words := _words(name))]
    return any(name in text for name in called for text in said)


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict) and "unknown" not in value:
        for one in value.values():
            yield from _texts(one)


def _words(text: str) -> list[str]:
    """Small letters, no accents: as people type a name."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))
