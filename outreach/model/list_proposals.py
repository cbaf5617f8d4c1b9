"""Looking at a change of a code list before it is made: what differs, and what to think of first.

The rules that this module enforces:

1. Nothing is changed that nobody can see first: what differs, which rules rest on it, and how many
   records hold it are said before a reason is asked for.
2. A list always offers something, and no two options under one name.
3. What a rule rests on can be renamed and retired, and is not removed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from outreach.model import list_edits, list_rules
from outreach.model.codes import BadCodeList, Code, CodeList, names, parse
from outreach.model.kinds.registry import PLANS
from outreach.model.list_edits import Edit
from outreach.words import _, number
from sync.errors import InputError

if TYPE_CHECKING:
    from outreach.model.fold import ReadModel

_IN_USE: Final = (
    "SELECT count(*) FROM record WHERE kind IN (SELECT value FROM json_each(?))"
    " AND instr(data, ?) > 0"
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change of a list that nobody has made yet.

    Attributes:
        name: of the list. now: as it is in force. codes: as it would be.
        edits: what makes the difference. said: each of them as people read it.
        warnings: what to think of first. They stop nothing.
    """

    name: str
    now: CodeList
    codes: CodeList
    edits: tuple[Edit, ...]
    said: tuple[str, ...]
    warnings: tuple[str, ...]


def in_force(model: ReadModel, name: str) -> CodeList:
    """A code list as it is in force in a model. Raises InputError."""
    if name not in names():
        raise InputError(
            "There is no code list of that name. Nothing was changed.",
            advice="`outreach codes list` names them all.",
        )
    return model.editions.lists[name]


def propose(model: ReadModel, name: str, edits: Sequence[Edit]) -> Proposal:
    """Look at a change before it is made.

    Raises:
        InputError: there is no such list or option, nothing would change, or the list could not be
            used any more.
    """
    now = in_force(model, name)
    _check(now, edits)
    made = list_edits.apply(now, edits, now.version + 1)
    said, before = [], now
    for edit in edits:
        said.append(list_edits.said(edit, before))
        before = list_edits.apply(before, [edit], now.version)
    if (made.codes, made.labels) == (now.codes, now.labels):
        raise InputError(
            "This changes nothing about the list. Nothing was changed.",
            advice="Give what is to be different.",
        )
    _check_use(made)
    warnings = tuple(_warnings(model, now, edits))
    return Proposal(name, now, made, tuple(edits), tuple(said), warnings)


def _check(now: CodeList, edits: Sequence[Edit]) -> None:
    known = {code.code for code in now.codes}
    for edit in edits:
        if not list_edits.are_edits([dict(edit)]):
            raise InputError(
                "An option needs a code of letters, digits and low lines, and a name of one "
                "line with at most 120 characters. Nothing was changed.",
            )
        if "add" in edit:
            known.add(edit["add"])
        named = [c for c in list_edits.touched([edit]) if c not in known]
        if named:
            raise InputError(
                f"The list {now.name} has no option “{named[0]}”. Nothing was changed.",
                advice=f"`outreach codes list {now.name}` names its options.",
            )
        if "remove" in edit and list_rules.uses(now.name, edit["remove"]):
            use = list_rules.uses(now.name, edit["remove"])[0].said()
            raise InputError(
                f"“{now.label(edit['remove'])}” cannot be removed: a rule rests on it ({use}). "
                "Nothing was changed.",
                advice="Retire it: nobody can choose it any more, and what was recorded with "
                "it goes on as before.",
            )
    if len(edits) > list_edits.MAX_EDITS:
        raise InputError("These are too many changes at once. Nothing was changed.")


def _check_use(made: CodeList) -> None:
    if not made.active:
        raise InputError(
            "The list would offer nothing at all. Nothing was changed.",
            advice="Leave one option, or add one first.",
        )
    labels: dict[str, str] = {}
    for code in made.active:
        if labels.setdefault(code.label.casefold(), code.code) != code.code:
            raise InputError(
                f"Two options would be called “{code.label}”. Nothing was changed.",
                advice="Give one of them another name, or retire it.",
            )


def _warnings(model: ReadModel, now: CodeList, edits: Sequence[Edit]) -> list[str]:
    found: list[str] = []
    for edit in edits:
        verb = next(iter(edit))
        if verb not in ("rename", "retire", "remove", "add"):
            continue
        code = edit[verb]
        label = now.label(code)
        if verb == "add" and code not in now.labels:
            continue
        found += [
            _("A rule rests on “{label}”: {rule}.").format(label=label, rule=use.said())
            for use in list_rules.uses(now.name, code)
        ]
        held = _in_use(model, now.name, code)
        if held:
            if verb in ("retire", "remove"):
                said = _("“{label}” stays in the records that hold it: up to {n} here.")
            else:
                said = _("“{label}” has its new name in all records that hold it: up to {n}.")
            found.append(said.format(label=label, n=number(held)))
    return list(dict.fromkeys(found))


def _in_use(model: ReadModel, name: str, code: str) -> int:
    kinds = [k for k, p in PLANS.items() if any(a.codes == name for a in p.asks.values())]
    with model.lock:
        found: int = model.connection.execute(_IN_USE, (json.dumps(kinds), f'"{code}"')).fetchone()[
            0
        ]
    return found


def as_object(listed: CodeList) -> dict[str, Any]:
    """A list in the form of its file in ``assets/codes``: what :func:`options_of` takes back."""
    codes = []
    for code in listed.codes:
        one: dict[str, Any] = {"code": code.code, "label": code.label}
        if code.agencies:
            one["agencies"] = list(code.agencies)
        if code.alone:
            one["alone"] = True
        if code.retired:
            one["retired"] = True
        codes.append(one)
    found: dict[str, Any] = {"list": listed.name, "version": listed.version}
    return found | {"source": listed.source, "codes": codes}


def options_of(given: Mapping[str, Any], now: CodeList) -> tuple[Code, ...]:
    """The options of a list as somebody wrote it down.

    Raises:
        InputError: it is not in the form of a list, it is another list, or it was written down
            before somebody else changed the list.
    """
    if given.get("list", now.name) != now.name:
        raise InputError(f"This is the list {given['list']}, not {now.name}. Nothing was changed.")
    if given.get("version", now.version) != now.version:
        raise InputError(
            f"This was written down from version {given['version']} of the list, which is at "
            f"version {now.version}. Nothing was changed.",
            advice=f"Begin from `outreach codes list {now.name} --json`.",
        )
    whole = {"list": now.name, "version": 1, "source": "given", "codes": given.get("codes")}
    try:
        return parse(json.dumps(whole), now.name).codes
    except BadCodeList as error:
        raise InputError(
            f"{error}. Nothing was changed.",
            advice='Give {"codes": [{"code": "...", "label": "..."}, ...]}, as '
            f"`outreach codes list {now.name} --json` prints it.",
        ) from None
