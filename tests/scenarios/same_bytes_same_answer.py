"""An answer is lost on the way, or everything is sent twice: nothing is there twice.

KoboToolbox made duplicates from retries on bad networks. Here the same bytes have the same answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.scenarios.below import log_of, space_of
from tests.scenarios.team import QUIET, Team, reply, rows_of


class Echo(httpx.AsyncBaseTransport):
    """Sends every request several times and gives the last answer."""

    def __init__(self, through: httpx.AsyncBaseTransport, times: int) -> None:
        self._through = through
        self._times = times
        self.pushes: list[bytes] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        pushed = request.method == "POST" and request.url.path.endswith("/entries")
        for _ in range(self._times if pushed else 1):
            answer = await self._through.handle_async_request(request)
            if pushed:
                self.pushes.append(await answer.aread())
        return reply(request, answer.status_code, self.pushes[-1]) if pushed else answer


class Deaf(httpx.AsyncBaseTransport):
    """Every push arrives, and its answer never does; what was pushed is remembered."""

    def __init__(self, through: httpx.AsyncBaseTransport) -> None:
        self._through = through
        self.bodies: list[bytes] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self._through.handle_async_request(request)
        if request.method == "POST" and request.url.path.endswith("/entries"):
            self.bodies.append(await request.aread())
            raise httpx.ReadTimeout("", request=request)
        return answer


@contextmanager
def partnership(folder: Path, database: str | None) -> Iterator[Team]:
    """A new one, since a database of PostgreSQL cannot be copied like a file."""
    made = Team(folder, database=database)
    try:
        made.meet()
        yield made
    finally:
        made.close()


def send_into_the_void(team: Team) -> None:
    visits = [team.worker.add("hotspot-visit", QUIET) for _ in range(5)]
    deaf = Deaf(team.network)
    team.worker.through = deaf
    for _ in range(3):
        report = team.worker.sync()
        assert report.problem is not None
        assert report.only_here == 5, "without a receipt nothing is safe"
        assert team.worker.standing(visits[0]) == "sent"
    assert len(set(deaf.bodies)) == 1, "what was offered once is sent again byte for byte"
    team.worker.through = team.network
    (report,) = team.sync("worker")
    assert (report.sent, report.safe, report.only_here) == (5, 5, 0)
    team.sync("supervisor")
    assert {row.id for row in team.supervisor.rows()} == set(visits)
    assert rows_of(team.worker) == rows_of(team.supervisor)


def test_an_answer_that_is_lost(team: Team) -> None:
    send_into_the_void(team)


@pytest.mark.postgres
def test_an_answer_that_is_lost_postgresql(tmp_path: Path, postgres_url: str) -> None:
    with partnership(tmp_path, postgres_url) as team:
        send_into_the_void(team)


def send_everything_thrice(team: Team) -> None:
    echo = Echo(team.network, 3)
    team.worker.through = echo
    for _ in range(4):
        team.worker.add("hotspot-visit", QUIET)
    team.sync("worker")
    assert len(echo.pushes) == 3
    assert len(set(echo.pushes)) == 1, "the receipt is the same to the byte"
    team.sync("supervisor")
    assert len(team.supervisor.rows()) == 4
    space = space_of(team.worker, "safeguarding")
    assert log_of(team.supervisor).place(space).position == 5, "the roster and four visits"


def test_every_request_arrives_three_times(team: Team) -> None:
    send_everything_thrice(team)


@pytest.mark.postgres
def test_every_request_arrives_three_times_postgresql(tmp_path: Path, postgres_url: str) -> None:
    with partnership(tmp_path, postgres_url) as team:
        send_everything_thrice(team)


def test_more_was_written_before_the_same_is_sent_again(team: Team) -> None:
    """The second push begins with what the store has already."""
    for _ in range(3):
        team.worker.add("hotspot-visit", QUIET)
    team.worker.through = Deaf(team.network)
    team.worker.sync()
    for _ in range(2):
        team.worker.add("hotspot-visit", QUIET)
    team.worker.through = team.network
    (report,) = team.sync("worker")
    assert report.only_here == 0
    team.sync("supervisor")
    assert len(team.supervisor.rows()) == 5


def test_the_store_restarts_between_the_bytes_and_the_answer(team: Team) -> None:
    visit = team.worker.add("hotspot-visit", QUIET)
    team.worker.through = Deaf(team.network)
    team.worker.sync()
    team.app.state.store.close()
    team.open_store()
    team.worker.through = team.supervisor.through = team.network
    team.sync("worker", "supervisor")
    assert team.worker.standing(visit) == "safe"
    assert [row.id for row in team.supervisor.rows()] == [visit]
