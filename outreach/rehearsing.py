"""The organisation's recovery key, as an unlocked vault deals with it: proved, and made anew.

The rules that this module enforces:

1. A rehearsal proves that the sheet is the key in every roster in force and opens the epoch's key
   of every space, and changes nothing but a note that it was done.
2. A new key is given to whoever prints it before any roster names it: no roster names a key that
   nobody has.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from outreach.administering import Build
from outreach.founding import KeepSheet
from outreach.losing import REPORTS
from outreach.model import notices
from outreach.partnering import Partnering
from sync.errors import BadKey, InputError, NotAllowed
from sync.keys import DeviceKeys
from sync.next_roster import Changes
from sync.people import Details
from sync.recovery_key import RecoveryKey
from sync.recovery_sheet import RecoverySheet
from sync.roster import Roster, wrap_info


@dataclass(frozen=True, slots=True)
class Renewed:
    """Where a new recovery key is in force, and where it was asked for."""

    spaces: tuple[str, ...]
    asked: tuple[str, ...]


class Rehearsing(Partnering):
    """The recovery sheet in a member's hand."""

    def rehearse(self, key: RecoveryKey, sheet: RecoverySheet | None = None) -> list[str]:
        """Prove that a recovery key works, and note that it was proved.

        Args:
            key: from the words or the square. sheet: all of the square, where it was scanned.

        Returns:
            The names of the spaces that it opens: all that this device knows.

        Raises:
            BadKey: it is not the key of a space, or does not open it.
            InputError: the sheet names another store, or not these spaces.
        """
        keys = key.keys()
        known = {
            name: space
            for name, space in sorted(self._belonging.names().items())
            if self._membership[space].is_founded
        }
        if sheet is not None:
            self._check_sheet(sheet, known)
        for name, space in known.items():
            open_with(keys, self._membership[space].current, name)
        fields = {"card": keys.card().hash.hex(), "spaces": list(known)}
        space = self._belonging.space_named(REPORTS)
        self._tell_space(space, self._notice(notices.REHEARSAL, fields))
        return list(known)

    def _check_sheet(self, sheet: RecoverySheet, known: dict[str, bytes]) -> None:
        identity = self.identity
        if (sheet.store_url, sheet.store_key) != (identity.store_url, identity.store_key):
            raise InputError(
                "This sheet is about another store. Nothing was changed.",
                advice="Print a new one with `outreach recovery sheet`.",
            )
        missing = [name for name, space in known.items() if space not in sheet.spaces]
        if missing:
            raise InputError(
                f"This sheet does not name the space “{missing[0]}”. Nothing was changed.",
                advice="Print a new one with `outreach recovery sheet`.",
            )

    def renew_recovery(self, keep_sheet: KeepSheet) -> Renewed:
        """Make a new recovery key and give it to every space. Needs the store.

        Args:
            keep_sheet: prints the sheet, first of all; what it raises ends it.

        Raises:
            NotAllowed: this person administers no space. StoreError, BadRoster: not in force yet:
            the sheet that was printed is to be destroyed, and made again.
        """
        mine = self.administers
        if not mine:
            raise NotAllowed("You administer no space. Nothing was changed.")
        key = RecoveryKey.from_random(self._random)
        card = key.keys().card()
        known = self._belonging.names()
        identity = self.identity
        spaces = tuple(known[name] for name in sorted(known))
        sheet = RecoverySheet.of(key, identity.store_url, identity.store_key, spaces)
        keep_sheet(sheet, {space: name for name, space in known.items()})

        def build(roster: Roster, details: Details) -> Changes | None:
            has = roster.recovery is not None and roster.recovery.card.hash == card.hash
            return None if has else Changes(recovery=card)

        builds: dict[str, Build] = dict.fromkeys(mine, build)
        changed = self.change_members(builds)
        asked = []
        for name, space in sorted(known.items()):
            if name not in mine and self._belonging.may_add(space):
                text = base64.b64encode(card.raw()).decode()
                self._tell_space(space, self._notice(notices.RECOVERY_CARD, {"card": text}))
                asked.append(name)
        if asked:
            self.sync()
        return Renewed(tuple(sorted(changed)), tuple(asked))


def open_with(keys: DeviceKeys, roster: Roster, name: str) -> bytes:
    """The epoch key of a space, by the organisation's recovery key.

    Raises:
        BadKey: the roster in force names another recovery key, or none. CannotOpen: it does not
            open what was wrapped for it.
    """
    card = keys.card()
    if roster.recovery is None or roster.recovery.card.hash != card.hash:
        raise BadKey(
            f"This is not the recovery key of the space “{name}”. Nothing was changed.",
            advice="A newer sheet may have been printed since: look into the other safe.",
        )
    info = wrap_info(roster.scope, roster.epoch, card.device, roster.commitment)
    key = keys.kem.unwrap(roster.recovery.wrap, info)
    roster.check_key(key)
    return key
