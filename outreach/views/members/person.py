"""A person's page: what they may read and do, their tablets, other duties, and the end of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.badges import note
from outreach.ui.buttons import quiet, secondary
from outreach.ui.choices import flow
from outreach.ui.design import Space, sign_size
from outreach.ui.design.state import GOOD, WARN
from outreach.ui.desk import Desk
from outreach.ui.figures import facts
from outreach.ui.moments import ago, now_ms
from outreach.ui.query import use_query
from outreach.views.members import plain, roll
from outreach.views.members.duties import Duties
from outreach.views.members.outcome import outcome
from outreach.views.members.removing import Remove
from outreach.words import _, number


@ft.component
def PersonPage(desk: Desk, device: str) -> ft.Control:
    answer = use_query(desk, lambda session: roll.person(session, device), device)
    doing, set_doing = ft.use_state("")
    done, set_done = ft.use_state(None)
    if not answer.ready or desk.session is None:
        return frame.waiting()
    page = answer.value
    if page is None:
        if done is not None:
            return frame.page(*_done(desk, done))
        return frame.empty(
            ft.Icons.PERSON_OFF_OUTLINED,
            _("Nobody uses this tablet any more"),
            _("It was removed, or this tablet does not read a space that it is in."),
        )
    one = page.somebody
    parts: list[ft.Control] = [_head(page)]
    if done is not None:
        parts += _done(desk, done)
    for report in page.reports:
        parts.append(_reported(desk, report))

    def finish(title: str, came: Any) -> None:
        set_doing("")
        set_done((title, came))

    def toggle(what: str) -> Callable[[Any], None]:
        def act(_event: Any) -> None:
            set_done(None)
            set_doing("" if doing == what else what)

        return act

    if doing == "duties":
        parts.append(Duties(desk, page, finish, lambda: set_doing(""), key="duties"))
    elif doing == "remove":
        parts.append(Remove(desk, page, finish, lambda: set_doing(""), key="remove"))
    else:
        parts.append(_actions(desk, page, toggle))
    roles: Mapping[str, str | None] = one.roles
    parts += [
        frame.card(*plain.role_rows(roles), title=_("What they may read and do")),
        _tablets(page),
        _work(page),
    ]
    return frame.page(*parts)


def _head(page: roll.PersonPage) -> ft.Control:
    one = page.somebody
    badges: list[ft.Control] = []
    if one.me:
        badges.append(note(ft.Icons.PERSON, _("This is you"), GOOD))
    if any(role == "admin" for role in one.roles.values()):
        badges.append(note(ft.Icons.ADMIN_PANEL_SETTINGS_OUTLINED, _("Administrator"), GOOD))
    return ft.Column(
        spacing=Space.XS,
        controls=[
            frame.heading(one.name or _("Somebody without a name here")),
            *([ft.Text(one.agency)] if one.agency else []),
            frame.soft(plain.duties(page.roll.table, one.duties)),
            *([flow(badges)] if badges else []),
        ],
    )


def _reported(desk: Desk, report: Any) -> ft.Control:
    admin = bool(desk.open.administers)
    steps = [
        secondary(
            "open-report",
            _("Decide about it"),
            lambda _event: desk.go(f"/members/reports/{report.id}"),
        )
    ]
    return frame.notice(
        ft.Icons.PHONELINK_ERASE,
        _("Reported lost {when} by {who}").format(when=ago(report.at_ms, now_ms()), who=report.by),
        report.words if admin else _("An administrator has to close it."),
        *(steps if admin else []),
        kind="error",
    )


def _actions(
    desk: Desk, page: roll.PersonPage, toggle: Callable[[str], Callable[[Any], None]]
) -> ft.Control:
    buttons: list[ft.Control] = []
    if page.roll.administers:
        buttons += [
            secondary("duties", _("Change duties"), toggle("duties"), icon=ft.Icons.BADGE_OUTLINED),
            secondary(
                "remove", _("Remove…"), toggle("remove"), icon=ft.Icons.PERSON_REMOVE_OUTLINED
            ),
        ]
    buttons.append(
        quiet(
            "lost",
            _("Report a tablet lost"),
            lambda _event: desk.go(f"/members/lost/{page.somebody.id}"),
            icon=ft.Icons.PHONELINK_ERASE,
        )
    )
    return flow(buttons)


def _tablets(page: roll.PersonPage) -> ft.Control:
    one = page.somebody
    reported = {report.device for report in page.reports}
    lines: list[ft.Control] = []
    for held in one.tablets:
        said = [ft.Text(_("Tablet {id}").format(id=plain.tablet(held.device)), expand=True)]
        if held.device in reported:
            said.append(note(ft.Icons.PHONELINK_ERASE, _("Reported lost"), WARN))
        line: list[ft.Control] = [
            ft.Row(
                [ft.Icon(ft.Icons.TABLET_ANDROID, size=sign_size(20)), *said],
                spacing=Space.SM,
            )
        ]
        if held.roles != one.roles:
            line.append(frame.soft(plain.summary(held.roles), small=True))
        lines.append(ft.MergeSemantics(content=ft.Column(line, spacing=0)))
    return frame.card(
        *lines,
        frame.soft(_("The same letters stand in that tablet's Settings."), small=True),
        title=plain.tablets(len(one.tablets)),
    )


def _work(page: roll.PersonPage) -> ft.Control:
    newest = ago(page.last_ms, now_ms())
    return frame.card(
        facts(
            [
                (_("Records on this tablet"), number(page.records)),
                (_("Newest record"), newest),
            ]
        ),
        title=_("What they wrote"),
    )


def _done(desk: Desk, done: tuple[str, Any]) -> list[ft.Control]:
    title, came = done
    return [
        ft.Semantics(
            live_region=True,
            container=True,
            content=ft.Column(
                outcome(title, came.spaces, came.asked, came.without_admin), spacing=Space.M
            ),
        ),
        quiet(
            "back-to-people",
            _("People and tablets"),
            lambda _event: desk.go("/members"),
            icon=ft.Icons.PEOPLE_OUTLINE,
        ),
    ]
