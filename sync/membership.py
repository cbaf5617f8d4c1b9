"""The rosters of one space through time: who was what at which position.

An entry counts under the roster that was in force at its position. A roster that follows the one in
force takes effect at its own position; one that lost a race, or breaks a rule, is *void*: it stays
in the log and changes nothing.

A closing names the last entry of a removed device that counts. It looks back: what that device
wrote after it does not count, even where the store took it in before it knew of the closing.
"""

from __future__ import annotations

from bisect import bisect_right

from sync.envelope import Entry, Kind
from sync.errors import BadRoster, IntegrityError, NotAuthorised
from sync.keys import Card
from sync.roster import Member, Roster, check_first, check_successor, parse
from sync.ruling import Mark, Rulings


class Membership:
    """The rosters that took effect, with every card seen in them."""

    def __init__(self) -> None:
        self._positions: list[int] = []
        self._rosters: list[Roster] = []
        self.cards: dict[bytes, Card] = {}
        #: What was erased and what is held, by the rulings that took effect.
        self.rulings = Rulings()
        self.void = 0
        #: Where a roster is damaged on this device; those after it are not here. 0: its own first
        #: one, which the store has not seen yet.
        self.damaged_at: int | None = None

    @property
    def current(self) -> Roster:
        """The roster in force now.

        Raises:
            BadRoster: the space has none yet.
        """
        if not self._rosters:
            raise BadRoster("This space has no roster yet.")
        return self._rosters[-1]

    @property
    def is_founded(self) -> bool:
        """Whether a first roster was seen."""
        return bool(self._rosters)

    def take(self, entry: Entry, position: int) -> bool:
        """Let an authentic roster entry take effect at ``position``. False where it is void."""
        try:
            roster = parse(entry)
            if self._rosters:
                check_successor(self.current, roster, entry)
            else:
                check_first(roster, entry)
        except IntegrityError:
            if not self._rosters:
                raise
            self.void += 1
            return False
        self._positions.append(position)
        self._rosters.append(roster)
        self.cards.update(roster.cards)
        if roster.recovery is not None:
            self.cards[roster.recovery.card.device] = roster.recovery.card
        return True

    def rule(self, entry: Entry, position: int) -> tuple[Mark, ...]:
        """Let a ruling, whose own signature was checked, take effect at ``position``.

        Returns:
            The entries whose bodies are to be dropped from now on.

        Raises:
            NotAuthorised, BadRuling: it is void.
        """
        roster = self.in_force(position)
        self.authorise(entry, roster)
        return self.rulings.take(entry, position, roster)

    def in_force(self, position: int) -> Roster:
        """The roster under which an entry at ``position`` is judged: the last one before it."""
        index = bisect_right(self._positions, position - 1) - 1
        return self._rosters[max(index, 0)]

    def history(self) -> list[Roster]:
        """Every roster that took effect, oldest first."""
        return list(self._rosters)

    def signing_key(self, device: bytes) -> bytes:
        """The key that a device's signatures verify under.

        Raises:
            NotAuthorised: no roster of this space ever named the device.
        """
        card = self.cards.get(device)
        if card is None:
            raise NotAuthorised("An entry is from a device that is no member of its space.")
        return card.signing_key

    def is_past_closing(self, entry: Entry) -> bool:
        """Whether an entry comes after the one at which its device's chain was closed."""
        closing = self.current.closed.get(entry.device)
        return closing is not None and (
            entry.seq > closing.seq or (entry.seq == closing.seq and entry.id != closing.id)
        )

    def authorise(self, entry: Entry, roster: Roster) -> Member | None:
        """Whether an entry's author might write it, under ``roster``.

        Returns the author's place; None for a roster entry, which is judged by what it says.

        Raises:
            NotAuthorised: no member, a role that may not, an epoch never in force, past a closing.
        """
        if self.is_past_closing(entry):
            raise NotAuthorised("An entry comes after its device's chain was closed.")
        if entry.kind is Kind.ROSTER:
            return None
        member = roster.members.get(entry.device)
        if member is None:
            raise NotAuthorised("An entry is from a device that was no member at the time.")
        allowed = member.may_write
        if entry.kind is Kind.DEPOSIT:
            allowed = allowed or member.role == "depositor"
        if entry.kind is Kind.RULING:
            allowed = member.role == "admin"
        if not allowed:
            raise NotAuthorised("An entry's author had no right to write it.")
        if not 0 < entry.epoch <= roster.epoch:
            raise NotAuthorised("An entry names an epoch that was not in force.")
        return member
