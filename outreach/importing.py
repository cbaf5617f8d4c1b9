"""Writing what a register says: many rows at a time, each entry sealed and signed by itself.

The rules that this module enforces: a portion of rows is written or none of it; an import is told
of before its first row and after its last, in the space of its records; undoing withdraws and
corrects, and takes nothing out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from outreach.model import kinds, pointers
from outreach.model.changes import WITHDRAWN
from outreach.model.notices import NOTICE_VERSION, REGISTER_IMPORT
from outreach.model.queries import show
from outreach.recording import Recording
from outreach.writing import Write
from sync.errors import NotAllowed


class Importing(Recording):
    """What an import may do to an unlocked vault."""

    def check_may_import(self, kind: str) -> None:
        """Raises NotAllowed where this person cannot see what is there already, or not add to it:
        nothing could be told from what is new."""
        if not self.may_record(kind) or not self.may_read(kind):
            raise NotAllowed(
                f"You cannot take in a register as {kind}: it is held against what is there, and "
                "you may not read and write that. Nothing was saved.",
                advice="Ask a colleague who may, or an administrator.",
            )

    def new_id(self) -> str:
        """An id for an import."""
        return self._random(16).hex()

    def tell_import(self, kind: str, told: Mapping[str, Any]) -> None:
        """Say in the space of a kind what became of an import (``notices``). Durable when this
        returns."""
        write = Write(REGISTER_IMPORT, NOTICE_VERSION, self._random(16).hex(), dict(told))
        self._write(self._belonging.space_for(kind), [write])

    def write_rows(
        self,
        kind: str,
        rows: Sequence[Mapping[str, Any]],
        corrections: Sequence[tuple[str, Mapping[str, Any], str]] = (),
    ) -> None:
        """Save rows that were checked, and corrections: (record, fields, reason) each. All of it is
        durable when this returns, or nothing is saved."""
        version = kinds.KINDS[kind].version
        writes = [Write(kind, version, self._random(16).hex(), dict(row)) for row in rows]
        writes += [
            Write(kind, version, record, dict(fields), reason)
            for record, fields, reason in corrections
        ]
        if writes:
            self._write(self._belonging.space_for(kind), writes)

    def withdraw_rows(self, kind: str, records: Sequence[str], reason: str) -> None:
        """Strike records through, and the pointers to what they said: all or nothing."""
        version = kinds.KINDS[kind].version
        by_space: dict[bytes, list[Write]] = {}
        space = self._belonging.space_for(kind)
        by_space[space] = [
            Write(kind, version, record, {WITHDRAWN: True}, reason) for record in records
        ]
        if pointers.fields_of(kind):
            for record in records:
                outdated = self._outdated(show(self.model, record), {})
                if outdated is not None:
                    by_space.setdefault(outdated[0], []).extend(outdated[1])
        self._write_all(list(by_space.items()))
