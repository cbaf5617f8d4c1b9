"""Places: which need a visit, which are near, which one looks for; and the page of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import flet as ft

from outreach.model.sites import Order, Site, sites
from outreach.ui import frame
from outreach.ui.buttons import quiet
from outreach.ui.choices import chip
from outreach.ui.design import Space, State
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.form.begin import begin
from outreach.ui.moments import ago, now_ms
from outreach.ui.position import Fix, ask, distance_m
from outreach.ui.query import use_query
from outreach.ui.rows import ICONS, place_tile
from outreach.views.known import Known
from outreach.views.known.force import due_state
from outreach.words import _, mark, number, several

ORDERS: dict[Order, str] = {
    "due": mark("Due first"),
    "near": mark("Nearest"),
    "recent": mark("Visited last"),
    "name": mark("By name"),
}
KINDS = {"hotspot": mark("Hotspots"), "premises": mark("Premises")}
#: Rows that are drawn at first, and with each scroll to the end: beside a page there is less room.
WINDOW = 16
#: How near to the end of the list, in dp, more is asked for.
NEAR = 800


@ft.component
def Places(desk: Desk) -> ft.Control:
    record = ft.use_route_params().get("id")
    window, _watched = ft.use_state(desk.window)
    if window.layout == "desktop":
        beside = (
            Known(desk, record, True, key=f"place-{record}")
            if record
            else frame.empty(
                ft.Icons.PLACE_OUTLINED,
                _("Choose a place"),
                _("What is known of it and what to do next opens here."),
            )
        )
        return frame.two_panes(Listing(desk, record, key="places"), beside)
    if record:
        return Known(desk, record, key=f"place-{record}")
    return Listing(desk, None, key="places")


@ft.component
def Listing(desk: Desk, chosen: str | None) -> ft.Control:
    words, set_words = ft.use_state("")
    kind, set_kind = ft.use_state("")
    only_due, set_only_due = ft.use_state(False)
    order, set_order = ft.use_state("due")
    limit, set_limit = ft.use_state(WINDOW)
    position, _watched = ft.use_state(desk.position)
    fix = position.fix
    near = (fix.latitude, fix.longitude) if fix is not None else None
    answer = use_query(
        desk,
        lambda session: sites(
            session.model,
            now_ms(),
            words=words,
            kind=kind,
            only_due=only_due,
            order=cast(Order, order),
            near=near,
            limit=limit,
        ),
        words,
        kind,
        only_due,
        order,
        near if order == "near" else None,
        limit,
    )
    found = answer.value
    if found is None:
        return frame.waiting(_("Looking for places…"))

    def narrowed(put: Callable[[Any], None]) -> Callable[[Any], None]:
        def act(value: Any) -> None:
            put(value)
            set_limit(WINDOW)

        return act

    async def sort(name: Order) -> None:
        narrowed(set_order)(name)
        if name == "near" and desk.position.fix is None:
            await ask(desk)

    def by(name: Order) -> Callable[[Any], Any]:
        async def act(_: Any) -> None:
            await sort(name)

        return act

    def scrolled(event: Any) -> None:
        near_the_end = event.max_scroll_extent - event.pixels < NEAR
        if near_the_end and limit <= len(found.rows) < found.total:
            set_limit(len(found.rows) + WINDOW)

    shown: ft.Control
    if found.rows:
        now = now_ms()
        shown = ft.ListView(
            expand=True,
            padding=ft.Padding.only(bottom=Space.L),
            controls=[
                MemoSite(
                    desk,
                    site,
                    _said(site, now, fix if order == "near" else None),
                    site.id == chosen,
                    bool(chosen),
                    key=site.id,
                )
                for site in found.rows
            ],
            on_scroll=scrolled,
            scroll_interval=150,
            build_controls_on_demand=True,
            key=f"{kind}-{order}-{only_due}",
        )
    else:
        shown = _nothing(desk, found.all, words, only_due)
    return ft.Column(
        expand=True,
        spacing=Space.S,
        controls=[
            ft.Container(
                padding=ft.Padding.only(left=Space.M, right=Space.M, top=Space.S),
                content=ft.Column(
                    spacing=Space.S,
                    controls=[
                        Field(
                            "find-place",
                            _("Name, street or postcode"),
                            on_input=narrowed(set_words),
                            icon=ft.Icons.SEARCH,
                        ),
                        ft.Row(
                            scroll=ft.ScrollMode.AUTO,
                            spacing=Space.S,
                            controls=[
                                chip(
                                    "due-now",
                                    _("Due now"),
                                    only_due,
                                    lambda _: narrowed(set_only_due)(not only_due),
                                    small=True,
                                    icon=ft.Icons.SCHEDULE,
                                ),
                                *[
                                    chip(
                                        f"kind-{n}",
                                        _(w),
                                        kind == n,
                                        lambda _, n=n: narrowed(set_kind)("" if kind == n else n),
                                        small=True,
                                    )
                                    for n, w in KINDS.items()
                                ],
                            ],
                        ),
                        ft.Row(
                            scroll=ft.ScrollMode.AUTO,
                            spacing=Space.S,
                            controls=[
                                *[
                                    chip(f"order-{n}", _(w), order == n, by(n), small=True)
                                    for n, w in ORDERS.items()
                                ],
                            ],
                        ),
                        frame.beside(
                            frame.soft(_count(found.total, found.due, position, order), small=True),
                            *_adding(desk, kind),
                        ),
                    ],
                ),
            ),
            shown,
        ],
    )


def _adding(desk: Desk, kind: str) -> list[ft.Control]:
    """How a place comes onto the list: premises from a register, a hotspot by hand. A tablet
    offers what it holds the keys for."""
    if kind == "premises" and desk.open.may_record("premises"):
        words = _("Import a register")
        return [quiet("to-import", words, lambda _: desk.go("/import"), icon=ft.Icons.UPLOAD_FILE)]
    if not desk.open.may_record("hotspot"):
        return []
    return [
        quiet(
            "add-hotspot",
            _("Add a hotspot"),
            lambda _: begin(desk, "hotspot"),
            icon=ft.Icons.ADD_LOCATION_ALT,
        )
    ]


def _count(total: int, due: int, position: Any, order: str) -> str:
    if order == "near" and position.fix is None:
        if position.state == "asking":
            return _("Asking this tablet where it is…")
        return position.problem or _("This tablet does not know where it is.")
    places = several("{n} place", "{n} places", total)
    return _("{places}, {due} due now").format(places=places, due=number(due)) if due else places


def _nothing(desk: Desk, there_are: int, words: str, only_due: bool) -> ft.Control:
    """Why the list is empty, and what to do."""
    if not there_are:
        importing = quiet("import-first", _("Import a register"), lambda _: desk.go("/import"))
        return frame.empty(
            ft.Icons.PLACE_OUTLINED,
            _("No places yet"),
            _("Add a hotspot, import a register, or sync to get those of your partnership."),
            quiet("sync-for-places", _("Go to Sync"), lambda _: desk.go("/sync")),
            *([importing] if desk.open.may_record("premises") else []),
        )
    if words.strip():
        return frame.empty(
            ft.Icons.SEARCH_OFF,
            _("No place has all these words"),
            _("Try a street or a postcode, choose fewer filters, or add the place."),
        )
    if only_due:
        return frame.empty(
            ft.Icons.CHECK_CIRCLE_OUTLINE,
            _("Nothing is due now"),
            _("Every place of this kind was looked at in time."),
        )
    return frame.empty(
        ft.Icons.PLACE_OUTLINED,
        _("No places of this kind"),
        _("Take the filter off, or add the place."),
    )


def _said(site: Site, now: int, fix: Fix | None) -> str:
    """Below the title: how far and how long since; then what it is."""
    parts = []
    if fix is not None and site.latitude is not None and site.longitude is not None:
        away = distance_m(fix.latitude, fix.longitude, site.latitude, site.longitude)
        parts.append(how_far(away))
    if site.checked_ms is not None:
        parts.append(_("Checked {when}").format(when=ago(site.checked_ms, now)))
    elif site.last_ms is not None:
        parts.append(_("Last visited {when}").format(when=ago(site.last_ms, now)))
    if site.amiss:
        parts.append(several("{n} thing not in order", "{n} things not in order", site.amiss))
    return "\n".join(line for line in (" · ".join(parts), site.subtitle) if line)


def how_far(metres: float) -> str:
    """``350 m``, ``2.4 km``, ``18 km``."""
    if metres < 995:
        return _("{n} m").format(n=number(round(metres, -1)))
    return _("{n} km").format(n=number(round(metres / 1000, 1 if metres < 9_950 else None)))


@ft.component
def SiteRow(desk: Desk, site: Site, said: str, chosen: bool, replace: bool) -> ft.Control:
    return place_tile(
        f"place-{site.id[:8]}",
        site.title,
        said,
        ICONS[site.kind],
        lambda _: desk.go(f"/places/{site.id}", replace=replace),
        chosen=chosen,
        state=_state(site),
    )


def _state(site: Site) -> State | None:
    """Only what somebody should do something about wears a state."""
    if site.due.state not in ("overdue", "unseen", "soon"):
        return None
    return due_state(site.due, site.last_ms)


MemoSite = ft.memo(SiteRow)
