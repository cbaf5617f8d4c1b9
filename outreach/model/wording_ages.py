"""How old a child is, for a wording prompt: by the record's answers, else by what a text says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from outreach.model.wording_rules import Rules

_NUMBERS: Final = (
    "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen",
)  # fmt: skip
_SAID: Final = "|".join((r"\d{1,2}", *_NUMBERS))
_AGE: Final = re.compile(
    rf"\b({_SAID})[\s-]*(?:years?[\s-]*olds?|yrs?[\s-]*old|y/?o)\b"
    rf"|\bage[ds]?\s+(?:of\s+|about\s+|around\s+|only\s+)*({_SAID})\b"
    rf"|\b(?:is|was|only|just|turned|aged)\s+({_SAID})\b(?=\s*(?:[,.;)]|$|and|when))"
    rf"|\bunder[\s-](\d{{1,2}})s?\b",
    re.IGNORECASE,
)
_UNDER: Final = 4  # the group of an age that somebody is under


def oldest(answers: Mapping[str, Any], rules: Rules) -> int | None:
    """The oldest that the record's answers say somebody is, in years; None: they do not say."""
    for name in rules.born:
        born = answers.get(name)
        if (
            isinstance(born, str)
            and (age := _years(born, answers.get("occurred_from"))) is not None
        ):
            return age
    for name in rules.years:
        years = answers.get(name)
        if type(years) is int:
            return years
    for name, bands in rules.ages.items():
        code = answers.get(name)
        if isinstance(code, str) and code in bands:
            return bands[code]
    return None


def _years(born: str, when: object) -> int | None:
    try:
        birth = date.fromisoformat(born[:10])
        on = date.fromisoformat(when[:10]) if isinstance(when, str) else date.today()  # noqa: DTZ011
    except ValueError:
        return None
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def ages_in(text: str) -> list[tuple[int, int]]:
    """The ages that a text names, each with where: found once for all rules."""
    return [(match.start(), _age(match)) for match in _AGE.finditer(text)]


def says_young(text: str, at: int, years: int, ages: list[tuple[int, int]]) -> bool | None:
    """Whether a text with these ``ages`` names one under so many years: in the paragraph of ``at``,
    else anywhere. None: it names none."""
    begin = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    here = [age for place, age in ages if begin <= place and (end < 0 or place < end)]
    for some in (here, [age for _place, age in ages]):
        if some:
            return any(age < years for age in some)
    return None


def _age(match: re.Match[str]) -> int:
    said = next(one for one in match.groups() if one is not None).lower()
    years = int(said) if said.isdigit() else _NUMBERS.index(said) + 5
    return years - 1 if match.group(_UNDER) else years
