"""Make the pinned vectors of format version 1. Run by hand, once for each version:

    python -m tests.vectors.generate

It writes what is not there yet and refuses to overwrite: a vector that changes is another format,
and needs another version byte.
What holds fresh randomness inside ``cryptography`` (HPKE) can be opened again but not remade, so
those vectors pin bytes to open. Compressed bytes are pinned too, since builds of zlib differ.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

from sync import wire
from sync.chain import head_zero, next_head
from sync.client.identity import Identity
from sync.client.recovery_code import RecoveryCode
from sync.client.vault import Vault
from sync.deposit import seal_deposit
from sync.enrolment import Answer, GrantedSpace, Offer, OfferedSpace, Request
from sync.envelope import (
    HEADER_BYTES,
    NO_PREV,
    PREFIX_BYTES,
    Kind,
    founding_space,
    redact,
    seal,
    sign,
)
from sync.first_roster import Admission, found
from sync.giving import Address, Gift, giver_words
from sync.invitation import Invitation, fingerprint_words
from sync.keys import (
    KEM_MLKEM768_X25519,
    KEM_X25519,
    DeviceKeys,
    KemKey,
    SigningKey,
    derive_key,
    label,
    wrap,
)
from sync.membership import Membership
from sync.next_roster import Changes, next_roster
from sync.plaintext import CODEC_DEFLATE_1, dictionary, pack, pad, padded_length
from sync.recovery_key import RecoveryKey
from sync.recovery_sheet import RecoverySheet, space_text, store_key_text
from sync.roster import Closing, Person, commitment, deposit_pair, parse, wrap_info
from sync.ruling import ruling_body, ruling_place
from sync.words import fingerprint, to_words, word_list
from tests.sync.people import Team, new_device

HERE = Path(__file__).parent
PAYLOAD = {
    "hlc": [1_792_000_000_000, 0],
    "at": [1_792_000_000_000, 60, None, None],
    "seen": [1, "A" * 43],
    "type": "hotspot-visit",
    "version": 1,
    "id": "00" * 16,
    "set": {"nothing_seen": True, "fact": "Nobody there. Nid oedd neb yno."},
}


def main() -> None:
    rng = random.Random(20261122)
    made = {
        "plaintext": plaintext(),
        "cards": cards(rng),
        "entry": entry(rng),
        "roster": roster(rng),
        "wraps": wraps(rng),
        "chain": chain(rng),
        "signed": signed(rng),
        "recovery_code": recovery_code(),
        "vault": vault(rng),
        "words": spelt(),
        "invitation": invitation(),
        "recovery_key": recovery_key(),
        "giving": giving(),
        "deposit": deposit(),
        "governing": governing(),
    }
    standing = [name for name in made if (HERE / f"{name}.json").exists()]
    new = {name: value for name, value in made.items() if name not in standing}
    if not new:
        sys.exit(f"Nothing written: {', '.join(standing)} stand already. They are frozen.")
    for name, value in new.items():
        text = json.dumps({"format": 1, **value}, indent=1, ensure_ascii=False)
        (HERE / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        print(f"{name}.json")


def plaintext() -> dict[str, Any]:
    packed = pack(PAYLOAD)
    size = int.from_bytes(packed[1:5], "big")
    return {
        "dictionary_sha256": hashlib.sha256(dictionary()).hexdigest(),
        "json": PAYLOAD,
        "codec": CODEC_DEFLATE_1,
        "compressed": packed[5 : 5 + size].hex(),
        "padded": packed.hex(),
        "padded_lengths": [
            [n, padded_length(n)]
            for n in (1, 192, 193, 256, 257, 1000, 1024, 1025, 1500, 4097, 33_000, 65_000)
        ],
    }


def cards(rng: random.Random) -> dict[str, Any]:
    made = []
    for kem in (KEM_X25519, KEM_MLKEM768_X25519):
        keys = DeviceKeys.from_random(rng.randbytes, kem)
        card = keys.card()
        made.append(
            {
                "kem": kem,
                "signing_seed": keys.signing.seed.hex(),
                "kem_seed": keys.kem.seed.hex(),
                "card": card.raw().hex(),
                "hash": card.hash.hex(),
                "device": card.device.hex(),
            }
        )
    return {"cards": made}


def entry(rng: random.Random) -> dict[str, Any]:
    packed = pack(PAYLOAD)
    compressed = packed[5 : 5 + int.from_bytes(packed[1:5], "big")]
    keys = DeviceKeys.from_random(rng.randbytes, KEM_X25519)
    epoch_key, salt, space = rng.randbytes(32), rng.randbytes(16), rng.randbytes(16)
    made = seal(
        pad(CODEC_DEFLATE_1, compressed),
        space=space,
        device=keys.card().device,
        seq=1,
        prev=NO_PREV,
        epoch=1,
        epoch_key=epoch_key,
        salt=salt,
        signing=keys.signing,
    )
    return {
        "signing_seed": keys.signing.seed.hex(),
        "signing_key": keys.signing.public().hex(),
        "epoch_key": epoch_key.hex(),
        "salt": salt.hex(),
        "codec": CODEC_DEFLATE_1,
        "compressed": compressed.hex(),
        "space": space.hex(),
        "device": made.device.hex(),
        "seq": 1,
        "prev": NO_PREV.hex(),
        "epoch": 1,
        "header": made.header.hex(),
        "key": derive_key(epoch_key, salt, label("entry-key") + made.header).hex(),
        "digest": made.digest.hex(),
        "signature": made.signature.hex(),
        "id": made.id.hex(),
        "raw": made.raw().hex(),
        "stub": redact(made).raw().hex(),
        "header_bytes": HEADER_BYTES,
        "prefix_bytes": PREFIX_BYTES,
    }


def roster(rng: random.Random) -> dict[str, Any]:
    admin = DeviceKeys.from_random(rng.randbytes, KEM_X25519)
    writer = DeviceKeys.from_random(rng.randbytes, KEM_X25519)
    recovery = DeviceKeys.from_random(rng.randbytes, KEM_X25519)
    store = SigningKey(rng.randbytes(32))
    epoch_key, founding = rng.randbytes(32), rng.randbytes(16)
    people = {
        "admin": Person(rng.randbytes(16).hex(), "Ada Admin", "Rochdale Council", ("supervisor",)),
        "writer": Person(rng.randbytes(16).hex(), "Wendy Writer", "Early Break", ()),
    }
    body = found(
        "safeguarding",
        [
            Admission(admin.card(), "admin", people["admin"]),
            Admission(writer.card(), "writer", people["writer"]),
        ],
        epoch_key=epoch_key,
        founding=founding,
        salt=rng.randbytes(16),
        store_url="https://store.example.org",
        store_key=store.public(),
        recovery=recovery.card(),
    )
    space = founding_space(body)
    made = sign(
        Kind.ROSTER,
        space=space,
        device=admin.card().device,
        seq=1,
        prev=NO_PREV,
        epoch=1,
        body=body,
        signing=admin.signing,
    )
    read = parse(made)
    deposits = deposit_pair(epoch_key, read.deposit_kem)
    return {
        "raw": made.raw().hex(),
        "id": made.id.hex(),
        "space": space.hex(),
        "founding": founding.hex(),
        "epoch_key": epoch_key.hex(),
        "commitment": commitment(founding, 1, epoch_key).hex(),
        "deposit_kem": deposits.kem_id,
        "deposit_seed": deposits.seed.hex(),
        "deposit_key": deposits.public().hex(),
        "store_key": store.public().hex(),
        "writer_device": writer.card().device.hex(),
        "writer_kem_seed": writer.kem.seed.hex(),
        "recovery_device": recovery.card().device.hex(),
        "space_name": "safeguarding",
        "admin_name": "Ada Admin",
        "admin_device": admin.card().device.hex(),
    }


def wraps(rng: random.Random) -> dict[str, Any]:
    made = []
    for kem in (KEM_X25519, KEM_MLKEM768_X25519):
        key = KemKey.from_random(kem, rng.randbytes)
        secret, scope, device = rng.randbytes(32), rng.randbytes(16), rng.randbytes(16)
        committed = commitment(scope, 7, secret)
        info = wrap_info(scope, 7, device, committed)
        made.append(
            {
                "kem": kem,
                "seed": key.seed.hex(),
                "public": key.public().hex(),
                "scope": scope.hex(),
                "epoch": 7,
                "device": device.hex(),
                "secret": secret.hex(),
                "commitment": committed.hex(),
                "info": info.hex(),
                "wrapped": wrap(kem, key.public(), secret, info).hex(),
            }
        )
    return {"wraps": made}


def chain(rng: random.Random) -> dict[str, Any]:
    space = rng.randbytes(16)
    head = head_zero(space)
    steps = []
    for position in (1, 2, 3):
        entry_id, received_ms = rng.randbytes(32), 1_792_000_000_000 + position
        head = next_head(head, position, received_ms, entry_id)
        steps.append(
            {
                "position": position,
                "received_ms": received_ms,
                "id": entry_id.hex(),
                "head": head.hex(),
            }
        )
    return {"space": space.hex(), "head_zero": head_zero(space).hex(), "steps": steps}


def signed(rng: random.Random) -> dict[str, Any]:
    store, device = SigningKey(rng.randbytes(32)), SigningKey(rng.randbytes(32))
    space, name, entry_id, head = (rng.randbytes(n) for n in (16, 16, 32, 32))
    time_ms = 1_792_000_000_000
    receipt = wire.Receipt(space, name, 3, entry_id, 9, head, time_ms).signed(store)
    statement = wire.Statement(space, 9, head, time_ms).signed(store)
    nonce = rng.randbytes(32)
    proof = wire.session_proof(device, store.public(), nonce, time_ms, name)
    token = wire.StoreToken(store.public(), rng.randbytes(32))
    return {
        "store_seed": store.seed.hex(),
        "store_key": store.public().hex(),
        "space": space.hex(),
        "device": name.hex(),
        "seq": 3,
        "id": entry_id.hex(),
        "position": 9,
        "head": head.hex(),
        "time_ms": time_ms,
        "receipt": receipt.raw().hex(),
        "statement": statement.raw().hex(),
        "device_seed": device.seed.hex(),
        "device_key": device.public().hex(),
        "nonce": nonce.hex(),
        "proof": proof.hex(),
        "token_secret": token.secret.hex(),
        "token": token.text(),
    }


def recovery_code() -> dict[str, Any]:
    secrets = [bytes(16), bytes(range(16)), b"\xff" * 16]
    return {"codes": [[s.hex(), RecoveryCode(s).text()] for s in secrets]}


def vault(rng: random.Random) -> dict[str, Any]:
    identity = Identity(
        keys=DeviceKeys.from_random(rng.randbytes, KEM_X25519),
        person=rng.randbytes(16).hex(),
        name="Wendy Writer",
        agency="Early Break",
        store_url="https://store.example.org",
        store_key=SigningKey(rng.randbytes(32)).public(),
        epochs={rng.randbytes(16): {1: rng.randbytes(32)}},
        deposit_key=rng.randbytes(32),
    )
    passphrase = "correct horse battery staple é"
    with tempfile.TemporaryDirectory() as folder:
        made, code = Vault.create(
            Path(folder), passphrase, identity, random=rng.randbytes, scrypt_n=1 << 14
        )
        local = made.seal_local("draft", b"half a form", b"draft-1")
        made.lock()
        text = (Path(folder) / "vault.json").read_text()
    return {
        "passphrase": passphrase,
        "recovery_code": code.text(),
        "vault.json": json.loads(text),
        "device": identity.device.hex(),
        "person": identity.person,
        "local": local.hex(),
        "local_purpose": "draft",
        "local_place": b"draft-1".hex(),
        "local_plaintext": b"half a form".hex(),
    }


def deposit() -> dict[str, Any]:
    """One for each kind of key; the bytes are HPKE's own chance, and kept as they are."""
    rng = random.Random(20261128)
    made = []
    for kem in (KEM_X25519, KEM_MLKEM768_X25519):
        keys = DeviceKeys.from_random(rng.randbytes, KEM_X25519)
        epoch_key, own_key, space = rng.randbytes(32), rng.randbytes(32), rng.randbytes(16)
        pair = deposit_pair(epoch_key, kem)
        entry = seal_deposit(
            PAYLOAD,
            space=space,
            device=keys.card().device,
            seq=1,
            prev=NO_PREV,
            epoch=1,
            kem_id=kem,
            kem_key=pair.public(),
            own_key=own_key,
            signing=keys.signing,
            random=rng.randbytes,
        )
        made.append(
            {
                "kem": kem,
                "epoch_key": epoch_key.hex(),
                "own_key": own_key.hex(),
                "signing_key": keys.signing.public().hex(),
                "raw": entry.raw().hex(),
                "id": entry.id.hex(),
                "json": PAYLOAD,
            }
        )
    return {"deposits": made}


def governing() -> dict[str, Any]:
    """A founding roster, one that follows in epoch 1, one that removes, and a ruling."""
    team = Team(random.Random(20261129))
    membership = Membership()
    membership.take(team.founding, 1)
    entries = [team.founding]

    def follow(changes: Changes) -> None:
        before = membership.current
        body = next_roster(
            before,
            changes,
            epoch_key=team.epoch_keys[before.epoch],
            cards=membership.cards,
            random=team.rng.randbytes,
        )
        team.admin.epoch = before.epoch
        entry = team.other_kind(team.admin, Kind.ROSTER, body)
        membership.take(entry, len(entries) + 1)
        roster = membership.current
        key = team.epoch_keys.get(roster.epoch)
        team.epoch_keys[roster.epoch] = key or roster.receive_key(
            team.admin.id, team.admin.keys.kem
        )
        entries.append(entry)

    newcomer = new_device(team.rng)
    person = Person("00" * 16, "Nia New", "Invented Agency", ("outreach-worker",))
    follow(Changes(admit=[Admission(newcomer.keys.card(), "writer", person)]))
    closing = Closing(team.writer.tip.seq, team.writer.tip.id, "lost")
    follow(Changes(remove={team.writer.id: closing}, table={"supervisor": "admin"}, erasers=2))
    team.admin.epoch = 2
    place = ruling_place(team.space, team.admin.id, team.admin.tip.seq + 1)
    ruling = team.other_kind(
        team.admin,
        Kind.RULING,
        ruling_body(
            "erase",
            entries=[(1, entries[0].id)],
            reason="The court ordered it.",
            epoch_key=team.epoch_keys[2],
            salt=team.rng.randbytes(16),
            place=place,
        ),
    )
    return {
        "raw": [entry.raw().hex() for entry in entries],
        "ids": [entry.id.hex() for entry in entries],
        "newcomer": newcomer.id.hex(),
        "newcomer_kem_seed": newcomer.keys.kem.seed.hex(),
        "epoch_keys": [team.epoch_keys[1].hex(), team.epoch_keys[2].hex()],
        "removed": team.writer.id.hex(),
        "ruling": ruling.raw().hex(),
        "ruling_place": place.hex(),
        "reason": "The court ordered it.",
    }


def spelt() -> dict[str, Any]:
    # The first three are test vectors of BIP-39 itself.
    data = [
        bytes(16),
        bytes.fromhex("7f" * 32),
        b"\xff" * 32,
        bytes(range(16)),
        bytes(range(32)),
    ]
    list_sha256 = hashlib.sha256("\n".join(word_list()).encode()).hexdigest()
    return {
        "list_sha256": list_sha256,
        "words": [[raw.hex(), " ".join(to_words(raw))] for raw in data],
        "fingerprints": [[raw.hex(), " ".join(fingerprint(raw))] for raw in data[1:3] + data[4:]],
    }


def invitation() -> dict[str, Any]:
    rng = random.Random(20261207)
    inviter = DeviceKeys.from_random(rng.randbytes, KEM_X25519)
    newcomer = DeviceKeys.from_random(rng.randbytes, KEM_X25519)
    made = Invitation("https://store.example.org", rng.randbytes(16))
    space = rng.randbytes(16)
    offer = Offer(
        partnership="Rochdale night partnership",
        spaces=(OfferedSpace(space, "safeguarding"),),
        inviter=inviter.card(),
        inviter_name="Ada Admin",
        inviter_agency="Rochdale Council",
        store_key=SigningKey(rng.randbytes(32)).public(),
    ).seal(made, rng.randbytes)
    request = Request(newcomer.card(), "Wendy Writer", "Early Break").seal(made, rng.randbytes)
    answer = Answer(
        person=rng.randbytes(16).hex(),
        name="Wendy Writer",
        agency="Early Break",
        duties=("outreach-worker",),
        spaces=(GrantedSpace(space, "safeguarding", "writer", pending=True),),
        rosters={space: b"placed frames"},
    ).seal(made, newcomer.card(), inviter.signing)
    return {
        "code": made.code.hex(),
        "text": made.text(),
        "mailbox": made.mailbox.hex(),
        "secret": made.secret.hex(),
        "secret_hash": made.secret_hash.hex(),
        "key": made.key.hex(),
        "offer": offer.hex(),
        "request": request.hex(),
        "answer": answer.hex(),
        "newcomer_signing_seed": newcomer.signing.seed.hex(),
        "newcomer_kem_seed": newcomer.kem.seed.hex(),
        "space": space.hex(),
        "fingerprint_words": " ".join(fingerprint_words(made.mailbox, offer, newcomer.card())),
    }


def giving() -> dict[str, Any]:
    rng = random.Random(20261209)
    admin = DeviceKeys.from_random(rng.randbytes, KEM_X25519)
    giver = DeviceKeys.from_random(rng.randbytes, KEM_X25519)
    epoch_key = rng.randbytes(32)
    address = Address(
        space=rng.randbytes(16),
        epoch=2,
        made_ms=1_792_000_000_000,
        kem_id=KEM_X25519,
        kem_key=deposit_pair(epoch_key, KEM_X25519).public(),
        card=admin.card(),
        partnership="Salford night partnership",
        space_name="intelligence",
    ).signed(admin.signing)
    gift = Gift(
        partnership="Rochdale night partnership",
        home=rng.randbytes(16),
        name="Sam Field",
        agency="Rochdale Council",
        space="safeguarding",
        given_ms=1_792_000_100_000,
        kind="vehicle-sighting",
        version=1,
        fields={"registration": "AB12 CDE"},
        record=None,
        purpose="The same car was seen in both areas",
    )
    return {
        "admin_signing_seed": admin.signing.seed.hex(),
        "admin_kem_seed": admin.kem.seed.hex(),
        "epoch_key": epoch_key.hex(),
        "space": address.space.hex(),
        "epoch": address.epoch,
        "made_ms": address.made_ms,
        "kem": address.kem_id,
        "partnership": address.partnership,
        "space_name": address.space_name,
        "address": address.text(),
        "address_words": " ".join(address.words()),
        "giver_card": giver.card().raw().hex(),
        "home": gift.home.hex(),
        "fields": dict(gift.fields),
        "gift": gift.seal(address, giver.card(), giver.signing).hex(),
        "giver_words": " ".join(giver_words(gift.home, giver.card())),
    }


def recovery_key() -> dict[str, Any]:
    rng = random.Random(20261208)
    keys = []
    for kem in (KEM_X25519, KEM_MLKEM768_X25519):
        made = RecoveryKey.from_random(rng.randbytes, kem)
        keys.append(
            {
                "kem": kem,
                "secret": made.secret.hex(),
                "words": " ".join(made.words()),
                "signing_seed": made.keys().signing.seed.hex(),
                "kem_seed": made.keys().kem.seed.hex(),
                "device": made.keys().card().device.hex(),
            }
        )
    store_key = SigningKey(rng.randbytes(32)).public()
    spaces = (rng.randbytes(16), rng.randbytes(16))
    url = "https://store.example.org"
    sheet = RecoverySheet.of(RecoveryKey(bytes.fromhex(keys[0]["secret"])), url, store_key, spaces)
    return {
        "keys": keys,
        "text": sheet.text(),
        "store_url": url,
        "store_key": store_key.hex(),
        "store_key_text": store_key_text(store_key),
        "spaces": [s.hex() for s in spaces],
        "space_texts": [space_text(s) for s in spaces],
    }


if __name__ == "__main__":
    main()
