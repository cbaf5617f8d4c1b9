"""People and tablets: who belongs, what waits, who was removed and why.

On a desktop the list stands on the left and a person's page on the right.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.buttons import ident, primary, secondary
from outreach.ui.choices import flow
from outreach.ui.design import Size, Space, sign_size
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.query import use_query
from outreach.ui.rows import Windowed, below, tag
from outreach.views.members import plain, roll, waiting
from outreach.views.members.answers import use_answers
from outreach.views.members.person import PersonPage
from outreach.words import _, several

#: People from whom on one is looked for by name.
MANY = 12


@ft.component
def Members(desk: Desk) -> ft.Control:
    device = ft.use_route_params().get("device") or ""
    window, _watched = ft.use_state(desk.window)
    two = window.layout == "desktop"
    if desk.session is None:
        return frame.waiting()
    if device and not two:
        return PersonPage(desk, device, key=f"person-{device}")
    left = Everybody(desk, device if two else "", key="everybody")
    if not two:
        return left
    right: ft.Control = (
        PersonPage(desk, device, key=f"person-{device}")
        if device
        else frame.empty(
            ft.Icons.PEOPLE_OUTLINE,
            _("Choose somebody"),
            _("What they may read and do, and their tablets, open here."),
        )
    )
    return frame.two_panes(left, right)


@ft.component
def Everybody(desk: Desk, chosen: str) -> ft.Control:
    answer = use_query(desk, roll.call)
    answers, look = use_answers(desk)
    typed, set_typed = ft.use_state("")
    found = answer.value
    if found is None or desk.session is None:
        return frame.waiting()
    needle = typed.strip().casefold()
    people = [one for one in found.people if needle in _said(found, one).casefold()]
    head = _head(desk, found, [*waiting.rows(desk, found, answers, look)], set_typed)
    items: list[tuple[str, Any]] = [("head", head)]
    items += [(one.id, one) for one in people]
    if not people:
        items.append(("nobody", _nobody()))
    if found.gone and not needle:
        items.append(("gone", _gone_head(len(found.gone))))
        items += [(f"gone-{one.device}", one) for one in found.gone]
    items.append(("foot", _foot(desk, found)))

    def draw(item: Any) -> ft.Control:
        if isinstance(item, roll.Somebody):
            at = any(tablet.device == chosen for tablet in item.tablets)
            return MemoPerson(
                item, found.table, lambda d: desk.go(f"/members/{d}"), at, key=item.id
            )
        if isinstance(item, roll.Gone):
            return _gone(item)
        control: ft.Control = item
        return control

    return Windowed(items, draw)


def _head(
    desk: Desk, found: roll.Roll, waits: list[ft.Control], on_find: Callable[[str], None]
) -> ft.Control:
    tablets = sum(len(one.tablets) for one in found.people)
    count = several("{n} person", "{n} people", len(found.people))
    said = " · ".join(part for part in (found.partnership, count, plain.tablets(tablets)) if part)
    parts: list[ft.Control] = [
        ft.Column([frame.heading(_("People and tablets")), frame.soft(said)], spacing=0)
    ]
    actions: list[ft.Control] = []
    if found.administers:
        actions.append(
            primary(
                "invite",
                _("Invite somebody"),
                lambda _event: desk.go("/members/invite"),
                icon=ft.Icons.PERSON_ADD_ALT,
            )
        )
    actions.append(
        secondary(
            "report-lost",
            _("Report a lost tablet"),
            lambda _event: desk.go("/members/lost"),
            icon=ft.Icons.PHONELINK_ERASE,
        )
    )
    parts.append(flow(actions))
    if waits:
        parts.append(
            ft.Column(
                [frame.heading(_("Waiting for a decision"), level=2), frame.rows(waits)],
                spacing=Space.S,
            )
        )
    if len(found.people) > MANY:
        parts.append(
            Field(
                "find-person",
                _("Name, agency or duty"),
                on_input=on_find,
                icon=ft.Icons.SEARCH,
                key="find-person",
            )
        )
    parts.append(frame.heading(_("Who belongs"), level=2))
    return _padded(ft.Column(parts, spacing=Space.M), bottom=0)


def _padded(content: ft.Control, *, top: int = Space.S, bottom: int = Space.S) -> ft.Control:
    return ft.Container(
        content, padding=ft.Padding.only(left=Space.M, right=Space.M, top=top, bottom=bottom)
    )


def _nobody() -> ft.Control:
    return _padded(frame.soft(_("Nobody is called so, or works there.")))


def _said(found: roll.Roll, one: roll.Somebody) -> str:
    return f"{one.name} {one.agency} {plain.duties(found.table, one.duties)}"


@ft.component
def PersonRow(
    one: roll.Somebody, table: Any, on_open: Callable[[str], None], chosen: bool = False
) -> ft.Control:
    """Somebody in the list: agency and duties, what they read, how many tablets."""
    facts = " · ".join(p for p in (one.agency, plain.duties(table, one.duties)) if p)
    tags = []
    if len(one.tablets) > 1:
        held = plain.tablets(len(one.tablets))
        tags.append(tag(ft.Icons.DEVICES, held, ft.Colors.ON_SURFACE_VARIANT))
    if one.me:
        tags.append(tag(ft.Icons.PERSON, _("You"), ft.Colors.PRIMARY))
    return ident(
        f"person-{one.id[:8]}",
        ft.ListTile(
            title=one.name or _("Somebody without a name here"),
            subtitle=ft.Column(
                [
                    ft.Text(facts, max_lines=2, overflow=ft.TextOverflow.ELLIPSIS),
                    below(plain.summary(one.roles), tags),
                ],
                spacing=2,
                tight=True,
            ),
            leading=ft.Icon(ft.Icons.PERSON_OUTLINE, size=sign_size(Size.SIGN)),
            selected=chosen,
            on_click=lambda _event: on_open(one.id),
        ),
    )


MemoPerson = ft.memo(PersonRow)


def _gone_head(count: int) -> ft.Control:
    words = several("{n} tablet was removed", "{n} tablets were removed", count)
    return _padded(
        ft.Column(
            [
                frame.heading(words, level=2),
                frame.soft(_("They send and receive nothing any more."), small=True),
            ],
            spacing=0,
        ),
        top=Space.M,
    )


def _gone(one: roll.Gone) -> ft.Control:
    """A tablet that was removed: whose, and why, where it is not the same in all spaces."""
    reasons = dict.fromkeys(one.reasons.values())
    said = [
        _(plain.REASONS[reason])
        if len(reasons) == 1
        else _("{why}: {spaces}").format(
            why=_(plain.REASONS[reason]),
            spaces=plain.spaces(n for n, r in one.reasons.items() if r == reason),
        )
        for reason in reasons
    ]
    whose = one.name or _("Tablet {id}").format(id=plain.tablet(one.device))
    facts = [one.agency] if one.agency else []
    if one.name:
        facts.append(_("Tablet {id}").format(id=plain.tablet(one.device)))
    return ft.MergeSemantics(
        key=f"gone-{one.device}",
        content=ft.ListTile(
            title=whose,
            subtitle=below(
                " · ".join(facts),
                [tag(ft.Icons.NO_CELL, words, ft.Colors.ON_SURFACE_VARIANT) for words in said],
            ),
            leading=ft.Icon(ft.Icons.PERSON_OFF_OUTLINED, size=sign_size(Size.SIGN)),
        ),
    )


def _foot(desk: Desk, found: roll.Roll) -> ft.Control:
    """What is looked at less often."""
    links = waiting.links(desk, found)
    if not links:
        return ft.Container(height=Space.S)
    return _padded(frame.rows(links), top=Space.M)
