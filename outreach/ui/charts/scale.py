"""Round numbers for an axis, and how much room words take."""

from __future__ import annotations

import math
from collections.abc import Sequence

#: Mean width of a character of the app's type, as a share of its size, measured on labels.
_WIDE = 0.53


def width_of(said: str, size: float) -> float:
    """About how wide a line of words is, in dp; rather too much than too little."""
    return len(said) * size * _WIDE


def cut(said: str, size: float, room: float) -> str:
    """``said``, or its beginning and an ellipsis where it would be wider than ``room``."""
    if width_of(said, size) <= room:
        return said
    most = max(1, int(room / (size * _WIDE)) - 1)
    return f"{said[:most].rstrip()}…"


def top(most: float) -> float:
    """The round number at which an axis ends that has to reach ``most``."""
    if most <= 0:
        return 1
    unit = 10.0 ** math.floor(math.log10(most))
    return next(
        step * unit for step in (1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10) if most <= step * unit
    )


def every(labels: Sequence[str], size: float, room: float) -> int:
    """Of labels that have ``room`` each, every how many can be written without touching."""
    widest = max((width_of(label, size) for label in labels), default=0) + size * 0.5
    needed = widest / room if room else 1
    return next((step for step in (1, 2, 3, 4, 6, 8, 13, 26) if step >= needed), 52)


def classes(most: int, least: int, count: int) -> list[int]:
    """The lower ends of at most ``count`` classes from ``least`` to ``most``, whole numbers: of one
    width, or growing tenfold and more where a few large ones would leave the rest in one class."""
    if most < least:
        return []
    if most > 12 * least:
        grown = [least * (most / least) ** (i / count) for i in range(count)]
        edges = {least, *(round(edge, 1 - len(str(int(edge)))) for edge in grown[1:])}
        edges = {int(edge) for edge in edges}
    else:
        edges = {least + round(i * (most + 1 - least) / count) for i in range(count)}
    return sorted(edge for edge in edges if least <= edge <= most)


def flow(widths: Sequence[float], room: float, start: float = 0.0) -> list[tuple[float, int]]:
    """Where names side by side stand (x, line), in as many lines as ``room`` makes them need."""
    x, line, found = start, 0, []
    for width in widths:
        if x > start and x + width > room:
            x, line = start, line + 1
        found.append((x, line))
        x += width
    return found
