"""Late work: what removed tablets had not sent. It is read, and adopted or declined with a reason.

Nothing of it counts before somebody has decided. It is fetched from the store, so it needs one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import flet as ft

from outreach.model.kinds import KINDS, describe, form
from outreach.ui import frame
from outreach.ui.buttons import ident, primary, quiet, secondary
from outreach.ui.choices import flow
from outreach.ui.design import Size, Space, sign_size
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.moments import moment, now_ms
from outreach.ui.rows import ICONS, Windowed, below, tag
from outreach.ui.values import words
from outreach.views.members import plain
from outreach.views.members.work import told, use_work
from outreach.words import _, several
from sync.errors import OutreachError, VaultLocked

#: Where what was fetched is kept until the lock.
_KEPT = "late work"


@dataclass(frozen=True, slots=True, eq=False)
class Fetched:
    """``entries``: what nobody has decided about."""

    entries: tuple[Any, ...] = ()
    ready: bool = False
    problem: OutreachError | None = None


def use_late(desk: Desk) -> tuple[Fetched, Callable[[], None]]:
    """A hook: late work, as the store last gave it; and what fetches it again."""
    _drawn, draw = ft.use_state(0)
    held: Any = desk.kept.get(_KEPT, Fetched())
    found: Fetched = held

    async def fetch() -> None:
        session = desk.session
        if session is None:
            return
        try:
            now = Fetched(tuple(await asyncio.to_thread(session.late)), ready=True)
        except VaultLocked:
            return
        except OutreachError as error:
            now = Fetched(found.entries, ready=True, problem=error)
        if desk.session is session:
            desk.kept[_KEPT] = now
            draw(lambda count: count + 1)

    ft.use_effect(fetch, [])

    def again() -> None:
        desk.start(fetch(), while_open=True)

    return found, again


def drop(desk: Desk, entry: str) -> None:
    """Somebody has decided about it."""
    held: Any = desk.kept.get(_KEPT, Fetched())
    left = tuple(one for one in held.entries if one.id != entry)
    desk.kept[_KEPT] = Fetched(left, ready=True)


@ft.component
def Late(desk: Desk) -> ft.Control:
    entry = ft.use_route_params().get("entry") or ""
    found, again = use_late(desk)
    if desk.session is None:
        return frame.waiting()
    one = next((e for e in found.entries if e.id == entry), None)
    if entry and one is not None:
        return One(desk, one, key=f"late-{entry}")
    if not found.ready:
        return frame.waiting(_("Asking the store what came late…"))
    if found.problem is not None:
        return frame.page(
            frame.heading(_("Late work")),
            *told(found.problem),
            flow([secondary("look-again", _("Look again"), lambda _event: again())]),
        )
    if not found.entries:
        return frame.empty(
            ft.Icons.WATCH_LATER_OUTLINED,
            _("Nothing waits"),
            _("What a removed tablet had not sent comes here, and somebody decides about it."),
        )
    items: list[tuple[str, Any]] = [("head", None)]
    items += [(e.id, e) for e in found.entries]

    def draw(e: Any) -> ft.Control:
        if e is None:
            return _head(len(found.entries))
        return LateRow(e, lambda: desk.go(f"/members/late/{e.id}"), key=e.id)

    return Windowed(items, draw)


def _head(count: int) -> ft.Control:
    said = several("{n} record waits", "{n} records wait", count)
    return frame.reading(
        ft.Container(
            padding=ft.Padding.symmetric(horizontal=Space.M, vertical=Space.S),
            content=ft.Column(
                [
                    frame.heading(_("Late work")),
                    frame.soft(
                        said + " · " + _("From tablets that were removed. It does not count yet.")
                    ),
                ],
                spacing=0,
            ),
        )
    )


def kind_of(one: Any) -> str:
    """What it is a form of, in words."""
    if one.kind in KINDS:
        return _(form(one.kind).title)
    return _("Something that cannot be opened") if not one.kind else _("Something else")


@ft.component
def LateRow(one: Any, on_open: Callable[[], None]) -> ft.Control:
    when = moment(one.at_ms, now_ms())
    facts = " · ".join(p for p in (one.name, one.agency, when) if p)
    tags = [tag(ft.Icons.FOLDER_OUTLINED, plain.space(one.space), ft.Colors.ON_SURFACE_VARIANT)]
    if one.problem:
        tags.append(tag(ft.Icons.RULE, _("Cannot be adopted"), ft.Colors.TERTIARY))
    row = ident(
        f"late-{one.id[:8]}",
        ft.ListTile(
            title=kind_of(one),
            subtitle=below(facts, tags),
            leading=ft.Icon(
                ICONS.get(one.kind, ft.Icons.WATCH_LATER_OUTLINED), size=sign_size(Size.SIGN)
            ),
            trailing=ft.Icon(ft.Icons.CHEVRON_RIGHT),
            on_click=lambda _event: on_open(),
        ),
    )
    return frame.reading(row)


@ft.component
def One(desk: Desk, one: Any) -> ft.Control:
    """One of them: what it says, who wrote it, and the two answers."""
    refusing, set_refusing = ft.use_state(False)
    reason = ft.use_ref("")
    wrong, set_wrong = ft.use_state("")
    work, begin = use_work(desk)
    supervises = "supervisor" in desk.open.me.duties

    def decided(said: str) -> None:
        drop(desk, one.id)
        desk.tell(said)
        desk.wrote()
        desk.go("/members/late", replace=True)

    def adopt(_event: Any) -> None:
        begin(
            _("Taking it over…"),
            lambda session: session.adopt_late(one),
            lambda _record: decided(_("Adopted. It is a record now, and waits for review.")),
        )

    def decline(_event: Any) -> None:
        given = reason.current or ""
        if not given.strip():
            set_wrong(_("Enter why it is not taken"))
            return
        begin(
            _("Noting it…"),
            lambda session: session.decline_late(one, given),
            lambda _came: decided(_("Declined. It stays where it is, with your reason.")),
        )

    parts: list[ft.Control] = [
        frame.heading(kind_of(one)),
        frame.soft(
            _("Written {when} by {who}, {agency}, in {space}").format(
                when=moment(one.at_ms, now_ms()),
                who=one.name or _("somebody who is not known"),
                agency=one.agency or _("not known"),
                space=plain.spaces([one.space]),
            )
        ),
        frame.notice(
            ft.Icons.WATCH_LATER_OUTLINED,
            _("It does not count: the tablet was removed before it came"),
            _(
                "Adopt it if you know that they wrote it. The record then names you, them, and "
                "when they wrote it."
            ),
            kind="warn",
        ),
    ]
    if one.problem:
        parts.append(frame.notice(ft.Icons.RULE, _("It cannot be adopted"), _(one.problem)))
    parts += _says(one)
    parts += work.shown()
    if not supervises:
        parts.append(frame.soft(_("A supervisor of the space decides about it.")))
        return frame.page(*parts)
    if refusing:
        parts.append(
            frame.card(
                Field(
                    "why-declined",
                    _("Why is it not taken?"),
                    on_input=lambda text: setattr(reason, "current", text),
                    error=wrong or None,
                    max_length=500,
                    autofocus=True,
                ),
                flow(
                    [
                        secondary("decline-now", _("Decline it"), decline),
                        quiet("not-refusing", _("Cancel"), lambda _e: set_refusing(False)),
                    ]
                ),
            )
        )
        return frame.page(*parts)
    return frame.page(
        *parts,
        foot=frame.foot(
            secondary("decline", _("Decline…"), lambda _e: set_refusing(True)),
            primary(
                "adopt",
                _("Adopt it"),
                adopt,
                icon=ft.Icons.LIBRARY_ADD_CHECK,
                disabled=bool(one.problem) or bool(work.busy),
                big=True,
                expand=True,
            ),
        ),
    )


def _says(one: Any) -> list[ft.Control]:
    """Every answer in it, as a record's page would show it."""
    if one.kind not in KINDS:
        return []
    shape = form(one.kind)
    lines: list[ft.Control] = []
    for name, value in one.fields.items():
        asked = next((f for f in shape.fields() if f.name == name), None)
        if asked is None or value is None:
            continue
        said = words(one.kind, asked, value, lambda _id: None) or describe(one.kind, name, value)
        lines.append(ft.Column([frame.soft(_(asked.label), small=True), ft.Text(said)], spacing=2))
    if one.reason:
        lines.append(frame.soft(_("Reason: {why}").format(why=one.reason)))
    return [frame.card(*lines)] if lines else []
