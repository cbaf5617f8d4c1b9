"""A notice as pages show it: until when it holds, counted down, and by when a court must hear."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.model import notice_standing
from outreach.model.codes import code_list
from outreach.model.held import Held, HeldNotice
from outreach.model.notice_standing import Standing
from outreach.ui import frame
from outreach.ui.buttons import ident, secondary
from outreach.ui.design import Space
from outreach.ui.desk import Desk
from outreach.ui.form.begin import correct
from outreach.ui.moments import moment, now_ms
from outreach.ui.rows import ICONS, MemoRow
from outreach.views.countdown import Countdown
from outreach.words import _


def page_card(desk: Desk, view: Any) -> list[ft.Control]:
    """On a notice's own page: where it stands, and a way to say what came of it."""
    if view.kind != "notice":
        return []
    stands = notice_standing.standing(view.fields, now_ms())
    note = notice_standing.notice_type(view.fields.get("notice_type")).note
    parts = [*_counted(desk, stands), *([frame.soft(_(note), small=True)] if note else [])]
    if stands.state != "ended" and not view.withdrawn:
        parts.append(
            secondary(
                "notice-outcome",
                _("Say what came of it"),
                lambda _e: correct(
                    desk, view, focus="notice_outcome", reason=_("What came of the notice")
                ),
                icon=ft.Icons.GAVEL,
            )
        )
    return [frame.card(*parts, title=_stands(stands))]


def _stands(stands: Standing) -> str:
    return {
        "in force": _("In force"),
        "open": _("In force, without an end in the record"),
        "expired": _("Expired"),
        "ended": _("Ended"),
        "unserved": _("Nobody has said when it was served"),
    }[stands.state]


def _counted(desk: Desk, stands: Standing) -> list[ft.Control]:
    """Until when it holds and by when the court must hear it, each with what is left."""
    now = now_ms()
    lines: list[ft.Control] = []
    if stands.until_ms is not None and stands.state != "ended":
        words = _("Holds until {when}, by its type") if stands.proposed else _("Holds until {when}")
        lines.append(
            _line(
                ft.Text(words.format(when=moment(stands.until_ms, now))),
                Countdown(desk, stands.until_ms, _("expired"), key="notice-left"),
            )
        )
    if stands.state == "ended":
        return lines
    if stands.hearing_ms is not None:
        lines.append(
            _line(
                ft.Text(_("Hearing in court: {when}").format(when=moment(stands.hearing_ms, now))),
                Countdown(desk, stands.hearing_ms, key="hearing-left"),
            )
        )
    if stands.court_ms is not None:
        when = moment(stands.court_ms, now)
        lines.append(
            _line(
                ft.Text(_("{what} by {when}").format(what=_(stands.court_what), when=when)),
                Countdown(desk, stands.court_ms, key="court-left"),
            )
        )
        lines.append(frame.soft(stands.court_source, small=True))
    return lines


def _line(*controls: ft.Control) -> ft.Control:
    return ft.Column(list(controls), spacing=Space.XS)


def held_card(desk: Desk, found: Held, on_open: Callable[[str], None]) -> list[ft.Control]:
    """On the page of premises: the notices that hold there, and its licences."""
    parts: list[ft.Control] = []
    if found.notices:
        parts.append(
            frame.card(
                *[_held(desk, one, on_open) for one in found.notices],
                title=_("Notices in force"),
            )
        )
    if found.licences:
        parts += [
            frame.heading(_("Licences"), level=3),
            frame.rows([MemoRow(row, on_open, key=row.id) for row in found.licences]),
        ]
    return parts


def _held(desk: Desk, one: HeldNotice, on_open: Callable[[str], None]) -> ft.Control:
    code = one.fields.get("notice_type")
    name = _(code_list("notice_type").label(code)) if isinstance(code, str) else one.row.title
    if code == "other":
        name = one.fields.get("type_words") or name
    return ft.Column(
        [
            ident(
                f"notice-{one.row.id[:8]}",
                ft.ListTile(
                    title=name,
                    subtitle=_stands(one.standing),
                    leading=ft.Icon(ICONS["notice"]),
                    trailing=ft.Icon(ft.Icons.CHEVRON_RIGHT),
                    on_click=lambda _e: on_open(one.row.id),
                ),
            ),
            *_counted(desk, one.standing),
        ],
        spacing=Space.XS,
    )
