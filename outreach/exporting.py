"""What leaves the vault as a file: by whom, for what, to whom, and sealed.

The rules that this module enforces:

1. Every export has a purpose, and is noted before its file exists: what it is, of which records,
   to whom, and the SHA-256 of what is inside, by which a file that turns up can be told.
2. It is sealed to tablets of a member, to a space of another partnership, or under words that are
   shown once. Only somebody who insists gets it open, and their reason is noted.
3. No file is ever written over another; where it cannot be kept, it is said that nothing left.
4. What is hidden from this person, or is of a space that they do not read, is in no export of
   theirs. Who may export what is a matter of duty (``outgoing``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple, TypeAlias

from outreach.giving import Giving
from outreach.model import acts, outgoing, parcel
from outreach.model.outgoing import Sort
from outreach.model.parcel import Parcel, SealedParcel, Slots
from outreach.model.queries import RecordView
from sync.client.log import Stored
from sync.envelope import Entry, parse, verify_signature
from sync.errors import (
    BadSignature,
    CannotOpen,
    Hidden,
    InputError,
    NotAllowed,
    NotAuthorised,
    NotFound,
)
from sync.giving import Address
from sync.keys import Card
from sync.roster import deposit_pair
from sync.words import fingerprint, passphrase

#: The end of a sealed file's name.
SEALED: Final = ".sealed"

_SAID: Final[dict[Sort, str]] = {
    "records": "records",
    "shift": "a shift report",
    "premises": "a history of premises",
    "disclosure": "a disclosure schedule",
    "pack": "a de-identified pack",
    "localities": "locality measures",
}


class Held(NamedTuple):
    """A record in an export. ``noted``: that it is opened is noted, so that it leaves is too."""

    id: str
    kind: str
    space: str
    noted: bool

    @classmethod
    def of(cls, view: RecordView) -> Held:
        """The record of a page."""
        return cls(view.id, view.kind, view.space, acts.is_noted(view.kind, view.fields))


@dataclass(frozen=True, slots=True)
class Document:
    """What is exported, before it is sealed.

    ``name``: of its file. ``what``: in words, without content. ``records``: all that are
    in it; none for counts. ``left_out``: how many the app hides from this person.
    """

    sort: Sort
    name: str
    what: str
    content: bytes = field(repr=False)
    marking: str
    records: tuple[Held, ...] = ()
    left_out: int = 0

    @property
    def sha256(self) -> str:
        """Of the content, 64 hex."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of this partnership to seal to: each of their tablets opens it."""

    person: str
    name: str
    agency: str
    duties: tuple[str, ...]
    spaces: frozenset[str]
    cards: tuple[Card, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Words:
    """Whoever is told the six words. ``whom``: who that is to be."""

    whom: str


@dataclass(frozen=True, slots=True)
class Plain:
    """Nobody: not sealed, because somebody insists."""

    whom: str
    reason: str


To: TypeAlias = Member | Address | Words | Plain


@dataclass(frozen=True, slots=True)
class Exported:
    """What left. ``words``: the six words that open it, to be shown once; "" for none."""

    sha256: str
    to: str
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Unsealed:
    """An export that this device opened. ``known_as``: the member whose tablet signed it, as this
    device knows them; "" where it knows none. ``words``: six words for that tablet."""

    parcel: Parcel
    known_as: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """How an entry is held: by whom it is signed and where it stands.

    ``state``: ``signed``: its own signature verifies; ``wrong``: it does not; ``gone``: the entry
    is not on this device any more. ``chain``: its number in its device's chain in the space.
    """

    entry: str
    sha256: str
    device: str
    chain: int
    state: str


class Exporting(Giving):
    """What may leave as a file, and comes as one."""

    # ------------------------------------------------------------ who, and to whom

    def may_export(self, sort: Sort) -> bool:
        """Whether this person has a duty for it."""
        return bool(self.me.duties & outgoing.duties_for(sort))

    def check_export(self, sort: Sort) -> None:
        """Raises NotAllowed for somebody without the duty."""
        if not self.may_export(sort):
            raise NotAllowed(
                f"Your duties here do not include the export of {_SAID[sort]}. Nothing left.",
                advice="Ask your supervisor to make it.",
            )

    def recipients(self) -> list[Member]:
        """Everybody that an export can be sealed to, by name; this person is among them."""
        cards: dict[bytes, Card] = {}
        for membership in self._membership.values():
            cards.update(membership.cards)
        held: dict[str, list[Any]] = {}
        for view in self.members():
            card = cards.get(bytes.fromhex(view.device))
            if view.person.person and card is not None:
                held.setdefault(view.person.person, []).append((view, card))
        found = []
        for person, tablets in held.items():
            said = tablets[0][0].person
            reads = frozenset(
                name
                for view, _card in tablets
                for name, role in view.roles.items()
                if role != "depositor"
            )
            theirs = tuple(card for _view, card in tablets)
            found.append(Member(person, said.name, said.agency, said.duties, reads, theirs))
        return sorted(found, key=lambda one: (one.name.casefold(), one.person))

    def recipient(self, called: str) -> Member:
        """The member of that name, or whose person's or tablet's id begins so.

        Raises:
            NotFound: none, or more than one.
        """
        wanted = called.strip().casefold()
        everybody = self.recipients()
        named = [one for one in everybody if one.name.casefold() == wanted]
        if not named and len(wanted) >= 6:
            named = [
                one
                for one in everybody
                if one.person.startswith(wanted)
                or any(card.device.hex().startswith(wanted) for card in one.cards)
            ]
        if len(named) != 1:
            many = "More than one member is" if named else "No member that this device knows is"
            raise NotFound(
                f"{many} called that. Nothing left.",
                advice="See `outreach member list`, and give the name or the tablet's id.",
            )
        return named[0]

    # ------------------------------------------------------------ out

    def export(
        self,
        made: Document,
        *,
        purpose: str,
        to: To,
        keep: Callable[[bytes], None],
        until: str = "",
    ) -> Exported:
        """Note an export, seal it, and give it to ``keep``.

        Args:
            purpose: what it is for, in at least 10 characters. until: the last day on which the app
                opens it for its recipient, as 2027-01-31; "" for ever.
            keep: writes the file, and raises where it cannot.

        Raises:
            NotAllowed, InputError, DiskFull: nothing left, and there is no file.
        """
        self.check_export(made.sort)
        least = outgoing.least_purpose()
        purpose = purpose.strip()
        if len(purpose) < least:
            raise InputError(
                f"Say what it is for, in at least {least} characters. Nothing left.",
                advice="Write who asked for it, and what they will do with it.",
            )
        if isinstance(to, Plain) and len(to.reason.strip()) < least:
            raise InputError(
                f"Say why it is not sealed, in at least {least} characters. Nothing left.",
                advice="Or name whoever it is for, and it is sealed for them.",
            )
        if until:
            _day(until)
        whom = said_of(to)
        self._note_export(made, whom, purpose, to)
        if isinstance(to, Plain):
            keep(made.content)
            return Exported(made.sha256, whom)
        identity = self.identity
        slots, spoken = Slots(self._random), ""
        if isinstance(to, Member):
            for card in to.cards:
                slots.for_device(card)
        elif isinstance(to, Address):
            slots.for_address(to)
        else:
            spoken = passphrase(self._random)
            slots.for_passphrase(spoken)
        packed = Parcel(
            name=made.name,
            content=made.content,
            marking=made.marking,
            what=made.what,
            purpose=purpose,
            by=identity.name,
            agency=identity.agency,
            partnership=self.partnership.name or identity.agency,
            made_ms=max(self.clock.now(), 1),
            until=until,
        )
        keep(parcel.seal(packed, slots, identity.keys.card(), identity.keys.signing))
        return Exported(made.sha256, whom, spoken)

    def _note_export(self, made: Document, whom: str, purpose: str, to: To) -> None:
        """One act for the file, and one for each record in it whose reading is noted."""
        noted = [one for one in made.records if one.noted]
        most = outgoing.most_records_of_people()
        if made.sort != "pack" and len(noted) > most:
            raise InputError(
                f"This holds {len(noted):,} records about people; {most:,} go out at once at most. "
                "Nothing left.",
                advice="Narrow it down with dates, and export what is needed.",
            )
        sealed = "NOT SEALED" if isinstance(to, Plain) else "sealed"
        if isinstance(to, Member) and made.sort != "pack":
            beyond = unread_by(to, {one.space for one in made.records})
            sealed += f", of {', '.join(beyond)}, which they do not read" if beyond else ""
        text = f"{made.what}; {len(made.records):,} records; to {whom}; {sealed}; sha256 "
        text = text[: acts.MAX_TEXT - 64] + made.sha256
        if isinstance(to, Plain):
            purpose = f"{purpose} | Not sealed because: {to.reason.strip()}"
        every_kind = {one.kind for one in made.records}
        kind = next(iter(every_kind)) if len(every_kind) == 1 else None
        self.log_act("export", kind=kind, text=text, purpose=purpose)
        if made.sort != "pack":  # what is in a pack is nobody's record any more
            for one in noted:
                self.log_act(
                    "export",
                    record=one.id,
                    kind=one.kind,
                    space=one.space,
                    text=made.sha256[:16],
                )

    # ------------------------------------------------------------ in

    def open_parcel(self, raw: bytes, words: str | None = None) -> Unsealed:
        """Open an export that was sealed to this device, to a space that it reads, or to words.

        Raises:
            InputError: it is none, its last day is over, or it takes words that were not given.
            CannotOpen: it is for somebody else, or was changed. BadSignature.
        """
        sealed = SealedParcel.parse(raw)
        identity = self.identity
        opened = None
        if any(slot.get("device") == identity.device.hex() for slot in sealed.slots):
            opened = sealed.open_by_device(identity.device, identity.keys.kem)
        for space, epoch in sealed.spaces() if opened is None else ():
            key = (identity.epochs.get(space) or {}).get(epoch)
            membership = self._membership.get(space)
            rosters = membership.history() if membership is not None else []
            roster = next((one for one in rosters if one.epoch == epoch), None)
            if key is not None and roster is not None:
                opened = sealed.open_by_space(space, deposit_pair(key, roster.deposit_kem))
                break
        if opened is None:
            if not sealed.takes_passphrase:
                raise CannotOpen(
                    "This export is sealed for somebody else. Nothing was opened.",
                    advice="Ask whoever made it to seal it for you.",
                )
            if not words:
                raise InputError(
                    "This export opens with words. Nothing was opened.",
                    advice="Ask whoever made it for the words, by telephone and not by mail.",
                )
            opened = sealed.open_by_passphrase(words)
        self._check_day(opened.parcel)
        known = next(
            (
                f"{one.name}, {one.agency}"
                for one in self.recipients()
                if any(card.hash == opened.card.hash for card in one.cards)
            ),
            "",
        )
        self.log_act("read", text=f"export: {opened.parcel.what}", purpose=opened.parcel.purpose)
        return Unsealed(opened.parcel, known, tuple(fingerprint(opened.card.hash)))

    def _check_day(self, opened: Parcel) -> None:
        today = datetime.fromtimestamp(self.clock.now() / 1000, UTC).date()
        if opened.until and today > _day(opened.until):
            raise InputError(
                "The last day on which this export may be read is over. Nothing was opened.",
                advice="Ask whoever made it whether you still need it.",
            )

    # ------------------------------------------------------------ what is in it

    def to_go_out(self, record: str) -> RecordView | None:
        """A record for an export; None where the app hides it from this person. Nothing is noted
        here: :meth:`export` does, before there is a file. Raises NotFound."""
        view = self.show(record)
        hidden = self.why_hidden(view) is not None and not self.glass_ms(view.id)
        return None if hidden else view

    def all_to_go_out(self, records: Sequence[str]) -> tuple[list[RecordView], int]:
        """The same for several, in order; and how many are hidden from this person."""
        found = [self.to_go_out(record) for record in records]
        views = [view for view in found if view is not None]
        return views, len(found) - len(views)

    def only_to_go_out(self, record: str) -> RecordView:
        """The same for the one that an export is about. Raises Hidden."""
        view = self.show(record)
        why = self.why_hidden(view)
        if why is not None and not self.glass_ms(view.id):
            raise Hidden(
                "The app hides this record from you. Nothing left.", record=view.id, why=why
            )
        return view

    def proofs(self, space: str, entries: Iterable[tuple[str, int | None]]) -> dict[str, Proof]:
        """How entries (64 hex, and the position where there is one) of a space are held on this
        device, by their ids."""
        asked = list(entries)
        found: dict[str, Proof] = {one: Proof(one, "", "", 0, "gone") for one, _at in asked}
        named = self._belonging.names().get(space)
        if named is None:
            return found
        held: list[Stored] = [
            stored
            for _one, at in asked
            if at is not None and (stored := self._log.at(named, at)) is not None
        ]
        if any(at is None for _one, at in asked):
            held += self._log.outbox(named)
        for stored in held:
            entry = parse(stored.raw)
            if entry.id.hex() in found:
                found[entry.id.hex()] = self._proof(entry)
        return found

    def _proof(self, entry: Entry) -> Proof:
        try:
            signing_key = self._membership[entry.space].signing_key(entry.device)
            verify_signature(entry, signing_key)
            state = "signed"
        except (BadSignature, NotAuthorised):
            state = "wrong"
        return Proof(
            entry.id.hex(),
            hashlib.sha256(entry.body).hexdigest() if entry.body else "",
            entry.device.hex(),
            entry.seq,
            state,
        )


def said_of(to: To) -> str:
    """Whom an export is for, in words."""
    if isinstance(to, Member):
        return f"{to.name}, {to.agency}"
    if isinstance(to, Address):
        return f"{to.partnership}, {to.space_name}"
    return to.whom.strip() or "whoever has the words"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(
            "The last day is no date. Nothing left.", advice="Write it as 2027-01-31."
        ) from None


def unread_by(to: Member, spaces: Iterable[str]) -> list[str]:
    """The spaces among these that a member does not read: they get by this what they could not
    open themselves."""
    return sorted(set(spaces) - to.spaces)


def address_from(text: str) -> Address:
    """Another partnership's address, as it was sent. Raises InputError, BadKey, BadSignature."""
    return Address.parse(text)
