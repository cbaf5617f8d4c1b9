"""Every text that people read is in the catalogue that ships, and has its place in any language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from outreach import assets, catalogue, words
from outreach.ui.moments import DAY, moment
from outreach.words import PSEUDO, SOURCE, _, number, several


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    words.use(SOURCE)


def test_the_catalogue_that_ships_has_every_text_and_no_other() -> None:
    def ids(found: Catalog) -> set[object]:
        return {m.id if isinstance(m.id, str) else tuple(m.id) for m in found if m.id}

    shipped, now = ids(catalogue.shipped()), ids(catalogue.catalogue())
    assert shipped == now, "run 'make catalogue'"
    assert len(now) > 500


def test_no_text_is_put_together_where_it_is_looked_up() -> None:
    assert catalogue.texts()[1] == []


def test_what_is_put_together_is_noticed() -> None:
    import ast

    tree = ast.parse('_("one" + two)\n_(f"{three}")\n_("four")\nseveral("a", "b", 2)')
    found = list(catalogue._of_code(tree, "here", frozenset()))
    assert sum(isinstance(one, catalogue.Fault) for one in found) == 2
    texts = [one for one in found if isinstance(one, catalogue.Text)]
    assert {text.one for text in texts} == {"four", "a"}


def test_a_translation_is_a_file_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    welsh = Catalog(locale="cy", domain=words.DOMAIN)
    welsh.add("Today", "Heddiw")
    welsh.add(("{n} day", "{n} days"), ("{n} diwrnod",) * 6)
    file = tmp_path / "locale" / "cy" / "LC_MESSAGES" / "outreach.po"
    file.parent.mkdir(parents=True)
    with file.open("wb") as out:
        write_po(out, welsh)
    monkeypatch.setattr(assets, "assets_folder", lambda: tmp_path)
    words.use("cy")
    assert _("Today") == "Heddiw"
    assert several("{n} day", "{n} days", 3) == "3 diwrnod"
    assert _("Not in the file") == "Not in the file"
    assert words.languages() == {SOURCE: "English", "cy": "Cymraeg"}


def test_a_language_that_is_not_there_is_english() -> None:
    words.use("xx")
    assert _("Today") == "Today"
    words.use("../../etc")
    assert _("Today") == "Today"


def test_numbers_and_dates_follow_the_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert number(12345) == "12,345"
    file = tmp_path / "locale" / "de" / "LC_MESSAGES" / "outreach.po"
    file.parent.mkdir(parents=True)
    with file.open("wb") as out:
        write_po(out, Catalog(locale="de"))
    monkeypatch.setattr(assets, "assets_folder", lambda: tmp_path)
    words.use("de")
    assert number(12345) == "12.345"
    then = 1_794_000_000_000
    assert "Nov" in moment(then - 3 * DAY, then) or "Okt" in moment(then - 3 * DAY, then)


def test_the_made_up_language_keeps_what_goes_in() -> None:
    words.use(PSEUDO)
    said = _("{count} left").format(count=3)
    assert said.startswith("⟦3 ")
    assert "left" not in said
    assert _("") == ""
