"""Erase a record for good, or hold it so that nobody can: for administrators of its space."""

from __future__ import annotations

from typing import Any

import flet as ft

from outreach.ui import dialogs, frame
from outreach.ui.buttons import ident, primary, quiet, secondary
from outreach.ui.choices import flow, pick
from outreach.ui.design import Space
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.query import use_query
from outreach.ui.rows import headline
from outreach.views.members import plain
from outreach.views.members.rulings import SHORTEST, STATES
from outreach.views.members.work import use_work
from outreach.words import _, mark, several

WHAT = {"erase": mark("Erase it for good"), "hold": mark("Hold it")}


def foot(desk: Desk, view: Any) -> list[ft.Control]:
    """The way here, out of the way at the foot of a record's page; for those who may."""
    if view.space not in desk.open.administers:
        return []
    return [
        ft.Row(
            [
                quiet(
                    "erase-or-hold",
                    _("Erase or hold…"),
                    lambda _event: desk.go(f"/records/{view.id}/keep"),
                    icon=ft.Icons.GAVEL,
                )
            ]
        )
    ]


@ft.component
def Keep(desk: Desk) -> ft.Control:
    record = ft.use_route_params().get("id", "")

    def ask(session: Any) -> tuple[Any, int, bool, int]:
        view = session.show(record)
        space = next((s for s in session.space_views() if s.name == view.space), None)
        return (
            view,
            len(session.history(view.id)),
            view.space in session.administers,
            space.erasers if space else 1,
        )

    answer = use_query(desk, ask, record)
    kept: Any = ft.use_ref(None)
    if desk.session is None or not answer.ready:
        return frame.waiting()
    kept.current = answer.value or kept.current
    if kept.current is None or not kept.current[2]:
        return frame.empty(
            ft.Icons.GAVEL,
            _("You cannot rule on this record"),
            _("Only an administrator of its space can erase or hold it."),
        )
    return Ruling(desk, *kept.current, key=record)


@ft.component
def Ruling(desk: Desk, view: Any, entries: int, _mine: bool, erasers: int) -> ft.Control:
    what, set_what = ft.use_state("")
    reason = ft.use_ref("")
    wrong, set_wrong = ft.use_state("")
    came, set_came = ft.use_state(None)
    work, begin = use_work(desk)

    def act(_event: Any) -> None:
        if what == "erase":
            desk.page.pop_dialog()
        given = reason.current or ""
        begin(
            _("The store takes it…"),
            lambda session: getattr(session, what)(view.id, given),
            set_came,
        )

    def ask_first(event: Any) -> None:
        if len((reason.current or "").strip()) < SHORTEST:
            set_wrong(_("Enter a reason, in a few words"))
            return
        set_wrong("")
        if what == "hold":
            act(event)
            return
        desk.page.show_dialog(
            dialogs.question(
                _("Erase this record for good?"),
                _("It is erased in the store and on every tablet. This cannot be undone.")
                if erasers < 2
                else _("It is erased when another administrator agrees. Then it cannot be undone."),
                _("Erase it") if erasers < 2 else _("Ask for it"),
                act,
                lambda _event: desk.page.pop_dialog(),
                danger=True,
                icon=ft.Icons.DELETE_FOREVER_OUTLINED,
            )
        )

    if came is not None:
        return frame.page(*_came(desk, came))
    parts: list[ft.Control] = [
        frame.heading(_("Erase or hold")),
        ft.Text(headline(view), theme_style=ft.TextThemeStyle.TITLE_MEDIUM),
        pick("rule", WHAT, what, set_what),
    ]
    if what:
        parts += [
            frame.card(plain.listed(_follows(what, entries, erasers)), title=_("What follows")),
            Field(
                "reason",
                _("Why?"),
                on_input=lambda text: setattr(reason, "current", text),
                error=wrong or None,
                helper=_("It is kept for ever. Do not repeat what the record says."),
                max_length=500,
                key=what,
            ),
        ]
    parts += work.shown()
    busy = bool(work.busy)
    if not what:
        return frame.page(*parts)
    button = (
        secondary("erase-now", _("Erase it…"), ask_first, danger=True, disabled=busy, expand=True)
        if what == "erase"
        else primary("hold-now", _("Hold it"), ask_first, disabled=busy, big=True, expand=True)
    )
    return frame.page(
        *parts,
        foot=frame.foot(
            quiet("keep-back", _("Cancel"), lambda _e: desk.back(f"/records/{view.id}")), button
        ),
    )


def _follows(what: str, entries: int, erasers: int) -> list[str]:
    if what == "hold":
        return [
            _("Nobody can erase the record, not even two administrators, until it is released."),
            _("It can still be corrected and withdrawn: nothing of it is lost."),
            _("Everybody who reads the space sees that something is held, by whom and why."),
        ]
    lines = [
        several(
            "Its {n} entry is erased: what it says, in the store and on every tablet.",
            "All its {n} entries are erased, reviews and comments too, in the store and on every "
            "tablet.",
            entries,
        ),
        _("A tablet that is offline erases it the next time it reaches the store."),
        _("Copies that were given to another space or partnership are erased there, not here."),
        _("That something was erased, by whom, when and why, stays. This cannot be undone."),
    ]
    if erasers > 1:
        lines.insert(0, _("Nothing is erased until another administrator agrees."))
    return lines


def _came(desk: Desk, rulings: list[Any]) -> list[ft.Control]:
    state = STATES[rulings[0].state] if rulings else STATES["void"]
    return [
        ident(
            "ruled",
            ft.Row(
                [
                    ft.Icon(state.icon, color=state.mark),
                    ft.Text(
                        _(state.words), theme_style=ft.TextThemeStyle.TITLE_MEDIUM, expand=True
                    ),
                ],
                spacing=Space.S,
            ),
        ),
        flow(
            [
                primary("to-rulings", _("All rulings"), lambda _e: desk.go("/members/rulings")),
                quiet("to-tonight", _("Tonight"), lambda _e: desk.go("/")),
            ]
        ),
    ]
