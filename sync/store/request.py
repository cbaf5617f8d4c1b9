"""Reading a request: bounded before anything looks at it, and nothing taken on trust.

1. A body is read in a stream, and reading stops where it is more than its route takes.
2. A field is of its type, length and range, or the request is malformed. What was sent is never
   quoted in the answer.
"""

from __future__ import annotations

import json
from typing import Any, Final

from fastapi import Request

from sync.store.refusal import Refusal
from sync.wire import MALFORMED, TOO_LARGE, UNAUTHENTICATED

_MAX_JSON_BYTES: Final = 8 * 1024


async def read_body(request: Request, most: int) -> bytes:
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


async def read_object(request: Request) -> dict[str, Any]:
    """The body as a JSON object."""
    try:
        read = json.loads(await read_body(request, _MAX_JSON_BYTES))
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise Refusal(MALFORMED, "The request is not a JSON object.")
    return read


def hex_field(asked: dict[str, Any], name: str, length: int) -> bytes:
    """A field of exactly ``length`` bytes, given in hexadecimal."""
    value = asked.get(name)
    try:
        read = bytes.fromhex(value) if isinstance(value, str) else b""
    except ValueError:
        read = b""
    if len(read) != length:
        raise Refusal(MALFORMED, f"The field {name} is not {length} bytes in hexadecimal.")
    return read


def whole_field(asked: dict[str, Any], name: str) -> int:
    """A field that is a whole number of 63 bits."""
    value = asked.get(name)
    if type(value) is not int or not 0 <= value < 1 << 63:
        raise Refusal(MALFORMED, f"The field {name} is not a whole number.")
    return value


def id_of(text: str) -> bytes:
    """The id, 16 bytes, of a space or a mailbox, as an address names it."""
    return hex_field({"id": text}, "id", 16)


def bearer(request: Request) -> str:
    """A session's token; an operator's where a space is founded; a mailbox's secret."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Refusal(UNAUTHENTICATED, "The request carries no token.")
    return token.strip()
