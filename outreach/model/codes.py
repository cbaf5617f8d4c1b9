"""Code lists: what a form offers to choose from. A list is data, and a label is never lost.

Rules:

1. A list lies in ``assets/codes/<list>.json`` with its version and its source.
2. A retired option is no longer offered, but keeps its label for the records that use it.
3. A code that a list does not know (an older or a newer list) is shown as it is. It never breaks
   a record that was stored.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from outreach.assets import asset


@dataclass(frozen=True, slots=True)
class Code:
    """One option. ``alone``: chosen with others it contradicts them. ``agencies``: who may use it
    (empty: no agency is named)."""

    code: str
    label: str
    retired: bool = False
    alone: bool = False
    agencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeList:
    """A versioned list of options with where it comes from."""

    name: str
    version: int
    source: str
    codes: tuple[Code, ...]
    #: The options that are offered, in the order of the list, and their codes alone.
    active: tuple[Code, ...]
    active_codes: frozenset[str]
    #: Code to label, of retired options too.
    labels: Mapping[str, str]

    def label(self, code: str) -> str:
        """The label of ``code``, retired or not; the code itself when the list has none."""
        return self.labels.get(code, code)

    def offered(self, current: Iterable[str] = ()) -> tuple[Code, ...]:
        """The active options, and those of ``current`` that are retired or unknown: a form that
        is opened again must show what was chosen then."""
        kept = set(current)
        known = tuple(code for code in self.codes if not code.retired or code.code in kept)
        strange = sorted(kept - self.labels.keys())
        return known + tuple(Code(code, code, retired=True) for code in strange)

    def for_agency(self, agency: str) -> tuple[Code, ...]:
        """The active options that ``agency`` may use, its own first. One agency never lends its
        powers to another, so a list with agencies is shortened to the reader's."""
        own = tuple(code for code in self.active if agency in code.agencies)
        return own + tuple(code for code in self.active if "any" in code.agencies)


class BadCodeList(ValueError):
    """A code list's file does not have the form it needs; the message names list and fault."""


def parse(raw: str, name: str) -> CodeList:
    """Read the JSON text of a code list. Raises ``BadCodeList``."""
    try:
        data = json.loads(raw)
        codes = tuple(
            Code(
                code=str(item["code"]),
                label=str(item["label"]),
                retired=item.get("retired") is True,
                alone=item.get("alone") is True,
                agencies=tuple(item.get("agencies", ())),
            )
            for item in data["codes"]
        )
        found = CodeList(
            name=str(data["list"]),
            version=int(data["version"]),
            source=str(data["source"]),
            codes=codes,
            active=tuple(code for code in codes if not code.retired),
            active_codes=frozenset(code.code for code in codes if not code.retired),
            labels={code.code: code.label for code in codes},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadCodeList(f"The code list {name} cannot be read: {type(error).__name__}") from error
    if found.name != name:
        raise BadCodeList(f"The code list {name} calls itself {found.name}")
    if len(found.labels) != len(codes):
        raise BadCodeList(f"The code list {name} has an option twice")
    if not found.source or not all(code.code and code.label for code in codes):
        raise BadCodeList(f"The code list {name} lacks a source, a code or a label")
    return found


@cache
def code_list(name: str) -> CodeList:
    """The code list ``name``. Raises ``BadCodeList``; ``FileNotFoundError`` when there is none."""
    return parse(asset(f"codes/{name}.json").read_text(encoding="utf-8"), name)


def names() -> list[str]:
    """The names of all code lists, sorted."""
    return sorted(path.stem for path in asset("codes").glob("*.json"))
