"""Common questions to an author, as data in ``assets/questions.json``: a start, to be made fit."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from outreach.assets import asset


def questions(field: str | None) -> tuple[str, ...]:
    """Questions that are often asked about a field; None: about the whole record."""
    held = _held()
    if field is None:
        return tuple(held["record"])
    return tuple(held["fields"].get(field, held["otherwise"]))


@cache
def _held() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(asset("questions.json").read_text(encoding="utf-8"))
    return data
