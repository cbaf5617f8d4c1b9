"""Checking what a person gives, before it is signed: strict, kind, and complete in one go.

Everything may be left out; nothing impossible may be put in. Each problem names its field and the
rule. Texts are trimmed and spelt in one way; words spoken are left exactly as they are.
"""

from __future__ import annotations

import difflib
import json
import re
import time
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from outreach.model import instants
from outreach.model.cautions import cautions
from outreach.model.codes import CodeList, code_list
from outreach.model.kinds.answers import (
    NEEDS_WHY,
    PART_AHEAD,
    PART_CODES,
    PART_DAYS,
    PART_LABELS,
)
from outreach.model.kinds.reading import TAKERS, problems_of
from outreach.model.kinds.registry import WITHDRAWN, Plan, plan_of
from outreach.model.limits import limits
from outreach.model.postcodes import normalise as postcode
from outreach.model.problems import InvalidRecord, Problem
from outreach.model.proposals import too_late
from outreach.model.registrations import format_class, normalise

_HOUR_MS = 3_600_000
#: Control characters other than tab and line feed.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def validate(kind: str, fields: Mapping[str, Any], *, now_ms: int | None = None) -> dict[str, Any]:
    """The given fields, normalised and ready for JSON; empty ones are left out.

    ``now_ms``: the device's clock, to refuse what lies in the future. Raises ``InvalidRecord`` with
    every problem, or ``UnknownKind``.
    """
    plan = plan_of(kind)
    given, problems = _normalised(plan, fields)
    given = {name: value for name, value in given.items() if value is not None}
    if WITHDRAWN in given:
        problems.append(Problem(WITHDRAWN, "A new record cannot begin withdrawn"))
        del given[WITHDRAWN]
    return _checked(plan, given, given, problems, now_ms)


def validate_partial(
    kind: str,
    fields: Mapping[str, Any],
    *,
    existing: Mapping[str, Any] | None = None,
    now_ms: int | None = None,
) -> dict[str, Any]:
    """The fields of a correction; an empty one becomes ``None``, which clears what was there.

    With ``existing``, the record as it stands, answers are held against it too; an option that it
    holds may stay, though it was retired since. Raises as ``validate`` does.
    """
    plan = plan_of(kind)
    given, problems = _normalised(plan, fields)
    whole = {**(existing or {}), **given}
    whole = {name: value for name, value in whole.items() if value is not None}
    return _checked(plan, given, whole, problems, now_ms, existing or {})


def warnings(
    kind: str, fields: Mapping[str, Any], *, recorded_ms: int | None = None
) -> list[Problem]:
    """What is odd but may be right. Advice only: it blocks nothing."""
    plan = plan_of(kind)
    found = []
    mark = fields.get("registration")
    if type(mark) is str and mark and format_class(mark) == "foreign":
        message = "This fits no British format: check it, or keep it if that is what you saw"
        found.append(Problem("registration", message))
    latitude, longitude = fields.get("latitude"), fields.get("longitude")
    if type(latitude) is float and type(longitude) is float:
        limit = limits()
        if not limit.in_uk(latitude, longitude):
            swapped = limit.in_uk(longitude, latitude)
            hint = ": latitude and longitude look swapped" if swapped else ""
            found.append(Problem("latitude", f"This point is outside the United Kingdom{hint}"))
    code = fields.get("postcode")
    if type(code) is str and code and postcode(code) is None:
        found.append(Problem("postcode", "This does not look like a full postcode"))
    if is_late(plan.kind, fields, recorded_ms) and not fields.get("late_reason"):
        hours = f"{limits().late_after_hours:g}"
        message = f"More than {hours} hours lie between this and its record: say why"
        found.append(Problem("late_reason", message))
    found.extend(plan.model.odd(fields, _today(recorded_ms or int(time.time() * 1000))))
    found.extend(cautions(kind, fields))
    late = ((name, too_late(kind, name, fields)) for name in sorted(plan.instants))
    found.extend(Problem(name, said) for name, said in late if said)
    return found


def missing(kind: str, fields: Mapping[str, Any], *, recorded_ms: int | None = None) -> list[str]:
    """The wanted fields that have neither a value nor a reason, in the order of the form.

    With ``recorded_ms``, when the record was written, a late one also wants its reason.
    """
    get = fields.get
    found = []
    for name, unless, when in plan_of(kind).wanted:
        value = get(name)
        if value or (value is not None and (value is False or value == 0)):
            continue
        if when is not None:
            held = get(when[0])
            if held != when[1] and not (type(held) is list and when[1] in held):
                continue
        for other in unless:
            if get(other):
                break
        else:
            found.append(name)
    if recorded_ms is not None and not get("late_reason") and is_late(kind, fields, recorded_ms):
        found.append("late_reason")
    return found


def is_late(kind: str, fields: Mapping[str, Any], recorded_ms: int | None) -> bool:
    """Whether more than the set hours lie between the event and its record."""
    moment = fields.get("occurred_to") or fields.get("occurred_from")
    if recorded_ms is None or type(moment) is not str:
        return False
    if "late_reason" in plan_of(kind).model.not_asked:
        return False
    try:
        occurred_ms = instants.to_ms(moment)
    except ValueError:
        return False
    return recorded_ms - occurred_ms > limits().late_after_hours * _HOUR_MS


# How a field is put into its one spelling.


def _normalised(plan: Plan, fields: Any) -> tuple[dict[str, Any], list[Problem]]:
    if not isinstance(fields, Mapping):
        problem = Problem("", "Give an object with the fields of the record")
        raise InvalidRecord(plan.kind, [problem])
    given: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, value in fields.items():
        if name not in plan.asks and name != WITHDRAWN:
            problems.append(_no_such_field(plan, name))
            continue
        try:
            value = _spelt(plan, name, value)
        except ValueError as error:
            problems.append(Problem(name, str(error)))
            continue
        # No, nought and a point on the equator are answers; an empty text or list is none.
        given[name] = value if value or type(value) in (bool, int, float) else None
    return given, problems


def _no_such_field(plan: Plan, name: object) -> Problem:
    shown = name if isinstance(name, str) and name.isidentifier() and len(name) < 40 else ""
    near = difflib.get_close_matches(str(name)[:40], plan.asks, n=1)
    hint = f". Did you mean {near[0]}?" if near else ""
    noun = plan.model.noun.lower()
    return Problem(shown, f"There is no such field in a record of this kind ({noun}){hint}")


def _spelt(plan: Plan, name: str, value: Any) -> Any:
    if isinstance(value, str):
        if name in plan.verbatim:
            return value if value.strip() else None
        value = _trimmed(value)
        if not value:
            return None
        if name in plan.instants:
            return instants.canonical(value)
        if name in plan.days:
            return instants.canonical_day(value)
        if name == "postcode":
            return postcode(value) or value.upper()
        if name == "os_grid":
            return value.upper()
        if name == "registration":
            return " ".join(value.upper().split()) if normalise(value) else value
        return value
    if isinstance(value, list):
        # A code chosen twice is chosen once; two phones in one room are two observations.
        spelt = [_spelt_part(item) for item in value]
        return [
            item
            for at, item in enumerate(spelt)
            if item and not (isinstance(item, str) and item in spelt[:at])
        ]
    if isinstance(value, Mapping):
        return _spelt_part(dict(value))
    return value


def _spelt_part(value: Any) -> Any:
    if isinstance(value, str):
        return _trimmed(value)
    if isinstance(value, dict):
        # The words of a writing on a wall are verbatim.
        spelt = {key: part if key == "words" else _spelt_part(part) for key, part in value.items()}
        spelt = {key: part for key, part in spelt.items() if part not in ("", None)}
        for day in PART_DAYS & spelt.keys():
            if isinstance(spelt[day], str):
                spelt[day] = instants.canonical_day(spelt[day])
        return spelt
    return value


def _trimmed(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if text.isascii() and text.isprintable():
        return text
    if _CONTROL.search(text):
        raise ValueError("Remove the control characters")
    return unicodedata.normalize("NFC", text)


# What is checked, in this order: types and sizes; codes; answers against each other; the whole.


def _checked(
    plan: Plan,
    given: dict[str, Any],
    whole: Mapping[str, Any],
    problems: list[Problem],
    now_ms: int | None,
    existing: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    taken: dict[str, Any] = {}
    try:
        taken = TAKERS[plan.kind](given)
    except ValidationError as error:
        problems.extend(problems_of(plan.kind, error))
    named = {problem.field for problem in problems}
    for name, value in given.items():
        if name not in named and value is not None:
            held = frozenset(_texts((existing or {}).get(name)))
            problems.extend(_codes(plan, name, value, held))
    named = {problem.field for problem in problems}
    sound = {name: value for name, value in whole.items() if name not in named}
    now = int(time.time() * 1000) if now_ms is None else now_ms
    problems.extend(_times(sound, named, now))
    problems.extend(_days(plan, {n: v for n, v in given.items() if n in sound}, _today(now)))
    problems.extend(_pairs(sound))
    problems.extend(plan.model.contradictions(sound))
    problems.extend(plan.model.impossible(sound, list(given), _today(now)))
    if not problems:
        size = len(json.dumps(taken, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))
        if size > limits().record_bytes:
            message = "It is too long for one record: shorten the longest text, or make two records"
            problems.append(Problem("", message))
    if problems:
        raise InvalidRecord(plan.kind, problems)
    return taken


def _texts(value: Any) -> Iterator[str]:
    """Every text in an answer, codes among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value:
            yield from _texts(part)
        if isinstance(value, dict):
            yield from _texts(list(value.values()))


def _codes(plan: Plan, name: str, value: Any, held: frozenset[str]) -> list[Problem]:
    """Codes must be of the list in force, and not retired unless they are held already; some stand
    only alone."""
    if isinstance(value, dict) and "unknown" in value:
        found = _one_of(name, code_list("unknown_answer"), [value["unknown"]], held)
        if value["unknown"] in NEEDS_WHY and not value.get("why"):
            found.append(Problem(name, "Say why it was not asked"))
        return found
    codes = plan.codes.get(name)
    if isinstance(value, list) and value and isinstance(value[0], dict):
        found = []
        for part, listed in PART_CODES.items():
            chosen = [item[part] for item in value if part in item]
            found += _one_of(name, code_list(listed), chosen, held)
        alone = codes.codes if codes is not None else ()
        items = [item.get("item") for item in value]
        if len(items) > 1 and any(code.alone and code.code in items for code in alone):
            found.append(Problem(name, "Choose either nothing or what was observed"))
        return found
    if codes is None:
        return []
    if isinstance(value, dict):
        found = _one_of(name, codes, value, held)
        answers = code_list("checklist_answer")
        return found + _one_of(name, answers, value.values(), held)
    chosen = value if isinstance(value, list) else [value]
    found = _one_of(name, codes, chosen, held)
    if len(chosen) > 1 and any(code.alone and code.code in chosen for code in codes.codes):
        label = next(code.label for code in codes.codes if code.alone and code.code in chosen)
        found.append(Problem(name, f"Choose either “{label}” or the others, not both"))
    return found


def _one_of(
    name: str, codes: CodeList, chosen: Iterable[str], held: frozenset[str]
) -> list[Problem]:
    if (codes.active_codes | held).issuperset(chosen):
        return []
    active = [code.code for code in codes.active]
    shown = ", ".join(active[:12]) + (" …" if len(active) > 12 else "")
    return [Problem(name, f"Choose from the list: {shown}")]


def _times(fields: Mapping[str, Any], named: set[str], now: int) -> list[Problem]:
    """Nothing ends before it began, and nothing happened more than a day from now."""
    found = []
    begun, ended = fields.get("occurred_from"), fields.get("occurred_to")
    if begun and ended and instants.to_ms(ended) < instants.to_ms(begun):
        found.append(Problem("occurred_to", "It must end after it began"))
    latest = now + limits().future_tolerance_hours * _HOUR_MS
    for name in ("occurred_from", "occurred_to"):
        moment = fields.get(name)
        if not moment or name in named:
            continue
        if instants.to_ms(moment) > latest:
            found.append(Problem(name, "It is in the future: check the date"))
        elif datetime.fromisoformat(moment).year < limits().earliest_year:
            message = f"It is before {limits().earliest_year}: check the year"
            found.append(Problem(name, message))
    return found


def _today(now_ms: int) -> date:
    """The day on this device, with as much grace as a moment has: clocks differ."""
    latest = now_ms + limits().future_tolerance_hours * _HOUR_MS
    return date.fromtimestamp(latest / 1000)  # noqa: DTZ012 - as the calendar here has it


def _days(plan: Plan, given: Mapping[str, Any], latest: date) -> list[Problem]:
    """Nobody was born tomorrow, and no name was heard before there were records of it. Of an
    answer with parts, the first day that cannot be is named, with the part that it is of."""
    found = []
    for name, value in given.items():
        ask = plan.asks.get(name)
        if name in plan.days and ask is not None and ask.past and isinstance(value, str):
            if said := _no_such_past(value, latest):
                found.append(Problem(name, said))
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            said = next((said for one in value if (said := _parts_amiss(one, latest))), "")
            if said:
                found.append(Problem(name, said))
    return found


def _parts_amiss(one: Mapping[str, Any], latest: date) -> str:
    for part in sorted(PART_DAYS & one.keys()):
        if part not in PART_AHEAD and (said := _no_such_past(one[part], latest)):
            return f"{PART_LABELS[part]}: {said}"
    for first, last in (("first_heard", "last_heard"), ("since", "until")):
        if first in one and last in one and one[last] < one[first]:
            return f"{PART_LABELS[last]}: It lies before the other day, “{PART_LABELS[first]}”"
    return ""


def _no_such_past(day: str, latest: date) -> str:
    if date.fromisoformat(day) > latest:
        return "It is in the future: check the date"
    if int(day[:4]) < limits().earliest_year:
        return f"It is before {limits().earliest_year}: check the year"
    return ""


def _pairs(fields: Mapping[str, Any]) -> list[Problem]:
    """A latitude alone is no point."""
    has = ("latitude" in fields, "longitude" in fields)
    if has == (True, False):
        return [Problem("longitude", "Give the longitude with the latitude")]
    if has == (False, True):
        return [Problem("latitude", "Give the latitude with the longitude")]
    return []
