"""Code lists: what a form offers to choose from. A list is data, and a label is never lost.

Rules:

1. A list lies in ``assets/codes/<list>.json`` with its version and its source. A partnership's
   administrators may change it (``editions``): what is in force is the shipped list, so changed.
2. A retired option is no longer offered, but keeps its label for the records that use it.
3. A code that a list does not know (an older or a newer list) is shown as it is. It never breaks
   a record that was stored.
4. Several vaults may be open in one process, each with lists of its own. :func:`code_list` gives a
   list that answers by what is in force where it is asked (:func:`using`); it may be kept for as
   long as one likes, and holds nothing of any vault.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

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
        strange = sorted(kept.difference(code.code for code in self.codes))
        return known + tuple(Code(code, self.label(code), retired=True) for code in strange)

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
def shipped(name: str) -> CodeList:
    """The list ``name`` as it came with the app. Raises ``BadCodeList``; ``FileNotFoundError``
    when there is none."""
    return parse(asset(f"codes/{name}.json").read_text(encoding="utf-8"), name)


def names() -> list[str]:
    """The names of all code lists, sorted."""
    return sorted(path.stem for path in asset("codes").glob("*.json"))


class Lists:
    """The code lists of one vault: those that ship, and in their place those that were changed."""

    __slots__ = ("changed", "worked_out")

    def __init__(self, changed: Mapping[str, CodeList] | None = None) -> None:
        self.changed: Final[Mapping[str, CodeList]] = dict(changed or {})
        #: What others work out from these lists once, under a name of theirs: they never change.
        self.worked_out: Final[dict[str, Any]] = {}

    def __getitem__(self, name: str) -> CodeList:
        return self.changed.get(name) or shipped(name)


#: What ships, and nothing else: before a vault is open.
SHIPPED: Final = Lists()

_HERE: Final[ContextVar[Lists | None]] = ContextVar("code_lists", default=None)
_FINDERS: Final[list[Callable[[], Lists | None]]] = []


@contextmanager
def using(lists: Lists) -> Iterator[None]:
    """These lists are in force inside, on this thread or task and on those begun from it."""
    token = _HERE.set(lists)
    try:
        yield
    finally:
        _HERE.reset(token)


def found_by(finder: Callable[[], Lists | None]) -> None:
    """Ask ``finder`` where nobody is :func:`using` any: a window knows whose vault it shows."""
    if finder not in _FINDERS:
        _FINDERS.append(finder)


def in_force() -> Lists:
    """The lists in force where this is asked."""
    here = _HERE.get()
    if here is not None:
        return here
    for finder in _FINDERS:
        found = finder()
        if found is not None:
            return found
    return SHIPPED


class _Labels(Mapping[str, str]):
    """Code to label in the edition of a list that is in force where it is asked."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __getitem__(self, code: str) -> str:
        return in_force()[self._name].labels[code]

    def get(self, code: str, default: Any = None) -> Any:
        """As of a dictionary, without an exception in between: the fold asks a million times."""
        return in_force()[self._name].labels.get(code, default)

    def __contains__(self, code: object) -> bool:
        return code in in_force()[self._name].labels

    def __iter__(self) -> Iterator[str]:
        return iter(in_force()[self._name].labels)

    def __len__(self) -> int:
        return len(in_force()[self._name].labels)


class _Current(CodeList):
    """A list that answers by the edition in force where it is asked."""

    __slots__ = ()

    def __init__(self, name: str) -> None:
        object.__setattr__(self, "name", name)

    @property
    def version(self) -> int:
        return in_force()[self.name].version

    @property
    def source(self) -> str:
        return in_force()[self.name].source

    @property
    def codes(self) -> tuple[Code, ...]:
        return in_force()[self.name].codes

    @property
    def active(self) -> tuple[Code, ...]:
        return in_force()[self.name].active

    @property
    def active_codes(self) -> frozenset[str]:
        return in_force()[self.name].active_codes

    @property
    def labels(self) -> Mapping[str, str]:
        return _Labels(self.name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Current) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"code_list({self.name!r})"


@cache
def code_list(name: str) -> CodeList:
    """The code list ``name``, as it is in force wherever it is asked. Raises ``BadCodeList``;
    ``FileNotFoundError`` when there is none."""
    shipped(name)
    return _Current(name)
