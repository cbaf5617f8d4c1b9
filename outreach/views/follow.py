"""What follows from a record: refer or act; what became of it; the next step of a referral.

Each step is one tap and the words that somebody will want later. It is saved as a correction, with
its author and its time in the history.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import flet as ft

from outreach import referring
from outreach.model.codes import code_list
from outreach.model.followed import Followed
from outreach.model.kinds.referral import REFERRAL
from outreach.ui import frame
from outreach.ui.buttons import ident, quiet, secondary
from outreach.ui.choices import chip, flow
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.form.begin import begin
from outreach.ui.moments import from_text, moment, now_ms
from outreach.ui.rows import ICONS
from outreach.views.countdown import Countdown
from outreach.words import _
from sync.errors import OutreachError

#: Kinds from which nothing is referred: they are themselves what followed, or decided.
NOT_FROM = (REFERRAL, "sharing-decision", "link", "merge", "merge-confirmation")


def refer(desk: Desk, view: Any) -> list[ft.Control]:
    """The way to raise a referral or action from a record's page."""
    if view.kind in NOT_FROM or not desk.open.may_record(REFERRAL):
        return []
    return [
        quiet(
            "refer",
            _("Refer or act…"),
            lambda _e: begin(desk, REFERRAL, {"about": view.id}),
            icon=ft.Icons.ASSIGNMENT_TURNED_IN_OUTLINED,
        )
    ]


def became(found: list[Followed], mine: bool, go: Callable[[str], None]) -> list[ft.Control]:
    """What became of a record: each referral about it, how far it is, what its author was told.
    ``mine``: the author is the one who looks."""
    if not found:
        return []
    lines: list[ft.Control] = []
    for one in found:
        lines.append(
            ident(
                f"followed-{one.row.id[:8]}",
                ft.ListTile(
                    title=one.row.title,
                    subtitle=said(one),
                    leading=ft.Icon(ICONS[REFERRAL]),
                    trailing=ft.Icon(ft.Icons.CHEVRON_RIGHT),
                    on_click=_opener(go, one.row.id),
                ),
            )
        )
        if words := one.fields.get("told_submitter"):
            told = _("You were told") if mine else _("The author was told")
            lines.append(frame.notice(ft.Icons.CAMPAIGN_OUTLINED, told, str(words)))
    return [frame.card(*lines, title=_("What became of it"))]


def _opener(go: Callable[[str], None], record: str) -> Callable[[Any], None]:
    return lambda _e: go(f"/records/{record}")


def said(one: Followed) -> str:
    """How far a referral is, in a line."""
    now = now_ms()
    fields = one.fields
    parts = []
    at = from_text(fields.get("acknowledged_at"))
    if at is not None:
        by = fields.get("acknowledged_by")
        words = _("Acknowledged {when}").format(when=moment(at, now))
        parts.append(f"{words}, {by}" if isinstance(by, str) else words)
    outcome = fields.get("outcome")
    if isinstance(outcome, str):
        label = _(code_list("referral_outcome").label(outcome))
        parts.append(_("Outcome: {words}").format(words=label))
        if isinstance(fields.get("outcome_words"), str):
            parts.append(str(fields["outcome_words"]))
    if not parts:
        parts.append(_("Not acknowledged yet"))
    if one.standing.open:
        parts.append(_("Seen to by {who}").format(who=one.standing.owner))
    return " · ".join(parts)


@ft.component
def Steps(desk: Desk, one: Followed) -> ft.Control:
    """The next step of a referral: it is acknowledged, it has an outcome, the author is told."""
    words, set_words = ft.use_state("")
    outcome, set_outcome = ft.use_state("")
    problem, set_problem = ft.use_state("")
    state = one.standing.state
    record = one.row.id

    async def do(act: Callable[[], Any], told: str) -> None:
        try:
            await asyncio.to_thread(act)
        except OutreachError as error:
            set_problem(error.message)
            return
        set_words("")
        set_problem("")
        desk.tell(told)
        desk.wrote()

    async def acknowledge(_e: Any) -> None:
        await do(
            lambda: referring.acknowledge(desk.open, record, words),
            _("Written down: they have it"),
        )

    async def conclude(_e: Any) -> None:
        if not outcome:
            set_problem(_("Choose an outcome"))
            return
        await do(
            lambda: referring.conclude(desk.open, record, outcome, words),
            _("The outcome is written down."),
        )

    async def tell(_e: Any) -> None:
        await do(
            lambda: referring.tell(desk.open, record, words),
            _("Written down. They read it on their record's page."),
        )

    parts: list[ft.Control] = [frame.soft(said(one), small=True)]
    if one.standing.due_ms is not None and one.standing.open:
        parts.append(ft.Row([Countdown(desk, one.standing.due_ms, key=f"left-{state}")], wrap=True))
    if state == "closed":
        if one.fields.get("told_submitter"):
            parts.append(frame.soft(_("The author was told."), small=True))
        return frame.card(*parts, title=_("It is done"))
    asks = {
        "waiting": _("Who has it, or their reference"),
        "acknowledged": _("What was done, in words"),
        "to tell": _("What the author is told"),
    }
    if state == "acknowledged":
        parts.append(
            flow(
                [
                    chip(
                        f"step-outcome.{code.code}",
                        _(code.label),
                        outcome == code.code,
                        _choose(set_outcome, code.code),
                    )
                    for code in code_list("referral_outcome").active
                ]
            )
        )
    parts.append(
        Field(
            "step-words",
            asks[state],
            on_input=set_words,
            error=_(problem) or None,
            max_length=2_000,
            lines=2,
            key=f"step-words-{state}",
        )
    )
    act, name, label = {
        "waiting": (acknowledge, "step-acknowledge", _("They have acknowledged it")),
        "acknowledged": (conclude, "step-outcome", _("Write the outcome down")),
        "to tell": (tell, "step-tell", _("The author was told this")),
    }[state]
    parts.append(secondary(name, label, act, icon=ft.Icons.CHECK))
    titles = {
        "waiting": _("Waiting for an acknowledgement"),
        "acknowledged": _("Waiting for an outcome"),
        "to tell": _("Tell the author what came of it"),
    }
    return frame.card(*parts, title=titles[state])


def _choose(choose: Callable[[str], None], code: str) -> Callable[[Any], None]:
    return lambda _e: choose(code)
