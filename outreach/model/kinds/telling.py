"""A record in words: its title in a list, all its words for search, one value for a page.

The same fields give the same words, in whatever order they came: the read model of two tablets
must be equal to the byte.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from outreach.model import instants
from outreach.model.codes import code_list, in_force
from outreach.model.kinds.answers import PART_CODES, PART_DAYS
from outreach.model.kinds.registry import GIVEN, KINDS, PLANS, TAKEN, WITHDRAWN, plan_of
from outreach.model.registrations import normalise, spaced
from outreach.model.small import LEAST, shown
from outreach.words import _, mark

#: The answer of a checklist that somebody has to look at.
NOT_IN_ORDER = "not_in_order"

_BESIDE = {WITHDRAWN: "Withdrawn", GIVEN: "Given from", TAKEN: "Import"}
_UNKNOWN = code_list("unknown_answer").labels
_ANSWERS = code_list("checklist_answer").labels
_PARTS = {part: code_list(name).labels for part, name in PART_CODES.items()}


_DAYS_SAID = {
    "first_heard": mark("first heard {day}"),
    "last_heard": mark("last heard {day}"),
    "since": mark("since {day}"),
    "until": mark("until {day}"),
}


def title(kind: str, fields: Mapping[str, Any]) -> str:
    """One line that names the record in a list. ``kind`` must be known, ``fields`` as read."""
    return KINDS[kind].headline(fields)


def subtitle(kind: str, fields: Mapping[str, Any]) -> str:
    """A second line that tells it from its neighbours; may be empty."""
    return KINDS[kind].detail(fields)


def amiss(kind: str, fields: Mapping[str, Any]) -> int:
    """How many answers of its checklists are not in order."""
    found = 0
    for name in PLANS[kind].checklists:
        answers = fields.get(name)
        if answers:
            found += sum(answer == NOT_IN_ORDER for answer in answers.values())
    return found


def text(kind: str, fields: Mapping[str, Any]) -> str:
    """Every word that somebody may search for: texts, and labels instead of codes."""
    searched = _searched(kind)
    words: list[str] = []
    for name in sorted(fields):
        listed = searched.get(name)
        if listed is None:
            continue
        value = fields[name]
        kept = type(value)
        if kept is str:
            words.append(listed.get(value, value) if listed else value)
            if name == "registration":
                words.append(normalise(value))
            elif name == "postcode":
                words.append(value.replace(" ", ""))
        elif kept is list:
            for item in value:
                if type(item) is str:
                    words.append(listed.get(item, item))
                else:
                    _part_words(item, words)
        elif kept is dict:
            if "unknown" in value:
                words.append(value.get("why", ""))
            else:
                amiss = sorted(item for item in value if value[item] == NOT_IN_ORDER)
                words.extend(f"{listed.get(item, item)}: not in order" for item in amiss)
        elif value is True and name == "nothing_seen":
            words.append("Nothing seen")
    return "\n".join(filter(None, words))


def _searched(kind: str) -> Mapping[str, Mapping[str, str]]:
    """The fields of ``kind`` that somebody may search for, with today's labels. A fold asks for a
    label a million times, so they are looked up once for all the lists in force."""
    lists = in_force()
    found: dict[str, dict[str, str]] | None = lists.worked_out.get(kind)
    if found is None:
        found = {name: dict(labels) for name, labels in PLANS[kind].words.items()}
        lists.worked_out[kind] = found
    return found


def _part_words(item: Mapping[str, Any], words: list[str]) -> None:
    for part in sorted(item):
        if part in PART_DAYS:
            continue
        value = item[part]
        listed = _PARTS.get(part)
        words.append(value if listed is None else listed.get(value, value))


def label(kind: str, name: str) -> str:
    """What people call a field; the name itself when the kind has no such field."""
    if name in _BESIDE:
        return _BESIDE[name]
    ask = plan_of(kind).asks.get(name)
    return ask.label if ask is not None else name


def _is_small(name: str, value: Any) -> bool:
    """Whether this is a locality's count of under five, which nobody is shown (DOMAIN)."""
    return name == "numerator" and type(value) is int and not shown(value).exact


def fields_shown(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as they may be shown to a program: counts under five in words."""
    words = _("fewer than {n}").format(n=LEAST)
    return {name: words if _is_small(name, value) else value for name, value in fields.items()}


def describe(kind: str, name: str, value: Any) -> str:
    """One value as people read it: labels for codes, a spoken date, a reason for no answer."""
    plan = plan_of(kind)
    listed = plan.labels.get(name, {})
    if value is None or value == "":
        return _("No answer")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name == TAKEN and isinstance(value, dict):
        return str(value.get("by", ""))[:10]
    if _is_small(name, value):
        return _("fewer than {n}").format(n=LEAST)
    if name == GIVEN and isinstance(value, dict):
        return given_from(value)
    if name in ("left_out", "replaced") and kind == "sharing-decision":
        return _given_instead(value)
    if isinstance(value, dict) and "unknown" in value:
        reason = _(_UNKNOWN.get(value["unknown"], value["unknown"]))
        why = value.get("why")
        return f"{reason}: {why}" if why else reason
    if isinstance(value, dict):
        pairs = (f"{_(listed.get(k, k))}: {_(_ANSWERS.get(v, v))}" for k, v in value.items())
        return "\n".join(pairs)
    if isinstance(value, list):
        if value and isinstance(value[0], dict):
            return "\n".join(_described_part(item) for item in value)
        return ", ".join(_(listed[item]) if item in listed else item for item in value)
    if isinstance(value, str):
        if name in plan.instants:
            return instants.spoken(value)
        if name in plan.days:
            return instants.spoken_day(value)
        if name == "registration":
            return spaced(value)
        return _(listed[value]) if value in listed else value
    return f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def given_from(given: Mapping[str, str]) -> str:
    """Where a record was given from, in a sentence."""
    said = _("{space}, by {who}, {agency}, {when}").format(
        space=_(given["space"]).replace("-", " "),
        who=given["by"],
        agency=given["agency"],
        when=instants.spoken(given["at"]),
    )
    if "partnership" in given:
        said = f"{given['partnership']}: {said}"
    return said


def _given_instead(value: Any) -> str:
    """Of a decision to share: what was left out of the copy, and what stands there instead."""
    if isinstance(value, dict):
        return "\n".join(f"{_(_any_label(name))}: {text}" for name, text in value.items())
    return ", ".join(_(_any_label(name)) for name in value)


def _any_label(name: str) -> str:
    """What people call a field, whichever kind has it."""
    return next((p.asks[name].label for p in PLANS.values() if name in p.asks), name)


def _described_part(item: Mapping[str, Any]) -> str:
    parts = []
    for part, value in item.items():
        listed = _PARTS.get(part)
        if part in _DAYS_SAID:
            value = _(_DAYS_SAID[part]).format(day=instants.spoken_day(value))
        parts.append(_(listed[value]) if listed and value in listed else value)
    return ", ".join(parts)
