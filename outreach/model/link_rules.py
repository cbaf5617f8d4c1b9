"""The rules for links as data: what each sort is called from either end, and what may stand there.

A sort that the rules do not know (a newer list, an administrator's own) reads the same from both
ends and may stand between anything: it never breaks a record that was stored.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from outreach.assets import asset
from outreach.model.codes import code_list

#: What stands at an end that is no record.
TELEPHONE: Final = "telephone"
HANDLE: Final = "handle"
SAME: Final = "possibly_same"


@dataclass(frozen=True, slots=True)
class Sort:
    """``inverse``: the code of the same link told from its other end, its own where it reads the
    same; empty where there is none. ``is_``: what the first end is to the second; ``back_is``: what
    the second is to the first. ``start``, ``to``: groups of kinds. ``up``: generations that the
    first stands above the second; None where it is no family or that is not known."""

    code: str
    inverse: str
    back: str
    is_: str
    back_is: str
    start: str
    to: str
    up: int | None
    family: bool
    alike: tuple[str, ...]

    @property
    def directed(self) -> bool:
        return self.inverse != self.code


@dataclass(frozen=True, slots=True)
class Rules:
    """All of ``assets/links.json``."""

    sorts: Mapping[str, Sort]
    groups: Mapping[str, frozenset[str]]
    never: frozenset[str]
    mergeable: frozenset[str]
    tied_fields: Mapping[str, str]
    tied_kinds: frozenset[str]
    most: int
    most_around_one: int
    most_family: int
    youngest_parent_years: int


@cache
def rules() -> Rules:
    """The rules in force."""
    said = json.loads(asset("links.json").read_text(encoding="utf-8"))
    nouns = {one["sort"]: one["is"] for one in said["sorts"]}
    return Rules(
        {one["sort"]: _sort(one, nouns) for one in said["sorts"]},
        {name: frozenset(kinds) for name, kinds in said["groups"].items()},
        frozenset(said["never"]["kinds"]),
        frozenset(said["merges"]["kinds"]),
        dict(said["implied"]["fields"]),
        frozenset(said["implied"]["kinds"]),
        said["network"]["most"],
        said["network"]["most_around_one"],
        said["family"]["most"],
        said["family"]["youngest_parent_years"],
    )


def _sort(one: Mapping[str, Any], nouns: Mapping[str, str]) -> Sort:
    inverse = one.get("inverse", "")
    return Sort(
        one["sort"],
        inverse,
        one.get("back", ""),
        one["is"],
        one.get("back_is") or nouns.get(inverse, one["is"]),
        one["from"],
        one["to"],
        one.get("up"),
        "up" in one or one.get("beside") is True,
        tuple(one.get("alike", ())),
    )


def sort_of(code: str) -> Sort:
    """The rules of a sort, known or not."""
    found = rules().sorts.get(code)
    label = code_list("link_sort").label(code)
    return found or Sort(code, code, "", label, label, "any", "anything", None, False, ())


def said(code: str, *, back: bool = False) -> str:
    """A sort in words, from the first end to the second, or ``back``."""
    sort, labels = sort_of(code), code_list("link_sort")
    if not back:
        return labels.label(code)
    return labels.label(sort.inverse) if sort.inverse else sort.back or labels.label(code)


def may_stand(kind: str, group: str) -> bool:
    """Whether a record of a kind may stand at an end that takes ``group``."""
    force = rules()
    if kind in force.never:
        return False
    return group in ("any", "anything") or kind in force.groups.get(group, ())


def canonical(code: str, start: str, to: str) -> tuple[str, str, str]:
    """The same for the same link, from whichever end it was told."""
    sort = sort_of(code)
    if not sort.directed:
        return code, min(start, to), max(start, to)
    order = list(rules().sorts)
    if sort.inverse in order and order.index(sort.inverse) < order.index(code):
        return sort.inverse, to, start
    return code, start, to


def rank(code: str) -> int:
    """The order in which sorts are shown."""
    order = list(rules().sorts)
    return order.index(code) if code in order else len(order)
