"""What stands above a record under review: why it stands high, what it is, and whose."""

from __future__ import annotations

import flet as ft

from outreach.ui import badges, frame
from outreach.ui.design import Space
from outreach.ui.moments import moment, now_ms
from outreach.ui.rows import headline, warnings
from outreach.views.review.case import Case
from outreach.views.review.row import sign_of, waits, why
from outreach.words import _


def head(case: Case) -> ft.Control:
    """What it is, where, by whom; why it stands high and how long it has waited."""
    view, now = case.page.view, now_ms()
    shown: list[ft.Control] = []
    if view.withdrawn:
        shown.append(badges.badge(badges.WITHDRAWN))
    if view.review in ("corrected", "returned", "approved"):
        shown.append(badges.badge(badges.REVIEW[view.review]))
    if view.conflicts:
        shown.append(badges.badge(badges.CONFLICT))
    shown += warnings(view)
    raised = why(case.reasons, 200) if case.level.name not in ("routine", "nothing_seen") else ""
    level = _(case.level.label) + (f": {raised}" if raised else "")
    waited = waits(case.since_ms, now) if case.waits and case.since_ms else ""
    lines: list[ft.Control] = [
        ft.Row(
            [
                sign_of(case.level),
                ft.Text(
                    " · ".join(part for part in (level, waited) if part),
                    theme_style=ft.TextThemeStyle.LABEL_LARGE,
                    expand=True,
                ),
            ],
            spacing=Space.S,
            vertical_alignment=ft.CrossAxisAlignment.START,
        ),
        ft.Semantics(
            heading_level=1,
            content=ft.Text(headline(view), theme_style=ft.TextThemeStyle.HEADLINE_SMALL),
        ),
        frame.soft(
            _("{kind}, recorded {when} by {who}, {agency}").format(
                kind=_(case.page.form.title),
                when=moment(view.recorded_ms, now),
                who=view.author_name,
                agency=view.agency,
            ),
            small=True,
        ),
    ]
    if shown:
        lines.append(ft.Row(shown, wrap=True, spacing=Space.S, run_spacing=Space.S))
    return ft.Column(lines, spacing=Space.XS)


def standing(case: Case) -> ft.Control:
    """Why there is nothing to approve now."""
    if case.mine:
        return frame.notice(
            ft.Icons.PERSON_OUTLINE,
            _("You wrote to this record"),
            _("Nobody reviews what they wrote. Another supervisor does."),
        )
    words = {
        "approved": (
            _("Approved"),
            _("A signed review is not taken back. If something is wrong, return the record."),
        ),
        "returned": (
            _("Returned, and not corrected yet"),
            _("It comes back here when its author has corrected it."),
        ),
    }
    said, detail = words.get(
        case.page.view.review, (_("This record does not wait for review now"), "")
    )
    return frame.notice(ft.Icons.FACT_CHECK, said, detail)
