"""Mailboxes, told as the two devices of an invitation meet them."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from sync import wire
from sync.store.tables import MAILBOX
from tests.sync.store.partnership import Device, Partnership, limited

DAY_MS = 24 * 60 * 60 * 1000


def code(answer: httpx.Response) -> str:
    read = answer.json()["code"]
    assert answer.status_code == wire.STATUS[read]
    return str(read)


def b64(raw: bytes) -> str:
    return wire.StoreToken(raw, raw).text().rpartition(".")[2]


class Invitation:
    """What both devices get out of its code."""

    def __init__(self, p: Partnership) -> None:
        self.p = p
        self.mailbox, self.secret = p.rng.randbytes(16), p.rng.randbytes(32)

    def open(self, device: Device | None = None, **changed: Any) -> httpx.Response:
        asked = {
            "mailbox": self.mailbox.hex(),
            "secret_hash": hashlib.sha256(self.secret).hexdigest(),
            "valid_ms": DAY_MS,
        }
        path = f"/v1/spaces/{self.p.space.hex()}/mailboxes"
        content = json.dumps({**asked, **changed})
        return self.p.send("POST", path, content, (device or self.p.admin).token)

    def ask(
        self, method: str, part: str = "", content: bytes | None = None, secret: str | None = None
    ) -> httpx.Response:
        path = f"/v1/mailboxes/{self.mailbox.hex()}{part and '/'}{part}"
        bearer = b64(self.secret) if secret is None else secret
        return self.p.send(method, path, content, bearer)

    def put(self, part: str, content: bytes) -> httpx.Response:
        return self.ask("PUT", part, content)

    def get(self, part: str) -> httpx.Response:
        return self.ask("GET", part)


@pytest.fixture
def invitation(partnership: Partnership) -> Invitation:
    """One that is open."""
    made = Invitation(partnership)
    assert made.open().status_code == 201
    return made


def test_offer_request_and_answer_pass_through_it(invitation: Invitation) -> None:
    for part in ("offer", "request", "answer"):
        assert code(invitation.get(part)) == wire.NOTHING_YET
        content = invitation.p.rng.randbytes(wire.MAILBOX_PARTS[part])
        assert invitation.put(part, content).status_code == 201
        got = invitation.get(part)
        assert (got.status_code, got.content) == (200, content)
        assert invitation.get(part).content == content, "what was fetched stays"


def test_a_part_is_written_once(invitation: Invitation) -> None:
    assert invitation.put("offer", b"the offer").status_code == 201
    assert invitation.put("offer", b"the offer").status_code == 200
    assert code(invitation.put("offer", b"another")) == wire.TAKEN
    assert invitation.get("offer").content == b"the offer"


def test_only_whoever_knows_the_secret(invitation: Invitation) -> None:
    invitation.put("offer", b"the offer")
    for secret in (b64(bytes(32)), "A", "\u00e9", invitation.p.admin.token):
        for answer in (
            invitation.ask("GET", "offer", secret=secret),
            invitation.ask("PUT", "request", b"a request", secret),
            invitation.ask("DELETE", secret=secret),
        ):
            assert code(answer) == wire.TOKEN_REFUSED
    assert code(invitation.ask("GET", "offer", secret="")) == wire.UNAUTHENTICATED
    assert invitation.get("offer").content == b"the offer"
    assert code(invitation.get("request")) == wire.NOTHING_YET


def test_the_store_keeps_no_secret(invitation: Invitation) -> None:
    (row,) = invitation.p.store.read(lambda c: c.execute(select(MAILBOX)).all())
    assert invitation.secret not in row
    assert row.secret_hash == hashlib.sha256(invitation.secret).digest()


def test_one_that_expired_is_as_if_it_never_was(invitation: Invitation) -> None:
    p = invitation.p
    invitation.put("offer", b"the offer")
    p.clock.forward(DAY_MS - 1)
    assert invitation.get("offer").status_code == 200
    p.clock.forward(1)
    for answer in (
        invitation.get("offer"),
        invitation.put("request", b"a request"),
        invitation.ask("DELETE"),
        invitation.ask("GET", "offer", secret=b64(bytes(32))),
    ):
        assert code(answer) == wire.NO_MAILBOX
    assert p.sign_in(p.admin).status_code == 201
    assert Invitation(p).open().status_code == 201
    count = select(func.count()).select_from(MAILBOX)
    assert p.store.read(lambda c: c.execute(count).scalar_one()) == 1, "its bytes are gone"


def test_one_that_nobody_opened(partnership: Partnership) -> None:
    assert code(Invitation(partnership).get("offer")) == wire.NO_MAILBOX


def test_one_that_was_withdrawn(invitation: Invitation) -> None:
    invitation.put("offer", b"the offer")
    assert invitation.ask("DELETE").status_code == 200
    assert code(invitation.get("offer")) == wire.NO_MAILBOX
    assert code(invitation.ask("DELETE")) == wire.NO_MAILBOX


def test_only_an_administrator_opens_one(partnership: Partnership) -> None:
    p = partnership
    assert code(Invitation(p).open(p.writer)) == wire.NOT_ALLOWED
    assert code(Invitation(p).open(p.depositor)) == wire.NOT_ALLOWED
    p.writer.token = "made up"
    assert code(Invitation(p).open(p.writer)) == wire.UNAUTHENTICATED
    p.push(p.admin, p.lead(p.removal(p.depositor, "left")))
    p.sign_in(p.depositor)
    assert code(Invitation(p).open(p.depositor)) == wire.CLOSED


def test_opened_again_it_is_the_same_one(invitation: Invitation) -> None:
    p = invitation.p
    invitation.put("offer", b"the offer")
    p.clock.forward(1000)
    again = invitation.open()
    assert again.status_code == 201
    assert again.json()["expires_ms"] == p.clock.now - 1000 + DAY_MS
    assert invitation.get("offer").content == b"the offer"


def test_somebody_elses_name_is_taken(invitation: Invitation) -> None:
    other = hashlib.sha256(b"another secret").hexdigest()
    assert code(invitation.open(secret_hash=other)) == wire.TAKEN


def test_so_many_at_once_and_no_more(partnership: Partnership) -> None:
    p = partnership
    p.settings = limited(p.settings, mailboxes_per_device=2)
    p.restart()
    first, second, third = (Invitation(p) for _ in range(3))
    assert first.open().status_code == second.open().status_code == 201
    assert code(third.open()) == wire.QUOTA
    assert first.open().status_code == 201, "one that is open is no further one"
    first.ask("DELETE")
    assert third.open().status_code == 201


def test_a_week_at_most(partnership: Partnership) -> None:
    p = partnership
    for valid_ms in (0, 7 * DAY_MS + 1, 1 << 62, -1, "a day", None, 1.5):
        assert code(Invitation(p).open(valid_ms=valid_ms)) == wire.MALFORMED
    assert Invitation(p).open(valid_ms=7 * DAY_MS).status_code == 201


@pytest.mark.parametrize("part", ["offer", "request", "answer"])
def test_parts_are_bounded_and_something(invitation: Invitation, part: str) -> None:
    most = wire.MAILBOX_PARTS[part]
    assert code(invitation.put(part, bytes(most + 1))) == wire.TOO_LARGE
    assert code(invitation.put(part, b"")) == wire.MALFORMED
    assert invitation.put(part, bytes(most)).status_code == 201


def test_odd_names(invitation: Invitation) -> None:
    assert code(invitation.put("secret_hash", b"x")) == wire.MALFORMED
    assert code(invitation.get("device")) == wire.MALFORMED
    assert code(invitation.open(mailbox="zz")) == wire.MALFORMED
    assert code(invitation.open(secret_hash="")) == wire.MALFORMED
    assert code(invitation.p.send("GET", "/v1/mailboxes/zz/offer", token="t")) == wire.MALFORMED
