"""Removing a person or one of their tablets: why, what follows, and one question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import flet as ft

from outreach.ui import dialogs, frame
from outreach.ui.buttons import quiet, secondary
from outreach.ui.choices import chip, flow, pick
from outreach.ui.desk import Desk
from outreach.views.members import plain, roll
from outreach.views.members.work import use_work
from outreach.words import _


def follows(reason: str) -> list[str]:
    """What follows from a removal, a sentence each."""
    if reason == "lost":
        return [
            _("The whole tablet wipes itself the next time it reaches the store."),
            _("The keys are changed at once: nothing written from now on opens there."),
            _("If it never reaches the store again, only its passphrase protects what it holds."),
            _("What was written there and not sent is offered here, if it can still send it."),
        ]
    return [
        _("Nothing written from now on opens there: the keys are changed at once."),
        _("What it holds of these spaces is destroyed the next time it reaches the store."),
        _("What was written there and not sent is not lost: somebody here decides about it."),
        _("It comes back only by a new invitation."),
    ]


@ft.component
def Remove(
    desk: Desk,
    page: roll.PersonPage,
    on_done: Callable[[str, Any], None],
    on_close: Callable[[], None],
) -> ft.Control:
    one = page.somebody
    which, set_which = ft.use_state("")
    why, set_why = ft.use_state("")
    work, begin = use_work(desk)
    who = one.name or _("this person")

    def remove(_event: Any) -> None:
        desk.page.pop_dialog()
        begin(
            _("The store takes it, space by space…"),
            lambda session: session.remove(which or one.handle, why),
            lambda came: on_done(
                _("Tablet {id} is removed").format(id=plain.tablet(which))
                if which
                else _("{who} is removed").format(who=who),
                came,
            ),
        )

    def ask(_event: Any) -> None:
        title = (
            _("Remove tablet {id}?").format(id=plain.tablet(which))
            if which
            else _("Remove {who}?").format(who=who)
        )
        words = (
            _("The whole tablet wipes itself the next time it reaches the store.")
            if why == "lost"
            else _("They can read and write nothing here from now on.")
        )
        words += " " + _("This cannot be undone: only a new invitation lets them in again.")
        if one.me:
            words = _("This is you: you lose your own access.") + " " + words
        desk.page.show_dialog(
            dialogs.question(
                title,
                words,
                _("Remove"),
                remove,
                lambda _event: desk.page.pop_dialog(),
                danger=True,
                icon=ft.Icons.PERSON_REMOVE_OUTLINED,
            )
        )

    parts: list[ft.Control] = []
    if len(one.tablets) > 1:
        options = {"": _("All their tablets")} | {
            held.device: _("Tablet {id}").format(id=plain.tablet(held.device))
            for held in one.tablets
        }
        parts += [
            frame.heading(_("What to remove"), level=3),
            _which(options, which, set_which),
        ]
    if parts:
        parts.append(frame.heading(_("Why"), level=3))
    parts.append(pick("why", plain.REASONS, why, set_why))
    if why:
        parts += [frame.heading(_("What follows"), level=3), plain.listed(follows(why))]
    parts += work.shown()
    parts.append(
        flow(
            [
                secondary(
                    "remove-now",
                    _("Remove {who}").format(who=who) if not which else _("Remove this tablet"),
                    ask,
                    icon=ft.Icons.PERSON_REMOVE_OUTLINED,
                    danger=True,
                    disabled=not why or bool(work.busy),
                ),
                quiet(
                    "keep-person",
                    _("Cancel"),
                    lambda _event: on_close(),
                    disabled=bool(work.busy),
                ),
            ]
        )
    )
    title = _("Remove {who}") if len(one.tablets) > 1 else _("Why is {who} removed?")
    return frame.card(*parts, title=title.format(who=who))


def _which(options: Mapping[str, str], chosen: str, on_pick: Callable[[str], None]) -> ft.Control:
    def picked(value: str) -> Callable[[Any], None]:
        return lambda _event: on_pick(value)

    return flow(
        [
            chip(f"which-{value[:8] or 'all'}", words, value == chosen, picked(value))
            for value, words in options.items()
        ]
    )
