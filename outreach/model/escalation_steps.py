"""Who is told when a review is late, and when: the steps in ``assets/escalation.json``.

The rule that this module enforces: a step is a multiple of the target of the record's level, so
that what must be read within the hour goes up within hours, and the steps come one after another.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, Final, NamedTuple

from outreach.assets import asset

_MOST: Final = 16


class Step(NamedTuple):
    """``after``: times the target. ``duties``: any of them is told; ``label``: who that is.
    ``in_space``: space -> further duties that are told of what waits there."""

    after: float
    label: str
    duties: frozenset[str]
    in_space: Mapping[str, frozenset[str]]


@cache
def steps() -> tuple[Step, ...]:
    """The steps, the first first. Raises ValueError for a table that cannot be used."""
    found = tuple(
        Step(
            float(one["after"]),
            str(one["label"]),
            frozenset(one["duties"]),
            {space: frozenset(some) for space, some in one.get("in_space", {}).items()},
        )
        for one in _data()["steps"]
    )
    times = [step.after for step in found]
    if not 0 < len(found) <= _MOST or times[0] < 1 or sorted(set(times)) != times:
        raise ValueError("the steps of escalation must come one after another, from 1 on")
    if not all(step.duties for step in found):
        raise ValueError("a step of escalation tells nobody")
    return found


@cache
def duties() -> frozenset[str]:
    """Every duty that some step tells."""
    return frozenset(
        duty for step in steps() for some in (step.duties, *step.in_space.values()) for duty in some
    )


@cache
def holds() -> float:
    """For how many times the target it is enough that somebody has taken a review on."""
    return float(_data()["taken_holds"])


def reached(target_ms: int, waited_ms: int) -> int:
    """How many steps a review has come up that has waited so long; 0: it is not late."""
    return sum(waited_ms >= step.after * target_ms for step in steps())


def scopes(held: Collection[str]) -> dict[str, float]:
    """Space -> after how many times the target somebody with these duties is told of what waits
    there; "": in every space. Empty: they are told of nothing."""
    mine = frozenset(held)
    found: dict[str, float] = {}
    for step in steps():
        if step.duties & mine:
            found.setdefault("", step.after)
        for space, some in step.in_space.items():
            if some & mine:
                found.setdefault(space, step.after)
    return found


def told_to(up: int) -> str:
    """The label of the last of the first ``up`` steps: who is told now."""
    return steps()[max(up, 1) - 1].label


@cache
def _data() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(asset("escalation.json").read_text(encoding="utf-8"))
    return found
