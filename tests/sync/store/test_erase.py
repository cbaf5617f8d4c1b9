"""Rulings in the store: what they erase is gone, and everything still verifies."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import insert, select, update

from sync import wire
from sync.chain import Tip
from sync.envelope import PREFIX_BYTES, Entry, Kind, parse
from sync.ruling import Mark, Verb, ruling_body, ruling_place
from sync.store.check import check
from sync.store.erase import sweep
from sync.store.settings import Settings
from sync.store.tables import ENTRY, RULING, SETTING
from tests.sync.store.partnership import Device, Partnership

REASON = "The family asked, and the court agreed."


def code(answer: httpx.Response) -> str:
    read = answer.json()["code"]
    assert answer.status_code == wire.STATUS[read], answer.text
    return str(read)


def ruling(
    p: Partnership,
    verb: Verb,
    *marks: Mark,
    of: Entry | None = None,
    by: Device | None = None,
) -> Entry:
    """The next entry of a device: a ruling."""
    device = by or p.admin
    body = ruling_body(
        verb,
        entries=marks,
        of=of and of.id,
        reason=REASON,
        epoch_key=p.key,
        salt=p.rng.randbytes(16),
        place=ruling_place(p.space, device.id, device.tip.seq + 1),
    )
    return device.sign(p.space, Kind.RULING, body)


def push(p: Partnership, device: Device, *entries: Entry) -> list[Mark]:
    """Push, and where the entries stand."""
    answer = p.push(device, *entries)
    assert answer.status_code == 200, answer.text
    last = wire.Receipt.parse(answer.content).position
    return [(last - len(entries) + n, entry.id) for n, entry in enumerate(entries, 1)]


def held(p: Partnership) -> dict[int, bytes]:
    return {item.position: item.raw for item in p.page(p.writer).items}


def make_admin(p: Partnership, device: Device) -> None:
    """A roster that makes a member an administrator."""

    def change(body: dict[str, Any]) -> None:
        body["members"][device.id.hex()]["role"] = "admin"

    push(p, p.admin, p.lead(p.next_roster(change)))


def test_the_body_goes_and_everything_else_stays(partnership: Partnership) -> None:
    p = partnership
    entries = p.write(p.writer, 3)
    marks = push(p, p.writer, *entries)
    before = p.page(p.admin)
    push(p, p.admin, ruling(p, "erase", marks[1]))
    raw = held(p)
    assert raw[3] == entries[1].raw()[:PREFIX_BYTES]
    assert parse(raw[3]).is_stub
    assert (raw[2], raw[4]) == (entries[0].raw(), entries[2].raw())
    again = p.page(p.admin, limit_bytes=1 << 20)
    assert [parse(i.raw).id for i in again.items[:4]] == [parse(i.raw).id for i in before.items]
    assert check(p.store).faults == []
    push(p, p.writer, *p.write(p.writer))
    assert check(p.store).faults == []


def test_the_same_entry_sent_again_does_not_bring_it_back(partnership: Partnership) -> None:
    p = partnership
    entries = p.write(p.writer, 2)
    marks = push(p, p.writer, *entries)
    first = p.push(p.writer, *entries)
    push(p, p.admin, ruling(p, "erase", *marks))
    assert p.push(p.writer, *entries).content == first.content, "its receipt holds"
    assert all(len(raw) == PREFIX_BYTES for at, raw in held(p).items() if at in (2, 3))


def test_a_deposit_is_erased_too_and_rosters_and_rulings_never(partnership: Partnership) -> None:
    p = partnership
    deposit = p.depositor.sign(p.space, Kind.DEPOSIT, p.rng.randbytes(1024))
    marks = push(p, p.depositor, deposit)
    first = ruling(p, "hold", *marks)
    marks += push(p, p.admin, first)
    push(p, p.admin, ruling(p, "release", of=first))
    push(p, p.admin, ruling(p, "erase", (1, p.founding.id), *marks))
    raw = held(p)
    assert raw[1] == p.founding.raw()
    assert raw[2] == deposit.raw()[:PREFIX_BYTES]
    assert raw[3] == first.raw()
    assert check(p.store).faults == []


def test_a_ruling_that_names_another_entry_erases_nothing(partnership: Partnership) -> None:
    p = partnership
    (one, two) = push(p, p.writer, *p.write(p.writer, 2))
    before = held(p)
    push(p, p.admin, ruling(p, "erase", (one[0], two[1]), (two[0], one[1])))
    assert {at: raw for at, raw in held(p).items() if at in before} == before
    assert check(p.store).faults == []


def test_an_entry_of_the_same_batch(partnership: Partnership) -> None:
    p = partnership
    entry = p.write(p.admin)[0]
    push(p, p.admin, entry, ruling(p, "erase", (2, entry.id)), *p.write(p.admin))
    assert held(p)[2] == entry.raw()[:PREFIX_BYTES]
    assert check(p.store).faults == []


def test_a_hold_refuses_until_it_is_released(partnership: Partnership) -> None:
    p = partnership
    marks = push(p, p.writer, *p.write(p.writer, 2))
    hold = ruling(p, "hold", marks[0])
    push(p, p.admin, hold)
    before = held(p)
    p.restart()
    void = push(p, p.admin, ruling(p, "erase", *marks))
    assert {at: raw for at, raw in held(p).items() if at in before} == before
    assert void[0][0] not in [placed.position for placed in p.rosters(p.depositor)]
    push(p, p.admin, ruling(p, "release", of=hold))
    push(p, p.admin, ruling(p, "erase", *marks))
    assert all(len(raw) == PREFIX_BYTES for at, raw in held(p).items() if at in (2, 3))
    assert check(p.store).faults == []


def test_where_two_are_wanted_it_takes_effect_at_the_second(partnership: Partnership) -> None:
    p = partnership
    make_admin(p, p.writer)
    push(p, p.admin, p.lead(p.next_roster(lambda body: body.update(erasers=2))))
    entry = p.write(p.writer)[0]
    marks = push(p, p.writer, entry)
    first = ruling(p, "erase", *marks)
    push(p, p.admin, first)
    push(p, p.admin, ruling(p, "second", of=first))
    assert held(p)[marks[0][0]] == entry.raw(), "nobody seconds themselves"
    p.restart()
    push(p, p.writer, ruling(p, "second", of=first, by=p.writer))
    assert held(p)[marks[0][0]] == entry.raw()[:PREFIX_BYTES]
    assert check(p.store).faults == []


def test_only_admins_on_their_own_signature(partnership: Partnership) -> None:
    p = partnership
    marks = push(p, p.writer, *p.write(p.writer))
    assert code(p.push(p.writer, ruling(p, "erase", *marks, by=p.writer))) == wire.NOT_ALLOWED
    raw = ruling(p, "erase", *marks).raw()
    spoilt = parse(raw[:116] + bytes(64) + raw[PREFIX_BYTES:])
    p.admin.tip = Tip(spoilt.seq, spoilt.id)
    assert code(p.push(p.admin, spoilt, *p.write(p.admin))) == wire.BAD_SIGNATURE
    assert len(held(p)[2]) > PREFIX_BYTES


def test_a_ruling_that_says_nothing_is_kept_and_void(partnership: Partnership) -> None:
    p = partnership
    push(p, p.admin, p.admin.sign(p.space, Kind.RULING, b"{}"))
    assert [placed.position for placed in p.rosters(p.writer)] == [1]
    assert check(p.store).faults == []


def test_rulings_that_took_effect_are_handed_out_with_the_rosters(
    partnership: Partnership,
) -> None:
    p = partnership
    marks = push(p, p.depositor, p.depositor.sign(p.space, Kind.DEPOSIT, p.rng.randbytes(1024)))
    p.clock.forward(1000)
    erasing = ruling(p, "erase", *marks)
    push(p, p.admin, erasing)
    push(p, p.admin, p.lead(p.next_roster()))
    assert [placed.position for placed in p.rosters(p.depositor)] == [1, 3, 4]
    assert p.rosters(p.depositor, 1)[0] == (3, p.clock.now, erasing.raw())


def test_a_batch_that_is_refused_erases_nothing(partnership: Partnership) -> None:
    p = partnership
    entry = p.write(p.writer)[0]
    marks = push(p, p.writer, entry)
    erasing = ruling(p, "erase", *marks)
    p.admin.epoch = 9
    assert code(p.push(p.admin, erasing, *p.write(p.admin))) == wire.WRONG_EPOCH
    assert held(p)[2] == entry.raw()


# ---------------------------------------------------------------- no trace in the file


def in_files(settings: Settings, bodies: list[bytes]) -> int:
    """How many of these bodies have a stretch of 24 bytes in the files of an SQLite store."""
    database = settings.database_file()
    assert database is not None
    wal = Path(f"{database}-wal")
    content = database.read_bytes() + (wal.read_bytes() if wal.exists() else b"")
    return sum(
        any(body[at : at + 24] in content for at in range(0, len(body) - 24, 24)) for body in bodies
    )


@pytest.fixture
def several(tmp_path: Path, rng: random.Random) -> Iterator[list[Partnership]]:
    """Spaces that grow beside one another in one SQLite file, so that its pages are split often."""
    settings = Settings(f"sqlite:///{tmp_path / 'store.db'}")
    made = [Partnership(rng, settings) for _ in range(6)]
    for p in made:
        assert p.found().status_code == 201
        assert p.sign_in(p.admin).status_code == p.sign_in(p.writer).status_code == 201
    yield made
    for p in made:
        p.store.close()


def test_no_trace_is_left_in_the_file(several: list[Partnership]) -> None:
    rng = several[0].rng
    kept: list[tuple[Partnership, Mark, bytes]] = []
    for _ in range(200):
        p = rng.choice(several)
        entries = p.write(p.writer, rng.randrange(1, 4))
        note = {"note": rng.randbytes(rng.choice((99, 900))).hex()}
        entries.append(p.writer.write(p.space, p.key, note, rng))
        for entry, mark in zip(entries, push(p, p.writer, *entries), strict=True):
            assert entry.body is not None
            kept.append((p, mark, entry.body))
    settings = several[0].settings
    chosen = rng.sample(kept, len(kept) // 4)
    bodies = [body for _, _, body in chosen]
    assert in_files(settings, bodies) == len(bodies), "a test that looks in the wrong place"
    for p in several:
        marks = [mark for owner, mark, _ in chosen if owner is p]
        push(p, p.admin, ruling(p, "erase", *marks))
    assert in_files(settings, bodies) == 0
    others = [body for p, mark, body in kept if (p, mark, body) not in chosen]
    assert in_files(settings, others) == len(others)
    assert check(several[0].store).faults == []


def test_a_sweep_that_was_broken_off_is_made_at_the_next_start(several: list[Partnership]) -> None:
    p = several[0]

    def due() -> bool:
        query = select(SETTING.c.name).where(SETTING.c.name == "sweep_due")
        return p.store.read(lambda c: c.execute(query).one_or_none()) is not None

    push(p, p.admin, ruling(p, "erase", *push(p, p.writer, *p.write(p.writer))))
    assert not due()
    p.store.write(lambda c: c.execute(insert(SETTING).values(name="sweep_due", value="1")))
    assert due()
    p.restart()
    assert not due()
    sweep(p.store)


# ---------------------------------------------------------------- what the operator's check says


def test_check_accepts_a_stub_only_where_a_ruling_erased_it(partnership: Partnership) -> None:
    p = partnership
    entries = p.write(p.writer, 3)
    marks = push(p, p.writer, *entries)
    push(p, p.admin, ruling(p, "erase", marks[0]))
    assert check(p.store).faults == []

    def cut(position: int, raw: bytes) -> None:
        at = ENTRY.c.position == position
        p.store.write(lambda c: c.execute(update(ENTRY).where(at).values(raw=raw)))

    cut(3, entries[1].raw()[:PREFIX_BYTES])
    (fault,) = check(p.store).faults
    assert "position 3: its body is missing, and no ruling erased it" in fault
    cut(3, entries[1].raw())
    cut(2, entries[0].raw())
    (fault,) = check(p.store).faults
    assert "position 2" in fault
    assert "still has its body" in fault


def test_check_finds_a_ruling_that_was_forgotten_or_made_up(partnership: Partnership) -> None:
    p = partnership
    marks = push(p, p.writer, *p.write(p.writer))
    push(p, p.admin, ruling(p, "erase", *marks))
    push(p, p.admin, p.admin.sign(p.space, Kind.RULING, b"{}"))
    p.store.write(lambda c: c.execute(RULING.delete()))
    assert any("position 3" in fault for fault in check(p.store).faults)
    rows = [{"space_id": p.space, "position": at} for at in (3, 4)]
    p.store.write(lambda c: c.execute(insert(RULING), rows))
    (fault,) = check(p.store).faults
    assert "position 4" in fault


def test_the_store_learns_no_reason(partnership: Partnership) -> None:
    p = partnership
    marks = push(p, p.writer, *p.write(p.writer))
    entry = ruling(p, "erase", *marks)
    assert entry.body is not None
    read = json.loads(entry.body)
    assert REASON.encode() not in entry.body
    assert REASON.encode() not in base64.b64decode(read["sealed"])
