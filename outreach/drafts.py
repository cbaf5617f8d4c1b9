"""Half-written forms: sealed on this device, never sent, there again after a kill."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from sync.client.log import Log
from sync.client.vault import Vault
from sync.errors import CannotOpen, VaultCorrupt


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
    """

    id: str
    kind: str
    version: int
    fields: dict[str, Any] = field(default_factory=dict)
    field_in_focus: str | None = None
    started_ms: int = 0
    updated_ms: int = 0
    corrects: str | None = None


class Drafts:
    """The sealed drafts of one vault."""

    def __init__(self, vault: Vault, log: Log) -> None:
        self._vault = vault
        self._log = log

    def save(self, draft: Draft) -> None:
        """Durable when it returns."""
        text = json.dumps(asdict(draft), ensure_ascii=False).encode()
        # Padded, so that the file does not grow with every key pressed.
        text += b" " * (-len(text) % 1024)
        self._log.put_draft(draft.id, self._vault.seal_local("draft", text, draft.id.encode()))

    def all(self) -> list[Draft]:
        """Newest first.

        Raises:
            VaultCorrupt: one does not open; it is kept.
        """
        drafts = [self._open(draft_id, sealed) for draft_id, sealed in self._log.drafts().items()]
        return sorted(drafts, key=lambda d: (d.updated_ms, d.id), reverse=True)

    def _open(self, draft_id: str, sealed: bytes) -> Draft:
        try:
            return Draft(**json.loads(self._vault.open_local("draft", sealed, draft_id.encode())))
        except (CannotOpen, ValueError, TypeError):
            raise VaultCorrupt("A draft is damaged. It is kept as it is.") from None

    def drop(self, draft_id: str) -> None:
        """Delete one for good."""
        self._log.drop_draft(draft_id)

    def reseal(self) -> None:
        """Seal every draft under the newest local key."""
        for draft in self.all():
            self.save(draft)
