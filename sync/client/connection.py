"""httpx to one store: HTTPS with certificate checks, plain HTTP for loopback only.

Rules that every request keeps, whoever asks:

1. Redirects are not followed, and compressed or oversized answers are refused: a sign-in page of a
   public network must not look like a store, and nothing must fill a device's memory.
2. Every failure is one of our errors. Of the store's own, only a known code under its own status is
   believed, and its words are never shown.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

import httpx

from sync import wire
from sync.address import check_url, is_loopback
from sync.errors import (
    MalformedEntry,
    StoreError,
    StoreGarbled,
    StoreRefused,
    StoreUnreachable,
)
from sync.plaintext import read_json

#: One request is given up after this long, however it trickles: a batch of 1 MiB passes at 6 KiB/s.
DEADLINE_S: Final = 180.0

_TIMEOUT: Final = httpx.Timeout(30.0, connect=5.0)

_SENTENCES: Final = {
    wire.UNAUTHENTICATED: "The store does not accept this device's sign-in.",
    wire.NOT_A_MEMBER: "The store says that this device is no member of this space.",
    wire.NOT_ALLOWED: "The store says that this device may not write here.",
    wire.CLOSED: "The store says that this device was removed.",
    wire.TOKEN_REFUSED: "The store does not accept the one-time token.",
    wire.UNKNOWN_SPACE: "The store does not know this partnership.",
    wire.GAP: "The store misses earlier entries of this device: it may have been restored from a "
    "backup.",
    wire.SEQ_TAKEN: "The store holds another entry of this device under the same number.",
    wire.WRONG_EPOCH: "The keys of this space have changed since this was written.",
    wire.TOO_LARGE: "The store finds this too large.",
    wire.QUOTA: "The store's limit for this device is reached.",
    wire.BUSY: "The store is busy.",
    wire.NO_MAILBOX: "The invitation is not known to the store: its time is over, or it was "
    "withdrawn.",
    wire.NOTHING_YET: "The other device has not answered yet.",
    wire.TAKEN: "Somebody has used this invitation before.",
}

_ADVICE: Final = {
    wire.NO_MAILBOX: "Ask for a new invitation. Nothing on this device was changed.",
    wire.NOTHING_YET: "Wait for the other person, then look again.",
    wire.TAKEN: "Ask for a new invitation. Nothing on this device was changed.",
}


class Connection:
    """One store, reached one request after another."""

    def __init__(
        self,
        url: str,
        *,
        through: httpx.AsyncBaseTransport | None = None,
        deadline_s: float = DEADLINE_S,
        before_each: Callable[[], None] = lambda: None,
    ) -> None:
        """Connect to nothing yet.

        Args:
            before_each: called before every request; what it raises is not caught here.

        Raises:
            InputError: not the address of a store.
        """
        self._before_each = before_each
        self._deadline_s = deadline_s
        self._client = httpx.AsyncClient(
            base_url=check_url(url),
            timeout=_TIMEOUT,
            transport=through,
            follow_redirects=False,
            # What travels is ciphertext; a compressed answer could only be a bomb.
            headers={"Accept-Encoding": "identity"},
            trust_env=not is_loopback(urlsplit(url).hostname or ""),
        )

    async def close(self) -> None:
        """Close what is open. No further request is sent."""
        await self._client.aclose()

    async def send(
        self, method: str, path: str, body: bytes | None = None, bearer: str | None = None
    ) -> bytes:
        """One request; the body of its answer.

        Raises:
            StoreUnreachable, StoreRefused, StoreGarbled.
        """
        headers = {} if bearer is None else {"Authorization": f"Bearer {bearer}"}
        self._before_each()
        try:
            async with (
                asyncio.timeout(self._deadline_s),
                self._client.stream(method, path, content=body, headers=headers) as response,
            ):
                content = await _bounded(response)
        except TimeoutError:
            raise StoreUnreachable("The store did not answer in time.") from None
        except httpx.HTTPError as error:
            raise _unreachable(error) from None
        if response.status_code in (200, 201):
            return content
        raise _refusal(response.status_code, content)


def _unreachable(error: httpx.HTTPError) -> StoreUnreachable:
    """What a failed connection means to a person."""
    if isinstance(error, httpx.TimeoutException):
        return StoreUnreachable("The store did not answer in time.")
    if isinstance(error, httpx.ConnectError):
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            return StoreUnreachable(
                "The store's certificate does not check, so nothing was sent.",
                advice="Everything is kept on this device. Tell whoever runs the store.",
            )
        return StoreUnreachable("The store could not be reached: there is no connection to it.")
    return StoreUnreachable("The connection to the store broke off.")


async def _bounded(response: httpx.Response) -> bytes:
    """The body, or an error when it is larger than any honest answer."""
    parts: list[bytes] = []
    size = 0
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise StoreGarbled("The store's answer is compressed, which nobody asked for.")
    async for part in response.aiter_bytes():
        size += len(part)
        if size > 2 * wire.MAX_PAGE_BYTES:
            raise StoreGarbled("The store's answer is larger than any it should give.")
        parts.append(part)
    return b"".join(parts)


def _refusal(status: int, content: bytes) -> StoreError:
    """Our error for the store's. Only known codes are believed; its words are never shown."""
    try:
        said = read_json(content)
        reason = said["code"]
        if wire.STATUS[reason] != status:
            raise ValueError
        taken_by = said.get("entry") if reason == wire.SEQ_TAKEN else None
        entry = None if taken_by is None else base64.b64decode(taken_by, validate=True)
    except (MalformedEntry, ValueError, KeyError, TypeError):
        return StoreGarbled(f"Something answered with HTTP {status} that is not the store.")
    if reason in (wire.INTERNAL, wire.BUSY):
        return StoreUnreachable("The store is there but cannot work just now.")
    sentence = _SENTENCES.get(reason, "The store refused what was sent.")
    return StoreRefused(sentence, reason=reason, advice=_ADVICE.get(reason), entry=entry)
