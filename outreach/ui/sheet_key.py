"""What a person types from the recovery sheet: its 24 words, or the text of its square."""

from __future__ import annotations

from sync.recovery_key import RecoveryKey
from sync.recovery_sheet import PREFIX, RecoverySheet


def typed(text: str) -> tuple[RecoveryKey, RecoverySheet | None]:
    """The key, and the whole sheet where it was the square.

    Raises:
        InputError: which word is not in the list, how many there are, or that they do not fit;
            or that the square was cut short. BadKey: this build cannot use the key.
    """
    if text.strip().startswith(PREFIX):
        sheet = RecoverySheet.parse(text)
        return sheet.key, sheet
    return RecoveryKey.from_words(text), None


def count(text: str) -> int:
    """How many words were typed so far."""
    return len(text.split())
