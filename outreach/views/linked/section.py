"""The links of something on its page: by sort, with their source; a picture; the family."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

import flet as ft

from outreach.model.codes import code_list
from outreach.model.instants import spoken_day
from outreach.model.kinds.link import LINK
from outreach.model.kinds.merge import MERGE
from outreach.model.link_rules import HANDLE, TELEPHONE, rules
from outreach.model.linking import End, Link
from outreach.model.network import Network
from outreach.model.timeline import route_of
from outreach.ui import frame
from outreach.ui.buttons import ident, quiet
from outreach.ui.charts.shown import ChartImage
from outreach.ui.design import Size, Space
from outreach.ui.desk import Desk
from outreach.ui.form.begin import begin
from outreach.ui.network import Around
from outreach.ui.query import use_record
from outreach.ui.rows import ICONS
from outreach.views.linked.ask import Asked, ask, route_to
from outreach.views.linked.family import family
from outreach.views.linked.merges import merged
from outreach.views.linked.undo import Undo
from outreach.words import _, several

#: Kinds whose pages show their links.
LINKABLE = (
    "person", "vehicle", "premises", "hotspot", "person-sighting", "vehicle-sighting",
    "hotspot-visit", "premises-check",
)  # fmt: skip
#: Links that are drawn at first.
SHOWN = 6
#: Nodes from which on a picture says more than a list: the one in the middle, and two more.
LEAST = 3
_SIGNS = {TELEPHONE: ft.Icons.PHONE_ANDROID, HANDLE: ft.Icons.ALTERNATE_EMAIL}


@ft.component
def Linked(desk: Desk, record: str, short: bool = False) -> ft.Control:
    """Everything that one is linked to. ``short``: without links it is no more than a way to add
    one; of what happened there is hardly ever any."""
    whole, set_whole = ft.use_state(False)
    undoing, set_undoing = ft.use_state("")
    answer = use_record(desk, lambda session, still: ask(session, record, 1, still), record)
    asked = answer.value
    if asked is None or desk.session is None:
        return ft.Container(height=0)
    if short and not asked.linked.links:
        return _actions(desk, asked)
    shown = asked.linked.links if whole else asked.linked.links[:SHOWN]
    lines: list[ft.Control] = [frame.soft(_counted(asked), small=True)]
    for said, links in groupby(shown, key=lambda one: one.said_from(asked.linked.key)):
        lines.append(ft.Text(_(said), theme_style=ft.TextThemeStyle.LABEL_LARGE))
        for one in links:
            lines.append(_tile(desk, asked, one, set_undoing))
            if undoing == one.id:
                words = _("Undo the link")
                lines.append(Undo(desk, one.id, words, lambda: set_undoing(""), key=one.id))
    left = len(asked.linked.links) - len(shown)
    if left:
        lines.append(
            quiet(
                "all-links",
                several("Show {n} more", "Show {n} more", left),
                lambda _event: set_whole(True),
                icon=ft.Icons.EXPAND_MORE,
            )
        )
    lines.append(_actions(desk, asked))
    return ft.Column(
        spacing=Space.S,
        controls=[
            *merged(desk, asked),
            frame.card(*lines, title=_("Links")),
            *picture(desk, asked),
            *family(desk, asked.family, asked.linked.key),
        ],
    )


def _counted(asked: Asked) -> str:
    count = len(asked.linked.links)
    if not count:
        return _("Nobody has linked anything to this yet.")
    said = several("{n} link.", "{n} links.", count)
    return _("{links} A link says what somebody said, and nothing more.").format(links=said)


def _actions(desk: Desk, asked: Asked) -> ft.Control:
    view = asked.linked.view
    buttons = []
    if desk.open.may_record(LINK):
        buttons.append(
            quiet(
                "add-link",
                _("Add a link"),
                lambda _event: begin(desk, LINK, {"from_record": view.id}),
                icon=ft.Icons.ADD_LINK,
            )
        )
        if view.kind in rules().mergeable:
            buttons.append(
                quiet(
                    "propose-merge",
                    _("It is the same as another…"),
                    lambda _event: begin(desk, MERGE, {"leads": view.id}),
                    icon=ft.Icons.MERGE,
                )
            )
    return ft.Row(buttons, wrap=True, spacing=0, run_spacing=0)


def _tile(desk: Desk, asked: Asked, one: Link, undo: Callable[[str], None]) -> ft.Control:
    other = one.other(asked.linked.key)
    route = route_of(other.row.kind, other.row.id) if other.row is not None else None
    return ident(
        f"link-{one.id[:8]}",
        ft.ListTile(
            key=one.id,
            title=other.title,
            subtitle=facts(one, other),
            leading=ft.Icon(icon_of(other)),
            trailing=quiet(f"undo-{one.id[:8]}", _("Undo…"), lambda _event: undo(one.id)),
            on_click=(lambda _event: desk.go(route)) if route else None,
            min_height=Size.TARGET,
            content_padding=ft.Padding.symmetric(horizontal=Space.S),
        ),
    )


def icon_of(end: End) -> ft.IconData:
    """The sign of an end in a list."""
    return _SIGNS.get(end.what) or ICONS.get(end.what, ft.Icons.DESCRIPTION_OUTLINED)


def facts(one: Link, other: End) -> str:
    """Since when, who says so, how it is known, who recorded it; what was said."""
    gone = _("Withdrawn record") if other.row is not None and other.row.withdrawn else ""
    days = ""
    if one.since and one.until:
        days = _("{first} to {last}").format(
            first=spoken_day(one.since), last=spoken_day(one.until)
        )
    elif one.since:
        days = _("Since {day}").format(day=spoken_day(one.since))
    elif one.until:
        days = _("Until {day}").format(day=spoken_day(one.until))
    grade = _(code_list("how_known").label(one.grade)) if one.grade else _("Not graded")
    parts = (gone, days, one.source, grade, one.row.author_name, one.fact)
    return " · ".join(part for part in parts if part)


def title_of(network: Network) -> str:
    """What a screen reader says of the picture."""
    count = len(network.nodes) - 1
    own = network.nodes[0].end.title
    has = several("{n} other", "{n} others", count)
    return _("Picture: {who} and {others} that have to do with them. A list says the same.").format(
        who=own, others=has
    )


def picture(desk: Desk, asked: Asked) -> list[ft.Control]:
    """The picture of one step, where there is something to see: of a place only what somebody
    linked to it, since each visit there would be a sign of its own."""
    place = asked.linked.view.kind in ("hotspot", "premises")
    if len(asked.network.nodes) < LEAST or (place and not asked.linked.links):
        return []

    def opened(key: Any) -> None:
        route = route_to(asked, key)
        if route is not None and key != asked.linked.key:
            desk.go(route)

    view = asked.linked.view
    return [
        frame.card(
            frame.soft(said_of_network(asked.network), small=True),
            ChartImage(
                desk,
                Around(asked.network, title_of(asked.network)),
                opened,
                key=f"network-{len(asked.network.nodes)}-{len(asked.network.ties)}",
            ),
            quiet(
                "open-network",
                _("The whole picture, and as a list"),
                lambda _event: desk.go(f"/network/{view.id}"),
                icon=ft.Icons.HUB_OUTLINED,
            ),
            title=_("Who and what it has to do with"),
        )
    ]


def said_of_network(network: Network) -> str:
    """What the picture leaves out, and that it says nothing about guilt."""
    said = [_("Tap a sign to open its page. To be linked to somebody says nothing about anybody.")]
    if network.left_out:
        said.append(several("{n} is left out.", "{n} more are left out.", network.left_out))
    return " ".join(said)
