"""Sync: what is only here, what is under way, what went wrong and what to do, the last syncs.

Told from receipts: nothing is called safe before the store has signed and the signature is checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import flet as ft

from outreach.model.here import here
from outreach.ui import dialogs, frame
from outreach.ui.buttons import ident, primary, quiet, secondary
from outreach.ui.design import RECORD, Space
from outreach.ui.desk import Desk
from outreach.ui.moments import ago, clock, day, moment, now_ms
from outreach.ui.pulse import Round, SyncStatus
from outreach.ui.query import use_query
from outreach.ui.rows import ICONS, headline
from outreach.views.only_here import legend, standing
from outreach.views.topline import doing, share
from outreach.views.unfinished import opens, title_of
from outreach.words import _, several

#: Records of the list at first, and with "Show more".
SHOWN = 20
#: Syncs that are told of.
TOLD = 6


@dataclass(frozen=True, slots=True)
class Held:
    """What this tablet holds and the store does not, asked in one go."""

    drafts: list[Any]
    records: list[tuple[Any, str]]
    more: bool


def ask(session: Any, limit: int) -> Held:
    """Drafts, and at most ``limit`` records with where each stands."""
    rows = here(session.model, limit + 1)
    standing = [(row, session.standing(row.id)) for row in rows[:limit]]
    kept = [(row, stands) for row, stands in standing if stands != "safe"]
    return Held(session.drafts(), kept, len(rows) > limit)


@ft.component
def Sync(desk: Desk) -> ft.Control:
    window, _set = ft.use_state(desk.window)
    left = [Now(desk, key="now"), Aside(desk, key="aside")]
    right = [Here(desk, key="here"), Rounds(desk, key="rounds"), legend()]
    if window.layout == "desktop":
        return ft.Row(
            expand=True,
            spacing=0,
            vertical_alignment=ft.CrossAxisAlignment.START,
            controls=[
                ft.Container(frame.page(*left), expand=1),
                ft.Container(frame.page(*right), expand=1),
            ],
        )
    return frame.page(*left, *right)


@ft.component
def Now(desk: Desk) -> ft.Control:
    """How it stands at this moment, and the one thing to press."""
    sync, _set = ft.use_state(desk.sync)
    doubts = use_query(desk, lambda session: session.doubts(), sync.alarm)

    async def go(_event: Any) -> None:
        await desk.sync_now()

    state = standing(sync)
    said = ft.Column(
        spacing=0,
        expand=True,
        controls=[
            frame.heading(state.words, level=2),
            frame.soft(_("Store last reached: {when}").format(when=_reached(sync))),
            frame.soft(_next(sync)),
        ],
    )
    parts: list[ft.Control] = [
        frame.card(
            ft.Row(
                [ft.Icon(state.icon, color=state.mark, size=40), said],
                spacing=Space.M,
                vertical_alignment=ft.CrossAxisAlignment.START,
            ),
            # Its place is kept while nothing is under way: what stands below does not jump.
            ft.Container(
                height=6,
                content=ft.ProgressBar(
                    value=share(sync), bar_height=6, border_radius=3, semantics_label=doing(sync)
                )
                if sync.running
                else None,
            ),
            ft.Row(
                [
                    primary(
                        "sync-now",
                        doing(sync) if sync.running else _("Sync now"),
                        go,
                        icon=ft.Icons.SYNC,
                        disabled=sync.running,
                        big=True,
                        expand=True,
                    )
                ]
            ),
        )
    ]
    if doubts.value:
        parts.append(_doubt(desk, all(doubt.is_prefix for doubt in doubts.value)))
    elif sync.problem:
        parts.append(_problem(sync))
    return ft.Column(parts, spacing=Space.M)


def _reached(sync: SyncStatus) -> str:
    """When, and at what time: ``5 min ago, at 01:12``."""
    at = sync.last_contact_ms
    if at is None:
        return _("never")
    when = ago(at, now_ms())
    return _("{when}, at {time}").format(when=when, time=clock(at))


def _next(sync: SyncStatus) -> str:
    if sync.next_at_ms is None or sync.running:
        return _("It syncs by itself while the tablet is unlocked.")
    if sync.next_at_ms - now_ms() < 60_000:
        return _("The next sync begins by itself within a minute.")
    return _("The next sync begins by itself at {time}.").format(time=clock(sync.next_at_ms))


def _problem(sync: SyncStatus) -> ft.Control:
    if sync.alarm:
        return frame.notice(
            ft.Icons.REPORT_PROBLEM, _("The last sync found a fault"), sync.problem, kind="error"
        )
    return frame.notice(
        ft.Icons.CLOUD_OFF,
        _("The last sync did not finish"),
        f"{sync.problem} {_('It tries again by itself; there is nothing that you must do.')}",
        kind="warn",
    )


def _doubt(desk: Desk, can_give_back: bool) -> ft.Control:
    """The store does not stand by what it signed. People decide, and not the app."""

    async def give_back(_event: Any) -> None:
        desk.page.pop_dialog()
        await desk.syncs.now(after_restore=True)

    def ask_first(_event: Any) -> None:
        desk.page.show_dialog(
            dialogs.question(
                _("Was the store restored from a backup?"),
                _(
                    "Ask your administrator first. If they say so, this tablet gives the store "
                    "back what it lost. If nobody restored it, do not go on: somebody may be "
                    "hiding records."
                ),
                _("It was restored: give it back"),
                give_back,
                lambda _event: desk.page.pop_dialog(),
                icon=ft.Icons.REPORT_PROBLEM,
            )
        )

    steps = [secondary("restored", _("The store was restored…"), ask_first, icon=ft.Icons.RESTORE)]
    return frame.notice(
        ft.Icons.REPORT_PROBLEM,
        _("The store no longer holds all that it signed for"),
        _(
            "What it does not hold is not called safe any more. Everything is kept on this tablet. "
            "Tell your administrator before you sync again."
        ),
        *(steps if can_give_back else []),
        kind="error",
    )


@ft.component
def Here(desk: Desk) -> ft.Control:
    """What only this tablet holds; each leads to its form or its page."""
    sync, _set = ft.use_state(desk.sync)
    limit, set_limit = ft.use_state(SHOWN)
    held = use_query(desk, lambda s: ask(s, limit), limit, sync.only_here, sync.drafts).value
    title = frame.heading(_("Only on this tablet"), level=2)
    if held is None:
        return ft.Column([title], spacing=Space.S)
    lines = [_draft(desk, draft) for draft in held.drafts]
    lines += [_record(desk, row, stands) for row, stands in held.records]
    if not lines:
        nothing = frame.soft(_("Nothing. The store has signed for everything saved here."))
        return ft.Column([title, nothing], spacing=Space.S)
    more = quiet("more-here", _("Show more"), lambda _event: set_limit(limit + SHOWN))
    parts: list[ft.Control] = [title, frame.rows(lines)]
    return ft.Column([*parts, more] if held.more else parts, spacing=Space.S)


def _draft(desk: Desk, draft: Any) -> ft.Control:
    state = RECORD["draft"]
    return ident(
        f"here-{draft.id[:8]}",
        ft.ListTile(
            title=_("{form}, not finished").format(form=title_of(draft)),
            subtitle=_("Written {when}").format(when=ago(draft.updated_ms, now_ms())),
            leading=ft.Icon(state.icon, color=state.mark),
            on_click=opens(desk, draft),
        ),
    )


def _record(desk: Desk, row: Any, stands: str) -> ft.Control:
    state = RECORD[stands]
    when = moment(row.occurred_ms or row.recorded_ms, now_ms())
    return ident(
        f"here-{row.id[:8]}",
        ft.ListTile(
            title=headline(row),
            subtitle=f"{_(state.words)} · {when}",
            leading=ft.Icon(ICONS.get(row.kind, ft.Icons.DESCRIPTION_OUTLINED)),
            trailing=ft.Icon(state.icon, color=state.mark),
            on_click=lambda _event: desk.go(f"/records/{row.id}"),
        ),
    )


@ft.component
def Aside(desk: Desk) -> ft.Control:
    """What arrived and cannot be used, in a line that leads to its screen."""
    counts, _set = ft.use_state(desk.counts)
    found = use_query(desk, lambda session: len(session.quarantine()), counts.aside).value or 0
    if not found:
        return frame.soft(
            _("Nothing is set aside: every entry on this tablet could be read and checked."),
            small=True,
        )
    words = several("{n} entry set aside", "{n} entries set aside", found)
    seen = _("Somebody has looked at them all.")
    said = _("They arrived and cannot be used. See why, and what to do.")
    return frame.rows(
        [
            ident(
                "aside",
                ft.ListTile(
                    title=words,
                    subtitle=said if counts.aside else seen,
                    leading=ft.Icon(ft.Icons.INVENTORY_2_OUTLINED, color=ft.Colors.TERTIARY),
                    trailing=ft.Icon(ft.Icons.CHEVRON_RIGHT),
                    on_click=lambda _event: desk.go("/sync/aside"),
                ),
            )
        ]
    )


@ft.component
def Rounds(desk: Desk) -> ft.Control:
    """The last syncs, newest first."""
    sync, _set = ft.use_state(desk.sync)
    title = frame.heading(_("Last syncs"), level=2)
    if not sync.rounds:
        return ft.Column([title, frame.soft(_("None since the app was opened."))], spacing=Space.S)
    return ft.Column(
        [title, frame.rows([_round(done) for done in sync.rounds[:TOLD]])], spacing=Space.S
    )


def _round(done: Round) -> ft.Control:
    if done.problem:
        icon, ink, words = ft.Icons.CLOUD_OFF, ft.Colors.TERTIARY, done.problem
    elif done.sent or done.received:
        icon, ink = ft.Icons.CLOUD_DONE_OUTLINED, ft.Colors.PRIMARY
        words = _("{sent} sent with a receipt, {received} received and checked").format(
            sent=f"{done.sent:,}", received=f"{done.received:,}"
        )
    else:
        icon, ink, words = ft.Icons.CLOUD_DONE_OUTLINED, ft.Colors.PRIMARY, _("Nothing new")
    when = f"{day(done.at_ms, now_ms())} {clock(done.at_ms)}"
    often = several("{n} time", "{n} times", done.times) if done.times > 1 else ""
    return ft.MergeSemantics(
        content=ft.ListTile(
            title=words,
            subtitle=" · ".join(part for part in (when, often) if part),
            leading=ft.Icon(icon, color=ink),
        )
    )
