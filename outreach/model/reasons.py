"""Why a result of a search is one, in words for whoever reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from outreach.model.fits import Why
from outreach.model.known_by import Sort
from outreach.words import _, mark, several

_SAME: Final[Mapping[Sort, str]] = {
    "name": mark("the same name"),
    "handle": mark("the same handle"),
    "telephone": mark("the same number"),
    "registration": mark("the same registration"),
    "mark": mark("the same words in a description"),
}
_WITHIN: Final[Mapping[Sort, str]] = {
    "name": mark("part of the name"),
    "handle": mark("part of the handle"),
    "telephone": mark("part of the number"),
    "registration": mark("part of the registration"),
    "mark": mark("part of a description"),
}
_DIFFERENT: Final[Mapping[Sort, str]] = {
    "telephone": mark("the number but for one digit"),
    "registration": mark("the registration but for one character"),
}
_WORDS: Final[Mapping[Why, str]] = {
    "spelt": mark("spelt almost the same"),
    "sounds": mark("sounds like it"),
    "alphabet": mark("written in another alphabet"),
    "nickname": mark("a short or other form of the name"),
    "begins": mark("begins so"),
    "initial": mark("with an initial"),
    "joined": mark("written as one word or as two"),
    "order": mark("in another order"),
    "part": mark("part of the name"),
    "described": mark("in a description"),
    "digits": mark("digits for letters"),
}


def in_words(sort: Sort, why: Sequence[Why], said: str = "") -> str:
    """Every reason, the chief one first: ``sounds like it, part of the name``."""
    found = (_one(sort, each, said) for each in why)
    return ", ".join(dict.fromkeys(words for words in found if words))


def _one(sort: Sort, why: Why, said: str) -> str:
    if why == "same":
        return _(_SAME[sort])
    if why == "within":
        return _(_WITHIN[sort])
    if why == "different":
        return _(_DIFFERENT[sort])
    if why == "unread":
        return _unread(said)
    if why == "misread":
        return _("easily misread: {characters}").format(characters=said)
    return _(_WORDS[why])


def _unread(said: str) -> str:
    if not said.isdecimal():
        return _("with an unread character")
    return several(
        "a registration with {n} unread character",
        "a registration with {n} unread characters",
        int(said),
    )
