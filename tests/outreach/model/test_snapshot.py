"""The sealed snapshot: it opens as a whole, for what it was sealed for, or not at all."""

import errno
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from outreach.model import snapshot
from outreach.model.snapshot import CHUNK, MAGIC, seal, unseal
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
