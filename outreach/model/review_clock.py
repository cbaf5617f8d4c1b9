"""What became of a record, step by step: written, in the store, due, how far up, who reviewed it.

The rules that this module enforces:

1. Everything is worked out from the record's own entries and the present moment, so that its author
   sees what their supervisor sees, and without a network too.
2. A wait begins when the store received what nobody had reviewed, and ends with a review; steps of
   escalation stand where they were reached, or where they will be if nobody acts.

The level is that of the record as it stands now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from outreach.model import risk
from outreach.model.escalation import Taken
from outreach.model.escalation_steps import steps
from outreach.model.rows import RecordView, VersionView

What = Literal[
    "written", "corrected", "received", "not sent", "due", "up", "taken", "approved", "returned"
]


@dataclass(frozen=True, slots=True)
class Moment:
    """One step. ``at_ms``: ms since 1970, None for what has no time yet. ``who``: a name, or the
    label of a step of escalation. ``ahead``: it has not come yet."""

    what: What
    at_ms: int | None
    who: str = ""
    ahead: bool = False


def level_of(view: RecordView) -> risk.Level:
    """The level of a record as it stands."""
    facts = risk.facts(
        late=view.late_ms > 0, conflict=bool(view.conflicts), withdrawn=view.withdrawn
    )
    return risk.level(risk.rank(view.fields, facts))


def moments(
    view: RecordView,
    history: Sequence[VersionView],
    now_ms: int,
    taken: Sequence[Taken] = (),
) -> list[Moment]:
    """The steps of a record in the order of time; none of one that nobody reviews."""
    target = level_of(view).target_ms
    found: list[Moment] = []
    since: int | None = None
    for version in sorted(history, key=_when):
        at = _when(version)
        if version.kind == "reviewed":
            found += _wait(since, at, target, now_ms)
            since = None
            verdict = version.fields.get("verdict")
            what: What = "returned" if verdict == "returned" else "approved"
            found.append(Moment(what, at, version.author_name))
            continue
        first = not found
        said: What = "written" if first else "corrected"
        found.append(Moment(said, version.recorded_ms, version.author_name))
        if version.received_ms is None or version.position is None:
            found.append(Moment("not sent", None))
        else:
            found.append(Moment("received", version.received_ms))
            since = version.received_ms if since is None else since
    if view.review in ("to_review", "corrected"):
        found += _wait(since, None, target, now_ms)
    elif view.review == "none":
        return []
    found += [Moment("taken", one.at_ms, one.name) for one in taken]
    return sorted(found, key=lambda one: (one.at_ms is None, one.at_ms or 0))


def _wait(since: int | None, until: int | None, target: int, now_ms: int) -> list[Moment]:
    """When it was due and how far up it came while it waited; of a wait that goes on, the next step
    too."""
    if since is None:
        return []
    found: list[Moment] = []
    times: list[tuple[What, int, str]] = [("due", since + target, "")]
    # The first step is the target itself: its supervisors had it all along.
    times += [("up", since + int(one.after * target), one.label) for one in steps()[1:]]
    for what, at, who in times:
        if until is not None and at > until:
            break
        ahead = until is None and at > now_ms
        found.append(Moment(what, at, who, ahead))
        if ahead:
            break
    return found


def _when(version: VersionView) -> int:
    """By the store's clock; of what it has not received, by the writer's."""
    return version.recorded_ms if version.received_ms is None else version.received_ms
