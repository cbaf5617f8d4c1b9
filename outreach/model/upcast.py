"""Older versions of a record become the current one, one pure step at a time.

A step takes the fields of version *n* and gives those of *n + 1*. It works on a few fields as well
as on all, because a correction carries only what changed. Entries are never rewritten: this runs
each time one is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Step = Callable[[Mapping[str, Any]], dict[str, Any]]

#: (kind, version) to the step that leads to the next version. Every kind is at version 1 now.
STEPS: dict[tuple[str, int], Step] = {}


def upcast(
    kind: str,
    version: int,
    current: int,
    fields: Mapping[str, Any],
    steps: Mapping[tuple[str, int], Step] = STEPS,
) -> Mapping[str, Any]:
    """The fields as the ``current`` version has them. Raises ``KeyError`` for a lacking step."""
    while version < current:
        fields = steps[kind, version](fields)
        version += 1
    return fields
