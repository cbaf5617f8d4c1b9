"""A new partnership, and the operator's token that lets it in."""

import httpx
import pytest
from sqlalchemy import update

from sync import wire
from sync.chain import START
from sync.envelope import Kind, founding_space
from sync.store.founding import _claim
from sync.store.tables import OPERATOR_TOKEN
from tests.sync.store.partnership import Partnership, new_device


def code(answer: httpx.Response) -> str:
    read = answer.json()["code"]
    assert answer.status_code == wire.STATUS[read]
    return str(read)


def another(p: Partnership) -> bytes:
    """Another founding roster of the same admin."""
    body = p.founding_body()
    p.admin.tip = START
    return p.admin.sign(founding_space(body), Kind.ROSTER, body).raw()


def test_a_space_begins_with_its_roster_at_position_one(unfounded: Partnership) -> None:
    p = unfounded
    answer = p.found()
    assert answer.status_code == 201
    receipt = wire.Receipt.parse(answer.content)
    receipt.check(p.store.signing_key.public())
    assert (receipt.space, receipt.seq, receipt.position) == (p.space, 1, 1)
    assert receipt.id == p.founding.id
    p.sign_in(p.admin)
    assert [i.raw for i in p.page(p.admin, own=1).items] == [p.founding.raw()]


def test_the_token_carries_the_stores_key(unfounded: Partnership) -> None:
    token = wire.StoreToken.parse(unfounded.store.issue_token())
    assert token.store_key == unfounded.store.signing_key.public()


def test_the_same_founding_again_is_answered_the_same(unfounded: Partnership) -> None:
    p = unfounded
    token = p.store.issue_token()
    first = p.found(token=token)
    p.clock.forward(2 * p.settings.limits.token_ms)
    p.restart()
    assert p.found(token=token).content == first.content


def test_without_a_token_of_this_store_nothing_is_founded(unfounded: Partnership) -> None:
    p = unfounded
    stranger = wire.StoreToken(p.store.signing_key.public(), bytes(32)).text()
    for token in ("rubbish", stranger):
        assert code(p.found(token=token)) == wire.TOKEN_REFUSED
    assert code(p.found(token="")) == wire.UNAUTHENTICATED


def test_a_token_opens_several_spaces_of_one_device_in_one_request(unfounded: Partnership) -> None:
    p = unfounded
    token = p.store.issue_token()
    body = wire.frame([p.founding.raw(), another(p)])
    answer = p.send("POST", "/v1/spaces", body, token)
    assert answer.status_code == 201
    assert len(answer.content) == 2 * 184
    assert p.send("POST", "/v1/spaces", body, token).content == answer.content


def test_a_token_works_for_its_first_device_only(unfounded: Partnership) -> None:
    p = unfounded
    token = p.store.issue_token()
    assert p.found(token=token).status_code == 201
    p.admin = new_device(p.rng)
    body = p.founding_body()
    entry = p.admin.sign(founding_space(body), Kind.ROSTER, body)
    assert code(p.found(entry, token)) == wire.TOKEN_REFUSED


def test_a_token_is_spent_after_a_day(unfounded: Partnership) -> None:
    p = unfounded
    token = p.store.issue_token()
    assert p.found(token=token).status_code == 201
    p.clock.forward(p.settings.limits.token_ms)
    answer = p.send("POST", "/v1/spaces", wire.frame([another(p)]), token)
    assert code(answer) == wire.TOKEN_REFUSED


@pytest.mark.parametrize("hours", [None, 1, 72])
def test_a_token_that_nobody_used_ends(unfounded: Partnership, hours: int | None) -> None:
    p = unfounded
    hour = 60 * 60 * 1000
    late, in_time = (p.store.issue_token(hours and hours * hour) for _ in range(2))
    p.clock.forward((hours or 24) * hour - 1)
    assert p.found(token=in_time).status_code == 201
    p.clock.forward(1)
    assert code(p.found(token=late)) == wire.TOKEN_REFUSED
    p.clock.forward(23 * hour)
    answer = p.send("POST", "/v1/spaces", wire.frame([another(p)]), in_time)
    assert answer.status_code == 201, "once used, its day begins"


def test_a_token_of_before_there_was_an_end_is_good_for_a_day(unfounded: Partnership) -> None:
    p = unfounded
    for forward, status in ((0, 201), (p.settings.limits.token_ms, 403)):
        token = p.store.issue_token()
        p.store.write(lambda c: c.execute(update(OPERATOR_TOKEN).values(first_used_ms=0)))
        p.clock.forward(forward)
        assert p.found(token=token).status_code == status


def test_a_token_is_spent_after_eight_spaces(unfounded: Partnership) -> None:
    p = unfounded
    token = p.store.issue_token()
    for _ in range(8):
        assert p.send("POST", "/v1/spaces", wire.frame([another(p)]), token).status_code == 201
    answer = p.send("POST", "/v1/spaces", wire.frame([another(p)]), token)
    assert code(answer) == wire.TOKEN_REFUSED


def test_killed_between_token_and_space_the_same_founding_goes_on(unfounded: Partnership) -> None:
    p = unfounded
    token = p.store.issue_token()
    p.store.write(lambda connection: _claim(p.store, connection, token, p.founding))
    p.restart()
    assert p.found(token=token).status_code == 201


def test_a_roster_that_pins_another_store_is_refused(unfounded: Partnership) -> None:
    p = unfounded
    body = p.founding_body(store_key=bytes(range(32)))
    entry = new_device(p.rng)
    entry.keys = p.admin.keys
    signed = entry.sign(founding_space(body), Kind.ROSTER, body)
    assert code(p.found(signed)) == wire.BAD_ROSTER


def test_a_founding_that_its_admin_did_not_sign_is_refused(unfounded: Partnership) -> None:
    p = unfounded
    raw = bytearray(p.founding.raw())
    raw[120] ^= 1
    answer = p.send("POST", "/v1/spaces", wire.frame([bytes(raw)]), p.store.issue_token())
    assert code(answer) == wire.BAD_SIGNATURE


def test_a_founding_by_who_is_no_admin_is_refused(unfounded: Partnership) -> None:
    p = unfounded
    entry = p.writer.sign(p.space, Kind.ROSTER, p.body)
    assert code(p.found(entry)) == wire.BAD_ROSTER


def test_a_space_that_does_not_name_itself_is_refused(unfounded: Partnership) -> None:
    p = unfounded
    other = new_device(p.rng)
    other.keys = p.admin.keys
    assert code(p.found(other.sign(bytes(16), Kind.ROSTER, p.body))) == wire.BAD_ROSTER


def test_a_token_is_kept_hashed(unfounded: Partnership) -> None:
    p = unfounded
    token = wire.StoreToken.parse(p.store.issue_token())
    rows = p.store.read(lambda connection: connection.execute(OPERATOR_TOKEN.select()).all())
    assert [row.token_hash == token.secret for row in rows] == [False]


def test_garbage_founds_nothing(unfounded: Partnership) -> None:
    p = unfounded
    for body in (b"", b"\0\0\0\1", wire.frame([b"rubbish"]), wire.frame([b""] * 9)):
        answer = p.send("POST", "/v1/spaces", body, p.store.issue_token())
        assert code(answer) == wire.MALFORMED
