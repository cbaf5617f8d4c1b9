"""Founding a partnership: its spaces, its founder, and what each member may read.

Which spaces there are, and which kind of record goes where, is data (``assets/spaces.json``). A
founding roster is signed by the founder and stands in the outbox like any entry of theirs; the
store takes it with the operator's one-time token at the first sync.

The recovery key is made here and given away before anything else exists: whoever is to print its
sheet has it, or nothing is founded. It is written nowhere.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from outreach.model import duties
from outreach.model.duties import FOUNDER
from outreach.model.kinds import space_names
from outreach.model.reviews import SUPERVISOR
from sync.address import check_url
from sync.client.identity import Identity
from sync.client.log import Log
from sync.client.recovery_code import RecoveryCode
from sync.client.vault import SCRYPT_N, Vault, check_passphrase, is_vault
from sync.envelope import NO_PREV, Entry, Kind, founding_space, sign
from sync.errors import InputError
from sync.first_roster import Admission, found
from sync.keys import Card, DeviceKeys
from sync.people import Partnership
from sync.recovery_key import RecoveryKey
from sync.recovery_sheet import RecoverySheet
from sync.roster import MAY_READ, Person, Role
from sync.wire import StoreToken

Random = Callable[[int], bytes]
#: Prints a sheet; with the name of each space by its id.
KeepSheet = Callable[[RecoverySheet, dict[bytes, str]], None]

_MAX_NAME: Final = 200
_MAX_NAMED: Final = 100


@dataclass(frozen=True, slots=True)
class Joiner:
    """Somebody who is in a partnership from its first roster on.

    ``roles`` maps a space's name to the role in it; a space that is not named stays closed to them.
    """

    keys: DeviceKeys
    person: Person
    roles: dict[str, Role] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FoundedSpace:
    """A new space: its first entry and its first epoch's key."""

    name: str
    entry: Entry
    epoch_key: bytes


def new_joiner(
    name: str,
    agency: str,
    duties: Sequence[str],
    roles: dict[str, Role],
    random: Random = secrets.token_bytes,
) -> Joiner:
    """Fresh keys and a random person id for somebody."""
    for what, given in (("name", name), ("agency", agency)):
        if not given.strip() or len(given) > 200:
            raise InputError(f"Give the {what}, in at most 200 characters.")
    person = Person(random(16).hex(), name.strip(), agency.strip(), tuple(duties))
    return Joiner(DeviceKeys.from_random(random), person, roles)


def found_spaces(
    founder: Joiner,
    others: Sequence[Joiner],
    *,
    store_url: str,
    store_key: bytes,
    recovery: Card | None = None,
    table: duties.Table | None = None,
    partnership: Partnership | None = None,
    erasers: int = 1,
    random: Random = secrets.token_bytes,
) -> list[FoundedSpace]:
    """One founding roster for each space that the founder administers, signed by the founder.

    Args:
        recovery: the organisation's recovery card, where there is one.
        table: the partnership's own table of duties; None: the one that ships.
        erasers: how many administrators it takes to erase.
    """
    founded: list[FoundedSpace] = []
    for name in space_names():
        if founder.roles.get(name) != "admin":
            continue
        epoch_key = random(32)
        body = found(
            name,
            [
                Admission(j.keys.card(), j.roles[name], j.person)
                for j in (founder, *others)
                if name in j.roles
            ],
            epoch_key=epoch_key,
            founding=random(16),
            salt=random(16),
            store_url=store_url,
            store_key=store_key,
            recovery=recovery,
            roles=table.of_space(name) if table else None,
            partnership=partnership,
            erasers=erasers,
        )
        entry = sign(
            Kind.ROSTER,
            space=founding_space(body),
            device=founder.keys.card().device,
            seq=1,
            prev=NO_PREV,
            epoch=1,
            body=body,
            signing=founder.keys.signing,
        )
        founded.append(FoundedSpace(name, entry, epoch_key))
    return founded


def create_vault(
    folder: Path,
    passphrase: str,
    joiner: Joiner,
    founded: Sequence[FoundedSpace],
    *,
    store_url: str,
    store_key: bytes,
    token: StoreToken | None = None,
    random: Random = secrets.token_bytes,
    scrypt_n: int = SCRYPT_N,
) -> RecoveryCode:
    """Make the vault of somebody who is in a partnership from the start.

    ``token`` is given to a founder's vault only: it carries the rosters that its owner signed in
    its outbox.
    """
    identity = Identity(
        keys=joiner.keys,
        person=joiner.person.person,
        name=joiner.person.name,
        agency=joiner.person.agency,
        store_url=check_url(store_url),
        store_key=store_key,
        deposit_key=random(32),
        token=token.text() if token else None,
        duties=joiner.person.duties,
        epochs={
            s.entry.space: {1: s.epoch_key} if joiner.roles[s.name] in MAY_READ else {}
            for s in founded
            if s.name in joiner.roles
        },
        names={s.entry.space: s.name for s in founded if s.name in joiner.roles},
    )
    vault, code = Vault.create(folder, passphrase, identity, random=random, scrypt_n=scrypt_n)
    try:
        log = Log(folder / "log.db", new=True)
        try:
            if token is not None:
                log.append([s.entry for s in founded if s.entry.device == identity.device])
        finally:
            log.close()
    finally:
        vault.lock()
    return code


@dataclass(frozen=True, slots=True)
class Founding:
    """A partnership of one that is ready and stands nowhere yet: in memory only.

    ``sheet`` is the organisation's recovery key; None: there is none.
    """

    founder: Joiner
    founded: tuple[FoundedSpace, ...]
    store_url: str
    token: StoreToken = field(repr=False)
    sheet: RecoverySheet | None = field(default=None, repr=False)

    @classmethod
    def prepare(
        cls,
        *,
        name: str,
        agency: str,
        store_url: str,
        token: StoreToken,
        partnership: Partnership | None = None,
        with_sheet: bool = True,
        table: duties.Table | None = None,
        erasers: int = 1,
        random: Random = secrets.token_bytes,
    ) -> Founding:
        """Make the keys and sign the rosters. Takes and raises as :func:`found_partnership`."""
        url = check_url(store_url)
        if partnership is not None:
            partnership = checked_partnership(partnership)
        roles: dict[str, Role] = dict.fromkeys(space_names(), "admin")
        known = (table or duties.shipped()).duties
        theirs = [duty for duty in (FOUNDER, SUPERVISOR) if duty in known]
        founder = new_joiner(name, agency, theirs, roles, random)
        recovery = RecoveryKey.from_random(random) if with_sheet else None
        founded = found_spaces(
            founder,
            (),
            store_url=url,
            store_key=token.store_key,
            recovery=recovery.keys().card() if recovery else None,
            table=table,
            partnership=partnership,
            erasers=erasers,
            random=random,
        )
        spaces = tuple(s.entry.space for s in founded)
        sheet = RecoverySheet.of(recovery, url, token.store_key, spaces) if recovery else None
        return cls(founder, tuple(founded), url, token, sheet)

    @property
    def names(self) -> dict[bytes, str]:
        """The name of each space by its id."""
        return {s.entry.space: s.name for s in self.founded}

    def keep(
        self,
        folder: Path,
        passphrase: str,
        *,
        random: Random = secrets.token_bytes,
        scrypt_n: int = SCRYPT_N,
    ) -> RecoveryCode:
        """Make the founder's vault. The recovery code, to be shown once.

        Raises:
            InputError: a vault stands there already, the passphrase is too short. DiskFull.
        """
        return create_vault(
            folder,
            passphrase,
            self.founder,
            self.founded,
            store_url=self.store_url,
            store_key=self.token.store_key,
            token=self.token,
            random=random,
            scrypt_n=scrypt_n,
        )


def found_partnership(
    folder: Path,
    passphrase: str,
    *,
    name: str,
    agency: str,
    store_url: str,
    token: StoreToken,
    partnership: Partnership | None = None,
    keep_sheet: KeepSheet | None = None,
    table: duties.Table | None = None,
    erasers: int = 1,
    random: Random = secrets.token_bytes,
    scrypt_n: int = SCRYPT_N,
) -> RecoveryCode:
    """A partnership of one: the founder administers and supervises every space.

    Args:
        name, agency: the founder's.
        partnership: its name, areas and agencies.
        keep_sheet: prints the sheet of the organisation's recovery key; what it raises ends the
            founding. None: a partnership without a recovery key.
        table: the partnership's own table of duties.
        erasers: how many administrators it takes to erase, 1 or 2.

    Returns:
        The recovery code of the founder's vault, to be shown once.

    Raises:
        InputError: a vault stands there already, the address is not one, the passphrase too short,
            a name that cannot be used.
    """
    check_url(store_url)
    check_passphrase(passphrase)
    if is_vault(folder):
        raise InputError(
            "There is a vault in this folder already. Nothing was changed.",
            advice="Choose another folder.",
        )
    founding = Founding.prepare(
        name=name,
        agency=agency,
        store_url=store_url,
        token=token,
        partnership=partnership,
        with_sheet=keep_sheet is not None,
        table=table,
        erasers=erasers,
        random=random,
    )
    if founding.sheet is not None and keep_sheet is not None:
        keep_sheet(founding.sheet, founding.names)
    return founding.keep(folder, passphrase, random=random, scrypt_n=scrypt_n)


def checked_partnership(given: Partnership) -> Partnership:
    """Its name, areas and agencies as they are kept. Raises InputError for what is no name."""
    name = given.name.strip()
    areas = tuple(area.strip() for area in given.areas if area.strip())
    agencies = tuple(agency.strip() for agency in given.agencies if agency.strip())
    texts = (name, *areas, *agencies)
    if not name or any(len(t) > _MAX_NAME or not t.isprintable() for t in texts):
        raise InputError("Give the partnership's name, and each name in at most 200 characters.")
    if len(areas) > _MAX_NAMED or len(agencies) > _MAX_NAMED:
        raise InputError("A partnership has at most 100 areas and 100 agencies.")
    return Partnership(name, areas, agencies)
