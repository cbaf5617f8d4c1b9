"""The bare baseline of push and pull: the same HTTP, the same rows, durable, and nothing else.

No checks, no chains, no heads, no signatures: a body is cut at its lengths and inserted, a page is
read back and joined. Run as ``python -m tests.bench.bare_server URL PORT``.
"""

from __future__ import annotations

import sys
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from sync.store.insert import Row, insert_entries
from sync.store.settings import Settings
from sync.store.store import Store
from sync.store.tables import ENTRY
from sync.wire import frame, unframe


def app(store: Store) -> FastAPI:
    """Two routes: bytes in, bytes out."""
    made = FastAPI()
    place = {"next": 1}

    @made.get("/v1/health")
    async def health() -> dict[str, Any]:
        return {"status": "ok"}

    @made.post("/entries")
    async def push(request: Request) -> Response:
        body = await request.body()
        await run_in_threadpool(_insert, body)
        return Response(b"ok")

    @made.get("/entries")
    async def pull(after: int, limit: int) -> Response:
        return Response(await run_in_threadpool(_read, after, limit))

    def _insert(body: bytes) -> None:
        rows: list[Row] = []
        for raw in unframe(body):
            number = place["next"]
            place["next"] += 1
            rows.append((raw[4:20], number, raw[20:36], number, 1, 0, raw[:32], raw[32:64], raw))
        store.write(lambda connection: insert_entries(connection, rows))

    def _read(after: int, limit: int) -> bytes:
        asked = (
            select(ENTRY.c.raw)
            .where(ENTRY.c.position > after)
            .order_by(ENTRY.c.position)
            .limit(limit)
        )
        return store.read(lambda connection: frame(r[0] for r in connection.execute(asked)))

    return made


if __name__ == "__main__":
    from pathlib import Path

    url, port, key = sys.argv[1:4]
    uvicorn.run(
        app(Store(Settings(database=url, key_file=Path(key)))),
        host="127.0.0.1",
        port=int(port),
        log_level="warning",
        access_log=False,
    )
