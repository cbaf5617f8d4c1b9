"""The store's routes, and nothing but routes: bytes in, a verb of the store, bytes out.

Bodies are read in a stream and bounded before anything looks at them. Work on the database runs in
a thread. Every error is JSON with a code of ``sync/wire.py`` and a sentence; none quotes what was
sent. Nothing here writes a token, a body or an address of a person to any log.
"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from sync.store.append import append
from sync.store.founding import found_spaces
from sync.store.pages import page
from sync.store.refusal import Refusal
from sync.store.restore import take_back
from sync.store.rosters import rosters
from sync.store.sessions import challenge, open_session
from sync.store.settings import MAX_REQUEST_BYTES, Settings
from sync.store.store import Store, wall_clock
from sync.wire import INTERNAL, MALFORMED, TOO_LARGE, UNAUTHENTICATED

_MAX_JSON_BYTES: Final = 8 * 1024
_DEFAULT_PAGE_BYTES: Final = 1 << 20
_BINARY: Final = "application/octet-stream"

log = logging.getLogger("outreach.store")


def create_app(settings: Settings, clock: Callable[[], int] = wall_clock) -> FastAPI:
    """The store as an ASGI application; ``app.state.store`` is the open :class:`Store`.

    Args:
        clock: the store's time in ms since 1970.

    Raises:
        StoreError, StoreKeyProblem: the database or the key cannot be used.
    """
    store = Store(settings, clock)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        store.close()

    app = FastAPI(
        title="Outreach store", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan
    )
    app.state.store = store
    _add_routes(app, store)
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(HTTPException, _no_such_route)
    app.add_exception_handler(SQLAlchemyError, _database_failed)
    app.add_exception_handler(ClientDisconnect, _hung_up)
    return app


def _add_routes(app: FastAPI, store: Store) -> None:
    @app.get("/v1/health")
    async def health() -> dict[str, Any]:
        return {
            "status": "ok",
            "protocol": 1,
            "store_key": store.signing_key.public().hex(),
            "time_ms": store.now(),
        }

    @app.post("/v1/challenge")
    async def ask_challenge(request: Request) -> dict[str, Any]:
        asked = await _json(request)
        made = challenge(store, _hex(asked, "space", 16), _hex(asked, "device", 16))
        return {
            "nonce": made.nonce.hex(),
            "expires_ms": made.expires_ms,
            "time_ms": store.now(),
        }

    @app.post("/v1/sessions", status_code=201)
    async def sign_in(request: Request) -> dict[str, Any]:
        asked = await _json(request)
        session = await run_in_threadpool(
            open_session,
            store,
            _hex(asked, "space", 16),
            _hex(asked, "device", 16),
            _hex(asked, "nonce", 32),
            _whole(asked, "expires_ms"),
            _hex(asked, "proof", 64),
        )
        return {
            "token": session.token,
            "expires_ms": session.expires_ms,
            "time_ms": store.now(),
        }

    @app.post("/v1/spaces")
    async def found(request: Request) -> Response:
        token = _bearer(request)
        body = await _body(request, MAX_REQUEST_BYTES)
        receipts = await run_in_threadpool(found_spaces, store, token, body)
        return Response(b"".join(r.raw() for r in receipts), 201, media_type=_BINARY)

    @app.post("/v1/spaces/{space}/entries")
    async def push(request: Request, space: str) -> Response:
        token = _bearer(request)
        body = await _body(request, MAX_REQUEST_BYTES)
        receipt = await run_in_threadpool(append, store, _space(space), token, body)
        return Response(receipt.raw(), media_type=_BINARY)

    @app.get("/v1/spaces/{space}/entries")
    async def pull(
        request: Request,
        space: str,
        after: int = 0,
        limit_bytes: int = _DEFAULT_PAGE_BYTES,
        own: bool = False,
    ) -> Response:
        if not 0 <= after < 1 << 63 or limit_bytes < 0:
            raise Refusal(MALFORMED, "A position or a limit is out of range.")
        token = _bearer(request)
        content = await run_in_threadpool(
            page, store, _space(space), token, after=after, limit_bytes=limit_bytes, own=own
        )
        return Response(content, media_type=_BINARY)

    @app.post("/v1/spaces/{space}/history")
    async def give_back(request: Request, space: str) -> Response:
        token = _bearer(request)
        body = await _body(request, MAX_REQUEST_BYTES)
        statement = await run_in_threadpool(take_back, store, _space(space), token, body)
        return Response(statement.raw(), media_type=_BINARY)

    @app.get("/v1/spaces/{space}/rosters")
    async def pull_rosters(request: Request, space: str, after: int = 0) -> Response:
        if not 0 <= after < 1 << 63:
            raise Refusal(MALFORMED, "A position is out of range.")
        token = _bearer(request)
        content = await run_in_threadpool(rosters, store, _space(space), token, after)
        return Response(content, media_type=_BINARY)


# ---------------------------------------------------------------- reading requests


async def _body(request: Request, most: int) -> bytes:
    """The body, of at most that many bytes; reading stops where it is more."""
    too_large = Refusal(TOO_LARGE, f"A request holds at most {most} bytes.", limit=most)
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared[:20]) > most:
        raise too_large
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise too_large
        parts.append(part)
    return b"".join(parts)


async def _json(request: Request) -> dict[str, Any]:
    try:
        read = json.loads(await _body(request, _MAX_JSON_BYTES))
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise Refusal(MALFORMED, "The request is not a JSON object.")
    return read


def _hex(asked: dict[str, Any], name: str, length: int) -> bytes:
    value = asked.get(name)
    try:
        read = bytes.fromhex(value) if isinstance(value, str) else b""
    except ValueError:
        read = b""
    if len(read) != length:
        raise Refusal(MALFORMED, f"The field {name} is not {length} bytes in hexadecimal.")
    return read


def _whole(asked: dict[str, Any], name: str) -> int:
    value = asked.get(name)
    if type(value) is not int or not 0 <= value < 1 << 63:
        raise Refusal(MALFORMED, f"The field {name} is not a whole number.")
    return value


def _space(text: str) -> bytes:
    return _hex({"space": text}, "space", 16)


def _bearer(request: Request) -> str:
    """A session's token, or an operator's where a space is founded."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Refusal(UNAUTHENTICATED, "The request carries no token.")
    return token.strip()


# ---------------------------------------------------------------- answering with an error


async def _refused(_request: Request, error: Exception) -> Response:
    if not isinstance(error, Refusal):
        raise error
    headers = {"WWW-Authenticate": "Bearer"} if error.status == 401 else None
    return JSONResponse(error.answer(), error.status, headers)


async def _not_valid(_request: Request, _error: Exception) -> Response:
    refusal = Refusal(MALFORMED, "The request's parameters are not what this route takes.")
    return JSONResponse(refusal.answer(), refusal.status)


async def _no_such_route(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    answer = {"code": "no_such_route", "message": "This store has no such route."}
    return JSONResponse(answer, status)


async def _database_failed(_request: Request, error: Exception) -> Response:
    # The kind only: the statement's parameters are hidden, but its driver may quote a row.
    log.error("The database failed: %s", type(error).__name__)
    refusal = Refusal(INTERNAL, "The store could not do this. Nothing was changed.")
    return JSONResponse(refusal.answer(), refusal.status)


async def _hung_up(_request: Request, _error: Exception) -> Response:
    return Response(status_code=400)
