"""What is counted of each record, kept beside the rows until a row changes.

The rules that this module enforces:

1. To read a fact out of a record costs some microseconds of JSON, and it is read once. What changes
   later is noted by triggers within the change's own transaction and read again before the next
   count. So a count sees what the rows say, whoever wrote them.
2. Facts are read in pieces, the newest first; the model's lock is let go between two of them.
3. Facts stand still while somebody counts (``lock``), though records arrive meanwhile: the tables
   of one screen are of one moment.
4. They are temporary tables of a database in memory: nothing of them is in a snapshot or on a disk.

An answer that was given is kept too, for as long as no row changes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from outreach.model.measures import (
    ASKED,
    CHECK,
    FIRST_REVIEW,
    HOUR,
    NIGHT,
    QUIET,
    REASONS,
    TIMED,
    WEEK,
    unknown_text,
)
from outreach.model.wanted import WANTED

if TYPE_CHECKING:
    from outreach.model.fold import ReadModel

#: Records in one piece: some 20 ms of SQLite's time.
PIECE: Final = 1_000
#: Answers that are kept: somebody goes to and fro between a few periods and agencies.
KEPT: Final = 12

_KINDS: Final = ", ".join(repr(kind) for kind in ASKED)
_REASONS: Final = " || ".join(
    f"(CASE WHEN instr(r.data, '{unknown_text(code)}') THEN '{code} ' ELSE '' END)"
    for code in REASONS
)
#: ``what``: seen or quiet for a visit, what a check found, else the kind. ``night_hour``: 24 times
#: the weekday of the evening, and the hour; NULL where nobody gave a time. ``delay``: from received
#: to first review, in ms.
_TABLES: Final = (
    "CREATE TEMP TABLE fact (week TEXT, row INTEGER, what TEXT, author INTEGER, place TEXT,"
    " night_hour INTEGER, codes TEXT, delay INTEGER, waiting INTEGER, missing INTEGER,"
    " wanted INTEGER, reasons TEXT, PRIMARY KEY (week, row)) WITHOUT ROWID",
    "CREATE UNIQUE INDEX temp.fact_of_row ON fact (row)",
    "CREATE TEMP TABLE fact_stale (row INTEGER PRIMARY KEY)",
    # A row that is replaced under another number is deleted without a trigger.
    "CREATE TEMP TRIGGER fact_replaced BEFORE INSERT ON main.record BEGIN"
    " INSERT OR IGNORE INTO fact_stale SELECT row FROM record WHERE id = new.id; END",
    "CREATE TEMP TRIGGER fact_inserted AFTER INSERT ON main.record BEGIN"
    " INSERT OR IGNORE INTO fact_stale VALUES (new.row); END",
    "CREATE TEMP TRIGGER fact_updated AFTER UPDATE ON main.record BEGIN"
    " INSERT OR IGNORE INTO fact_stale VALUES (old.row);"
    " INSERT OR IGNORE INTO fact_stale VALUES (new.row); END",
    "CREATE TEMP TRIGGER fact_deleted AFTER DELETE ON main.record BEGIN"
    " INSERT OR IGNORE INTO fact_stale VALUES (old.row); END",
)
_READ: Final = (  # every part is a constant of these modules
    "INSERT OR REPLACE INTO fact"  # noqa: S608
    f" SELECT coalesce({WEEK}, ''), r.row,"
    f" CASE r.kind WHEN 'hotspot-visit' THEN CASE WHEN {QUIET} THEN 'quiet' ELSE 'seen' END"
    f" WHEN 'premises-check' THEN {CHECK} ELSE r.kind END,"
    f" r.author, r.place, CASE WHEN {TIMED} THEN 24 * {NIGHT} + {HOUR} END,"
    " CASE r.kind WHEN 'hotspot-visit' THEN json_extract(r.data, '$.presence_effect')"
    " WHEN 'premises-check' THEN json_extract(r.data, '$.outcomes') END,"
    f" max(0, {FIRST_REVIEW} - r.received_ms), r.waiting_ms IS NOT NULL, r.missing, {WANTED},"
    f" CASE WHEN instr(r.data, '{{\"unknown\":\"') THEN {_REASONS} ELSE '' END"
    " FROM record r {index} CROSS JOIN author a ON a.id = r.author"
    f" WHERE r.kind IN ({_KINDS}) AND NOT r.withdrawn"
)
_READ_SPAN: Final = (
    _READ.replace("{index}", "INDEXED BY record_newest")
    + " AND r.sort_ms BETWEEN :from AND :to"
    + " AND (r.sort_ms, r.row) >= (:from, :from_row) AND (r.sort_ms, r.row) < (:to, :to_row)"
)
_ROWS: Final = "(SELECT value FROM json_each(:rows))"
_READ_ROWS: Final = _READ.replace("{index}", "") + f" AND r.row IN {_ROWS}"
#: The record that ends a piece: found in the index alone.
_END: Final = (
    "SELECT sort_ms, row FROM record INDEXED BY record_newest"
    " WHERE sort_ms BETWEEN :low AND :to AND (sort_ms, row) < (:to, :to_row)"
    " ORDER BY sort_ms DESC, row DESC LIMIT 1 OFFSET :piece"
)
_EVER: Final = (1 << 62, 0)


class Facts:
    """The facts of one model. Every method but ``forget`` wants :attr:`lock` to be held, and takes
    the model's lock for a piece at a time."""

    def __init__(self) -> None:
        self.lock = Lock()
        self._read_from: tuple[int, int] | None = None
        self._answers: dict[Any, Any] = {}

    def forget(self) -> None:
        """Let go of every answer; the tables go with the connection."""
        self._answers = {}

    def ready(self, model: ReadModel, low: int, wanted: Callable[[], bool]) -> bool:
        """Read what is not read yet of records from ``low`` on, in ms, and what has changed.

        Between two pieces it asks whether it is still ``wanted``; False: it ended unfinished, and
        goes on from there next time.
        """
        with model.lock:
            if self._read_from is None:
                for statement in _TABLES:
                    model.connection.execute(statement)
                self._read_from = _EVER
        while self._refresh(model) or self._extend(model, low):
            if not wanted():
                return False
            time.sleep(0)  # whoever waits for the interpreter goes first
        return True

    def answer(self, key: Any) -> Any:
        """What was given for ``key`` since a row changed last; else None. Only after ``ready``."""
        return self._answers.get(key)

    def keep(self, key: Any, answer: Any) -> None:
        """Keep an answer until a row changes."""
        if len(self._answers) >= KEPT:
            del self._answers[next(iter(self._answers))]
        self._answers[key] = answer

    def _refresh(self, model: ReadModel) -> bool:
        """Read a piece of what has changed; whether there was any."""
        with model.lock:
            execute = model.connection.execute
            found = execute("SELECT row FROM fact_stale LIMIT ?", (PIECE,)).fetchall()
            if not found:
                return False
            rows = {"rows": json.dumps([row for (row,) in found])}
            execute(f"DELETE FROM fact WHERE row IN {_ROWS}", rows)  # noqa: S608 - a constant
            execute(_READ_ROWS, rows)
            execute(f"DELETE FROM fact_stale WHERE row IN {_ROWS}", rows)  # noqa: S608
        self._answers = {}
        return True

    def _extend(self, model: ReadModel, low: int) -> bool:
        """Read a piece of what is older than what was read; False: it reaches to ``low``."""
        to, to_row = self._read_from or _EVER
        if to <= low:
            return False
        with model.lock:
            execute = model.connection.execute
            values = {"low": low, "to": to, "to_row": to_row, "piece": PIECE - 1}
            end = execute(_END, values).fetchone() or (low, 0)
            span = {"from": end[0], "from_row": end[1], "to": to, "to_row": to_row}
            execute(_READ_SPAN, span)
        self._read_from = end
        return True
