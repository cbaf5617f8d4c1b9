"""A partnership as people really make one: founded with a recovery key, everybody else enrolled.

Ada      founds it, Rochdale Council; administers every space
others   come in by invitation, with a duty each
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from copy import copy
from pathlib import Path
from typing import Any, Self

import httpx
import pytest

from outreach.clock import DeviceClock
from outreach.enrolling import Approval
from outreach.founding import found_partnership
from outreach.joining import Joining
from outreach.session import Session
from sync.people import Partnership
from sync.recovery_sheet import RecoverySheet
from sync.store.app import create_app
from sync.store.settings import Settings
from sync.store.store import wall_clock
from sync.wire import StoreToken
from tests.partnership import CHEAP, PASSPHRASE, STORE_URL, Switch

#: name -> duties
DUTIES: dict[str, tuple[str, ...]] = {
    "worker": ("outreach-worker",),
    "supervisor": ("supervisor",),
    "licensing": ("licensing-officer",),
    "officer": ("intelligence-officer",),
    "auditor": ("auditor",),
    "admin": ("administrator",),
}


class Circle:
    """A store, a founder, and whoever was enrolled since."""

    def __init__(self, folder: Path, **options: Any) -> None:
        self.folder = folder
        self._open_store()
        self.token = StoreToken.parse(self.app.state.store.issue_token())
        self.sheets: list[RecoverySheet] = []
        self.sessions: dict[str, Session] = {}
        found_partnership(
            folder / "ada",
            PASSPHRASE,
            name="Ada",
            agency="Rochdale Council",
            store_url=STORE_URL,
            token=self.token,
            partnership=Partnership("Night Watch", ("Rochdale",), ("Rochdale Council",)),
            keep_sheet=lambda sheet, names: self.sheets.append(sheet),
            scrypt_n=CHEAP,
            **options,
        )
        self.sync("ada")

    def _open_store(self) -> None:
        database = f"sqlite:///{self.folder}/store.db"
        settings = Settings(database=database, key_file=self.folder / "store.key")
        self.ahead_ms = 0
        self.app = create_app(settings, lambda: wall_clock() + self.ahead_ms)
        self.network = Switch(httpx.ASGITransport(self.app))

    def copy_to(self, folder: Path) -> Self:
        """The same people with the same vaults and store, in another folder. It must be closed."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        made = copy(self)
        made.folder, made.sessions, made.sheets = folder, {}, list(self.sheets)
        made._open_store()
        return made

    def __getitem__(self, name: str) -> Session:
        session = self.sessions.get(name)
        if session is None or session.locked:
            session = self.sessions[name] = self.unlock(name)
        return session

    def unlock(self, name: str, clock: DeviceClock | None = None) -> Session:
        """A session on somebody's vault."""
        return Session.unlock(self.folder / name, PASSPHRASE, through=self.network, clock=clock)

    @property
    def ada(self) -> Session:
        """The founder's tablet."""
        return self["ada"]

    def ask(self, name: str, invited_by: str = "ada") -> Joining:
        """Somebody answers an invitation; nobody has approved it yet."""
        invitation = self[invited_by].invite().invitation
        return Joining.begin(invitation, name.title(), "Invented Agency", through=self.network)

    def enrol(self, name: str, by: str = "ada", **options: Any) -> Approval:
        """The whole ceremony: invited, words compared, approved, in."""
        joining = self.ask(name, by)
        asked = next(a for a in self[by].requests() if a.device == joining.keys.card().device.hex())
        assert list(asked.words) == joining.words
        approval = self[by].admit(asked, DUTIES[name], **options)
        joining.finish(self.folder / name, PASSPHRASE, scrypt_n=CHEAP)
        self.sync(name)
        return approval

    def sync(self, *names: str) -> None:
        """These people sync, in this order, without a problem."""
        for name in names:
            report = self[name].sync()
            assert report.problem is None, (name, report.problem)

    def close(self) -> None:
        """Lock every vault and close the store."""
        for session in self.sessions.values():
            session.lock()
        self.app.state.store.close()


@pytest.fixture(scope="session")
def founded_circle(tmp_path_factory: pytest.TempPathFactory) -> Circle:
    """The partnership that every story's is a copy of: a founder who has synced once."""
    made = Circle(tmp_path_factory.mktemp("founded-circle"))
    made.close()
    return made


@pytest.fixture
def circle(founded_circle: Circle, tmp_path: Path) -> Iterator[Circle]:
    """A founder with a recovery sheet, and nobody else yet."""
    made = founded_circle.copy_to(tmp_path)
    yield made
    made.close()
