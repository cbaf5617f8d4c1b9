"""What an administrator changes about a code list: added, renamed, retired, taken back, put first.

    type "code-list", version 1, in the common space, set {
      "list": name, "follows": how many earlier changes of it its author knew, "reason": text,
      "edits": [{"add": code, "label": text, "agencies": [...], "alone": true}
                {"rename": code, "label": text}  {"retire": code}  {"restore": code}
                {"remove": code}                 {"order": [code, ...]}, ...]}
                            ``agencies`` and ``alone`` may be absent

The rules that this module enforces:

1. An edit says what it changes and not how the whole list looks: what two people change at once, or
   what a newer app adds to its list, does not get lost.
2. No edit fails: one of an option that this app does not know gives it a label, and no more.
3. A label is never lost. An option that was removed is not listed any more; a record that holds it
   still says in words what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from outreach.model.codes import Code, CodeList
from outreach.words import _

#: The type of such a change (``notices``).
CODE_LIST: Final = "code-list"
MAX_EDITS: Final = 1_000
MAX_CODES: Final = 1_000
MAX_LABEL: Final = 120
MAX_LIST_REASON: Final = 1_000

_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
_BETWEEN: Final = re.compile(r"[^a-z0-9]+")
_WITH_LABEL: Final = ("add", "rename")
_ALONE: Final = ("retire", "restore", "remove")

Edit = Mapping[str, Any]


def is_code(value: object) -> bool:
    """Whether an option may be called so in records: letters, digits, lines."""
    return type(value) is str and _CODE.fullmatch(value) is not None


def is_label(value: object) -> bool:
    """Whether people may read this for an option: one line, not empty."""
    return (
        type(value) is str
        and 0 < len(value) <= MAX_LABEL
        and value.isprintable()
        and value == value.strip()
    )


def is_list_name(value: object) -> bool:
    """Whether a list may be called so."""
    return type(value) is str and _NAME.fullmatch(value) is not None


def is_reason(value: object) -> bool:
    """Whether this says why."""
    return type(value) is str and 0 < len(value.strip()) <= MAX_LIST_REASON


def is_number(value: object) -> bool:
    """Whether so many changes may have gone before."""
    return type(value) is int and 0 <= value < 1_000_000


def are_edits(value: object) -> bool:
    """Whether a change may hold these edits."""
    return type(value) is list and 0 < len(value) <= MAX_EDITS and all(map(_is_edit, value))


def _is_edit(value: object) -> bool:
    if type(value) is not dict:
        return False
    for verb in _WITH_LABEL:
        if verb in value:
            also = {"agencies", "alone"} if verb == "add" else set()
            return (
                value.keys() <= {verb, "label"} | also
                and is_code(value[verb])
                and is_label(value.get("label"))
                and value.get("alone", True) is True
                and _are_codes(value.get("agencies", []))
            )
    for verb in _ALONE:
        if verb in value:
            return len(value) == 1 and is_code(value[verb])
    return len(value) == 1 and _are_codes(value.get("order"))


def _are_codes(value: object) -> bool:
    return type(value) is list and len(value) <= MAX_CODES and all(map(is_code, value))


def touched(edits: Iterable[Edit]) -> frozenset[str]:
    """The options that edits change by themselves; their order is nobody's."""
    return frozenset(
        edit[verb] for edit in edits for verb in (*_WITH_LABEL, *_ALONE) if verb in edit
    )


def apply(base: CodeList, edits: Iterable[Edit], version: int) -> CodeList:
    """``base`` as edits make it, under its new version."""
    labels = dict(base.labels)
    codes = {code.code: code for code in base.codes}
    for edit in edits:
        if "add" in edit:
            labels[edit["add"]] = edit["label"]
            codes[edit["add"]] = Code(
                edit["add"],
                edit["label"],
                alone=edit.get("alone", False),
                agencies=tuple(edit.get("agencies", ())),
            )
        elif "rename" in edit:
            labels[edit["rename"]] = edit["label"]
            if (known := codes.get(edit["rename"])) is not None:
                codes[known.code] = replace(known, label=edit["label"])
        elif "retire" in edit or "restore" in edit:
            known = codes.get(edit.get("retire", edit.get("restore")))
            if known is not None:
                codes[known.code] = replace(known, retired="retire" in edit)
        elif "remove" in edit:
            codes.pop(edit["remove"], None)
        else:
            first = [codes[code] for code in dict.fromkeys(edit["order"]) if code in codes]
            rest = [code for code in codes.values() if code not in first]
            codes = {code.code: code for code in (*first, *rest)}
    listed = tuple(codes.values())
    return CodeList(
        name=base.name,
        version=version,
        source=base.source,
        codes=listed,
        active=tuple(code for code in listed if not code.retired),
        active_codes=frozenset(code.code for code in listed if not code.retired),
        labels=labels,
    )


def between(now: CodeList, wanted: Sequence[Code]) -> list[dict[str, Any]]:
    """The edits that make ``wanted`` of a list as it is now; none where nothing differs."""
    edits: list[dict[str, Any]] = []
    held = {code.code: code for code in now.codes}
    asked = {code.code: code for code in wanted}
    for code in wanted:
        known = held.get(code.code)
        if known is None or (known.alone, known.agencies) != (code.alone, code.agencies):
            edits.append(_added(code))
        elif known.label != code.label:
            edits.append({"rename": code.code, "label": code.label})
        was_retired = known is not None and known.retired and edits[-1:] != [_added(code)]
        if code.retired != was_retired:
            edits.append({"retire" if code.retired else "restore": code.code})
    edits += [{"remove": code} for code in held if code not in asked]
    made = apply(now, edits, now.version)
    if [code.code for code in made.codes] != list(asked):
        edits.append({"order": list(asked)})
    return edits


def _added(code: Code) -> dict[str, Any]:
    edit: dict[str, Any] = {"add": code.code, "label": code.label}
    if code.agencies:
        edit["agencies"] = list(code.agencies)
    if code.alone:
        edit["alone"] = True
    return edit


def code_for(label: str, taken: Iterable[str]) -> str:
    """What an option with this label may be called in records: its own words, so that who searches
    for them finds it on a device that has not heard of the option. ``taken``: those that are."""
    from anyascii import anyascii  # only whoever adds an option needs it

    stem = _BETWEEN.sub("_", anyascii(label).lower()).strip("_")[:48].rstrip("_") or "option"
    known = set(taken)
    found, number = stem, 2
    while found in known:
        found, number = f"{stem}_{number}", number + 1
    return found


def said(edit: Edit, before: CodeList) -> str:
    """One edit as people read it. ``before``: the list that it changed."""
    if "add" in edit:
        known = before.labels.get(edit["add"])
        if known is not None and known != edit["label"]:
            return _("Added anew: {label} ({code}), which was {old}").format(
                label=edit["label"], code=edit["add"], old=known
            )
        return _("Added: {label} ({code})").format(label=edit["label"], code=edit["add"])
    if "rename" in edit:
        return _("Renamed: {old} is now {label}").format(
            old=before.label(edit["rename"]), label=edit["label"]
        )
    if "retire" in edit:
        return _("Retired: {label}").format(label=before.label(edit["retire"]))
    if "restore" in edit:
        return _("Offered again: {label}").format(label=before.label(edit["restore"]))
    if "remove" in edit:
        return _("Removed: {label}").format(label=before.label(edit["remove"]))
    return _("Put in another order")
