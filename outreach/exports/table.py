"""Rows as CSV for a spreadsheet.

The rules that this module enforces:

1. No cell is a formula (OWASP, CSV injection): a text that a spreadsheet would obey gets an
   apostrophe in front. Numbers stay numbers.
2. UTF-8 with its mark in front, so that Excel reads it as such; one record a row, RFC 4180.
3. The marking stands in a column of its own, first, in every row: rows are cut out and pasted.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from outreach.words import _

Cell: TypeAlias = str | int | float | None

#: What makes a formula of a cell, in ASCII and in full width; behind white space too.
_OBEYED: Final = frozenset("=+-@|%\uff1d\uff0b\uff0d\uff20")


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]], marking: str) -> bytes:
    """The file: headings, then one row for each of ``rows``, each behind its marking."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow([_("Marking"), *map(harmless, _each_once(headings))])
    for row in rows:
        writer.writerow([harmless(marking), *map(harmless, row)])
    return made.getvalue().encode("utf-8-sig")


def harmless(cell: Cell) -> str | int | float:
    """A cell that no spreadsheet takes for a formula."""
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return cell
    first = cell.lstrip()[:1]
    obeyed = first in _OBEYED if first else False
    return f"'{cell}" if obeyed or (cell[:1] in "\t\r\n" and cell) else cell


def _each_once(headings: Sequence[str]) -> list[str]:
    """Two columns of one name would be one to whoever reads the file by names."""
    seen: dict[str, int] = {}
    found = []
    for heading in headings:
        seen[heading] = seen.get(heading, 0) + 1
        found.append(heading if seen[heading] == 1 else f"{heading} ({seen[heading]})")
    return found
