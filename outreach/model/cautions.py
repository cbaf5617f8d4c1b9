"""What somebody should know who gives an answer: advice in a form, beside the question.

The rules that this module enforces; what is said is data in ``assets/cautions.json``:

1. Advice blocks nothing and changes nothing.
2. It is about the answer, and about nobody. What the law says carries its source and its (v).
3. It is silent once one of its exceptions was answered.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from outreach.assets import asset
from outreach.model.problems import Problem


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that makes a caution silent; ``any`` empty: whatever is answered."""

    field: str
    any: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Caution:
    """What is said beside ``field`` when it holds one of ``any``."""

    kind: str
    field: str
    any: tuple[Any, ...]
    unless: tuple[Answer, ...]
    says: str
    source: str


@cache
def _rules() -> Mapping[str, tuple[Caution, ...]]:
    data = json.loads(asset("cautions.json").read_text(encoding="utf-8"))
    found: dict[str, tuple[Caution, ...]] = {}
    for one in data["rules"]:
        unless = tuple(Answer(e["field"], tuple(e["any"])) for e in one.get("unless", ()))
        rule = Caution(
            one["kind"], one["field"], tuple(one["any"]), unless, one["says"], one["source"]
        )
        found[rule.kind] = (*found.get(rule.kind, ()), rule)
    return found


def rules(kind: str, field: str = "") -> tuple[Caution, ...]:
    """The cautions of a kind; with ``field``, those that stand beside that question."""
    return tuple(one for one in _rules().get(kind, ()) if not field or one.field == field)


def watched(kind: str, field: str) -> Iterator[str]:
    """The other answers on which what stands beside ``field`` depends."""
    for one in rules(kind, field):
        yield from (other.field for other in one.unless)


def cautions(kind: str, fields: Mapping[str, Any], field: str = "") -> list[Problem]:
    """What is to be said of these answers, each with its field; ``field``: of that one alone."""
    return [
        Problem(one.field, one.says)
        for one in rules(kind, field)
        if _holds(fields.get(one.field), one.any)
        and not any(_holds(fields.get(other.field), other.any) for other in one.unless)
    ]


def _holds(value: Any, codes: tuple[Any, ...]) -> bool:
    if not codes:
        return value is not None
    held = value if isinstance(value, list) else [value]
    return any(one in codes for one in held if isinstance(one, (str, bool)))
