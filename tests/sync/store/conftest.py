"""Every story of the store is told twice: on SQLite and on PostgreSQL."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.store.settings import Settings
from tests.sync.store.partnership import Partnership


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """A new, empty store of each kind."""
    if request.param == "sqlite":
        return Settings(f"sqlite:///{tmp_path / 'store.db'}")
    return Settings(request.getfixturevalue("postgres_url"), tmp_path / "store.key")


@pytest.fixture
def partnership(settings: Settings, rng: random.Random) -> Iterator[Partnership]:
    """A founded space, with everybody signed in."""
    made = Partnership(rng, settings)
    assert made.found().status_code == 201
    for device in (made.admin, made.writer, made.depositor):
        assert made.sign_in(device).status_code == 201
    yield made
    made.store.close()


@pytest.fixture
def unfounded(settings: Settings, rng: random.Random) -> Iterator[Partnership]:
    """A store that knows nobody yet."""
    made = Partnership(rng, settings)
    yield made
    made.store.close()
