"""Let in: what this person may read comes to the tablet, and they are told what it is."""

from __future__ import annotations

from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.buttons import primary, secondary
from outreach.ui.desk import Desk
from outreach.ui.figures import facts
from outreach.ui.values import said_of
from outreach.ui.waiting import progress
from outreach.views.column import column
from outreach.views.entrance.founding import NotFounded
from outreach.views.topline import doing, share
from outreach.words import _


@ft.component
def FirstSync(desk: Desk) -> ft.Control:
    sync, _set = ft.use_state(desk.sync)
    state, set_state = ft.use_state("running")
    founds, _founds = ft.use_state(lambda: desk.entering.founds)

    async def run() -> None:
        set_state("running")
        await desk.syncs.rest.wait()  # one may have begun before there was anything to fetch
        if desk.session is None:
            return
        desk.entering.fetch_first = False
        reached = await desk.sync_now()
        set_state("done" if reached and not desk.sync.alarm else "failed")

    async def press(_event: Any) -> None:
        await run()

    ft.use_effect(run, [])
    if desk.session is None:
        return frame.waiting()
    if state == "failed" and founds and not desk.session.is_founding:
        state = "done"  # it was tried again by itself
    if state == "running":
        title, detail = (
            (_("Founding your partnership"), _("Its spaces are opened in the central store."))
            if founds
            else (
                _("You are in"),
                _("Your records come to this tablet. Keep it open and near a network."),
            )
        )
        return column(
            desk,
            frame.heading(title),
            frame.soft(detail),
            progress(doing(sync) if sync.running else _("Beginning…"), share(sync)),
            key="running",
        )
    begin = primary("begin-work", _("Begin"), lambda _event: desk.entering.begin(), big=True)
    if state == "failed" and founds:
        return NotFounded(desk, run, key="not-founded")
    if state == "failed":
        return column(
            desk,
            frame.heading(_("You are in")),
            frame.notice(
                ft.Icons.CLOUD_OFF,
                _("The first sync did not end."),
                _("{problem} You can begin all the same: it is tried again by itself.").format(
                    problem=sync.problem
                ),
                kind="warn",
            ),
            begin,
            secondary("sync-again", _("Try again now"), press, icon=ft.Icons.REFRESH),
            key="failed",
        )
    if founds:
        return column(
            desk,
            frame.heading(_("Your partnership is founded")),
            frame.card(*_may(desk)),
            frame.soft(
                _(
                    "Next, under People: rehearse the recovery sheet, then invite a second "
                    "administrator and everybody else."
                )
            ),
            begin,
            key="founded",
        )
    return column(
        desk,
        frame.heading(_("Everything is here")),
        frame.card(*_may(desk)),
        begin,
        key="done",
    )


def _may(desk: Desk) -> list[ft.Control]:
    """Who one is here, and what one may read and add to."""
    session = desk.open
    reads = ", ".join(map(said_of, session.spaces)) or _("nothing yet")
    adds = ", ".join(map(said_of, session.deposits_in))
    lines = [
        (_("Name"), session.me.name),
        (_("Partnership"), session.partnership.name),
        (_("You can read"), reads),
    ]
    if adds:
        lines.append((_("You can add to"), adds))
    return [facts([(what, value) for what, value in lines if value])]
