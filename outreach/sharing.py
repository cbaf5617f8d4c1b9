"""Sharing: a record is given to another space, or it is not; both are decided and recorded.

The rules that this module enforces:

1. Nothing is given without a decision: what, to whom, for what, on which legal basis, whether
   consent was asked for or why not, why it is necessary, who decided. Refusing is a decision too.
2. Decision and copy are written in one transaction, or neither is. The decision is kept in the
   space of the record: who may not read the record learns nothing of it.
3. What is given is a new record that says where it came from. Unless all of it is given, it leads
   to nobody: no id of the record, or of any that the record names, is in it.

What goes to another partnership is in ``giving``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from outreach.model import codes, homes, instants, kinds
from outreach.model.changes import WITHDRAWN
from outreach.model.kinds import GIVEN, HOME_PROOF, InvalidRecord, Problem
from outreach.model.kinds.registry import plan_of
from outreach.model.kinds.sharing_decision import DECISION, PARTNERSHIP
from outreach.model.queries import RecordView
from outreach.model.values import LINE_CHARS
from outreach.partnering import Partnering
from outreach.writing import Write
from sync.errors import InputError, NotAllowed

__all__ = ["DECISION", "PARTNERSHIP", "Shared", "Sharing", "with_its_place"]

#: Where a record says that it was, from the most to the least exact: one is enough.
_WHERE: Final = ("place_name", "address", "postcode")
_NEEDED: Final = {
    "purpose": "Say what it is for",
    "basis": "Say on which legal basis",
    "consent": "Say whether consent was asked for, or why not",
    "necessity": "Say why it is necessary",
}


@dataclass(frozen=True, slots=True)
class Shared:
    """What came of sharing: the decision, and the copy; of a refusal, the decision alone."""

    decision: str
    copy: str | None = None


class Sharing(Partnering):
    """What may be given to whom."""

    # ------------------------------------------------------------ deciding

    def share(
        self,
        record: str,
        to: str,
        decision: Mapping[str, Any],
        sanitised: Mapping[str, Any] | None = None,
    ) -> Shared:
        """Give a record to another space of this partnership, as a new record there.

        Args:
            to: the name of a space that this person may add to, reading it or not.
            decision: purpose, basis, consent and necessity; more if there is more to say.
            sanitised: None: all of it. Else field -> what stands there instead, None to leave it
                out; what is not named is given as it is, without what leads to anybody.

        Raises:
            InvalidRecord: the decision lacks something. InputError, NotAllowed, NotFound, DiskFull.
            Nothing was given and nothing was recorded.
        """
        view = self._to_be_shared(record)
        target = self._belonging.space_named(to)
        if to == view.space:
            raise InputError(f"The record is in the space “{to}” already. Nothing was given.")
        if not self._belonging.may_add(target):
            raise NotAllowed(f"You may not add to the space “{to}”. Nothing was given.")
        proof = self._random(16)
        copied = homes.home_id(to, proof)
        fields = {
            **self.sanitise(view.id, sanitised),
            GIVEN: self._provenance(view, whole=sanitised is None),
            HOME_PROOF: proof.hex(),
        }
        made = self._decision(view, to, decision, sanitised, given_as=copied)
        self.log_act(
            "share",
            record=view.id,
            kind=view.kind,
            space=to,
            purpose=made.fields["purpose"],
        )
        copy = Write(view.kind, kinds.KINDS[view.kind].version, copied, fields)
        home = self._belonging.space_named(view.space)
        self._write_all([(home, [made]), (target, [copy])])
        return Shared(made.record, copied)

    def refuse(self, record: str, to: str, decision: Mapping[str, Any]) -> Shared:
        """Record that something was asked for and is not shared, and why (``refusal_reason``).

        ``to``: the name of a space, or ``partnership`` with ``to_words``. Raises as :meth:`share`.
        """
        view = self._to_be_shared(record)
        made = self._decision(view, to, decision, None, refused=True)
        self._write(self._belonging.space_named(view.space), [made])
        return Shared(made.record)

    def sanitise(self, record: str, sanitised: Mapping[str, Any] | None) -> dict[str, Any]:
        """The fields that would be given: to be looked at before anybody decides.

        ``sanitised`` as for :meth:`share`. Raises InvalidRecord for what cannot stand there.
        """
        view = self.show(record)
        hidden = {WITHDRAWN, GIVEN, HOME_PROOF}
        fields = {n: v for n, v in view.fields.items() if n not in hidden and v is not None}
        if sanitised is None:
            return fields
        plan = plan_of(view.kind)
        unknown = [name for name in sanitised if name not in plan.asks]
        if unknown:
            problems = [Problem("", "There is no such field in this record")]
            raise InvalidRecord(view.kind, problems)
        # A longitude goes with its latitude.
        gone = sanitised.keys() | {n for n, ask in plan.asks.items() if ask.of in sanitised}
        left = {n: v for n, v in fields.items() if n not in plan.refs and n not in gone}
        instead = {n: v for n, v in sanitised.items() if v is not None and n not in plan.refs}
        with codes.using(self.lists_for()):
            checked = kinds.validate_partial(view.kind, instead, existing=left)
        left |= {name: value for name, value in checked.items() if value is not None}
        left = with_its_place(view, left, sanitised)
        if not left:
            raise InputError("Nothing would be left of the record. Nothing was given.")
        return left

    def shareable(self, record: str) -> bool:
        """Whether this person could decide about a record: it stands, and they may write to its
        space, reading it or not."""
        view = self.show(record)
        space = self._belonging.names().get(view.space)
        return (
            not view.withdrawn
            and not kinds.goes_with_its_record(view.kind)
            and not kinds.never_given(view.kind)
            and space is not None
            and self._belonging.may_add(space)
        )

    def _to_be_shared(self, record: str) -> RecordView:
        view = self.consult(record, still=True)
        if view.kind == DECISION:
            raise InputError("This is a decision to share, and is not shared. Nothing was given.")
        if kinds.never_given(view.kind):
            raise InputError(
                "A record of this kind stays where it is, and is shared with nobody. Nothing was "
                "given.",
                advice="Say what others may know in a record of its own.",
            )
        if kinds.goes_with_its_record(view.kind):
            raise InputError(
                "This is kept with the records that it names, and is not shared. Nothing was "
                "given.",
                advice="Share those records.",
            )
        if view.withdrawn:
            raise InputError(
                "This record was withdrawn. Nothing was given.",
                advice="Share the record that stands in its place.",
            )
        return view

    def _decision(
        self,
        view: RecordView,
        to: str,
        given: Mapping[str, Any],
        sanitised: Mapping[str, Any] | None,
        *,
        given_as: str | None = None,
        refused: bool = False,
    ) -> Write:
        """The decision as it will be written. Raises InvalidRecord with all that it lacks."""
        identity, now = self.identity, self.clock.moment()
        asked: dict[str, Any] = {
            "decided_by": f"{identity.name}, {identity.agency}",
            "occurred_from": instants.from_ms(now.wall_ms, now.utc_offset_min),
            **{name: value for name, value in given.items() if value is not None},
            "records": [view.id],
            "decision": "refuse" if refused else "share",
            "to": to,
        }
        for name in ("extent", "left_out", "replaced", "given_as"):
            asked.pop(name, None)
        if not refused:
            asked["extent"] = "whole" if sanitised is None else "sanitised"
        if sanitised is not None:
            asked["left_out"] = sorted(n for n, value in sanitised.items() if value is None)
            said = {n: v for n, v in sanitised.items() if isinstance(v, str)}
            asked["replaced"] = said
        if given_as is not None:
            asked["given_as"] = given_as
        needed = {"refusal_reason": "Say why it is not shared"} if refused else _NEEDED
        lacking = [Problem(n, why) for n, why in needed.items() if not _said(asked.get(n))]
        if lacking:
            raise InvalidRecord(DECISION, lacking)
        with codes.using(self.lists_for()):
            fields = kinds.validate(DECISION, asked)
        proof = self._random(16)
        fields[HOME_PROOF] = proof.hex()
        version = kinds.KINDS[DECISION].version
        return Write(DECISION, version, homes.home_id(view.space, proof), fields)

    def _provenance(self, view: RecordView, *, whole: bool) -> dict[str, Any]:
        identity, now = self.identity, self.clock.moment()
        given = {
            "space": view.space,
            "by": identity.name,
            "agency": identity.agency,
            "at": instants.from_ms(now.wall_ms, now.utc_offset_min),
        }
        return {**given, "record": view.id} if whole else given


def with_its_place(
    view: RecordView, fields: dict[str, Any], named: Mapping[str, Any]
) -> dict[str, Any]:
    """Fields without what they refer to, with the name of the place where that is all that said
    where it was: an id would lead to what else happened there. ``named``: fields about which
    somebody decided otherwise."""
    place = next((n for n in ("premises", "hotspot") if view.fields.get(n)), None)
    if (
        place is None
        or not view.place_title
        or named.keys() & {place, "place_name"}
        or "place_name" not in plan_of(view.kind).asks
        or any(fields.get(name) for name in _WHERE)
    ):
        return fields
    return {**fields, "place_name": view.place_title[:LINE_CHARS]}


def _said(value: Any) -> bool:
    return bool(value.strip() if isinstance(value, str) else value)
