"""What may leave the vault by whose hand, and what has to stand on it: ``assets/export.json``.

The rules that this module enforces:

1. A duty opens a sort of export to somebody. That is courtesy and record: whoever holds the key of
   a space could copy what they read.
2. What leaves carries the marking of the strictest record in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final, Literal, TypeAlias, get_args

from outreach.assets import asset

#: What can be exported.
Sort: TypeAlias = Literal["records", "shift", "premises", "disclosure", "pack", "localities"]
SORTS: Final[tuple[Sort, ...]] = get_args(Sort)


@cache
def _rules() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(asset("export.json").read_text(encoding="utf-8"))
    return found


def duties_for(sort: Sort) -> frozenset[str]:
    """The duties of those who may export this."""
    return frozenset(_rules()["duties"][sort])


def marking(records: Iterable[Mapping[str, Any]]) -> str:
    """What stands on an export of records with these fields."""
    conditional = frozenset(_rules()["conditional_handling"])
    graded = ("handling", "handling_grade")
    strict = any(fields.get(name) in conditional for fields in records for name in graded)
    found: str = _rules()["marking"]["conditions" if strict else "usual"]
    return found


def marking_without_people(*, de_identified: bool) -> str:
    """What stands on a de-identified pack, or else on counts."""
    found: str = _rules()["marking"]["de_identified" if de_identified else "aggregate"]
    return found


def is_sensitive(kind: str, space: str, fields: Mapping[str, Any]) -> bool:
    """Whether a disclosure schedule lists a record apart, and describes it by its kind only."""
    rule = _rules()["sensitive"]
    conditional = _rules()["conditional_handling"]
    return space in rule["spaces"] or kind in rule["kinds"] or fields.get("handling") in conditional


def never_leaves(kind: str) -> bool:
    """Whether no file holds records of a kind, whoever asks; a schedule lists that there are."""
    return kind in _rules()["never"]["kinds"]


def is_intelligence(kind: str) -> bool:
    """Whether records of a kind are in no report for a court: a schedule lists them apart."""
    return kind in _rules()["sensitive"]["kinds"]


def only_as_counts(kind: str) -> bool:
    """Whether records of a kind leave in a table that holds back small counts, and never one by
    one."""
    return kind in _rules()["only_as_counts"]["kinds"]


def most_records_of_people() -> int:
    """So many records whose reading is noted go out at once, at most."""
    return int(_rules()["most_records_of_people"])


def least_purpose() -> int:
    """Characters that a purpose, or a reason, has at least."""
    return int(_rules()["least_purpose"])
