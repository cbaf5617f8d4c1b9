"""What is said to be one: what waits for a second person, and what counts and can be undone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.model.merging import Merge
from outreach.model.timeline import route_of
from outreach.ui import frame
from outreach.ui.buttons import ident, quiet, secondary
from outreach.ui.design import Size, Space
from outreach.ui.desk import Desk
from outreach.ui.moments import moment, now_ms
from outreach.ui.rows import ICONS
from outreach.views.linked.ask import Asked, confirm, standing
from outreach.views.linked.undo import Undo
from outreach.words import _


def merged(desk: Desk, asked: Asked) -> list[ft.Control]:
    """The records that are one with this, and every merge that matters."""
    found = asked.linked
    parts: list[ft.Control] = []
    if len(found.group.members) > 1:
        parts.append(_one(desk, asked))
    waiting = [one for one in standing(found.merges) if one.state != "counts"]
    counting = [one for one in standing(found.merges) if one.state == "counts"]
    return parts + [
        MergeCard(desk, asked, one, key=f"merge-{one.id[:8]}-{one.state}")
        for one in (*waiting, *counting)
    ]


def _one(desk: Desk, asked: Asked) -> ft.Control:
    """Each record of a group, as it is; which leads."""
    group, here = asked.linked.group, asked.linked.view.id
    lines: list[ft.Control] = [
        frame.soft(
            _("Two people said so. Each record stays as it is and can be opened; the page of the "
              "first shows what is known of all of them."),
            small=True,
        )
    ]  # fmt: skip
    if group.contested:
        lines.append(
            frame.notice(
                ft.Icons.CALL_SPLIT,
                _("The merges do not agree on which record leads"),
                _("The first recorded does until one of the merges is undone."),
                kind="warn",
            )
        )
    tiles = []
    for member in group.members:
        row = asked.named.get(member)
        if row is None:
            continue
        said = [_("Leads")] if member == group.lead else []
        said += [_("This page")] if member == here else []
        said.append(row.subtitle)
        tiles.append(_tile(desk, row, " · ".join(one for one in said if one), member != here))
    return frame.card(*lines, frame.rows(tiles), title=_("One with other records"))


def _tile(desk: Desk, row: Any, said: str, leads_there: bool) -> ft.Control:
    route = route_of(row.kind, row.id)
    return ident(
        f"one-{row.id[:8]}",
        ft.ListTile(
            title=row.title,
            subtitle=said or None,
            leading=ft.Icon(ICONS.get(row.kind, ft.Icons.DESCRIPTION_OUTLINED)),
            trailing=ft.Icon(ft.Icons.CHEVRON_RIGHT) if leads_there else None,
            on_click=(lambda _e: desk.go(route)) if leads_there else None,
            min_height=Size.TARGET,
        ),
    )


@ft.component
def MergeCard(desk: Desk, asked: Asked, merge: Merge) -> ft.Control:
    """A merge: who says so and why; to confirm it, or to undo it."""
    undoing, set_undoing = ft.use_state("")
    counts = merge.state == "counts"
    lines = [ft.Text(_titles(asked, merge)), *_said(merge)]
    lead = {
        "waits": _("Somebody takes these records for one. It counts when a second person says so."),
        "changed": _("This was changed after it was confirmed, so it waits again."),
        "counts": _("These records are one: two people said so."),
    }[merge.state]

    async def yes(_event: Any) -> None:
        await asyncio.to_thread(confirm, desk.open, merge.id, "")
        desk.tell(_("Confirmed. The records are one until somebody undoes it."))
        desk.wrote()

    actions: list[ft.Control] = []
    if merge.id in asked.confirmable:
        words = _("Confirm: they are one")
        actions.append(secondary(f"confirm-{merge.id[:8]}", words, yes, icon=ft.Icons.HANDSHAKE))
    begin = _begin(set_undoing)
    if not undoing:
        words = _("Undo…") if counts else _("Not so…")
        actions.append(quiet(f"undo-{merge.id[:8]}", words, begin(merge.id), icon=ft.Icons.UNDO))
        return frame.card(
            frame.soft(lead, small=True),
            *lines,
            ft.Row(actions, wrap=True, spacing=Space.S),
            title=_("Merged") if counts else _("One and the same?"),
        )
    return frame.card(
        frame.soft(lead, small=True),
        *lines,
        Undo(desk, undoing, _("Undo the merge"), lambda: set_undoing(""), key=undoing),
        title=_("Merged") if counts else _("One and the same?"),
    )


def _begin(put: Callable[[str], None]) -> Callable[[str], Callable[[Any], None]]:
    return lambda record: lambda _event: put(record)


def _titles(asked: Asked, merge: Merge) -> str:
    def title(record: str) -> str:
        row = asked.named.get(record)
        return row.title if row is not None else _("a record that is not on this tablet")

    return _("{records} → {lead}").format(
        records=", ".join(map(title, merge.joins)), lead=title(merge.leads)
    )


def _said(merge: Merge) -> list[ft.Control]:
    now = now_ms()
    who = _("{who}, {when}: {why}").format(
        who=merge.row.author_name, when=moment(merge.row.recorded_ms, now), why=merge.why
    )
    lines: list[ft.Control] = [frame.soft(who, small=True)]
    for one in merge.confirmed:
        if one.counts:
            said = _("Confirmed by {who}, {when}").format(
                who=one.row.author_name, when=moment(one.row.recorded_ms, now)
            )
            lines.append(frame.soft(said, small=True))
    return lines
