"""What every test may use: a printed seed, and a private PostgreSQL; and what begins first.

Run again with the seed that was printed: `pytest -p randomly -p "randomly_seed=N"`, or
`make test ARGS="-p no:cacheprovider --randomly-seed=N"`.
"""

import gc
import os
import random

import pytest

from tests.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url", "rng", "seed"]

#: Where a file's tests take longest. Begun first, none of them is what the others wait for.
LONGEST = ("browser", "outreach/views", "scenarios")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where files are shared out to several processes, the long ones go first; else by chance."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    folders = (place for place, name in enumerate(LONGEST) if f"tests/{name}/" in item.nodeid)
    return next(folders, len(LONGEST))


def pytest_collection_finish() -> None:
    """What was imported stays to the end: no search for garbage need go through it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def seed(request: pytest.FixtureRequest) -> int:
    """This run's seed: the one pytest-randomly prints at the top, so that it can be given again."""
    value = request.config.getoption("randomly_seed", 1)
    return value if isinstance(value, int) else 1


@pytest.fixture
def rng(seed: int) -> random.Random:
    """Chance that the printed seed repeats."""
    print(f"seed: {seed}")
    return random.Random(seed)
