"""A device's way to its store: signed in by itself, once for each space while a session lasts.

What a pass wants becomes a request here, and nothing else: the transport knows nothing of entries.
How a request goes over the network, and what its failures mean, is ``connection.py``'s.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from typing import Any, Final, TypeVar

import httpx

from sync import wire
from sync.client.connection import DEADLINE_S, Connection
from sync.client.tokens import Tokens, Where
from sync.client.wants import (
    Answer,
    Found,
    OpenMailbox,
    Pull,
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
)
from sync.keys import DeviceKeys
from sync.plaintext import read_json

T = TypeVar("T")

#: How much of a space is asked for at once: little enough for a phone's memory.
PAGE_BYTES: Final = 2 << 20


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
        tokens: Tokens | None = None,
    ) -> None:
        """Connect to nothing yet.

        Args:
            tokens: sessions that others of this device's connections opened, and that they may go
                on with; without, this connection's own end with it.
            before_each: called before every request; what it raises ends the pass. One want may
                take three requests, and a vault that is locked meanwhile sends no further one.
        """
        self._url = url
        self._store_key = store_key
        self._keys = keys
        self._device = keys.card().device
        self._tokens = Tokens() if tokens is None else tokens
        self._connection = Connection(
            url, through=through, deadline_s=deadline_s, before_each=before_each
        )

    async def __aenter__(self) -> Transport:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._connection.close()

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
            return await self._connection.send("POST", "/v1/spaces", want.body, want.token)
        try:
            return await self._signed_in(want)
        except StoreRefused as error:
            if error.reason != wire.UNAUTHENTICATED:
                raise
        return await self._signed_in(want)  # it ran out, or was taken back: sign in once more

    async def _signed_in(self, want: SignedIn) -> bytes:
        where = self._where(want.space)
        token = self._tokens.get(where) or await self._sign_in(want.space)
        method, name, body = _request(want)
        path = f"/v1/spaces/{want.space.hex()}/{name}"
        try:
            return await self._connection.send(method, path, body, token)
        except StoreRefused as error:
            if error.reason == wire.UNAUTHENTICATED:
                self._tokens.drop(where, token)
            raise

    def _where(self, space: bytes) -> Where:
        return Where(self._url, self._store_key, self._device, space)

    async def _sign_in(self, space: bytes) -> str:
        who = {"space": space.hex(), "device": self._device.hex()}
        begun_ms = self._tokens.elapsed_ms()
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
            # By the store's clock a challenge ends after it was asked for, so the session lasts
            # longer than from its end to the session's own; no clock of this device is compared.
            lasts_ms = int(session["expires_ms"]) - expires_ms
        except (KeyError, TypeError, ValueError, OverflowError):
            raise StoreGarbled("The store's sign-in answer is not one.") from None
        self._tokens.keep(self._where(space), token, begun_ms + lasts_ms)
        return token

    async def _json(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await self._connection.send("POST", path, json.dumps(body).encode())
        try:
            return read_json(answer)
        except MalformedEntry:
            raise StoreGarbled("The store's sign-in answer is not one.") from None


def _request(want: SignedIn) -> tuple[str, str, bytes | None]:
    """Method, address within the space, and body."""
    match want:
        case Push():
            return "POST", "entries", want.body
        case PutBack():
            return "POST", "history", want.body
        case PullRosters():
            return "GET", f"rosters?after={want.after}", None
        case PushLate():
            return "POST", "late", want.body
        case PullLate():
            beyond = f"after_device={want.after_device.hex()}&after_seq={want.after_seq}"
            return "GET", f"late?{beyond}", None
        case OpenMailbox():
            asked = {
                "mailbox": want.mailbox.hex(),
                "secret_hash": want.secret_hash.hex(),
                "valid_ms": want.valid_ms,
            }
            return "POST", "mailboxes", json.dumps(asked).encode()
        case Pull():
            limit = PAGE_BYTES if want.limit_bytes is None else want.limit_bytes
            asking = f"after={want.after}&own={int(want.own)}&limit_bytes={limit}"
            return "GET", f"entries?{asking}", None
