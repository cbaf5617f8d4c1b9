"""The sealed snapshot: it opens as a whole, for what it was sealed for, or not at all."""

import errno
import os
import random
import stat
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from outreach.model import snapshot
from outreach.model.snapshot import CHUNK, MAGIC, Broken, opened, seal, unseal
from sync.errors import DiskFull

KEY, CONTEXT = bytes(range(32)), b"vault 1, schema 1, position 7"
HEADER = len(MAGIC) + 32
SEALED_CHUNK = CHUNK + 16


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "snapshot"


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 5])
def test_what_was_sealed_opens(path: Path, size: int) -> None:
    data = os.urandom(size)
    seal(path, data, KEY, CONTEXT)
    assert unseal(path, KEY, CONTEXT) == data


def test_there_is_nothing_readable_in_the_file_nor_beside_it(path: Path) -> None:
    seal(path, b"canary in the coal mine " * 100_000, KEY, CONTEXT)
    assert b"canary" not in path.read_bytes()
    assert [p.name for p in path.parent.iterdir()] == ["snapshot"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_same_content_is_sealed_differently_each_time(path: Path) -> None:
    seal(path, b"content", KEY, CONTEXT)
    first = path.read_bytes()
    seal(path, b"content", KEY, CONTEXT)
    assert path.read_bytes()[len(MAGIC) :] != first[len(MAGIC) :]
    assert first[HEADER:] != path.read_bytes()[HEADER:]


def test_another_key_or_context_does_not_open_it(path: Path) -> None:
    seal(path, b"content", KEY, CONTEXT)
    assert unseal(path, bytes(32), CONTEXT) is None
    assert unseal(path, KEY, b"vault 1, schema 1, position 8") is None
    assert unseal(path, KEY, CONTEXT + b"\0") is None


def test_no_file_is_no_snapshot(path: Path) -> None:
    assert unseal(path, KEY, CONTEXT) is None
    path.mkdir()
    assert unseal(path, KEY, CONTEXT) is None


def test_every_flipped_bit_is_noticed(path: Path) -> None:
    seal(path, b"a small read model", KEY, CONTEXT)
    sealed = path.read_bytes()
    for at in range(len(sealed)):
        path.write_bytes(sealed[:at] + bytes([sealed[at] ^ 1 << at % 8]) + sealed[at + 1 :])
        assert unseal(path, KEY, CONTEXT) is None, at


def test_every_truncation_is_noticed(path: Path) -> None:
    seal(path, b"a small read model", KEY, CONTEXT)
    sealed = path.read_bytes()
    for end in range(len(sealed)):
        path.write_bytes(sealed[:end])
        assert unseal(path, KEY, CONTEXT) is None, end
    path.write_bytes(sealed + b"\0")
    assert unseal(path, KEY, CONTEXT) is None


def test_chunks_cannot_be_left_out_repeated_exchanged_or_moved(path: Path) -> None:
    seal(path, bytes(3 * CHUNK), KEY, CONTEXT)
    sealed = path.read_bytes()
    header, body = sealed[:HEADER], sealed[HEADER:]
    one, two, three = (body[n * SEALED_CHUNK : (n + 1) * SEALED_CHUNK] for n in range(3))
    seal(path, bytes(3 * CHUNK), KEY, CONTEXT)
    other = path.read_bytes()[HEADER : HEADER + SEALED_CHUNK]
    for chunks in (
        [one, two],
        [two, three],
        [one, three],
        [three],
        [two, one, three],
        [one, two, two, three],
        [one, two, three, three],
        [other, two, three],
        [],
    ):
        path.write_bytes(header + b"".join(chunks))
        assert unseal(path, KEY, CONTEXT) is None
    path.write_bytes(header + one + two + three)
    assert unseal(path, KEY, CONTEXT) == bytes(3 * CHUNK)


def test_a_full_disk_leaves_the_older_snapshot(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seal(path, b"older", KEY, CONTEXT)

    def full(_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(snapshot.os, "fsync", full)
        with pytest.raises(DiskFull):
            seal(path, b"newer", KEY, CONTEXT)

    assert unseal(path, KEY, CONTEXT) == b"older"
    assert [p.name for p in path.parent.iterdir()] == ["snapshot"]


def test_a_partial_file_of_a_crash_is_written_over(path: Path) -> None:
    partial = path.with_name("snapshot.partial")
    partial.write_bytes(b"half")
    partial.chmod(0o644)
    seal(path, b"whole", KEY, CONTEXT)
    assert unseal(path, KEY, CONTEXT) == b"whole"
    assert not partial.exists()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("size", [0, 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7])
def test_it_is_sealed_and_read_bit_by_bit_as_in_one_go(path: Path, size: int) -> None:
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    data = rng.randbytes(size)

    def cuts() -> list[int]:
        inner = [rng.randrange(size + 1) for _ in range(9)]
        return [0, *sorted([*inner, *range(0, size, CHUNK)]), size]

    ends = cuts()
    seal(path, (data[a:b] for a, b in pairwise(ends)), KEY, CONTEXT)
    assert unseal(path, KEY, CONTEXT) == data
    seal(path, data, KEY, CONTEXT)
    with opened(path, KEY, CONTEXT) as found:
        assert b"".join(found.read(b - a) for a, b in pairwise(cuts())) == data
        assert found.left == 0
        with pytest.raises(Broken):
            found.read(1)


def test_what_is_cut_off_behind_what_was_read_is_noticed(path: Path) -> None:
    seal(path, bytes(3 * CHUNK), KEY, CONTEXT)
    path.write_bytes(path.read_bytes()[: HEADER + 2 * SEALED_CHUNK])
    with opened(path, KEY, CONTEXT) as found:
        assert found.read(CHUNK) == bytes(CHUNK)
        with pytest.raises(Broken):
            found.read(found.left)


def test_a_fault_while_it_is_made_leaves_the_older_snapshot(path: Path) -> None:
    seal(path, b"older", KEY, CONTEXT)

    def parts() -> Iterator[bytes]:
        yield bytes(2 * CHUNK)
        raise MemoryError

    with pytest.raises(MemoryError):
        seal(path, parts(), KEY, CONTEXT)
    assert unseal(path, KEY, CONTEXT) == b"older"
    assert [p.name for p in path.parent.iterdir()] == ["snapshot"]
