"""Where a referral stands: whose it is, by when, whether they have it, what came of it.

The rules that this module enforces; within how long each is due is data in
``assets/referrals.json``:

1. A referral is somebody's: who is named as its owner, else who raised it.
2. It is done when it has an outcome that ends it. Until then it is due; what nobody acknowledged in
   time is due too.
3. It has ended for its people when the author of the record was told. That is due as well.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from outreach.assets import asset
from outreach.model.clocks import moment_ms
from outreach.model.terms import HOUR_MS, Term, Working, moment_of

#: ``waiting``: for an acknowledgement. ``acknowledged``: for an outcome. ``to tell``: it has one,
#: and the author of the record was not told yet.
State = Literal["waiting", "acknowledged", "to tell", "closed"]


@dataclass(frozen=True, slots=True)
class Standing:
    """``due_ms``: by when what comes next should have happened, in ms since 1970; None: nothing
    does. ``proposed``: it was worked out. ``owner``: by name."""

    state: State
    owner: str
    due_ms: int | None = None
    proposed: bool = False

    @property
    def open(self) -> bool:
        return self.state != "closed"


@dataclass(frozen=True, slots=True)
class _Rules:
    due: Mapping[str, Term]
    acknowledged: Mapping[str, Term]
    told_within: Term
    closed_by: frozenset[str]
    working: Working
    soon_ms: int
    #: The priority that counts where nobody gave one, or one that the data does not have.
    otherwise: str


@cache
def _rules() -> _Rules:
    data = json.loads(asset("referrals.json").read_text(encoding="utf-8"))
    off = data["not_working"]
    told = Term.of(data["told_within"])
    assert told is not None
    return _Rules(
        _terms(data["priorities"], "due"),
        _terms(data["priorities"], "acknowledged"),
        told,
        frozenset(data["closed_by"]),
        Working(frozenset(off["weekdays"]), frozenset(map(date.fromisoformat, off["days"]))),
        int(data["soon_hours"] * HOUR_MS),
        data["otherwise"],
    )


def _terms(priorities: Mapping[str, Any], name: str) -> dict[str, Term]:
    found = {code: Term.of(one.get(name)) for code, one in priorities.items()}
    return {code: term for code, term in found.items() if term is not None}


def closed_by() -> frozenset[str]:
    """The outcomes that end a referral."""
    return _rules().closed_by


def soon_ms() -> int:
    """How long before it is due a referral is called soon due."""
    return _rules().soon_ms


def proposed_due(fields: Mapping[str, Any]) -> str | None:
    """By when it is due by its priority, as a record carries it; None where that says none."""
    raised, priority = moment_ms(fields.get("occurred_from")), fields.get("priority")
    if raised is None or not isinstance(priority, str) or priority not in _rules().due:
        return None
    return moment_of(_after(_rules().due, fields, raised))


def _after(terms: Mapping[str, Term], fields: Mapping[str, Any], raised: int) -> int:
    priority = fields.get("priority")
    term = terms.get(priority) if isinstance(priority, str) else None
    return (term or terms[_rules().otherwise]).after(raised, _rules().working)


def standing(fields: Mapping[str, Any], recorded_ms: int, author: str) -> Standing:
    """Where a referral stands. ``recorded_ms``, ``author``: of the record, where it says neither
    when it was raised nor whose it is."""
    owner = fields.get("owner")
    owner = owner if isinstance(owner, str) and owner else author
    raised = moment_ms(fields.get("occurred_from"))
    raised = recorded_ms if raised is None else raised
    if fields.get("outcome") in _rules().closed_by:
        if fields.get("told_submitter") or not fields.get("about"):
            return Standing("closed", owner)
        closed = moment_ms(fields.get("closed_at"))
        if closed is None:
            return Standing("to tell", owner, recorded_ms, True)
        return Standing(
            "to tell", owner, _rules().told_within.after(closed, _rules().working), True
        )
    said = moment_ms(fields.get("due"))
    due = said if said is not None else _after(_rules().due, fields, raised)
    if fields.get("acknowledged_at"):
        return Standing("acknowledged", owner, due, said is None)
    first = _after(_rules().acknowledged, fields, raised)
    if due <= first:
        return Standing("waiting", owner, due, said is None)
    return Standing("waiting", owner, first, True)
