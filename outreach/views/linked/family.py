"""A family by generations, where they are known; what cannot be is said, and nobody is left out."""

from __future__ import annotations

from itertools import groupby

import flet as ft

from outreach.model.families import Contradiction, Family, Relative
from outreach.model.timeline import route_of
from outreach.ui import frame
from outreach.ui.buttons import quiet
from outreach.ui.design import Space
from outreach.ui.desk import Desk
from outreach.words import _, mark, several

WRONG = {
    "circle": mark("These people would be each other's ancestors: {people}"),
    "generations": mark("The links put these two in different generations: {people}"),
    "births": mark("By their dates of birth one cannot be the other's parent: {people}"),
}


def family(desk: Desk, found: Family | None, own: str) -> list[ft.Control]:
    """The family of somebody; ``own``: the key of the end that they are."""
    if found is None:
        return []
    lines: list[ft.Control] = [_wrong(one) for one in found.contradictions]
    for generation, people in groupby(found.people, key=lambda one: one.generation):
        lines.append(frame.soft(heading(generation), small=True))
        lines.append(
            ft.Row([_person(desk, one, own) for one in people], wrap=True, spacing=0, run_spacing=0)
        )
    if found.left_out:
        lines.append(frame.soft(_("More are linked than there is room for here."), small=True))
    return [frame.card(*lines, title=_("Family"))]


def heading(generation: int | None) -> str:
    """Which generation it is, seen from whom the page is of."""
    if generation is None:
        return _("Generation not known")
    if generation == 0:
        return _("The same generation")
    if generation > 0:
        return several("The generation above", "{n} generations above", generation)
    return several("The generation below", "{n} generations below", -generation)


def _person(desk: Desk, one: Relative, own: str) -> ft.Control:
    row = one.end.row
    assert row is not None  # a relative is a record
    if one.end.key == own:
        return ft.Container(
            ft.Text(one.end.title, theme_style=ft.TextThemeStyle.TITLE_SMALL),
            padding=ft.Padding.symmetric(horizontal=Space.SM, vertical=Space.SM),
        )
    said = f"{one.end.title} ({_(one.said).lower()})" if one.said else one.end.title
    return quiet(
        f"relative-{row.id[:8]}",
        said,
        lambda _event: desk.go(route_of(row.kind, row.id)),
        icon=ft.Icons.PERSON_OUTLINE,
    )


def _wrong(one: Contradiction) -> ft.Control:
    people = ", ".join(end.title for end in one.people)
    return frame.notice(
        ft.Icons.CALL_SPLIT,
        _(WRONG[one.what]).format(people=people),
        _("Nobody was left out because of it. Look at the links and undo the one that is wrong."),
        kind="warn",
    )
