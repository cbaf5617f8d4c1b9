"""A sealed export opens for whom it is, whole or not at all, and is nobody else's word."""

from __future__ import annotations

import random

import pytest

from outreach.exporting import Document, Member, Plain, Words, address_from
from outreach.exports import records
from outreach.exports.table import as_csv, harmless
from outreach.model.parcel import CHUNK, Parcel, SealedParcel, Slots, seal
from outreach.session import Session
from sync.client.log import Log
from sync.errors import CannotOpen, DiskFull, InputError, IntegrityError, NotAllowed, NotFound
from sync.keys import DeviceKeys
from tests.partnership import Partnership

SEED = 20261129
PURPOSE = "For the case conference"


def document(session: Session) -> Document:
    session.add("premises", {"name": "Lantern Grill"})
    return records.records(session, "premises", "csv")


def test_every_changed_byte_of_a_long_one_is_noticed() -> None:
    print("seed", SEED)
    rng = random.Random(SEED)
    keys = DeviceKeys.from_random(rng.randbytes)
    content = rng.randbytes(2 * CHUNK + 5)
    parcel = Parcel("a.csv", content, "OFFICIAL", "what", "why", "by", "agency", "we", 1)
    slots = Slots(rng.randbytes)
    slots.for_device(keys.card())
    slots.for_passphrase("six words", n=1 << 14)
    raw = seal(parcel, slots, keys.card(), keys.signing)
    device = keys.card().device
    assert SealedParcel.parse(raw).open_by_device(device, keys.kem).parcel == parcel
    assert SealedParcel.parse(raw).open_by_passphrase(" six  words ").parcel.content == content
    head = 12 + len(SealedParcel.parse(raw).head)
    size = CHUNK + 16
    chunks = [raw[head + n * size : head + (n + 1) * size] for n in range(3)]
    for other in (
        raw[:head] + chunks[1] + chunks[0] + chunks[2],
        raw[:head] + chunks[0] + chunks[2],
        raw[:-1],
        raw + b"\0",
        raw[: head + size],
        *(
            raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
            for at in (30, head - 2, head + 5, len(raw) - 1)
        ),
    ):
        with pytest.raises((IntegrityError, InputError)):
            SealedParcel.parse(other).open_by_device(device, keys.kem)
    for rubbish in (b"", b"OUTPARC\x01", raw[:40], b"{}" * 50, raw[:8] + b"\xff" * 4 + raw[12:]):
        with pytest.raises(InputError):
            SealedParcel.parse(rubbish)
    with pytest.raises(CannotOpen):
        SealedParcel.parse(raw).open_by_passphrase("sixwords")


def test_another_partnerships_space_opens_it_and_nobody_beside_it(
    partnership: Partnership,
) -> None:
    supervisor, worker = partnership.unlock("supervisor"), partnership.unlock("worker")
    address = address_from(supervisor.address_of("safeguarding").text())
    kept: list[bytes] = []
    done = supervisor.export(document(supervisor), purpose=PURPOSE, to=address, keep=kept.append)
    assert done.to.endswith(", safeguarding")
    assert b"Lantern" not in kept[0]
    opened = worker.open_parcel(kept[0])
    assert b"Lantern Grill" in opened.parcel.content
    assert opened.known_as == "Supervisor, Rochdale Council"
    with pytest.raises(CannotOpen):
        partnership.unlock("licensing").open_parcel(kept[0])


def test_what_cannot_be_kept_has_not_left_and_a_name_must_be_one(
    partnership: Partnership,
) -> None:
    session = partnership.unlock("supervisor")
    made = document(session)
    (worker,) = (one for one in session.recipients() if one.name == "Worker")
    assert isinstance(worker, Member)
    assert session.recipient("WORKER").person == worker.person
    assert session.recipient(worker.cards[0].device.hex()[:10]).person == worker.person
    for nobody in ("", "Wor", "Somebody Else"):
        with pytest.raises(NotFound):
            session.recipient(nobody)

    def full(_raw: bytes) -> None:
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        session.export(made, purpose=PURPOSE, to=worker, keep=full)
    with pytest.raises(InputError, match="last day is no date"):
        session.export(made, purpose=PURPOSE, to=worker, keep=full, until="soon")
    other = partnership.unlock("worker")
    with pytest.raises(NotAllowed):
        other.export(made, purpose=PURPOSE, to=Words("me"), keep=full)


def test_what_could_not_be_noted_does_not_leave(
    partnership: Partnership, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = partnership.unlock("supervisor")
    made = document(session)
    kept: list[bytes] = []

    def no_room(*_given: object, **_named: object) -> None:
        raise DiskFull("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(Log, "put_act", no_room)
        with pytest.raises(DiskFull):
            session.export(made, purpose=PURPOSE, to=Plain("DC Ahmed", "No tablet yet"),
                           keep=kept.append)  # fmt: skip
    assert kept == []
    (licensing,) = (one for one in session.recipients() if one.name == "Licensing")
    session.add("hotspot-visit", {"nothing_seen": True})
    visits = records.records(session, "hotspot-visit", "jsonl")
    noted: list[str] = []
    monkeypatch.setattr(session, "log_act", lambda _act, **said: noted.append(said["text"]))
    session.export(visits, purpose=PURPOSE, to=licensing, keep=kept.append)
    assert "of safeguarding, which they do not read" in noted[0]
    assert visits.sha256 in noted[0]
    assert len(kept) == 1


def test_no_cell_is_a_formula() -> None:
    for cell in ("=1+1", "+1", "-1", "@x", "|x", "%x", "  =1", "\t=1", "\r=1", "\n1",
                 "\uff1d1", "\uff20x"):  # fmt: skip
        assert str(harmless(cell)).startswith("'"), repr(cell)
    for cell in ("", "1-1", "a=b", "0161 496 0000", "Łódź"):
        assert harmless(cell) == cell
    assert (harmless(-2.1), harmless(None)) == (-2.1, "")
    raw = as_csv(["A", "A"], [["x\ny", 'he said "no"']], "=MARK").decode("utf-8-sig")
    assert raw.splitlines()[0] == "Marking,A,A (2)"
    assert "'=MARK" in raw
    assert raw.endswith('"x\ny","he said ""no"""\r\n')
