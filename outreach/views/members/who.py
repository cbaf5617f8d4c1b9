"""Who asks to join, what they do, and what that lets them read; what is handed over to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.buttons import primary, quiet
from outreach.ui.choices import chip, flow
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.views.members import plain, roll
from outreach.views.members.duties import DutyChips
from outreach.words import _


@dataclass(frozen=True, slots=True)
class Ground:
    """What the decision stands on: the table in force, what one administers, one's own duties, and
    who belongs already."""

    table: Any
    administers: tuple[str, ...]
    duties: frozenset[str]
    people: tuple[roll.Somebody, ...]

    def namesakes(self, name: str) -> list[roll.Somebody]:
        """Who is called so, to the letter but for capitals."""
        wanted = " ".join(name.split()).casefold()
        return [one for one in self.people if one.person and one.name.casefold() == wanted]


def roles_in(table: Any, duties: tuple[str, ...], asked: Any) -> dict[str, str]:
    offered = set(asked.invitation.spaces)
    return {s: role for s, role in table.roles(duties).items() if s in offered}


@ft.component
def Who(
    desk: Desk,
    asked: Any,
    ground: Ground,
    now: tuple[str, str, tuple[str, ...], tuple[str, ...], str],
    setters: tuple[Any, Any, Any, Any, Any],
    back: Callable[[], None],
    go_on: Callable[[], None],
) -> ft.Control:
    name, agency, duties, over, whose = now
    set_name, set_agency, set_duties, set_over, set_whose = setters
    wrong, set_wrong = ft.use_state(("", "", ""))
    roles = roles_in(ground.table, duties, asked) if duties else {}

    def forward(_event: Any) -> None:
        found = (
            "" if name.strip() else _("Enter their name"),
            "" if agency.strip() else _("Enter where they work"),
            "" if duties else _("Choose at least one duty"),
        )
        set_wrong(found)
        if not any(found):
            go_on()

    parts: list[ft.Control] = [
        frame.heading(_("Who is it?")),
        Field(
            "name",
            _("Name, as everybody will see it"),
            value=name,
            on_input=set_name,
            error=wrong[0] or None,
            max_length=200,
        ),
        Field(
            "agency",
            _("Agency"),
            value=agency,
            on_input=set_agency,
            error=wrong[1] or None,
            max_length=200,
        ),
        *_renews(asked),
        *_namesakes(ground.namesakes(name), whose, set_whose),
        frame.heading(_("What do they do?"), level=2),
        DutyChips(ground.table, duties, set_duties, key="duties"),
    ]
    if wrong[2] and not duties:
        parts.append(frame.notice(ft.Icons.ERROR_OUTLINE, wrong[2], kind="error"))
    if roles:
        shown: dict[str, str | None] = {**roles}
        parts.append(frame.card(*plain.role_rows(shown), title=_("What these duties let them do")))
    parts += hand_over(roles, ground, over, set_over)
    return frame.page(
        *parts,
        foot=frame.foot(
            quiet("back-to-words", _("Back"), lambda _event: back()),
            primary("go-on", _("Go on"), forward, big=True, expand=True),
        ),
    )


def _renews(asked: Any) -> list[ft.Control]:
    """The tablet goes on for one that was copied or restored."""
    if not asked.renews:
        return []
    return [
        frame.notice(
            ft.Icons.RESTORE,
            _("It goes on for tablet {id}").format(id=plain.tablet(asked.renews)),
            _("That one was copied or restored from a backup. It is removed in the same step."),
        )
    ]


def _namesakes(
    found: list[roll.Somebody], whose: str, set_whose: Callable[[str], None]
) -> list[ft.Control]:
    """Somebody who belongs is called so: is it another tablet of theirs?"""
    if not found:
        return []
    options = {"": _("Somebody new")} | {
        one.person: _("Another tablet of {who}, {agency}").format(who=one.name, agency=one.agency)
        for one in found
    }

    def picked(person: str) -> Callable[[Any], None]:
        return lambda _event: set_whose(person)

    return [
        frame.card(
            flow(
                [
                    chip(f"whose-{person[:8] or 'new'}", words, person == whose, picked(person))
                    for person, words in options.items()
                ]
            ),
            title=_("Somebody who belongs is called so"),
        )
    ]


def can_hand_over(roles: dict[str, str], ground: Ground) -> list[str]:
    """The spaces that they would administer, that this person does, and that no other of this
    person's duties needs to read."""
    own = [d for d in ground.duties if d != "founder" and d in ground.table.duties]
    needed = ground.table.roles(own) if own else {}
    return plain.in_order(
        space
        for space, role in roles.items()
        if role == "admin" and space in ground.administers and needed.get(space) not in plain.READS
    )


def hand_over(
    roles: dict[str, str], ground: Ground, over: tuple[str, ...], set_over: Callable[..., None]
) -> list[ft.Control]:
    """Spaces that this person may let go of in the same step, and why one does that."""
    offered = can_hand_over(roles, ground)
    if not offered:
        return []

    def turned(space: str) -> Callable[[Any], None]:
        def act(_event: Any) -> None:
            set_over(tuple(s for s in over if s != space) if space in over else (*over, space))

        return act

    words = [
        _("You may add to these then, and not read them. Only they can change that."),
    ]
    if "audit" in offered:
        words.insert(
            0,
            _(
                "An audit is worth something when nobody who is audited can look into it. Hand it "
                "over to the auditor."
            ),
        )
    return [
        frame.card(
            plain.listed(words),
            flow(
                [
                    chip(
                        f"over-{space}",
                        _("Hand over {space}").format(space=plain.spaces([space])),
                        space in over,
                        turned(space),
                    )
                    for space in offered
                ]
            ),
            title=_("Hand over to them"),
        )
    ]
