"""One record in the queue: where it was, why it stands where it stands, how long it has waited."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from outreach.model.risk import Level
from outreach.model.waiting import Waiting
from outreach.ui.buttons import ident
from outreach.ui.design import SCALE, Size, Space, text, text_size
from outreach.ui.moments import moment, now_ms, span
from outreach.ui.rows import headline
from outreach.words import _, several

#: Level -> its sign and ink. The words stand in the heading above and on the row.
SIGNS = {
    "immediate": (ft.Icons.PRIORITY_HIGH, ft.Colors.ERROR),
    "high": (ft.Icons.KEYBOARD_DOUBLE_ARROW_UP, ft.Colors.TERTIARY),
    "raised": (ft.Icons.KEYBOARD_ARROW_UP, ft.Colors.ON_SURFACE_VARIANT),
    "routine": (ft.Icons.HORIZONTAL_RULE, ft.Colors.ON_SURFACE_VARIANT),
    "nothing_seen": (ft.Icons.VISIBILITY_OFF_OUTLINED, ft.Colors.ON_SURFACE_VARIANT),
}

#: About so many letters of reasons fit on a row's line; the record says all of them.
LINE = 28


def why(reasons: tuple[str, ...], line: int = LINE) -> str:
    """The weightiest reasons in words, one at least; empty where nothing raises the record."""
    said: list[str] = []
    for reason in reasons:
        if said and len(", ".join([*said, _(reason)])) > line:
            break
        said.append(_(reason))
    if len(reasons) > len(said):
        said.append(_together(several("{n} more", "{n} more", len(reasons) - len(said))))
    return ", ".join(said)


def waits(since_ms: int, now: int) -> str:
    """``waits 3 h``."""
    return _together(_("waits {time}").format(time=span(max(0, now - since_ms))))


def _together(words: str) -> str:
    """Words that stay on one line."""
    return words.replace(" ", "\u00a0")


def sign_of(level: Level) -> ft.Icon:
    icon, ink = SIGNS.get(level.name, SIGNS["routine"])
    return ft.Icon(icon, color=ink, size=22, semantics_label=_(level.label))


@ft.component
def QueueRow(
    one: Waiting,
    waited: str,
    over: bool,
    on_open: Callable[[str], None],
    on_tick: Callable[[Waiting], None],
    chosen: bool,
    ticked: bool,
    having: str = "",
) -> ft.Control:
    """``waited``: how long, in words; ``over``: longer than its target; ``ticked``: to be approved
    with others; ``having``: who has taken it on, by name."""
    row = one.row
    first = " · ".join(part for part in (why(one.reasons), waited) if part)
    state = _("Corrected") if row.review == "corrected" else ""
    if having:
        state = _("{who} has it").format(who=having)
    when = moment(row.occurred_ms or row.recorded_ms, now_ms())
    lead = row.title if row.title != headline(row) and row.kind != "hotspot-visit" else ""
    second = " · ".join(part for part in (state, when, lead, row.author_name) if part)
    return ident(
        f"record-{row.id[:8]}",
        ft.ListTile(
            title=headline(row),
            subtitle=f"{first}\n{second}",
            is_three_line=True,
            leading=(
                ft.Icon(
                    ft.Icons.CHECK_BOX,
                    color=ft.Colors.PRIMARY,
                    semantics_label=_("Selected"),
                )
                if ticked
                else sign_of(one.level)
            ),
            trailing=(
                ft.Icon(
                    ft.Icons.TIMER_OUTLINED,
                    size=18,
                    color=ft.Colors.ERROR,
                    semantics_label=_("Over time"),
                )
                if over
                else None
            ),
            title_text_style=_title(),
            visual_density=ft.VisualDensity.COMPACT,
            content_padding=ft.Padding.symmetric(horizontal=Space.SM),
            horizontal_spacing=Space.SM,
            min_leading_width=Size.SIGN,
            selected=chosen,
            selected_tile_color=ft.Colors.SECONDARY_CONTAINER,
            bgcolor=ft.Colors.PRIMARY_CONTAINER if ticked and not chosen else None,
            on_click=lambda _event: on_open(row.id),
            on_long_press=lambda _event: on_tick(one),
        ),
    )


MemoRow = ft.memo(QueueRow)


def _title() -> ft.TextStyle:
    """Heavier than what stands below it: one finds a place by its name."""
    size, _strong, height = SCALE["title_small"]
    return text(size * text_size(), strong=True, height=height, color=ft.Colors.ON_SURFACE)


def heading(level: Level, count: int) -> ft.Control:
    """Above the first record of a level: what it is called, how many, and by when."""
    return ft.Container(
        key=f"level-{level.name}",
        padding=ft.Padding.only(left=Space.M, right=Space.M, top=Space.SM, bottom=Space.XS),
        content=ft.MergeSemantics(
            content=ft.Row(
                [
                    ft.Text(
                        f"{_(level.label)} · {count:,}",
                        theme_style=ft.TextThemeStyle.LABEL_LARGE,
                        expand=True,
                    ),
                    ft.Text(
                        _target(level.target_ms),
                        theme_style=ft.TextThemeStyle.BODY_SMALL,
                        color=ft.Colors.ON_SURFACE_VARIANT,
                    ),
                ]
            )
        ),
    )


def _target(ms: int) -> str:
    """``within 4 hours``; in minutes where that is no number of hours."""
    if ms % 3_600_000:
        return several("within {n} minute", "within {n} minutes", ms // 60_000)
    return several("within {n} hour", "within {n} hours", ms // 3_600_000)
