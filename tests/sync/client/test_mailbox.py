"""The mailbox of an invitation, told by the two devices that meet in it, at a real store."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import httpx
import pytest

from sync import wire
from sync.client.mailbox import Mailbox
from sync.client.transport import Transport
from sync.errors import StoreGarbled, StoreRefused, StoreUnreachable
from sync.invitation import Invitation
from sync.store.settings import Settings
from tests.sync.store.partnership import Device, Partnership

T = TypeVar("T")

URL = "https://store.test"
DAY_MS = 24 * 60 * 60 * 1000


class Meeting:
    """An administrator, somebody who is new, and the store between them."""

    def __init__(self, p: Partnership) -> None:
        self.p = p
        self.invitation = Invitation.new(URL, p.rng.randbytes)
        self.asked: list[httpx.Request] = []

    def inviter(self, device: Device | None = None) -> Transport:
        keys = (device or self.p.admin).keys
        return Transport(URL, self.p.store.signing_key.public(), keys, through=self._way())

    @asynccontextmanager
    async def mailbox(self, invitation: Invitation | None = None) -> AsyncIterator[Mailbox]:
        async with Mailbox(invitation or self.invitation, through=self._way()) as mailbox:
            yield mailbox

    def _way(self) -> httpx.AsyncBaseTransport:
        asgi = httpx.ASGITransport(app=self.p.app)

        async def pass_on(request: httpx.Request) -> httpx.Response:
            self.asked.append(request)
            answer = await asgi.handle_async_request(request)
            return httpx.Response(answer.status_code, content=await answer.aread())

        return httpx.MockTransport(pass_on)

    def run(self, story: Callable[[Mailbox], Awaitable[T]]) -> T:
        """One device does something with the mailbox."""

        async def told() -> T:
            async with self.mailbox() as mailbox:
                return await story(mailbox)

        return asyncio.run(told())

    def put(self, part: str, content: bytes) -> None:
        self.run(lambda mailbox: mailbox.put(part, content))

    def get(self, part: str) -> bytes | None:
        return self.run(lambda mailbox: mailbox.get(part))

    def open(self, device: Device | None = None, valid_ms: int = DAY_MS) -> int:
        async def told(mailbox: Mailbox) -> int:
            async with self.inviter(device) as inviter:
                return await mailbox.open(inviter, self.p.space, valid_ms)

        return self.run(told)


@pytest.fixture
def meeting(tmp_path: Path, rng: random.Random) -> Iterator[Meeting]:
    p = Partnership(rng, Settings(f"sqlite:///{tmp_path / 'store.db'}"))
    assert p.found().status_code == 201
    yield Meeting(p)
    p.store.close()


def reason(meeting: Meeting, story: Callable[[Mailbox], Awaitable[object]]) -> str:
    with pytest.raises(StoreRefused) as refused:
        meeting.run(story)
    assert refused.value.advice
    assert refused.value.message.endswith(".")
    return refused.value.reason


def test_offer_request_and_answer(meeting: Meeting) -> None:
    assert meeting.open() == meeting.p.clock.now + DAY_MS
    for part in ("offer", "request", "answer"):
        content = meeting.p.rng.randbytes(100)
        assert meeting.get(part) is None
        meeting.put(part, content)
        meeting.put(part, content)
        assert meeting.get(part) == content


def test_whoever_is_new_signs_in_nowhere_and_shows_no_code(meeting: Meeting) -> None:
    meeting.open()
    meeting.asked.clear()
    meeting.put("request", b"sealed")
    meeting.get("request")
    assert {r.url.path for r in meeting.asked} == {
        f"/v1/mailboxes/{meeting.invitation.mailbox.hex()}/request"
    }
    for request in meeting.asked:
        sent = repr((request.url, request.headers.raw, request.content))
        assert meeting.invitation.code.hex() not in sent
        assert meeting.invitation.code_text() not in sent
        assert request.headers["Authorization"] == f"Bearer {meeting.invitation.bearer()}"


def test_a_second_request_is_refused(meeting: Meeting) -> None:
    meeting.open()
    meeting.put("request", b"of the first")
    assert reason(meeting, lambda m: m.put("request", b"of another")) == wire.TAKEN


def test_one_that_expired_was_withdrawn_or_never_was(meeting: Meeting) -> None:
    assert reason(meeting, lambda m: m.get("offer")) == wire.NO_MAILBOX
    meeting.open()
    meeting.run(lambda m: m.withdraw())
    meeting.run(lambda m: m.withdraw())
    assert reason(meeting, lambda m: m.get("offer")) == wire.NO_MAILBOX
    meeting.open()
    meeting.p.clock.forward(DAY_MS)
    assert reason(meeting, lambda m: m.put("request", b"late")) == wire.NO_MAILBOX


def test_a_secret_that_is_not_the_mailboxs(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting.open()
    monkeypatch.setattr(Invitation, "bearer", lambda _: "AAAA")
    with pytest.raises(StoreRefused, match="code of this invitation") as refused:
        meeting.get("offer")
    assert refused.value.reason == wire.TOKEN_REFUSED


def test_who_administers_nothing_opens_none(meeting: Meeting) -> None:
    with pytest.raises(StoreRefused) as refused:
        meeting.open(meeting.p.writer)
    assert refused.value.reason == wire.NOT_ALLOWED
    with pytest.raises(StoreRefused) as refused:
        meeting.open(valid_ms=8 * DAY_MS)
    assert refused.value.reason == wire.MALFORMED


@pytest.mark.parametrize("said", [b"", b"[]", b"{}", b'{"expires_ms":"soon"}', b"<html>"])
def test_an_opening_that_is_answered_with_something_else(meeting: Meeting, said: bytes) -> None:
    class Odd(Transport):
        async def answer(self, want: object) -> bytes:
            return said

    async def told(mailbox: Mailbox) -> None:
        odd = Odd(URL, meeting.p.store.signing_key.public(), meeting.p.admin.keys)
        await mailbox.open(odd, meeting.p.space, DAY_MS)

    with pytest.raises(StoreGarbled):
        meeting.run(told)


def test_no_network_and_a_sign_in_page(meeting: Meeting) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route", request=request)

    def page(request: httpx.Request) -> httpx.Response:
        return httpx.Response(404, text="<html>Welcome to the hotel</html>")

    async def ask(through: Callable[[httpx.Request], httpx.Response]) -> None:
        way = httpx.MockTransport(through)
        async with Mailbox(meeting.invitation, through=way) as mailbox:
            await mailbox.get("offer")

    with pytest.raises(StoreUnreachable):
        asyncio.run(ask(refuse))
    with pytest.raises(StoreGarbled):
        asyncio.run(ask(page))
