"""Every word that a person reads comes from a catalogue, so that it can be said in their language.

    _("Enter the time you arrived")                     a text, in the language in use
    _("{count} left").format(count=3)                   values go in after it was looked up
    several("{n} record", "{n} records", n)             one or many; ``{n}`` is filled in
    mark("Tonight")                                     for a constant: found by the extractor,
                                                        and said with ``_`` when it is drawn

    number(1204)                                        ``1,204`` in English

The rule that this module enforces: a text is looked up when it is shown and never when a module is
loaded, so that a change of language needs no restart. Texts in the code are British English;
``assets/locale/outreach.pot`` holds all of them (``make catalogue``), and a translation lies beside
it as ``<language>/LC_MESSAGES/outreach.po``. ``pseudo`` is a made-up language that shows what was
forgotten. Dates, times and numbers follow the language too.
"""

from __future__ import annotations

import gettext
import io
import re
from typing import Final

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from outreach.assets import asset

#: The language of the texts in the code.
SOURCE: Final = "en_GB"
PSEUDO: Final = "pseudo"
DOMAIN: Final = "outreach"

_PLACES: Final = re.compile(r"(\{[^{}]*\})")
_ACCENTS: Final = str.maketrans("AaCcDdEeGgIiLlNnOoRrSsTtUuYyZz", "ÀàÇçÐðÉéĞğÎîŁłÑñÔôŔŕŠšŤťÛûÝýŽž")


class Pseudo(gettext.NullTranslations):
    """English with accents, in brackets, a third longer: what is not so was never looked up."""

    def gettext(self, message: str) -> str:
        parts = _PLACES.split(message)
        said = "".join(p if p.startswith("{") else p.translate(_ACCENTS) for p in parts)
        return f"⟦{said}{'~' * (len(message) // 3)}⟧" if message else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


_in_use: gettext.NullTranslations = gettext.NullTranslations()
_locale: Locale = Locale.parse(SOURCE)


def languages() -> dict[str, str]:
    """Code to name, each in its own words; English first. Without the made-up one."""
    found = {SOURCE: "English"}
    for file in sorted(asset("locale").glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        code = file.parent.parent.name
        found.setdefault(code, Locale.parse(code).get_display_name() or code)
    return found


def use(language: str) -> None:
    """Say everything in ``language`` from now on; in English where there is no such catalogue."""
    global _in_use, _locale
    _in_use, _locale = gettext.NullTranslations(), Locale.parse(SOURCE)
    if language == PSEUDO:
        _in_use = Pseudo()
        return
    file = asset("locale") / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    if language not in languages() or not file.is_file():
        return
    compiled = io.BytesIO()
    with file.open("rb") as texts:
        write_mo(compiled, read_po(texts, locale=language))
    compiled.seek(0)
    _in_use, _locale = gettext.GNUTranslations(compiled), Locale.parse(language)


def locale() -> Locale:
    """How dates and numbers are written in the language in use."""
    return _locale


def number(value: float) -> str:
    """A number with the separators of the language in use."""
    return format_decimal(value, locale=_locale)


def _(text: str) -> str:
    """``text`` in the language in use; an empty one stays empty."""
    return _in_use.gettext(text) if text else text


def several(one: str, many: str, n: int) -> str:
    """The text for so many, with ``{n}`` filled in."""
    return _in_use.ngettext(one, many, n).format(n=number(n))


def mark(text: str) -> str:
    """``text`` as it is: a constant that ``_`` looks up when it is drawn."""
    return text
