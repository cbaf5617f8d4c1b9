"""What is printed on paper, written where somebody asked for it: for its owner only.

The rules that this module enforces: nothing that is there is overwritten; nobody else on this
computer may read it; it is written once, and nowhere else.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from sync.errors import InputError


def write_private(path: Path, content: bytes) -> None:
    """Write a new file that only its owner can read. Raises InputError: it is there, or cannot be.

    An incomplete file is not left behind.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                path.unlink(missing_ok=True)
                raise
    except FileExistsError:
        raise InputError(
            "There is a file of this name already. Nothing was changed.",
            advice="Choose another name for the PDF.",
        ) from None
    except OSError as error:
        raise InputError(
            f"The PDF cannot be written there: {error.strerror}. Nothing was changed."
        ) from None


def named_in(texts: Iterable[str] | None) -> tuple[str, ...]:
    """Names that were given one by one or between commas."""
    return tuple(name.strip() for text in texts or () for name in text.split(",") if name.strip())
