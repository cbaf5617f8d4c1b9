"""The recovery sheet: the organisation's offline key on one page of A4, meant for two safes.

Whoever finds it after years must understand it without the app: what it is, how dangerous it is,
and how it is used. The square has everything; the words and what stands beside them have the same
for the day on which nothing can scan it. Below is room for who put it away and who rehearsed it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final

from babel.dates import format_date

from outreach.paper.page import MARGIN, Page
from outreach.words import _, locale
from sync.recovery_sheet import RecoverySheet, space_text, store_key_text

A4: Final = (210.0, 297.0)

_SQUARE: Final = 64.0
_WORD_COLUMNS: Final = 3
#: Lines for a pen, and how far apart they are.
_HANDS: Final = 3
_HAND: Final = 7.0
_ROW: Final = 5.4
#: Where codes start beside their labels, and how far their groups stand apart.
_SHIFT: Final = 30.0
_GROUP: Final = 15.0
#: What is written ends here; the number of the page stands below.
_BOTTOM: Final = A4[1] - 15


def recovery_sheet(
    sheet: RecoverySheet, *, partnership: str, names: Mapping[bytes, str], on: date
) -> bytes:
    """The sheet as a PDF: one page of A4, and more where there are many spaces.

    Args:
        sheet: the key, the store and the spaces.
        partnership: its name.
        names: space id -> what its members call it; one without a name stands there by its id.
        on: the day on which it is made.
    """
    made = datetime(on.year, on.month, on.day, tzinfo=UTC)
    day = format_date(on, "d MMMM y", locale=locale())
    title = _("Recovery key")
    page = Page(A4, f"{title} - {partnership}", made)
    page.heading(title, partnership, ("Outreach", day))
    page.y += 4
    page.warning(
        _(
            "Keep in two safes, apart. Whoever holds this can read everything and can change who"
            " belongs."
        )
    )
    page.y += 3.5
    page.say(
        _(
            "For the day on which no administrator of the partnership can unlock a device any more."
            " With this sheet the organisation reads its records again and appoints a new"
            " administrator. The key stands on paper only: no device and no store has a copy."
        ),
        after=3.5,
    )
    _key(page, sheet)
    _place(page, sheet, names)
    _use(page)
    _hands(page)
    return page.bytes(numbered=True)


def _key(page: Page, sheet: RecoverySheet) -> None:
    """The square at the left, the words beside it."""
    top = page.y
    page.set_line_width(0.25)
    page.rect(MARGIN, top, page.epw, _SQUARE)
    # The light border of the code lies inside the frame.
    page.qr(sheet.text(), MARGIN, top, _SQUARE)
    page.line(MARGIN + _SQUARE, top, MARGIN + _SQUARE, top + _SQUARE)

    left = MARGIN + _SQUARE + 5
    page.one_line(_("The 24 words"), 11.5, left, top + 3, strong=True)
    words = sheet.key.words()
    rows = len(words) // _WORD_COLUMNS
    wide = (page.epw - _SQUARE - 8) / _WORD_COLUMNS
    for n, word in enumerate(words):
        x, y = left + n // rows * wide, top + 10.5 + n % rows * 6.4
        number = f"{n + 1}"
        page.set_font("text", "", 9)
        page.one_line(number, 9, x + 4.6 - page.get_string_width(number), y + page.lower(9, 12.5))
        page.one_line(word, 12.5, x + 6.4, y, strong=True)
    page.y = top + _SQUARE + 4


def _place(page: Page, sheet: RecoverySheet, names: Mapping[bytes, str]) -> None:
    """Where the partnership is: what has to be typed beside the words."""
    page.section(_("Where the partnership is"))
    page.labelled(_("Store's address"), 10.5, _SHIFT)
    size = page.fitting(sheet.store_url, 10.5, page.epw - _SHIFT, strong=True)
    page.one_line(sheet.store_url, size, MARGIN + _SHIFT, page.y, strong=True)
    page.y += _ROW
    first, second = store_key_text(sheet.store_key)
    _code(page, _("Store's key"), first)
    _code(page, "", second)
    page.y += 0.8
    for space in sheet.spaces:
        _code(page, _(names.get(space, "")) or space.hex()[:8], space_text(space))
    page.y += 2.5


def _code(page: Page, label: str, code: str) -> None:
    """A line with seven groups, each in its column, so that two copies are compared at a glance."""
    _room_for(page, _ROW)
    page.labelled(label, 10.5, _SHIFT - 2)
    for n, group in enumerate(code.split("-")):
        page.one_line(group, 10.5, MARGIN + _SHIFT + n * _GROUP, page.y)
    page.y += _ROW


def _use(page: Page) -> None:
    steps = (
        _(
            "On a device with Outreach, choose “Use the recovery key” on the first screen, or run:"
            " {command}"
        ).format(command="outreach recovery use"),
        _(
            "Scan the square. Or type the 24 words, the store's address and key, and the code of"
            " each space; four letters of a word are enough."
        ),
        _("Appoint a new administrator and print a new sheet. Then destroy both copies of this."),
    )
    _room_for(page, 45)
    page.section(_("How to use it"))
    page.steps(steps)
    page.y += 1
    page.say(
        _("Rehearse it once a year; that changes nothing. Run: {command}").format(
            command="outreach recovery rehearse"
        ),
        after=3,
    )


def _hands(page: Page) -> None:
    """Lines for a pen, as many as there is room for: who put this copy away, or rehearsed it."""
    lines = min(_HANDS, int((_BOTTOM - page.y - 4) / _HAND))
    columns = (
        (_("Date"), 32.0),
        (_("Name and signature"), 78.0),
        (_("Put away in, or rehearsed"), page.epw - 106),
    )
    x = MARGIN
    for title, wide in columns if lines > 0 else ():
        page.one_line(title, page.fitting(title, 8.5, wide - 4), x, page.y)
        page.set_line_width(0.25)
        for n in range(1, lines + 1):
            y = page.y + 4 + n * _HAND
            page.line(x, y, min(x + wide - 4, MARGIN + page.epw), y)
        x += wide


def _room_for(page: Page, height: float) -> None:
    if page.y + height > _BOTTOM:
        page.add_page()
