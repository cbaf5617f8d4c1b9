"""Half-written forms: sealed on this device, never sent, there again after a kill."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any

from sync.client.log import Log
from sync.client.vault import Vault
from sync.errors import CannotOpen


@dataclass(slots=True)
class Draft:
    """A form that is not finished.

    Attributes:
        id: random, 32 hex.
        kind, version: of the form, as it was when the draft was begun.
        fields: what has been filled in, valid or not.
        field_in_focus: where the person was.
        started_ms, updated_ms: device clock, ms since 1970.
        corrects: the record that this is a correction of.
        as_of: of a correction, how much of the record's space its author had seen when they began.
        open: it was on the screen when this was saved; after a kill it is opened there again.
        along: what was being recorded along with it: kind, version and fields of each.
        lists: in which edition of each code list it was begun (``editions``): list -> entry.
    """

    id: str
    kind: str
    version: int
    fields: dict[str, Any] = field(default_factory=dict)
    field_in_focus: str | None = None
    started_ms: int = 0
    updated_ms: int = 0
    corrects: str | None = None
    as_of: int | None = None
    open: bool = False
    along: list[dict[str, Any]] = field(default_factory=list)
    lists: dict[str, str] = field(default_factory=dict)


class Drafts:
    """The sealed drafts of one vault."""

    def __init__(self, vault: Vault, log: Log) -> None:
        self._vault = vault
        self._log = log

    def save(self, draft: Draft) -> None:
        """Durable when it returns."""
        text = json.dumps(asdict(draft), ensure_ascii=False).encode()
        # Padded, so that the file does not grow with every key pressed.
        self._put(draft.id, text + b" " * (-len(text) % 1024))

    def _put(self, draft_id: str, text: bytes) -> None:
        self._log.put_draft(draft_id, self._vault.seal_local("draft", text, draft_id.encode()))

    def _text(self, draft_id: str, sealed: bytes) -> bytes:
        return self._vault.open_local("draft", sealed, draft_id.encode())

    def all(self) -> list[Draft]:
        """Newest first. One that is damaged hides no other: see :meth:`damaged`."""
        opened = [self._open(draft_id, sealed) for draft_id, sealed in self._log.drafts().items()]
        drafts = [draft for draft in opened if draft is not None]
        return sorted(drafts, key=lambda d: (d.updated_ms, d.id), reverse=True)

    def damaged(self) -> list[str]:
        """The ids of drafts that do not open. They are kept as they are."""
        return [i for i, sealed in self._log.drafts().items() if self._open(i, sealed) is None]

    def _open(self, draft_id: str, sealed: bytes) -> Draft | None:
        try:
            return Draft(**json.loads(self._text(draft_id, sealed)))
        except (CannotOpen, ValueError, TypeError):
            return None

    def drop(self, draft_id: str) -> None:
        """Delete one for good."""
        self._log.drop_draft(draft_id)

    def reseal(self) -> None:
        """Seal every draft under the newest local key, whatever version of the app wrote it."""
        for draft_id, sealed in self._log.drafts().items():
            with suppress(CannotOpen):  # damaged: no key opens it any more
                self._put(draft_id, self._text(draft_id, sealed))
