"""The pinned vectors of format version 1: what was written once must be read for ever.

A failure here means that the format has changed. Do not make new vectors: take the change back, or
give the format another version byte.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from sync import wire
from sync.chain import head_zero, next_head
from sync.client.epoch_keys import learn
from sync.client.recovery_code import RecoveryCode
from sync.client.vault import Vault
from sync.deposit import open_deposit, open_own
from sync.enrolment import Answer, Offer, Request
from sync.envelope import (
    HEADER_BYTES,
    PREFIX_BYTES,
    open_body,
    parse,
    redact,
    seal,
    verify_signature,
)
from sync.giving import Address, SealedGift
from sync.invitation import Invitation, fingerprint_words
from sync.keys import (
    KEM_MLKEM768_X25519,
    KEM_X25519,
    Card,
    DeviceKeys,
    KemKey,
    SigningKey,
    best_kem,
    derive_key,
    label,
)
from sync.membership import Membership
from sync.plaintext import dictionary, pad, padded_length, unpack
from sync.recovery_key import RecoveryKey
from sync.recovery_sheet import RecoverySheet, parse_space, parse_store_key
from sync.roster import check_first, commitment, deposit_pair, wrap_info
from sync.roster import parse as parse_roster
from sync.words import fingerprint, from_words, to_words, word_list
from tests.vectors import generate

VECTORS = Path(__file__).parents[1] / "vectors"


def vector(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
    assert read["format"] == 1
    return read


def unhex(read: dict[str, Any], *names: str) -> list[bytes]:
    return [bytes.fromhex(read[name]) for name in names]


def test_the_dictionary_is_the_one_that_codec_1_names() -> None:
    pinned = vector("plaintext")["dictionary_sha256"]
    assert pinned == "b6f05c968a46d50d2c3d6c9f691d915de9f3741d6e30cb3ae6cb9cc3b39e12cb"
    assert hashlib.sha256(dictionary()).hexdigest() == pinned


def test_a_plaintext_reads_as_it_was_written() -> None:
    pinned = vector("plaintext")
    compressed, padded = unhex(pinned, "compressed", "padded")
    assert pad(pinned["codec"], compressed) == padded
    assert unpack(padded) == pinned["json"]
    assert all(padded_length(n) == m for n, m in pinned["padded_lengths"])


@pytest.mark.parametrize("number", [0, 1], ids=["x25519", "hybrid"])
def test_a_card_names_its_device(number: int) -> None:
    pinned = vector("cards")["cards"][number]
    raw, card_hash, device = unhex(pinned, "card", "hash", "device")
    card = Card.parse(raw)
    assert (card.kem_id, card.hash, card.device) == (pinned["kem"], card_hash, device)
    if pinned["kem"] == KEM_MLKEM768_X25519 and best_kem() != KEM_MLKEM768_X25519:
        pytest.skip("this build of cryptography has no ML-KEM")
    signing, kem = unhex(pinned, "signing_seed", "kem_seed")
    assert DeviceKeys(SigningKey(signing), KemKey(pinned["kem"], kem)).card() == card


def test_an_entry_is_sealed_to_the_very_bytes() -> None:
    pinned = vector("entry")
    space, device, prev, key, salt, seed = unhex(
        pinned, "space", "device", "prev", "epoch_key", "salt", "signing_seed"
    )
    entry = seal(
        pad(pinned["codec"], bytes.fromhex(pinned["compressed"])),
        space=space,
        device=device,
        seq=pinned["seq"],
        prev=prev,
        epoch=pinned["epoch"],
        epoch_key=key,
        salt=salt,
        signing=SigningKey(seed),
    )
    assert entry.raw().hex() == pinned["raw"]
    assert entry.id.hex() == pinned["id"]


def test_an_entry_reads_as_it_was_sealed() -> None:
    pinned = vector("entry")
    raw, header, digest, signature, entry_id, key, salt, signing_key = unhex(
        pinned, "raw", "header", "digest", "signature", "id", "epoch_key", "salt", "signing_key"
    )
    entry = parse(raw)
    assert (pinned["header_bytes"], pinned["prefix_bytes"]) == (HEADER_BYTES, PREFIX_BYTES)
    assert (entry.header, entry.digest, entry.signature) == (header, digest, signature)
    assert entry.id == entry_id
    assert derive_key(key, salt, label("entry-key") + header).hex() == pinned["key"]
    verify_signature(entry, signing_key)
    assert unpack(open_body(entry, key)) == vector("plaintext")["json"]


def test_a_stub_keeps_its_id_and_its_signature() -> None:
    pinned = vector("entry")
    raw, stub, entry_id, signing_key = unhex(pinned, "raw", "stub", "id", "signing_key")
    assert redact(parse(raw)).raw() == stub
    read = parse(stub)
    assert read.is_stub
    assert read.id == entry_id
    verify_signature(read, signing_key)


def test_a_founding_roster_names_its_space_and_opens() -> None:
    pinned = vector("roster")
    raw, key, founding, writer, writer_seed = unhex(
        pinned, "raw", "epoch_key", "founding", "writer_device", "writer_kem_seed"
    )
    entry = parse(raw)
    roster = parse_roster(entry)
    check_first(roster, entry)
    assert (entry.id.hex(), roster.space.hex()) == (pinned["id"], pinned["space"])
    assert roster.scope == founding
    assert roster.commitment == commitment(founding, 1, key) == bytes.fromhex(pinned["commitment"])
    assert roster.store_key.hex() == pinned["store_key"]
    verify_signature(entry, roster.cards[entry.device].signing_key)
    assert roster.receive_key(writer, KemKey(0x20, writer_seed)) == key
    details = roster.open_details(key)
    assert details.space_name == pinned["space_name"]
    assert details.people[bytes.fromhex(pinned["admin_device"])].name == pinned["admin_name"]
    assert roster.recovery is not None
    assert roster.recovery.card.device.hex() == pinned["recovery_device"]


def test_the_key_for_deposits_derives_from_the_epoch_key() -> None:
    pinned = vector("roster")
    pair = deposit_pair(bytes.fromhex(pinned["epoch_key"]), pinned["deposit_kem"])
    assert (pair.seed.hex(), pair.public().hex()) == (pinned["deposit_seed"], pinned["deposit_key"])


@pytest.mark.parametrize("number", [0, 1], ids=["x25519", "hybrid"])
def test_a_wrapped_key_opens(number: int) -> None:
    pinned = vector("wraps")["wraps"][number]
    if pinned["kem"] == KEM_MLKEM768_X25519 and best_kem() != KEM_MLKEM768_X25519:
        pytest.skip("this build of cryptography has no ML-KEM")
    seed, scope, device, committed, info, wrapped = unhex(
        pinned, "seed", "scope", "device", "commitment", "info", "wrapped"
    )
    key = KemKey(pinned["kem"], seed)
    assert key.public().hex() == pinned["public"]
    assert wrap_info(scope, pinned["epoch"], device, committed) == info
    secret = key.unwrap(wrapped, info)
    assert secret.hex() == pinned["secret"]
    assert commitment(scope, pinned["epoch"], secret) == committed


def test_heads_fold_in_place_time_and_id() -> None:
    pinned = vector("chain")
    head = head_zero(bytes.fromhex(pinned["space"]))
    assert head.hex() == pinned["head_zero"]
    for step in pinned["steps"]:
        head = next_head(head, step["position"], step["received_ms"], bytes.fromhex(step["id"]))
        assert head.hex() == step["head"]


def test_what_the_store_signs() -> None:
    pinned = vector("signed")
    space, device, entry_id, head, seed, key = unhex(
        pinned, "space", "device", "id", "head", "store_seed", "store_key"
    )
    store = SigningKey(seed)
    position, time_ms = pinned["position"], pinned["time_ms"]
    receipt = wire.Receipt(space, device, pinned["seq"], entry_id, position, head, time_ms)
    assert receipt.signed(store).raw().hex() == pinned["receipt"]
    wire.Receipt.parse(bytes.fromhex(pinned["receipt"])).check(key)
    statement = wire.Statement(space, position, head, time_ms)
    assert statement.signed(store).raw().hex() == pinned["statement"]
    wire.Statement.parse(bytes.fromhex(pinned["statement"])).check(key)


def test_what_a_device_signs_to_sign_in() -> None:
    pinned = vector("signed")
    store_key, device, seed, key, nonce, proof = unhex(
        pinned, "store_key", "device", "device_seed", "device_key", "nonce", "proof"
    )
    made = wire.session_proof(SigningKey(seed), store_key, nonce, pinned["time_ms"], device)
    assert made == proof
    wire.check_session_proof(key, proof, store_key, nonce, pinned["time_ms"], device)
    token = wire.StoreToken.parse(pinned["token"])
    assert (token.store_key, token.secret.hex()) == (store_key, pinned["token_secret"])


def test_recovery_codes() -> None:
    for secret, text in vector("recovery_code")["codes"]:
        assert RecoveryCode(bytes.fromhex(secret)).text() == text
        assert RecoveryCode.parse(text).secret.hex() == secret


@pytest.mark.parametrize("way", ["passphrase", "recovery code", "decomposed letters"])
def test_a_vault_of_version_1_opens(tmp_path: Path, way: str) -> None:
    pinned = vector("vault")
    (tmp_path / "vault.json").write_text(json.dumps(pinned["vault.json"]))
    if way == "recovery code":
        vault = Vault.unlock_with_code(tmp_path, RecoveryCode.parse(pinned["recovery_code"]))
    else:
        typed = pinned["passphrase"]
        if way == "decomposed letters":
            typed = typed.replace("é", "e\u0301")
        vault = Vault.unlock(tmp_path, typed)
    assert vault.identity.device.hex() == pinned["device"]
    assert vault.identity.person == pinned["person"]
    local, place = unhex(pinned, "local", "local_place")
    opened = vault.open_local(pinned["local_purpose"], local, place)
    assert opened.hex() == pinned["local_plaintext"]
    vault.lock()


def test_words_are_those_of_the_list_that_is_frozen() -> None:
    pinned = vector("words")
    assert pinned["list_sha256"] == (
        "187db04a869dd9bc7be80d21a86497d692c0db6abd3aa8cb6be5d618ff757fae"
    )
    assert hashlib.sha256("\n".join(word_list()).encode()).hexdigest() == pinned["list_sha256"]
    for raw, text in pinned["words"]:
        assert " ".join(to_words(bytes.fromhex(raw))) == text
        assert from_words(text).hex() == raw
    for raw, text in pinned["fingerprints"]:
        assert " ".join(fingerprint(bytes.fromhex(raw))) == text


def test_an_invitation_leads_to_its_mailbox_and_opens_what_lies_there() -> None:
    pinned = vector("invitation")
    code, signing, kem, space, offer_bytes, request_bytes, answer_bytes = unhex(
        pinned,
        "code",
        "newcomer_signing_seed",
        "newcomer_kem_seed",
        "space",
        "offer",
        "request",
        "answer",
    )
    read = Invitation.parse(pinned["text"])
    assert (read.code, read.text()) == (code, pinned["text"])
    assert read.mailbox.hex() == pinned["mailbox"]
    assert read.secret.hex() == pinned["secret"]
    assert read.secret_hash.hex() == pinned["secret_hash"]
    assert read.key.hex() == pinned["key"]
    newcomer = DeviceKeys(SigningKey(signing), KemKey(KEM_X25519, kem))
    offer = Offer.open(read, offer_bytes)
    assert [s.id for s in offer.spaces] == [space]
    request = Request.open(read, request_bytes)
    assert request.card == newcomer.card()
    said = fingerprint_words(read.mailbox, offer_bytes, request.card)
    assert " ".join(said) == pinned["fingerprint_words"]
    answer = Answer.open(read, newcomer, offer, answer_bytes)
    assert answer.rosters == {space: b"placed frames"}


@pytest.mark.parametrize("number", [0, 1], ids=["x25519", "hybrid"])
def test_a_recovery_key_on_paper_makes_the_same_keys(number: int) -> None:
    pinned = vector("recovery_key")["keys"][number]
    key = RecoveryKey.from_words(pinned["words"])
    assert (key.secret.hex(), key.kem_id) == (pinned["secret"], pinned["kem"])
    if pinned["kem"] == KEM_MLKEM768_X25519 and best_kem() != KEM_MLKEM768_X25519:
        pytest.skip("this build of cryptography has no ML-KEM")
    keys = key.keys()
    assert (keys.signing.seed.hex(), keys.kem.seed.hex()) == (
        pinned["signing_seed"],
        pinned["kem_seed"],
    )
    assert keys.card().device.hex() == pinned["device"]


def test_a_recovery_sheet_reads_as_it_was_printed() -> None:
    pinned = vector("recovery_key")
    sheet = RecoverySheet.parse(pinned["text"])
    assert sheet.text() == pinned["text"]
    assert sheet.key.secret.hex() == pinned["keys"][0]["secret"]
    assert (sheet.store_url, sheet.store_key.hex()) == (pinned["store_url"], pinned["store_key"])
    assert [s.hex() for s in sheet.spaces] == pinned["spaces"]
    assert [parse_space(t) for t in pinned["space_texts"]] == list(sheet.spaces)
    assert parse_store_key(*pinned["store_key_text"]) == sheet.store_key


def test_the_generator_never_overwrites(capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in VECTORS.glob("*.json")}
    with pytest.raises(SystemExit, match="frozen"):
        generate.main()
    assert {path: path.read_bytes() for path in VECTORS.glob("*.json")} == before


def test_what_is_given_to_another_partnership() -> None:
    pinned = vector("giving")
    seed, kem, epoch_key, space, card, home, gift = unhex(
        pinned, "admin_signing_seed", "admin_kem_seed", "epoch_key", "space", "giver_card", "home",
        "gift",
    )  # fmt: skip
    admin = DeviceKeys(SigningKey(seed), KemKey(KEM_X25519, kem))
    pair = deposit_pair(epoch_key, pinned["kem"])
    address = Address(
        space, pinned["epoch"], pinned["made_ms"], pinned["kem"], pair.public(), admin.card(),
        pinned["partnership"], pinned["space_name"],
    ).signed(admin.signing)  # fmt: skip
    assert address.text() == pinned["address"]
    assert Address.parse(pinned["address"]) == address
    assert " ".join(address.words()) == pinned["address_words"]
    sealed = SealedGift.parse(gift)
    assert (sealed.space, sealed.epoch) == (space, pinned["epoch"])
    received = sealed.open(pair)
    assert received.card.raw() == card
    assert (received.gift.home, received.gift.fields) == (home, pinned["fields"])
    assert " ".join(received.words()) == pinned["giver_words"]


@pytest.mark.parametrize("number", [0, 1])
def test_a_deposit_opens_for_its_readers_and_for_its_author(number: int) -> None:
    v = vector("deposit")["deposits"][number]
    if v["kem"] != KEM_X25519 and best_kem() == KEM_X25519:
        pytest.skip("this build has no hybrid")
    entry = parse(bytes.fromhex(v["raw"]))
    assert entry.id.hex() == v["id"]
    verify_signature(entry, bytes.fromhex(v["signing_key"]))
    pair = deposit_pair(bytes.fromhex(v["epoch_key"]), v["kem"])
    assert open_deposit(entry, pair) == v["json"]
    assert open_own(entry, bytes.fromhex(v["own_key"])) == v["json"]


def test_rosters_that_follow_and_a_ruling_read_as_they_were_signed() -> None:
    v = vector("governing")
    membership = Membership()
    for position, raw in enumerate(v["raw"], 1):
        entry = parse(bytes.fromhex(raw))
        assert entry.id.hex() == v["ids"][position - 1]
        assert membership.take(entry, position)
        verify_signature(entry, membership.signing_key(entry.device))
    newcomer = bytes.fromhex(v["newcomer"])
    known: dict[int, bytes] = {}
    kem = KemKey(KEM_X25519, bytes.fromhex(v["newcomer_kem_seed"]))
    assert learn(known, membership.history(), newcomer, kem) == []
    assert [known[1].hex(), known[2].hex()] == v["epoch_keys"]
    current = membership.current
    assert (current.version, current.epoch, current.erasers) == (3, 2, 2)
    assert set(current.closed) == {bytes.fromhex(v["removed"])}
    assert current.open_details(known[2]).people[newcomer].name == "Nia New"
    ruling = parse(bytes.fromhex(v["ruling"]))
    assert membership.rule(ruling, 9) == (), "it waits for a second"
    [proposed] = membership.rulings.proposed
    assert proposed.reason(known[2], bytes.fromhex(v["ruling_place"])) == v["reason"]
