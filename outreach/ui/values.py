"""Answers in words, as a record page shows them: the model's words, and names for other records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from outreach.model.fields import Form, FormField
from outreach.model.kinds import describe
from outreach.ui.form.state import is_unknown
from outreach.ui.moments import from_text, moment, now_ms
from outreach.words import _

TitleOf = Callable[[str], str | None]


def words(kind: str, field: FormField | None, value: Any, title_of: TitleOf) -> str:
    """The answer as one would read it aloud. ``title_of`` names another record by its id."""
    if field is None or value is None or is_unknown(value):
        return describe(kind, field.name, value) if field else str(value)
    if field.widget == "datetime" and (at := from_text(value)) is not None:
        return moment(at, now_ms())
    if field.widget in ("place", "record"):
        ids = value if isinstance(value, list) else [value]
        return ", ".join(title_of(one) or "a record that is not on this tablet" for one in ids)
    if field.widget == "point" and isinstance(value, list):
        return ", ".join(f"{part:.5f}" for part in value)
    if field.widget == "checklist" and isinstance(value, dict):
        return _checklist(field, value)
    return describe(kind, field.name, value)


def said_of(space: str) -> str:
    """The name of a space within a sentence."""
    return _(space).replace("-", " ")


def _checklist(field: FormField, value: Mapping[str, str]) -> str:
    """Answers that are not in order first: they are what one looks for."""
    assert field.codes is not None
    assert field.answers is not None
    good = field.answers.active[0].code
    amiss = [(k, v) for k, v in value.items() if v != good]
    fine = [k for k, v in value.items() if v == good]
    lines = [f"{field.codes.label(k)}: {field.answers.label(v).lower()}" for k, v in amiss]
    if fine:
        lines.append("In order: " + ", ".join(field.codes.label(k) for k in fine))
    return "\n".join(lines)


def references(form: Form, fields: Mapping[str, Any]) -> set[str]:
    """The ids of other records that these answers name."""
    found: set[str] = set()
    for field in form.fields():
        value = fields.get(field.name)
        if field.widget in ("place", "record") and value and not is_unknown(value):
            found.update(value if isinstance(value, list) else [value])
    return found
