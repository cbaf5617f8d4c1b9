"""A store that was restored from a backup takes back its own history, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest
from sqlalchemy import delete

from sync import wire
from sync.envelope import PREFIX_BYTES, parse, redact
from sync.keys import SigningKey
from sync.store.check import check
from sync.store.tables import DEVICE, ENTRY, ROSTER, RULING, SPACE
from tests.sync.store.partnership import Device, Partnership
from tests.sync.store.test_erase import push, ruling

TABLES = (SPACE, ENTRY, DEVICE, ROSTER, RULING)


def content(p: Partnership) -> list[list[tuple[Any, ...]]]:
    """Everything that the store holds of its spaces."""
    return [
        sorted(tuple(row) for row in p.store.read(lambda c, t=table: c.execute(t.select())))
        for table in TABLES
    ]


class Night:
    """A backup at position 1, then entries of two devices, and the page that a device saw."""

    def __init__(self, p: Partnership) -> None:
        self.p = p
        self.before = {t.name: self._rows(t) for t in TABLES}
        for device, count in ((p.writer, 2), (p.admin, 1), (p.writer, 2)):
            assert p.push(device, *p.write(device, count)).status_code == 200
            p.clock.forward(1000)
        self.page = p.page(p.admin, 1)
        self.true = content(p)

    def _rows(self, table: Any) -> list[dict[str, Any]]:
        return [dict(r._mapping) for r in self.p.store.read(lambda c: c.execute(table.select()))]

    def restore(self) -> None:
        """Put the backup in the store's place."""

        def work(connection: Any) -> None:
            for table in reversed(TABLES):
                connection.execute(delete(table))
            for table in TABLES:
                for row in self.before[table.name]:
                    connection.execute(table.insert().values(row))

        self.p.store.write(work)
        self.p.restart()

    def give(
        self,
        count: int | None = None,
        *,
        first: int = 0,
        device: Device | None = None,
        statement: wire.Statement | None = None,
        items: list[wire.Item] | None = None,
    ) -> httpx.Response:
        """Give back ``count`` of the entries, from ``first`` on."""
        known = items or self.page.items
        end = len(known) if count is None else first + count
        given = [(wire.ENTRY, i.received_ms, i.raw) for i in known[first:end]]
        rest = [(i.received_ms, parse(i.raw).id) for i in known[end:]]
        body = wire.history_bytes(
            known[first].position, given, rest, statement or self.page.statement
        )
        path = f"/v1/spaces/{self.p.space.hex()}/history"
        return self.p.send("POST", path, body, (device or self.p.admin).token)


@pytest.fixture
def night(partnership: Partnership) -> Night:
    made = Night(partnership)
    made.restore()
    return made


def code_of(answer: httpx.Response) -> str:
    read: str = answer.json()["code"]
    return read


def test_all_at_once(night: Night) -> None:
    answer = night.give()
    assert answer.status_code == 200
    said = wire.Statement.parse(answer.content)
    said.check(night.p.store.signing_key.public())
    assert (said.position, said.head) == (6, night.page.statement.head)
    assert content(night.p) == night.true
    assert check(night.p.store).faults == []


def test_in_stretches_by_several_devices(night: Night) -> None:
    for first in range(5):
        device = (night.p.admin, night.p.writer)[first % 2]
        assert night.give(1, first=first, device=device).status_code == 200
    assert content(night.p) == night.true


def test_afterwards_its_receipts_hold_and_devices_go_on(night: Night) -> None:
    night.give()
    assert night.p.push(night.p.writer, *night.p.write(night.p.writer)).status_code == 200
    assert check(night.p.store).faults == []


def test_a_roster_among_them_takes_effect_again(partnership: Partnership) -> None:
    p = partnership
    p.push(p.writer, *p.write(p.writer))
    before = Night(p)
    assert p.push(p.admin, p.lead(p.removal(p.writer))).status_code == 200
    before.page, before.true = p.page(p.admin, 2), content(p)
    before.restore()
    assert p.sign_in(p.writer).status_code == 201
    assert before.give().status_code == 200
    assert content(p) == before.true
    assert code_of(p.pull(p.writer)) == wire.UNAUTHENTICATED, (
        "the removed device's session is closed"
    )
    assert p.pull(p.admin).status_code == 200


@pytest.mark.parametrize("first", [1, 4])
def test_a_stretch_that_begins_elsewhere(night: Night, first: int) -> None:
    before = content(night.p)
    assert code_of(night.give(1, first=first)) == wire.GAP
    assert content(night.p) == before


def test_given_twice_the_second_is_told_that_it_is_there(night: Night) -> None:
    night.give()
    assert code_of(night.give()) == wire.GAP
    assert content(night.p) == night.true


def test_a_time_an_entry_or_an_order_that_it_never_signed(night: Night) -> None:
    items = night.page.items
    late = [replace(items[0], received_ms=items[0].received_ms + 1), *items[1:]]
    swapped = [
        replace(items[0], raw=items[1].raw),
        replace(items[1], raw=items[0].raw),
        *items[2:],
    ]
    before = content(night.p)
    for false in (late, swapped, items[:-1]):
        assert code_of(night.give(items=false)) == wire.BAD_SIGNATURE
        assert code_of(night.give(1, items=false)) == wire.BAD_SIGNATURE
        assert content(night.p) == before


def test_a_history_that_another_key_signed(night: Night) -> None:
    said = night.page.statement
    false = wire.Statement(said.space, said.position, said.head, said.time_ms)
    for statement in (false.signed(SigningKey(bytes(range(32)))), replace(said, time_ms=1)):
        assert code_of(night.give(statement=statement)) == wire.BAD_SIGNATURE


def test_a_body_that_is_missing(night: Night) -> None:
    items = night.page.items
    stub = [replace(items[0], raw=redact(parse(items[0].raw)).raw()), *items[1:]]
    assert code_of(night.give(items=stub)) == wire.MALFORMED


class TestWhatWasErased:
    """A backup brings bodies back that a ruling erased after it was made."""

    def test_is_erased_again(self, partnership: Partnership) -> None:
        p = partnership
        marks = push(p, p.writer, *p.write(p.writer, 2))
        night = Night(p)
        push(p, p.admin, ruling(p, "erase", marks[0], (5, parse(night.page.items[3].raw).id)))
        night.page, night.true = p.page(p.admin, 3), content(p)
        assert [parse(item.raw).is_stub for item in night.page.items[:3]] == [False, True, False]
        night.restore()
        assert len(p.page(p.admin).items[1].raw) > PREFIX_BYTES, "the backup has it"
        assert night.give().status_code == 200
        assert content(p) == night.true
        assert check(p.store).faults == []

    def test_in_stretches_before_the_ruling_comes(self, partnership: Partnership) -> None:
        p = partnership
        night = Night(p)
        push(p, p.admin, ruling(p, "erase", (3, parse(night.page.items[1].raw).id)))
        night.page, night.true = p.page(p.admin, 1), content(p)
        night.restore()
        for first in range(len(night.page.items)):
            assert night.give(1, first=first).status_code == 200
        assert content(p) == night.true
        assert check(p.store).faults == []

    def test_by_a_void_ruling_it_is_not(self, partnership: Partnership) -> None:
        p = partnership
        marks = push(p, p.writer, *p.write(p.writer))
        push(p, p.admin, ruling(p, "hold", *marks))
        night = Night(p)
        push(p, p.admin, ruling(p, "erase", *marks))
        night.page, night.true = p.page(p.admin, 3), content(p)
        night.restore()
        assert night.give().status_code == 200
        assert content(p) == night.true
        assert check(p.store).faults == []


def test_only_members_who_have_signed_in(night: Night) -> None:
    stranger = Device(night.p.admin.keys)
    stranger.token = "made up"
    assert code_of(night.give(device=stranger)) == wire.UNAUTHENTICATED
    assert night.give(device=night.p.depositor).status_code == 200, "nothing is believed"


@pytest.mark.parametrize("body", [b"", b"\0", b"\0\0\0\xff", b"\0\0\0\0", bytes(200)])
def test_rubbish(night: Night, body: bytes) -> None:
    path = f"/v1/spaces/{night.p.space.hex()}/history"
    assert code_of(night.p.send("POST", path, body, night.p.admin.token)) == wire.MALFORMED
