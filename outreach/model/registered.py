"""The premises that are here already: a register is held against them before it is taken in."""

from __future__ import annotations

from typing import Any

from pydantic_core import from_json

from outreach.model.fold import ReadModel


def registered(model: ReadModel) -> list[tuple[str, dict[str, Any]]]:
    """(id, fields) of every set of premises that is not withdrawn."""
    with model.lock:
        found = model.connection.execute(
            "SELECT id, data FROM record WHERE kind = 'premises' AND NOT withdrawn"
        ).fetchall()
    return [(record, from_json(data)) for record, data in found]
