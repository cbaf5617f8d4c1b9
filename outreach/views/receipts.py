"""Where a record stands, in one true word each: only here, sent, safe, reviewed; and why it is so.

The rule: every word comes from a receipt or from a review that counts, never from hope. A tap shows
what it rests on.
"""

from __future__ import annotations

from typing import Any

import flet as ft

from outreach.ui import badges, dialogs, frame
from outreach.ui.buttons import pressed, quiet
from outreach.ui.design import Space, State
from outreach.ui.desk import Desk
from outreach.ui.moments import moment, now_ms, span
from outreach.views.details import Page
from outreach.words import _, mark, number, several

RESTS_ON = {
    "only here": mark(
        "A part of it is sealed on this tablet and nowhere else. It is sent by itself when the "
        "central store can be reached. If the tablet were lost before, that part would be lost."
    ),
    "sent": mark(
        "All of it was sent. The central store's signed receipt for a part of it is not here or "
        "not checked yet, so this tablet keeps its own copy to send again."
    ),
    "safe": mark(
        "The central store holds every version, numbered in its order and covered by its signature."
    ),
}


def states_of(page: Page) -> list[State]:
    """The states that hold, the one that somebody must act on first."""
    view = page.view
    found: list[State] = []
    if view.withdrawn:
        found.append(badges.WITHDRAWN)
    if view.conflicts:
        found.append(badges.CONFLICT)
    if view.review in badges.REVIEW and not page.unread:
        found.append(badges.REVIEW[view.review])
    found.append(badges.STANDING[page.standing])
    return found


def states(desk: Desk, page: Page) -> ft.Control:
    """The states as badges; a tap shows what they rest on."""

    def tapped(_: Any) -> None:
        desk.page.show_dialog(receipts(desk, page))

    return ft.Column(
        spacing=Space.XS,
        controls=[
            pressed(
                "states",
                ft.Container(
                    on_click=tapped,
                    ink=True,
                    border_radius=10,
                    padding=ft.Padding.symmetric(vertical=Space.S),
                    tooltip=_("What this rests on"),
                    content=ft.Row(
                        [*[badges.badge(state) for state in states_of(page)], _more()],
                        wrap=True,
                        spacing=Space.S,
                        run_spacing=Space.S,
                    ),
                ),
            ),
            *_warned(page),
        ],
    )


def _more() -> ft.Control:
    return ft.Icon(ft.Icons.INFO_OUTLINE, size=20, color=ft.Colors.ON_SURFACE_VARIANT)


def _warned(page: Page) -> list[ft.Control]:
    """How late it came and whether a clock was wrong; what is missing has a place of its own."""
    found: list[ft.Control] = []
    if page.view.late_ms:
        after = _("Recorded {span} after").format(span=span(page.view.late_ms))
        found.append(badges.note(ft.Icons.SCHEDULE, after))
    if page.view.skewed:
        found.append(badges.badge(badges.SKEWED))
    return [ft.Row(found, wrap=True, spacing=Space.S, run_spacing=Space.S)] if found else []


def receipts(desk: Desk, page: Page) -> ft.BottomSheet:
    """What each word rests on: the receipts of every version, and the reviews that count."""
    lines: list[ft.Control] = [ft.Text(_(RESTS_ON[page.standing]))]
    now = now_ms()
    for entry in reversed(page.history[-12:]):
        who = _("Review") if entry.kind == "reviewed" else _("Version")
        if entry.position is None and page.unread and page.standing == "safe":
            where = _("covered by the central store's signature")
        elif entry.position is None:
            where = _("not numbered by the central store yet")
        else:
            where = _("number {n} in the central store, received {when}").format(
                n=number(entry.position), when=moment(entry.received_ms, now)
            )
        lines.append(
            ft.Column(
                spacing=0,
                controls=[
                    ft.Text(
                        _("{what} by {who}, {when}").format(
                            what=who, who=entry.author_name, when=moment(entry.recorded_ms, now)
                        )
                    ),
                    frame.soft(where, small=True),
                    frame.soft(
                        _("Fingerprint {print}").format(print=_fingerprint(entry.entry)), small=True
                    ),
                ],
            )
        )
    for review in page.view.reviews:
        if review.verdict == "approved":
            all_of_it = _("every version") if review.covers else _("an earlier version only")
            lines.append(
                ft.Text(
                    _("Approved by {who}, {when}: {what}").format(
                        who=review.author_name, when=moment(review.when_ms, now), what=all_of_it
                    )
                )
            )
    left = len(page.history) - 12
    if left > 0:
        lines.append(frame.soft(several("and {n} older", "and {n} older", left), small=True))
    lines.append(quiet("close-receipts", _("Close"), lambda _: desk.page.pop_dialog()))
    return dialogs.sheet(_("What this rests on"), *lines)


def _fingerprint(entry: str) -> str:
    return " ".join(entry[at : at + 4] for at in range(0, 16, 4))
