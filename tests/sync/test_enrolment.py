"""What lies in the mailbox: read as it was written, and never taken for something else."""

import contextlib
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.enrolment import (
    MAX_ANSWER,
    MAX_NAME,
    MAX_PART,
    MAX_SPACES,
    Answer,
    GrantedSpace,
    Offer,
    OfferedSpace,
    Request,
)
from sync.errors import (
    BadSignature,
    BodyTooLarge,
    CannotOpen,
    InputError,
    MalformedEntry,
    OutreachError,
)
from sync.invitation import Invitation
from sync.keys import KEM_MLKEM768_X25519, KEM_X25519, DeviceKeys, SigningKey, best_kem, seal_part
from sync.plaintext import pack

SEED = 20261205
RANDOM = random.Random(SEED).randbytes
KEMS = [KEM_X25519] + [KEM_MLKEM768_X25519] * (best_kem() == KEM_MLKEM768_X25519)

INVITER = DeviceKeys.from_random(RANDOM, KEM_X25519)
NEWCOMER = DeviceKeys.from_random(RANDOM, KEM_X25519)
STRANGER = DeviceKeys.from_random(RANDOM, KEM_X25519)
HERE = Invitation("https://store.example.org", RANDOM(16))
ELSEWHERE = Invitation("https://store.example.org", RANDOM(16))
PREMISES, SAFEGUARDING, OTHER = RANDOM(16), RANDOM(16), RANDOM(16)

OFFER = Offer(
    partnership="Rochdale night partnership",
    spaces=(OfferedSpace(PREMISES, "premises"), OfferedSpace(SAFEGUARDING, "safeguarding")),
    inviter=INVITER.card(),
    inviter_name="Ada Admin",
    inviter_agency="Council",
    store_key=SigningKey(RANDOM(32)).public(),
)
REQUEST = Request(NEWCOMER.card(), "Wendy O\u2019Brien", "Early Break")
ANSWER = Answer(
    person=RANDOM(16).hex(),
    name="Wendy O\u2019Brien",
    agency="Early Break",
    duties=("outreach-worker",),
    spaces=(
        GrantedSpace(PREMISES, "premises", "writer", pending=False),
        GrantedSpace(SAFEGUARDING, "safeguarding", "depositor", pending=True),
    ),
    rosters={SAFEGUARDING: b"placed frames"},
)
SEALED_OFFER = OFFER.seal(HERE, RANDOM)
SEALED_REQUEST = REQUEST.seal(HERE, RANDOM)
SEALED_ANSWER = ANSWER.seal(HERE, NEWCOMER.card(), INVITER.signing)


def open_answer(sealed: bytes) -> Answer:
    return Answer.open(HERE, NEWCOMER, OFFER, sealed)


#: Each part, sealed, with the way to read it.
PARTS: dict[str, tuple[bytes, Callable[[bytes], object]]] = {
    "offer": (SEALED_OFFER, lambda raw: Offer.open(HERE, raw)),
    "request": (SEALED_REQUEST, lambda raw: Request.open(HERE, raw)),
    "answer": (SEALED_ANSWER, open_answer),
}


@pytest.mark.parametrize("kem", KEMS)
def test_three_parts_make_a_member(kem: int) -> None:
    newcomer = DeviceKeys.from_random(RANDOM, kem)
    offer = Offer.open(HERE, OFFER.seal(HERE, RANDOM))
    assert offer == OFFER
    asked = Request(newcomer.card(), "Wendy", "Early Break")
    request = Request.open(HERE, asked.seal(HERE, RANDOM))
    assert request == asked
    sealed = ANSWER.seal(HERE, request.card, INVITER.signing)
    assert Answer.open(HERE, newcomer, offer, sealed) == ANSWER


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_another_invitation_does_not_open(part: str) -> None:
    sealed = {
        "offer": OFFER.seal(ELSEWHERE, RANDOM),
        "request": REQUEST.seal(ELSEWHERE, RANDOM),
        "answer": ANSWER.seal(ELSEWHERE, NEWCOMER.card(), INVITER.signing),
    }[part]
    with pytest.raises(CannotOpen):
        PARTS[part][1](sealed)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("other", PARTS)
def test_a_part_in_anothers_place_does_not_open(part: str, other: str) -> None:
    if part != other:
        with pytest.raises(CannotOpen):
            PARTS[part][1](PARTS[other][0])


@pytest.mark.parametrize("part", PARTS)
@given(data=st.data())
def test_garbage_and_cut_and_changed_bytes_are_refused(part: str, data: st.DataObject) -> None:
    sealed, read = PARTS[part]
    at = data.draw(st.integers(0, len(sealed) - 1))
    for raw in (
        data.draw(st.binary(max_size=200)),
        sealed[:at],
        sealed + b"\0",
        sealed[:at] + bytes([sealed[at] ^ data.draw(st.integers(1, 255))]) + sealed[at + 1 :],
    ):
        with pytest.raises(OutreachError):
            read(raw)


def test_the_answer_opens_on_the_device_that_asked_only() -> None:
    with pytest.raises(CannotOpen):
        Answer.open(HERE, STRANGER, OFFER, SEALED_ANSWER)


def test_an_answer_of_somebody_who_overheard_the_code_is_not_believed() -> None:
    forged = replace(ANSWER, name="Somebody Else").seal(HERE, NEWCOMER.card(), STRANGER.signing)
    with pytest.raises(BadSignature):
        open_answer(forged)


def test_an_answer_names_no_space_that_was_not_offered() -> None:
    more = replace(ANSWER, spaces=(GrantedSpace(OTHER, "other", "reader", pending=False),))
    sealed = replace(more, rosters={}).seal(HERE, NEWCOMER.card(), INVITER.signing)
    with pytest.raises(MalformedEntry):
        open_answer(sealed)


def test_a_roster_of_a_space_that_is_not_granted_is_not_sent() -> None:
    with pytest.raises(InputError):
        replace(ANSWER, rosters={OTHER: b""}).seal(HERE, NEWCOMER.card(), INVITER.signing)


def test_more_rosters_than_a_mailbox_holds_are_not_sent() -> None:
    large = replace(ANSWER, rosters={PREMISES: bytes(MAX_ANSWER)})
    with pytest.raises(BodyTooLarge):
        large.seal(HERE, NEWCOMER.card(), INVITER.signing)


@pytest.mark.parametrize(
    "name",
    ["", "   ", "x" * (MAX_NAME + 1), "two\nlines", "\x1b[2J", "evil\u202egnp.exe", "\ud800"],
    ids=["empty", "blank", "long", "lines", "control", "turned", "half"],
)
def test_a_name_that_is_none_is_not_sent(name: str) -> None:
    with pytest.raises(InputError):
        replace(REQUEST, name=name).seal(HERE, RANDOM)
    with pytest.raises(InputError):
        replace(OFFER, partnership=name).seal(HERE, RANDOM)
    with pytest.raises(InputError):
        replace(ANSWER, agency=name).seal(HERE, NEWCOMER.card(), INVITER.signing)


@pytest.mark.parametrize("count", [0, MAX_SPACES + 1, 2_000])
def test_no_space_or_far_too_many_are_not_offered(count: int) -> None:
    spaces = tuple(OfferedSpace(n.to_bytes(16, "big"), f"space {n}") for n in range(count))
    with pytest.raises(InputError):
        replace(OFFER, spaces=spaces).seal(HERE, RANDOM)


def test_as_many_spaces_as_may_be_fit() -> None:
    spaces = tuple(OfferedSpace(RANDOM(16), "é" * MAX_NAME) for _ in range(MAX_SPACES))
    sealed = replace(OFFER, spaces=spaces).seal(HERE, RANDOM)
    assert len(sealed) <= MAX_PART
    assert Offer.open(HERE, sealed).spaces == spaces


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("00" * 16),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


def forge(purpose: str, said: dict[str, Any]) -> bytes:
    """What somebody who has the code can seal: anything."""
    return seal_part(HERE.key, purpose, pack(said), bytes(16), HERE.mailbox)


@given(st.data())
def test_whatever_a_holder_of_the_code_writes_is_refused_with_an_error_of_ours(
    data: st.DataObject,
) -> None:
    shape = {
        "version": 1,
        "partnership": "Night",
        "spaces": [{"id": PREMISES.hex(), "name": "premises"}],
        "inviter": "AAAA",
        "says": {"name": "Ada", "agency": "Council"},
        "store_key": "AAAA",
        "card": "AAAA",
        "name": "Wendy",
        "agency": "Early Break",
    }
    for key in data.draw(st.sets(st.sampled_from(sorted(shape)), min_size=1)):
        shape[key] = data.draw(json)
    with pytest.raises(OutreachError):
        Offer.open(HERE, forge("invitation-offer", shape))
    with contextlib.suppress(OutreachError):
        Request.open(HERE, forge("invitation-request", shape))


def test_a_newer_version_says_so() -> None:
    with pytest.raises(MalformedEntry, match="newer version") as told:
        Offer.open(HERE, forge("invitation-offer", {"version": 2}))
    assert "Update" in told.value.advice
    for version in (0, True, "1", None, 1.0):
        with pytest.raises(MalformedEntry, match="not what it should be"):
            Request.open(HERE, forge("invitation-request", {"version": version}))


def test_how_long_a_name_is_does_not_show() -> None:
    def size(name: str) -> int:
        return len(replace(REQUEST, name=name).seal(HERE, RANDOM))

    assert size("Al") == size("Alexandra Featherstone")
