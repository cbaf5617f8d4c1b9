"""The late box, told as a removed device and those who stay meet it."""

from __future__ import annotations

import httpx
import pytest

from sync import wire
from sync.chain import START, Tip
from sync.envelope import PREFIX_BYTES, Entry, Kind, parse
from sync.store import late as late_box
from sync.store.check import check
from tests.sync.store.partnership import Device, Partnership, limited, new_device


def code(answer: httpx.Response) -> str:
    read = answer.json()["code"]
    assert answer.status_code == wire.STATUS[read], answer.text
    return str(read)


class Removal:
    """A writer with one entry in the log, and three on their tablet, is removed."""

    def __init__(self, p: Partnership) -> None:
        self.p = p
        p.push(p.writer, *p.write(p.writer))
        removal = p.removal(p.writer)
        self.unsent = p.write(p.writer, 3)
        assert p.push(p.admin, p.lead(removal)).status_code == 200
        assert p.sign_in(p.writer).status_code == 201

    def put(self, *entries: Entry, device: Device | None = None) -> httpx.Response:
        return self.put_bytes(wire.frame(e.raw() for e in entries), device)

    def put_bytes(self, body: bytes, device: Device | None = None) -> httpx.Response:
        path = f"/v1/spaces/{self.p.space.hex()}/late"
        return self.p.send("POST", path, body, (device or self.p.writer).token)

    def get(self, device: Device | None = None, query: str = "") -> httpx.Response:
        path = f"/v1/spaces/{self.p.space.hex()}/late{query}"
        return self.p.send("GET", path, token=(device or self.p.admin).token)

    def held(self) -> list[bytes]:
        answer = self.get()
        assert answer.status_code == 200, answer.text
        return wire.unframe(answer.content)


@pytest.fixture
def removal(partnership: Partnership) -> Removal:
    return Removal(partnership)


def test_unsent_work_reaches_who_may_read(removal: Removal) -> None:
    p = removal.p
    assert code(p.push(p.writer, *removal.unsent)) == wire.CLOSED
    assert removal.held() == []
    answer = removal.put(*removal.unsent)
    assert (answer.status_code, answer.json()) == (200, {"kept": 3})
    assert removal.held() == [e.raw() for e in removal.unsent]
    assert p.page(p.admin).latest == 3, "nothing of it stands in the log"
    assert check(p.store).faults == []


def test_batch_by_batch_and_again(removal: Removal) -> None:
    first, *others = removal.unsent
    assert removal.put(first).json() == {"kept": 1}
    assert removal.put(*others).json() == {"kept": 2}
    assert removal.put(first).json() == {"kept": 1}
    assert removal.put(*removal.unsent).json() == {"kept": 3}
    assert removal.held() == [e.raw() for e in removal.unsent]


def test_a_batch_that_skips_one_is_asked_for_the_one_before(removal: Removal) -> None:
    answer = removal.put(*removal.unsent[1:])
    assert code(answer) == wire.GAP
    assert answer.json()["seq"] == 2
    removal.put(removal.unsent[0])
    assert code(removal.put(removal.unsent[2])) == wire.GAP
    assert len(removal.held()) == 1


def test_what_the_log_took_before_the_closing_came_may_lie_between(
    partnership: Partnership,
) -> None:
    """A closing looks back: the log holds an entry that does not count any more."""
    p = partnership
    body = p.removal(p.writer)
    p.push(p.writer, *p.write(p.writer, 2))
    p.push(p.admin, p.lead(body))
    p.sign_in(p.writer)
    removal = Removal.__new__(Removal)
    removal.p = p
    unsent = p.write(p.writer, 2)
    assert removal.put(*unsent).status_code == 200
    assert removal.held() == [e.raw() for e in unsent]


def test_another_entry_under_the_same_number_is_taken(removal: Removal) -> None:
    p = removal.p
    removal.put(*removal.unsent)
    p.writer.tip = Tip(removal.unsent[0].seq, removal.unsent[0].id)
    other = p.write(p.writer)[0]
    answer = removal.put(other)
    assert code(answer) == wire.SEQ_TAKEN
    assert answer.json()["seq"] == other.seq
    assert len(removal.held()) == 3


def test_entries_of_before_the_closing_are_not_late(removal: Removal) -> None:
    p = removal.p
    p.writer.tip = START
    assert code(removal.put(*p.write(p.writer))) == wire.GAP


def test_a_signature_that_is_not_the_devices(removal: Removal) -> None:
    raw = removal.unsent[0].raw()
    spoilt = parse(raw[:116] + bytes(64) + raw[PREFIX_BYTES:])
    assert code(removal.put(spoilt)) == wire.BAD_SIGNATURE
    assert removal.held() == []


def test_it_is_for_removed_devices_and_their_own_entries(removal: Removal) -> None:
    p = removal.p
    assert code(removal.put(*p.write(p.admin), device=p.admin)) == wire.NOT_ALLOWED
    stranger = new_device(p.rng)
    foreign = stranger.write(p.space, p.key, {}, p.rng)
    assert code(removal.put(foreign)) == wire.NOT_ALLOWED
    elsewhere = p.writer.write(bytes(16), p.key, {}, p.rng)
    assert code(removal.put(elsewhere)) == wire.MALFORMED
    stranger.token = "made up"
    assert code(removal.put(foreign, device=stranger)) == wire.UNAUTHENTICATED


def test_only_members_who_may_read_are_given_it(removal: Removal) -> None:
    p = removal.p
    removal.put(*removal.unsent)
    assert code(removal.get(p.depositor)) == wire.NOT_ALLOWED
    assert code(removal.get(p.writer)) == wire.CLOSED
    p.writer.token = "made up"
    assert code(removal.get(p.writer)) == wire.UNAUTHENTICATED


def test_a_depositors_unsent_deposits_too(partnership: Partnership) -> None:
    p = partnership
    body = p.removal(p.depositor, "left")
    unsent = [p.depositor.sign(p.space, Kind.DEPOSIT, p.rng.randbytes(1024)) for _ in range(2)]
    p.push(p.admin, p.lead(body))
    p.sign_in(p.depositor)
    removal = Removal.__new__(Removal)
    removal.p = p
    assert removal.put(*unsent, device=p.depositor).status_code == 200
    assert removal.held() == [e.raw() for e in unsent]


def test_so_much_and_no_more(removal: Removal) -> None:
    p = removal.p
    size = sum(len(e.raw()) for e in removal.unsent)
    for limits in ({"late_entries_per_device": 2}, {"late_bytes_per_device": size - 1}):
        p.settings = limited(p.settings, **limits)
        p.restart()
        removal.put(removal.unsent[0])
        assert code(removal.put(*removal.unsent[1:])) == wire.QUOTA
        assert len(removal.held()) == 1
        assert removal.put(removal.unsent[0]).json() == {"kept": 1}
    p.settings = limited(p.settings, late_bytes_per_device=size, late_entries_per_device=3)
    p.restart()
    assert removal.put(*removal.unsent).json() == {"kept": 3}


def test_much_comes_in_several_answers(removal: Removal, monkeypatch: pytest.MonkeyPatch) -> None:
    removal.put(*removal.unsent)
    for most in (1, 900):
        monkeypatch.setattr(late_box, "MAX_PAGE_BYTES", most)
        got: list[bytes] = []
        query = ""
        while more := wire.unframe(removal.get(query=query).content):
            got += more
            last = parse(got[-1])
            query = f"?after_device={last.device.hex()}&after_seq={last.seq}"
        assert got == [e.raw() for e in removal.unsent]


@pytest.mark.parametrize(
    "query", ["after_seq=-1", "after_seq=x", "after_seq=99999999999999999999", "after_device=zz"]
)
def test_odd_parameters(removal: Removal, query: str) -> None:
    assert code(removal.get(query=f"?{query}")) == wire.MALFORMED


@pytest.mark.parametrize("body", [b"", b"\0", bytes(4), bytes(200), b"\xff" * 8])
def test_rubbish(removal: Removal, body: bytes) -> None:
    assert code(removal.put_bytes(body)) == wire.MALFORMED
