"""The gate before the app in a browser: who gets in, and what pages may do."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from outreach.web import TAKEN_OVER, TILES, Gate, cookie_name, listen

PORT = 8765
HOME = f"http://127.0.0.1:{PORT}"


async def inner(scope: Any, receive: Any, send: Any) -> None:
    """Stands in for Flet's app: a page with a script, and a WebSocket that echoes."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] == "websocket.receive":
            await send({"type": "websocket.send", "bytes": message["bytes"]})
        return
    page = b"<html><body><script>1</script></body></html>"
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [
                (b"content-type", b"text/html; charset=utf-8"),
                (b"content-length", str(len(page)).encode()),
                (b"access-control-allow-origin", b"*"),
                (b"etag", b"x"),
            ],
        }
    )
    await send({"type": "http.response.body", "body": page})


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def gate(clock: Clock) -> Gate:
    return Gate(inner, port=PORT, tablet="vaults/worker", clock=clock)


def ask(gate: Gate, path: str, *, cookie: str = "", method: str = "GET", **headers: str) -> Any:
    async def go() -> httpx.Response:
        transport = httpx.ASGITransport(app=gate)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url=HOME) as client:
            sent = {"cookie": cookie, **headers} if cookie else headers
            return await client.request(method, path, headers=sent)

    return asyncio.run(go())


def let_in(gate: Gate) -> str:
    answer = ask(gate, gate.address().removeprefix(HOME))
    assert answer.status_code == 200
    return answer.headers["set-cookie"].split(";")[0]


def test_without_a_launch_code_nothing_is_served(gate: Gate) -> None:
    for path in ("/", "/main.dart.js", "/launch?code=guess", "/docs"):
        assert ask(gate, path).status_code == 403


def test_a_launch_code_gives_a_strict_cookie_once(gate: Gate) -> None:
    path = gate.address().removeprefix(HOME)
    first = ask(gate, path)
    assert "HttpOnly" in first.headers["set-cookie"]
    assert "SameSite=Strict" in first.headers["set-cookie"]
    assert ask(gate, path).status_code == 403
    assert ask(gate, "/", cookie=first.headers["set-cookie"].split(";")[0]).status_code == 200


def test_a_launch_code_runs_out(gate: Gate, clock: Clock) -> None:
    path = gate.address().removeprefix(HOME)
    clock.now += 601
    assert ask(gate, path).status_code == 403


def test_each_tablet_has_a_cookie_name_of_its_own(gate: Gate) -> None:
    assert cookie_name("vaults/worker") != cookie_name("vaults/supervisor")
    value = let_in(gate).split("=", 1)[1]
    assert ask(gate, "/", cookie=f"{cookie_name('other')}={value}").status_code == 403


def test_a_fresh_code_ends_the_old_cookie(gate: Gate) -> None:
    old = let_in(gate)
    new = let_in(gate)
    assert ask(gate, "/", cookie=old).status_code == 403
    assert ask(gate, "/", cookie=new).status_code == 200


def test_another_name_for_this_machine_is_refused(gate: Gate) -> None:
    cookie = let_in(gate)
    assert ask(gate, "/", cookie=cookie, host="evil.example").status_code == 421
    assert ask(gate, "/", cookie=cookie, origin="http://evil.example").status_code == 403


def test_flets_own_pages_are_closed_and_only_reading_is_possible(gate: Gate) -> None:
    cookie = let_in(gate)
    for path in ("/docs", "/redoc", "/openapi.json", "/upload", "/oauth_callback"):
        assert ask(gate, path, cookie=cookie).status_code == 404
    assert ask(gate, "/", cookie=cookie, method="PUT").status_code == 405


def test_pages_may_run_our_scripts_only_and_send_nothing_elsewhere(gate: Gate) -> None:
    cookie = let_in(gate)
    first, second = (ask(gate, "/", cookie=cookie) for _ in range(2))
    rules = first.headers["content-security-policy"]
    nonce = rules.split("nonce-")[1].split("'")[0]
    assert f'<script nonce="{nonce}">1</script>' in first.text
    assert "flt-semantics-placeholder" in first.text
    assert nonce not in second.text
    assert "connect-src 'self' blob: data:;" in rules
    assert "unsafe-eval" not in rules.replace("wasm-unsafe-eval", "")
    assert "access-control-allow-origin" not in first.headers
    assert first.headers["cache-control"] == "no-store"
    assert int(first.headers["content-length"]) == len(first.content)


def test_the_one_host_of_map_tiles_is_let_in_from_the_next_page_on(gate: Gate) -> None:
    cookie = let_in(gate)
    tiles = "https://tiles.example.org"
    try:
        assert ask(gate, "/", cookie=cookie).status_code == 200
        assert not TILES.allow(tiles)  # the page in the browser was loaded before
        rules = ask(gate, "/", cookie=cookie).headers["content-security-policy"]
        assert f"connect-src 'self' blob: data: {tiles};" in rules
        assert f"img-src 'self' blob: data: {tiles};" in rules
        assert rules.count("example.org") == 2
        assert TILES.allow(tiles)
        TILES.allow("")
        rules = ask(gate, "/", cookie=cookie).headers["content-security-policy"]
        assert "example.org" not in rules
    finally:
        TILES.wanted = TILES.served = ""


class Socket:
    """A browser's end of a WebSocket, in the terms of ASGI."""

    def __init__(self, gate: Gate, **headers: str) -> None:
        self.to_app: asyncio.Queue[Any] = asyncio.Queue()
        self.from_app: asyncio.Queue[Any] = asyncio.Queue()
        sent = {"host": f"127.0.0.1:{PORT}", "origin": HOME, **headers}
        scope = {
            "type": "websocket",
            "path": "/ws",
            "headers": [(k.encode(), v.encode()) for k, v in sent.items()],
        }
        self.to_app.put_nowait({"type": "websocket.connect"})
        self.task = asyncio.create_task(gate(scope, self.to_app.get, self.from_app.put))

    async def said(self) -> Any:
        return await asyncio.wait_for(self.from_app.get(), 5)

    async def leave(self) -> None:
        await self.to_app.put({"type": "websocket.disconnect", "code": 1001})
        await self.task


def test_a_socket_needs_the_cookie_and_our_own_page(gate: Gate) -> None:
    cookie = let_in(gate)

    async def story() -> None:
        for headers in ({}, {"cookie": cookie, "origin": "http://evil.example"}):
            refused = Socket(gate, **headers)
            assert (await refused.said())["type"] == "websocket.close"
        allowed = Socket(gate, cookie=cookie)
        assert (await allowed.said())["type"] == "websocket.accept"
        await allowed.to_app.put({"type": "websocket.receive", "bytes": b"hello"})
        assert (await allowed.said())["bytes"] == b"hello"
        await allowed.leave()

    asyncio.run(story())


def test_a_second_window_waits_until_the_first_is_closed(gate: Gate) -> None:
    cookie = let_in(gate)

    async def story() -> None:
        first = Socket(gate, cookie=cookie)
        assert (await first.said())["type"] == "websocket.accept"
        second = Socket(gate, cookie=cookie)
        assert (await second.said())["type"] == "websocket.close"
        await first.leave()
        third = Socket(gate, cookie=cookie)
        assert (await third.said())["type"] == "websocket.accept"
        await third.leave()

    asyncio.run(story())


def test_a_fresh_code_ends_the_window_that_was_open(gate: Gate) -> None:
    cookie = let_in(gate)

    async def story() -> None:
        open_window = Socket(gate, cookie=cookie)
        assert (await open_window.said())["type"] == "websocket.accept"
        transport = httpx.ASGITransport(app=gate)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url=HOME) as client:
            await client.get(gate.address())
        closed = await open_window.said()
        assert closed == {"type": "websocket.close", "code": TAKEN_OVER}
        await open_window.task
        refused = Socket(gate, cookie=cookie)
        assert (await refused.said())["type"] == "websocket.close"

    asyncio.run(story())


def test_the_socket_listens_on_loopback_only() -> None:
    with listen(0) as sock:
        assert sock.getsockname()[0] == "127.0.0.1"
        with pytest.raises(OSError):
            listen(sock.getsockname()[1])
