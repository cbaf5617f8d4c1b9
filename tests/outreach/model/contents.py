"""Everything that a read model holds, in a form in which two models can be compared.

Row numbers and the numbers of authors depend on the order of arrival and are no part of it.
"""

from __future__ import annotations

import json
from typing import Any

from outreach.model import kinds, search
from outreach.model.fold import ReadModel
from outreach.model.ledger import unpack
from outreach.model.tables import RecordRow, columns, connect


def contents(model: ReadModel) -> dict[str, Any]:
    """Rows, ledgers, what waits, what is kept out, what is unknown, and the index."""
    connection = model.connection
    records = {}
    for row in connection.execute(f"SELECT {', '.join(columns(RecordRow))} FROM record"):
        found = dict(zip(columns(RecordRow), row, strict=True))
        assert search.same_time(found.pop("row"), search.surrogate(found["recorded_ms"], "0" * 32))
        found["author"] = model.writers.writer(found["author"])
        found["clocks"] = _ledger(model, found["clocks"])
        records[found["id"]] = found
    waiting = {
        record: _ledger(model, clocks)
        for record, clocks in connection.execute("SELECT record, clocks FROM waiting")
    }
    return {
        "records": records,
        "waiting": waiting,
        "quarantine": connection.execute("SELECT * FROM quarantine ORDER BY entry").fetchall(),
        "unknown": connection.execute("SELECT * FROM unknown ORDER BY entry").fetchall(),
        "index": index(model),
    }


def _ledger(model: ReadModel, clocks: str | None) -> Any:
    if clocks is None:
        return None
    ledger = unpack(clocks, model.writers.writer)
    return ledger.versions, ledger.reviews


def index(model: ReadModel) -> list[tuple[str, int, int]]:
    """Every word of the index, in how many records it is, and how often."""
    return _words(model.connection)


def index_from_scratch(model: ReadModel) -> list[tuple[str, int, int]]:
    """The index as it would be if every record that stands now were indexed once."""
    fresh = connect()
    search.create(fresh)
    found = model.connection.execute("SELECT row, kind, data FROM record").fetchall()
    search.add(fresh, [(row, kinds.text(kind, json.loads(data))) for row, kind, data in found])
    return _words(fresh)


def _words(connection: Any) -> list[tuple[str, int, int]]:
    connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, search, row)")
    found = connection.execute("SELECT term, doc, cnt FROM temp.words ORDER BY term").fetchall()
    connection.execute("DROP TABLE temp.words")
    return [word for word in found if word[1]]
