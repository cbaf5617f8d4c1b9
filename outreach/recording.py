"""Recording: new records, corrections and reviews, each checked before anything is written.

The rules that this module enforces: all of a call is written or nothing; a record is struck through
and never removed; nobody reviews what they wrote.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from outreach.auditing import Auditing
from outreach.model import (
    against,
    codes,
    homes,
    kinds,
    pointers,
    watching,
    wording_force,
    wording_rules,
)
from outreach.model.changes import WITHDRAWN
from outreach.model.editions import Pins
from outreach.model.escalation_steps import duties as escalation_duties
from outreach.model.notices import (
    MAX_RULES,
    MAX_VISITS,
    NOTICE_VERSION,
    REVIEW_TAKEN,
    WATCH_DECISION,
    WORDING_RULES,
)
from outreach.model.queries import RecordView
from outreach.model.reviews import SUPERVISOR
from outreach.model.verdicts import REVIEW, review_fields
from outreach.model.watching import Alert
from outreach.model.wording_rules import Rules
from outreach.writing import Write
from sync.errors import InputError, NotAllowed, NotFound


class Recording(Auditing):
    """What a person may add to an unlocked vault."""

    def add(self, kind: str, fields: Mapping[str, Any], *, begun: Pins | None = None) -> str:
        """Save one record; its id. Durable when this returns. ``begun``: in which editions of the
        code lists its form was (``editions``); None: in those in force."""
        return self.add_many(kind, [fields], begun=begun)[0]

    def add_many(
        self,
        kind: str,
        rows: Sequence[Mapping[str, Any]],
        *,
        corrections: Sequence[tuple[str, Mapping[str, Any], str]] = (),
        begun: Pins | None = None,
    ) -> list[str]:
        """Save several records of a kind, and corrections of others of it: all or nothing.

        Args:
            corrections: (record id, fields, reason) each.
            begun: as of :meth:`add`.

        Returns:
            The ids of the new records.

        Raises:
            InvalidRecord, InputError, NotAllowed, DiskFull: nothing was saved.
        """
        made = [self._new(kind, self._valid(kind, row, begun)) for row in rows]
        writes: dict[bytes, list[Write]] = {}
        for space, write in made:
            writes.setdefault(space, []).append(write)
        for record, given, reason in corrections:
            view = self.show(record)
            fields = self._valid(kind, given, begun, view)
            corrected = Write(kind, kinds.KINDS[kind].version, record, fields, reason)
            writes.setdefault(self._belonging.space_named(view.space), []).append(corrected)
        self._write_all(list(writes.items()))
        return [write.record for _space, write in made]

    def add_with(
        self,
        kind: str,
        fields: Mapping[str, Any],
        along: Sequence[tuple[str, Mapping[str, Any], str]],
        *,
        begun: Pins | None = None,
    ) -> list[str]:
        """Save a record and others that were recorded along with it: all or nothing, whichever
        spaces they go to. Nothing in the first one leads to what goes to another space.

        Args:
            along: (kind, fields, the field by which it names the first record) each.
            begun: as of :meth:`add`.

        Returns:
            The ids, the first record's first.

        Raises:
            InvalidRecord, InputError, NotAllowed, DiskFull: nothing was saved.
        """
        home, first = self._new(kind, self._valid(kind, fields, begun))
        made = [(home, first)]
        for k, f, back in along:
            checked = self._valid(k, {**f, back: first.record}, begun)
            made.append(self._new(k, checked, {first.record: self._opener.space_name(home)}))
        writes: dict[bytes, list[Write]] = {}
        for space, write in made:
            writes.setdefault(space, []).append(write)
        # What concerns a child is written first: the other spaces' follow.
        self._write_all(sorted(writes.items(), key=lambda one: one[0] == home))
        return [write.record for _space, write in made]

    def _valid(
        self,
        kind: str,
        fields: Mapping[str, Any],
        begun: Pins | None,
        view: RecordView | None = None,
    ) -> dict[str, Any]:
        """What a person gives, checked: it takes what is offered here, and what was offered when
        they began. ``view``: of a correction, the record as it stands."""
        with codes.using(self.lists_for(begun)):
            if view is None:
                return kinds.validate(kind, fields)
            return kinds.validate_partial(kind, fields, existing=view.fields)

    def _new(
        self, kind: str, fields: dict[str, Any], just_made: Mapping[str, str] | None = None
    ) -> tuple[bytes, Write]:
        """A new record as it will be written, and its space. One that is kept with others goes to
        the most restricted of their spaces, under an id that was made for it (``homes``).

        Args:
            fields: as they were checked. just_made: record -> space, of what is written with it.

        Raises:
            InvalidRecord: the others are not here, or it contradicts what is. NotAllowed.
        """
        version, ends = kinds.KINDS[kind].version, kinds.ends_of(kind)
        against.check(self.model, kind, fields)
        if not ends:
            space, record = self._belonging.space_for(kind), self._random(16).hex()
            return space, Write(kind, version, record, fields)
        name = self._home_of(kind, fields, just_made or {})
        proof = self._random(16)
        fields = {**fields, kinds.HOME_PROOF: proof.hex()}
        write = Write(kind, version, homes.home_id(name, proof), fields)
        return self._belonging.space_named(name), write

    def _check_stays(self, view: RecordView, stands: Mapping[str, Any]) -> None:
        """A record that is kept with others cannot come to name what is kept elsewhere: those who
        read it now would learn of that."""
        if self._home_of(view.kind, stands, {}) != view.space:
            said = "This is kept in another space: withdraw this record and make a new one"
            raise kinds.InvalidRecord(view.kind, [kinds.Problem(kinds.ends_of(view.kind)[0], said)])

    def _home_of(self, kind: str, fields: Mapping[str, Any], just_made: Mapping[str, str]) -> str:
        """The name of the space where a record that names these others is kept."""
        ends = kinds.ends_of(kind)
        spaces: set[str] = set()
        problems = []
        for name in ends:
            value = fields.get(name)
            for record in value if isinstance(value, list) else [value] if value else []:
                try:
                    spaces.add(just_made.get(record) or self.show(record).space)
                except NotFound as error:
                    problems.append(kinds.Problem(name, error.message))
        if not spaces and not problems and kinds.space_of(kind):
            return kinds.space_of(kind)
        home = kinds.most_restricted(spaces)
        if home is None and not problems:
            said = "These records are in spaces that nothing joins" if spaces else "Choose a record"
            problems.append(kinds.Problem(ends[0], said))
        if home is None or problems:
            raise kinds.InvalidRecord(kind, problems)
        return home

    def correct(
        self,
        record: str,
        fields: Mapping[str, Any],
        reason: str,
        as_of: int | None = None,
        *,
        begun: Pins | None = None,
    ) -> str:
        """Correct fields of a record. The original stays, struck through.

        ``as_of`` is what :meth:`as_of` gave when the form was opened; None: what is there now.
        ``begun``: as of :meth:`add`.
        """
        view = self.show(record)
        checked = self._valid(view.kind, fields, begun, view)
        stands = {name: v for name, v in {**view.fields, **checked}.items() if v is not None}
        against.check(self.model, view.kind, stands, record=view.id)
        if set(kinds.ends_of(view.kind)) & checked.keys():
            self._check_stays(view, stands)
        self._write_to(view, checked, reason, as_of)
        return view.id

    def withdraw(self, record: str, reason: str) -> str:
        """Strike a whole record through. It is never removed."""
        view = self.show(record)
        self._write_to(view, {WITHDRAWN: True}, reason)
        return view.id

    def withdraw_pointers(self, view: RecordView) -> None:
        """Withdraw the match pointers to what a record said, where nothing in its space says it any
        more. For whoever erased it; ``view`` is as it was before. A correction and a withdrawal do
        it by themselves."""
        found = self._outdated(view, {})
        if found is not None:
            self._write(*found)

    def _outdated(
        self, view: RecordView, stands: Mapping[str, Any]
    ) -> tuple[bytes, list[Write]] | None:
        """What withdraws the pointers to what a record said and does not say any more."""
        gone = set(pointers.keys(view.kind, view.fields)) - set(pointers.keys(view.kind, stands))
        return self._pointing.outdated(self.model, view.space, gone, view.id) if gone else None

    def resolve(self, record: str, field: str, keep: str) -> str:
        """Decide a conflict: ``keep`` is the start of the id of the version that is right."""
        view = self.show(record)
        values = view.conflicts.get(field)
        if not values:
            raise InputError("There is no conflict in this field. Nothing was saved.")
        chosen = [v for v in values if v.version.startswith(keep)]
        if len(chosen) != 1 or not keep:
            raise InputError(
                "This names no single version of the field. Nothing was saved.",
                advice="Give the start of one of the version ids that `outreach show` prints.",
            )
        self._write_to(view, {field: chosen[0].value}, "Decided between two versions")
        return view.id

    def approve(self, record: str, versions: Sequence[str] | None = None) -> str:
        """Approve a record as it was seen: ``versions`` are those that stood on the screen (of
        :class:`RecordView`); None: all that there are now."""
        return self._review(record, "approved", (), versions)

    def approve_many(self, seen: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
        """Approve records, each by a signed review of its own: (record, the versions that stood on
        the screen) each. Nothing is written if one of them cannot be; what is written is flushed to
        disk in one go for each space."""
        writes: dict[bytes, list[Write]] = {}
        views = []
        for record, versions in seen:
            view, space, review = self._review_of(record, "approved", (), versions)
            writes.setdefault(space, []).append(review)
            views.append(view.id)
        for space, reviews in writes.items():
            self._write(space, reviews)
        return views

    def return_record(
        self,
        record: str,
        comments: Sequence[tuple[str | None, str]],
        versions: Sequence[str] | None = None,
    ) -> str:
        """Send a record back to its author with comments: (field or None, text)."""
        if not any(text.strip() for _, text in comments):
            raise InputError("Say what should be corrected. Nothing was sent back.")
        return self._review(record, "returned", comments, versions)

    def take_review(self, record: str, words: str = "") -> str:
        """Take on a late review: everybody who reads the record sees who has it and since when.
        It does not review it. For whom a step of escalation tells (``assets/escalation.json``).

        Raises:
            NotAllowed: this person is not told of late reviews there, or wrote to the record.
            InputError: the record does not wait for a review.
        """
        view = self.show(record)
        space = self._belonging.space_named(view.space)
        me = self._belonging.author_in(space)
        if me is None or not escalation_duties() & frozenset(me.duties):
            raise NotAllowed("You are not told of late reviews in this space. Nothing was saved.")
        if view.review not in ("to_review", "corrected"):
            raise InputError("This record does not wait for a review. Nothing was saved.")
        if any(v.person == me.person for v in self.history(view.id) if v.kind != "reviewed"):
            raise NotAllowed(
                "Nobody reviews what they wrote, or takes it on. Nothing was saved.",
                advice="Ask somebody else who is told of late reviews.",
            )
        self._notify(space, REVIEW_TAKEN, {"record": view.id, "words": words.strip()})
        return view.id

    def decide_watch(self, alert: Alert, decision: str, words: str) -> None:
        """Record what a supervisor decided about one home or person that was recorded again and
        again. The alert ends with the visits that stood behind it.

        Raises:
            InputError: there is no such decision, or no reason was given.
            NotAllowed: this person is no supervisor there.
        """
        if decision not in watching.rules().decisions or not words.strip():
            raise InputError("Choose what you decide, and say why. Nothing was saved.")
        space = self._belonging.space_named(alert.visits[0].space)
        me = self._belonging.author_in(space)
        if me is None or SUPERVISOR not in me.duties:
            raise NotAllowed("Only a supervisor of this space can decide. Nothing was saved.")
        seen = [row.id for row in alert.visits][:MAX_VISITS]
        fields = {"subject": alert.subject, "decision": decision, "visits": seen}
        self._notify(space, WATCH_DECISION, {**fields, "words": words.strip()})

    def wording_rules(self) -> Rules:
        """What is prompted as one types, here and now."""
        return wording_force.in_force(self.model)

    def change_wording(self, text: str, reason: str) -> None:
        """Put another set of wording rules in force, for everybody at their next sync.

        Raises:
            InputError: it cannot be used, and why; or no reason was given.
            NotAllowed: this person is no supervisor or administrator of the common space.
        """
        wording_rules.read(text)
        if len(text) > MAX_RULES or not reason.strip():
            raise InputError(
                "Say why the wording rules change, in a set of 100,000 characters at most. Nothing "
                "was changed."
            )
        space = self._belonging.space_named(pointers.rules().common)
        me = self._belonging.author_in(space)
        if me is None or (me.role != "admin" and SUPERVISOR not in me.duties):
            raise NotAllowed(
                "The wording rules are changed by a safeguarding lead. Nothing was changed.",
                advice="Ask a supervisor, or an administrator, of your partnership.",
            )
        compact = json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":"))
        self._notify(space, WORDING_RULES, {"rules": compact, "why": reason.strip()})

    def _notify(self, space: bytes, kind: str, fields: dict[str, Any]) -> None:
        self._write(space, [Write(kind, NOTICE_VERSION, self._random(16).hex(), fields)])

    def _review(
        self,
        record: str,
        verdict: Literal["approved", "returned"],
        comments: Sequence[tuple[str | None, str]],
        versions: Sequence[str] | None,
    ) -> str:
        view, space, review = self._review_of(record, verdict, comments, versions)
        self._write(space, [review])
        return view.id

    def _review_of(
        self,
        record: str,
        verdict: Literal["approved", "returned"],
        comments: Sequence[tuple[str | None, str]],
        versions: Sequence[str] | None,
    ) -> tuple[RecordView, bytes, Write]:
        """A review that may be written, and its space."""
        view = self.show(record)
        for field, _ in comments:
            if field is not None and field not in kinds.KINDS[view.kind].model_fields:
                raise InputError(f"A {view.kind} has no field of that name. Nothing was saved.")
        space = self._belonging.space_named(view.space)
        me = self._belonging.author_in(space)
        if me is None or SUPERVISOR not in me.duties:
            raise NotAllowed("Only a supervisor of this space can review. Nothing was saved.")
        if any(v.person == me.person for v in self.history(view.id) if v.kind != "reviewed"):
            raise NotAllowed(
                "Nobody can review what they wrote. Nothing was saved.",
                advice="Ask another supervisor.",
            )
        saw = list(view.versions if versions is None else versions)
        fields = review_fields(view.id, verdict, saw, list(comments))
        return view, space, Write(REVIEW, 1, self._random(16).hex(), fields)

    def _write_to(
        self, view: RecordView, fields: dict[str, Any], reason: str, as_of: int | None = None
    ) -> None:
        if not reason.strip():
            raise InputError("Give a reason. Nothing was saved.")
        version = kinds.KINDS[view.kind].version
        write = Write(view.kind, version, view.id, fields, reason.strip())
        stands = {} if fields.get(WITHDRAWN) else {**view.fields, **fields}
        outdated = self._outdated(view, stands)
        written: list[tuple[bytes, Sequence[Write]]] = [
            (self._belonging.space_named(view.space), [write])
        ]
        self._write_all(written if outdated is None else [*written, outdated], as_of)

    def as_of(self, record: str) -> int:
        """How much of a record's space is on the screen now: to be given back to :meth:`correct`,
        so that what arrives while a form is open is not overruled unseen."""
        return self._keeper.folded(self._belonging.space_named(self.show(record).space))
