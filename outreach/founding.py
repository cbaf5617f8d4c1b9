"""Founding a partnership: its spaces, its founder, and what each member may read.

Which spaces there are, and which kind of record goes where, is data (``assets/spaces.json``). A
founding roster is signed by the founder and stands in the outbox like any entry of theirs; the
store takes it with the operator's one-time token at the first sync.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from outreach.model.kinds import space_names
from sync.address import check_url
from sync.client.identity import Identity
from sync.client.log import Log
from sync.client.recovery_code import RecoveryCode
from sync.client.vault import SCRYPT_N, Vault
from sync.envelope import NO_PREV, Entry, Kind, founding_space, sign
from sync.errors import InputError
from sync.first_roster import Admission, found
from sync.keys import DeviceKeys
from sync.roster import Person, Role
from sync.wire import StoreToken

#: The duty that makes a review count.
SUPERVISOR: Final = "supervisor"

Random = Callable[[int], bytes]


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
    random: Random = secrets.token_bytes,
) -> list[FoundedSpace]:
    """One founding roster for each space of ``assets/spaces.json``, signed by the founder."""
    founded: list[FoundedSpace] = []
    for name in space_names():
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

    ``token`` is given to the founder's vault only: it carries the founding rosters in its outbox.
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
        epochs={s.entry.space: {1: s.epoch_key} for s in founded if s.name in joiner.roles},
        names={s.entry.space: s.name for s in founded if s.name in joiner.roles},
    )
    vault, code = Vault.create(folder, passphrase, identity, random=random, scrypt_n=scrypt_n)
    try:
        log = Log(folder / "log.db", new=True)
        try:
            if token is not None:
                log.append([s.entry for s in founded])
        finally:
            log.close()
    finally:
        vault.lock()
    return code


def found_partnership(
    folder: Path,
    passphrase: str,
    *,
    name: str,
    agency: str,
    store_url: str,
    token: StoreToken,
    random: Random = secrets.token_bytes,
    scrypt_n: int = SCRYPT_N,
) -> RecoveryCode:
    """A partnership of one: the founder administers and supervises every space.

    Raises:
        InputError: a vault stands there already, the address is not one, the passphrase too short.
    """
    url = check_url(store_url)
    roles: dict[str, Role] = dict.fromkeys(space_names(), "admin")
    founder = new_joiner(name, agency, (SUPERVISOR,), roles, random)
    founded = found_spaces(founder, (), store_url=url, store_key=token.store_key, random=random)
    return create_vault(
        folder,
        passphrase,
        founder,
        founded,
        store_url=url,
        store_key=token.store_key,
        token=token,
        random=random,
        scrypt_n=scrypt_n,
    )
