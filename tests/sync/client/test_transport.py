"""The way to the store: every failure is one of our errors, and only the store is believed."""

import asyncio
import datetime
import gzip
import ipaddress
import json
import random
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from sync import wire
from sync.address import check_url
from sync.client.engine import Found, Pull, Push, Want
from sync.client.tokens import Tokens
from sync.client.transport import Transport
from sync.client.wants import OpenMailbox, PullLate, PullRosters, PushLate, PutBack
from sync.errors import (
    InputError,
    StoreError,
    StoreGarbled,
    StoreRefused,
    StoreUnreachable,
)
from sync.keys import KEM_X25519, DeviceKeys, SigningKey

Handler = Callable[[httpx.Request], httpx.Response]

STORE = SigningKey(b"\x05" * 32)
KEYS = DeviceKeys.from_random(random.Random(5).randbytes, KEM_X25519)
DEVICE = KEYS.card().device
SPACE = b"s" * 16
#: From the end of a challenge to the end of the session that was opened with it.
SESSION_MS = 58 * 60 * 1000
PULL = Pull(SPACE, 7, own=False)
PUSH = Push(SPACE, b"framed")


def ask(handler: Handler, *wants: Want, url: str = "https://store.test") -> list[bytes]:
    async def run() -> list[bytes]:
        through = httpx.MockTransport(handler)
        async with Transport(url, STORE.public(), KEYS, through=through) as transport:
            return [await transport.answer(want) for want in wants]

    return asyncio.run(run())


def error_of(handler: Handler, want: Want = PULL) -> StoreError:
    with pytest.raises(StoreError) as error:
        ask(handler, want)
    assert error.value.advice
    return error.value


class Honest:
    """A store's sign-in, and one answer to everything else."""

    def __init__(self, answer: Callable[[httpx.Request], httpx.Response] | None = None) -> None:
        self.answer = answer or (lambda request: httpx.Response(200, content=b"answered"))
        self.asked: list[httpx.Request] = []
        self.tokens = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if request.url.path == "/v1/challenge":
            return httpx.Response(200, json={"nonce": "07" * 32, "expires_ms": 99})
        if request.url.path == "/v1/sessions":
            self.tokens += 1
            given = {"token": f"token-{self.tokens}", "expires_ms": 99 + SESSION_MS}
            return httpx.Response(201, json=given)
        return self.answer(request)


def code(reason: str) -> httpx.Response:
    status = wire.STATUS[reason]
    return httpx.Response(status, json={"code": reason, "message": "somebody's own words"})


class TestAskingAnHonestStore:
    """It signs in by itself, once, for each space."""

    def test_signs_in_then_asks(self) -> None:
        store = Honest()
        assert ask(store, PULL, PUSH) == [b"answered", b"answered"]
        assert [r.url.path for r in store.asked] == [
            "/v1/challenge",
            "/v1/sessions",
            f"/v1/spaces/{SPACE.hex()}/entries",
            f"/v1/spaces/{SPACE.hex()}/entries",
        ]
        signed = json.loads(store.asked[1].content)
        assert signed["device"] == DEVICE.hex()
        wire.check_session_proof(
            KEYS.signing.public(), bytes.fromhex(signed["proof"]), STORE.public(),
            b"\x07" * 32, 99, DEVICE,
        )  # fmt: skip
        pull, push = store.asked[2:]
        assert dict(pull.url.params)["after"] == "7"
        assert pull.headers["Authorization"] == "Bearer token-1"
        assert (push.method, push.content) == ("POST", b"framed")
        assert push.headers["Accept-Encoding"] == "identity"

    def test_each_want_has_its_route(self) -> None:
        store = Honest()
        ask(
            store, PullRosters(SPACE, 7), PushLate(SPACE, b"framed"), PullLate(SPACE),
            PullLate(SPACE, DEVICE, 3), PutBack(SPACE, b"history"),
            OpenMailbox(SPACE, b"m" * 16, b"h" * 32, 1000),
        )  # fmt: skip
        asked = [
            (r.method, str(r.url).partition(SPACE.hex())[2], r.content) for r in store.asked[2:]
        ]
        assert asked[:5] == [
            ("GET", "/rosters?after=7", b""),
            ("POST", "/late", b"framed"),
            ("GET", f"/late?after_device={'00' * 16}&after_seq=0", b""),
            ("GET", f"/late?after_device={DEVICE.hex()}&after_seq=3", b""),
            ("POST", "/history", b"history"),
        ]
        assert asked[5][:2] == ("POST", "/mailboxes")
        said = {"mailbox": "6d" * 16, "secret_hash": "68" * 32, "valid_ms": 1000}
        assert json.loads(asked[5][2]) == said
        assert all(r.headers["Authorization"] == "Bearer token-1" for r in store.asked[2:])

    def test_each_space_has_its_own_session(self) -> None:
        store = Honest()
        ask(store, PULL, Pull(b"t" * 16, 0, own=True))
        assert store.tokens == 2

    def test_a_founding_carries_the_operators_token(self) -> None:
        store = Honest()
        ask(store, Found(SPACE, "the-token", b"framed"))
        (request,) = store.asked
        assert request.url.path == "/v1/spaces"
        assert request.headers["Authorization"] == "Bearer the-token"

    def test_a_session_that_ran_out_is_opened_once_more(self) -> None:
        def answer(request: httpx.Request) -> httpx.Response:
            if request.headers["Authorization"] == "Bearer token-1":
                return code(wire.UNAUTHENTICATED)
            return httpx.Response(200, content=b"answered")

        store = Honest(answer)
        assert ask(store, PULL) == [b"answered"]
        assert store.tokens == 2

    def test_a_store_that_never_accepts_is_asked_twice_only(self) -> None:
        store = Honest(lambda request: code(wire.UNAUTHENTICATED))
        error = error_of(store)
        assert isinstance(error, StoreRefused)
        assert store.tokens == 2


class TestSessionsAreKeptFromOnePassToTheNext:
    """In memory, for as long as they are good, and for nobody but the store that gave them."""

    def passes(self, store: Honest, tokens: Tokens, *urls: str) -> list[str]:
        """One pull in a connection of its own for each; which tokens were shown."""

        async def run() -> None:
            for url in urls or ("https://store.test",):
                through = httpx.MockTransport(store)
                async with Transport(
                    url, STORE.public(), KEYS, through=through, tokens=tokens
                ) as transport:
                    await transport.answer(PULL)

        before = len(store.asked)
        asyncio.run(run())
        shown = (r.headers.get("Authorization", "") for r in store.asked[before:])
        return [words.removeprefix("Bearer ") for words in shown if words]

    def test_a_second_pass_asks_for_no_challenge(self) -> None:
        store, tokens = Honest(), Tokens()
        assert self.passes(store, tokens) == ["token-1"]
        assert len(store.asked) == 3
        assert self.passes(store, tokens) == ["token-1"]
        assert len(store.asked) == 4, "the pull and nothing else"

    def test_one_that_was_taken_back_is_shown_once_more_and_never_again(self) -> None:
        taken_back = {"token-1"}

        def answer(request: httpx.Request) -> httpx.Response:
            if request.headers["Authorization"].removeprefix("Bearer ") in taken_back:
                return code(wire.UNAUTHENTICATED)
            return httpx.Response(200, content=b"answered")

        store, tokens = Honest(answer), Tokens()
        taken_back.clear()
        assert self.passes(store, tokens) == ["token-1"]
        taken_back.add("token-1")
        assert self.passes(store, tokens) == ["token-1", "token-2"]
        assert self.passes(store, tokens) == ["token-2"]
        assert store.tokens == 2

    def test_one_that_has_run_out_is_not_shown(self) -> None:
        elapsed = [7]
        store, tokens = Honest(), Tokens(lambda: elapsed[0])
        assert self.passes(store, tokens) == ["token-1"]
        elapsed[0] += SESSION_MS - 1
        assert self.passes(store, tokens) == ["token-1"]
        elapsed[0] += 1
        assert self.passes(store, tokens) == ["token-2"]

    def test_another_address_is_not_shown_it(self) -> None:
        store, tokens = Honest(), Tokens()
        urls = "https://store.test", "https://other.test", "https://store.test"
        assert self.passes(store, tokens, *urls) == ["token-1", "token-2", "token-1"]

    def test_after_the_lock_nothing_is_kept_of_a_pass_that_was_under_way_either(self) -> None:
        tokens = Tokens()

        def locked_meanwhile(request: httpx.Request) -> httpx.Response:
            tokens.let_go()
            return httpx.Response(200, content=b"answered")

        store = Honest(locked_meanwhile)
        assert self.passes(store, tokens) == ["token-1"]
        assert "token-" not in repr(vars(tokens))
        assert self.passes(store, tokens) == ["token-2"]
        assert "token-" not in repr(vars(tokens))


class TestRefusals:
    """Known codes are believed, under their status; the store's words are never shown."""

    @pytest.mark.parametrize("reason", sorted(set(wire.STATUS) - {wire.UNAUTHENTICATED}))
    def test_each_code(self, reason: str) -> None:
        error = error_of(Honest(lambda request: code(reason)))
        assert "own words" not in error.message
        if reason in (wire.INTERNAL, wire.BUSY):
            assert isinstance(error, StoreUnreachable)
        else:
            assert isinstance(error, StoreRefused)
            assert error.reason == reason

    @pytest.mark.parametrize(
        "response",
        [
            httpx.Response(400, json={"code": wire.SEQ_TAKEN}),
            httpx.Response(404, json={"code": "no_such_route", "message": "x"}),
            httpx.Response(403, text="<html>blocked by your school</html>"),
            httpx.Response(409, json=["code"]),
            httpx.Response(409, json={"code": ["gap"]}),
            httpx.Response(409, json={"code": None}),
            httpx.Response(409, content=b"[" * 100_000),
            httpx.Response(409, content=b'{"code":"gap","code":"gap"}'),
            httpx.Response(409, content=b"\xff\xfe"),
            httpx.Response(500, text="Internal Server Error"),
            httpx.Response(502, text="<html>Bad gateway</html>"),
            httpx.Response(204),
            httpx.Response(206, content=b"part"),
            httpx.Response(304),
        ],
        ids=lambda response: f"{response.status_code}-{response.content[:8]!r}",
    )
    def test_anything_else_is_not_the_store(self, response: httpx.Response) -> None:
        assert type(error_of(lambda request: response)) is StoreGarbled

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_redirects_are_not_followed(self, status: int) -> None:
        asked: list[str] = []

        def portal(request: httpx.Request) -> httpx.Response:
            asked.append(request.url.host)
            return httpx.Response(status, headers={"Location": "https://portal.test/sign-in"})

        assert type(error_of(portal)) is StoreGarbled
        assert asked == ["store.test"]


class TestGarbage:
    """A sign-in answered with anything at all."""

    @pytest.mark.parametrize(
        "content",
        [
            b"", b"<html>", b"null", b"[]", b"7", b"{}", b"[" * 100_000,
            b'{"nonce":7,"expires_ms":1}', b'{"nonce":"zz","expires_ms":1}',
            b'{"nonce":"07"}', b'{"nonce":"07","expires_ms":"x"}',
            b'{"nonce":"07","expires_ms":-1}', b'{"nonce":"07","expires_ms":1e999}',
            b'{"nonce":"07","expires_ms":' + b"9" * 30 + b"}",
            b'{"nonce":"07","expires_ms":null}', b"\xff",
        ],
    )  # fmt: skip
    def test_for_a_challenge(self, content: bytes) -> None:
        error = error_of(lambda request: httpx.Response(200, content=content))
        assert type(error) is StoreGarbled

    @pytest.mark.parametrize(
        "token",
        [None, 7, [], "two\r\nlines", "ünïcode", "\u0000", {}],
    )
    def test_for_a_token(self, token: Any) -> None:
        def answer(request: httpx.Request) -> httpx.Response:
            if request.url.path == "/v1/challenge":
                return httpx.Response(200, json={"nonce": "07" * 32, "expires_ms": 99})
            return httpx.Response(201, json={"token": token, "expires_ms": 99 + SESSION_MS})

        assert type(error_of(answer)) is StoreGarbled

    def test_an_answer_without_end_is_cut_off(self) -> None:
        sent = 0

        class Endless(httpx.AsyncByteStream):
            async def __aiter__(self) -> Any:
                nonlocal sent
                while True:
                    sent += 1 << 20
                    yield bytes(1 << 20)

        error = error_of(Honest(lambda request: httpx.Response(200, stream=Endless())))
        assert type(error) is StoreGarbled
        assert "larger" in error.message
        assert sent <= 2 * wire.MAX_PAGE_BYTES + (2 << 20)

    def test_a_compressed_answer_is_not_inflated(self) -> None:
        bomb = gzip.compress(bytes(1 << 20))
        headers = {"Content-Encoding": "gzip"}
        error = error_of(Honest(lambda request: httpx.Response(200, headers=headers, content=bomb)))
        assert type(error) is StoreGarbled
        assert "compressed" in error.message


class TestNoAnswer:
    """No network, no such host, a time-out: unreachable, in a sentence without addresses."""

    @pytest.mark.parametrize(
        "failure",
        [
            httpx.ConnectError, httpx.ConnectTimeout, httpx.ReadTimeout, httpx.WriteError,
            httpx.RemoteProtocolError, httpx.ReadError, httpx.PoolTimeout, httpx.ProxyError,
        ],
    )  # fmt: skip
    def test_each_failure(self, failure: type[httpx.HTTPError]) -> None:
        def fail(request: httpx.Request) -> httpx.Response:
            raise failure("to 10.1.2.3 from somebody's tablet")

        error = error_of(fail)
        assert type(error) is StoreUnreachable
        assert "10.1.2.3" not in error.message

    def test_nobody_listens(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        assert type(self.really(f"http://127.0.0.1:{port}")) is StoreUnreachable

    def test_it_hangs_up_without_a_word(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            closing = threading.Thread(target=lambda: server.accept()[0].close())
            closing.start()
            error = self.really(f"http://127.0.0.1:{server.getsockname()[1]}")
            closing.join()
        assert type(error) is StoreUnreachable

    def really(self, url: str) -> StoreError:
        async def run() -> None:
            async with Transport(url, STORE.public(), KEYS) as transport:
                await transport.answer(PULL)

        with pytest.raises(StoreError) as error:
            asyncio.run(run())
        return error.value


class TestCertificates:
    """TLS that accepts any certificate is a finding of many audits."""

    @pytest.fixture
    def port(self, tmp_path: Path) -> Iterator[int]:
        """A TLS server on loopback with a certificate that nobody vouches for."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "store.example.org")])
        now = datetime.datetime.now(datetime.UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(7)
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
                critical=False,
            )
            .sign(key, hashes.SHA256())
        )
        pem = tmp_path / "certificate.pem"
        pem.write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            + certificate.public_bytes(Encoding.PEM)
        )

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raise AssertionError("a request went to a server that nobody vouches for")

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        class Quiet(HTTPServer):
            def handle_error(self, *_: Any) -> None:
                """A refused handshake is what is wanted."""

        server = Quiet(("127.0.0.1", 0), Answer)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        serving = threading.Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        yield server.server_address[1]
        server.shutdown()
        serving.join()
        server.server_close()

    def test_a_certificate_that_nobody_vouches_for_is_refused(self, port: int) -> None:
        error = TestNoAnswer().really(f"https://127.0.0.1:{port}")
        assert type(error) is StoreUnreachable


class TestAddresses:
    """HTTPS, or plain HTTP to this very machine."""

    @pytest.mark.parametrize(
        ("url", "read"),
        [
            ("https://store.example.org", "https://store.example.org"),
            ("https://store.example.org/outreach/", "https://store.example.org/outreach"),
            ("https://store.example.org:8443", "https://store.example.org:8443"),
            ("http://127.0.0.1:8471/", "http://127.0.0.1:8471"),
            ("http://127.3.2.1", "http://127.3.2.1"),
            ("http://[::1]:8471", "http://[::1]:8471"),
            ("http://localhost:8471", "http://localhost:8471"),
        ],
    )
    def test_accepted(self, url: str, read: str) -> None:
        assert check_url(url) == read

    @pytest.mark.parametrize(
        "url",
        [
            "", "store.example.org", "http://store.example.org", "http://192.168.1.4",
            "http://127.0.0.1.example.org", "http://localhost.example.org", "ftp://127.0.0.1",
            "http://0.0.0.0:80", "https://", "https:///path", "https://user@store.example.org",
            "https://user:word@store.example.org", "https://store.example.org?x=1",
            "https://store.example.org#x", "http://[::1", "https://store.example.org:port",
            "https://store.example.org:99999", "file:///etc/passwd",
        ],
    )  # fmt: skip
    def test_refused(self, url: str) -> None:
        with pytest.raises(InputError):
            check_url(url)
        with pytest.raises(InputError):
            Transport(url, STORE.public(), KEYS)


def test_a_pass_is_carried_to_its_end_through_errors() -> None:
    def steps() -> Any:
        first = yield PULL
        second = yield PUSH
        return first, second

    def answer(request: httpx.Request) -> httpx.Response:
        return code(wire.QUOTA) if request.method == "POST" else httpx.Response(200, content=b"ok")

    async def run() -> Any:
        through = httpx.MockTransport(Honest(answer))
        async with Transport("https://store.test", STORE.public(), KEYS, through=through) as made:
            return await made.run(steps())

    first, second = asyncio.run(run())
    assert first == b"ok"
    assert isinstance(second, StoreRefused)


def test_a_store_that_trickles_is_given_up() -> None:
    """A byte now and then never times out by itself; the whole request has a deadline."""
    given = threading.Event()

    class Trickle(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            while True:
                given.set()
                yield b"."
                await asyncio.sleep(0)

    async def run() -> None:
        through = httpx.MockTransport(lambda request: httpx.Response(200, stream=Trickle()))
        keys = STORE.public(), KEYS
        async with Transport(
            "https://store.test", *keys, through=through, deadline_s=0.05
        ) as transport:
            with pytest.raises(StoreUnreachable, match="in time"):
                await transport.answer(PULL)

    asyncio.run(run())
    assert given.is_set(), "it did answer, a little"
