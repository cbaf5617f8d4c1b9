"""Records and places as rows of a list: a title, two lines of facts at most, and where it stands.

The rules that this module enforces: a row says its state by a sign and words under its facts, where
a phone has room for three of them; long lists are drawn a window at a time, and each row once: one
that has not changed is not drawn again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import flet as ft

from outreach.ui import badges
from outreach.ui.buttons import ident
from outreach.ui.design import RECORD, Size, Space, State, sign_size
from outreach.ui.moments import moment, now_ms, span
from outreach.ui.pulse import DOUBTED
from outreach.words import _, several

#: Rows drawn at first, and with each scroll to the end.
WINDOW = 40
#: How near the end, in dp, the next are asked for.
NEAR = 800

ICONS = {
    "outing": ft.Icons.DIRECTIONS_CAR_FILLED_OUTLINED,
    "hotspot": ft.Icons.PLACE_OUTLINED,
    "hotspot-visit": ft.Icons.VISIBILITY_OUTLINED,
    "premises": ft.Icons.STOREFRONT_OUTLINED,
    "premises-check": ft.Icons.CHECKLIST,
    "person-sighting": ft.Icons.PERSON_SEARCH,
    "vehicle-sighting": ft.Icons.LOCAL_TAXI_OUTLINED,
    "soft-intelligence": ft.Icons.HEARING,
    "intelligence-source": ft.Icons.LOCK_PERSON,
    "sanitised-intelligence": ft.Icons.SHIELD_OUTLINED,
    "person": ft.Icons.PERSON_OUTLINE,
    "alias": ft.Icons.ALTERNATE_EMAIL,
    "vehicle": ft.Icons.DIRECTIONS_CAR_OUTLINED,
    "challenge": ft.Icons.FLAG_OUTLINED,
    "notice": ft.Icons.GAVEL,
    "referral": ft.Icons.ASSIGNMENT_TURNED_IN_OUTLINED,
    "operator-licence": ft.Icons.BADGE_OUTLINED,
    "driver-licence": ft.Icons.CREDIT_CARD,
    "locality-measure": ft.Icons.QUERY_STATS,
    "link": ft.Icons.LINK,
    "merge": ft.Icons.MERGE,
    "merge-confirmation": ft.Icons.DONE_ALL,
    "sharing-decision": ft.Icons.HANDSHAKE,
}


def state_of(row: Any) -> State:
    """What matters most about where a record stands."""
    if row.withdrawn:
        return RECORD["withdrawn"]
    if row.conflicts:
        return RECORD["conflict"]
    if row.review == "returned":
        return RECORD["returned"]
    if row.space in DOUBTED.unread:  # what others say of it is not on this tablet
        return RECORD["safe" if row.id in DOUBTED.safe else "only here"]
    if row.here_only:
        return RECORD["only here"]
    standing = "sent" if row.space in DOUBTED.spaces else "safe"
    return RECORD[_REVIEWED.get(row.review, standing)]


#: Where a review stands -> the state of a record that is in the store.
_REVIEWED = {"approved": "reviewed", "to_review": "to review", "corrected": "corrected"}


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
    rest = row.subtitle.removeprefix(f"{first}, ")  # an address often begins with the name
    said = (when, lead, rest, place, row.author_name)
    return " · ".join(part for part in said if part)


def tag(icon: ft.IconData, words: str, ink: ft.Colors) -> list[ft.Control]:
    """A state in a list: its sign and its words, without a sheet of its own."""
    return [
        ft.Icon(icon, size=sign_size(Size.SIGN_SMALL), color=ink),
        ft.Text(words, theme_style=ft.TextThemeStyle.LABEL_SMALL, color=ink),
    ]


def below(words: str, tags: Sequence[Sequence[ft.Control]]) -> ft.Control:
    """What stands under a row's title: two lines of facts at most, and where it stands."""
    said = ft.Text(words, max_lines=2, overflow=ft.TextOverflow.ELLIPSIS)
    if not tags:
        return said
    line: ft.Control
    if len(tags) == 1:
        line = ft.Row(list(tags[0]), spacing=Space.XS)
    else:
        each = [ft.Row(list(one), spacing=Space.XS, tight=True) for one in tags]
        line = ft.Row(each, wrap=True, spacing=Space.SM, run_spacing=2)
    return ft.Column([said, line] if words else [line], spacing=2, tight=True)


@ft.component
def RecordRow(
    row: Any,
    on_open: Callable[[str], None],
    chosen: bool = False,
    here: bool = False,
    more: bool = False,
) -> ft.Control:
    """A record in a list. ``here``: in a list of one place; ``more``: with what a reviewer looks
    for, how late it came and what is missing."""
    ft.use_state(DOUBTED)
    state = state_of(row)
    # What is as it should be is said quietly: most rows of a list are.
    ink = state.mark if state is not RECORD["safe"] else ft.Colors.ON_SURFACE_VARIANT
    tags = [tag(state.icon, _(state.short), ink)]
    if more:
        tags += [tag(icon, words, ft.Colors.TERTIARY) for icon, words in lacks(row)]
    return ident(
        f"record-{row.id[:8]}",
        ft.ListTile(
            title=headline(row, here),
            subtitle=below(facts(row, here), tags),
            leading=ft.Icon(
                ICONS.get(row.kind, ft.Icons.DESCRIPTION_OUTLINED), size=sign_size(Size.SIGN)
            ),
            selected=chosen,
            on_click=lambda _event: on_open(row.id),
        ),
    )


MemoRow = ft.memo(RecordRow)


@ft.component
def Records(
    rows: Sequence[Any],
    on_open: Callable[[str], None],
    chosen: str | None = None,
    more: bool = False,
) -> ft.Control:
    """A list that fills the height there is and draws more as one scrolls."""
    return Windowed(
        [(row.id, row) for row in rows],
        lambda row: MemoRow(row, on_open, row.id == chosen, False, more, key=row.id),
    )


@ft.component
def Windowed(items: Sequence[tuple[str, Any]], draw: Callable[[Any], ft.Control]) -> ft.Control:
    """The first rows of a long list; the next when the end comes near."""
    shown, set_shown = ft.use_state(WINDOW)

    def scrolled(event: Any) -> None:
        near = event.max_scroll_extent - event.pixels < NEAR
        if near and shown < len(items):
            set_shown(lambda count: count + WINDOW)

    return ft.ListView(
        expand=True,
        padding=ft.Padding.only(bottom=Space.L),
        controls=[draw(item) for _key, item in items[:shown]],
        on_scroll=scrolled,
        scroll_interval=150,
        build_controls_on_demand=True,
    )


def lacks(row: Any) -> list[tuple[ft.IconData, str]]:
    """How late it came, what is missing, whether a clock was wrong: signs with their words."""
    found: list[tuple[ft.IconData, str]] = []
    if row.late_ms:
        found.append((ft.Icons.SCHEDULE, _("Recorded {span} after").format(span=span(row.late_ms))))
    if row.missing:
        found.append(
            (ft.Icons.RULE, several("{n} answer missing", "{n} answers missing", row.missing))
        )
    if row.skewed:
        skewed = RECORD["clock wrong"]
        found.append((skewed.icon, _(skewed.short)))
    return found


def warnings(row: Any) -> list[ft.Control]:
    """The same as badges, for a page."""
    return [badges.note(icon, words) for icon, words in lacks(row)]


def place_tile(
    name: str,
    title: str,
    subtitle: str,
    icon: ft.IconData,
    on_open: Callable[[Any], Any],
    trailing: ft.Control | None = None,
    chosen: bool = False,
    state: State | None = None,
) -> ft.Control:
    """A place in a list. ``state``: whether somebody should go there (``design.PLACE``)."""
    tags = [tag(state.icon, _(state.short), state.mark)] if state is not None else []
    return ident(
        name,
        ft.ListTile(
            title=title,
            subtitle=below(subtitle, tags) if subtitle or tags else None,
            leading=ft.Icon(icon, size=sign_size(Size.SIGN)),
            trailing=trailing,
            on_click=on_open,
            min_height=Size.ROW,
            selected=chosen,
        ),
    )
