"""What is printed: everything that a person needs on a bad day, and nothing left in a file."""

import io
import random
import re
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from outreach import words
from outreach.paper import invitation_sheet, qr_matrix, qr_svg, recovery_sheet
from outreach.paper.qr import dark_runs
from sync.invitation import Invitation
from sync.keys import SigningKey
from sync.recovery_key import RecoveryKey
from sync.recovery_sheet import (
    RecoverySheet,
    parse_space,
    parse_store_key,
    space_text,
    store_key_text,
)

SEED = 20261209
RANDOM = random.Random(SEED).randbytes
URL = "https://store.rochdale.example.org"
NAMES = {
    RANDOM(16): name
    for name in (
        "premises",
        "safeguarding",
        "intelligence",
        "sealed sources",
        "challenges",
        "audit",
    )
}
SHEET = RecoverySheet.of(
    RecoveryKey.from_random(RANDOM), URL, SigningKey(RANDOM(32)).public(), tuple(NAMES)
)
INVITATION = Invitation(URL, RANDOM(16))
NOW = datetime(2026, 12, 5, 21, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    words.use(words.SOURCE)


def printed(
    names: dict[bytes, str] = NAMES, partnership: str = "Rochdale Night Partnership"
) -> bytes:
    sheet = RecoverySheet.of(SHEET.key, URL, SHEET.store_key, tuple(names))
    return recovery_sheet(sheet, partnership=partnership, names=names, on=date(2026, 12, 5))


def card(partnership: str = "Rochdale Night Partnership") -> bytes:
    return invitation_sheet(
        INVITATION,
        partnership=partnership,
        inviter="Ada Admin",
        made=NOW,
        expires=NOW + timedelta(days=7),
    )


def text_of(pdf: bytes) -> str:
    """All text, in the order in which it was written, with single spaces."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_sheet_has_every_word_with_its_number() -> None:
    text = text_of(printed())
    for number, word in enumerate(SHEET.key.words(), start=1):
        assert re.search(rf"(?<!\d){number} ?{word}\b", text), number


def test_what_stands_on_the_sheet_makes_the_key_and_finds_the_partnership_again() -> None:
    text = text_of(printed())
    box = text[text.index("24 words") + 8 : text.index("Where the partnership is")]
    found = sorted((int(n), word) for n, word in re.findall(r"(\d+) ?([a-z]+)", box))
    assert [n for n, _ in found] == list(range(1, 25))
    typed = [word for _, word in found]
    assert RecoveryKey.from_words(" ".join(typed)) == SHEET.key
    assert URL in text
    codes = [" ".join(c.split("-")) for c in map(space_text, NAMES)]
    assert all(code in text for code in codes)
    assert [parse_space(code) for code in codes] == list(NAMES)
    halves = [" ".join(c.split("-")) for c in store_key_text(SHEET.store_key)]
    assert all(half in text for half in halves)
    assert parse_store_key(*halves) == SHEET.store_key


def test_the_sheet_says_what_it_is_and_how_dangerous() -> None:
    text = text_of(printed())
    for said in (
        "Recovery key",
        "Rochdale Night Partnership",
        "5 December 2026",
        "Keep in two safes, apart. Whoever holds this can read everything",
        "and can change who belongs.",
        "How to use it",
        "outreach recovery rehearse",
        *NAMES.values(),
    ):
        assert said in text, said


@pytest.mark.parametrize("language", [words.SOURCE, words.PSEUDO])
def test_it_is_one_page_of_a4_in_a_longer_language_too(language: str) -> None:
    words.use(language)
    pages = PdfReader(io.BytesIO(printed())).pages
    assert len(pages) == 1
    assert [round(float(side) / 72 * 25.4) for side in pages[0].mediabox[2:]] == [210, 297]


def test_a_partnership_of_many_spaces_goes_on_on_another_page() -> None:
    many = {RANDOM(16): f"space {n}" for n in range(64)}
    pdf = printed(many)
    text = text_of(pdf)
    assert len(PdfReader(io.BytesIO(pdf)).pages) > 1
    assert all(" ".join(space_text(space).split("-")) in text for space in many)


@pytest.mark.parametrize(
    "name", ["P" * 200, "Y Bartneriaeth â'r Nos", "Night \U0001f319 watch", "Ночная смена"]
)
def test_any_name_of_a_partnership_is_printed(name: str) -> None:
    for pdf in (printed(partnership=name), card(partnership=name)):
        assert len(PdfReader(io.BytesIO(pdf)).pages) == 1


def test_the_same_sheet_is_the_same_bytes_and_its_file_properties_tell_no_secret() -> None:
    assert printed() == printed()
    said = str(PdfReader(io.BytesIO(printed())).metadata)
    assert "Recovery key" in said
    assert not any(word in said for word in SHEET.key.words() if len(word) > 3)


def test_nothing_is_written_to_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    opened: list[str] = []
    true_open = io.open

    def watched(file: object, mode: str = "r", *args: object, **kwargs: object) -> object:
        if set(mode) & set("wax+"):
            opened.append(str(file))
        return true_open(file, mode, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr("builtins.open", watched)
    monkeypatch.setattr(io, "open", watched)
    assert printed().startswith(b"%PDF")
    assert card().startswith(b"%PDF")
    assert opened == []
    assert list(tmp_path.iterdir()) == []


def test_the_card_has_address_code_and_end() -> None:
    text = text_of(card())
    typed = " ".join(INVITATION.code_text().split("-"))
    for said in (URL, typed, "Ada Admin", "Saturday 12 December 2026", "21:05", "six words"):
        assert said in text, said
    assert Invitation.parse(f"{URL} {typed}") == INVITATION


# ---------------------------------------------------------------- the square


def test_a_square_is_found_by_its_three_corners() -> None:
    matrix = qr_matrix(SHEET.text())
    side = len(matrix)
    assert all(len(row) == side for row in matrix)
    eye = [
        [max(abs(x - 3), abs(y - 3)) != 2 for x in range(7)]  # dark, light and dark rings
        for y in range(7)
    ]
    for top, left in ((0, 0), (0, side - 7), (side - 7, 0)):
        assert [list(row[left : left + 7]) for row in matrix[top : top + 7]] == eye


def test_runs_are_the_dark_squares_and_no_other() -> None:
    matrix = qr_matrix(INVITATION.text())
    drawn = {(y, x + n) for y, x, length in dark_runs(matrix) for n in range(length)}
    assert drawn == {(y, x) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}


def test_the_picture_for_the_app_is_dark_on_light_with_its_border() -> None:
    svg = ET.fromstring(qr_svg(INVITATION.text()))
    side = len(qr_matrix(INVITATION.text())) + 8
    assert svg.attrib["viewBox"] == f"0 0 {side} {side}"
    ground, squares = list(svg)
    assert (ground.attrib["width"], ground.attrib["fill"]) == (f"{side}", "#ffffff")
    assert squares.attrib["fill"] == "#000000"
    assert squares.attrib["d"].startswith("M4 4h7v1h-7z")


def test_the_squares_on_paper_are_those_of_the_text() -> None:
    drawn = PdfReader(io.BytesIO(printed())).pages[0].get_contents()
    assert drawn is not None
    filled = re.findall(rb"[\d.-]+ [\d.-]+ [\d.-]+ -[\d.]+ re f\b", drawn.get_data())
    # One more is the thick line at the head of the page.
    assert len(filled) == 1 + len(list(dark_runs(qr_matrix(SHEET.text()))))
