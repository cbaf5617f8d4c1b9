"""Which rules of the app rest on an option of a code list, so that nobody retires one unawares.

The rules that this module enforces:

1. What rests on an option is read from the rules themselves (``assets/*.json``, and the forms), and
   never from a second list of them, which would lag behind.
2. A warning stops nobody from renaming or retiring: a rule goes by the code, which stays. What a
   rule rests on is not removed, since its records would be ranked by words that nobody can see.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from outreach.assets import asset
from outreach.model.codes import names, shipped
from outreach.model.kinds.answers import NEEDS_WHY, PART_CODES
from outreach.model.kinds.registry import PLANS
from outreach.model.kinds.telling import NOT_IN_ORDER
from outreach.words import _, mark

_FILES: Final[Mapping[str, str]] = {
    "ages": mark("How old somebody of an age range may be"),
    "cautions": mark("What a form says of an answer"),
    "due": mark("When a place is due again"),
    "hidden": mark("What the app hides from whom"),
    "links": mark("How links are said and checked"),
    "notices": mark("How a notice counts down"),
    "referrals": mark("When a referral is due"),
    "risk": mark("The order of the review queue: {rule}"),
    "watching": mark("When somebody watches one person or home again and again"),
    "wording": mark("What is said of the wording"),
}
_OTHER: Final = mark("A rule in {rule}")
_ASKED: Final = mark("A form asks only then: {rule}")
_SETTLED: Final = mark("A form does not ask then: {rule}")
_ITSELF: Final = mark("The app itself, wherever such an answer is counted")


class Use(NamedTuple):
    """One rule: a text with a place for ``rule``, and what stands there."""

    text: str
    rule: str

    def said(self) -> str:
        """For a person."""
        return _(self.text).format(rule=_(self.rule))


def uses(name: str, code: str) -> tuple[Use, ...]:
    """The rules that rest on an option of a list; none of most."""
    return _uses().get((name, code), ())


@cache
def _uses() -> dict[tuple[str, str], tuple[Use, ...]]:
    known = {name: shipped(name).labels for name in names()}
    found: defaultdict[tuple[str, str], dict[Use, None]] = defaultdict(dict)
    for name, code, use in _all():
        if code in known.get(name, ()):
            found[name, code][use] = None
    return {key: tuple(some) for key, some in found.items()}


def _all() -> Iterator[tuple[str, str, Use]]:
    lists = _lists_of_fields()
    for path in sorted(asset("").glob("*.json")):
        yield from _of_file(path, lists)
    for plan in PLANS.values():
        for ask in plan.asks.values():
            for condition, text in ((ask.when, _ASKED), (ask.settled, _SETTLED)):
                if condition is not None and condition[0] in plan.asks:
                    yield plan.asks[condition[0]].codes, condition[1], Use(text, ask.label)
    for code in NEEDS_WHY:
        yield "unknown_answer", code, Use(_ITSELF, "")
    yield "checklist_answer", NOT_IN_ORDER, Use(_ITSELF, "")


def _lists_of_fields() -> dict[str, frozenset[str]]:
    """Field, or part of an answer, or list -> the lists whose codes may stand there."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name in names():
        found[name].add(name)
    for part, name in PART_CODES.items():
        found[part].add(name)
    for plan in PLANS.values():
        for field, ask in plan.asks.items():
            if ask.codes:
                found[field].add(ask.codes)
    return {field: frozenset(some) for field, some in found.items()}


def _of_file(path: Path, lists: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, str, Use]]:
    text = _FILES.get(path.stem, _OTHER)
    whole: Any = json.loads(path.read_text(encoding="utf-8"))
    source = str(whole.get("source", "")) if isinstance(whole, dict) else ""
    stack: list[tuple[Any, str]] = [(whole, path.stem)]
    while stack:
        node, rule = stack.pop()
        if isinstance(node, list):
            stack += [(one, rule) for one in node]
        if not isinstance(node, dict):
            continue
        rule = str(node.get("label", rule))
        named = node.get("part") or node.get("field")
        pairs = [(str(named), node["any"])] if named and "any" in node else []
        pairs += [(key.removeprefix("by_"), value) for key, value in node.items()]
        for field, value in pairs:
            codes = value if isinstance(value, list | dict) else ()
            for name in lists.get(field, ()):
                for code in codes:
                    if isinstance(code, str):
                        yield name, code, Use(text, rule)
        for name in _whose_keys(node, source):
            for code in node:
                yield name, code, Use(text, rule)
        stack += [(value, rule) for value in node.values()]


def _whose_keys(node: Mapping[str, Any], source: str) -> list[str]:
    """The list whose options something is said of, one by one; of several that have all of them,
    those that the file names."""
    if len(node) < 2:
        return []
    found = [name for name in names() if shipped(name).labels.keys() >= node.keys()]
    return found if len(found) < 2 else [name for name in found if name in source]
