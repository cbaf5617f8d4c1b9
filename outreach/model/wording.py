"""Wording prompts: what a text says of a child that could be said better. Advisory, and pure.

The rules that this module enforces; what to look for and what to say is data in
``assets/wording.json``, each rule with its reason and its source:

1. A prompt stops nobody and changes no word. Nothing is prompted in a verbatim answer, nor between
   quotation marks inside a narrative: what was spoken stays as it was spoken.
2. A denial just before it in the same clause keeps a prompt away (``denied``), as does a context
   that a rule excepts (``unless``) and a sentence about the word itself (``mentioned``).
3. A rule for young children goes by the record's answers about age; where there are none, by the
   ages that the text names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from outreach.model.phrases import Words, words_of
from outreach.model.wording_ages import ages_in, oldest, says_young
from outreach.model.wording_rules import Rule, Rules, shipped

#: Words that an excepted context may begin before what was found.
_BEFORE: Final = 12


class Prompt(NamedTuple):
    """``start`` and ``end`` in the text, in characters; ``words``: what stands there."""

    rule: str
    start: int
    end: int
    words: str
    prompt: str
    reason: str
    source: str


def prompts(
    text: str, answers: Mapping[str, Any] | None = None, *, rules: Rules | None = None
) -> list[Prompt]:
    """What is prompted in a narrative, in order; one rule says one thing about one place.

    ``answers``: those of the record that the text belongs to, for rules about young children.
    """
    told = shipped() if rules is None else rules
    said = words_of(text)
    spoken: list[tuple[int, int]] | None = None
    found: list[tuple[int, int, Rule]] = []
    for number, first, behind in told.table.found(said):
        rule = told.rules[number]
        if spoken is None:
            spoken = list(_spoken(text))
        start, end = said.starts[first], said.ends[behind - 1]
        if any(begin < end and start < stop for begin, stop in spoken):
            continue
        if _is_excepted(rule, said, first, behind) or _is_mentioned(told, said, first):
            continue
        if not rule.even_denied and _is_denied(told, said, first):
            continue
        found.append((start, end, rule))
    young = any(rule.under_age is not None for _start, _end, rule in found)
    ages = ages_in(text) if young else []
    return [
        one
        for start, end, rule in _longest(found)
        if (one := _prompt(told, rule, text, start, end, answers or {}, ages)) is not None
    ]


def _longest(found: list[tuple[int, int, Rule]]) -> Iterator[tuple[int, int, Rule]]:
    """Of several that overlap, the longest; of equals the first."""
    taken: list[tuple[int, int]] = []
    kept = []
    for start, end, rule in sorted(found, key=lambda one: (one[0] - one[1], one[0])):
        if not any(begin < end and start < stop for begin, stop in taken):
            taken.append((start, end))
            kept.append((start, end, rule))
    yield from sorted(kept, key=lambda one: one[0])


def _prompt(
    told: Rules,
    rule: Rule,
    text: str,
    start: int,
    end: int,
    answers: Mapping[str, Any],
    ages: list[tuple[int, int]],
) -> Prompt | None:
    prompt = rule.prompt
    if rule.under_age is not None:
        age = oldest(answers, told)
        if age is not None:
            young: bool | None = age < rule.under_age
        else:
            young = says_young(text, start, rule.under_age, ages)
        if young is False:
            return None
        if young is None:
            prompt = rule.age_unknown_prompt
        if not prompt:
            return None
    return Prompt(rule.id, start, end, text[start:end], prompt, rule.reason, rule.source)


# -- what keeps a prompt away ----------------------------------------------------------------------


def _is_excepted(rule: Rule, said: Words, first: int, behind: int) -> bool:
    begin = max(0, first - _BEFORE)
    return any(stop > first for _n, _at, stop in rule.unless.found(said, begin, behind))


def _clause(told: Rules, said: Words, first: int, within: int) -> int:
    """The first word before the word ``first`` that belongs to the same clause."""
    at = first
    while at > 0 and first - at < within:
        if said.words[at - 1] in told.denial_ends or said.is_cut(at - 1):
            break
        if "," in said.text[said.ends[at - 1] : said.starts[at]]:
            break
        at -= 1
    return at


def _is_denied(told: Rules, said: Words, first: int) -> bool:
    begin = _clause(told, said, first, told.denied_within)
    for at in range(begin, first):
        no = said.words[at].endswith("n't")
        if no or any(stop <= first for _n, _a, stop in told.denied.found(said, at, at + 1)):
            return next(told.no_denial.found(said, at, at + 1), None) is None
    return False


def _is_mentioned(told: Rules, said: Words, first: int) -> bool:
    begin = first
    while begin > 0 and first - begin < told.mentioned_within and not said.is_cut(begin - 1):
        begin -= 1
    return any(stop <= first for _n, _a, stop in told.mentioned.found(said, begin, first))


def _spoken(text: str) -> Iterator[tuple[int, int]]:
    """What stands between quotation marks. One that is not closed holds to the end of its line: the
    words behind it may still be somebody's. An inch mark and an apostrophe are none."""
    behind = 0
    for match in _MARK.finditer(text):
        at = match.start()
        if at < behind or not _opens(text, at):
            continue
        close = _CLOSES[text[at]]
        line = text.find("\n", at)
        line = len(text) if line < 0 else line
        end = text.find(close, at + 1, line)
        while end >= 0 and not _closes(text, end):
            end = text.find(close, end + 1, line)
        end = line if end < 0 else end
        yield at, end
        behind = end + 1


_CLOSES: Final[Mapping[str, str]] = {
    '"': '"',
    "“": "”",
    "„": "“",
    "«": "»",
    "'": "'",
    "\u2018": "\u2019",
}

_MARK: Final = re.compile("[" + "".join(_CLOSES) + "]")


def _opens(text: str, at: int) -> bool:
    if text[at] in "“„«":
        return True
    before = text[at - 1] if at else " "
    if text[at] == '"':
        return not before.isdigit()
    behind = text[at + 1] if at + 1 < len(text) else " "
    return not before.isalnum() and behind.isalnum()


def _closes(text: str, at: int) -> bool:
    return text[at] not in "'\u2019" or not text[at + 1 : at + 2].isalnum()
