"""The door: what one may do with a tablet before a vault is open.

Look who has records here, answer an invitation, found a partnership, and open with a recovery code.
Everything in it blocks and belongs into a thread.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outreach.folders import data_folder

if TYPE_CHECKING:
    from outreach.founding import Founding
    from outreach.joining import Joining
    from outreach.session import Session
    from outreach.tablet import Resident
    from sync.people import Partnership
    from sync.recovery_sheet import RecoverySheet

__all__ = ["Door", "Founding", "Joining", "RecoverySheet", "Resident"]


@dataclass(frozen=True)
class Door:
    """One tablet, as the screens before unlocking reach it.

    Attributes:
        base: where vaults lie beside one another; None: a vault was named, and there is no other.
        through: the network, for tests.
        scrypt_n: what a new passphrase costs; None: as much as it should.
    """

    base: Path | None = None
    through: Any = None
    scrypt_n: int | None = None

    @classmethod
    def here(cls) -> Door:
        """The door of this machine's own folder."""
        return cls(data_folder())

    def people(self) -> list[Resident]:
        """The vaults on this tablet, those with a label first."""
        from outreach.tablet import residents

        return [] if self.base is None else residents(self.base)

    def person(self, folder: Path) -> Resident:
        """What can be told of one of them."""
        from outreach.tablet import resident

        return resident(folder)

    def label(self, folder: Path) -> str:
        """What its owner wrote for others to see."""
        from outreach.tablet import label_of

        return label_of(folder)

    def set_label(self, folder: Path, label: str) -> None:
        """Write that. Raises InputError, DiskFull, VaultError."""
        from outreach.tablet import set_label

        set_label(folder, label)

    # ------------------------------------------------------------ coming in

    @staticmethod
    def new_passphrase() -> str:
        """Six random words."""
        from sync.words import passphrase

        return passphrase(secrets.token_bytes)

    @staticmethod
    def check_invitation(text: str) -> None:
        """See that a text is an invitation. Raises InputError: which part is missing or wrong."""
        from sync.invitation import Invitation

        Invitation.parse(text)

    def ask(self, invitation: str, name: str, agency: str) -> Joining:
        """Answer an invitation. Needs the store. Raises as :meth:`Joining.begin`."""
        from outreach.joining import Joining
        from sync.invitation import Invitation

        return Joining.begin(Invitation.parse(invitation), name, agency, through=self.through)

    def keep(self, joining: Joining, passphrase: str) -> tuple[Path, str]:
        """Make the vault that waits for its answer: its folder, and the recovery code, to be shown
        once. Raises InputError, DiskFull, VaultError."""
        folder = self.folder_for_another()
        return folder, joining.keep(folder, passphrase, **self.cost).text()

    def open_with_code(self, folder: Path, code: str) -> Session:
        """Open a vault whose passphrase is forgotten; it needs a new one then.

        Raises:
            InputError: a slip in the code. WrongPassphrase, TooManyAttempts, VaultWiped,
            VaultInUse, VaultCorrupt.
        """
        from outreach.session import Session
        from sync.client.recovery_code import RecoveryCode
        from sync.client.vault import Vault

        vault = Vault.unlock_with_code(folder, RecoveryCode.parse(code))
        try:
            return Session(vault, through=self.through)
        except BaseException:
            vault.lock()
            raise

    # ------------------------------------------------------------ founding

    @staticmethod
    def check_store(address: str, token: str) -> None:
        """See that this is a store's address, and its one-time token. Raises InputError."""
        from sync.address import check_url
        from sync.wire import StoreToken

        check_url(address.strip())
        StoreToken.parse(token)

    @staticmethod
    def check_partnership(name: str, areas: str, agencies: str) -> None:
        """See that a partnership can be called so. ``areas``, ``agencies``: a line each, or between
        commas. Raises InputError."""
        from outreach.founding import checked_partnership

        checked_partnership(_partnership(name, areas, agencies))

    @staticmethod
    def prepare(
        *,
        address: str,
        token: str,
        partnership: str,
        areas: str,
        agencies: str,
        name: str,
        agency: str,
        erasers: int,
    ) -> Founding:
        """A partnership with its recovery sheet, in memory only. Raises InputError."""
        from outreach.founding import Founding
        from sync.wire import StoreToken

        return Founding.prepare(
            name=name,
            agency=agency,
            store_url=address.strip(),
            token=StoreToken.parse(token),
            partnership=_partnership(partnership, areas, agencies),
            erasers=erasers,
        )

    def found(self, founding: Founding, passphrase: str) -> tuple[Path, str]:
        """Make the founder's vault: its folder, and the recovery code, to be shown once. Raises
        InputError, DiskFull, VaultError."""
        folder = self.folder_for_another()
        return folder, founding.keep(folder, passphrase, **self.cost).text()

    @staticmethod
    def use_token(session: Session, token: str) -> None:
        """Give a founder's vault another one-time token. Raises as ``Session.use_token``."""
        from sync.wire import StoreToken

        session.use_token(StoreToken.parse(token))

    # ------------------------------------------------------------ going on as another device

    @staticmethod
    def renew(session: Session, invitation: str) -> None:
        """Ask for a new identity for a vault that was copied. Needs the store. Raises as
        ``Session.renew``."""
        from sync.invitation import Invitation

        session.renew(Invitation.parse(invitation))

    # ------------------------------------------------------------ the organisation's key

    @staticmethod
    def sheet(square: str) -> RecoverySheet:
        """A recovery sheet from what its square says, in one line. Raises InputError, BadKey."""
        from sync.recovery_sheet import RecoverySheet

        return RecoverySheet.parse(square)

    @staticmethod
    def words_of_sheet(words: str) -> None:
        """See that these are the 24 words of a sheet. Raises InputError: which one is wrong."""
        from sync.recovery_key import RecoveryKey

        RecoveryKey.from_words(words)

    @staticmethod
    def typed_sheet(words: str, address: str, store_key: str, spaces: str) -> RecoverySheet:
        """The same from what stands beside the square: the 24 words, the store's address, the two
        lines of the store's key, and the code of each space, a line each. Raises InputError."""
        from sync.errors import InputError
        from sync.recovery_key import RecoveryKey
        from sync.recovery_sheet import RecoverySheet, parse_space, parse_store_key

        halves = _lines(store_key)
        if len(halves) != 2:
            raise InputError(
                "The store's key has two lines of seven groups. Nothing was changed.",
                advice="Type both, each on a line of its own.",
            )
        ids = tuple(map(parse_space, _lines(spaces)))
        key = parse_store_key(*halves)
        return RecoverySheet.of(RecoveryKey.from_words(words), address.strip(), key, ids)

    def folder_for_another(self) -> Path:
        """Where the next person's vault goes."""
        from outreach.tablet import folder_for_another

        return folder_for_another(self.base)

    def recover(
        self, folder: Path, passphrase: str, sheet: RecoverySheet, name: str, agency: str
    ) -> str | None:
        """Make a vault that administers every space of the sheet. Needs the store. Its recovery
        code; None where it was made before. Raises as ``recovering.recover``."""
        from outreach.recovering import recover

        code = recover(
            folder, passphrase, sheet, name=name, agency=agency, through=self.through, **self.cost
        )
        return code.text() if code else None

    @property
    def cost(self) -> dict[str, int]:
        """What a new passphrase costs, as an option of whatever sets one."""
        return {} if self.scrypt_n is None else {"scrypt_n": self.scrypt_n}


def _partnership(name: str, areas: str, agencies: str) -> Partnership:
    from sync.people import Partnership

    return Partnership(name.strip(), _names(areas), _names(agencies))


def _names(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for line in _lines(text) for one in line.split(",") if one.strip())


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
