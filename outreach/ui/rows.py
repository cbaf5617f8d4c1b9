"""Records and places as rows of a list: two lines, a sign, and where it stands in words.

Long lists are drawn a window at a time, and each row once: a row that has not changed is not
drawn again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import flet as ft

from outreach.ui import badges
from outreach.ui.buttons import ident
from outreach.ui.moments import moment, now_ms, plural, span
from outreach.ui.theme import Size, Space

#: Rows drawn at first, and with each scroll to the end.
WINDOW = 40

ICONS = {
    "outing": ft.Icons.DIRECTIONS_CAR_FILLED_OUTLINED,
    "hotspot": ft.Icons.PLACE_OUTLINED,
    "hotspot-visit": ft.Icons.VISIBILITY_OUTLINED,
    "premises": ft.Icons.STOREFRONT_OUTLINED,
    "premises-check": ft.Icons.CHECKLIST,
    "person-sighting": ft.Icons.PERSON_SEARCH,
    "vehicle-sighting": ft.Icons.LOCAL_TAXI_OUTLINED,
}


def state_of(row: Any) -> tuple[ft.IconData, str, ft.Colors]:
    """What matters most about where a record stands: a sign, a word and an ink."""
    if row.withdrawn:
        return ft.Icons.BLOCK, "Withdrawn", ft.Colors.ON_SURFACE_VARIANT
    if row.conflicts:
        return ft.Icons.CALL_SPLIT, "Two versions", ft.Colors.ERROR
    if row.review == "returned":
        return ft.Icons.REPLY, "Returned", ft.Colors.ERROR
    if row.here_only:
        return ft.Icons.TABLET_ANDROID, "Only here", ft.Colors.TERTIARY
    if row.review == "approved":
        return ft.Icons.VERIFIED, "Approved", ft.Colors.PRIMARY
    if row.review in ("to_review", "corrected"):
        return ft.Icons.HOURGLASS_EMPTY, "To review", ft.Colors.ON_SURFACE_VARIANT
    return ft.Icons.CLOUD_DONE_OUTLINED, "In the store", ft.Colors.ON_SURFACE_VARIANT


#: Kinds that people remember by where they were.
AT_A_PLACE = ("hotspot-visit", "premises-check")


def headline(row: Any, here: bool = False) -> str:
    """The first line: the place of a visit or a check, or the record's own title. ``here``: in a
    list of one place, where naming it again says nothing."""
    by_place = row.kind in AT_A_PLACE and row.place_title and not here
    return row.place_title if by_place else row.title


def facts(row: Any, here: bool = False) -> str:
    """The second line: what, when, by whom."""
    first = headline(row, here)
    when = moment(row.occurred_ms or row.recorded_ms, now_ms())
    lead = row.title if first != row.title else ""
    place = row.place_title if not here and row.place_title not in (None, first) else ""
    said = (when, lead, row.subtitle, place, row.author_name)
    return " · ".join(part for part in said if part)


@ft.component
def RecordRow(
    row: Any, on_open: Callable[[str], None], chosen: bool = False, here: bool = False
) -> ft.Control:
    icon, said, ink = state_of(row)
    return ident(
        f"record-{row.id[:8]}",
        ft.ListTile(
            title=headline(row, here),
            subtitle=facts(row, here),
            leading=ft.Icon(ICONS.get(row.kind, ft.Icons.DESCRIPTION_OUTLINED)),
            trailing=ft.Column(
                tight=True,
                horizontal_alignment=ft.CrossAxisAlignment.CENTER,
                spacing=2,
                controls=[
                    ft.Icon(icon, size=20, color=ink),
                    ft.Text(said, theme_style=ft.TextThemeStyle.LABEL_SMALL, color=ink),
                ],
            ),
            selected=chosen,
            selected_tile_color=ft.Colors.SECONDARY_CONTAINER,
            on_click=lambda _: on_open(row.id),
        ),
    )


MemoRow = ft.memo(RecordRow)


@ft.component
def Records(
    rows: Sequence[Any], on_open: Callable[[str], None], chosen: str | None = None
) -> ft.Control:
    """A list that fills the height there is and draws more as one scrolls."""
    return Windowed(
        [(row.id, row) for row in rows],
        lambda row: MemoRow(row, on_open, row.id == chosen, key=row.id),
    )


@ft.component
def Windowed(items: Sequence[tuple[str, Any]], draw: Callable[[Any], ft.Control]) -> ft.Control:
    """The first rows of a long list; the next when the end comes near."""
    shown, set_shown = ft.use_state(WINDOW)

    def scrolled(event: Any) -> None:
        near = event.max_scroll_extent - event.pixels < 800
        if near and shown < len(items):
            set_shown(lambda count: count + WINDOW)

    return ft.ListView(
        expand=True,
        padding=ft.Padding.only(bottom=Space.L),
        controls=[draw(item) for _, item in items[:shown]],
        on_scroll=scrolled,
        scroll_interval=150,
        build_controls_on_demand=True,
    )


def warnings(row: Any) -> list[ft.Control]:
    """How late it came and what is missing, for those who review."""
    shown: list[ft.Control] = []
    if row.late_ms:
        said = f"Recorded {span(row.late_ms)} after"
        shown.append(badges.note(ft.Icons.SCHEDULE, said))
    if row.missing:
        said = f"{plural(row.missing, 'answer')} missing"
        shown.append(badges.note(ft.Icons.RULE, said))
    if row.skewed:
        shown.append(badges.badge(badges.SKEWED))
    return shown


def place_tile(
    name: str,
    title: str,
    subtitle: str,
    icon: ft.IconData,
    on_open: Callable[[Any], Any],
    trailing: ft.Control | None = None,
    chosen: bool = False,
) -> ft.Control:
    """A place in a list."""
    return ident(
        name,
        ft.ListTile(
            title=title,
            subtitle=subtitle or None,
            leading=ft.Icon(icon),
            trailing=trailing,
            on_click=on_open,
            min_height=Size.ROW,
            selected=chosen,
            selected_tile_color=ft.Colors.SECONDARY_CONTAINER,
        ),
    )
