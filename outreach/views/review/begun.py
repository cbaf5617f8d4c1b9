"""Comments that were begun and not sent: sealed within a second, there again after a lock.

The words live here while the tablet is open; a timer of 0.4 s after the first key saves whatever
was typed by then, as the forms do.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from outreach.ui.desk import Desk

DELAY = 0.4


class Begun:
    """The comments of one supervisor, by record: field ("" for the whole record) -> text."""

    def __init__(self) -> None:
        self._held: dict[str, dict[str, str]] = {}
        self._unsaved: set[str] = set()
        self._one_at_a_time = asyncio.Lock()

    def of(self, record: str, kept: Mapping[str, str] | None) -> dict[str, str]:
        """What is being written about a record; ``kept``: what was saved, where it is known."""
        held = self._held.get(record)
        return dict(kept or {}) if held is None else held

    def put(self, desk: Desk, record: str, words: Mapping[str, str]) -> None:
        """Hold it, and save it soon."""
        self._held[record] = dict(words)
        if record not in self._unsaved:
            self._unsaved.add(record)
            desk.start(self._save_soon(desk, record))

    async def done(self, desk: Desk, record: str) -> None:
        """The review is signed: nothing is left to save."""
        self._held[record] = {}
        self._unsaved.discard(record)
        await self._save(desk, record)

    async def _save_soon(self, desk: Desk, record: str) -> None:
        await asyncio.sleep(DELAY)
        if record in self._unsaved:
            self._unsaved.discard(record)
            await self._save(desk, record)

    async def _save(self, desk: Desk, record: str) -> None:
        async with self._one_at_a_time:
            session = desk.session
            if session is not None:
                await asyncio.to_thread(session.save_remarks, record, self._held[record])
