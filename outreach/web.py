"""One tablet served to one browser on this machine, and to nobody else.

The rules of the gate, each checked before a byte reaches the app:

1. The server listens on 127.0.0.1 only, and answers only to that name (``Host``), so that a page on
   another site cannot reach it under a name of its own.
2. Nothing is served without the cookie of this tablet. The cookie is given once, for a launch
   code that is printed in the terminal, is good for one use and for ten minutes.
   Cookies ignore ports, so each tablet's cookie has a name of its own.
3. A WebSocket must come from a page of this very server (``Origin``).
4. One live session: a second window is turned away while the first is open. A fresh launch code
   takes over, and ends the old one.
5. Pages may load scripts and send data nowhere else (Content-Security-Policy with a nonce), but
   for the one host of map tiles that a partnership may set.
   Flet's API pages, uploads and sign-in routes do not exist here.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
import secrets
import socket
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

HOST = "127.0.0.1"
CODE_SECONDS = 600
LAUNCH_PATH = "/launch"
#: Flet's own routes that this app has no use for.
CLOSED_PATHS = ("/docs", "/redoc", "/openapi.json", "/oauth_callback", "/upload")
#: Told to the browser's WebSocket when a fresh launch code took over (application range).
TAKEN_OVER = 4001

#: Turns Flutter's semantics on before the first field gets focus, for screen readers, and shows
#: our own words instead of Flet's picture while the page loads.
PAGE_START = """
<style>#loading img{display:none}
#loading::after{content:"Opening Outreach\\2026";font:600 18px system-ui,sans-serif;color:#0b6e69}
@media (prefers-color-scheme: dark){#loading{background:#0f1716!important}
#loading::after{color:#7fd6ce}}</style>
<script>(function(){function on(){var p=document.querySelector("flt-semantics-placeholder");
if(p){p.click();}else{requestAnimationFrame(on);}}on();})();</script>
"""


def cookie_name(tablet: str) -> str:
    """The cookie's name for one tablet: ``outreach-`` and 16 hex digits of its vault's path."""
    return "outreach-" + hashlib.sha256(tablet.encode()).hexdigest()[:16]


class Tiles:
    """The origin of a partnership's map tiles, once an unlocked tablet has told it, and the one
    that the page now in the browser may ask: it was loaded before that."""

    def __init__(self) -> None:
        self.wanted = ""
        self.served = ""

    def allow(self, origin: str) -> bool:
        """Let pages ask that host (scheme, host, port) from their next loading on; whether the
        present one may."""
        self.wanted = origin
        return bool(origin) and origin == self.served


TILES = Tiles()


def policy(nonce: str, tiles: str = "") -> str:
    """Content-Security-Policy: this server only, Flutter's compiled code, and the one host of map
    tiles that the partnership has set, if any."""
    also = f" {tiles}" if tiles else ""
    return (
        "default-src 'none'; "
        f"script-src 'self' 'wasm-unsafe-eval' blob: 'nonce-{nonce}'; "
        f"style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:{also}; "
        f"font-src 'self' data:; connect-src 'self' blob: data:{also}; "
        "worker-src 'self' blob:; manifest-src 'self'; "
        "base-uri 'self'; form-action 'none'; frame-ancestors 'none'"
    )


class Gate:
    """Stands before Flet's ASGI app and lets one browser through.

    ``tablet`` names the vault (its path); ``clock`` gives seconds and only moves forward.
    """

    def __init__(
        self,
        app: App,
        *,
        port: int,
        tablet: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.app = app
        self.port = port
        self.cookie = cookie_name(tablet)
        self.clock = clock
        self._codes: dict[str, float] = {}
        self._token: str | None = None
        self._live: asyncio.Event | None = None

    def address(self) -> str:
        """A fresh one-time address. Older unused ones stay good until they run out."""
        now = self.clock()
        self._codes = {code: end for code, end in self._codes.items() if end > now}
        while len(self._codes) >= 8:
            del self._codes[next(iter(self._codes))]
        code = secrets.token_urlsafe(24)
        self._codes[code] = now + CODE_SECONDS
        return f"http://{HOST}:{self.port}{LAUNCH_PATH}?code={code}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    # --- plain requests -----------------------------------------------------------------

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = _headers(scope)
        if not self._host_is_ours(headers):
            await _answer(send, 421, "This address is not served here.")
        elif scope["method"] not in ("GET", "HEAD"):
            await _answer(send, 405, "Only reading is possible here.")
        elif headers.get("origin") not in (None, f"http://{headers['host']}"):
            await _answer(send, 403, "Pages of other sites may not use Outreach.")
        elif scope["path"] == LAUNCH_PATH:
            await self._launch(scope, send)
        elif not self._holds_cookie(headers):
            await _answer(
                send,
                403,
                "This window may not open Outreach. In the terminal where Outreach runs, press "
                "Enter for a fresh address, and open that.",
            )
        elif scope["path"].startswith(CLOSED_PATHS):
            await _answer(send, 404, "There is no such page.")
        else:
            await self.app(_whole(scope), receive, _Guarded(send).send)

    async def _launch(self, scope: Scope, send: Send) -> None:
        """Swap a launch code for the cookie, and end whoever had it before."""
        query = scope.get("query_string", b"").decode("latin-1")
        code = query.removeprefix("code=")
        if scope["method"] != "GET" or self._codes.pop(code, -1.0) < self.clock():
            await _answer(
                send,
                403,
                "This address has been used or has run out. In the terminal where Outreach runs, "
                "press Enter for a fresh one.",
            )
            return
        self._token = secrets.token_urlsafe(32)
        if self._live is not None:
            self._live.set()
            self._live = None
        # A page rather than a redirect: a Strict cookie is not sent along a redirect that began
        # in another program or site.
        page = '<!doctype html><meta http-equiv="refresh" content="0;url=/"><title>Outreach</title>'
        cookie = f"{self.cookie}={self._token}; Path=/; HttpOnly; SameSite=Strict"
        await _answer(send, 200, page, kind="text/html", extra=[("set-cookie", cookie)])

    # --- the WebSocket ------------------------------------------------------------------

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = _headers(scope)
        allowed = (
            self._host_is_ours(headers)
            and headers.get("origin") == f"http://{headers['host']}"
            and self._holds_cookie(headers)
            and self._live is None
        )
        if not allowed:
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        over = self._live = asyncio.Event()
        try:
            await self._relay(scope, receive, send, over)
        finally:
            if self._live is over:
                self._live = None

    async def _relay(self, scope: Scope, receive: Receive, send: Send, over: asyncio.Event) -> None:
        """Run the app until it ends or until a fresh launch code takes over."""
        ended = asyncio.ensure_future(over.wait())

        async def receive_or_end() -> Message:
            if over.is_set():
                return {"type": "websocket.disconnect", "code": TAKEN_OVER}
            arrives = asyncio.ensure_future(receive())
            await asyncio.wait({arrives, ended}, return_when=asyncio.FIRST_COMPLETED)
            if arrives.done():
                return arrives.result()
            arrives.cancel()
            await send({"type": "websocket.close", "code": TAKEN_OVER})
            return {"type": "websocket.disconnect", "code": TAKEN_OVER}

        async def send_unless_ended(message: Message) -> None:
            if not over.is_set():
                await send(message)

        try:
            await self.app(scope, receive_or_end, send_unless_ended)
        finally:
            ended.cancel()

    # --- checks -------------------------------------------------------------------------

    def _host_is_ours(self, headers: dict[str, str]) -> bool:
        return headers.get("host") in (f"{HOST}:{self.port}", f"localhost:{self.port}")

    def _holds_cookie(self, headers: dict[str, str]) -> bool:
        given = ""
        for part in headers.get("cookie", "").split(";"):
            name, _, value = part.strip().partition("=")
            if name == self.cookie:
                given = value
        return self._token is not None and hmac.compare_digest(given, self._token)


class _Guarded:
    """One response on its way out: headers set, the page's scripts given this answer's nonce."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._page = bytearray()
        self._nonce = secrets.token_urlsafe(16)

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            dropped = {b"access-control-allow-origin", b"server", b"content-security-policy"}
            kept = [(k, v) for k, v in message["headers"] if k.lower() not in dropped]
            is_page = any(k.lower() == b"content-type" and b"text/html" in v for k, v in kept)
            headers = kept + _safety(self._nonce)
            if is_page:
                headers.append((b"cache-control", b"no-store"))
                unfit = {b"content-length", b"etag", b"last-modified"}
                headers = [(k, v) for k, v in headers if k.lower() not in unfit]
            else:
                headers.append((b"cache-control", b"no-cache"))
            message = {**message, "headers": headers}
            if is_page:
                TILES.served = TILES.wanted
                self._start = message
            else:
                await self._send(message)
        elif self._start is not None:
            self._page += message.get("body", b"")
            if not message.get("more_body"):
                page = self._finished_page()
                length = (b"content-length", str(len(page)).encode())
                start = {**self._start, "headers": [*self._start["headers"], length]}
                await self._send(start)
                await self._send({"type": "http.response.body", "body": page})
        else:
            await self._send(message)

    def _finished_page(self) -> bytes:
        page = self._page.decode().replace("</body>", PAGE_START + "</body>")
        return re.sub(r"<script\b", f'<script nonce="{self._nonce}"', page).encode()


def _safety(nonce: str) -> list[tuple[bytes, bytes]]:
    return [
        (b"content-security-policy", policy(nonce, TILES.wanted).encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"DENY"),
        (b"referrer-policy", b"no-referrer"),
        (b"cross-origin-resource-policy", b"same-origin"),
    ]


def _headers(scope: Scope) -> dict[str, str]:
    """Lower-case names. A header that is given twice is joined, and so fits nothing we accept."""
    found: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        joint = "; " if name == "cookie" else ", "
        found[name] = found[name] + joint + value if name in found else value
    found.setdefault("host", "")
    return found


def _whole(scope: Scope) -> Scope:
    """The request without what would make the app answer with less than the whole page."""
    partial = {b"if-none-match", b"if-modified-since", b"range", b"accept-encoding"}
    path = scope["path"].rsplit("/", 1)[-1]
    if "." in path and not path.endswith(".html"):
        return scope
    return {**scope, "headers": [h for h in scope["headers"] if h[0].lower() not in partial]}


async def _answer(
    send: Send,
    status: int,
    text: str,
    *,
    kind: str = "text/plain",
    extra: Iterable[tuple[str, str]] = (),
) -> None:
    body = text.encode()
    headers = [
        (b"content-type", f"{kind}; charset=utf-8".encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        *_safety(secrets.token_urlsafe(16)),
        *((k.encode(), v.encode()) for k, v in extra),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def listen(port: int) -> socket.socket:
    """A socket on 127.0.0.1; port 0 takes any free one. ``OSError`` when the port is taken."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((HOST, port))
        sock.listen()
    except OSError:
        sock.close()
        raise
    return sock


def serve(
    main: Callable[[Any], Any],
    *,
    tablet: str,
    assets: str,
    port: int = 0,
    name: str = "Outreach",
    lines: Iterable[str] | None = None,
    say: Callable[[str], None] | None = None,
) -> None:
    """Serve ``main`` until Ctrl-C, printing one address at the start and one for each line read.

    ``lines`` is what to read (standard input by default), ``say`` prints (standard output).
    Raises ``OSError`` when the port is taken.
    """
    import flet as ft
    import flet_web.fastapi as flet_fastapi
    import uvicorn

    sock = listen(port)
    inner = flet_fastapi.app(
        main,
        assets_dir=assets,
        app_name=name,
        app_short_name=name,
        app_description="Outreach",
        web_renderer=ft.WebRenderer.CANVAS_KIT,
        no_cdn=True,
        session_timeout_seconds=60,
    )
    gate = Gate(inner, port=sock.getsockname()[1], tablet=tablet)
    tell = say or _say
    tell(gate.address())
    threading.Thread(
        target=_fresh_addresses, args=(gate, lines or sys.stdin, tell), daemon=True
    ).start()
    config = uvicorn.Config(
        gate,
        log_level="error",
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=2,
        ws_max_size=16 << 20,
    )
    uvicorn.Server(config).run(sockets=[sock])


def _say(line: str) -> None:
    print(line, flush=True)


def _fresh_addresses(gate: Gate, lines: Iterable[str], say: Callable[[str], None]) -> None:
    """Each line read asks for a fresh address. The end of input ends the asking, not the app."""
    for _ in lines:
        say(gate.address())
