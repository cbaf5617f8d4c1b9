"""The store's routes, and nothing but routes: bytes in, a verb of the store, bytes out.

Bodies are read in a stream and bounded before anything looks at them. Work on the database runs in
a thread. Every error is JSON with a code of ``sync/wire.py`` and a sentence; none quotes what was
sent. Nothing here writes a token, a body or an address of a person to any log.
"""

from __future__ import annotations

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
from sync.store.erase import sweep
from sync.store.founding import found_spaces
from sync.store.late import keep_late, late
from sync.store.mailbox import get_part, most_bytes, open_mailbox, put_part, withdraw
from sync.store.pages import page
from sync.store.refusal import Refusal
from sync.store.request import bearer, hex_field, id_of, read_body, read_object, whole_field
from sync.store.restore import take_back
from sync.store.rosters import rosters
from sync.store.sessions import challenge, open_session
from sync.store.settings import MAX_REQUEST_BYTES, Settings
from sync.store.store import Store, wall_clock
from sync.wire import INTERNAL, MALFORMED

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
    sweep(store)  # where it was stopped before it could

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
        asked = await read_object(request)
        made = challenge(store, hex_field(asked, "space", 16), hex_field(asked, "device", 16))
        return {
            "nonce": made.nonce.hex(),
            "expires_ms": made.expires_ms,
            "time_ms": store.now(),
        }

    @app.post("/v1/sessions", status_code=201)
    async def sign_in(request: Request) -> dict[str, Any]:
        asked = await read_object(request)
        session = await run_in_threadpool(
            open_session,
            store,
            hex_field(asked, "space", 16),
            hex_field(asked, "device", 16),
            hex_field(asked, "nonce", 32),
            whole_field(asked, "expires_ms"),
            hex_field(asked, "proof", 64),
        )
        return {
            "token": session.token,
            "expires_ms": session.expires_ms,
            "time_ms": store.now(),
        }

    @app.post("/v1/spaces")
    async def found(request: Request) -> Response:
        token = bearer(request)
        body = await read_body(request, MAX_REQUEST_BYTES)
        receipts = await run_in_threadpool(found_spaces, store, token, body)
        return Response(b"".join(r.raw() for r in receipts), 201, media_type=_BINARY)

    @app.post("/v1/spaces/{space}/entries")
    async def push(request: Request, space: str) -> Response:
        token = bearer(request)
        body = await read_body(request, MAX_REQUEST_BYTES)
        receipt = await run_in_threadpool(append, store, id_of(space), token, body)
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
        token = bearer(request)
        content = await run_in_threadpool(
            page, store, id_of(space), token, after=after, limit_bytes=limit_bytes, own=own
        )
        return Response(content, media_type=_BINARY)

    @app.post("/v1/spaces/{space}/history")
    async def give_back(request: Request, space: str) -> Response:
        token = bearer(request)
        body = await read_body(request, MAX_REQUEST_BYTES)
        statement = await run_in_threadpool(take_back, store, id_of(space), token, body)
        return Response(statement.raw(), media_type=_BINARY)

    @app.get("/v1/spaces/{space}/rosters")
    async def pull_rosters(request: Request, space: str, after: int = 0) -> Response:
        if not 0 <= after < 1 << 63:
            raise Refusal(MALFORMED, "A position is out of range.")
        token = bearer(request)
        content = await run_in_threadpool(rosters, store, id_of(space), token, after)
        return Response(content, media_type=_BINARY)

    @app.post("/v1/spaces/{space}/late")
    async def push_late(request: Request, space: str) -> dict[str, Any]:
        token = bearer(request)
        body = await read_body(request, MAX_REQUEST_BYTES)
        return {"kept": await run_in_threadpool(keep_late, store, id_of(space), token, body)}

    @app.get("/v1/spaces/{space}/late")
    async def pull_late(
        request: Request, space: str, after_device: str = "00" * 16, after_seq: int = 0
    ) -> Response:
        if not 0 <= after_seq < 1 << 63:
            raise Refusal(MALFORMED, "A number is out of range.")
        token, device = bearer(request), id_of(after_device)
        content = await run_in_threadpool(late, store, id_of(space), token, device, after_seq)
        return Response(content, media_type=_BINARY)

    _add_mailbox_routes(app, store)


def _add_mailbox_routes(app: FastAPI, store: Store) -> None:
    @app.post("/v1/spaces/{space}/mailboxes", status_code=201)
    async def open_one(request: Request, space: str) -> dict[str, Any]:
        token = bearer(request)
        asked = await read_object(request)
        expires_ms = await run_in_threadpool(
            open_mailbox,
            store,
            id_of(space),
            token,
            hex_field(asked, "mailbox", 16),
            hex_field(asked, "secret_hash", 32),
            whole_field(asked, "valid_ms"),
        )
        return {"expires_ms": expires_ms, "time_ms": store.now()}

    @app.put("/v1/mailboxes/{mailbox}/{part}")
    async def put(request: Request, mailbox: str, part: str) -> Response:
        secret = bearer(request)
        content = await read_body(request, most_bytes(part))
        new = await run_in_threadpool(put_part, store, id_of(mailbox), secret, part, content)
        return Response(status_code=201 if new else 200)

    @app.get("/v1/mailboxes/{mailbox}/{part}")
    async def get(request: Request, mailbox: str, part: str) -> Response:
        secret = bearer(request)
        content = await run_in_threadpool(get_part, store, id_of(mailbox), secret, part)
        return Response(content, media_type=_BINARY)

    @app.delete("/v1/mailboxes/{mailbox}")
    async def withdraw_one(request: Request, mailbox: str) -> Response:
        await run_in_threadpool(withdraw, store, id_of(mailbox), bearer(request))
        return Response(status_code=200)


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
