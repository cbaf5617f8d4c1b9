"""Who may add what to a space, entry by entry, while its rosters change on the way.

1. A removed device adds nothing more, and who is no member adds nothing.
2. The epoch lies between that of the device's previous entry and the one in force: what was sealed
   offline under an older one is taken, and nobody goes back.
3. The author's role allows this kind (``sync/membership.py``).
4. A roster is signed by itself, since nobody reads a page without knowing which rosters count. It
   takes effect for what follows. One that lost a race is kept, and void; one that was never a
   candidate is refused, as it would fill the log for nothing.
5. A ruling, too, is signed by itself, and takes effect where ``sync/ruling.py`` says so. One that
   does not is kept, and void.
"""

from __future__ import annotations

from typing import Final

from sync.envelope import Entry, Kind, verify_signature
from sync.errors import BadRuling, IntegrityError, NotAuthorised
from sync.membership import Membership
from sync.roster import parse as parse_roster
from sync.ruling import Mark
from sync.store.refusal import Refusal
from sync.wire import (
    BAD_ROSTER,
    BAD_SIGNATURE,
    CLOSED,
    NOT_A_MEMBER,
    NOT_ALLOWED,
    WRONG_EPOCH,
)

_CHANGE: Final = Kind.CHANGE  # asked of every entry, and looking a member up costs


class Authority:
    """Admits the entries of one device, in order.

    ``membership`` takes in the rosters and rulings among them, so it must not be shared then.
    ``lowest`` is the epoch of the device's previous entry.
    """

    def __init__(self, membership: Membership, lowest: int) -> None:
        self.membership = membership
        #: (version, position) of each roster that took effect.
        self.effective: list[tuple[int, int]] = []
        #: The position of each ruling that took effect; what they erase, by position and id.
        self.rulings: list[int] = []
        self.erased: list[Mark] = []
        #: How many rosters did not.
        self.void = 0
        self._lowest = lowest
        #: The epoch in which a change was allowed already: the next one of the run is alike.
        self._allowed = 0

    def admit(self, entry: Entry, position: int) -> None:
        """Let an entry in at ``position``.

        Raises:
            Refusal: ``closed``, ``not_a_member``, ``not_allowed``, ``wrong_epoch``, ``bad_roster``,
                ``bad_signature``.
        """
        if entry.kind is _CHANGE and entry.epoch == self._allowed:
            return
        current = self.membership.current
        if entry.device in current.closed:
            raise Refusal(CLOSED, "This device was removed from the space.")
        if not self._lowest <= entry.epoch <= current.epoch:
            raise Refusal(
                WRONG_EPOCH,
                "An entry is sealed under an epoch that is not in force.",
                epoch=current.epoch,
                lowest=self._lowest,
            )
        self._lowest = entry.epoch
        if entry.kind is Kind.ROSTER:
            self._admit_roster(entry, position)
        elif entry.device not in current.members:
            raise Refusal(NOT_A_MEMBER, "This device is no member of the space.")
        else:
            try:
                self.membership.authorise(entry, current)
            except NotAuthorised as error:
                raise Refusal(NOT_ALLOWED, error.message) from None
            if entry.kind is Kind.CHANGE:
                self._allowed = entry.epoch
            if entry.kind is Kind.RULING:
                self._admit_ruling(entry, position)

    def _admit_ruling(self, entry: Entry, position: int) -> None:
        self._check_signature(entry, "A ruling is not signed by its device.")
        try:
            self.erased.extend(self.membership.rule(entry, position))
        except BadRuling:
            return  # void: it stays in the log and changes nothing
        self.rulings.append(position)

    def _admit_roster(self, entry: Entry, position: int) -> None:
        self._allowed = 0
        self._check_candidate(entry)
        self._check_signature(entry, "A roster is not signed by its device.")
        if self.membership.take(entry, position):
            self.effective.append((self.membership.current.version, position))
        else:
            self.void += 1

    def _check_signature(self, entry: Entry, refused: str) -> None:
        try:
            verify_signature(entry, self.membership.signing_key(entry.device))
        except IntegrityError:
            raise Refusal(BAD_SIGNATURE, refused) from None

    def _check_candidate(self, entry: Entry) -> None:
        """A roster follows one that was in force, and is by an admin of that one."""
        try:
            roster = parse_roster(entry)
        except IntegrityError as error:
            raise Refusal(BAD_ROSTER, error.message) from None
        for old in self.membership.history():
            if old.entry_id == roster.previous:
                recovery = old.recovery.card.device if old.recovery else None
                if entry.device not in old.admins and entry.device != recovery:
                    raise Refusal(NOT_ALLOWED, "This device may not change the membership.")
                return
        raise Refusal(BAD_ROSTER, "A roster follows none that was in force.")
