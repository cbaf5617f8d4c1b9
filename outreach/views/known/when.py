"""Who goes there and when: the strip of hours by weekday, and who was there, in words too."""

from __future__ import annotations

from collections.abc import Sequence

import flet as ft

from outreach.model.codes import code_list
from outreach.model.in_force import Goers, Visitor
from outreach.ui import frame
from outreach.ui.buttons import quiet
from outreach.ui.charts.shown import ChartImage
from outreach.ui.design import Space
from outreach.ui.desk import Desk
from outreach.ui.moments import DAY, ago, day, now_ms
from outreach.views.known.ask import Asked
from outreach.words import _, number, several

#: People and agencies that are named.
SHOWN = 4
#: Fewer records than this make no strip: the timeline says it.
LEAST = 3


@ft.component
def Strip(desk: Desk, asked: Asked) -> ft.Control:
    """Hours by weekday as a picture, and on request as lines to read."""
    as_lines, set_lines = ft.use_state(False)
    total = len(asked.known.times)
    if total < LEAST:
        return ft.Container(height=0)
    said = asked.busiest or several(
        "{n} record so far: when it was.",
        "{n} records so far: when each one was.",
        total,
    )
    inside: list[ft.Control] = [
        frame.soft(said, small=True),
        ChartImage(desk, asked.hours, label=asked.hours.title),
        quiet(
            "strip-as-words",
            _("Hide the list") if as_lines else _("Read it as a list"),
            lambda _event: set_lines(not as_lines),
            icon=ft.Icons.FORMAT_LIST_BULLETED,
        ),
    ]
    if as_lines:
        inside += [ft.Text(f"{line.what}: {line.number}") for line in asked.hours.as_table()]
    return frame.card(*inside, title=_("When"))


def goers(found: Goers) -> list[ft.Control]:
    """Who goes there, most often first: agencies in a line, people in another."""
    if not found.visits:
        return []
    long_ago = found.since_ms is not None and now_ms() - found.since_ms > 2 * DAY
    since = day(found.since_ms or 0, now_ms()) if long_ago else ""
    visits = several("{n} visit", "{n} visits", found.visits)
    said = _("{visits} since {day}").format(visits=visits, day=since) if since else visits
    return [
        frame.card(
            frame.soft(said, small=True),
            _line(found.agencies, ft.Icons.GROUPS_OUTLINED),
            _line(found.people, ft.Icons.PERSON_OUTLINE),
            title=_("Who goes there"),
        )
    ]


def _line(found: Sequence[Visitor], icon: ft.IconData) -> ft.Control:
    """Names with how many visits each; below, when the first of them was last there."""
    named = [
        _("{name} ({n})").format(name=_agency(one.name), n=number(one.visits))
        for one in found[:SHOWN]
    ]
    left = len(found) - SHOWN
    if left > 0:
        named.append(several("{n} more", "{n} more", left))
    last = _("last there {when}").format(when=ago(found[0].last_ms, now_ms())) if found else ""
    return ft.Row(
        spacing=Space.SM,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[
            ft.Icon(icon, color=ft.Colors.ON_SURFACE_VARIANT),
            ft.Column(
                [ft.Text(", ".join(named)), frame.soft(last, small=True)], spacing=0, expand=True
            ),
        ],
    )


def _agency(name: str) -> str:
    """An agency of the code list in the language in use; another, or a person, by its own name."""
    return _(name) if name in code_list("agency").labels.values() else name
