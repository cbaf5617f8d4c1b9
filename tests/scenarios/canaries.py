"""Words that stand nowhere else in the world, and a search for them in every disguise.

Every canary begins with the same random stem, so that one search finds them all, whatever became
of the rest; what follows the stem tells which field it came from.
"""

from __future__ import annotations

import base64
import gzip
import random
import string
import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from sync.plaintext import dictionary, pad

_STEM = 9
_SUFFIX = 3
#: Enough of an inflated stream to see a stem in; a record is seldom larger.
_INFLATED = 16_384
#: And of a stream that may be one.
_DEFLATED = 32_768
_HEADER_OF_GZIP = b"\x1f\x8b\x08"


class Canaries:
    """A stem, the words made from it, and where each was put."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self.stem = self._letters(_STEM)
        self.words: dict[str, str] = {}
        self.numbers: list[str] = []
        self.secrets: dict[str, bytes] = {}

    def _letters(self, count: int) -> str:
        return "".join(self._rng.choice(string.ascii_lowercase) for _ in range(count))

    def word(self, where: str) -> str:
        """A new word of 12 letters for a field."""
        word = self.stem + self._letters(_SUFFIX)
        while word in self.words:
            word = self.stem + self._letters(_SUFFIX)
        self.words[word] = where
        return word

    def digits(self, count: int) -> str:
        """A new number that cannot be there by chance."""
        made = "".join(self._rng.choice("123456789") for _ in range(count))
        self.numbers.append(made)
        return made

    def degrees(self, whole: int) -> float:
        """A new coordinate with seven decimals."""
        value = float(f"{whole}.{self._rng.randrange(1_000_000, 9_999_999)}")
        self.numbers.append(repr(value))
        self.secrets[f"{value} as SQLite writes it"] = struct.pack(">d", value)
        self.secrets[f"{value} as processors write it"] = struct.pack("<d", value)
        return value

    def needles(self) -> dict[bytes, str]:
        """Every disguise to look for, with what it is."""
        found: dict[bytes, str] = {}
        for text in (self.stem, self.stem.upper(), self.stem.title(), *self.numbers):
            found[text.encode()] = f"“{text}”"
            for what, disguised in disguises(text.encode(), f"the text “{text}”").items():
                found.setdefault(what, disguised)
            for encoding in ("utf-16-le", "utf-16-be", "utf-32-le"):
                found[text.encode(encoding)] = f"the text “{text}” as {encoding}"
        for what, secret in self.secrets.items():
            found.update(disguises(secret, what))
        return found


def disguises(raw: bytes, what: str) -> dict[bytes, str]:
    """As it is, in hexadecimal, and in base64 at the three alignments."""
    found = {raw: what}
    found[raw.hex().encode()] = f"{what} in hexadecimal"
    found[raw.hex().upper().encode()] = f"{what} in hexadecimal capitals"
    for shift in range(3):
        # Only characters that depend on nothing but this: whole groups of six bits inside it.
        text = base64.b64encode(bytes(shift) + raw)
        first = -(-8 * shift // 6)
        last = 8 * (shift + len(raw)) // 6
        inner = text[first:last]
        found[inner] = f"{what} in base64, {shift} bytes into a group"
        found[inner.translate(bytes.maketrans(b"+/", b"-_"))] = f"{what} in base64 for addresses"
    return found


def find(data: bytes, needles: dict[bytes, str]) -> set[str]:
    """What of ``needles`` stands in ``data``, or in anything that inflates from inside it."""
    found = {what for needle, what in needles.items() if needle in data}
    # Whatever inflates is text, and every text has the stem, or a number, in it as it is: looking
    # for keys in a million scraps of noise would take minutes.
    words = {needle: what for needle, what in needles.items() if what.startswith("“")}
    for inflated in streams(data):
        found |= {f"{what}, compressed" for needle, what in words.items() if needle in inflated}
    return found


def streams(data: bytes) -> Iterator[bytes]:
    """What inflates from any offset: zlib, gzip, and bare deflate with our preset dictionary (which
    a stream without one does not mind)."""
    view = memoryview(data)
    preset = dictionary()
    for at in range(len(data) - 8):
        # The first three bits of a deflate block: last or not, and how it is coded. Text in a block
        # that is only stored (0) is found as it is, and 3 is no coding.
        byte = data[at]
        coding = byte >> 1 & 3
        if coding == 1 or (coding == 2 and byte >> 3 < 30 and data[at + 1] & 31 < 30):
            yield from _inflated(view[at : at + _DEFLATED], -15, preset)
        if byte & 0x0F == 8 and (byte << 8 | data[at + 1]) % 31 == 0:
            yield from _inflated(view[at : at + _DEFLATED], 15, None)
        if byte == 0x1F and data.startswith(_HEADER_OF_GZIP, at):
            yield from _inflated(view[at : at + _DEFLATED], 31, None)


def _inflated(view: memoryview, window: int, preset: bytes | None) -> Iterator[bytes]:
    inflate = zlib.decompressobj(window, zdict=preset) if preset else zlib.decompressobj(window)
    made = b""
    # In growing pieces: most offsets fail within the first, and what came before is kept.
    with suppress(zlib.error):
        made = inflate.decompress(view[:48], _INFLATED)
        made += inflate.decompress(view[48:4096], _INFLATED)
        made += inflate.decompress(view[4096:], _INFLATED)
    if len(made) >= _STEM:
        yield made


def files_under(*folders: Path) -> Iterable[Path]:
    """Every file, whatever its name."""
    for folder in folders:
        yield from sorted(path for path in folder.rglob("*") if path.is_file())


def planted(word: str, rng: random.Random) -> dict[str, bytes]:
    """A canary in every disguise that the search must see through, among other bytes."""
    raw = f"They said that {word} was there.".encode()
    bare = zlib.compressobj(6, zlib.DEFLATED, -15)
    ours = zlib.compressobj(6, zlib.DEFLATED, -15, 8, zlib.Z_DEFAULT_STRATEGY, dictionary())
    narrative = " ".join(f"{rng.randrange(10**9)} {rng.random()}" for _ in range(60)).encode() + raw
    dynamic = zlib.compressobj(9, zlib.DEFLATED, -15)
    disguised = {
        "as it is": raw,
        "in capitals": raw.upper(),
        "utf-16": raw.decode().encode("utf-16"),
        "utf-16-be": raw.decode().encode("utf-16-be"),
        "hexadecimal": raw.hex().encode(),
        "zlib": zlib.compress(raw),
        "zlib, stored": zlib.compress(raw, 0),
        "gzip": gzip.compress(raw),
        "deflate": bare.compress(raw) + bare.flush(),
        "deflate, dynamic": dynamic.compress(narrative) + dynamic.flush(),
        "a payload that nobody sealed": pad(1, ours.compress(raw) + ours.flush()),
    }
    for shift in range(3):
        disguised[f"base64 {shift}"] = base64.b64encode(b"?" * shift + raw)
        disguised[f"base64 for addresses {shift}"] = base64.urlsafe_b64encode(b"?" * shift + raw)
    return {
        how: rng.randbytes(rng.randrange(3000)) + plant + rng.randbytes(500)
        for how, plant in disguised.items()
    }
