"""What each step of the practice visit shows. Everything in it is invented, and says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import flet as ft

from outreach.model.codes import code_list
from outreach.ui import badges, frame
from outreach.ui.buttons import ident, primary
from outreach.ui.choices import chip, flow
from outreach.ui.design import RECORD, Size, Space
from outreach.ui.field import Field
from outreach.words import _, mark

Act = Callable[[], Any]
#: What a step shows, and its main action, within a thumb's reach.
Step = tuple[list[ft.Control], ft.Control | None]

#: Places that there are not.
PLACES: Final = (
    mark("Invented Lane car park"),
    mark("Nowhere Street bus shelter"),
)
#: Things seen that are offered: few, since one is enough to learn it.
SEEN: Final = ("child_alone_late", "gifts_or_money", "drugs")

#: What a record is after saving, in order, and what that means.
STANDINGS: Final = (
    ("only here", mark("This tablet has the only copy. It is sealed, and safe from a crash.")),
    ("sent", mark("It left this tablet. The store has not confirmed it yet.")),
    ("safe", mark("The central store has signed for it, and cannot read it.")),
)


def _main(action: ft.Control) -> ft.Control:
    """The main action, as wide as the page."""
    return ft.Row([action])


def banner(step: int, steps: int) -> ft.Control:
    """On every step: this is practice. And how far one is."""
    return ft.Column(
        spacing=Space.S,
        controls=[
            frame.notice(
                ft.Icons.SCHOOL,
                _("Practice"),
                _("Everything here is invented. Nothing is saved or sent."),
                kind="warn",
            ),
            ft.ProgressBar(
                value=step / steps,
                bar_height=6,
                border_radius=3,
                semantics_label=_("Step {n} of {all}").format(n=min(step + 1, steps), all=steps),
            ),
        ],
    )


def start(go: Act) -> Step:
    """Why, and how long."""
    return [
        frame.heading(_("Your first visit, in under two minutes")),
        frame.soft(_("Choose a place, tap what you saw, write a sentence, save. Then lock.")),
    ], _main(primary("practice-start", _("Start"), lambda _event: go(), big=True, expand=True))


def place(pick: Callable[[str], Any]) -> Step:
    """Where one is."""
    return [
        frame.heading(_("Where are you?")),
        frame.soft(_("On a real night the nearest places stand first. Tap one.")),
        frame.rows(
            [
                ident(
                    f"practice-place-{index}",
                    ft.ListTile(
                        title=_(name),
                        subtitle=_("Invented, for practice"),
                        leading=ft.Icon(ft.Icons.PLACE_OUTLINED),
                        trailing=ft.Icon(ft.Icons.CHEVRON_RIGHT),
                        min_height=Size.ROW,
                        on_click=_picks(pick, name),
                    ),
                )
                for index, name in enumerate(PLACES)
            ]
        ),
    ], None


def _picks(pick: Callable[[str], Any], name: str) -> Callable[[Any], Any]:
    return lambda _event: pick(name)


def write(
    name: str,
    seen: frozenset[str],
    toggle: Callable[[str], Any],
    say: Callable[[str], Any],
    go: Act,
) -> Step:
    """What was seen, and a sentence about it."""
    labels = code_list("indicator").labels
    return [
        frame.heading(_(name)),
        frame.soft(_("Tap what you saw. Tap again to take it back.")),
        flow(
            [
                chip(
                    f"practice-seen-{code}",
                    _(labels[code]),
                    code in seen,
                    _picks(toggle, code),
                )
                for code in SEEN
            ]
        ),
        frame.soft(_("Now a sentence: who did what.")),
        Field(
            "practice-words",
            _("What you saw and did"),
            on_input=say,
            lines=2,
            helper=_("For example: A man in a grey car gave two girls cigarettes."),
        ),
    ], _main(
        primary(
            "practice-save",
            _("Save the practice visit"),
            lambda _event: go(),
            icon=ft.Icons.CHECK,
            big=True,
            disabled=not seen,
            expand=True,
        )
    )


def saved(name: str, standing: int, further: Act, go: Act) -> Step:
    """What becomes of a record after saving."""
    rows: list[ft.Control] = [
        ft.Container(
            padding=Space.M,
            content=ft.Column(
                [badges.badge(RECORD[key]), ft.Text(_(meaning))], spacing=Space.XS, tight=True
            ),
        )
        for key, meaning in STANDINGS[: standing + 1]
    ]
    last = standing + 1 >= len(STANDINGS)
    words = _("Go on") if last else _("What happens next?")
    return [
        frame.heading(_("Saved, in practice")),
        frame.soft(_("Each record says where it is, in these words.")),
        ft.Text(_(name), theme_style=ft.TextThemeStyle.TITLE_MEDIUM),
        frame.rows(rows),
    ], _main(
        primary(
            "practice-next",
            words,
            lambda _event: go() if last else further(),
            icon=ft.Icons.ARROW_FORWARD,
            big=True,
            expand=True,
        )
    )


def lock(go: Act) -> Step:
    """How to lock, and what that does."""
    return [
        frame.heading(_("Now lock it")),
        frame.soft(
            _("Lock whenever you put the tablet down. What you were writing stays, sealed.")
        ),
        frame.soft(_("The lock is at the top right of every screen. With a keyboard: Ctrl and L.")),
    ], _main(
        primary(
            "practice-lock",
            _("Lock, in practice"),
            lambda _e: go(),
            icon=ft.Icons.LOCK,
            big=True,
            expand=True,
        )
    )


def locked(go: Act) -> Step:
    """The end."""
    return [
        frame.empty(
            ft.Icons.LOCK,
            _("Locked, in practice"),
            _("That is all there is to it. The practice visit is gone. Help has more."),
            primary(
                "practice-done",
                _("Go to tonight"),
                lambda _event: go(),
                icon=ft.Icons.NIGHTLIGHT_ROUND,
                big=True,
            ),
        )
    ], None
