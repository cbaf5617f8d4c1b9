"""A report that a court can read: records told in order, each with who wrote it and when.

The rules that this module enforces:

1. On each page stand the marking, above and below, what the report is, and which of how many pages
   it is. The first says who produced it, when, for whom and for what.
2. Words that somebody spoke are set apart from what was seen, and both from what somebody makes of
   it: each with its name, speech indented behind a line.
3. What was corrected stays in sight: what it was, who changed it, when and why.
4. A sign that no font has is written out as its number, and never lost. Text is text: it can be
   selected, searched and read aloud; headings are an outline.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Final, Literal, TypeAlias

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fpdf.enums import XPos, YPos
from fpdf.prefs import ViewerPreferences

from outreach.assets import asset
from outreach.paper.page import REGULAR, SIGNS, Page
from outreach.words import _, locale

A4: Final = (210.0, 297.0)
_TOP: Final = 24.0
_FOOT: Final = 22.0
_LABEL: Final = 44.0

Sort: TypeAlias = Literal["plain", "fact", "verbatim", "assessment", "struck", "warning"]


@dataclass(frozen=True, slots=True)
class Line:
    """One answer. ``label`` before it, ``text`` as people read it."""

    label: str
    text: str
    sort: Sort = "plain"


@dataclass(frozen=True, slots=True)
class Item:
    """A record in a report. ``under``: one line below its title; ``signs``: such as *not reviewed
    yet*; ``foot``: its ids and times, in small type."""

    title: str
    under: str = ""
    signs: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    foot: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with records below it; ``note`` where there is something to say of all, or nothing
    below."""

    title: str
    items: tuple[Item, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """``about``: who produced it, when, for what; ``parts`` in order; ``closing``: at its end."""

    title: str
    under: str
    marking: str
    about: tuple[Line, ...]
    parts: tuple[Part, ...]
    closing: tuple[str, ...] = field(default=())


class ReportPage(Page):
    """A page that goes on where it is full, with its marking above and below."""

    def __init__(self, title: str, marking: str, made: datetime) -> None:
        self._named, self._marked = title, marking
        self._ready = False
        super().__init__(A4, title, made)
        self.set_lang(str(locale()).replace("_", "-"))
        self.set_display_mode("real", "continuous")
        self.set_subject(marking)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.set_margins(self.l_margin, _TOP)
        self.set_auto_page_break(True, margin=_FOOT)
        self._ready = True
        self.header()

    def header(self) -> None:
        """The marking and what it is; of every page after the first by itself."""
        if not self._ready:
            return
        self._edge(self._marked, 8.0, strong=True)
        if self.page_no() > 1:
            self._edge(self._named, 13.0)
        self.set_y(_TOP)

    def footer(self) -> None:
        """The marking again; the numbers come when all pages are there."""
        self._edge(self._marked, self.h - 17.0, strong=True)

    def _edge(self, text: str, y: float, *, strong: bool = False) -> None:
        size = self.fitting(text, 9, self.epw, strong=strong)
        self.set_font("text", "B" if strong else "", size)
        x = self.l_margin + (self.epw - self.get_string_width(text)) / 2
        self.one_line(text, size, x, y, strong=strong)

    def room_for(self, height: float) -> None:
        """A new page where less than so many mm are left."""
        if self.will_page_break(height):
            self.add_page()

    def struck(self, text: str, points: float, x: float, width: float) -> None:
        """A paragraph that no longer stands: struck through, and still to be read."""
        self.set_font("text", "S", points)
        self.set_x(x)
        self.multi_cell(
            width, self.line_height(points), text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )

    def bytes(self, *, numbered: bool = True) -> bytes:
        """The PDF, each page with its number."""
        self.set_auto_page_break(False)  # what stands in the margin must not make a page
        total = self.pages_count
        for n in range(1, total + 1) if numbered else ():
            self.page = n
            said = _("Page {n} of {total}").format(n=n, total=total)
            # Another page ended with another font, and fpdf2 names one only where it changes.
            self.set_font("signs", "", 8)
            self.set_font("text", "", 9)
            x = self.l_margin + self.epw - self.get_string_width(said)
            self.one_line(said, 9, x, self.h - 12)
        return super().bytes()


def report(told: Report, made: datetime) -> bytes:
    """The report as PDF, A4. The same inputs make the same bytes."""
    page = ReportPage(shown(f"{told.title}: {told.under}"), shown(told.marking), made)
    page.start_section(shown(told.title))
    page.heading(shown(told.title), shown(told.under), ("Outreach",))
    page.y += 3
    for line in told.about:
        _answer(page, line)
    page.y += 2
    for part in told.parts:
        _part(page, part)
    if told.closing:
        page.room_for(20)
        page.rule()
        page.y += 2
        for said in told.closing:
            page.say(shown(said), 9, after=1)
    return page.bytes()


def _part(page: ReportPage, part: Part) -> None:
    page.room_for(30)
    page.y += 3
    page.start_section(shown(part.title), level=1)
    page.say(shown(part.title), 14, strong=True, after=1)
    if part.note:
        page.say(shown(part.note), 10, after=2)
    for item in part.items:
        _item(page, item)


def _item(page: ReportPage, item: Item) -> None:
    page.room_for(24)
    page.rule()
    page.y += 1.6
    page.say(shown(item.title), 11.5, strong=True, after=0.3)
    if item.under:
        page.say(shown(item.under), 9.5, after=0.5)
    for sign in item.signs:
        page.say(shown(f"[ {sign} ]"), 9.5, strong=True, after=0.5)
    page.y += 0.6
    for line in item.lines:
        _answer(page, line)
    for said in item.foot:
        page.say(shown(said), 7.5, after=0)
    page.y += 2.2


def _answer(page: ReportPage, line: Line) -> None:
    """A label at the left and the answer beside it; narratives below their label, as wide as the
    page."""
    label, text = shown(line.label), shown(line.text)
    if line.sort in ("fact", "assessment", "verbatim"):
        page.room_for(14)
        page.say(label, 9, strong=True, after=0.2)
        if line.sort == "verbatim":
            _spoken(page, text)
        else:
            page.say(text, 10.5, after=1.4)
        return
    if line.sort == "warning":
        page.say(f"{label}: {text}" if label else text, 10, strong=True, after=0.8)
        return
    page.room_for(6)
    top = page.y
    page.set_font("text", "", 9)
    page.say(label, 9, width=_LABEL - 3)
    below, sheet = page.y, page.page_no()
    page.y = top
    if line.sort == "struck":
        page.struck(text, 10, page.l_margin + _LABEL, page.epw - _LABEL)
    else:
        page.say(text, 10, x=page.l_margin + _LABEL, width=page.epw - _LABEL, after=0.5)
    if page.page_no() == sheet:
        page.y = max(page.y, below)


def _spoken(page: ReportPage, text: str) -> None:
    """Words spoken: between marks, indented, with a line at their side on each page."""
    first, top = page.page_no(), page.y
    page.say(f"\u201c{text}\u201d", 10.5, x=page.l_margin + 7, width=page.epw - 7)
    last, bottom = page.page_no(), page.y
    page.set_line_width(0.8)
    start = top if first == last else _TOP
    page.line(page.l_margin + 3, start, page.l_margin + 3, bottom)
    page.y += 1.6


@cache
def _drawn() -> frozenset[int]:
    found: set[int] = set()
    for name in (REGULAR, SIGNS):
        with TTFont(asset(name), lazy=True) as font:
            found |= set(font.getBestCmap())
    return frozenset(found)


def shown(text: str) -> str:
    """A text as the fonts can draw it: what they lack stands there as ``[U+1F600]``."""
    if text.isascii():
        return "".join(c if c >= " " or c == "\n" else " " for c in text)
    kept = _drawn()
    return "".join(
        c if c == "\n" or (ord(c) in kept and c.isprintable()) else _named(c) for c in text
    )


def _named(char: str) -> str:
    return " " if char in "\t\r\u00a0" else f"[U+{ord(char):04X}]"
