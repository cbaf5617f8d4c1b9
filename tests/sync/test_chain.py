"""A device's chain: gaps, repeats and forks are refused; an unsigned tail waits."""

import itertools
from collections.abc import Callable

import pytest

from sync.chain import START, Tip, check_run, follows, head_zero, next_head
from sync.envelope import Entry, redact
from sync.errors import BrokenChain
from tests.sync.people import Device, Team


def tip_of(entry: Entry) -> Tip:
    return Tip(entry.seq, entry.id)


def key_of(device: Device) -> bytes:
    return device.keys.signing.public()


def test_a_run_from_the_start(team: Team) -> None:
    run = [team.write(team.writer) for _ in range(5)]
    checked = check_run(run, START, key_of(team.writer))
    assert checked.authentic == 5
    assert checked.tip == tip_of(run[-1])
    assert all(follows(b, tip_of(a)) for a, b in itertools.pairwise(run))


def test_a_run_from_a_tip(team: Team) -> None:
    run = [team.write(team.writer) for _ in range(5)]
    assert check_run(run[3:], tip_of(run[2]), key_of(team.writer)).authentic == 2


def test_stubs_link_like_whole_entries(team: Team) -> None:
    run = [redact(team.write(team.writer)) for _ in range(3)]
    assert check_run(run, START, key_of(team.writer)).authentic == 3


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda run: [run[0], run[2]], id="missing"),
        pytest.param(lambda run: [run[0], run[0], run[1]], id="repeated"),
        pytest.param(lambda run: [run[1], run[0]], id="reordered"),
        pytest.param(lambda run: run[1:], id="begins too late"),
    ],
)
def test_a_run_with_a_break_is_refused(
    team: Team, spoil: Callable[[list[Entry]], list[Entry]]
) -> None:
    run = [team.write(team.writer) for _ in range(3)]
    with pytest.raises(BrokenChain):
        check_run(spoil(run), START, key_of(team.writer))


def test_a_fork_is_refused(team: Team) -> None:
    first = team.write(team.writer)
    one = team.write(team.writer)
    team.writer.tip = tip_of(first)
    other = team.write(team.writer)
    following = team.write(team.writer)
    with pytest.raises(BrokenChain):
        check_run([first, one, following], START, key_of(team.writer))
    with pytest.raises(BrokenChain):
        check_run([other], tip_of(one), key_of(team.writer))


def test_one_good_signature_vouches_for_all_before_it(team: Team) -> None:
    run = [team.write(team.writer, good=False) for _ in range(4)] + [team.write(team.writer)]
    assert check_run(run, START, key_of(team.writer)).authentic == 5


def test_what_no_signature_covers_is_pending(team: Team) -> None:
    signed = [team.write(team.writer) for _ in range(2)]
    tail = [team.write(team.writer, good=False) for _ in range(2)]
    checked = check_run(signed + tail, START, key_of(team.writer))
    assert checked.authentic == 2
    assert checked.tip == tip_of(signed[-1])
    assert check_run(tail, checked.tip, key_of(team.writer)).authentic == 0
    later = team.write(team.writer)
    assert check_run([*tail, later], checked.tip, key_of(team.writer)).authentic == 3


def test_a_run_signed_by_somebody_else_stays_pending(team: Team) -> None:
    run = [team.write(team.writer) for _ in range(2)]
    assert check_run(run, START, key_of(team.reader)).authentic == 0


def test_heads_tell_histories_apart() -> None:
    space, one, two = b"s" * 16, b"a" * 32, b"b" * 32
    zero = head_zero(space)
    heads = {
        zero,
        head_zero(b"t" * 16),
        next_head(zero, 1, 5, one),
        next_head(zero, 1, 5, two),
        next_head(zero, 1, 6, one),
        next_head(zero, 2, 5, one),
        next_head(next_head(zero, 1, 5, one), 2, 5, two),
        next_head(next_head(zero, 1, 5, two), 2, 5, one),
    }
    assert len(heads) == 8
