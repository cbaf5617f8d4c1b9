"""What a person opens is noted before they see it; and what the auditor sees of it.

The rules that this module enforces:

1. A record of a kind whose reading is noted (``assets/audit.json``) is given to be shown only when
   it is durable that it was: :meth:`Auditing.consult`. So is what was found by words.
2. A record that the app hides from this person stays closed, until they break the glass: a typed
   reason, a quarter of an hour, and the space's supervisors are told.
3. Only who holds the audit space's keys sees what others did. Their looking is noted too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from outreach.model import acts, deeds, hidden
from outreach.model.acts import AUDIT, Act
from outreach.model.deeds import BREAK_GLASS, BREAK_GLASS_VERSION, BrokenGlass, ToldAct
from outreach.model.hidden import Reader, Why
from outreach.model.queries import RecordView, Row
from outreach.model.reviews import SUPERVISOR
from outreach.reading import Reading
from outreach.trail import Waiting
from outreach.writing import Write
from sync.errors import Hidden, InputError, NotAllowed, NotFound

#: How long broken glass stays broken, at most: until the lock.
GLASS_MS: Final = 15 * 60_000
#: Characters that a reason has at least.
LEAST_REASON: Final = 10

_HIDDEN: Final[dict[Why, str]] = {
    "names_you": "The app hides this record from you: it names you.",
    "your_premises": "The app hides this record from you: it is about your own premises.",
    "conditions": "The app hides this record from you: its author set conditions for sharing it.",
}


@dataclass(frozen=True, slots=True)
class Withheld:
    """A device whose changes named an audit entry that has not come.

    It may only not have synced, or somebody may say so falsely: look whether it stays.

    Attributes:
        device: 32 hex. name, agency: of its person, empty where the audit space does not name them.
        named: the newest audit entry, by its number, that changes of the device named.
        arrived: the newest that came.
        witnesses: who saw such changes: names, or this device's own person.
        named_ms: when the store received the first word of it; None: seen on this device.
        arrived_ms: when the store received the device's last batch that came; None: none did.
    """

    device: str
    name: str
    agency: str
    named: int
    arrived: int
    witnesses: tuple[str, ...]
    named_ms: int | None
    arrived_ms: int | None


class Auditing(Reading):
    """What may be opened, and that it was."""

    # ------------------------------------------------------------ opening

    def consult(self, record: str, *, still: bool = False) -> RecordView:
        """A record to be shown to this person from now on. It is durable that it was, first.

        Args:
            record: its id or the unambiguous start of it.
            still: it is on the screen already and drawn anew: no second time.

        Raises:
            NotFound. Hidden: see :meth:`break_glass`. DiskFull: it could not be noted.
        """
        view = self.show(record)
        why = self.why_hidden(view)
        if why is not None and not self.glass_ms(view.id):
            raise Hidden(_HIDDEN[why], record=view.id, why=why)
        self.note_reading(view, still=still, always=why is not None)
        return view

    def note_reading(self, view: RecordView, *, still: bool = False, always: bool = False) -> None:
        """Note that a record is opened, where it is of those whose reading is noted (``always``:
        of whatever kind). Durable when this returns. Raises DiskFull."""
        if always or acts.is_noted(view.kind, view.fields):
            self._trail.note("read", record=view.id, kind=view.kind, space=view.space, still=still)

    def rows(self, kind: str | None = None, **options: Any) -> list[Row]:
        """Records, newest first."""
        return self.veil(super().rows(kind, **options))

    def find(self, text: str, limit: int | None = None) -> list[Row]:
        """Records that hold all the words, newest first. It is noted first."""
        if text.strip():
            self._trail.note("search", text=text)
        return self.veil(super().find(text, limit))

    def searching(self, text: str, *, kind: str | None = None, place: str | None = None) -> None:
        """Note what is being typed into a search, before what was found is shown."""
        self._trail.typed(text, kind=kind, record=place)

    def log_act(
        self,
        act: Act,
        *,
        record: str | None = None,
        kind: str | None = None,
        space: str | None = None,
        text: str | None = None,
        purpose: str | None = None,
    ) -> None:
        """Note an act before it is done: durable when this returns. Raises DiskFull."""
        self._trail.note(act, record=record, kind=kind, space=space, text=text, purpose=purpose)

    @property
    def acts_waiting(self) -> Waiting:
        """What was noted and is in no entry yet; where there is no audit space, it never will be,
        and the oldest makes room for the newest."""
        return self._trail.waiting()

    # ------------------------------------------------------------ what is hidden

    def why_hidden(self, view: RecordView) -> Why | None:
        """Why the app hides a record from this person; None where it does not."""
        place = hidden.place_of(view.fields)
        held = None
        if place is not None:
            try:
                held = self.show(place).fields
            except NotFound:
                held = None
        return hidden.why_hidden(
            self._reader(),
            record=view.id,
            kind=view.kind,
            author=view.person,
            fields=view.fields,
            place=held,
        )

    def veil(self, rows: Sequence[Row]) -> list[Row]:
        """Rows of a list, those that the app hides from this person without their words."""
        return hidden.veil(self.model, self._reader(), rows)

    def _reader(self) -> Reader:
        identity = self.identity
        called = identity.settings.get("also_called", ())
        return Reader(
            identity.person,
            (identity.name, *map(str, called)),
            self.me.duties,
            frozenset(map(str, identity.settings.get("own_premises", ()))),
        )

    def glass_ms(self, record: str) -> int:
        """For how long this person may still see a hidden record, in ms; 0: it is hidden."""
        return max(self._glass.get(record, 0) - self.clock.elapsed(), 0)

    def break_glass(self, record: str, reason: str) -> RecordView:
        """Open what the app hides from this person, for a quarter of an hour or until the lock. It
        is noted, and told to the supervisors of its space, first.

        Raises:
            InputError: it is not hidden, or the reason is shorter than 10 characters.
            NotAllowed: this person may not write to the space, so nobody could be told.
        """
        view = self.show(record)
        if self.why_hidden(view) is None:
            raise InputError("The app does not hide this record from you. Nothing was noted.")
        reason = reason.strip()
        if len(reason) < LEAST_REASON:
            raise InputError(
                "Say why you must see it now, in at least 10 characters. It stays hidden.",
                advice="Write what you need to know, and for whom.",
            )
        self._trail.note(
            "break-glass", record=view.id, kind=view.kind, space=view.space, purpose=reason
        )
        told = {
            "record": view.id,
            "reason": reason[: acts.MAX_PURPOSE],
            "until_ms": self.clock.now() + GLASS_MS,
        }
        write = Write(BREAK_GLASS, BREAK_GLASS_VERSION, self._random(16).hex(), told)
        self._write(self._belonging.space_named(view.space), [write])
        self._glass[view.id] = self.clock.elapsed() + GLASS_MS
        opened = self.consult(view.id)
        self._tell()  # whoever shows that it is hidden looks again
        return opened

    def broken_glass(self, since_ms: int | None = None) -> list[BrokenGlass]:
        """Who opened what the app hid from them, newest first. Supervisors see all of the spaces
        that they read, others what they did themselves."""
        person = None if SUPERVISOR in self.me.duties else self.identity.person
        with self.model.lock:
            return deeds.broken_glass(self.model.connection, person=person, since_ms=since_ms)

    # ------------------------------------------------------------ the auditor

    def audit(
        self,
        *,
        person: str | None = None,
        record: str | None = None,
        act: Act | None = None,
        since_ms: int | None = None,
        limit: int | None = None,
    ) -> list[ToldAct]:
        """What people did, newest first.

        Args:
            person: their id or name. record: an id or the start of one.
            since_ms: by the clocks of the devices, ms since 1970.

        Raises:
            NotAllowed: this device holds no key of the audit space.
        """
        self._check_auditor()
        asked = " ".join(one for one in (person, record, act) if one)
        # A list that is left open is drawn anew at every sync: that is no second look.
        self._trail.note("search", space=AUDIT, text=asked or None, still=True)
        with self.model.lock:
            return deeds.told(
                self.model.connection,
                person=person,
                record=record,
                act=act,
                since_ms=since_ms,
                limit=limit,
            )

    def withheld(self) -> list[Withheld]:
        """The devices of which an audit entry was named that has not come, those first of which the
        most is missing. Raises NotAllowed as :meth:`audit`."""
        space = self._check_auditor()
        own = self.identity.device.hex()
        with self.model.lock:
            said = deeds.hearsay(self.model.connection)
            seen = deeds.witnessed(self.model.connection)
        named: dict[str, list[tuple[str, int, int | None]]] = {}
        for device, witness, seq, received_ms in said:
            named.setdefault(device, []).append((witness, seq, received_ms))
        for device, seq in seen.items():
            named.setdefault(device, []).append((own, seq, None))
        found = []
        for device, words in named.items():
            arrived = self._log.tip(space, bytes.fromhex(device)).seq
            beyond = [word for word in words if word[1] > arrived]
            if beyond and device != own:
                found.append(self._withheld(space, device, arrived, beyond))
        return sorted(found, key=lambda one: (one.arrived - one.named, one.device))

    def _withheld(
        self, space: bytes, device: str, arrived: int, words: list[tuple[str, int, int | None]]
    ) -> Withheld:
        details = self._opener.details(self._membership[space].current)
        people = details.people if details is not None else {}
        person = people.get(bytes.fromhex(device))
        witnesses = {people.get(bytes.fromhex(witness)) for witness, _seq, _ms in words}
        times = [ms for _witness, _seq, ms in words if ms is not None]
        with self.model.lock:
            last = deeds.last_received(self.model.connection, device)
        return Withheld(
            device,
            person.name if person else "",
            person.agency if person else "",
            max(seq for _witness, seq, _ms in words),
            arrived,
            tuple(sorted(one.name for one in witnesses if one is not None)),
            min(times, default=None),
            last,
        )

    def _check_auditor(self) -> bytes:
        space = self._belonging.readable().get(AUDIT)
        if space is not None:
            return space
        if AUDIT not in self._belonging.names():
            raise NotAllowed(
                "This partnership has no audit space that this device knows. What is opened here "
                "is noted on this device only, as far as there is room.",
                advice="Ask an administrator to found one.",
            )
        raise NotAllowed(
            "Only the auditor sees what people opened and searched for.",
            advice="Ask the auditor or the data protection officer of your partnership.",
        )
