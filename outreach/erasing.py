"""Erasing records for good, and keeping them from it: an admin's rulings about bodies.

The rules that this module enforces:

1. A record is erased whole: every version of it, and every review. Copies that were given to
   another space are records of their own there.
2. Only what the store has numbered can be named, so a record is erased after it was sent.
3. Where the partnership asks for two, the second is another person, not only another tablet.
4. The log of an erasure does not repeat what was erased.

What a ruling does, in the store and on every device, is in ``sync/ruling.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from outreach.administering import Administering
from outreach.model import queries
from sync.envelope import Kind, parse, sign
from sync.errors import InputError, NotAllowed, NotFound
from sync.ruling import MOST_ENTRIES, Mark, Ruling, Verb, ruling_body, ruling_place
from sync.ruling import parse as parse_ruling

RulingState = Literal["done", "waits for a second", "holds", "released", "waits to be sent", "void"]

_SHORTEST_REASON: Final = 5


@dataclass(frozen=True, slots=True)
class RulingView:
    """A ruling as it is shown: never what it is about, only how much.

    ``id`` is 64 hex; ``received_ms`` by the store's clock, None before it was sent.
    """

    id: str
    space: str
    verb: Verb
    state: RulingState
    name: str
    reason: str
    entries: int
    received_ms: int | None


class Erasing(Administering):
    """What may be erased or held, and by whom."""

    def erase(self, record: str, reason: str) -> list[RulingView]:
        """Erase a record everywhere: at once, or when somebody seconds it. Needs the store.

        Raises:
            NotAllowed: not an admin of its space. InputError: no reason, or a part of it was not
                sent yet. BadRuling: a legal hold keeps it. StoreError: it waits to be sent.
        """
        view = self.show(record)
        ruled = self._rule_on(record, "erase", reason)
        if all(one.state == "done" for one in ruled):
            self.withdraw_pointers(view)
        return ruled

    def hold(self, record: str, reason: str) -> list[RulingView]:
        """Keep a record from being erased until the hold is released. Raises as :meth:`erase`."""
        return self._rule_on(record, "hold", reason)

    def second(self, ruling: str, reason: str) -> RulingView:
        """Agree to an erasure that somebody else asked for. Raises as :meth:`erase`."""
        found, space = self._ruling(ruling, "erase")
        me = self._belonging.author_in(space)
        theirs = self._opener.author(self._membership[space].current, found.device)
        if me is None or (theirs is not None and theirs.person == me.person):
            raise NotAllowed(
                "An erasure takes a second person, and you asked for this one. Nothing was erased.",
                advice="Ask another administrator of the space.",
            )
        named = [entry.hex() for _position, entry in found.entries]
        name = self._opener.space_name(space)
        views = [self.show(record) for record in queries.begun_by(self.model, name, named)]
        ruled = self._answer(space, "second", found.entry_id, reason)
        if ruled.state == "done":
            for view in views:
                self.withdraw_pointers(view)
        return ruled

    def release(self, ruling: str, reason: str) -> RulingView:
        """End a hold. Raises as :meth:`erase`."""
        found, space = self._ruling(ruling, "hold")
        return self._answer(space, "release", found.entry_id, reason)

    def rulings(self) -> list[RulingView]:
        """Every ruling of the spaces that this device reads, newest last."""
        views: list[RulingView] = []
        for name, space in sorted(self._belonging.readable().items()):
            views += [
                self._view(name, space, stored.raw, stored.received_ms, True)
                for stored in self._log.rulings(space)
            ]
            views += [
                self._view(name, space, stored.raw, None, False)
                for stored in self._log.outbox(space)
                if parse(stored.raw).kind is Kind.RULING
            ]
        return views

    # ------------------------------------------------------------ writing rulings

    def _rule_on(self, record: str, verb: Verb, reason: str) -> list[RulingView]:
        view = self.show(record)
        space = self._belonging.space_named(view.space)
        self._may_rule(space, reason)
        self.log_act("administration", record=view.id, space=view.space, text=verb)
        self._sync_or_raise()
        marks = self._marks_of(view.id)
        signed = [
            self._sign(space, verb, reason, marks=tuple(marks[at : at + MOST_ENTRIES]))
            for at in range(0, len(marks), MOST_ENTRIES)
        ]
        self._sync_or_raise()
        return [self._outcome(space, entry_id) for entry_id in signed]

    def _answer(self, space: bytes, verb: Verb, of: bytes, reason: str) -> RulingView:
        self._may_rule(space, reason)
        self.log_act("administration", space=self._opener.space_name(space), text=verb)
        self._sync_or_raise()
        entry_id = self._sign(space, verb, reason, of=of)
        self._sync_or_raise()
        return self._outcome(space, entry_id)

    def _may_rule(self, space: bytes, reason: str) -> None:
        if self.identity.device not in self._membership[space].current.admins:
            raise NotAllowed(
                "Only an administrator of this space can rule on what is kept. Nothing was changed."
            )
        if len(reason.strip()) < _SHORTEST_REASON:
            raise InputError("Give a reason, in a few words. Nothing was changed.")

    def _marks_of(self, record: str) -> list[Mark]:
        marks: list[Mark] = []
        for version in self.history(record):
            if version.position is None:
                raise InputError(
                    "A part of this record was not sent yet, so it cannot be named. Nothing was "
                    "changed.",
                    advice="Sync, then try again.",
                )
            marks.append((version.position, bytes.fromhex(version.entry)))
        return marks

    def _sign(
        self,
        space: bytes,
        verb: Verb,
        reason: str,
        *,
        marks: tuple[Mark, ...] = (),
        of: bytes | None = None,
    ) -> bytes:
        with self._guard:
            identity = self.identity
            epoch = self._membership[space].current.epoch
            tip = self._log.own_tip(space, identity.device)
            body = ruling_body(
                verb,
                entries=marks,
                of=of,
                reason=reason.strip(),
                epoch_key=identity.epochs[space][epoch],
                salt=self._random(16),
                place=ruling_place(space, identity.device, tip.seq + 1),
            )
            entry = sign(
                Kind.RULING,
                space=space,
                device=identity.device,
                seq=tip.seq + 1,
                prev=tip.id,
                epoch=epoch,
                body=body,
                signing=identity.keys.signing,
            )
            self._log.append([entry])
            return entry.id

    # ------------------------------------------------------------ what became of them

    def _outcome(self, space: bytes, entry_id: bytes) -> RulingView:
        name = self._opener.space_name(space)
        for stored in self._log.rulings(space):
            if parse(stored.raw).id == entry_id:
                return self._view(name, space, stored.raw, stored.received_ms, True)
        raise NotAllowed(
            "The ruling did not take effect. Nothing was erased: a legal hold keeps what it named, "
            "or somebody ruled on it at the same time.",
            advice="See the rulings of this space.",
        )

    def _ruling(self, start: str, verb: Verb) -> tuple[Ruling, bytes]:
        found: list[tuple[Ruling, bytes]] = []
        for space in self._belonging.readable().values():
            rulings = self._membership[space].rulings
            waiting = rulings.proposed if verb == "erase" else rulings.holds
            found += [
                (one, space) for one in waiting if start and one.entry_id.hex().startswith(start)
            ]
        if len(found) != 1:
            raise NotFound("No ruling, or more than one, is waiting under that id.")
        return found[0]

    def _view(
        self, name: str, space: bytes, raw: bytes, received_ms: int | None, counts: bool
    ) -> RulingView:
        entry = parse(raw)
        ruling = parse_ruling(entry)
        membership = self._membership[space]
        key = self.identity.epochs[space].get(entry.epoch)
        place = ruling_place(space, entry.device, entry.seq)
        author = self._opener.author(membership.current, entry.device)
        return RulingView(
            id=entry.id.hex(),
            space=name,
            verb=ruling.verb,
            state=self._state(space, ruling) if counts else "waits to be sent",
            name=author.name if author else "",
            reason=ruling.reason(key, place) if key else "",
            entries=len(ruling.entries),
            received_ms=received_ms,
        )

    def _state(self, space: bytes, ruling: Ruling) -> RulingState:
        rulings = self._membership[space].rulings
        if ruling.verb == "hold":
            standing = any(one.entry_id == ruling.entry_id for one in rulings.holds)
            return "holds" if standing else "released"
        if any(one.entry_id == ruling.entry_id for one in rulings.proposed):
            return "waits for a second"
        return "done"
