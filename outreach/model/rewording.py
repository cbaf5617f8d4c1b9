"""After a change of a code list: the rows that are said in other words now are worded anew.

The rule that this module enforces: a row's title, its second line and its words in the index are
always those of the lists in force, so that what is taken out of the index is what went in.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Final

from pydantic_core import from_json

from outreach.model import codes, editions, kinds
from outreach.model.codes import Lists
from outreach.model.indexing import Index

#: Records that are looked at in one go, and reworded ones that wait for the index.
PIECE: Final = 1_000
MOST_WAITING: Final = 10_000

_HOLDING: Final = (
    "SELECT row, kind, data FROM record WHERE row > ? AND EXISTS"
    " (SELECT 1 FROM json_each(?) changed WHERE instr(record.data, changed.value))"
    " ORDER BY row LIMIT ?"
)
_PUT: Final = "UPDATE record SET title = ?, subtitle = ? WHERE row = ?"


def reword(
    connection: sqlite3.Connection, index: Index, old: Lists, new: Lists, *, hold: bool = False
) -> int:
    """Word anew what ``new`` says in other words than ``old``; how many records. The texts are
    written with the ``index``, in the caller's transaction; ``hold``: all of them, later."""
    changed = json.dumps([f'"{code}"' for code in sorted(editions.relabelled(old, new))])
    reworded, last = 0, -1
    while changed != "[]":
        found = connection.execute(_HOLDING, (last, changed, PIECE)).fetchall()
        if not found:
            break
        for row, kind, data in found:
            fields = from_json(data)
            with codes.using(old):
                before = kinds.text(kind, fields)
            with codes.using(new):
                index.reword(row, before, kinds.text(kind, fields))
                put = (kinds.title(kind, fields), kinds.subtitle(kind, fields), row)
            connection.execute(_PUT, put)
        reworded, last = reworded + len(found), found[-1][0]
        if len(index.into) > MOST_WAITING and not hold:
            index.write_texts(connection)
    return reworded
