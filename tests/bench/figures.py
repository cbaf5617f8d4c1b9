"""What a benchmark found, printed as one table at its end: figure, baseline, target."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the table. ``met`` is None where there is no target."""

    what: str
    measured: str
    baseline: str
    target: str
    met: bool | None


FIGURES: list[Figure] = []


def note(what: str, measured: str, baseline: str, target: str, met: bool | None) -> None:
    """Add a line."""
    FIGURES.append(Figure(what, measured, baseline, target, met))


def median(values: Sequence[float]) -> float:
    """The middle of the values."""
    return statistics.median(values)


def percentile(values: Sequence[float], part: int) -> float:
    """The value that ``part`` per cent of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * part // 100) - 1))]


def table() -> str:
    """The figures as text."""
    head = ("what", "measured", "bare baseline, same run", "target", "")
    rows = [head] + [
        (f.what, f.measured, f.baseline, f.target, {True: "met", False: "MISSED", None: ""}[f.met])
        for f in FIGURES
    ]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)
