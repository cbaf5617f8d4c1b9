"""Reviews: whose counts, and what a record's state is after all of them.

The rules that this module enforces, on every device alike:

1. A review counts only if the roster gives its author the duty of supervisor in that space.
2. Nobody reviews what they wrote: not a record to which they, from whichever device, had written
   anything up to the review, nor one of whose named versions they wrote.
3. It must stand in the record's own space. What does not count goes to quarantine.
4. An approval names the versions its author saw. A record is approved if the latest review that
   counts is an approval that names every version there is, and no return stands against it that
   the approver had not seen. Anything else brings it back to the queue: ``corrected`` if it had
   been returned, ``to_review`` if not.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple, TypeAlias

from outreach.model.changes import Change
from outreach.model.clocks import order, unseen

#: The duty that a roster gives.
SUPERVISOR: Final = "supervisor"

State: TypeAlias = Literal["to_review", "approved", "returned", "corrected", "none"]


class Judgement(NamedTuple):
    """``counting`` reviews in order; ``refused``: entry -> why it does not count; ``waiting_ms``:
    when the store received the oldest version that waits for a supervisor, if any does."""

    state: State
    waiting_ms: int | None
    counting: list[Change]
    refused: dict[str, str]


NOT_A_SUPERVISOR: Final = "The reviewer did not have the duty of supervisor in this space."
OWN_RECORD: Final = "The reviewer had written to this record themselves."
OTHER_SPACE: Final = "The review stands in another space than its record."


def refusal(review: Change) -> str | None:
    """Why a review cannot count whatever it judges; None if it may."""
    author = review.author
    return None if author is not None and SUPERVISOR in author.duties else NOT_A_SUPERVISOR


def judge(versions: list[Change], reviews: list[Change], *, reviewed: bool) -> Judgement:
    """What ``reviews`` make of a record; both lists sorted by ``clocks.order``.

    ``versions``: every version of the record, one at least. ``reviewed``: whether records of this
    kind are reviewed at all.
    """
    refused: dict[str, str] = {}
    counting: list[Change] = []
    for review in reviews:
        why = refusal(review)
        if why is None and review.space != versions[0].space:
            why = OTHER_SPACE
        if why is None and _wrote(versions, review):
            why = OWN_RECORD
        if why is None:
            counting.append(review)
        else:
            refused[review.entry] = why
    state = _state(versions, counting, reviewed=reviewed)
    waiting = _waiting_ms(versions, counting) if state in ("to_review", "corrected") else None
    return Judgement(state, waiting, counting, refused)


def _wrote(versions: list[Change], review: Change) -> bool:
    """Whether the reviewer wrote a version that stands before the review or that it names."""
    assert review.author is not None  # refusal() has seen to it
    person, named, at = review.author.person, review.fields["versions"], order(review)
    return any(
        (version.device == review.device or _person(version) == person)
        and (order(version) < at or version.entry in named)
        for version in versions
    )


def _person(version: Change) -> str | None:
    return version.author.person if version.author is not None else None


def _state(versions: list[Change], counting: list[Change], *, reviewed: bool) -> State:
    if not counting:
        return "to_review" if reviewed else "none"
    entries = {version.entry for version in versions}
    standing = unseen(counting)
    returns = [review for review in standing if review.fields["verdict"] == "returned"]
    if returns:
        answered = not entries.issubset(returns[-1].fields["versions"])
        return "corrected" if answered else "returned"
    if any(entries.issubset(review.fields["versions"]) for review in standing):
        return "approved"
    was_returned = any(review.fields["verdict"] == "returned" for review in counting)
    return "corrected" if was_returned else "to_review"


def _waiting_ms(versions: list[Change], counting: list[Change]) -> int | None:
    """Only what the store has received can wait for a supervisor."""
    named = {entry for review in counting for entry in review.fields["versions"]}
    new = [version for version in versions if version.entry not in named] or versions
    received = [version.received_ms or 0 for version in new if version.position is not None]
    return min(received, default=None)
