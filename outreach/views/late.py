"""Late: reviews that have come up to this person, and for supervisors what was watched again and
again. What stands here stays until somebody acts.

The rules that this module enforces: nothing here can be put away. A late review ends with a review
or a return, and rests while somebody has it, under their name; an alert ends with a decision.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import flet as ft

from outreach.model import watching
from outreach.model.escalation import Late, own, told
from outreach.model.escalation_steps import duties
from outreach.model.reviews import SUPERVISOR
from outreach.model.watching import Alert
from outreach.ui import frame
from outreach.ui.attempt import use_attempt
from outreach.ui.buttons import primary, quiet, secondary
from outreach.ui.choices import flow, pick
from outreach.ui.design import Space
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.moments import clock, moment, now_ms, span
from outreach.ui.query import use_query
from outreach.ui.rows import MemoRow, headline
from outreach.views.column import wrong
from outreach.views.review.told import use_minutes
from outreach.words import _, several

#: The screen's own address.
HERE: Final = "/late"
#: Visits behind an alert that are shown at once.
SHOWN: Final = 6


@dataclass(frozen=True, slots=True)
class Overdue:
    """What has come up to somebody. ``own``: what they wrote themselves, which somebody else
    reviews; ``now``: when it was looked, ms since 1970."""

    late: list[Late]
    own: list[Late]
    alerts: list[Alert]
    now: int

    @property
    def open(self) -> list[Late]:
        """Those that nobody has taken on."""
        return [one for one in self.late if not one.is_taken(self.now)]


def ask(session: Any) -> Overdue:
    """Runs in a thread. What the app hides from this person comes without its words."""
    now, me = now_ms(), session.me
    found = told(session.model, me.person, me.duties, now)
    mine = own(session.model, me.person, now) if duties() & me.duties else []
    alerts = watching.alerts(session.model, now) if SUPERVISOR in me.duties else []
    return Overdue(
        _veiled(session, found),
        _veiled(session, mine),
        [replace(one, visits=tuple(session.veil(list(one.visits)))) for one in alerts],
        now,
    )


def _veiled(session: Any, found: list[Late]) -> list[Late]:
    rows = session.veil([one.row for one in found])
    return [replace(one, row=row) for one, row in zip(found, rows, strict=True)]


def cards(desk: Desk, overdue: Overdue) -> list[ft.Control]:
    """For the first screen: that something is late, and that something is watched."""
    found: list[ft.Control] = []
    see = quiet("see-late", _("See them"), lambda _e: desk.go(HERE))
    if overdue.open:
        first = overdue.open[0]
        found.append(
            frame.notice(
                ft.Icons.TIMER_OUTLINED,
                several("{n} review is late", "{n} reviews are late", len(overdue.open)),
                f"{headline(first.row)} · {escalated(first, overdue.now)}",
                see,
                kind="error",
            )
        )
    if overdue.own:
        found.append(
            frame.notice(
                ft.Icons.TIMER_OUTLINED,
                several(
                    "{n} record that you wrote waits too long for a review",
                    "{n} records that you wrote wait too long for a review",
                    len(overdue.own),
                ),
                _("Nobody reviews what they wrote: ask another supervisor."),
                quiet("see-own-late", _("See them"), lambda _e: desk.go(HERE)),
                kind="warn",
            )
        )
    if overdue.alerts:
        found.append(
            frame.notice(
                ft.Icons.VISIBILITY_OUTLINED,
                several(
                    "Watched again and again: {n} decision waits for you",
                    "Watched again and again: {n} decisions wait for you",
                    len(overdue.alerts),
                ),
                overdue.alerts[0].title,
                quiet("see-watched", _("Decide"), lambda _e: desk.go(HERE)),
                kind="warn",
            )
        )
    return found


def escalated(one: Late, now: int) -> str:
    """``Escalated to you: waits 3 h for a review, target 1 h``."""
    words = (
        _("Waits {time} for a review, target {target}")
        if one.up == 1
        else _("Escalated to you: waits {time} for a review, target {target}")
    )
    return words.format(time=span(max(0, now - one.since_ms)), target=span(one.level.target_ms))


@ft.component
def LateScreen(desk: Desk) -> ft.Control:
    minute = use_minutes(desk)
    answer = use_query(desk, ask, minute)
    overdue: Overdue | None = answer.value
    if overdue is None or desk.session is None:
        return frame.waiting()
    if not overdue.late and not overdue.own and not overdue.alerts:
        return frame.empty(
            ft.Icons.TASK_ALT,
            _("Nothing is late"),
            _("What waits longer than its target comes here, and stays until somebody acts."),
        )
    parts: list[ft.Control] = []
    if overdue.late:
        parts.append(frame.heading(_("Late reviews")))
        parts += [LateCard(desk, one, overdue.now, key=one.id) for one in overdue.late]
    if overdue.own:
        words = _("Written by you, and late")
        parts.append(frame.heading(words, level=2 if parts else 1))
        parts.append(frame.soft(_("Nobody reviews what they wrote: ask another supervisor.")))
        rows = [MemoRow(one.row, _opening(desk), key=one.id) for one in overdue.own]
        parts.append(frame.rows(rows))
    if overdue.alerts:
        parts.append(frame.heading(_("Watched again and again"), level=1 if not parts else 2))
        parts += [WatchCard(desk, one, key=one.subject) for one in overdue.alerts]
    return frame.page(*parts)


@ft.component
def LateCard(desk: Desk, one: Late, now: int) -> ft.Control:
    """One late review: why it is here, who has it, and what to do."""
    attempt = use_attempt()
    reviews = SUPERVISOR in desk.open.me.duties

    async def take(_e: Any) -> None:
        async def work() -> None:
            await asyncio.to_thread(desk.open.take_review, one.id)

        if await attempt.run(work):
            desk.tell(_("Everybody sees that you have it. It is late until it is reviewed."))
            desk.wrote()

    lines: list[ft.Control] = [
        ft.Text(headline(one.row), theme_style=ft.TextThemeStyle.TITLE_MEDIUM),
        ft.Text(f"{_(one.level.label)} · {escalated(one, now)}"),
        frame.soft(
            _("Due {when}. Now with: {who}. Written by {author}.").format(
                when=moment(one.due_ms, now), who=_(one.step.label), author=one.row.author_name
            ),
            small=True,
        ),
    ]
    if (said := having(one, now)) is not None:
        lines.append(frame.soft(said, small=True))
    open_it = f"/review/{one.id}" if reviews else f"/records/{one.id}"
    buttons: list[ft.Control] = [
        secondary(
            f"open-late-{one.id[:8]}",
            _("Review it") if reviews else _("Open it"),
            lambda _e: desk.go(open_it),
        )
    ]
    if not one.is_taken(now):
        buttons.append(
            secondary(
                f"take-{one.id[:8]}", _("I have this"), take, icon=ft.Icons.BACK_HAND_OUTLINED
            )
        )
    return frame.card(*lines, flow(buttons), *wrong(attempt.wrong))


def having(one: Late, now: int) -> str | None:
    """``Ben has this since 03:20``, or that they had it."""
    if one.taken is None:
        return None
    if one.is_taken(now):
        return _("{who} has this since {time}, until {until}").format(
            who=one.taken.name, time=clock(one.taken.at_ms), until=clock(one.taken.until_ms)
        )
    return _("{who} took it on at {time}, and it is late again").format(
        who=one.taken.name, time=clock(one.taken.at_ms)
    )


@ft.component
def WatchCard(desk: Desk, alert: Alert) -> ft.Control:
    """One home or person: why, the visits behind it, and the decision."""
    decision, set_decision = ft.use_state("")
    words, set_words = ft.use_state("")
    attempt = use_attempt()

    async def decide(_e: Any) -> None:
        async def work() -> None:
            await asyncio.to_thread(desk.open.decide_watch, alert, decision, words)

        if await attempt.run(work):
            desk.tell(_("Decided, under your name, for all who read these visits."))
            desk.wrote()

    stem = alert.subject[:8]
    more = len(alert.visits) - SHOWN
    before = alert.before
    return frame.card(
        ft.Text(alert.title, theme_style=ft.TextThemeStyle.TITLE_MEDIUM),
        ft.Text(" ".join(_(text).format(**numbers) for text, numbers in alert.said)),
        frame.soft(watching.rules().source, small=True),
        *(
            [
                frame.soft(
                    _("{who} decided before, {when}: {why}").format(
                        who=before.name,
                        when=moment(before.recorded_ms, now_ms()),
                        why=str(before.fields["words"]),
                    ),
                    small=True,
                )
            ]
            if before is not None
            else []
        ),
        frame.rows([MemoRow(row, _opening(desk), key=row.id) for row in alert.visits[:SHOWN]]),
        *([frame.soft(several("{n} more", "{n} more", more), small=True)] if more > 0 else []),
        ft.Column(
            [
                pick(f"decide-{stem}", watching.rules().decisions, decision, set_decision),
                Field(
                    f"decide-words-{stem}",
                    _("Why, or which authority"),
                    value=words,
                    on_input=set_words,
                    max_length=2_000,
                    lines=2,
                    key=f"words-{stem}",
                ),
                primary(
                    f"decide-now-{stem}",
                    _("Record the decision"),
                    decide,
                    disabled=not decision or not words.strip(),
                ),
            ],
            spacing=Space.S,
        ),
        *wrong(attempt.wrong),
    )


def _opening(desk: Desk) -> Callable[[str], None]:
    return lambda record: desk.go(f"/records/{record}")
