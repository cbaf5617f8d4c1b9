"""The picture of a network on a page of its own: one step or two, drawn, and the same as a list."""

from __future__ import annotations

from typing import Any

import flet as ft

from outreach.model.timeline import route_of
from outreach.ui import frame
from outreach.ui.buttons import ident, quiet
from outreach.ui.charts.shown import ChartImage
from outreach.ui.choices import chip
from outreach.ui.design import Size, Space
from outreach.ui.desk import Desk
from outreach.ui.network import Around
from outreach.ui.query import use_record
from outreach.views.hidden import HiddenRecord
from outreach.views.linked.ask import Asked, ask, route_to
from outreach.views.linked.section import icon_of, said_of_network, title_of
from outreach.words import _

#: The widest that the picture grows, in dp.
WIDEST = 1080


@ft.component
def NetworkPage(desk: Desk) -> ft.Control:
    record = ft.use_route_params().get("id", "")
    depth, set_depth = ft.use_state(1)
    window, _watched = ft.use_state(desk.window)
    answer = use_record(
        desk, lambda session, still: ask(session, record, depth, still), record, depth
    )
    if answer.missing:
        return frame.empty(
            ft.Icons.SEARCH_OFF,
            _("There is no such page on this tablet"),
            _("It may not have arrived yet, or it is in a space that this tablet has no key for."),
        )
    if answer.hidden is not None:
        return HiddenRecord(desk, answer.hidden, key=f"hidden-{record}")
    asked = answer.value
    if asked is None or desk.session is None:
        return frame.waiting(_("Opening what is linked…"))

    def opened(key: Any) -> None:
        route = route_to(asked, key)
        if route is not None:
            desk.go(route)

    network = asked.network
    own = network.nodes[0].end.title
    edge = 2 * Space.M
    room = min(WIDEST, (desk.page.width or 400) - edge)
    return ft.Container(
        expand=True,
        alignment=ft.Alignment.TOP_CENTER,
        content=ft.ListView(
            expand=True,
            padding=ft.Padding.only(left=Space.M, right=Space.M, top=Space.S, bottom=Space.XL),
            controls=[
                ft.Container(
                    alignment=ft.Alignment.TOP_CENTER,
                    content=ft.Column(
                        width=room if window.layout != "desktop" else WIDEST,
                        spacing=Space.S,
                        controls=[
                            frame.heading(_("What has to do with {who}").format(who=own)),
                            frame.soft(said_of_network(network), small=True),
                            ft.Row(
                                [
                                    chip("one-step", _("One step"), depth == 1,
                                         lambda _e: set_depth(1), small=True),
                                    chip("two-steps", _("Two steps"), depth == 2,
                                         lambda _e: set_depth(2), small=True),
                                    quiet("to-subject", _("Back to the page"),
                                          lambda _e: _back(desk, asked)),
                                ],
                                wrap=True,
                                spacing=Space.S,
                            ),
                            frame.card(
                                ChartImage(
                                    desk,
                                    Around(network, title_of(network)),
                                    opened,
                                    key=f"network-{depth}-{len(network.ties)}",
                                ),
                            ),
                            frame.heading(_("The same as a list"), level=2),
                            frame.rows(_rows(desk, asked)),
                        ],
                    ),
                )
            ],
        ),
    )  # fmt: skip


def _back(desk: Desk, asked: Asked) -> None:
    view = asked.linked.view
    desk.go(route_of(view.kind, view.id))


def _rows(desk: Desk, asked: Asked) -> list[ft.Control]:
    """Each end with every tie that it has in the picture; each opens its page."""
    rows = []
    for line in Around(asked.network, "").as_table():
        end = asked.network.node(line.key).end
        route = route_to(asked, line.key)
        rows.append(
            ident(
                f"node-{(end.row.id if end.row is not None else end.title)[:8]}",
                ft.ListTile(
                    key=line.key,
                    title=line.what,
                    subtitle=line.number.replace("; ", "\n") or None,
                    leading=ft.Icon(icon_of(end)),
                    trailing=ft.Icon(ft.Icons.CHEVRON_RIGHT) if route else None,
                    on_click=(lambda _e, route=route: desk.go(route)) if route else None,
                    min_height=Size.TARGET,
                ),
            )
        )
    return rows
