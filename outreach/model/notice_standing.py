"""Whether a notice holds, until when, and by when a court must hear of it.

The rules that this module enforces; how long each type holds is data in ``assets/notices.json``:

1. What the notice says of itself (``expires_at``) stands above what its type would give. What is
   worked out is called so, and a person can say otherwise.
2. A notice that was ended by its outcome does not count down. One that has run out is expired, and
   is asked about until somebody says what came of it.
3. A closure notice has a deadline for the court, whether or not a hearing was put down.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from outreach.assets import asset
from outreach.model.clocks import moment_ms
from outreach.model.terms import HOUR_MS, Term, moment_of

DAY_MS: Final = 24 * HOUR_MS

#: ``open``: in force without an end that anybody knows. ``unserved``: nobody said when it was
#: served. ``ended``: by its outcome.
State = Literal["in force", "open", "expired", "ended", "unserved"]


@dataclass(frozen=True, slots=True)
class Court:
    """What a court must do, within which time of service."""

    within: Term
    what: str
    source: str


@dataclass(frozen=True, slots=True)
class NoticeType:
    """How long a type holds, and what to know about it, with its source."""

    lasts: Term | None = None
    with_senior: Term | None = None
    note: str = ""
    source: str = ""
    court: Court | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a notice stands. Times in ms since 1970. ``proposed``: ``until_ms`` was worked out from
    its type. ``court_ms``: by when the court must do ``court_what``; ``hearing_ms``: when it sits.
    """

    state: State
    until_ms: int | None = None
    proposed: bool = False
    court_ms: int | None = None
    court_what: str = ""
    court_source: str = ""
    hearing_ms: int | None = None

    @property
    def holds(self) -> bool:
        return self.state in ("in force", "open")


@dataclass(frozen=True, slots=True)
class _Rules:
    types: Mapping[str, NoticeType]
    ended_by: frozenset[str]
    soon_ms: int
    ask_ms: int


@cache
def _rules() -> _Rules:
    data = json.loads(asset("notices.json").read_text(encoding="utf-8"))
    return _Rules(
        {code: _type(one) for code, one in data["types"].items()},
        frozenset(data["ended_by"]),
        int(data["soon_hours"] * HOUR_MS),
        int(data["ask_days"] * DAY_MS),
    )


def _type(one: Mapping[str, Any]) -> NoticeType:
    court = None
    if "court" in one:
        within = Term.of(one["court"]["within"])
        assert within is not None
        court = Court(within, one["court"]["what"], one["court"]["source"])
    return NoticeType(
        Term.of(one.get("lasts")),
        Term.of(one.get("with_senior_authority")),
        one.get("note", ""),
        one["source"],
        court,
    )


def notice_type(code: object) -> NoticeType:
    """What is known of a type; of one that the data does not have, nothing."""
    return _rules().types.get(code, NoticeType()) if isinstance(code, str) else NoticeType()


def ended_by() -> frozenset[str]:
    """The outcomes that end a notice."""
    return _rules().ended_by


def soon_ms() -> int:
    """How long before its end a notice is called soon to end."""
    return _rules().soon_ms


def ask_ms() -> int:
    """How long after its end somebody is asked what came of it."""
    return _rules().ask_ms


def proposed_expiry(fields: Mapping[str, Any]) -> str | None:
    """Until when it would hold by its type, as a record carries it; None where that says none."""
    until = _proposed_ms(fields)
    return None if until is None else moment_of(until)


def _proposed_ms(fields: Mapping[str, Any]) -> int | None:
    served, kind = moment_ms(fields.get("served_at")), notice_type(fields.get("notice_type"))
    term = kind.lasts
    if fields.get("senior_authority") is True and kind.with_senior is not None:
        term = kind.with_senior
    return None if served is None or term is None else term.after(served)


def standing(fields: Mapping[str, Any], now_ms: int) -> Standing:
    """Where a notice stands now."""
    served = moment_ms(fields.get("served_at"))
    said = moment_ms(fields.get("expires_at"))
    until = said if said is not None else _proposed_ms(fields)
    hearing = moment_ms(fields.get("court_date"))
    if fields.get("notice_outcome") in _rules().ended_by:
        return Standing("ended", until, said is None, hearing_ms=hearing)
    court = notice_type(fields.get("notice_type")).court
    court_ms = court.within.after(served) if court is not None and served is not None else None
    if until is not None:
        state: State = "expired" if until <= now_ms else "in force"
    else:
        state = "unserved" if served is None else "open"
    return Standing(
        state,
        until,
        said is None and until is not None,
        court_ms,
        court.what if court is not None else "",
        court.source if court is not None else "",
        hearing,
    )
