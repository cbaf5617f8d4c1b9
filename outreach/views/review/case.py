"""A record before its supervisor: its page, why it stands high, what changed since it was seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from outreach.model import compare, risk
from outreach.model.fields import FormField
from outreach.model.kinds import label
from outreach.views import details


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer then and now, in words; ``pieces`` of both, in reading order."""

    field: str
    label: str
    before: str
    now: str
    pieces: tuple[compare.Piece, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since somebody saw the record: ``who`` did ``what`` at ``when_ms``."""

    who: str
    what: str
    when_ms: int
    differences: tuple[Difference, ...]
    was_withdrawn: bool
    is_withdrawn: bool


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """All that the page of a record under review shows. ``since_ms``: when it came to the store;
    ``mine``: this person wrote to it, so somebody else reviews it; ``remarks``: comments that
    were begun and not sent."""

    page: details.Page
    level: risk.Level
    reasons: tuple[str, ...]
    since_ms: int | None
    mine: bool
    changes: Changes | None
    remarks: dict[str, str]

    @property
    def waits(self) -> bool:
        return self.page.view.review in ("to_review", "corrected")

    def fields(self) -> list[FormField]:
        """The questions that have an answer, then those that lack one, in the form's order."""
        view = self.page.view
        wanting = set(view.missing_fields)
        asked = list(self.page.form.fields())
        answered = [field for field in asked if view.fields.get(field.name) is not None]
        return answered + [field for field in asked if field.name in wanting]


def ask(session: Any, record: str, since: str = "", still: bool = False) -> Case:
    """Everything about one record. ``since``: an entry of its history, to compare with as it left
    the record; else with what the last reviewer saw. ``still``: it is on the screen already. Raises
    NotFound, and Hidden where the app hides it from this person."""
    page = details.ask(session, record, still)
    view = page.view
    facts = risk.facts(
        late=view.late_ms > 0, conflict=bool(view.conflicts), withdrawn=view.withdrawn
    )
    me = session.me.person
    return Case(
        page,
        risk.level(risk.rank(view.fields, facts)),
        tuple(risk.reasons(view.fields, facts)),
        view.received_ms,
        any(entry.person == me for entry in page.history if entry.kind != "reviewed"),
        _changes(session, page, since),
        session.remarks(view.id),
    )


def _changes(session: Any, page: details.Page, since: str) -> Changes | None:
    view = page.view
    if since:
        entry = next(one for one in page.history if one.entry == since)
        upto = view.versions[: view.versions.index(since) + 1]
        found = compare.since(session.model, view.id, upto)
        return _said(page, found, entry.author_name, entry.kind, entry.recorded_ms)
    if not view.reviews or view.reviews[-1].covers:
        return None
    last = view.reviews[-1]
    found = compare.since(session.model, view.id, last.versions)
    if not found.seen:
        return None
    return _said(page, found, last.author_name, last.verdict, last.when_ms)


def _said(
    page: details.Page, found: compare.Comparison, who: str, what: str, when_ms: int
) -> Changes:
    differences = []
    for one in found.changed:
        before = "" if one.before is None else page.words(one.field, one.before)
        now = "" if one.now is None else page.words(one.field, one.now)
        named = label(page.view.kind, one.field)
        pieces = tuple(compare.words(before, now))
        differences.append(Difference(one.field, named, before, now, pieces))
    return Changes(who, what, when_ms, tuple(differences), found.was_withdrawn, found.is_withdrawn)
