"""Giving a record to another partnership, and receiving what another one gave.

The rules that this module enforces:

1. It is decided and recorded as any sharing is (``sharing``).
2. The file exists before it is said that something was given, and is gone when the decision could
   not be written.
3. What is received is a record like any other, with where it came from: who says that they gave it,
   and the six words by which people can tell. Ids of another partnership's records lead nowhere
   here, and are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from outreach.model import homes, instants, kinds, pointers
from outreach.model.kinds import GIVEN, HOME_PROOF
from outreach.model.kinds.registry import plan_of
from outreach.model.kinds.sharing_decision import PARTNERSHIP
from outreach.model.queries import RecordView
from outreach.model.values import LINE_CHARS
from outreach.sharing import Shared, Sharing, with_its_place
from outreach.writing import Write
from sync.errors import InputError, NotAllowed, NotFound
from sync.giving import Address, Gift, Received, SealedGift, giver_words
from sync.roster import deposit_pair


@dataclass(frozen=True, slots=True)
class Taken:
    """A gift of another partnership that was recorded: its record here, and its six words."""

    record: str
    received: Received


class Giving(Sharing):
    """What goes to other partnerships, and comes from them."""

    def share_out(
        self,
        record: str,
        address: Address,
        decision: Mapping[str, Any],
        keep: Callable[[bytes], None],
        discard: Callable[[], None],
        sanitised: Mapping[str, Any] | None = None,
    ) -> Shared:
        """Give a record to another partnership, in a file that only theirs can open.

        Args:
            address: of their space, compared with them by its words.
            keep: keeps the file; what it raises ends the giving. discard: takes it away again.
            decision, sanitised: as for :meth:`share`.
        """
        view = self._to_be_shared(record)
        words = {"to_words": f"{address.partnership}, {address.space_name}"[:LINE_CHARS]}
        made = self._decision(view, PARTNERSHIP, {**decision, **words}, sanitised)
        identity = self.identity
        gift = Gift(
            partnership=self.partnership.name or identity.agency,
            home=self._home(),
            name=identity.name,
            agency=identity.agency,
            space=view.space,
            given_ms=max(self.clock.now(), 1),
            kind=view.kind,
            version=kinds.KINDS[view.kind].version,
            fields=self._to_go_out(view, sanitised),
            record=view.id if sanitised is None else None,
            purpose=made.fields["purpose"],
        )
        sealed = gift.seal(address, identity.keys.card(), identity.keys.signing)
        self.log_act(
            "share",
            record=view.id,
            kind=view.kind,
            text=made.fields["to_words"],
            purpose=made.fields["purpose"],
        )
        keep(sealed)
        try:
            self._write(self._belonging.space_named(view.space), [made])
        except BaseException:
            discard()
            raise
        return Shared(made.record)

    def _to_go_out(self, view: RecordView, sanitised: Mapping[str, Any] | None) -> dict[str, Any]:
        """What goes to another partnership: what the record names is not there."""
        fields, refs = self.sanitise(view.id, sanitised), plan_of(view.kind).refs
        return with_its_place(view, {n: v for n, v in fields.items() if n not in refs}, {})

    def _home(self) -> bytes:
        """The common space of this partnership: the id that stands for it elsewhere."""
        names = self._belonging.names()
        common = pointers.rules().common
        if common not in names:
            raise NotAllowed(
                f"This device does not know the space “{common}”, which stands for the "
                "partnership. Nothing was given.",
                advice="Ask a colleague whose device does.",
            )
        return names[common]

    def own_words(self) -> list[str]:
        """The six words that stand for this partnership and this tablet, on every gift from here:
        to be read aloud to whoever receives one."""
        return giver_words(self._home(), self.identity.keys.card())

    def address_of(self, space: str) -> Address:
        """Where another partnership can give to: a space that this person administers.

        Raises:
            NotAllowed: they do not, so nobody would believe it.
        """
        if space not in self.administers:
            raise NotAllowed(
                f"You do not administer the space “{space}”. No address was made.",
                advice="Ask an administrator of that space.",
            )
        identity = self.identity
        found = self._belonging.space_named(space)
        roster = self._membership[found].current
        return Address(
            space=found,
            epoch=roster.epoch,
            made_ms=max(self.clock.now(), 1),
            kem_id=roster.deposit_kem,
            kem_key=roster.deposit_key,
            card=identity.keys.card(),
            partnership=self.partnership.name or identity.agency,
            space_name=space,
        ).signed(identity.keys.signing)

    def look_into(self, raw: bytes) -> Received:
        """Who says that they gave this, and their six words, before it is taken in. Saves nothing;
        raises as :meth:`receive`."""
        return self._to_be_received(raw)[1]

    def receive(self, raw: bytes) -> Taken:
        """Open what another partnership gave, and record it in the space that it was sealed to.

        Raises:
            InputError: no gift, received before, or of a kind that this app does not know.
            NotAllowed: this device does not read that space. IntegrityError: it was changed.
        """
        sealed, received = self._to_be_received(raw)
        gift = received.gift
        proof = sealed.mark[:16]
        record = homes.home_id(self._opener.space_name(sealed.space), proof)
        fields = kinds.read(gift.kind, gift.version, gift.fields)
        plan = plan_of(gift.kind)
        kept = {
            n: v
            for n, v in fields.items()
            if v is not None and n not in plan.refs and n not in kinds.UNASKED
        }
        now = self.clock.moment()
        provenance = {
            "space": gift.space,
            "by": gift.name,
            "agency": gift.agency,
            "at": instants.from_ms(gift.given_ms, now.utc_offset_min),
            "partnership": gift.partnership,
            "words": " ".join(received.words()),
        }
        if gift.record is not None:
            provenance["record"] = gift.record
        if gift.purpose:
            provenance["purpose"] = gift.purpose
        kept |= {GIVEN: provenance, HOME_PROOF: proof.hex()}
        version = kinds.KINDS[gift.kind].version
        self._write(sealed.space, [Write(gift.kind, version, record, kept)])
        return Taken(record, received)

    def _to_be_received(self, raw: bytes) -> tuple[SealedGift, Received]:
        """What is received; raises for what cannot be, or was before."""
        sealed = SealedGift.parse(raw)
        received = self._opened(sealed)
        gift = received.gift
        record = homes.home_id(self._opener.space_name(sealed.space), sealed.mark[:16])
        try:
            self.show(record)
        except NotFound:
            pass
        else:
            raise InputError(
                "This was received before. Nothing was saved.",
                advice=f"See the record {record[:10]}.",
            )
        if gift.kind not in kinds.KINDS or kinds.goes_with_its_record(gift.kind):
            raise InputError(
                "This is of a kind that this app does not know. Nothing was saved.",
                advice="Update Outreach, and receive it again.",
            )
        return sealed, received

    def _opened(self, sealed: SealedGift) -> Received:
        epochs = self.identity.epochs.get(sealed.space)
        key = epochs.get(sealed.epoch) if epochs else None
        if key is None:
            raise NotAllowed(
                "This was sealed for a space that this device does not read. Nothing was saved.",
                advice="Give the file to whoever reads the space that the address named.",
            )
        membership = self._membership[sealed.space]
        roster = next((r for r in membership.history() if r.epoch == sealed.epoch), None)
        if roster is None:
            raise NotAllowed(
                "This device does not know the members of that time yet. Nothing was saved.",
                advice="Sync, and receive it again.",
            )
        return sealed.open(deposit_pair(key, roster.deposit_kem))
