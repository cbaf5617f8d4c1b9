"""The steps of a referral after it was raised: acknowledged, an outcome, the author told.

The rules that this module enforces:

1. Each step is a correction of the referral, with a reason, its author and its time in the history:
   nothing is overwritten, and two people's steps are both there.
2. A step asks for the words that somebody will want later, and for no more.
3. What the author of the record was told is written down when it was said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outreach.model.kinds.referral import REFERRAL
from outreach.model.rows import RecordView
from outreach.model.terms import moment_of
from sync.errors import InputError

if TYPE_CHECKING:
    from outreach.session import Session


def acknowledge(session: Session, record: str, by: str = "") -> str:
    """Note that they have it; the id of the referral. ``by``: name or reference, as they gave it.

    Raises:
        NotFound. InputError: it is no referral, or was acknowledged already. Nothing was saved.
    """
    view = _referral(session, record)
    if view.fields.get("acknowledged_at"):
        raise InputError(
            "It was acknowledged already. Nothing was saved.",
            advice="Correct the record if the time or the name is wrong.",
        )
    fields: dict[str, Any] = {"acknowledged_at": _now(session)}
    if by.strip():
        fields["acknowledged_by"] = by.strip()
    return session.correct(view.id, fields, "They acknowledged it")


def conclude(session: Session, record: str, outcome: str, words: str = "") -> str:
    """Note what came of it; the id of the referral. ``outcome``: a code of ``referral_outcome``.

    Raises as :func:`acknowledge`; InvalidRecord: there is no such outcome.
    """
    view = _referral(session, record)
    fields: dict[str, Any] = {"outcome": outcome, "closed_at": _now(session)}
    if words.strip():
        fields["outcome_words"] = words.strip()
    return session.correct(view.id, fields, "It has an outcome")


def tell(session: Session, record: str, words: str) -> str:
    """Note what the author of the record was told; the id of the referral.

    Raises as :func:`acknowledge`; InputError: no words.
    """
    view = _referral(session, record)
    if not words.strip():
        raise InputError(
            "Say what the author was told. Nothing was saved.",
            advice="They read it on the page of their record.",
        )
    fields = {"told_submitter": words.strip(), "told_at": _now(session)}
    return session.correct(view.id, fields, "The author was told")


def _referral(session: Session, record: str) -> RecordView:
    view = session.consult(record, still=True)
    if view.kind != REFERRAL:
        raise InputError(
            "This is no referral or action. Nothing was saved.",
            advice="`outreach list --kind referral` lists them.",
        )
    if view.withdrawn:
        raise InputError("This referral was withdrawn. Nothing was saved.")
    return view


def _now(session: Session) -> str:
    return moment_of(session.clock.now())
