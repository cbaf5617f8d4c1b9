"""Invite somebody: for how long, then a square and a code to hand over, then who answers."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import flet as ft

from outreach.paper import invitation_sheet, qr_svg
from outreach.ui import dialogs, frame
from outreach.ui.buttons import ident, primary, quiet, secondary
from outreach.ui.choices import flow, pick
from outreach.ui.design import Size, Space, look_of, sign_size
from outreach.ui.desk import Desk
from outreach.ui.moments import moment, now_ms
from outreach.ui.query import use_query
from outreach.views.members import plain
from outreach.views.members.answers import use_answers
from outreach.views.members.waiting import line
from outreach.views.members.work import use_work
from outreach.words import _, mark

#: Hours that an invitation may be good for; the store allows a week at most.
HOURS = {1: mark("1 hour"), 24: mark("1 day"), 72: mark("3 days"), 168: mark("7 days")}
#: A square's side in dp: a camera reads it from an arm's length.
SQUARE = 264


@ft.component
def Invite(desk: Desk) -> ft.Control:
    answer = use_query(desk, lambda session: (session.invitations(), session.administers))
    shown, show = ft.use_state("")
    if answer.value is None or desk.session is None:
        return frame.waiting()
    invitations, administers = answer.value
    if not administers:
        return frame.empty(
            ft.Icons.PERSON_ADD_DISABLED_OUTLINED,
            _("Only an administrator can invite"),
            _("Ask one of them. People and tablets says who they are."),
            secondary("to-people", _("People and tablets"), lambda _e: desk.go("/members")),
        )
    one = next((i for i in invitations if i.text == shown), None)
    if one is not None:
        return Card(desk, one, lambda: show(""), key=f"card-{one.made_ms}")
    return Choose(desk, invitations, show, key="choose")


@ft.component
def Choose(desk: Desk, invitations: list[Any], show: Any) -> ft.Control:
    """For how long it is good; and those that are open."""
    hours, set_hours = ft.use_state(24)
    work, begin = use_work(desk)

    def make(_event: Any) -> None:
        begin(
            _("Making the invitation…"),
            lambda session: session.invite(hours),
            lambda made: show(made.text),
        )

    parts: list[ft.Control] = [
        frame.heading(_("Invite somebody")),
        plain.listed(
            [
                _("An invitation is good for one tablet and works once."),
                _(
                    "It lets nobody in by itself: both of you read six words to each other, "
                    "then you decide what they may read."
                ),
                _("Best is to sit together. By telephone it works too, if you know the voice."),
            ]
        ),
        frame.card(pick("hours", HOURS, hours, set_hours), title=_("How long is it good for?")),
        *work.shown(),
    ]
    if invitations:
        parts += [
            frame.heading(_("Open invitations"), level=2),
            frame.rows([_open(one, n, show) for n, one in enumerate(invitations)]),
        ]
    return frame.page(
        *parts,
        foot=ft.Row(
            [
                primary(
                    "make-invitation",
                    _("Make the invitation"),
                    make,
                    icon=ft.Icons.QR_CODE_2,
                    disabled=bool(work.busy),
                    big=True,
                    expand=True,
                )
            ]
        ),
    )


def _open(one: Any, number: int, show: Any) -> ft.Control:
    now = now_ms()
    return line(
        f"open-{number}",
        _("Made {when}").format(when=moment(one.made_ms, now)),
        _("Good until {when}").format(when=moment(one.expires_ms, now)),
        ft.Icons.MAIL_OUTLINE,
        lambda _event: show(one.text),
        ink=ft.Colors.ON_SURFACE_VARIANT,
    )


@ft.component
def Card(desk: Desk, one: Any, close: Any) -> ft.Control:
    """One invitation to hand over, and whoever answers it."""
    answers, _look = use_answers(desk, again=True)
    work, begin = use_work(desk)
    dim, set_dim = ft.use_state(look_of(desk.page).mode == "night")
    asked = next((a for a in answers.asked if a.invitation.text == one.text), None)
    until = moment(one.expires_ms, now_ms())

    def withdraw(_event: Any) -> None:
        desk.page.pop_dialog()
        begin(
            _("Taking it back…"),
            lambda session: session.withdraw_invitation(one),
            lambda _came: close(),
        )

    def ask_first(_event: Any) -> None:
        desk.page.show_dialog(
            dialogs.question(
                _("Take this invitation back?"),
                _("Its code is good for nothing any more. You can make another one."),
                _("Take it back"),
                withdraw,
                lambda _event: desk.page.pop_dialog(),
            )
        )

    async def printed(_event: Any) -> None:
        await save_card(desk, one)

    parts: list[ft.Control] = [
        frame.heading(_("Hand this over")),
        frame.soft(_("Good for one tablet, once, until {when}.").format(when=until)),
    ]
    if asked is not None:
        parts.append(
            frame.notice(
                ft.Icons.PERSON_ADD_ALT,
                _("{who} has answered").format(who=asked.name),
                _("Somebody who says so. Compare the six words before you believe it."),
                primary(
                    "compare",
                    _("Compare the words"),
                    lambda _event: desk.go(f"/members/join/{asked.device}", replace=True),
                ),
                kind="good",
            )
        )
    else:
        parts.append(_waiting(answers))
    parts += [
        _square(one, dim, lambda: set_dim(False)),
        _typed(one),
        frame.soft(
            _(
                "On the new tablet: open Outreach, choose “Join a partnership”, then scan the "
                "square or type the address and the code."
            )
        ),
        *work.shown(),
    ]
    parts.append(
        flow(
            [
                secondary("print-card", _("Save a card to print"), printed, icon=ft.Icons.PRINT),
                quiet("take-back", _("Take it back"), ask_first, icon=ft.Icons.UNDO),
            ]
        )
    )
    return frame.page(*parts)


def _waiting(answers: Any) -> ft.Control:
    """Whether anybody is there; it looks by itself."""
    if answers.problem is not None:
        words = _(
            "The store cannot be reached, so nobody can answer yet. It looks again by itself."
        )
        icon = ft.Icons.CLOUD_OFF
    else:
        words = _("Nobody has answered yet. This screen looks by itself.")
        icon = ft.Icons.HOURGLASS_EMPTY
    return ft.Row(
        [
            ft.Icon(icon, size=sign_size(20), color=ft.Colors.ON_SURFACE_VARIANT),
            ft.Container(frame.soft(words, small=True), expand=True),
        ],
        spacing=Space.S,
    )


def _square(one: Any, dim: bool, light: Any) -> ft.Control:
    """The square, black on white for cameras; in the dark car only when it is asked for."""
    if dim:
        inside: ft.Control = ft.Container(
            width=SQUARE,
            height=SQUARE,
            alignment=ft.Alignment.CENTER,
            border=ft.Border.all(Size.EDGE, ft.Colors.OUTLINE_VARIANT),
            border_radius=Size.RADIUS,
            content=ft.Column(
                [
                    ft.Icon(ft.Icons.QR_CODE_2, size=Size.SIGN_BIG),
                    secondary("show-square", _("Show the square"), lambda _event: light()),
                    frame.soft(_("It is bright."), small=True),
                ],
                tight=True,
                horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            ),
        )
    else:
        inside = ft.Image(
            src=qr_svg(one.text).encode(),
            width=SQUARE,
            height=SQUARE,
            border_radius=Size.SMALL,
            semantics_label=_("A square for the camera of the new tablet"),
        )
    return ft.Row([inside], alignment=ft.MainAxisAlignment.CENTER)


def _typed(one: Any) -> ft.Control:
    """The same to type: the address, and the code in its groups."""
    address, _sign, code = one.text.partition("#")
    groups = [
        ft.Container(
            ft.Text(group, theme_style=ft.TextThemeStyle.TITLE_LARGE),
            bgcolor=ft.Colors.SURFACE_CONTAINER_HIGH,
            border_radius=Size.SMALL,
            padding=ft.Padding.symmetric(horizontal=Space.S, vertical=Space.XS),
        )
        for group in code.split("-")
    ]
    return frame.card(
        frame.soft(_("Address"), small=True),
        ident("invitation-address", ft.Text(address, theme_style=ft.TextThemeStyle.TITLE_MEDIUM)),
        frame.soft(_("Code"), small=True),
        ft.Semantics(
            identifier="invitation-code",
            label=code.replace("-", ", "),
            exclude_semantics=True,
            content=flow(list(groups)),
        ),
        title=_("Or type it"),
    )


async def save_card(desk: Desk, one: Any) -> None:
    """Let the person keep a card to print where they like."""
    session = desk.open

    def made() -> bytes:
        return invitation_sheet(
            one.invitation,
            partnership=session.partnership.name or session.me.agency,
            inviter=session.me.name,
            made=datetime.now(UTC),
            expires=datetime.fromtimestamp(one.expires_ms / 1000, tz=UTC).astimezone(),
        )

    card = await asyncio.to_thread(made)
    with desk.picking():
        await ft.FilePicker().save_file(
            dialog_title=_("Save a card to print"),
            file_name="outreach-invitation.pdf",
            file_type=ft.FilePickerFileType.CUSTOM,
            allowed_extensions=["pdf"],
            src_bytes=card,
        )
