"""A small partnership for tests: a real store behind ASGI, real vaults with a cheap passphrase.

Nothing is mocked: the same founding, vaults, sessions and store as in the app, with scrypt at the
lowest cost that a vault accepts. Making one costs more than most stories do, so a story takes a
copy of one that was made before.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from copy import copy
from pathlib import Path
from typing import Any, Self

import httpx

from outreach.founding import Joiner, create_vault, found_spaces, new_joiner
from outreach.session import Session
from sync.client.recovery_code import RecoveryCode
from sync.store.app import create_app
from sync.store.settings import Settings
from sync.wire import StoreToken

PASSPHRASE = "correct horse battery staple"
STORE_URL = "http://127.0.0.1:8471"
CHEAP = 1 << 14

#: name -> (agency, duties, roles by space)
MEMBERS: dict[str, tuple[str, tuple[str, ...], dict[str, Any]]] = {
    "supervisor": (
        "Rochdale Council",
        ("supervisor",),
        {"premises": "admin", "safeguarding": "admin"},
    ),
    "worker": ("Early Break", (), {"premises": "writer", "safeguarding": "writer"}),
    "licensing": ("Trafford Licensing", (), {"premises": "writer"}),
}


class Switch(httpx.AsyncBaseTransport):
    """A network that can be pulled out."""

    def __init__(self, through: httpx.AsyncBaseTransport) -> None:
        self._through = through
        self.on = True
        self.sent_bytes = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Hand a request on, or fail as a network does."""
        if not self.on:
            raise httpx.ConnectError("no network", request=request)
        self.sent_bytes += len(await request.aread())
        return await self._through.handle_async_request(request)


class Partnership:
    """A store and the vaults of its members in one folder."""

    def __init__(
        self,
        folder: Path,
        *,
        database: str | None = None,
        clock: Callable[[], int] | None = None,
        members: dict[str, tuple[str, tuple[str, ...], dict[str, Any]]] | None = None,
    ) -> None:
        self.folder = folder
        settings = Settings(
            database=database or f"sqlite:///{folder}/store.db", key_file=folder / "store.key"
        )
        self.app = create_app(settings, clock) if clock else create_app(settings)
        self.network = Switch(httpx.ASGITransport(self.app))
        self.token = StoreToken.parse(self.app.state.store.issue_token())
        self.joiners: dict[str, Joiner] = {
            name: new_joiner(name.title(), agency, duties, roles)
            for name, (agency, duties, roles) in (members or MEMBERS).items()
        }
        founder, *others = self.joiners.values()
        self.founded = found_spaces(
            founder, others, store_url=STORE_URL, store_key=self.token.store_key
        )
        self.codes: dict[str, RecoveryCode] = {
            name: create_vault(
                folder / name,
                PASSPHRASE,
                joiner,
                self.founded,
                store_url=STORE_URL,
                store_key=self.token.store_key,
                token=self.token if joiner is founder else None,
                scrypt_n=CHEAP,
            )
            for name, joiner in self.joiners.items()
        }
        self._open: list[Session] = []

    def copy_to(self, folder: Path) -> Self:
        """The same people with the same vaults and store, in another folder. All must be closed."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        made = copy(self)
        made.folder, made._open = folder, []
        made.open_store()
        return made

    def open_store(self) -> None:
        """Start the store on its database, as after a restart."""
        settings = Settings(
            database=f"sqlite:///{self.folder}/store.db", key_file=self.folder / "store.key"
        )
        self.app = create_app(settings)
        self.network = Switch(httpx.ASGITransport(self.app))

    def unlock(self, name: str, **options: Any) -> Session:
        """A session on a member's vault."""
        session = Session.unlock(self.folder / name, PASSPHRASE, through=self.network, **options)
        self._open.append(session)
        return session

    def found(self) -> None:
        """Let the founder's first sync open the spaces in the store."""
        session = self.unlock(next(iter(self.joiners)))
        report = session.sync()
        session.lock()
        assert report.problem is None, report.problem

    def close(self) -> None:
        """Lock every vault and close the store."""
        for session in self._open:
            session.lock()
        self.app.state.store.close()
