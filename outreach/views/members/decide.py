"""What another administrator asks: to admit somebody, to remove a tablet, to take a new key."""

from __future__ import annotations

import asyncio
from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.buttons import primary, quiet, secondary
from outreach.ui.choices import flow
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.figures import facts
from outreach.ui.moments import moment, now_ms
from outreach.ui.query import use_query
from outreach.views.members import plain, roll, waiting
from outreach.views.members.duties import history_notice
from outreach.views.members.outcome import outcome
from outreach.views.members.removing import follows
from outreach.views.members.work import use_work
from outreach.words import _


@ft.component
def AskedPage(desk: Desk) -> ft.Control:
    entry = ft.use_route_params().get("entry", "")

    def ask(session: Any) -> tuple[roll.AskedFor | None, Any]:
        found = (one for one in roll.waits(session).asked if one.id == entry)
        return next(found, None), session.table

    answer = use_query(desk, ask, entry)
    kept: Any = ft.use_ref(None)
    if answer.value is None or desk.session is None:
        return frame.waiting()
    found, table = answer.value
    # What was just decided is not open any more, and its outcome is still to be read.
    kept.current = found or kept.current
    if kept.current is None:
        return frame.empty(
            ft.Icons.CHECK_CIRCLE_OUTLINE,
            _("Nothing is asked here any more"),
            _("Somebody has decided about it, or it has come about by itself."),
            secondary("to-people", _("People and tablets"), lambda _e: desk.go("/members")),
        )
    return AskedFor(desk, kept.current, table, key=entry)


@ft.component
def AskedFor(desk: Desk, one: roll.AskedFor, table: Any) -> ft.Control:
    refusing, set_refusing = ft.use_state(False)
    reason = ft.use_ref("")
    wrong, set_wrong = ft.use_state("")
    done, set_done = ft.use_state(False)
    work, begin = use_work(desk)
    first = one.first

    def fulfil(_event: Any) -> None:
        def act(session: Any) -> None:
            for request in one.requests:
                session.fulfil(request)

        begin(_("The store takes it, space by space…"), act, lambda _came: set_done(True))

    async def decline(_event: Any) -> None:
        if not (reason.current or "").strip():
            set_wrong(_("Enter why it is declined"))
            return
        for request in one.requests:
            await asyncio.to_thread(desk.open.decline_request, request, reason.current)
        desk.tell(_("Declined. Whoever asked sees why."))
        desk.wrote()
        desk.go("/members", replace=True)

    lines = [(_("Asked by"), first.by), (_("When"), moment(first.at_ms, now_ms()))]
    if first.device:
        lines.append((_("Tablet"), plain.tablet(first.device)))
    parts: list[ft.Control] = [frame.heading(waiting.asked_words(one))]
    if first.what == "admission":
        parts += _admission(one, table)
    elif first.what == "removal":
        why = plain.REASONS.get(first.reason)
        parts.append(
            frame.card(
                *([ft.Text(_(why))] if why else []),
                plain.listed(follows(first.reason)),
                title=_("What follows"),
            )
        )
    else:
        parts.append(
            frame.soft(
                _(
                    "There is a new recovery sheet. As long as these spaces do not take its key, "
                    "the new sheet does not open them, and the old one does."
                )
            )
        )
    parts.append(frame.card(facts(lines)))
    if done:
        return frame.page(
            *parts,
            *outcome(_("Done"), one.spaces, ()),
            quiet("to-people", _("People and tablets"), lambda _e: desk.go("/members")),
        )
    parts += work.shown()
    if refusing:
        parts.append(
            frame.card(
                Field(
                    "why-declined",
                    _("Why is it declined?"),
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
    words = {"admission": _("Admit"), "removal": _("Remove")}.get(first.what, _("Take the key"))
    button = secondary if first.what == "removal" else primary
    more: dict[str, Any] = {"danger": True} if first.what == "removal" else {}
    impossible = first.what == "admission" and any(r.role is None for r in one.requests)
    return frame.page(
        *parts,
        foot=frame.foot(
            quiet("decline", _("Decline…"), lambda _e: set_refusing(True)),
            button(
                "fulfil",
                words,
                fulfil,
                disabled=bool(work.busy) or impossible,
                expand=True,
                **more,
            ),
        ),
    )


def _admission(one: roll.AskedFor, table: Any) -> list[ft.Control]:
    first = one.first
    roles: dict[str, str | None] = {request.space: request.role for request in one.requests}
    reads = [name for name, role in roles.items() if role in plain.READS]
    parts: list[ft.Control] = [
        ft.Text(" · ".join(p for p in (first.agency, plain.duties(table, first.duties)) if p)),
        frame.card(*plain.role_rows(roles), title=_("What they would be able to do")),
    ]
    if reads:
        parts.append(history_notice(reads))
    if any(role is None for role in roles.values()):
        parts.append(
            frame.notice(
                ft.Icons.RULE,
                _("Your table of duties gives no role for this"),
                _("Decline it, and say which duties there are."),
                kind="warn",
            )
        )
    return parts
