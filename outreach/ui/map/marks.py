"""Places as marks on the map: round for a hotspot, square for premises, a sign for when to go.

The rules that this module enforces:

1. State is a sign and words, and only then a colour: the words are the mark's name to a screen
   reader and on hover.
2. A mark is as few controls as can be, and the same mark is the same object until it changes: a
   pan sends what came into view and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Final

import flet as ft
import flet_map as fm

from outreach.model.clusters import Group
from outreach.model.mapping import Look, Spot
from outreach.ui.design import Size
from outreach.ui.design.state import PLACE, PLAIN, State
from outreach.words import _, mark, number, several

#: How a state of the map is told.
LOOKS: Final[dict[Look, State]] = {
    "due": PLACE["overdue"],
    "soon": PLACE["due"],
    "lately": PLACE["fresh"],
    "earlier": State(
        ft.Icons.HISTORY, mark("Visited longer ago"), PLAIN, mark("Visited longer ago")
    ),
    "never": PLACE["never"],
}
#: A hotspot that nobody has been to is due, though no day has passed.
UNSEEN: Final = State(
    ft.Icons.PRIORITY_HIGH, mark("Not visited yet: go once"), PLACE["overdue"].tone, mark("Due")
)
#: A short word for a count of them.
FEW: Final[dict[Look, str]] = {
    "due": mark("due now"),
    "soon": mark("due soon"),
    "lately": mark("visited lately"),
    "earlier": mark("visited longer ago"),
    "never": mark("not visited"),
}
KINDS: Final = {"hotspot": mark("Hotspot"), "premises": mark("Premises")}

#: The side of a mark in dp: a target that a finger hits, with a smaller sign in it.
SIDE: Final = Size.TARGET
GROUP: Final = 52
SIGN: Final = 18
#: As much of an id as tells the marks of one map apart.
KEY: Final = 14


def state_of_spot(spot: Spot) -> State:
    """A place's state, in a sign and words."""
    return UNSEEN if spot.due.state == "unseen" else LOOKS[spot.look]


def named(spot: Spot) -> str:
    """A place's mark in words."""
    return f"{spot.title}. {_(KINDS[spot.kind])}. {_(state_of_spot(spot).words)}"


def counted(group: Group[Spot]) -> str:
    """The mark of several places in words."""
    due = sum(spot.look == "due" for spot in group.members)
    many = several("{n} place", "{n} places", len(group.members))
    return _("{places} here, {due} due now").format(places=many, due=due)


def at(latitude: float, longitude: float) -> fm.MapLatitudeLongitude:
    """A point as the map takes it, to about a metre: more digits would only be sent."""
    return fm.MapLatitudeLongitude(latitude=round(latitude, 5), longitude=round(longitude, 5))


@cache
def _style(square: bool, edge: ft.Colors) -> ft.ButtonStyle:
    """Only what the theme does not say: each mark sends it."""
    return ft.ButtonStyle(
        side={
            ft.ControlState.FOCUSED: ft.BorderSide(Size.FOCUS, ft.Colors.ON_SURFACE),
            ft.ControlState.DEFAULT: ft.BorderSide(2, edge),
        },
        shape=ft.RoundedRectangleBorder(radius=9) if square else None,
    )


def _one(**button: Any) -> ft.MergeSemantics:
    """A mark to press, told to a screen reader as one thing with the words of its tooltip."""
    return ft.MergeSemantics(content=ft.IconButton(**button))


def spot_mark(spot: Spot, on_click: Callable[[Any], Any]) -> fm.Marker:
    """One place."""
    state = state_of_spot(spot)
    return fm.Marker(
        key=spot.id[:KEY],
        coordinates=at(spot.latitude, spot.longitude),
        width=SIDE,
        height=SIDE,
        content=_one(
            icon=state.icon,
            icon_size=SIGN,
            icon_color=state.ink,
            bgcolor=state.ground,
            style=_style(spot.kind != "hotspot", state.mark),
            visual_density=ft.VisualDensity.COMPACT,
            tooltip=named(spot),
            on_click=on_click,
        ),
    )


def short(count: int) -> str:
    """A count that fits into a mark: ``842``, ``1.7k``, ``12k``."""
    if count < 1000:
        return number(count)
    return _("{n}k").format(n=number(round(count / 1000, 1 if count < 9950 else None)))


def group_mark(group: Group[Spot], on_click: Callable[[Any], Any]) -> fm.Marker:
    """Several places: how many, and how many of them are due."""
    due = sum(spot.look == "due" for spot in group.members)
    return fm.Marker(
        key=group.key[: KEY + 3],
        coordinates=at(*group.at),
        width=GROUP,
        height=GROUP,
        content=_one(
            icon=ft.Text(short(len(group.members)), theme_style=ft.TextThemeStyle.LABEL_MEDIUM),
            bgcolor=ft.Colors.SURFACE_CONTAINER,
            style=_style(False, PLACE["overdue"].mark if due else ft.Colors.OUTLINE),
            badge=_("{n} due").format(n=short(due)) if due else None,
            tooltip=counted(group),
            on_click=on_click,
        ),
    )


class Marks:
    """The marks on one map. Those that are still there are given again as they are."""

    def __init__(
        self, on_spot: Callable[[Spot], Any], on_group: Callable[[Group[Spot]], Any]
    ) -> None:
        self._on_spot = on_spot
        self._on_group = on_group
        self._drawn: dict[tuple[object, ...], fm.Marker] = {}

    def of(self, found: list[Group[Spot]]) -> list[fm.Marker]:
        """The marks of what is in view."""
        before, self._drawn = self._drawn, {}
        for group in found:
            sign = self._sign(group)
            self._drawn[sign] = before.get(sign) or self._made(group)
        return list(self._drawn.values())

    @staticmethod
    def _sign(group: Group[Spot]) -> tuple[object, ...]:
        """What a mark is told by: another sign is another mark."""
        spot = group.only
        if spot is not None:
            return (spot.id, spot.title, spot.look, spot.due.state, spot.latitude, spot.longitude)
        due = sum(one.look == "due" for one in group.members)
        return (group.key, group.at, len(group.members), due)

    def _made(self, group: Group[Spot]) -> fm.Marker:
        spot = group.only
        if spot is not None:
            return spot_mark(spot, lambda _: self._on_spot(spot))
        return group_mark(group, lambda _: self._on_group(group))
