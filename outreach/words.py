"""Every word that a person reads comes from a catalogue, so that it can be said in their language.

    _("Enter the time you arrived")                     a text, in the language in use
    _("{count} left").format(count=3)                   values go in after it was looked up
    several("{n} record", "{n} records", n)             one or many; ``{n}`` is filled in
    mark("Tonight")                                     for a constant: found by the extractor,
                                                        and said with ``_`` when it is drawn

The rule that this module enforces: a text is looked up when it is shown and never when a module is
loaded, so that a change of language needs no restart. Texts in the code are British English and
are their own catalogue; ``pseudo`` is a made-up language that shows what was forgotten.
"""

from __future__ import annotations

import gettext
import re
from typing import Final

#: Languages by code, each in its own words.
PSEUDO: Final = "pseudo"

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


def use(language: str) -> None:
    """Say everything in ``language`` from now on; English for one that is not there."""
    global _in_use
    _in_use = Pseudo() if language == PSEUDO else gettext.NullTranslations()


def _(text: str) -> str:
    """``text`` in the language in use; an empty one stays empty."""
    return _in_use.gettext(text) if text else text


def several(one: str, many: str, n: int) -> str:
    """The text for so many, with ``{n}`` filled in."""
    return _in_use.ngettext(one, many, n).format(n=f"{n:,}")


def mark(text: str) -> str:
    """``text`` as it is: a constant that ``_`` looks up when it is drawn."""
    return text
