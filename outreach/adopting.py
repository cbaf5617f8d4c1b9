"""What removed devices had not sent, or had sent too late: offered to a supervisor, who decides.

The rules that this module enforces:

1. Nothing of it counts by itself. It is opened with the epoch keys, its signature is checked, and
   its author is named by the last roster that had the device.
2. Adopting writes a record or a correction of the supervisor's own, with the original author, time
   and entry in its reason; declining says why. Each is decided once.
3. What was decided is written beside it, in the same space, for every supervisor to see.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

from outreach.model import kinds, notices
from outreach.model.changes import MAX_REASON, Author, Change, decode
from outreach.model.reviews import SUPERVISOR
from outreach.partnering import Partnering
from outreach.writing import Write
from sync import wire
from sync.client.log import Status
from sync.client.transport import Transport
from sync.client.wants import PullLate
from sync.envelope import Entry, Kind, parse, verify_signature
from sync.errors import InputError, IntegrityError, NotAllowed

LateSource = Literal["late box", "log"]

_SAYING: Final = (Kind.CHANGE, Kind.DEPOSIT)


@dataclass(frozen=True, slots=True)
class LateEntry:
    """Something that a removed device wrote and that does not count.

    Attributes:
        id: of the entry, 64 hex. record: 32 hex; empty where it does not open.
        source: from the late box, or in the log past the device's closing.
        name, agency: of its author, as the last roster that had the device says.
        at_ms: when it was written, by the author's clock, ms since 1970.
        kind, fields, reason: what it says. ``kind`` is empty where it does not open.
        problem: why it cannot be adopted; empty where it can.
        decision: "" while nobody has decided, "adopted", "declined". decided_by, words: by whom.
    """

    id: str
    space: str
    source: LateSource
    device: str
    name: str
    agency: str
    at_ms: int | None
    kind: str
    version: int
    record: str
    fields: dict[str, Any]
    reason: str
    problem: str
    decision: str
    decided_by: str
    words: str


class Adopting(Partnering):
    """A supervisor's side of what came too late."""

    def late(self, space: str | None = None, *, all_of_them: bool = False) -> list[LateEntry]:
        """What waits for a decision, by author and order of writing. Needs the store.

        Args:
            space: its name; None: all that this device reads, but for the audit's.
            all_of_them: also what was decided.

        Raises:
            NotAllowed: this device does not read the space. StoreError.
        """
        readable = {n: s for n, s in self._belonging.readable().items() if s not in self.apart}
        if space is not None:
            if space not in readable:
                raise NotAllowed(f"You cannot read the space “{space}”.")
            readable = {space: readable[space]}
        decided = {n.fields["late"]: n for n in self._notices(notices.LATE_DECISION)}
        found: list[LateEntry] = []
        for name, space_id in sorted(readable.items()):
            self.log_act("administration", space=name, text="late")
            seen: set[bytes] = set()
            for source, entry in self._late_entries(space_id):
                if entry.id in seen or entry.kind not in _SAYING:
                    continue
                seen.add(entry.id)
                notice = decided.get(entry.id.hex())
                if notice is None or all_of_them:
                    found.append(self._late_entry(name, source, entry, notice))
        return found

    def adopt_late(self, late: LateEntry) -> str:
        """Write it as an own record, or correction, and note that. The record's id.

        Raises:
            NotAllowed: not a supervisor of the space. InputError: it cannot be adopted, or somebody
            has decided already. InvalidRecord: it has no shape that this version knows.
        """
        space = self._may_decide(late)
        if late.problem:
            raise InputError(f"{late.problem} Nothing was saved.")
        fields = kinds.read(late.kind, late.version, late.fields)
        version = kinds.KINDS[late.kind].version
        write = Write(late.kind, version, late.record, fields, _why(late))
        noted = self._late_notice(late, "adopted", late.record, "")
        self._write(space, [write, noted])
        return late.record

    def decline_late(self, late: LateEntry, words: str) -> None:
        """Leave it where it is, and note why. Raises as :meth:`adopt_late`, and without words."""
        space = self._may_decide(late)
        if not words.strip():
            raise InputError("Say why it is not taken. Nothing was saved.")
        self._write(space, [self._late_notice(late, "declined", None, words.strip())])

    def _may_decide(self, late: LateEntry) -> bytes:
        space = self._belonging.space_named(late.space)
        me = self._belonging.author_in(space)
        if me is None or SUPERVISOR not in me.duties:
            raise NotAllowed("Only a supervisor of this space can decide that. Nothing was saved.")
        if any(n.fields["late"] == late.id for n in self._notices(notices.LATE_DECISION)):
            raise InputError("Somebody has decided about this already. Nothing was saved.")
        return space

    def _late_notice(self, late: LateEntry, decision: str, record: str | None, words: str) -> Write:
        fields = {"late": late.id, "decision": decision, "record": record, "words": words}
        return self._notice(notices.LATE_DECISION, fields)

    # ------------------------------------------------------------ where it lies

    def _late_entries(self, space: bytes) -> Iterator[tuple[LateSource, Entry]]:
        membership = self._membership[space]
        for device, closing in membership.current.closed.items():
            for stored in self._log.of_device(space, device, closing.seq):
                if stored.status is Status.REFUSED:
                    entry = parse(stored.raw)
                    if membership.is_past_closing(entry) and not entry.is_stub:
                        yield "log", entry
        for raw in self._reach(lambda transport: _pull(transport, space)):
            try:
                entry = parse(raw)
                if entry.space == space and membership.is_past_closing(entry):
                    yield "late box", entry
            except IntegrityError:
                continue  # nobody signed it: it says nothing

    def _late_entry(
        self, space: str, source: LateSource, entry: Entry, notice: notices.Notice | None
    ) -> LateEntry:
        author = self._last_author(entry)
        change, problem = self._opened_late(space, entry, author)
        if change is not None and not problem and change.type not in kinds.KINDS:
            problem = "It is no record, so it can only be declined."
        return LateEntry(
            entry.id.hex(),
            space,
            source,
            entry.device.hex(),
            author.name if author else "",
            author.agency if author else "",
            change.at.wall_ms if change else None,
            change.type if change else "",
            change.version if change else 0,
            change.record if change else "",
            dict(change.fields) if change else {},
            (change.reason or "") if change else "",
            problem,
            str(notice.fields["decision"]) if notice else "",
            notice.name if notice else "",
            str(notice.fields["words"]) if notice else "",
        )

    def _last_author(self, entry: Entry) -> Author | None:
        for roster in reversed(self._membership[entry.space].history()):
            if entry.device in roster.members:
                return self._opener.author(roster, entry.device)
        return None

    def _opened_late(
        self, space: str, entry: Entry, author: Author | None
    ) -> tuple[Change | None, str]:
        try:
            verify_signature(entry, self._membership[entry.space].signing_key(entry.device))
            change = decode(
                self._opener.payload(entry),
                entry=entry.id.hex(),
                space=space,
                device=entry.device.hex(),
                seq=entry.seq,
                position=None,
                received_ms=None,
                author=author,
            )
        except IntegrityError as error:
            return None, error.message
        return change, ""


async def _pull(transport: Transport, space: bytes) -> list[bytes]:
    """Everything in the late box of a space."""
    found: list[bytes] = []
    device, seq = bytes(16), 0
    while raws := wire.unframe(await transport.answer(PullLate(space, device, seq))):
        last = parse(raws[-1])
        if (last.device, last.seq) <= (device, seq):
            break  # a store that repeats itself is not asked for ever
        device, seq = last.device, last.seq
        found += raws
    return found


def _why(late: LateEntry) -> str:
    at = datetime.fromtimestamp((late.at_ms or 0) / 1000, UTC).strftime("%d %b %Y %H:%M UTC")
    who = f"{late.name}, {late.agency}" if late.name else f"device {late.device}"
    said = f"Adopted: written by {who} on {at}, in entry {late.id}."
    return f"{said} {late.reason}".strip()[:MAX_REASON]
