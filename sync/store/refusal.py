"""What the store says when it does not do what it was asked: a code, a sentence, what to do."""

from __future__ import annotations

from sync.errors import StoreRefused
from sync.wire import STATUS

Detail = str | int


class Refusal(StoreRefused):
    """The store understood and refused; nothing of the request took effect.

    ``reason`` is one of the codes of ``sync/wire.py``; ``details`` go into the answer beside it.
    """

    def __init__(self, reason: str, message: str, **details: Detail) -> None:
        super().__init__(message, reason=reason)
        self.details = details

    @property
    def status(self) -> int:
        """The HTTP status of the answer."""
        return STATUS[self.reason]

    def answer(self) -> dict[str, Detail]:
        """The JSON of the answer."""
        return {"code": self.reason, "message": self.message, **self.details}
