"""What would be given of a record, answer by answer: left out, said differently, or as it is.

The rule that this module enforces: one sees what they will see before it is given. What names other
records is never given, and is said not to be.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.model.fields import FormField
from outreach.model.kinds import form as form_of
from outreach.ui import frame
from outreach.ui.buttons import quiet
from outreach.ui.design import Space
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.form.state import TYPED, FormState, is_unknown
from outreach.ui.query import use_query
from outreach.ui.values import words
from outreach.words import _

#: The answers that hold what was decided about each field of the record.
LEFT_OUT = "left_out"
REPLACED = "replaced"
#: A field that is being said differently, before anything is typed.
_BLANK = " "


@ft.component
def Sanitised(desk: Desk, form: FormState, field: FormField) -> ft.Control:
    """Every answer of the record that this decision is about."""
    left_out, _l = ft.use_state(form.cells[LEFT_OUT])
    replaced, _r = ft.use_state(form.cells[REPLACED])
    records, _m = ft.use_state(form.cells["records"])
    record = next(iter(records.value or ()), None)
    answer = use_query(desk, lambda session: session.consult(record) if record else None, record)
    view = answer.value
    if view is None:
        return ft.Container(visible=False)
    out = list(left_out.value or ())
    said: dict[str, str] = dict(replaced.value or {})

    def put(names: list[str], texts: dict[str, str]) -> None:
        form.put(REPLACED, texts or None)
        form.put(LEFT_OUT, names or None)

    def leave(name: str) -> Callable[[Any], None]:
        return lambda _e: put([*out, name], {k: v for k, v in said.items() if k != name})

    def give(name: str) -> Callable[[Any], None]:
        return lambda _e: put(
            [one for one in out if one != name], {k: v for k, v in said.items() if k != name}
        )

    def differently(name: str) -> Callable[[Any], None]:
        return lambda _e: put([one for one in out if one != name], {**said, name: _BLANK})

    def typed(name: str) -> Callable[[str], None]:
        return lambda text: form.put(REPLACED, {**said, name: text or _BLANK}, typed=True)

    lines: list[ft.Control] = []
    for asked in form_of(view.kind).fields():
        value = view.fields.get(asked.name)
        if value is None:
            continue
        lines.append(_label(asked))
        if asked.widget in ("place", "record"):
            lines.append(_struck(_("Not given: it would lead to another record")))
            continue
        shown = words(view.kind, asked, _pair(asked, view.fields), lambda _one: None)
        texty = asked.widget in TYPED and asked.widget != "number" and not is_unknown(value)
        if asked.name in said:
            lines += [
                _struck(shown),
                Field(
                    f"instead.{asked.name}",
                    _("What they see instead"),
                    value=said[asked.name].strip(),
                    on_input=typed(asked.name),
                    max_length=asked.max_length,
                    lines=3 if asked.widget in ("long", "verbatim") else 1,
                    key=f"instead-{asked.name}",
                ),
                _row(quiet(f"as-it-is.{asked.name}", _("As it is"), give(asked.name))),
            ]
        elif asked.name in out:
            back = quiet(f"as-it-is.{asked.name}", _("Give it after all"), give(asked.name))
            lines += [_struck(shown), _row(back)]
        else:
            buttons = [quiet(f"leave-out.{asked.name}", _("Leave out"), leave(asked.name))]
            if texty:
                buttons.append(
                    quiet(f"differently.{asked.name}", _("Say it differently"),
                          differently(asked.name))
                )  # fmt: skip
            lines += [ft.Text(shown, selectable=True), _row(*buttons)]
    return frame.card(
        frame.soft(_("Nobody else is named to them, and no record but this one."), small=True),
        *lines,
    )


def _pair(asked: FormField, fields: Any) -> Any:
    value = fields.get(asked.name)
    if asked.widget == "point" and isinstance(value, float):
        return [value, fields.get("longitude", 0.0)]
    return value


def _label(asked: FormField) -> ft.Control:
    return frame.soft(_(asked.label), small=True)


def _row(*buttons: ft.Control) -> ft.Control:
    return ft.Row(list(buttons), wrap=True, spacing=Space.S)


def _struck(text: str) -> ft.Control:
    return ft.Text(
        text,
        semantics_label=_("Not given: {text}").format(text=text),
        color=ft.Colors.ON_SURFACE_VARIANT,
        style=ft.TextStyle(decoration=ft.TextDecoration.LINE_THROUGH),
    )


def sanitising(form: FormState) -> dict[str, Any] | None:
    """What was decided about each field, as ``Session.share`` takes it; None: all of it is given.
    The parts of a position go with it."""
    if form.value("extent") != "sanitised":
        return None
    found: dict[str, Any] = {}
    for name in form.value(LEFT_OUT) or ():
        found[name] = None
    for name, text in (form.value(REPLACED) or {}).items():
        found[name] = text.strip() or None
    return found
