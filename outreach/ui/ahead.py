"""Counts a supervisor's figures before anybody asks for them.

The rules:
1. Only the figures that Insights opens with, and only for who may see them.
2. In a thread and in pieces, each of some 20 ms; it ends with the lock.
3. After rows have changed they are counted again, but not more often than every few seconds. On a
   tablet where nothing changes nothing is done.
"""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING, Final

from outreach.model import insights
from outreach.model.reviews import SUPERVISOR
from sync.errors import VaultLocked

if TYPE_CHECKING:
    from outreach.session import Session
    from outreach.ui.desk import Desk

#: Seconds between two counts at the least.
PAUSE: Final = 10.0


async def count_ahead(desk: Desk) -> None:
    """Keep the figures counted for as long as the vault is open."""
    session = desk.open
    if SUPERVISOR not in session.me.duties:
        return
    counted = -1
    while desk.session is session:
        if desk.rows.count != counted:
            counted = desk.rows.count
            try:
                await asyncio.to_thread(_count, desk, session)
            except VaultLocked:
                return
        await asyncio.sleep(PAUSE)


def _count(desk: Desk, session: Session) -> None:
    insights.figures(
        session.model,
        insights.START,
        today=date.today(),  # noqa: DTZ011 - the day on the wall
        wanted=lambda: desk.session is session,
    )
