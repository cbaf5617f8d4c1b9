"""What of each field may be in a de-identified pack: ``assets/pack.json``.

The rules that this module enforces:

1. A field is kept, coarsened, removed, reviewed by a person, or a link; each line says why.
2. What has no line is removed: a new field is in no pack before somebody decided about it. So is a
   kind that the file does not name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal, TypeAlias

from outreach.assets import asset

Do: TypeAlias = Literal["keep", "coarsen", "remove", "review", "link"]
#: Where it was: of the record, or of the place that it names. No field of any kind.
AREA: Final = "place"


@dataclass(frozen=True, slots=True)
class FieldRule:
    """``how``: of what is coarsened: time, place, age, codes or items; ``why``: for people."""

    do: Do
    how: str
    why: str


@dataclass(frozen=True, slots=True)
class PackRules:
    """``kinds``: kind -> field -> rule, what matters most first. ``ages``: band -> wider ones.
    ``subjects``: fields that name whom a record is of. ``same_subject``: sorts of links that say
    that two are of one. ``usual_words``: words in names of places that name none."""

    k: int
    kinds: Mapping[str, Mapping[str, FieldRule]]
    ages: Mapping[str, tuple[str, ...]]
    age_labels: Mapping[str, str]
    subjects: tuple[str, ...]
    same_subject: frozenset[str]
    usual_words: frozenset[str]

    def of(self, kind: str, name: str) -> FieldRule:
        """The rule for a field (rule 2)."""
        return self.kinds.get(kind, {}).get(name, _UNDECIDED)


_UNDECIDED: Final = FieldRule("remove", "", "Nobody has decided about it yet")


@cache
def pack_rules() -> PackRules:
    """The rules that ship with the app."""
    data: dict[str, Any] = json.loads(asset("pack.json").read_text(encoding="utf-8"))
    return PackRules(
        k=int(data["k"]),
        kinds={
            kind: {
                name: FieldRule(rule["do"], rule.get("how", ""), rule["why"])
                for name, rule in fields.items()
            }
            for kind, fields in data["kinds"].items()
        },
        ages={band: tuple(wider) for band, wider in data["age"].items()},
        age_labels=dict(data["age_labels"]),
        subjects=tuple(data["subjects"]),
        same_subject=frozenset(data["same_subject"]),
        usual_words=frozenset(data["usual_words"]),
    )
