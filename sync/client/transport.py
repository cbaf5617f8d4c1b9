"""httpx to the store: HTTPS with certificate checks, plain HTTP for loopback only.

The transport signs in by itself, turns every failure into one of our errors, and knows nothing of
entries. Redirects are not followed: a sign-in page of a public network must not look like a store.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable, Generator
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import httpx

from sync import wire
from sync.address import check_url, is_loopback
from sync.client.wants import (
    Answer,
    Found,
    PullLate,
    PullRosters,
    Push,
    PushLate,
    PutBack,
    SignedIn,
    Want,
)
from sync.errors import (
    MalformedEntry,
    StoreError,
    StoreGarbled,
    StoreRefused,
    StoreUnreachable,
)
from sync.keys import DeviceKeys
from sync.plaintext import read_json

T = TypeVar("T")

#: How much of a space is asked for at once: little enough for a phone's memory.
PAGE_BYTES: Final = 2 << 20

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
}


class Transport:
    """A connection to one store for one device."""

    def __init__(
        self,
        url: str,
        store_key: bytes,
        keys: DeviceKeys,
        *,
        through: httpx.AsyncBaseTransport | None = None,
        deadline_s: float = DEADLINE_S,
        before_each: Callable[[], None] = lambda: None,
    ) -> None:
        """Connect to nothing yet.

        Args:
            before_each: called before every request; what it raises ends the pass. One want may
                take three requests, and a vault that is locked meanwhile sends no further one.
        """
        self._before_each = before_each
        self._store_key = store_key
        self._deadline_s = deadline_s
        self._keys = keys
        self._device = keys.card().device
        self._bearers: dict[bytes, str] = {}
        self._client = httpx.AsyncClient(
            base_url=check_url(url),
            timeout=_TIMEOUT,
            transport=through,
            follow_redirects=False,
            # What travels is ciphertext; a compressed answer could only be a bomb.
            headers={"Accept-Encoding": "identity"},
            trust_env=not is_loopback(urlsplit(url).hostname or ""),
        )

    async def __aenter__(self) -> Transport:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def run(self, steps: Generator[Want, Answer, T]) -> T:
        """Carry out a sync pass to its end and return its report."""
        try:
            want = next(steps)
            while True:
                try:
                    answer: Answer = await self.answer(want)
                except StoreError as error:
                    answer = error
                want = steps.send(answer)
        except StopIteration as done:
            result: T = done.value
            return result

    async def answer(self, want: Want) -> bytes:
        """What the store says to one want.

        Raises:
            StoreUnreachable, StoreRefused, StoreGarbled.
        """
        if isinstance(want, Found):
            return await self._send(
                "POST", "/v1/spaces", want.body, {"Authorization": f"Bearer {want.token}"}
            )
        try:
            return await self._signed_in(want)
        except StoreRefused as error:
            if error.reason != wire.UNAUTHENTICATED:
                raise
        self._bearers.pop(want.space, None)  # it ran out: sign in once more
        return await self._signed_in(want)

    async def _signed_in(self, want: SignedIn) -> bytes:
        if want.space not in self._bearers:
            self._bearers[want.space] = await self._sign_in(want.space)
        path = f"/v1/spaces/{want.space.hex()}/"
        headers = {"Authorization": f"Bearer {self._bearers[want.space]}"}
        if isinstance(want, Push):
            return await self._send("POST", path + "entries", want.body, headers)
        if isinstance(want, PutBack):
            return await self._send("POST", path + "history", want.body, headers)
        if isinstance(want, PullRosters):
            return await self._send("GET", path + f"rosters?after={want.after}", None, headers)
        if isinstance(want, PushLate):
            return await self._send("POST", path + "late", want.body, headers)
        if isinstance(want, PullLate):
            return await self._send("GET", path + "late", None, headers)
        limit = PAGE_BYTES if want.limit_bytes is None else want.limit_bytes
        path += f"entries?after={want.after}&own={int(want.own)}&limit_bytes={limit}"
        return await self._send("GET", path, None, headers)

    async def _sign_in(self, space: bytes) -> str:
        who = {"space": space.hex(), "device": self._device.hex()}
        challenge = await self._json("/v1/challenge", who)
        try:
            nonce = bytes.fromhex(challenge["nonce"])
            expires_ms = int(challenge["expires_ms"])
            proof = wire.session_proof(
                self._keys.signing, self._store_key, nonce, expires_ms, self._device
            )
            signed = {"nonce": nonce.hex(), "expires_ms": expires_ms, "proof": proof.hex()}
            session = await self._json("/v1/sessions", {**who, **signed})
            token = session["token"]
            if not isinstance(token, str) or not token.isascii() or not token.isprintable():
                raise ValueError
            return token
        except (KeyError, TypeError, ValueError, OverflowError):
            raise StoreGarbled("The store's sign-in answer is not one.") from None

    async def _json(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await self._send("POST", path, json.dumps(body).encode(), {})
        try:
            return read_json(answer)
        except MalformedEntry:
            raise StoreGarbled("The store's sign-in answer is not one.") from None

    async def _send(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> bytes:
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
    return StoreRefused(sentence, reason=reason, entry=entry)
