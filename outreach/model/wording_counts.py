"""How often words that were prompted were kept or changed: numbers by rule, and never who.

The rules that this module enforces:

1. A count is a rule, an outcome and a number. It has no time, no record and no text, and it stays
   in the vault of whoever typed: nothing of it is an entry, since every entry is signed.
2. Counts leave a vault only when their person gives them out, and are read only added up: of five
   people at least, with numbers under five said to be small.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final, Literal

from outreach.model.small import LEAST
from sync.errors import InputError

Outcome = Literal["kept", "changed"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("kept", "changed")
#: Rule -> outcome -> how often.
Counts = dict[str, dict[str, int]]
#: The name of the setting that holds them.
SETTING: Final = "wording_counts"

_MOST: Final = 1_000_000
_MAX_RULES: Final = 500


def counts(given: object) -> Counts:
    """What is kept under the setting; what does not belong there is left out."""
    if not isinstance(given, dict):
        return {}
    return {
        rule: {o: n for o in OUTCOMES if type(n := said.get(o)) is int and 0 < n <= _MOST}
        for rule, said in given.items()
        if isinstance(rule, str) and isinstance(said, dict)
    }


def added(before: Counts, kept: Iterable[str], changed: Iterable[str]) -> Counts:
    """The counts with some more rules whose words were kept or changed."""
    made = {rule: dict(said) for rule, said in before.items()}
    for outcome, rules in zip(OUTCOMES, (kept, changed), strict=True):
        for rule in rules:
            said = made.setdefault(rule, {})
            said[outcome] = min(_MOST, said.get(outcome, 0) + 1)
    return made


def handed_in(text: str) -> Counts:
    """What somebody gave out with ``outreach wording --counts --json``.

    Raises:
        InputError: it is no such thing. Nothing was added up.
    """
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        given = None
    said = given.get("counts") if isinstance(given, dict) else None
    if not isinstance(said, dict) or len(said) > _MAX_RULES or counts(said) != said:
        raise InputError(
            "This is no file of wording counts. Nothing was added up.",
            advice="Make one with `outreach wording --counts --json`.",
        )
    return counts(said)


def pooled(several: Iterable[Counts]) -> dict[str, dict[str, int | None]]:
    """The counts of several people together; None for a number that is under five.

    Raises:
        InputError: there are fewer than five, so that a number could tell whose it is.
    """
    given = list(several)
    if len(given) < LEAST:
        raise InputError(
            f"Counts are added up of {LEAST} people or more. Nothing was added up.",
            advice="With fewer, a number could tell whose it is. Wait for more to be handed in.",
        )
    sums: dict[str, dict[str, int]] = {}
    for one in given:
        for rule, said in one.items():
            held = sums.setdefault(rule, {})
            for outcome, n in said.items():
                held[outcome] = held.get(outcome, 0) + n
    return {
        rule: {o: _shown(held.get(o, 0)) for o in OUTCOMES} for rule, held in sorted(sums.items())
    }


def _shown(number: int) -> int | None:
    return None if 0 < number < LEAST else number
