"""The append transaction, told as a device meets it."""

import asyncio
import base64

import httpx
import pytest

from sync import wire
from sync.chain import START, Tip, head_zero, next_head
from sync.envelope import MAX_BODY, PREFIX_BYTES, Kind, parse, redact, seal
from sync.store.append import append
from sync.store.check import check
from tests.sync.store.partnership import Partnership, limited, new_device


def receipt(p: Partnership, answer: httpx.Response) -> wire.Receipt:
    assert answer.status_code == 200, answer.text
    read = wire.Receipt.parse(answer.content)
    read.check(p.store.signing_key.public())
    return read


def refused(answer: httpx.Response, code: str) -> dict[str, object]:
    assert (answer.status_code, answer.json()["code"]) == (wire.STATUS[code], code)
    read: dict[str, object] = answer.json()
    return read


def test_a_batch_is_numbered_densely_and_receipted(partnership: Partnership) -> None:
    p = partnership
    entries = p.write(p.writer, 3)
    p.clock.forward(5000)
    got = receipt(p, p.push(p.writer, *entries))
    assert (got.device, got.seq, got.id, got.position) == (p.writer.id, 3, entries[-1].id, 4)
    assert got.time_ms == p.clock.now

    page = p.page(p.admin)
    assert [item.position for item in page.items] == [1, 2, 3, 4]
    assert [item.raw for item in page.items[1:]] == [e.raw() for e in entries]
    head = head_zero(p.space)
    for item in page.items:
        head = next_head(head, item.position, item.received_ms, parse(item.raw).id)
    assert got.head == head == page.statement.head
    assert check(p.store).faults == []


def test_the_same_bytes_twice_have_the_same_answer(partnership: Partnership) -> None:
    p = partnership
    entries = p.write(p.writer, 3)
    first = p.push(p.writer, *entries)
    p.clock.forward(60_000)
    p.push(p.writer, *p.write(p.writer, 2))
    again = p.push(p.writer, *entries)
    assert first.content == again.content
    assert p.page(p.admin).latest == 6


def test_a_part_sent_again_has_the_receipt_of_its_own_last_entry(partnership: Partnership) -> None:
    p = partnership
    entries = p.write(p.writer, 4)
    receipt(p, p.push(p.writer, *entries))
    got = receipt(p, p.push(p.writer, *entries[1:3]))
    assert (got.seq, got.id, got.position) == (3, entries[2].id, 4)


def test_a_batch_that_overlaps_goes_on_where_the_store_stands(partnership: Partnership) -> None:
    p = partnership
    entries = p.write(p.writer, 5)
    receipt(p, p.push(p.writer, *entries[:3]))
    got = receipt(p, p.push(p.writer, *entries[1:]))
    assert (got.seq, got.position) == (5, 6)
    assert [i.raw for i in p.page(p.admin, after=1).items] == [e.raw() for e in entries]


def test_a_gap_is_told_with_what_is_missing(partnership: Partnership) -> None:
    p = partnership
    entries = p.write(p.writer, 4)
    receipt(p, p.push(p.writer, *entries[:2]))
    told = refused(p.push(p.writer, entries[3]), wire.GAP)
    assert (told["seq"], told["id"]) == (3, entries[1].id.hex())
    assert p.page(p.admin).latest == 3


def test_a_taken_number_is_answered_with_the_entry_that_took_it(partnership: Partnership) -> None:
    p = partnership
    one = p.write(p.writer, 2)
    receipt(p, p.push(p.writer, *one))
    # A tablet restored from a backup goes on from an older tip.
    p.writer.tip = Tip(one[0].seq, one[0].id)
    other = p.write(p.writer, 2)
    told = refused(p.push(p.writer, *other), wire.SEQ_TAKEN)
    assert base64.b64decode(str(told["entry"])) == one[1].raw()
    assert (told["seq"], told["position"]) == (2, 3)
    assert p.page(p.admin).latest == 3


def test_a_fork_on_the_tip_is_no_gap_but_taken_or_refused(partnership: Partnership) -> None:
    p = partnership
    one = p.write(p.writer, 1)
    receipt(p, p.push(p.writer, *one))
    p.writer.tip = START
    other = p.write(p.writer, 2)
    refused(p.push(p.writer, other[1]), wire.GAP)  # its prev is not the tip
    refused(p.push(p.writer, *other), wire.SEQ_TAKEN)


def test_a_batch_that_is_not_one_run_is_malformed(partnership: Partnership) -> None:
    p = partnership
    entries = p.write(p.writer, 3)
    refused(p.push(p.writer, entries[0], entries[2]), wire.MALFORMED)
    refused(p.push(p.writer, *entries[:2], entries[0]), wire.MALFORMED)
    refused(p.push(p.writer, entries[1], entries[0]), wire.GAP)
    for cut in (b"", b"OR", entries[1].raw()[:-1], entries[1].raw() + b"x"):
        body = wire.frame([entries[0].raw(), cut])
        refused(p.push_bytes(p.writer, body), wire.MALFORMED)
    refused(p.push(p.writer, entries[0], entries[0]), wire.MALFORMED)
    assert p.page(p.admin).latest == 1


def test_a_forged_signature_is_refused_and_nothing_of_its_batch_stays(
    partnership: Partnership,
) -> None:
    p = partnership
    good, last = p.write(p.writer, 2)
    forged = last.raw()[:116] + bytes(64) + last.raw()[PREFIX_BYTES:]
    body = wire.frame([good.raw(), forged])
    refused(p.push_bytes(p.writer, body), wire.BAD_SIGNATURE)
    assert p.page(p.admin).latest == 1
    receipt(p, p.push(p.writer, good, last))


def test_an_entry_signed_by_another_key_is_refused(partnership: Partnership) -> None:
    p = partnership
    thief = new_device(p.rng)
    entry = seal(
        bytes(192),
        space=p.space,
        device=p.writer.id,
        seq=1,
        prev=bytes(32),
        epoch=1,
        epoch_key=p.key,
        salt=p.rng.randbytes(16),
        signing=thief.keys.signing,
    )
    refused(p.push(p.writer, entry), wire.BAD_SIGNATURE)


def test_a_device_adds_only_what_is_its_own(partnership: Partnership) -> None:
    p = partnership
    refused(p.push(p.admin, *p.write(p.writer, 1)), wire.NOT_ALLOWED)


def test_a_stranger_gets_no_session_and_adds_nothing(partnership: Partnership) -> None:
    p = partnership
    stranger = new_device(p.rng)
    refused(p.sign_in(stranger), wire.NOT_A_MEMBER)
    stranger.token = "never-issued"
    refused(p.push(stranger, *p.write(stranger, 1)), wire.UNAUTHENTICATED)


def test_a_depositor_may_add_deposits_and_no_changes(partnership: Partnership) -> None:
    p = partnership
    deposit = p.depositor.sign(p.space, Kind.DEPOSIT, p.rng.randbytes(1024))
    receipt(p, p.push(p.depositor, deposit))
    refused(p.push(p.depositor, *p.write(p.depositor, 1)), wire.NOT_ALLOWED)


def test_an_epoch_that_is_not_in_force_is_refused(partnership: Partnership) -> None:
    p = partnership
    p.writer.epoch = 2
    told = refused(p.push(p.writer, *p.write(p.writer, 1)), wire.WRONG_EPOCH)
    assert (told["epoch"], told["lowest"]) == (1, 1)


def test_an_epoch_older_than_the_chain_is_refused(partnership: Partnership) -> None:
    p = partnership
    receipt(p, p.push(p.admin, p.lead(p.removal(p.depositor, "left"))))
    p.writer.epoch = 2
    receipt(p, p.push(p.writer, *p.write(p.writer, 1)))
    p.writer.epoch = 1
    told = refused(p.push(p.writer, *p.write(p.writer, 1)), wire.WRONG_EPOCH)
    assert (told["epoch"], told["lowest"]) == (2, 2)


def test_work_offered_late_under_the_epoch_before_is_taken(partnership: Partnership) -> None:
    p = partnership
    written_offline = p.write(p.writer, 2)
    receipt(p, p.push(p.admin, p.lead(p.removal(p.depositor, "left"))))
    receipt(p, p.push(p.writer, *written_offline))


def test_a_removed_device_loses_its_session_and_can_only_read_why(
    partnership: Partnership,
) -> None:
    p = partnership
    receipt(p, p.push(p.writer, *p.write(p.writer, 1)))
    removal = p.lead(p.removal(p.writer))
    receipt(p, p.push(p.admin, removal))

    unsent = p.write(p.writer, 1)
    refused(p.push(p.writer, *unsent), wire.UNAUTHENTICATED)
    refused(p.pull(p.writer), wire.UNAUTHENTICATED)
    assert p.sign_in(p.writer).status_code == 201
    refused(p.push(p.writer, *unsent), wire.CLOSED)
    refused(p.pull(p.writer), wire.CLOSED)
    assert [placed.raw for placed in p.rosters(p.writer)] == [p.founding.raw(), removal.raw()]
    assert check(p.store).faults == []


def test_a_roster_takes_effect_for_what_follows_it_in_the_same_batch(
    partnership: Partnership,
) -> None:
    p = partnership
    roster = p.lead(p.removal(p.depositor, "left"))
    p.admin.epoch = 2
    receipt(p, p.push(p.admin, roster, *p.write(p.admin, 2)))
    assert check(p.store).faults == []


def test_a_roster_that_lost_a_race_is_appended_and_void(partnership: Partnership) -> None:
    p = partnership
    lost = p.next_roster()
    receipt(p, p.push(p.admin, p.lead(p.next_roster())))
    before = p.roster
    entry = p.admin.sign(p.space, Kind.ROSTER, lost)
    got = receipt(p, p.push(p.admin, entry))
    assert p.page(p.admin).items[-1].raw == entry.raw()
    assert len(p.rosters(p.admin)) == 2
    assert got.position == 3
    p.roster = before
    receipt(p, p.push(p.admin, p.lead(p.next_roster())))
    assert check(p.store).faults == []


def test_a_roster_that_only_a_later_signature_covers_is_refused(
    partnership: Partnership,
) -> None:
    """Devices call it void, whatever comes after it; the store must not think otherwise."""
    p = partnership
    roster = p.lead(p.next_roster())
    spoilt = parse(roster.raw()[:116] + bytes(64) + roster.raw()[PREFIX_BYTES:])
    p.admin.tip = Tip(spoilt.seq, spoilt.id)
    refused(p.push(p.admin, spoilt, *p.write(p.admin, 1)), wire.BAD_SIGNATURE)


def test_void_rosters_are_rationed(partnership: Partnership) -> None:
    p = partnership
    p.settings = limited(p.settings, void_rosters_per_device=1)
    p.restart()
    lost = [p.next_roster(lambda body: body.update(deposit=body["deposit"])) for _ in range(2)]
    receipt(p, p.push(p.admin, p.lead(p.next_roster())))
    receipt(p, p.push(p.admin, p.admin.sign(p.space, Kind.ROSTER, lost[0])))
    refused(p.push(p.admin, p.admin.sign(p.space, Kind.ROSTER, lost[1])), wire.QUOTA)


def test_a_writer_may_not_change_the_membership(partnership: Partnership) -> None:
    p = partnership
    roster = p.writer.sign(p.space, Kind.ROSTER, p.next_roster())
    refused(p.push(p.writer, roster), wire.NOT_ALLOWED)


def test_a_roster_that_is_none_is_refused(partnership: Partnership) -> None:
    p = partnership
    refused(p.push(p.admin, p.admin.sign(p.space, Kind.ROSTER, b'{"version":2}')), wire.BAD_ROSTER)


def test_a_ruling_is_an_admins_to_make(partnership: Partnership) -> None:
    p = partnership
    refused(p.push(p.writer, p.writer.sign(p.space, Kind.RULING, b"{}")), wire.NOT_ALLOWED)


def test_an_entry_without_its_body_is_malformed(partnership: Partnership) -> None:
    p = partnership
    stub = redact(p.write(p.writer, 1)[0])
    refused(p.push(p.writer, stub), wire.MALFORMED)


def test_an_entry_of_another_space_is_malformed(partnership: Partnership) -> None:
    p = partnership
    entry = p.writer.write(bytes(16), p.key, {}, p.rng)
    refused(p.push(p.writer, entry), wire.MALFORMED)


def test_a_flipped_bit_anywhere_is_noticed(partnership: Partnership) -> None:
    p = partnership
    raw = p.write(p.writer, 1)[0].raw()
    for at in sorted({*range(0, PREFIX_BYTES, 9), len(raw) - 1, PREFIX_BYTES}):
        flipped = bytearray(raw)
        flipped[at] ^= 1 << p.rng.randrange(8)
        answer = p.push_bytes(p.writer, wire.frame([bytes(flipped)]))
        assert answer.status_code in (400, 403, 409, 422), at
    assert p.page(p.admin).latest == 1


def test_an_oversized_request_is_refused(partnership: Partnership) -> None:
    p = partnership
    refused(p.push_bytes(p.writer, bytes(4 << 20)), wire.TOO_LARGE)


def test_an_oversized_stream_without_a_length_is_cut_off(partnership: Partnership) -> None:
    p = partnership
    sent = 0

    async def endless() -> object:
        nonlocal sent
        for _ in range(1000):
            sent += 1 << 16
            yield bytes(1 << 16)

    path = f"/v1/spaces/{p.space.hex()}/entries"
    refused(p.send("POST", path, endless(), p.writer.token), wire.TOO_LARGE)
    assert sent < 8 << 20


def test_a_body_over_64_kib_is_malformed(partnership: Partnership) -> None:
    p = partnership
    raw = p.write(p.writer, 1)[0].raw()
    header = raw[:80] + (MAX_BODY + 1).to_bytes(4, "big")
    large = header + raw[84:PREFIX_BYTES] + bytes(MAX_BODY + 1)
    refused(p.push_bytes(p.writer, wire.frame([large])), wire.MALFORMED)


def test_too_many_entries_at_once_are_refused(partnership: Partnership) -> None:
    p = partnership
    body = wire.frame([bytes(180)] * (wire.MAX_BATCH_ENTRIES + 1))
    refused(p.push_bytes(p.writer, body), wire.TOO_LARGE)


@pytest.mark.parametrize("body", [b"", b"\0", b"\0\0\0\5abc", b"\xff" * 64, b"<html>hello</html>"])
def test_garbage_is_answered_cleanly(partnership: Partnership, body: bytes) -> None:
    refused(partnership.push_bytes(partnership.writer, body), wire.MALFORMED)


def test_a_device_stays_within_its_quota(partnership: Partnership) -> None:
    p = partnership
    p.settings = limited(p.settings, entries_per_device=3, bytes_per_device=1 << 20)
    p.restart()
    receipt(p, p.push(p.writer, *p.write(p.writer, 3)))
    refused(p.push(p.writer, *p.write(p.writer, 1)), wire.QUOTA)
    p.settings = limited(p.settings, bytes_per_device=100)
    p.restart()
    refused(p.push(p.depositor, p.depositor.sign(p.space, Kind.DEPOSIT, bytes(99))), wire.QUOTA)


def test_concurrent_pushes_keep_the_numbering_dense(partnership: Partnership) -> None:
    p = partnership
    path = f"/v1/spaces/{p.space.hex()}/entries"
    runs = {d.id: (d, p.write(d, 24)) for d in (p.admin, p.writer)}

    async def everybody() -> None:
        async def one(device_id: bytes) -> None:
            device, entries = runs[device_id]
            for at in range(0, 24, 2):
                body = wire.frame(e.raw() for e in entries[at : at + 2])
                # Each batch twice at once, as after a time-out.
                sent = [p.request("POST", path, body, device.token) for _ in range(2)]
                answers = await asyncio.gather(*sent)
                assert [a.status_code for a in answers] == [200, 200]
                assert answers[0].content == answers[1].content

        await asyncio.gather(*(one(device_id) for device_id in runs))

    asyncio.run(everybody())
    page = p.page(p.admin, own=1)
    assert [item.position for item in page.items] == list(range(1, 50))
    for device_id, (_, entries) in runs.items():
        theirs = [i.raw for i in page.items[1:] if parse(i.raw).device == device_id]
        assert theirs == [e.raw() for e in entries]
    assert check(p.store).faults == []


def test_killed_before_the_commit_nothing_is_there_and_the_same_push_works(
    partnership: Partnership, monkeypatch: pytest.MonkeyPatch
) -> None:
    p = partnership
    entries = p.write(p.writer, 3)
    body = wire.frame(e.raw() for e in entries)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        # Everything is inserted; the process ends before the tip is moved and the commit.
        patched.setattr("sync.store.append._move_tip", killed)
        with pytest.raises(KeyboardInterrupt):
            append(p.store, p.space, p.writer.token, body)
    p.restart()
    assert p.page(p.admin).latest == 1
    assert receipt(p, p.push_bytes(p.writer, body)).position == 4
    assert check(p.store).faults == []


def test_killed_after_the_commit_the_same_push_gets_the_receipt(partnership: Partnership) -> None:
    p = partnership
    entries = p.write(p.writer, 3)
    durable = receipt(p, p.push(p.writer, *entries))  # imagine that this answer was lost
    p.restart()
    assert receipt(p, p.push(p.writer, *entries)) == durable


def test_a_restart_keeps_everything_and_the_sessions(partnership: Partnership) -> None:
    p = partnership
    first = p.write(p.writer, 2)
    receipt(p, p.push(p.writer, *first))
    p.restart()
    second = p.write(p.writer, 2)
    assert receipt(p, p.push(p.writer, *second)).position == 5
    assert [i.raw for i in p.page(p.admin, after=1).items] == [e.raw() for e in first + second]


def test_a_signature_within_a_batch_is_vouched_for_by_the_last(partnership: Partnership) -> None:
    """One check a batch: what an entry hashes, its signature covers."""
    p = partnership
    first = p.write(p.writer, 1)[0]
    spoilt = parse(first.raw()[:116] + bytes(64) + first.raw()[PREFIX_BYTES:])
    p.writer.tip = Tip(1, spoilt.id)
    receipt(p, p.push(p.writer, spoilt, *p.write(p.writer, 1)))
    assert check(p.store).faults == []
