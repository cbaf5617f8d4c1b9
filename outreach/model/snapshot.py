"""The sealed snapshot: the read model on disk, so that the next unlock need not fold anew.

    magic 8 | salt 32 | chunks of 1 MiB, each with a tag of 16; the last one may be shorter

    key   = HKDF-SHA256(snapshot key, salt, label("snapshot") + context)
    nonce = seven zeros + chunk number, 4 bytes + 1 for the last chunk, else 0

The rules that this module enforces:

1. Chunks are those of STREAM (Hoang, Reyhanitabar, Rogaway and Vizár, 2015, as age uses it): none
   can be left out, repeated, exchanged or appended. The salt is fresh, so no nonce ever repeats.
2. ``context`` is what the snapshot is a snapshot of. Under another one it does not open.
3. A file that does not open, for whatever reason, is no snapshot: the caller folds the log anew. It
   is never repaired and never trusted in part.
4. Nothing readable reaches the disk, and a crash while writing leaves the older snapshot.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.errors import DiskFull
from sync.keys import label

MAGIC: Final = b"OUTSNAP\x01"
CHUNK: Final = 1 << 20

_SALT: Final = 32
_TAG: Final = 16
_HEADER: Final = len(MAGIC) + _SALT


class Broken(ValueError):
    """The file is no snapshot, or not to its end. Whatever was read of it is thrown away."""


def seal(path: Path, data: bytes | Iterable[bytes], key: bytes, context: bytes) -> None:
    """Seal ``data`` into the file ``path``, in place of what was there. What comes in parts is
    sealed as it comes, so that it need never be in memory as a whole.

    Raises:
        DiskFull: there is no room; the older snapshot is untouched.
        OSError: it could not be written for another reason; likewise.
    """
    salt = os.urandom(_SALT)
    cipher = _cipher(key, salt, context)
    partial = path.with_name(path.name + ".partial")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
    parts = (data,) if isinstance(data, bytes) else data
    try:
        with os.fdopen(os.open(partial, flags, 0o600), "wb", buffering=0) as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(MAGIC + salt)
            for number, (chunk, is_last) in enumerate(_with_the_last_known(_chunks(parts))):
                file.write(cipher.encrypt(_nonce(number, is_last=is_last), chunk, None))
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        if error.errno == errno.ENOSPC:
            raise DiskFull("The disk is full. The records are safe; only a copy of them that "
                           "makes unlocking quick was not saved.") from None  # fmt: skip
        raise
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _chunks(parts: Iterable[bytes]) -> Iterator[bytes | bytearray | memoryview]:
    """What the parts hold in one go, in chunks; the last one may be shorter, and is never empty."""
    held = bytearray()
    for part in parts:
        view, at = memoryview(part), 0
        if held:
            at = min(CHUNK - len(held), len(view))
            held += view[:at]
            if len(held) < CHUNK:
                continue
            yield held
            held = bytearray()
        while len(view) - at >= CHUNK:
            yield view[at : at + CHUNK]
            at += CHUNK
        held += view[at:]
    if held:
        yield held


def _with_the_last_known(
    chunks: Iterator[bytes | bytearray | memoryview],
) -> Iterator[tuple[bytes | bytearray | memoryview, bool]]:
    """Each chunk, and whether it is the last one; of nothing, one that is empty."""
    chunk = next(chunks, b"")
    for following in chunks:
        yield chunk, False
        chunk = following
    yield chunk, True


class Opened:
    """A snapshot that is being read. ``size``: bytes that were sealed; ``left``: those not read."""

    def __init__(self, file: FileIO, cipher: AESGCM, sealed: int) -> None:
        self._file = file
        self._cipher = cipher
        self._last = (sealed - 1) // (CHUNK + _TAG)
        self._number = 0
        self._room = bytearray(CHUNK + _TAG)
        self._over = memoryview(b"")
        self.size = self.left = sealed - (self._last + 1) * _TAG

    def read(self, size: int) -> bytearray:
        """The next ``size`` bytes. Raises :class:`Broken` where they are not what was sealed."""
        if not 0 <= size <= self.left:
            raise Broken("it is shorter than it says")
        found = bytearray(size)
        room, at = memoryview(found), 0
        while at < size or (self._number == 0 and not self.size):
            if not self._over:
                length = max(0, min(CHUNK, self.size - self._number * CHUNK))
                if size - at >= length:
                    at += self._open(room[at : at + length])  # where it is wanted: no other copy
                else:
                    self._over = memoryview(bytearray(length))
                    self._open(self._over)
            else:
                took = min(len(self._over), size - at)
                room[at : at + took] = self._over[:took]
                self._over = self._over[took:]
                at += took
        self.left -= size
        return found

    def _open(self, plain: memoryview) -> int:
        """Open the next chunk into ``plain``, which has its size."""
        if self._number > self._last:
            raise Broken("it ends too soon")
        sealed = memoryview(self._room)[: len(plain) + _TAG]
        try:
            if self._file.readinto(sealed) != len(sealed):
                raise Broken("it was cut off")
            nonce = _nonce(self._number, is_last=self._number == self._last)
            self._cipher.decrypt_into(nonce, sealed, None, plain)
        except (OSError, InvalidTag) as error:
            raise Broken("it does not open") from error
        self._number += 1
        return len(plain)


@contextmanager
def opened(path: Path, key: bytes, context: bytes) -> Iterator[Opened]:
    """What :func:`seal` was given, to be read bit by bit. Raises :class:`Broken` at once where the
    file is none at all."""
    try:
        file = path.open("rb", buffering=0)
    except OSError as error:
        raise Broken("it is not there") from error
    with file:
        size = os.fstat(file.fileno()).st_size - _HEADER
        header = file.read(_HEADER)
        if size < _TAG or len(header) != _HEADER or not header.startswith(MAGIC):
            raise Broken("it is no snapshot")
        yield Opened(file, _cipher(key, header[len(MAGIC) :], context), size)


def unseal(path: Path, key: bytes, context: bytes) -> bytearray | None:
    """What :func:`seal` was given; None if there is no such snapshot."""
    try:
        with opened(path, key, context) as found:
            return found.read(found.size)
    except Broken:
        return None


def _cipher(key: bytes, salt: bytes, context: bytes) -> AESGCM:
    info = label("snapshot") + context
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(key))


def _nonce(number: int, *, is_last: bool) -> bytes:
    return bytes(7) + number.to_bytes(4, "big") + bytes([is_last])


def _sync_folder(folder: Path) -> None:
    """Make the new name durable, where folders can be synced (not on Windows)."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
