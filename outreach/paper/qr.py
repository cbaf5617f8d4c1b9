"""A text as a QR code: which squares are dark, and a picture of it for the app.

Error correction of level M: 15 % may be lost to a crease or a stain (ISO/IEC 18004).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import segno

#: Light squares around the code, without which no camera finds it (ISO/IEC 18004).
QUIET: Final = 4

Matrix = tuple[tuple[bool, ...], ...]


def qr_matrix(text: str) -> Matrix:
    """Rows of squares, dark ones True; as many rows as columns, without the light border.

    Raises:
        ValueError: more than a QR code holds (2,331 bytes), a mistake of the caller.
    """
    made = segno.make_qr(text, error="m", boost_error=False)
    return tuple(tuple(bool(square) for square in row) for row in made.matrix)


def dark_runs(matrix: Matrix) -> Iterator[tuple[int, int, int]]:
    """Row, first column and length of each run of dark squares, from the top left."""
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            end = x
            while end < len(row) and row[end]:
                end += 1
            if end > x:
                yield y, x, end - x
            x = end + 1


def qr_svg(text: str) -> str:
    """A picture with its light border: black on white whatever the app wears, since a camera that
    expects the one may not read the other. One unit is one square."""
    matrix = qr_matrix(text)
    side = len(matrix) + 2 * QUIET
    path = "".join(
        f"M{x + QUIET} {y + QUIET}h{length}v1h-{length}z" for y, x, length in dark_runs(matrix)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<rect x="0" y="0" width="{side}" height="{side}" fill="#ffffff"/>'
        f'<path d="{path}" fill="#000000"/></svg>'
    )
