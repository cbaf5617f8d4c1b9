"""Help: what to do when it matters first, then learning by doing, cards, and about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import flet as ft

from outreach.model import kinds
from outreach.ui import frame
from outreach.ui.buttons import ident, quiet, secondary
from outreach.ui.design import Space
from outreach.ui.desk import Desk
from outreach.views.help import about
from outreach.views.help.cards import Card, card_of, cards, groups
from outreach.views.help.practice import PracticeVisit
from outreach.words import _, several

DANGER: Final = "danger"
PRACTICE: Final = "practice"
ABOUT: Final = "about"


@ft.component
def Help(desk: Desk) -> ft.Control:
    topic = ft.use_route_params().get("topic") or ""
    window, _watched = ft.use_state(desk.window)
    if topic == PRACTICE:
        return PracticeVisit(desk, key="practice")
    page = _page(desk, topic)
    if window.layout == "desktop":
        return frame.two_panes(_topics(desk, topic, replace=bool(topic)), page or _danger(desk))
    return page or _topics(desk, topic, replace=False)


def _page(desk: Desk, topic: str) -> ft.Control | None:
    if topic == ABOUT:
        return About(key="about")
    card = card_of(topic)
    return _card(desk, card) if card is not None else None


def _danger(desk: Desk) -> ft.Control:
    card = card_of(DANGER)
    assert card is not None
    return _card(desk, card)


def _topics(desk: Desk, chosen: str, *, replace: bool) -> ft.Control:
    def opens(topic: str) -> Callable[[Any], Any]:
        return lambda _event: desk.go(f"/help/{topic}", replace=replace)

    def row(topic: str, title: str, text: str, icon: ft.IconData) -> ft.Control:
        return ident(
            f"topic-{topic}",
            ft.ListTile(
                title=title,
                subtitle=text or None,
                leading=ft.Icon(icon),
                trailing=ft.Icon(ft.Icons.CHEVRON_RIGHT),
                on_click=opens(topic),
                selected=topic == chosen,
            ),
        )

    parts: list[ft.Control] = [
        frame.notice(
            ft.Icons.EMERGENCY,
            _("When a child is in danger: 999, share now"),
            _("You do not need consent, and you do not need to fill in a form first."),
            secondary("topic-danger", _("What to do"), opens(DANGER), danger=True),
            kind="error",
        ),
        frame.rows(
            [
                row(
                    PRACTICE,
                    _("Practise a visit"),
                    _("Under two minutes, and nothing is saved or sent"),
                    ft.Icons.SCHOOL,
                )
            ]
        ),
    ]
    for group, title in groups():
        parts.append(frame.heading(title, level=2))
        parts.append(
            frame.rows(
                [
                    row(card.topic, _(card.title), _(card.text), card.icon)
                    for card in cards()
                    if card.group == group and card.topic != DANGER
                ]
            )
        )
    parts.append(
        frame.rows(
            [
                row(
                    ABOUT,
                    _("About Outreach, and licences"),
                    _("Version, typefaces, data and packages"),
                    ft.Icons.INFO_OUTLINE,
                )
            ]
        )
    )
    return frame.page(*parts)


def _card(desk: Desk, card: Card) -> ft.Control:
    parts: list[ft.Control] = [frame.heading(_(card.title)), frame.soft(_(card.text))]
    parts += [
        frame.card(*[_line(_(line)) for line in part.lines], title=_(part.title))
        for part in card.parts
    ]
    if card.topic == "agencies":
        parts.append(_spaces(desk))
    if card.sources:
        said = [frame.soft(_(source), small=True) for source in card.sources]
        parts.append(
            ft.Column([frame.soft(_("Where this comes from"), small=True), *said], spacing=Space.XS)
        )
    return frame.page(*parts, key=f"card-{card.topic}")


def _line(words: str) -> ft.Control:
    """One sentence of a list."""
    return ft.Row(
        spacing=Space.SM,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[
            ft.Container(
                ft.Container(width=6, height=6, border_radius=3, bgcolor=ft.Colors.PRIMARY),
                padding=ft.Padding.only(top=Space.S),
            ),
            ft.Text(words, expand=True),
        ],
    )


def _spaces(desk: Desk) -> ft.Control:
    """Which kinds of record go where, and what this tablet can open: from the data in force."""
    held, adds = desk.open.spaces, desk.open.deposits_in
    parts: list[ft.Control] = []
    for space in kinds.space_names():
        plurals = [
            _(model.plural).lower()
            for kind, model in kinds.KINDS.items()
            if kinds.space_of(kind) == space
        ]
        if not plurals:  # nobody fills in a form for it
            continue
        reads = (
            _("This tablet can read it: {kinds}.")
            if space in held
            else _("This tablet adds to it, and cannot open what others add: {kinds}.")
            if space in adds
            else _("This tablet cannot read it: {kinds}.")
        )
        parts.append(
            _line(
                _("{space}. {reads}").format(
                    space=_(space.capitalize()), reads=reads.format(kinds=", ".join(plurals))
                )
            )
        )
    return frame.card(*parts, title=_("Spaces on this tablet"))


@ft.component
def About() -> ft.Control:
    """Version and licences. The packages are long, so they open on demand."""
    shown, set_shown = ft.use_state(False)
    packages = about.packages()
    version = about.version()
    rows: list[ft.Control] = [
        frame.heading(_("About Outreach")),
        frame.soft(
            _("Version {version}").format(version=version)
            if version
            else _("A version that was not installed as a package")
        ),
        frame.soft(_("Outreach is free software under the Apache License 2.0.")),
        _things(_("Data"), about.data()),
        _things(_("Typefaces"), about.typefaces()),
        quiet(
            "packages",
            _("Hide the packages")
            if shown
            else several("Show {n} Python package", "Show {n} Python packages", len(packages)),
            lambda _event: set_shown(not shown),
            icon=ft.Icons.EXPAND_LESS if shown else ft.Icons.EXPAND_MORE,
        ),
    ]
    if shown:
        rows.append(_things(_("Python packages"), packages))
    return frame.page(*rows)


def _things(title: str, things: tuple[about.Thing, ...]) -> ft.Control:
    return frame.card(
        *[
            ft.Text(f"{thing.name}\n{' · '.join(p for p in (thing.licence, thing.credit) if p)}")
            for thing in things
        ],
        title=title,
    )
