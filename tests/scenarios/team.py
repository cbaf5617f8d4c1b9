"""Three people with a tablet each, and the sentences that stories are told in.

worker       Early Break, both spaces
supervisor   Rochdale Council, both spaces, founder, reviews
licensing    Trafford Licensing, premises only
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, Self

import httpx

from outreach.session import Session
from outreach.syncing import SyncReport
from tests.partnership import Partnership

#: The least that a tired person gives.
QUIET: dict[str, Any] = {
    "hotspot_type": "park",
    "nothing_seen": True,
    "occurred_from": "2026-01-05T22:10:00+00:00",
}
#: A visit with something to say.
VISIT: dict[str, Any] = {
    "hotspot_type": "takeaway",
    "place_name": "Invented Chicken, Sample Street",
    "occurred_from": "2026-01-05T22:10:00+00:00",
    "indicators": ["gifts_or_money"],
    "fact": "A grey saloon stopped twice outside the side door.",
    "estimated_under_18s": "one",
}
#: What all three may see.
PREMISES: dict[str, Any] = {
    "name": "Invented Chicken",
    "address": "1 Sample Street",
    "postcode": "M1 1AE",
    "premises_type": "takeaway",
}


class Team(Partnership):
    """A partnership whose people can be called by name; a session opens when it is first used."""

    def __init__(self, folder: Path, **options: Any) -> None:
        super().__init__(folder, **options)
        self._sessions: dict[str, Session] = {}

    def __getitem__(self, name: str) -> Session:
        session = self._sessions.get(name)
        if session is None or session.locked:
            session = self._sessions[name] = self.unlock(name)
        return session

    @property
    def worker(self) -> Session:
        """The outreach worker's tablet."""
        return self["worker"]

    @property
    def supervisor(self) -> Session:
        """The supervisor's tablet."""
        return self["supervisor"]

    @property
    def licensing(self) -> Session:
        """The licensing officer's tablet."""
        return self["licensing"]

    @property
    def everyone(self) -> list[Session]:
        """All three."""
        return [self[name] for name in self.joiners]

    def meet(self) -> None:
        """Found the spaces in the store; everyone syncs once."""
        self.sync()

    def copy_to(self, folder: Path) -> Self:
        """The same people in another folder, nobody's session open."""
        made = super().copy_to(folder)
        made._sessions = {}
        return made

    def sync(self, *names: str) -> list[SyncReport]:
        """These people sync, in this order (all of them, the founder first), without a problem."""
        reports = [self[name].sync() for name in names or self.joiners]
        for report in reports:
            assert report.problem is None, report.problem
        return reports

    def go_round(self) -> None:
        """Everybody sends, then everybody receives."""
        self.sync()
        self.sync()

    def all_see(self, record: str, what: Callable[[Session], Any], *names: str) -> Any:
        """What these people see of a record, which must be the same for all of them."""
        seen = {name: what(self[name]) for name in names or ("worker", "supervisor")}
        first, *others = seen.values()
        assert all(other == first for other in others), seen.keys()
        return first

    @property
    def store_database(self) -> Path:
        """The file of the store's SQLite database."""
        return self.folder / "store.db"


def rows_of(session: Session) -> list[tuple[Any, ...]]:
    """Everything that a session shows, in a form that can be compared between devices."""
    shown = []
    for row in session.rows():
        view = session.show(row.id)
        shown.append(
            (
                row,
                view.fields,
                view.versions,
                view.conflicts,
                view.comments,
                view.reviews,
                session.history(row.id),
            )
        )
    return sorted(shown, key=lambda one: one[0].id)


class Whole(httpx.AsyncByteStream):
    """A body that is streamed, as one from a network is."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._content


def reply(
    request: httpx.Request, status: int, content: bytes | str, headers: dict[str, str] | None = None
) -> httpx.Response:
    """An answer that comes over the network."""
    raw = content.encode() if isinstance(content, str) else content
    return httpx.Response(status, stream=Whole(raw), headers=headers, request=request)
