"""What can be told of a locked vault: how much would be lost with it. No key is needed for that.

The log's rows say in the clear which entries no receipt covers, as they do to whoever steals the
folder. Nothing is opened for writing here.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

_UNSENT: Final = (
    "SELECT count(*) FROM outbox LEFT JOIN sending USING (space)"
    " WHERE kind IN (1, 4) AND seq > coalesce(safe, 0)"
)


def only_here(folder: Path) -> int | None:
    """How many changes and deposits of a locked vault are on this device only, those of the audit
    included; None where that cannot be read."""
    path = folder / "log.db"
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as log:
            return int(log.execute(_UNSENT).fetchone()[0])
    except (sqlite3.Error, OSError, UnicodeDecodeError):
        return None
