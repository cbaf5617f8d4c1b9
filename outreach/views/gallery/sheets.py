"""What things stand on, and what stands there when there is nothing else."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import flet as ft

from outreach.ui import buttons, choices, dialogs, fault, figures, frame, matches, waiting
from outreach.ui.design import RECORD
from outreach.views.gallery.specimen import Shown, nothing
from outreach.words import _


def show_notices() -> Shown:
    words = {
        "info": (ft.Icons.INFO_OUTLINE, _("Nothing is set aside")),
        "good": (ft.Icons.CLOUD_DONE, _("Everything is safe in the central store")),
        "warn": (ft.Icons.TABLET_ANDROID, _("3 changes only on this tablet")),
        "error": (ft.Icons.ERROR_OUTLINE, _("There is a problem")),
    }
    detail = _("What happened, what was kept, and what to do next.")
    return [
        ("", frame.notice(icon, said, detail, kind=kind)) for kind, (icon, said) in words.items()
    ]


def show_matches() -> Shown:
    named = SimpleNamespace(
        what="registration",
        space="safeguarding",
        ask="supervisor",
        people=(_("Grace Adeyemi (invented)"),),
    )
    unnamed = SimpleNamespace(what="nickname", space="safeguarding", ask="supervisor", people=())
    return [
        (_("Somebody is known"), ft.Column(matches.told([named]))),
        (_("Nobody is known"), ft.Column(matches.told([unnamed]))),
    ]


def show_sheets() -> Shown:
    return [
        (_("No wider than one reads"), frame.reading(frame.soft(_("Words of less weight")))),
        (
            _("Headings"),
            ft.Column(
                [
                    frame.heading(_("Saturday 21 November")),
                    frame.heading(
                        _("Places to visit"),
                        level=2,
                        trailing=buttons.quiet("h2", _("All places"), nothing),
                    ),
                    frame.heading(_("This tablet"), level=3),
                ]
            ),
        ),
        (
            _("Words and what one may do about them"),
            frame.beside(frame.soft(_("247 places")), buttons.quiet("bs", _("Add one"), nothing)),
        ),
        (
            _("Things that belong together"),
            frame.card(frame.soft(_("Words of less weight")), title=_("A card")),
        ),
        (
            _("At the end of a page"),
            frame.foot(
                buttons.secondary("f-return", _("Return…"), nothing, icon=ft.Icons.REPLY),
                buttons.primary(
                    "f-approve",
                    _("Approve"),
                    nothing,
                    icon=ft.Icons.VERIFIED,
                    big=True,
                    expand=True,
                ),
            ),
        ),
        (
            _("A list and what was chosen"),
            ft.Container(
                frame.two_panes(
                    frame.soft(_("The list")), frame.page(frame.soft(_("The page")), wide=True)
                ),
                height=120,
            ),
        ),
        (
            _("A page with a foot that stays in sight"),
            ft.Container(
                frame.page(
                    frame.soft(_("A form")),
                    foot=buttons.primary("foot", _("Save"), nothing, big=True),
                ),
                height=200,
            ),
        ),
    ]


def show_empty() -> Shown:
    return [
        (
            _("With something to do"),
            frame.empty(
                ft.Icons.PLACE_OUTLINED,
                _("No places yet"),
                _("Add a hotspot, or sync to get those of your partnership."),
                buttons.secondary("e1", _("Add a hotspot"), nothing, icon=ft.Icons.ADD),
            ),
        ),
        (_("Only said"), frame.empty(ft.Icons.SEARCH_OFF, _("No record has all these words"), "")),
    ]


def show_figures() -> Shown:
    f = figures
    return [
        (
            "",
            f.figures(
                [
                    f.figure("12", _("visits this week"), detail=_("4 more than last week")),
                    f.figure("3", _("only here"), state=RECORD["only here"]),
                    f.figure("7", _("to review"), name="fig", on_click=nothing),
                    f.figure("<5", _("under 18s seen"), detail=_("Too few to tell")),
                ]
            ),
        ),
        (
            _("Lines"),
            f.facts([(_("Only on this tablet"), "3"), (_("Store last reached"), _("5 min ago"))]),
        ),
    ]


def show_waiting() -> Shown:
    w = waiting
    return [
        (_("A screen that is on its way"), w.waiting(lines=3)),
        (_("One row of it"), w.skeleton()),
        (_("So much is done"), w.progress(_("Sending"), 0.4, _("40 of 100 sent, with a receipt"))),
        (_("Nobody can say how long"), w.progress(_("Opening the vault"))),
    ]


def show_faults() -> Shown:
    return [(_("A part of a screen that failed"), fault.part("KeyError", lambda: None))]


def show_dialogs() -> Shown:
    def ask(danger: bool) -> Any:
        def act(_event: Any) -> None:
            page = ft.context.page

            def close(_event: Any) -> None:
                page.pop_dialog()

            page.show_dialog(
                dialogs.question(
                    _("Delete this draft?"),
                    _("It is only on this tablet. Nobody can bring it back."),
                    _("Delete the draft"),
                    close,
                    close,
                    danger=danger,
                    icon=ft.Icons.DELETE_OUTLINE if danger else None,
                )
            )

        return act

    def rise(_event: Any) -> None:
        ft.context.page.show_dialog(
            dialogs.sheet(_("More to do here"), frame.soft(_("Rises from below, by the thumb.")))
        )

    def tell(_event: Any) -> None:
        ft.context.page.show_dialog(
            ft.SnackBar(ft.Text(_("Saved on this tablet")), show_close_icon=True)
        )

    return [
        (
            "",
            choices.flow(
                [
                    buttons.secondary("ask", _("Ask"), ask(False)),
                    buttons.secondary("ask-danger", _("Ask before a loss"), ask(True)),
                    buttons.secondary("rise", _("Sheet from below"), rise),
                    buttons.secondary("tell", _("A line for a moment"), tell),
                ]
            ),
        )
    ]
