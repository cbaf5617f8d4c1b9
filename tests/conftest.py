"""What every test may use: a printed seed, and a private PostgreSQL.

Run again with the seed that was printed: `pytest -p randomly -p "randomly_seed=N"`, or
`make test ARGS="-p no:cacheprovider --randomly-seed=N"`.
"""

import random

import pytest

from tests.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url", "rng", "seed"]


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """This run's seed: the one pytest-randomly prints at the top, so that it can be given again."""
    value = request.config.getoption("randomly_seed", 1)
    return value if isinstance(value, int) else 1


@pytest.fixture
def rng(seed: int) -> random.Random:
    """Chance that the printed seed repeats."""
    print(f"seed: {seed}")
    return random.Random(seed)
