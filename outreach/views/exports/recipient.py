"""For whom an export is sealed: a member, another partnership, whoever knows six words, or nobody.

The rule that this module enforces: sealed is what one gets without choosing; to leave it open takes
a choice of its own and a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import flet as ft

from outreach.exporting import Member, Plain, To, Words, address_from
from outreach.ui import frame
from outreach.ui.buttons import secondary
from outreach.ui.choices import chip, flow, pick
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.figures import facts
from outreach.ui.query import use_query
from outreach.views.entrance.words import six_words
from outreach.words import _, mark, several
from sync.errors import OutreachError

WAYS: Final = {
    "member": mark("A member"),
    "partnership": mark("Another partnership"),
    "words": mark("Six words"),
    "plain": mark("Not sealed"),
}
#: Names that are shown to choose from.
SHOWN: Final = 12
_LONGEST: Final = 16_000


@ft.component
def Recipient(desk: Desk, on_chosen: Callable[[To | None], None]) -> ft.Control:
    """``on_chosen`` is told with each change; None while nobody is named."""
    way, set_way = ft.use_state("member")

    def turn(other: str) -> None:
        on_chosen(None)
        set_way(other)

    parts: list[ft.Control] = [pick("to", WAYS, way, turn)]
    if way == "member":
        parts.append(OfMembers(desk, on_chosen, key="of-members"))
    elif way == "partnership":
        parts.append(Elsewhere(desk, on_chosen, key="elsewhere"))
    elif way == "words":
        parts += [
            frame.soft(_("The app makes six words and shows them once. Tell them by telephone.")),
            Field("whom", _("To whom you will tell them"), key="whom", max_length=200,
                  on_input=lambda text: on_chosen(Words(text) if text.strip() else None)),
        ]  # fmt: skip
    else:
        parts += [
            frame.notice(
                ft.Icons.LOCK_OPEN,
                _("Whoever gets the file reads it"),
                _("Name whoever it is for, and it is sealed for them. If it must be open, say why: "
                  "it is noted."),
                kind="warn",
            ),
            Insisted(on_chosen, key="insisted"),
        ]  # fmt: skip
    return frame.card(*parts, title=_("For whom"))


@ft.component
def Insisted(on_chosen: Callable[[To | None], None]) -> ft.Control:
    """Who gets it open, and why."""
    said = ft.use_ref({"whom": "", "reason": ""})

    def typed(name: str) -> Callable[[str], None]:
        def act(text: str) -> None:
            said.current[name] = text
            whole = all(one.strip() for one in said.current.values())
            on_chosen(Plain(said.current["whom"], said.current["reason"]) if whole else None)

        return act

    return ft.Column(
        [
            Field("whom", _("Who gets it"), on_input=typed("whom"), max_length=200),
            Field("reason", _("Why it is not sealed"), on_input=typed("reason"), max_length=500),
        ]
    )


@ft.component
def OfMembers(desk: Desk, on_chosen: Callable[[To | None], None]) -> ft.Control:
    """The members, by what is typed of their name or agency."""
    typed, set_typed = ft.use_state("")
    chosen, set_chosen = ft.use_state("")
    answer = use_query(desk, lambda session: session.recipients())
    found = _fitting(answer.value or [], typed)

    def take(member: Member) -> Callable[[Any], None]:
        def act(_event: Any) -> None:
            set_chosen(member.person)
            on_chosen(member)

        return act

    parts: list[ft.Control] = [
        Field("member", _("Name or agency"), on_input=set_typed, icon=ft.Icons.SEARCH),
        flow(
            [
                chip(f"member-{one.person[:8]}", f"{one.name}, {one.agency}",
                     one.person == chosen, take(one))
                for one in found[:SHOWN]
            ]
        ),
    ]  # fmt: skip
    if len(found) > SHOWN:
        left = len(found) - SHOWN
        parts.append(frame.soft(several("and {n} more", "and {n} more", left), small=True))
    member = next((one for one in found if one.person == chosen), None)
    if member is not None:
        tablets = len(member.cards)
        parts.append(
            frame.soft(
                several("{n} tablet of theirs opens it", "{n} tablets of theirs open it", tablets)
            )
        )
    return ft.Column(parts)


def _fitting(members: Sequence[Member], typed: str) -> list[Member]:
    words = typed.casefold().split()
    return [m for m in members if all(w in f"{m.name} {m.agency}".casefold() for w in words)]


@ft.component
def Elsewhere(desk: Desk, on_chosen: Callable[[To | None], None]) -> ft.Control:
    """Another partnership: its address, and the words to compare before anything is sealed."""
    address: Any
    address, set_address = ft.use_state(None)
    error, set_error = ft.use_state("")
    picked, set_picked = ft.use_state((0, ""))

    def read(text: str) -> None:
        set_error("")
        found: Any = None
        if text.strip():
            try:
                found = address_from(text)
            except OutreachError as wrong:
                set_error(f"{_(wrong.message)} {_(wrong.advice)}")
        set_address(found)
        on_chosen(found)

    async def choose(_event: Any) -> None:
        with desk.picking():
            files = await ft.FilePicker().pick_files(
                dialog_title=_("Choose the file with their address"), with_data=True
            )
        if files:
            text = (files[0].bytes or b"")[:_LONGEST].decode("ascii", "replace").strip()
            set_picked((picked[0] + 1, text))
            read(text)

    parts: list[ft.Control] = [
        Field(
            "their-address",
            _("Their address"),
            value=picked[1],
            on_input=read,
            error=error or None,
            helper=_("Paste it, or choose the file that they sent you"),
            exact=True,
            key=f"their-address-{picked[0]}",
        ),
        flow([secondary("choose-address", _("Choose a file"), choose, icon=ft.Icons.UPLOAD_FILE)]),
    ]
    if address is not None:
        parts += [
            facts([(_("Partnership"), address.partnership), (_("Space"), address.space_name)]),
            frame.soft(_("Compare these words with them before you send anything:")),
            six_words(address.words(), "their-words"),
        ]
    return ft.Column(parts)
