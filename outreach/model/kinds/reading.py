"""Reading a record that was stored: strict about types and sizes, lenient about codes.

What was signed once is never judged by today's lists. A strange code is kept and shown as it is; a
wrong type, an excess of text or a field that this version does not have is refused, because a
screen or the read model could fall over it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails
from typing_extensions import TypedDict, get_type_hints

from outreach.model import instants, values
from outreach.model.fields import branches
from outreach.model.kinds.answers import Given
from outreach.model.kinds.header import Record
from outreach.model.kinds.registry import (
    GIVEN,
    HOME_PROOF,
    KINDS,
    TAKEN,
    WITHDRAWN,
    plan_of,
)
from outreach.model.kinds.taken import Taken
from outreach.model.problems import InvalidRecord, NewerVersion, Problem
from outreach.model.upcast import upcast

Taker = Callable[[Any], dict[str, Any]]


def _taker(model: type[Record]) -> Taker:
    """Builds the validator of a kind once: a dictionary in, one with the same fields out.

    A dictionary and not the model, because an entry gives 20 of 60 fields and filling in the other
    40 costs more than all checks.
    """
    hints = get_type_hints(model, include_extras=True)
    shape: dict[str, Any] = {name: hints[name] for name in model.model_fields}
    shape[WITHDRAWN] = values.YesNo | None
    shape[GIVEN] = Given | None
    shape[HOME_PROOF] = values.Ref | None
    shape[TAKEN] = Taken | None
    make: Any = TypedDict
    typed = make(model.__name__, shape, total=False)
    typed.__pydantic_config__ = ConfigDict(extra="forbid")
    return cast(Taker, TypeAdapter(typed).validator.validate_python)


TAKERS: Mapping[str, Taker] = {kind: _taker(model) for kind, model in KINDS.items()}


def read(kind: str, version: int, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of one stored entry, whole or a correction, in the current version's terms.

    Raises ``UnknownKind``, ``NewerVersion`` (keep it, unread) or ``InvalidRecord``; their messages
    quote nothing of the record.
    """
    taker = TAKERS.get(kind)
    if taker is None:
        plan_of(kind)  # raises UnknownKind
        raise AssertionError
    current = KINDS[kind].version
    if version != current:
        if not 1 <= version < current:
            said = "It was written by a newer version of the app" if version > 0 else "No version"
            problem = Problem("", said)
            raise (NewerVersion if version > current else InvalidRecord)(kind, [problem])
        try:
            fields = upcast(kind, version, current, fields)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            problem = Problem("", f"Its version {version} cannot be brought up to {current}")
            raise InvalidRecord(kind, [problem]) from error
    try:
        return taker(fields)
    except ValidationError as error:
        raise InvalidRecord(kind, problems_of(kind, error)) from None


def problems_of(kind: str, error: ValidationError) -> list[Problem]:
    """One problem a field, in plain words, from what pydantic found."""
    found: dict[str, Problem] = {}
    for detail in error.errors(include_url=False, include_input=True):
        where = str(detail["loc"][0]) if detail["loc"] else ""
        if detail["type"] == "extra_forbidden" and len(detail["loc"]) == 1:
            # The name may be anything that somebody typed, so it is not repeated here.
            found.setdefault("", Problem("", "It has a field that this kind does not have"))
            continue
        # Of a field that takes a value or a reason, say what is wrong with what was given.
        inside = "Unknown" in detail["loc"]
        if where not in found or (isinstance(detail["input"], dict) and inside):
            found[where] = Problem(where, _said(kind, where, detail))
    return list(found.values())


def _said(kind: str, field: str, detail: ErrorDetails) -> str:
    """The rule that was broken, for a person."""
    context = detail.get("ctx") or {}
    match detail["type"]:
        case "string_too_long":
            return f"Use {context['max_length']:,} characters or fewer"
        case "string_too_short":
            return "Enter something, or leave it out"
        case "too_long":
            return f"Give {context['max_length']} or fewer"
        case "string_pattern_mismatch":
            return _pattern_said(kind, field)
        case "greater_than_equal":
            return f"Enter a number that is {context['ge']:g} or more"
        case "less_than_equal":
            return f"Enter a number that is {context['le']:g} or less"
        case "value_error":
            return str(context["error"])
        case "extra_forbidden":
            return "It has a part that does not belong to this field"
        case "missing":
            return f"It lacks its part {detail['loc'][-1]}"
        case "finite_number":
            return "Enter a number"
        case "string_unicode":
            return "It has characters that cannot be written down"
        case other:
            return _TYPES_SAID.get(other, "Give it in the form that this field takes")


_TYPES_SAID = {
    "string_type": "Enter text",
    "bool_type": "Answer true for yes or false for no",
    "int_type": "Enter a whole number",
    "float_type": "Enter a number",
    "list_type": "Give a list",
    "dict_type": "Give each item with its answer",
}
_PATTERNS_SAID = (
    (values.Instant, instants.NOT_A_TIME),
    (values.Day, instants.NOT_A_DAY),
    (values.Ref, "Give the id of a record, 32 characters from 0 to 9 and a to f"),
    (values.Refs, "Give ids of records, 32 characters from 0 to 9 and a to f"),
    (values.GssCode, "Enter a GSS code, a letter and eight digits, such as E08000005"),
    (values.Uprn, "Enter up to 12 digits"),
)


def _pattern_said(kind: str, field: str) -> str:
    info = KINDS[kind].model_fields.get(field)
    inner = list(branches(info.annotation)) if info is not None else []
    for value, said in _PATTERNS_SAID:
        if value in inner:
            return said
    return "Give it in the form that this field takes"
