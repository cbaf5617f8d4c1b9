"""Which record a supervisor should read first, and why.

The rules that this module enforces; what raises a record is data in ``assets/risk.json``, each rule
with its reason and its source:

1. A level follows from what the record says and from nothing else. Every device gives the same.
2. It orders reading. It says nothing about anybody, and nobody is scored.
3. Ethnicity never drives it: a rule that looks at such a field is refused when the rules are read.
4. Whatever raises a record is said in words beside it.
5. Targets are the partnership's own, and none is longer than what its level allows (``targets``).

Levels are numbers, the highest read first, so that SQL can order by them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple

from outreach.assets import asset

HOUR_MS: Final = 3_600_000

#: What a rule may look at besides the answers.
FACTS: Final = ("late", "conflict", "withdrawn")

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Level:
    """``rank``: the greater, the sooner to be read. ``target_ms``: to be reviewed within."""

    rank: int
    name: str
    label: str
    target_ms: int


class Rule(NamedTuple):
    """One rule. It looks at codes or truth values of a ``field`` (of a ``part`` of each of its
    items), at whether anything is given, at words in texts, or at a ``fact`` about the record."""

    rank: int
    label: str
    field: str
    part: str
    codes: frozenset[Any]
    words: tuple[str, ...]
    texts: tuple[str, ...]
    fact: str


class Rules(NamedTuple):
    """Everything in ``assets/risk.json``, made ready. ``codes``: (field, part, code -> rank)."""

    levels: tuple[Level, ...]
    rules: tuple[Rule, ...]
    codes: tuple[tuple[str, str, dict[Any, int]], ...]
    given: tuple[tuple[str, int], ...]
    words: tuple[tuple[int, tuple[str, ...]], ...]
    texts: tuple[str, ...]
    facts: dict[str, int]
    quiet: Rule
    unless_given: tuple[str, ...]
    routine: int


def rank(values: Values, facts: Sequence[str] = ()) -> int:
    """How soon a record should be read, as the rank of its level.

    ``values`` stand now; ``facts`` about the record: ``late`` (recorded later than the limit after
    the event), ``conflict`` (people gave different answers to one question), ``withdrawn``.
    """
    rules = _rules()
    get = values.get
    found = 0
    for field, part, ranks in rules.codes:
        value = get(field)
        if value is None:
            continue
        if type(value) is list:
            for one in value:
                code = one.get(part) if part else one
                if type(code) is str and ranks.get(code, 0) > found:
                    found = ranks[code]
        elif type(value) is not dict and ranks.get(value, 0) > found:
            found = ranks[value]
    for field, high in rules.given:
        if high > found and get(field):
            found = high
    for fact in facts:
        found = max(found, rules.facts.get(fact, 0))
    for high, words in rules.words:
        if high > found and _says(values, rules.texts, words):
            found = high
    if found:
        return found
    return rules.quiet.rank if is_quiet(values) else rules.routine


def reasons(values: Values, facts: Sequence[str] = ()) -> list[str]:
    """Why a record stands where it does, in words, what weighs most first. Empty: routine."""
    found = [rule for rule in _rules().rules if _fits(rule, values, facts)]
    if not found and is_quiet(values):
        return [_rules().quiet.label]
    found.sort(key=lambda rule: -rule.rank)
    return list(dict.fromkeys(rule.label for rule in found))


def is_quiet(values: Values) -> bool:
    """Whether nothing was seen and nothing else is said: a list shows all there is to read."""
    rules = _rules()
    if values.get(rules.quiet.field) is not True:
        return False
    return not any(values.get(field) for field in rules.unless_given)


def levels() -> tuple[Level, ...]:
    """The levels, the highest first."""
    return _rules().levels


def level(rank: int) -> Level:
    """The level of a rank; the lowest for one that is not there."""
    return next((one for one in _rules().levels if one.rank == rank), _rules().levels[-1])


def quiet() -> Level:
    """The level of records with nothing in them to read: they may be approved together."""
    return level(_rules().quiet.rank)


def facts(*, late: bool, conflict: bool, withdrawn: bool) -> tuple[str, ...]:
    """Those that are true of a record."""
    if not (late or conflict or withdrawn):
        return ()
    held = zip(FACTS, (late, conflict, withdrawn), strict=True)
    return tuple(name for name, true in held if true)


def _fits(rule: Rule, values: Values, facts: Sequence[str]) -> bool:
    if rule.fact:
        return rule.fact in facts
    if rule.words:
        return _says(values, rule.texts, rule.words)
    value = values.get(rule.field)
    if not rule.codes:
        return bool(value)
    return any(code in rule.codes for code in _codes(value, rule.part))


def _codes(value: Any, part: str) -> Iterator[Any]:
    """The codes or truth values in an answer; nothing of an answer that is not known."""
    for one in value if isinstance(value, list) else [value]:
        code = one.get(part) if part and isinstance(one, dict) else one
        if isinstance(code, (str, bool)):
            yield code


def _says(values: Values, texts: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether a text has one of the words, or a longer one that begins so. A false alarm costs a
    supervisor nothing but an earlier look."""
    for name in texts:
        text = values.get(name)
        if type(text) is str:
            low = f" {text}".lower()
            for word in words:
                at = low.find(word)
                while at > 0:
                    if not low[at - 1].isalnum():
                        return True
                    at = low.find(word, at + 1)
    return False


@cache
def _rules() -> Rules:
    data = json.loads(asset("risk.json").read_text(encoding="utf-8"))
    count = len(data["levels"])
    shown = tuple(
        Level(count - at, one["level"], one["label"], int(one["target_hours"] * HOUR_MS))
        for at, one in enumerate(data["levels"])
    )
    for name, most in data["targets"]["most_hours"].items():
        if any(one.target_ms > most * HOUR_MS for one in shown if one.name == name):
            raise ValueError(f"what is {name} must be reviewed within {most} hours")
    ranks = {one.name: one.rank for one in shown}
    rules = tuple(_rule(one, ranks) for one in data["rules"])
    never = frozenset(data["never"]["fields"])
    for rule in rules:
        if rule.field in never or never.intersection(rule.texts):
            raise ValueError(f"a rule of risk must not look at {rule.field or rule.texts}")
    codes: dict[tuple[str, str], dict[Any, int]] = {}
    for rule in rules:
        for code in rule.codes:
            held = codes.setdefault((rule.field, rule.part), {})
            held[code] = max(rule.rank, held.get(code, 0))
    return Rules(
        levels=shown,
        rules=rules,
        codes=tuple((field, part, held) for (field, part), held in codes.items()),
        given=tuple((r.field, r.rank) for r in rules if r.field and not r.codes),
        words=tuple((rule.rank, rule.words) for rule in rules if rule.words),
        texts=tuple(dict.fromkeys(name for rule in rules for name in rule.texts)),
        facts={name: _of_fact(rules, name) for name in FACTS},
        quiet=_rule(data["quiet"], ranks),
        unless_given=tuple(data["quiet"]["unless_given"]),
        routine=ranks["routine"],
    )


def _rule(one: Mapping[str, Any], ranks: Mapping[str, int]) -> Rule:
    return Rule(
        ranks[one["level"]],
        one["label"],
        one.get("field", ""),
        one.get("part", ""),
        frozenset(one.get("any", ())),
        tuple(one.get("words", ())),
        tuple(one.get("in", ())),
        one.get("fact", ""),
    )


def _of_fact(rules: tuple[Rule, ...], name: str) -> int:
    return max((rule.rank for rule in rules if rule.fact == name), default=0)
