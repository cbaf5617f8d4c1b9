"""What is wrong with a record, in words that a person can act on. They never quote content."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sync.errors import InputError


class Problem(NamedTuple):
    """One thing to put right: the field (empty: the whole record) and the rule, in plain words."""

    field: str
    message: str


class InvalidRecord(InputError):
    """A record breaks a rule of its kind. ``problems`` says which fields and which rules."""

    code = "invalid_record"
    advice = "Correct the fields that are named and give it again. Nothing was saved."

    def __init__(self, kind: str, problems: Sequence[Problem]) -> None:
        self.kind = kind
        self.problems = tuple(problems)
        said = "; ".join(f"{p.field}: {p.message}" if p.field else p.message for p in problems)
        super().__init__(f"This {kind} cannot be taken. {said}")


class UnknownKind(InvalidRecord):
    """There is no such kind of record in this version of the app."""

    code = "unknown_kind"


class NewerVersion(InvalidRecord):
    """The record was written by a newer version of the app: keep it, and do not read it."""

    code = "newer_version"
    advice = "Update the app on this device to read it. The record is kept as it is."
