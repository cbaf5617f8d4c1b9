"""Reserved answers: fields that only somebody with a certain duty may set.

Which fields, of which kinds, for which duties: ``assets/reserved.json``. The rules that this module
enforces, on every device alike:

1. A version that sets a reserved field counts only if the roster of its space gives its author one
   of the duties. An entry says who wrote it; nothing that it claims beside that is believed.
2. Whoever is named as the one challenged writes nothing at all to that record; and where the author
   of a record may not answer it themselves, their answer does not count either, whatever duties
   they have.
3. Who is challenged is what those versions say that count, in their order: nobody who is challenged
   can take themselves off, or put on whoever would answer.
4. What does not count goes to quarantine whole. No honest app writes it.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from outreach.assets import asset
from outreach.model.changes import Author, Change


@dataclass(frozen=True, slots=True)
class Rule:
    """``never``: the field that names who may write nothing; empty: there is none. ``not_author``:
    the author of the record may not set the fields either. The rest are sentences."""

    fields: frozenset[str]
    duties: frozenset[str]
    said: str
    never: str = ""
    never_said: str = ""
    not_author: bool = False
    author_said: str = ""


@cache
def rules() -> Mapping[str, Rule]:
    """Kind -> the rule in force; of most kinds none."""
    data = json.loads(asset("reserved.json").read_text(encoding="utf-8"))
    return {
        rule["kind"]: Rule(
            frozenset(rule["fields"]),
            frozenset(rule["duties"]),
            rule["said"],
            rule.get("never", ""),
            rule.get("never_said", ""),
            rule.get("not_author") is True,
            rule.get("author_said", ""),
        )
        for rule in data["rules"]
    }


def concerns(change: Change) -> bool:
    """Whether a version has to be looked at beside its record's others."""
    rule = rules().get(change.type)
    return rule is not None and (bool(rule.never) or not rule.fields.isdisjoint(change.fields))


def refused(versions: Sequence[Change]) -> dict[str, str]:
    """Entry -> why it does not count, of the versions of one record in their order."""
    rule = rules().get(versions[0].type) if versions else None
    if rule is None:
        return {}
    found: dict[str, str] = {}
    named: list[Mapping[str, Any]] = []
    for version in versions:
        why = why_not(
            version.type, version.author, version.fields, named, _person(versions[0].author)
        )
        if why is not None:
            found[version.entry] = why
        elif rule.never:
            named += _listed(version.fields.get(rule.never))
    return found


def why_not(
    kind: str,
    author: Author | None,
    fields: Mapping[str, Any],
    named: Iterable[Mapping[str, Any]] = (),
    begun_by: str | None = None,
) -> str | None:
    """Why somebody may not write these fields to a record; None if they may.

    Args:
        author: as the roster of the record's space names them; None: it does not.
        named: who is challenged, as the record has it.
        begun_by: the person who wrote its first version; None for a new record.
    """
    rule = rules().get(kind)
    if rule is None:
        return None
    if rule.never and author is not None and any(_is(author, one) for one in named):
        return rule.never_said
    if rule.fields.isdisjoint(fields):
        return None
    if author is None or not author.duties & rule.duties:
        return rule.said
    if rule.not_author and begun_by in (None, author.person):
        return rule.author_said
    return None


def kept_from(kind: str, author: Author | None) -> frozenset[str]:
    """The fields of a kind that somebody may not set, for want of a duty."""
    rule = rules().get(kind)
    if rule is None or (author is not None and author.duties & rule.duties):
        return frozenset()
    return rule.fields


def challenged(kind: str, fields: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Who may write nothing to a record, as it says."""
    rule = rules().get(kind)
    return _listed(fields.get(rule.never)) if rule is not None and rule.never else []


def _listed(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _person(author: Author | None) -> str:
    return author.person if author is not None else ""


def _is(author: Author, named: Mapping[str, Any]) -> bool:
    """Whether somebody is meant: by who they are on the list of members, else by their name."""
    if named.get("person"):
        return bool(named["person"] == author.person)
    return _plain(str(named.get("name", ""))) == _plain(author.name)


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
