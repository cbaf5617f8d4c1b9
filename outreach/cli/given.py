"""Records as they are given: one JSON object, or one a line. A broken line is named by its number.

Stricter than Python's reader, and as strict as what seals an entry: no name twice in an object, no
NaN, nothing that is no Unicode text.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from outreach.cli.opened import wait_for_input
from sync.errors import InputError

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Given:
    """One record that was given; ``line`` counts from 1, and is None where it is the only one."""

    line: int | None
    fields: dict[str, Any]

    def at(self, text: str) -> str:
        """A remark about this record, with its line where there are several."""
        return f"line {self.line}: {text}" if self.line is not None else text


def read_one(file: str | None) -> dict[str, Any]:
    """The one object that a file or standard input holds."""
    records = read_records(file)
    if len(records) != 1:
        raise InputError("Give one JSON object, not several. Nothing was saved.")
    return records[0].fields


def read_records(file: str | None) -> list[Given]:
    """Every object of a file, or of standard input where it is ``-`` or not named.

    Raises:
        InputError: unreadable, not JSON, not objects, or nothing at all.
    """
    text = _text(file)
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not lines:
        raise InputError("Nothing was given. Nothing was saved.", advice=_HOW)
    if len(lines) > 1 and _is_whole(lines[0][1]):
        return [Given(number, _object(line, number - 1)) for number, line in lines]
    return [Given(None, _object(text, 0))]


_HOW = "Give one JSON object, or one object a line. `outreach schema KIND` says what it may hold."


def _text(file: str | None) -> str:
    try:
        if file is None or file == STDIN:
            wait_for_input()
            raw = sys.stdin.buffer.read()
        else:
            raw = Path(file).read_bytes()
    except OSError as error:
        raise InputError(
            f"What was given cannot be read: {error.strerror}. Nothing was saved."
        ) from None
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(f"Line {line} is not text in UTF-8. Nothing was saved.") from None


def _is_whole(line: str) -> bool:
    """Whether a first line stands for itself: so these are lines, and not one spread-out object."""
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        # A broken first line of many, as against `{` and the like.
        return line.strip().startswith("{") and line.strip().endswith("}")
    return True


def _object(text: str, lines_before: int) -> dict[str, Any]:
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
        json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        line = lines_before + error.lineno
        raise InputError(
            f"Line {line} is not JSON (near column {error.colno}). Nothing was saved.", advice=_HOW
        ) from None
    except _Twice:
        raise InputError(f"{_at(lines_before)} names a field twice. Nothing was saved.") from None
    except (ValueError, RecursionError):
        # NaN, half a surrogate pair, a number of thousands of digits, nested beyond measure.
        raise InputError(
            f"{_at(lines_before)} holds a value that no field can have. Nothing was saved."
        ) from None
    if not isinstance(value, dict):
        raise InputError(f"{_at(lines_before)} is not an object. Nothing was saved.", advice=_HOW)
    return value


def _at(lines_before: int) -> str:
    return f"Line {lines_before + 1}" if lines_before else "What was given"


class _Twice(Exception):
    """An object names one field twice."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Twice
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)
