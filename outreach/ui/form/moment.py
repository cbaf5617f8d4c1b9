"""A time: starts from now, is moved by a tap, and is set exactly when that matters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import flet as ft

from outreach.model.fields import FormField
from outreach.ui.buttons import ident
from outreach.ui.form.chips import chip, flow
from outreach.ui.form.state import FormState
from outreach.ui.moments import MINUTE, from_text, moment, now_ms, to_text
from outreach.ui.theme import Size


def local(ms: int) -> datetime:
    """A time of this device's zone."""
    return datetime.fromtimestamp(ms / 1000, tz=UTC).astimezone()


def instant(form: FormState, field: FormField, value: Any) -> ft.Control:
    """The time in words, with *now*, *15 min earlier* and a picker."""
    held = from_text(value)
    page = ft.context.page

    def put(ms: int) -> None:
        form.put(field.name, to_text(ms))

    def shift(minutes: int) -> Callable[[Any], None]:
        return lambda _: put((held or now_ms()) + minutes * MINUTE)

    def pick_time(day: datetime) -> None:
        start = local(held or now_ms())

        def picked(event: Any) -> None:
            clock = event.control.value
            if clock is not None:
                at = day.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
                put(int(at.timestamp() * 1000))

        page.show_dialog(
            ft.TimePicker(
                value=start.time(),
                help_text=field.label,
                hour_format=ft.TimePickerHourFormat.H24,
                on_change=picked,
            )
        )

    def pick(_: Any) -> None:
        start = local(held or now_ms())

        def picked(event: Any) -> None:
            if event.control.value is not None:
                chosen = event.control.value
                day = chosen.astimezone() if chosen.tzinfo else chosen
                pick_time(start.replace(year=day.year, month=day.month, day=day.day))

        page.show_dialog(
            ft.DatePicker(
                value=start,
                first_date=start.replace(year=1990),
                last_date=local(now_ms()),
                help_text=field.label,
                on_change=picked,
            )
        )

    words = moment(held, now_ms()) if held else "Not given"
    return flow(
        [
            ident(
                field.name,
                ft.OutlinedButton(
                    words,
                    icon=ft.Icons.SCHEDULE,
                    on_click=pick,
                    height=Size.TARGET,
                    tooltip=f"{field.label}: set date and time",
                ),
            ),
            chip(f"{field.name}.now", "Now", False, lambda _: put(now_ms())),
            chip(f"{field.name}.earlier", "15 min earlier", False, shift(-15)),
        ]
    )
