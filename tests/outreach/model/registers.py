"""Registers for tests: read from bytes into lists, and held against what was read before."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import openpyxl

from outreach.model.register.files import from_bytes
from outreach.model.register.keys import Keys
from outreach.model.register.reading import Doubt, Line, Register, Report, understand


@dataclass(frozen=True)
class Read:
    """A register and everything that was made of it."""

    register: Register
    lines: Sequence[Line]
    report: Report

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The records that it comes to."""
        return [line.fields for line in self.lines if line.fields is not None]

    @property
    def references(self) -> list[str]:
        """What they are known by."""
        return [line.reference for line in self.lines if line.fields is not None]

    @property
    def left_out(self) -> list[Doubt]:
        """Rows that were not taken."""
        return self.report.left_out.named

    @property
    def faults(self) -> tuple[str, ...]:
        """What was said of the whole file."""
        return (*self.register.notes, *self.register.faults)

    def saying(self, part: str) -> list[int]:
        """The rows of which that was said."""
        return [doubt.row for doubt in self.report.doubtful.named if part in doubt.reason]


def read(
    data: bytes,
    said: Mapping[str, str] | None = None,
    *,
    kind: str = "premises",
    source: str = "Premises register",
    sheet: str = "",
    remembered: Mapping[str, Sequence[str]] | None = None,
) -> Read:
    """Read a register from bytes. Raises ``BadRegister``."""
    keys, report = Keys(), Report()
    try:
        register = understand(
            from_bytes(data, "register.csv"),
            kind,
            source,
            said or {},
            remembered,
            keys=keys,
            sheet=sheet,
        )
        return Read(register, list(register.lines(keys, report)), report)
    finally:
        keys.close()


def workbook(*sheets: tuple[str, list[list[object]]]) -> bytes:
    """An Excel file."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
