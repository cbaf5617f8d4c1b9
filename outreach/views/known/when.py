"""Who goes there and when: the strip of hours by weekday, and who was there, in words too."""

from __future__ import annotations

from typing import Any

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
from outreach.words import _, several

#: People and agencies that are named.
SHOWN = 4
#: Fewer records than this make no strip, only a list.
LEAST = 3


@ft.component
def Strip(desk: Desk, asked: Asked) -> ft.Control:
    """Hours by weekday as a picture, and on request as lines to read."""
    as_lines, set_lines = ft.use_state(False)
    total = len(asked.known.times)
    if not total:
        return ft.Container(height=0)
    said = asked.busiest or several(
        "{n} record so far: too few to say when.",
        "{n} records so far: when each one was.",
        total,
    )
    inside: list[ft.Control] = [frame.soft(said, small=True)]
    if total >= LEAST:
        inside.append(ChartImage(desk, asked.hours, label=asked.hours.title))
        inside.append(
            quiet(
                "strip-as-words",
                _("Hide the list") if as_lines else _("Read it as a list"),
                lambda _: set_lines(not as_lines),
                icon=ft.Icons.FORMAT_LIST_BULLETED,
            )
        )
    if as_lines:
        inside += [ft.Text(f"{line.what}: {line.number}") for line in asked.hours.as_table()]
    return frame.card(*inside, title=_("When"))


def goers(found: Goers) -> list[ft.Control]:
    """Who goes there, most often first."""
    if not found.visits:
        return []
    long_ago = found.since_ms is not None and now_ms() - found.since_ms > 2 * DAY
    since = day(found.since_ms or 0, now_ms()) if long_ago else ""
    visits = several("{n} visit", "{n} visits", found.visits)
    said = _("{visits} since {day}").format(visits=visits, day=since) if since else visits
    return [
        frame.card(
            frame.soft(said, small=True),
            *[_line(one, ft.Icons.GROUPS_OUTLINED) for one in found.agencies[:SHOWN]],
            ft.Divider(),
            *[_line(one, ft.Icons.PERSON_OUTLINE) for one in found.people[:SHOWN]],
            *_rest(found),
            title=_("Who goes there"),
        )
    ]


def _rest(found: Goers) -> list[ft.Control]:
    left = len(found.people) - SHOWN
    if left <= 0:
        return []
    return [frame.soft(several("and {n} more person", "and {n} more people", left), small=True)]


def _agency(name: str) -> str:
    """An agency of the code list in the language in use; another by its own name."""
    return _(name) if name in code_list("agency").labels.values() else name


def _line(one: Visitor, icon: ft.IconData) -> ft.Control:
    name = f"{one.name}, {_agency(one.agency)}" if one.agency else _agency(one.name)
    often = several("{n} visit", "{n} visits", one.visits)
    last: Any = ago(one.last_ms, now_ms())
    return ft.Row(
        spacing=Space.SM,
        controls=[
            ft.Icon(icon, color=ft.Colors.ON_SURFACE_VARIANT),
            ft.Column(
                spacing=0,
                expand=True,
                controls=[
                    ft.Text(name),
                    frame.soft(
                        _("{often}, last {when}").format(often=often, when=last), small=True
                    ),
                ],
            ),
        ],
    )
