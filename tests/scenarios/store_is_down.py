"""The store cannot be reached, or something else answers in its place. Nothing is lost, and the
count of what is only here is true at every moment.

"Sync now" said success after a time-out (CHT 8303). Here only a receipt counts.
"""

from __future__ import annotations

import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest

from sync.errors import OutreachError, StoreError, StoreGarbled, StoreRefused, StoreUnreachable
from tests.scenarios.team import PREMISES, VISIT, Team, reply, rows_of

Answer = Callable[[httpx.Request], Awaitable[httpx.Response]]

SIGN_IN = "<html><title>Free Wi-Fi</title><form>Accept our terms</form></html>"


class InItsPlace(httpx.AsyncBaseTransport):
    """A network in which something may happen to a request, or to its answer."""

    def __init__(self, through: httpx.AsyncBaseTransport) -> None:
        self.through = through
        self.instead: Answer | None = None
        self.paths: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.paths.append(request.url.path)
        if self.instead is not None:
            return await self.instead(request)
        return await self.through.handle_async_request(request)


class Broken(httpx.AsyncByteStream):
    """A body that ends in the middle of a connection."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"\0" * 100
        raise httpx.ReadError("connection reset")


class Endless(httpx.AsyncByteStream):
    """A body without end."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            yield b"\0" * (1 << 20)


def says(status: int, content: bytes | str = b"", **headers: str) -> Answer:
    """Always this answer."""

    async def answer(request: httpx.Request) -> httpx.Response:
        return reply(request, status, content, headers)

    return answer


def streams(stream: type[httpx.AsyncByteStream]) -> Answer:
    """Always an answer with this body."""

    async def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=stream(), request=request)

    return answer


def fails(error: type[httpx.TransportError]) -> Answer:
    """Never an answer."""

    async def answer(request: httpx.Request) -> httpx.Response:
        raise error("told nobody", request=request)

    return answer


def error_of(code: object, status: int = 403) -> Answer:
    return says(status, json.dumps({"code": code, "message": "Splendid."}))


TROUBLE: dict[str, tuple[Answer, type[OutreachError]]] = {
    "no network": (fails(httpx.ConnectError), StoreUnreachable),
    "no answer in time": (fails(httpx.ReadTimeout), StoreUnreachable),
    "no connection in time": (fails(httpx.ConnectTimeout), StoreUnreachable),
    "hung up": (fails(httpx.RemoteProtocolError), StoreUnreachable),
    "half an answer": (streams(Broken), StoreUnreachable),
    "500": (says(500, "Internal Server Error"), StoreGarbled),
    "502 of a proxy": (says(502, "<html>Bad gateway</html>"), StoreGarbled),
    "500 of the store": (error_of("internal", 500), StoreUnreachable),
    "busy": (error_of("busy", 503), StoreUnreachable),
    "404": (says(404), StoreGarbled),
    "a sign-in page": (says(200, SIGN_IN), StoreGarbled),
    "a redirect to one": (says(302, location="http://10.0.0.1/login"), StoreGarbled),
    "nothing": (says(200), StoreGarbled),
    "no content": (says(204), StoreGarbled),
    "JSON that is none of its": (says(200, "[]"), StoreGarbled),
    "deep JSON": (says(200, "[" * 100_000), StoreGarbled),
    "a nonce that is none": (says(200, '{"nonce": "zz", "expires_ms": 1}'), StoreGarbled),
    "a time beyond numbers": (
        says(200, json.dumps({"nonce": "00" * 32, "expires_ms": 2**70, "token": "x"})),
        StoreGarbled,
    ),
    "a token with a line feed": (
        says(200, json.dumps({"nonce": "00" * 32, "expires_ms": 1, "token": "x\r\nX: y"})),
        StoreGarbled,
    ),
    "without end": (streams(Endless), StoreGarbled),
    "a refusal": (error_of("not_a_member"), StoreRefused),
    "a refusal under a false status": (error_of("not_a_member", 418), StoreGarbled),
    "a refusal of an unknown kind": (error_of("splendid"), StoreGarbled),
    "a refusal that is a list": (error_of(["not_a_member"]), StoreGarbled),
}


@pytest.fixture
def network(team: Team) -> InItsPlace:
    """The worker's network."""
    made = InItsPlace(team.network)
    team.worker.through = made
    return made


def test_whatever_is_in_its_place_nothing_is_lost(team: Team, network: InItsPlace) -> None:
    visit = team.worker.add("hotspot-visit", VISIT)
    premises = team.worker.add("premises", PREMISES)
    before = rows_of(team.worker)
    for what, (instead, expected) in TROUBLE.items():
        network.instead = instead
        report = team.worker.sync()
        assert type(report.problem) is expected, what
        assert report.problem.advice, what
        assert (report.sent, report.received, report.only_here) == (0, 0, 2), what
        assert report.safe == 0, what
        assert team.worker.only_here() == 2, what
        assert {team.worker.standing(visit), team.worker.standing(premises)} <= {
            "only here",
            "sent",
        }, what
        assert rows_of(team.worker) == before, what
        assert "Splendid" not in str(report.problem) + report.problem.advice
        assert "Wi-Fi</title>" not in str(report.problem)

    network.instead = None
    report = team.worker.sync()
    assert (report.problem, report.sent, report.safe, report.only_here) == (None, 2, 2, 0)
    assert team.worker.standing(visit) == "safe"
    team.sync("supervisor")
    assert {row.id for row in team.supervisor.rows()} == {visit, premises}


def test_whether_the_store_was_reached_is_told_truthfully(team: Team, network: InItsPlace) -> None:
    contact = team.worker.last_contact_ms
    for what in ("no network", "no answer in time", "half an answer"):
        network.instead = TROUBLE[what][0]
        assert not team.worker.sync().reached, what
    assert team.worker.last_contact_ms == contact


def test_a_public_network_is_not_taken_for_the_store(team: Team, network: InItsPlace) -> None:
    contact = team.worker.last_contact_ms
    network.instead = says(200, SIGN_IN)
    report = team.worker.sync()
    assert isinstance(report.problem, StoreGarbled)
    assert "Wi-Fi" in report.problem.advice
    assert not report.reached, "nobody who knows the store's key has answered"
    assert team.worker.last_contact_ms == contact


def test_it_fails_at_every_request_of_a_pass_in_turn(team: Team, network: InItsPlace) -> None:
    """Each request is lost on its way there, or its answer on its way back."""
    team.supervisor.add("hotspot-visit", VISIT)
    team.sync("supervisor")
    passes = 0
    for lost_on_the_way_back in (False, True):
        lost_at = 0
        while True:
            lost_at += 1
            passes += 1
            visit = team.worker.add("hotspot-visit", VISIT)
            asked = 0

            async def lose(request: httpx.Request) -> httpx.Response:
                nonlocal asked
                asked += 1
                if asked != lost_at:  # noqa: B023 - used before the next turn
                    return await network.through.handle_async_request(request)
                if lost_on_the_way_back:  # noqa: B023
                    await network.through.handle_async_request(request)
                raise httpx.ReadTimeout("", request=request)

            network.instead = lose
            report = team.worker.sync()
            standing = team.worker.standing(visit)
            assert (standing == "safe") == (report.only_here == 0)
            if report.problem is None:
                break
            assert isinstance(report.problem, StoreUnreachable)
        assert lost_at > 4, "a pass has several requests"
    network.instead = None
    team.sync("worker", "supervisor")
    assert team.worker.only_here() == 0
    assert len(team.supervisor.rows()) == passes + 1, "each once, whatever was lost"
    assert rows_of(team.worker) == rows_of(team.supervisor)


def test_answers_with_flipped_bits(team: Team, network: InItsPlace, rng: random.Random) -> None:
    for _ in range(3):
        team.supervisor.add("hotspot-visit", VISIT)
    team.sync("supervisor")

    async def flip(request: httpx.Request) -> httpx.Response:
        answer = await network.through.handle_async_request(request)
        content = bytearray(await answer.aread())
        if content and request.url.path.endswith("/entries"):
            content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
        return reply(request, answer.status_code, bytes(content))

    visit = team.worker.add("hotspot-visit", VISIT)
    network.instead = flip
    for _ in range(12):
        report = team.worker.sync()
        assert report.problem is not None, "no flipped bit goes unnoticed"
        assert report.only_here == 1
        assert team.worker.standing(visit) != "safe"
        assert len(team.worker.rows()) == 1
    network.instead = None
    team.sync("worker")
    assert len(team.worker.rows()) == 4


def test_one_space_in_trouble_does_not_stop_the_other(team: Team, network: InItsPlace) -> None:
    visit = team.worker.add("hotspot-visit", VISIT)
    premises = team.worker.add("premises", PREMISES)
    safeguarding = team.worker._belonging.space_named("safeguarding").hex()

    async def garble(request: httpx.Request) -> httpx.Response:
        if safeguarding in request.url.path:
            return reply(request, 200, b"garbage")
        return await network.through.handle_async_request(request)

    network.instead = garble
    report = team.worker.sync()
    assert isinstance(report.problem, StoreError)
    assert (team.worker.standing(visit), team.worker.standing(premises)) == ("only here", "safe")
    assert report.only_here == 1


def test_a_database_that_fails_is_the_stores_trouble_and_not_ours(team: Team) -> None:
    visit = team.worker.add("hotspot-visit", VISIT)
    team.app.state.store.close()
    aside = team.store_database.rename(team.folder / "aside.db")
    for path in team.folder.glob("store.db-*"):
        path.unlink()
    team.store_database.mkdir()  # nothing can be opened there
    report = team.worker.sync()
    assert isinstance(report.problem, StoreUnreachable)
    assert team.worker.standing(visit) in ("only here", "sent")
    team.store_database.rmdir()
    aside.rename(team.store_database)
    team.sync("worker")
    assert team.worker.standing(visit) == "safe"
