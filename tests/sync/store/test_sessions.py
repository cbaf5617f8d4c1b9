"""How a device proves itself, and for how long that is good."""

import json

import httpx
import pytest

from sync import wire
from sync.store.tables import SESSION
from tests.sync.store.partnership import Partnership, new_device


def code(answer: httpx.Response) -> str:
    read = answer.json()["code"]
    assert answer.status_code == wire.STATUS[read]
    return str(read)


def test_a_session_ends_with_its_time_by_the_stores_clock(partnership: Partnership) -> None:
    p = partnership
    p.clock.forward(p.settings.limits.session_ms - 1)
    assert p.pull(p.writer).status_code == 200
    p.clock.forward(1)
    assert code(p.pull(p.writer)) == wire.UNAUTHENTICATED
    assert p.sign_in(p.writer).status_code == 201
    assert p.pull(p.writer).status_code == 200


def test_a_challenge_expires(partnership: Partnership) -> None:
    p = partnership
    asked = p.proof(p.writer, p.challenge(p.writer))
    p.clock.forward(p.settings.limits.challenge_ms)
    assert code(p.send("POST", "/v1/sessions", json.dumps(asked))) == wire.UNAUTHENTICATED


def test_a_challenge_is_answered_once(partnership: Partnership) -> None:
    p = partnership
    asked = json.dumps(p.proof(p.writer, p.challenge(p.writer)))
    assert p.send("POST", "/v1/sessions", asked).status_code == 201
    assert code(p.send("POST", "/v1/sessions", asked)) == wire.UNAUTHENTICATED


def test_a_challenge_is_for_one_device_space_and_time(partnership: Partnership) -> None:
    p = partnership
    challenge = p.challenge(p.writer)
    for other in (
        p.proof(p.admin, challenge),
        {**p.proof(p.writer, challenge), "space": "00" * 16},
        p.proof(p.writer, {**challenge, "expires_ms": challenge["expires_ms"] + 1}),
        p.proof(p.writer, {**challenge, "nonce": "00" * 32}),
    ):
        assert code(p.send("POST", "/v1/sessions", json.dumps(other))) == wire.UNAUTHENTICATED


def test_a_proof_by_another_key_is_refused(partnership: Partnership) -> None:
    p = partnership
    thief = new_device(p.rng)
    challenge = p.challenge(p.writer)
    asked = {**p.proof(thief, challenge), "device": p.writer.id.hex()}
    assert code(p.send("POST", "/v1/sessions", json.dumps(asked))) == wire.UNAUTHENTICATED


def test_a_proof_made_for_another_store_is_refused(partnership: Partnership) -> None:
    p = partnership
    challenge = p.challenge(p.writer)
    nonce = bytes.fromhex(challenge["nonce"])
    other = wire.session_proof(
        p.writer.keys.signing, bytes(32), nonce, challenge["expires_ms"], p.writer.id
    )
    asked = {**p.proof(p.writer, challenge), "proof": other.hex()}
    assert code(p.send("POST", "/v1/sessions", json.dumps(asked))) == wire.UNAUTHENTICATED


def test_a_space_that_is_not_here_has_no_sessions(unfounded: Partnership) -> None:
    assert code(unfounded.sign_in(unfounded.admin)) == wire.UNKNOWN_SPACE


def test_the_store_keeps_no_token_that_it_hands_out(partnership: Partnership) -> None:
    p = partnership
    rows = p.store.read(lambda connection: connection.execute(SESSION.select()).all())
    assert len(rows) == 3
    for device in (p.admin, p.writer, p.depositor):
        assert device.token.encode() not in b"".join(row.token_hash for row in rows)


def test_old_sessions_of_a_device_make_room_for_new_ones(partnership: Partnership) -> None:
    p = partnership
    first = p.writer.token
    for _ in range(p.settings.limits.sessions_per_device):
        p.clock.forward(1000)
        assert p.sign_in(p.writer).status_code == 201
    assert p.pull(p.writer).status_code == 200
    p.writer.token = first
    assert code(p.pull(p.writer)) == wire.UNAUTHENTICATED


@pytest.mark.parametrize("token", ["", "x", "Bearer", "\u00e9", "A" * 5000])
def test_what_is_no_token_is_refused(partnership: Partnership, token: str) -> None:
    p = partnership
    p.writer.token = token
    assert code(p.pull(p.writer)) == wire.UNAUTHENTICATED


@pytest.mark.parametrize(
    "asked",
    [
        b"",
        b"[]",
        b"\xff\xfe",
        b'{"space": 1, "device": 2}',
        b'{"space": "zz", "device": ""}',
        b"[" * 5000,
    ],
)
@pytest.mark.parametrize("path", ["/v1/challenge", "/v1/sessions"])
def test_garbage_is_answered_cleanly(partnership: Partnership, path: str, asked: bytes) -> None:
    assert code(partnership.send("POST", path, asked)) == wire.MALFORMED
