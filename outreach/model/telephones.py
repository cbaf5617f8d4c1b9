"""Telephone numbers as they are compared: whatever was written, as the digits of E.164.

A number without a country's code is taken for one of the United Kingdom. What is no possible number
is kept as its digits, because half a number that somebody remembers is worth finding.
"""

from __future__ import annotations

import re
from typing import Final

import phonenumbers

#: Fewer digits than these fit half of the book.
LEAST_DIGITS: Final = 4
MOST_DIGITS: Final = 17
_REGION: Final = "GB"
#: As a whole number, not as what people of one town dial.
_POSSIBLE: Final = phonenumbers.ValidationResult.IS_POSSIBLE
_NO_DIGIT: Final = re.compile(r"[^0-9]")
#: Digits of any alphabet, and what people write between them.
_LOOKS_LIKE: Final = re.compile(r"[\d\s+()./\-\u2013]+")


def normal(written: str) -> str:
    """``07700 900123`` and ``+44 (0)7700 900123`` are ``447700900123``. Empty: too few digits."""
    written = written[:40]
    try:
        parsed = phonenumbers.parse(written, _REGION)
    except phonenumbers.NumberParseException:
        return _digits(written)
    if phonenumbers.is_possible_number_with_reason(parsed) != _POSSIBLE:
        return _digits(written)
    return f"{parsed.country_code}{phonenumbers.national_significant_number(parsed)}"


def _digits(written: str) -> str:
    plain = "".join(str(int(c)) if c.isdecimal() else " " for c in written)
    found = _NO_DIGIT.sub("", plain)[:MOST_DIGITS]
    return found if len(found) >= LEAST_DIGITS else ""


def is_like(typed: str) -> bool:
    """Whether what was typed may be a number or a part of one."""
    return _LOOKS_LIKE.fullmatch(typed) is not None and bool(_digits(typed))


def part_of(typed: str) -> str:
    """Digits to look for within a number: without what stands for this country or for another."""
    found = _digits(typed)
    for start in ("0044", "00", "0"):
        if found.startswith(start):
            found = found[len(start) :]
            break
    return found if len(found) >= LEAST_DIGITS else _digits(typed)
