"""The look of what is printed: a page with a heading, boxes, steps and a QR code.

Lengths are in millimetres and sizes of type in points. Only black on white, and no tone in between:
a photocopy of a photocopy must still be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from outreach.assets import asset
from outreach.paper.qr import QUIET, dark_runs, qr_matrix
from outreach.words import _

MARGIN: Final = 18.0
#: How much higher a line is than its type.
LEADING: Final = 1.32

_LABEL: Final = 9.0
_MM_PER_POINT: Final = 25.4 / 72
REGULAR: Final = "fonts/AtkinsonHyperlegibleNext-Regular.ttf"
_STRONG: Final = "fonts/AtkinsonHyperlegibleNext-SemiBold.ttf"
SIGNS: Final = "fonts/DejaVuSans.ttf"


class Page(FPDF):
    """A page that is written from top to bottom; ``self.y`` is where the next thing goes."""

    def __init__(self, size: tuple[float, float], title: str, made: datetime) -> None:
        """An empty page.

        Args:
            size: width and height in mm.
            title: what a reader of PDF shows in its window. No secret.
            made: when; the same inputs make the same bytes.
        """
        super().__init__(unit="mm", format=size)
        self.add_font("text", "", asset(REGULAR))
        self.add_font("text", "B", asset(_STRONG))
        self.add_font("signs", "", asset(SIGNS))
        self.set_fallback_fonts(["signs"], exact_match=False)
        self.set_title(title)
        self.set_creator("Outreach")
        self.set_creation_date(made)
        self.set_margins(MARGIN, MARGIN)
        self.c_margin = 0
        self.set_auto_page_break(False)
        self.add_page()

    def bytes(self, *, numbered: bool = False) -> bytes:
        """The PDF. ``numbered``: each page says which of how many it is."""
        if numbered:
            total = self.pages_count
            for n in range(1, total + 1):
                self.page = n
                said = _("Page {n} of {total}").format(n=n, total=total)
                self.set_font("text", "", _LABEL)
                x = self.l_margin + self.epw - self.get_string_width(said)
                self.one_line(said, _LABEL, x, self.h - 12)
        return bytes(self.output())

    def line_height(self, points: float) -> float:
        """How high a line of type is."""
        return points * _MM_PER_POINT * LEADING

    def say(
        self,
        text: str,
        points: float = 10,
        *,
        strong: bool = False,
        x: float | None = None,
        width: float | None = None,
        after: float = 0,
    ) -> None:
        """A paragraph, with ``after`` mm below it. Wide as the page unless told otherwise."""
        self.set_font("text", "B" if strong else "", points)
        self.set_x(self.l_margin if x is None else x)
        self.multi_cell(
            self.epw if width is None else width,
            self.line_height(points),
            text,
            align="L",
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )
        self.y += after

    def one_line(
        self, text: str, points: float, x: float, y: float, *, strong: bool = False
    ) -> None:
        """A text that is never broken, with the top of its line at ``y``."""
        self.set_font("text", "B" if strong else "", points)
        self.set_xy(x, y)
        self.cell(0, self.line_height(points), text)

    def lower(self, small: float, large: float) -> float:
        """How much lower a small text starts, to stand on one base line with a larger one."""
        # fpdf2 puts the base line at half of the line's height and 0.3 of the type's.
        return (LEADING / 2 + 0.3) * (large - small) * _MM_PER_POINT

    def fitting(self, text: str, points: float, width: float, *, strong: bool = False) -> float:
        """The size, at most ``points``, at which the text is no wider than ``width``."""
        self.set_font("text", "B" if strong else "", points)
        return min(points, points * width / max(self.get_string_width(text), 1e-6))

    def heading(self, title: str, under: str, corner: Sequence[str]) -> None:
        """The head of a page: a thick line, the title, whose it is, and notes in the corner."""
        top = self.y
        self.set_fill_color(0)
        self.rect(self.l_margin, top, self.epw, 1.6, style="F")
        for n, note in enumerate(corner):
            self.set_font("text", "", 9)
            x = self.l_margin + self.epw - self.get_string_width(note)
            self.one_line(note, 9, x, top + 4.2 + n * self.line_height(9))
        self.y = top + 4.0
        self.say(title, 25, strong=True, width=self.epw - 55)
        self.say(under, 13, width=self.epw, after=1.5)
        self.rule()

    def labelled(self, label: str, points: float, across: float) -> None:
        """A small label at the left, on one base line with a text of ``points`` beside it."""
        size = self.fitting(label, _LABEL, across)
        self.one_line(label, size, self.l_margin, self.y + self.lower(size, points))

    def rule(self, thick: float = 0.25) -> None:
        """A line across the page."""
        self.set_line_width(thick)
        self.set_draw_color(0)
        self.line(self.l_margin, self.y, self.l_margin + self.epw, self.y)

    def section(self, title: str) -> None:
        """The title of a part of the page."""
        self.say(title, 11.5, strong=True, after=0.8)

    def warning(self, text: str) -> None:
        """A sentence in a box with a sign; nobody shall miss it."""
        top, pad, sign_width = self.y, 3.2, 11.0
        self.y = top + pad
        self.say(
            text,
            12,
            strong=True,
            x=self.l_margin + sign_width + pad,
            width=self.epw - sign_width - 2 * pad,
        )
        height = self.y - top + pad
        self.set_line_width(0.9)
        self.rect(self.l_margin, top, self.epw, height)
        self.set_font("signs", "", 22)
        self.set_xy(self.l_margin + 2.6, top)
        self.cell(sign_width, height, "\u26a0", align="C")
        self.y = top + height

    def steps(
        self, lines: Sequence[str], *, x: float | None = None, width: float | None = None
    ) -> None:
        """What to do, numbered."""
        left = self.l_margin if x is None else x
        room = self.epw if width is None else width
        for n, line in enumerate(lines, start=1):
            self.one_line(f"{n}", 10, left + 1.2, self.y, strong=True)
            self.say(line, 10, x=left + 6, width=room - 6, after=1.0)

    def qr(self, text: str, x: float, y: float, side: float) -> None:
        """A QR code as vector squares; ``side`` is with the light border around it."""
        matrix = qr_matrix(text)
        square = side / (len(matrix) + 2 * QUIET)
        self.set_fill_color(0)
        # A hair of overlap, so that no viewer draws a light seam between two dark rows.
        hair = square * 0.02
        for row, column, length in dark_runs(matrix):
            self.rect(
                x + (column + QUIET) * square,
                y + (row + QUIET) * square,
                length * square + hair,
                square + hair,
                style="F",
            )
