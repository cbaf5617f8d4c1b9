"""Folders in memory where there are any: these tests commit thousands of times."""

import os
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.client.scene import Scene
from tests.sync.client.vaults import Made

_MEMORY = Path("/dev/shm")


def memory_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder whose fsync costs nothing. What a crash leaves there is the same."""
    fast = _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK)
    return tempfile.TemporaryDirectory(prefix="outreach-", dir=_MEMORY if fast else None)


@pytest.fixture
def folder() -> Iterator[Path]:
    with memory_folder() as name:
        yield Path(name)


@pytest.fixture
def scene(folder: Path, rng: object) -> Iterator[Scene]:
    made = Scene(folder, rng)  # type: ignore[arg-type]
    yield made
    made.close()


@pytest.fixture
def made(folder: Path, rng: random.Random) -> Made:
    return Made(folder, rng)
