"""Who is challenged: members by who they are, others by name. Starts from who handled the record.

The rule that this module enforces: whoever is on the list of members is named by who they are
there, so that no other spelling of a name lets them close it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.model.fields import FormField
from outreach.ui import frame
from outreach.ui.buttons import secondary, sign
from outreach.ui.choices import chip, flow
from outreach.ui.design import Space
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.form.state import FormState
from outreach.ui.query import use_query
from outreach.words import _
from sync.errors import NotFound

#: So many members are offered before somebody types.
OFFERED = 8
#: The answer that names the record that a challenge is about.
RECORD = "about_record"


def handled_by(session: Any, record: str | None) -> list[dict[str, str]]:
    """Who wrote or reviewed a record, whoever asks left out; nobody for one that is not here."""
    if record is None:
        return []
    try:
        history = session.history(record)
    except NotFound:
        return []
    found = {v.person: v.author_name for v in history if v.person}
    found.pop(session.identity.person, None)
    return [{"name": name, "person": person} for person, name in found.items()]


def _others(session: Any, taken: frozenset[str]) -> list[dict[str, str]]:
    """The members of the partnership, each person once."""
    found: dict[str, str] = {}
    for member in session.members():
        if member.person.name:
            found.setdefault(member.person.person, member.person.name)
    found.pop(session.identity.person, None)
    return [{"name": n, "person": p} for p, n in found.items() if p not in taken]


@ft.component
def ChallengedPeople(desk: Desk, form: FormState, field: FormField) -> ft.Control:
    """Those who are named, each to be taken out; then who it may be; then a name to type."""
    cell, _set = ft.use_state(form.cells[field.name])
    about = form.value(RECORD) if RECORD in form.cells else None
    if RECORD in form.cells:
        ft.use_state(form.cells[RECORD])
    typed, set_typed = ft.use_state("")
    turn, set_turn = ft.use_state(0)
    held: list[dict[str, str]] = cell.value if isinstance(cell.value, list) else []
    taken = frozenset(one.get("person", "") for one in held)

    def likely(session: Any) -> list[dict[str, str]]:
        first = [one for one in handled_by(session, about) if one["person"] not in taken]
        named = taken | {one["person"] for one in first}
        return [*first, *_others(session, named)]

    answer = use_query(desk, likely, about, tuple(sorted(taken)))
    near = [one for one in answer.value or () if typed.strip().casefold() in one["name"].casefold()]

    def add(one: dict[str, str]) -> Callable[[Any], None]:
        def act(_e: Any) -> None:
            form.put(field.name, [*held, one])
            set_typed("")
            set_turn(lambda turn: turn + 1)

        return act

    def drop(at: int) -> Callable[[Any], None]:
        return lambda _e: form.put(field.name, held[:at] + held[at + 1 :])

    parts: list[ft.Control] = [
        ft.Row(
            [
                ft.Icon(ft.Icons.PERSON, color=ft.Colors.PRIMARY),
                ft.Text(one["name"], expand=True),
                sign(f"{field.name}.{at}.drop", _("Take out"), ft.Icons.CLOSE, drop(at)),
            ],
            key=f"{field.name}-{at}-{one['name']}",
        )
        for at, one in enumerate(held)
    ]
    chips = [
        chip(f"{field.name}.likely{at}", one["name"], False, add(one))
        for at, one in enumerate(near[:OFFERED])
    ]
    if chips:
        parts.append(flow(chips))
    parts.append(
        Field(
            f"{field.name}.name",
            _("Name or role of somebody else"),
            on_input=set_typed,
            max_length=200,
            key=f"{field.name}-name-{turn}",
        )
    )
    if typed.strip():
        words = _("Add “{name}”").format(name=typed.strip())
        parts.append(
            secondary(f"{field.name}.add", words, add({"name": typed.strip()}), icon=ft.Icons.ADD)
        )
        parts.append(frame.soft(_("Somebody on the list is better named by tapping them."),
                                small=True))  # fmt: skip
    return ft.Column(parts, spacing=Space.S)
