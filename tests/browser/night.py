"""A partnership for a night: a store and tablets as processes of their own, on loopback.

Premises are those of the public registers; people, children and events are invented.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from copy import copy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from outreach.founding import create_vault, found_spaces, new_joiner
from outreach.session import Session
from sync.store.settings import Settings
from sync.store.store import Store
from sync.wire import StoreToken
from tests import visits
from tests.bench.servers import free_port, serving

PASSPHRASE = "quiet harbour lantern seven maps"
CHEAP = 1 << 14

BOTH = {"premises": "writer", "safeguarding": "writer"}
PEOPLE: dict[str, tuple[str, str, tuple[str, ...], dict[str, Any]]] = {
    "supervisor": (
        "Ruth Adeyemi",
        "Rochdale Children's Services",
        ("supervisor",),
        {"premises": "admin", "safeguarding": "admin"},
    ),
    "worker": ("Dana Whitfield", "Early Break", (), BOTH),
    "licensing": ("Tom Barlow", "Trafford Licensing", (), {"premises": "writer"}),
}

HOTSPOTS = (
    ("Interchange, stand C", "transport_hub", 53.6161, -2.1558),
    ("Retail park, far car park", "car_park", 53.6047, -2.1653),
    ("Drake Street taxi rank", "taxi_office_or_rank", 53.6128, -2.1572),
    ("Riverside steps", "park", 53.6189, -2.1601),
    ("Kebab shops, Yorkshire Street", "takeaway", 53.6187, -2.1539),
    ("Budget hotel, ring road", "hotel_or_bb", 53.6102, -2.1712),
    ("Playing fields, lower gate", "park", 53.6235, -2.1498),
)


SEEN = {"hotspot-visit": 26, "vehicle-sighting": 5, "person-sighting": 5}


def _registered(place: dict[str, Any]) -> dict[str, Any]:
    """Premises as the import of a register gives them."""
    kept = ("name", "address", "postcode", "latitude", "longitude")
    return {name: place[name] for name in kept} | {"source_register": "Public register"}


def _lately(rng: random.Random, fields: dict[str, Any], spots: list[str]) -> dict[str, Any]:
    """The same record, at one of our hotspots, in one of the last nights."""
    for gone in (
        "outing",
        "premises",
        "address",
        "postcode",
        "place_name",
        "occurred_to",
        "hotspot_type",
    ):
        fields.pop(gone, None)
    night = datetime.now(UTC).replace(hour=20, minute=0, second=0, microsecond=0)
    since = timedelta(days=rng.randrange(1, 13)) - timedelta(minutes=rng.randrange(300))
    return fields | {"hotspot": rng.choice(spots), "occurred_from": (night - since).isoformat()}


class Night:
    """A folder with the vaults, a store that can be stopped, and tablets to open."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.seed = seed
        self.port = free_port()
        self._store: ExitStack | None = None
        self._lay_out()

    def copy_to(self, folder: Path) -> Night:
        """The same night in another folder, its store down, as it is here."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        made = copy(self)
        made.folder, made._store = folder, None
        return made

    def _lay_out(self) -> None:
        store = Store(self._settings())
        token = StoreToken.parse(store.issue_token())
        store.close()
        joiners = {
            key: new_joiner(name, agency, duties, roles)
            for key, (name, agency, duties, roles) in PEOPLE.items()
        }
        founder, *others = joiners.values()
        url = f"http://127.0.0.1:{self.port}"
        founded = found_spaces(founder, others, store_url=url, store_key=token.store_key)
        for key, joiner in joiners.items():
            create_vault(
                self.folder / key,
                PASSPHRASE,
                joiner,
                founded,
                store_url=url,
                store_key=token.store_key,
                token=token if joiner is founder else None,
                scrypt_n=CHEAP,
            )

    def _settings(self) -> Settings:
        return Settings(
            database=f"sqlite:///{self.folder}/store.db", key_file=self.folder / "store.key"
        )

    # --- the store ----------------------------------------------------------------------

    def store_up(self) -> None:
        self._store = ExitStack()
        self._store.enter_context(
            serving(
                self.port,
                "sync.store.cli",
                "serve",
                "--database",
                f"sqlite:///{self.folder}/store.db",
                "--key",
                str(self.folder / "store.key"),
                "--listen",
                f"127.0.0.1:{self.port}",
            )
        )

    def store_down(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None

    # --- without a window ---------------------------------------------------------------

    @contextmanager
    def session(self, who: str) -> Iterator[Session]:
        session = Session.unlock(self.folder / who, PASSPHRASE)
        try:
            yield session
        finally:
            session.lock()

    def begin(self) -> None:
        """Found the spaces, then fill them with places and some nights' work.

        In a thread: Playwright keeps an event loop in this one, and a sync pass brings its own.
        """
        self.store_up()
        try:
            with ThreadPoolExecutor(1) as elsewhere:
                elsewhere.submit(self._begin).result()
        finally:
            self.store_down()

    def _begin(self) -> None:
        for who in PEOPLE:
            with self.session(who) as session:
                report = session.sync()
                assert report.problem is None, report.problem
        rng = random.Random(self.seed)
        with self.session("worker") as session:
            spots = session.add_many(
                "hotspot",
                [
                    {"name": name, "hotspot_type": kind, "latitude": lat, "longitude": lon}
                    for name, kind, lat, lon in HOTSPOTS
                ],
            )
            named = rng.sample(visits.places(), 240)
            session.add_many("premises", [_registered(place) for place in named])
            for kind, count in SEEN.items():
                seen = [
                    _lately(rng, dict(fields), spots[:-1])
                    for fields in visits.records(kind, self.seed, count)
                ]
                session.add_many(kind, seen)
            session.sync()
        with self.session("supervisor") as session:
            session.sync()
            for row in session.queue()[:-2]:
                session.approve(row.id)
            session.sync()

    # --- with a window ------------------------------------------------------------------

    @contextmanager
    def tablet(self, who: str) -> Iterator[Tablet]:
        tablet = Tablet(self.folder / who)
        try:
            yield tablet
        finally:
            tablet.stop()


class Tablet:
    """The app on one vault, as `outreach app --web` starts it."""

    def __init__(self, vault: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "outreach", "app", "--vault", str(vault), "--web"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.address = self._address()

    def _address(self) -> str:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("http://127.0.0.1:"):
                return line.strip()
        raise AssertionError("the app ended without an address")

    def fresh_address(self) -> str:
        """What Enter in the terminal gives."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self._address()

    def stop(self) -> str:
        """End it; everything that it has said on standard error."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            _, said = self.process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            _, said = self.process.communicate()
        return said
