"""What a command prints: answers on standard output, everything said about them on standard error.

Texts of others may hold control characters; a terminal would obey them, so they are replaced in
everything but JSON, which escapes them.
"""

from __future__ import annotations

import json
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

#: How much of an id is printed for people: enough to be the only one among a million records.
SHORT = 10


def out(text: str = "") -> None:
    """A line of the answer."""
    _write(sys.stdout, text)


def note(text: str) -> None:
    """A line about the answer."""
    _write(sys.stderr, text)


def out_json(value: dict[str, Any]) -> None:
    """One object, on one line."""
    out(json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")))


def table(rows: Iterable[Sequence[str]], *, indent: str = "", cut: bool = False) -> None:
    """Columns, as wide as what stands in them; the last one is not padded.

    ``cut``: at a terminal each row keeps to one line of it.
    """
    most = shutil.get_terminal_size().columns if cut and sys.stdout.isatty() else 0
    cleaned = [[plain(cell) for cell in row] for row in rows]
    if not cleaned:
        return
    widths = [max(len(row[at]) for row in cleaned) for at in range(len(cleaned[0]))]
    for row in cleaned:
        cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False)]
        line = (indent + "  ".join([*cells, row[-1]])).rstrip()
        out(f"{line[: most - 1]}…" if 0 < most < len(line) else line)


def plain(text: str) -> str:
    """A text on one line that no terminal obeys."""
    return "".join(c if _harmless(c) else "\ufffd" for c in " ".join(text.split()))


def paragraph(text: str, indent: str) -> None:
    """A text of several lines, each behind ``indent``."""
    for line in text.splitlines() or [""]:
        out(indent + "".join(c if _harmless(c) else "\ufffd" for c in line.replace("\t", " ")))


def _harmless(char: str) -> bool:
    # Cc: control. Cf: among others the marks that turn the direction of writing around.
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp")


def moment(ms: int | None) -> str | None:
    """A time for a program: RFC 3339 in UTC, from ms since 1970."""
    if ms is None:
        return None
    try:
        return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds")
    except (OverflowError, ValueError, OSError):
        return None


def when(ms: int | None) -> str:
    """A time for a person, on this device's clock."""
    if ms is None:
        return "-"
    try:
        return datetime.fromtimestamp(ms / 1000, UTC).astimezone().strftime("%d %b %Y %H:%M")
    except (OverflowError, ValueError, OSError):
        return "at no possible time"


def counted(number: int, one: str, many: str | None = None) -> str:
    """``1 change``, ``2 changes``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _write(stream: Any, text: str) -> None:
    try:
        stream.write(text + "\n")
    except UnicodeEncodeError:
        encoding = stream.encoding or "ascii"
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    stream.flush()
