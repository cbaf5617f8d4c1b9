"""What changed in a record between what somebody saw and what stands now.

The rules that this module enforces:

1. *Then* is what the versions that were seen make of the record by the same fold as *now*: a
   difference is one that a reader of both pages would find.
2. Texts are compared word by word. Whatever is shown as gone and as new, in order, gives back both
   texts to the letter.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final, Literal

from outreach.model import kinds
from outreach.model.cells import merge
from outreach.model.fold import ReadModel
from outreach.model.pages import identify, standing_of

#: Texts with more words than this are compared line by line: a comparison is quadratic.
MOST_WORDS: Final = 1_500

_WORDS = re.compile(r"\s+|\w+(?:['\u2019]\w+)*|[^\w\s]")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")

Kind = Literal["same", "gone", "new"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: in both, only before, or only now."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A field whose answer differs; None where it had, or has, none."""

    field: str
    before: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Comparison:
    """``changed`` in the order of the form; ``seen`` of ``versions`` were seen. Withdrawing counts
    as a change of its own: ``was_withdrawn`` and ``is_withdrawn``."""

    changed: tuple[Changed, ...]
    seen: int
    versions: int
    was_withdrawn: bool
    is_withdrawn: bool


def since(model: ReadModel, record: str, seen: Collection[str]) -> Comparison:
    """What changed since ``seen``, entries of a record's versions. Those it has not are ignored.

    Raises:
        NotFound: no record, or more than one, has an id that begins so.
    """
    with model.lock:
        standing = standing_of(model, identify(model, record))
    known = [version for version in standing.versions if version.entry in seen]
    then, now = merge(known), standing.cells
    order = [field.name for field in kinds.form(standing.versions[0].type).fields()]
    names = {*then.values, *now.values}
    ordered = [name for name in order if name in names] + sorted(names.difference(order))
    return Comparison(
        tuple(
            Changed(name, then.values.get(name), now.values.get(name))
            for name in ordered
            if then.values.get(name) != now.values.get(name)
        ),
        len(known),
        len(standing.versions),
        then.withdrawn,
        now.withdrawn,
    )


def words(before: str, now: str) -> list[Piece]:
    """Two texts word by word: what is in both, what is gone, what is new, in reading order."""
    old, new = _WORDS.findall(before), _WORDS.findall(now)
    if max(len(old), len(new)) > MOST_WORDS:
        old, new = _LINES.findall(before), _LINES.findall(now)
    pieces: list[Piece] = []
    for change, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if change == "equal":
            pieces.append(Piece("same", "".join(old[a:b])))
            continue
        if b > a:
            pieces.append(Piece("gone", "".join(old[a:b])))
        if d > c:
            pieces.append(Piece("new", "".join(new[c:d])))
    return pieces
