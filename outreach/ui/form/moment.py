"""A time: starts from now, is moved by a tap, and is typed when that matters.

No dialogue opens: everything is on the form, by finger and by keyboard alike.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import flet as ft

from outreach.model.fields import FormField
from outreach.model.instants import spoken
from outreach.model.proposals import proposal, too_late
from outreach.ui import frame
from outreach.ui.buttons import ident
from outreach.ui.choices import chip, flow
from outreach.ui.design import Size, Space
from outreach.ui.field import Field
from outreach.ui.form.hours import local, meant, on, read_clock, read_date
from outreach.ui.form.state import FormState
from outreach.ui.moments import HOUR, MINUTE, ago, clock, dated, from_text, moment, now_ms, to_text
from outreach.words import _

#: Days that stand beside the time to be tapped; for others one types a date.
DAYS = 7


@ft.component
def Moment(form: FormState, field: FormField) -> ft.Control:
    """The time in words, moved by chips; the words open a field for the hour and the days."""
    cell, _set = ft.use_state(form.cells[field.name])
    setting, set_setting = ft.use_state(cell.turn > 0)
    offered = proposal(form.form.kind, field.name)
    watched = [name for name in offered.watched if name in form.cells] if offered else []
    for name in watched:
        ft.use_state(form.cells[name])
    held = from_text(cell.value)
    now = now_ms()

    def put(ms: int) -> None:
        form.put(field.name, to_text(ms))

    def shift(ms: int) -> Callable[[Any], None]:
        return lambda _e: put((held or now_ms()) - ms)

    words = moment(held, now) if held is not None else _("Set the time")
    steps: list[ft.Control] = [
        ident(
            field.name,
            ft.OutlinedButton(
                words,
                icon=ft.Icons.SCHEDULE,
                on_click=lambda _e: set_setting(not setting),
                tooltip=ft.Tooltip(
                    message=_("{question}: type the time or change the day").format(
                        question=_(field.label)
                    ),
                    prefer_below=False,
                ),
            ),
        ),
        chip(f"{field.name}.now", _("Now"), False, lambda _e: put(now_ms())),
    ]
    if field.ahead:
        steps.append(chip(f"{field.name}.hour", _("1 h later"), False, shift(-HOUR)))
        steps.append(chip(f"{field.name}.day", _("1 day later"), False, shift(-24 * HOUR)))
    else:
        steps.append(chip(f"{field.name}.earlier", _("15 min earlier"), False, shift(15 * MINUTE)))
        steps.append(chip(f"{field.name}.hour", _("1 h earlier"), False, shift(HOUR)))
    if offered is not None:
        proposed = offered.work_out({name: form.value(name) for name in offered.watched})
        at = from_text(proposed)
        if at is not None and at != held:
            words = _("As proposed: {when}").format(when=moment(at, now))
            steps.insert(1, chip(f"{field.name}.proposed", words, False, _taking(put, at)))
    line = ft.Row(steps, scroll=ft.ScrollMode.HIDDEN, spacing=Space.S)
    parts: list[ft.Control] = [line]
    answers = {name: form.value(name) for name in (field.name, *watched)}
    if late := too_late(form.form.kind, field.name, answers):
        parts.append(frame.soft(_(late), small=True))
    if setting:
        parts.append(Exactly(form, field, key=f"exactly-{field.name}"))
    return ft.Column(parts, spacing=Space.S) if len(parts) > 1 else line


def _taking(put: Callable[[int], None], at: int) -> Callable[[Any], None]:
    return lambda _e: put(at)


@ft.component
def Exactly(form: FormState, field: FormField) -> ft.Control:
    """Hour and day. A time without a day means the last such time, or the first after the
    beginning; tapping a day then says otherwise."""
    cell, _set = ft.use_state(form.cells[field.name])
    problem, set_problem = ft.use_state("")
    other, set_other = ft.use_state(False)
    chosen, set_chosen = ft.use_state(None)
    wrote, turn = ft.use_ref(from_text(cell.value)), ft.use_ref(0)
    now = now_ms()
    held = from_text(cell.value)
    if held != wrote.current:  # moved by a chip: the field follows
        wrote.current, turn.current = held, turn.current + 1
    today = local(now).date()
    start = from_text(form.value(field.name.removesuffix("_to") + "_from"))
    after = now if field.ahead else start if field.name.endswith("_to") else None
    step = -1 if field.ahead else 1

    def typed(words: str) -> None:
        read = read_clock(words)
        unfinished = len(words.strip()) < 4
        set_problem("" if read or unfinished else _("Enter a time such as 23:40"))
        if read is not None:
            ms = on(chosen, read) if chosen else meant(read, now_ms(), after)
            wrote.current = ms
            form.put(field.name, to_text(ms))

    def take(day: date) -> None:
        at = local(held if held is not None else now_ms())
        set_chosen(day)
        form.put(field.name, to_text(on(day, (at.hour, at.minute))))

    def day_typed(words: str) -> None:
        day = read_date(words, today)
        if day is not None:
            take(day)

    shown = local(held).date() if held is not None else None
    near = [today - timedelta(days=step * away) for away in range(DAYS if other else 2)]
    days: list[ft.Control] = [
        chip(
            f"{field.name}.day{away}",
            _day(day, step * away),
            shown == day,
            lambda _e, day=day: take(day),
        )
        for away, day in enumerate(near)
    ]
    if not other:
        elsewhen = shown is not None and shown not in near
        days.append(
            chip(f"{field.name}.other", _("Another day"), elsewhen, lambda _e: set_other(True))
        )
    parts: list[ft.Control] = [
        Field(
            f"{field.name}.clock",
            _("Time, such as 23:40"),
            value=clock(held) if held is not None else "",
            on_input=typed,
            error=problem or None,
            autofocus=turn.current == 0,
            replaces=True,
            max_length=8,
            key=f"{field.name}-clock-{turn.current}",
        ),
        flow(days),
    ]
    if other:
        parts.append(
            Field(
                f"{field.name}.date",
                _("Or the date, such as 14/11/2026"),
                on_input=day_typed,
                max_length=10,
            )
        )
    if held is not None:
        parts.append(frame.soft(f"{spoken(to_text(held))} · {ago(held, now)}", small=True))
    return ft.Container(
        bgcolor=ft.Colors.SURFACE_CONTAINER,
        border_radius=Size.RADIUS,
        padding=Space.SM,
        content=ft.Column(parts, spacing=Space.S),
    )


def _day(day: date, back: int) -> str:
    name = dated(day, "Ed")
    if back == 0:
        return _("Today, {day}").format(day=name)
    if back == -1:
        return _("Tomorrow, {day}").format(day=name)
    return _("Yesterday, {day}").format(day=name) if back == 1 else dated(day, "MMMEd")
