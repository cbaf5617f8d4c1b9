"""The rules of the wording prompts, as a safeguarding lead writes them: ``assets/wording.json``.

The rule that this module enforces: a set of rules is taken whole or not at all, and what is wrong
with it is said in words, with the rule that it is in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from outreach.assets import asset
from outreach.model.phrases import Phrase, Table, compiled
from sync.errors import InputError

_MAX_RULES: Final = 200
_MAX_PHRASES: Final = 200
_MAX_WORDS: Final = 600
_ID: Final = re.compile(r"[a-z][a-z0-9-]{0,63}")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; the prompts are for people, and shown as they are."""

    id: str
    label: str
    phrases: tuple[Phrase, ...]
    unless: Table
    prompt: str
    reason: str
    source: str
    even_denied: bool = False
    under_age: int | None = None
    age_unknown_prompt: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything in ``assets/wording.json``, made ready."""

    rules: tuple[Rule, ...]
    table: Table
    denied: Table
    no_denial: Table
    denied_within: int
    denial_ends: frozenset[str]
    mentioned: Table
    mentioned_within: int
    ages: Mapping[str, Mapping[str, int]]
    born: tuple[str, ...]
    years: tuple[str, ...]
    widgets: frozenset[str]
    from_characters: int
    never: frozenset[str]

    def looks_at(self, name: str, widget: str, max_length: int | None) -> bool:
        """Whether an answer is a narrative; what is verbatim never is."""
        if widget == "verbatim" or widget not in self.widgets or name in self.never:
            return False
        return (max_length or 0) >= self.from_characters

    def label(self, rule: str) -> str:
        """What a rule is called; its id for one that is not there any more."""
        return next((one.label for one in self.rules if one.id == rule), rule)


@cache
def shipped() -> Rules:
    """The rules that come with the app."""
    return read(asset("wording.json").read_text(encoding="utf-8"))


def read(text: str) -> Rules:
    """Read a set of rules, the shipped one or an edited copy of it.

    Raises:
        InputError: what is wrong with it, and in which rule.
    """
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        raise _refused("It is not JSON") from None
    if not isinstance(given, dict) or not isinstance(given.get("rules"), list):
        raise _refused("It has no list “rules”")
    try:
        return _read(given)
    except (KeyError, TypeError, AttributeError) as error:
        raise _refused(f"A part of it is missing or of another shape: {error}"[:200]) from None


def _read(given: Mapping[str, Any]) -> Rules:
    lists = {str(name): tuple(words) for name, words in given["lists"].items()}
    if not 0 < len(given["rules"]) <= _MAX_RULES:
        raise _refused(f"It has no rule, or more than {_MAX_RULES}")
    rules = tuple(_rule(one, lists) for one in given["rules"])
    ids = [rule.id for rule in rules]
    if len(set(ids)) < len(ids):
        twice = next(one for one in ids if ids.count(one) > 1)
        raise _refused(f"Two rules have the id “{twice}”")
    denied, mentioned, ages, where = (
        given[name] for name in ("denied", "mentioned", "ages", "where")
    )
    return Rules(
        rules=rules,
        table=Table((n, phrase) for n, rule in enumerate(rules) for phrase in rule.phrases),
        denied=_table("denied", denied["phrases"], lists),
        no_denial=_table("denied", denied["no_denial"], lists),
        denied_within=int(denied["within"]),
        denial_ends=frozenset(denied["ends_at"]),
        mentioned=_table("mentioned", mentioned["phrases"], lists),
        mentioned_within=int(mentioned["within"]),
        ages={str(name): dict(bands) for name, bands in ages["fields"].items()},
        born=tuple(ages["born"]),
        years=tuple(ages["years"]),
        widgets=frozenset(where["widgets"]),
        from_characters=int(where["from_characters"]),
        never=frozenset(where["never"]),
    )


def _rule(one: Mapping[str, Any], lists: Mapping[str, Sequence[str]]) -> Rule:
    name = one.get("id")
    if not isinstance(name, str) or not _ID.fullmatch(name):
        raise _refused("The id of a rule is of small letters, digits and hyphens")
    said = {key: one.get(key, "") for key in ("label", "prompt", "reason", "source")}
    for key, words in said.items():
        if not isinstance(words, str) or not 0 < len(words) <= _MAX_WORDS:
            raise _refused(f"The rule “{name}” has no {key}, or one that is too long")
    under, unknown = one.get("under_age"), one.get("age_unknown_prompt", "")
    if not (under is None or type(under) is int) or not isinstance(unknown, str):
        raise _refused(f"The age of the rule “{name}” is no number of years")
    return Rule(
        id=name,
        phrases=_phrases(name, one["phrases"], lists),
        unless=_table(name, one.get("unless", ()), lists),
        even_denied=one.get("even_denied") is True,
        under_age=under,
        age_unknown_prompt=unknown,
        **said,
    )


def _phrases(
    rule: str, given: Sequence[str], lists: Mapping[str, Sequence[str]]
) -> tuple[Phrase, ...]:
    if not isinstance(given, (list, tuple)) or len(given) > _MAX_PHRASES:
        raise _refused(f"The phrases of “{rule}” are no list, or more than {_MAX_PHRASES}")
    made = []
    for phrase in given:
        try:
            made.append(compiled(phrase, lists))
        except ValueError as error:
            raise _refused(
                f"In “{rule}” the phrase “{phrase[:80]}” cannot be used: {error}"
            ) from None
    return tuple(made)


def _table(rule: str, given: Sequence[str], lists: Mapping[str, Sequence[str]]) -> Table:
    return Table(enumerate(_phrases(rule, given, lists)))


def _refused(why: str) -> InputError:
    return InputError(
        f"These wording rules cannot be used. {why}. Nothing was changed.",
        advice="Change a copy of the rules that `outreach wording --print-rules` prints.",
    )
