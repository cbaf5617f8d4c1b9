"""What the tests of screens share: a partnership, and its tablets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.partnership import Partnership
from tests.scenarios.circle import circle, founded_circle
from tests.tablets import Tablets

__all__ = ["circle", "founded", "founded_circle", "partnership", "tablets"]


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Partnership:
    """The partnership that every story's is a copy of: everyone has synced once."""
    made = Partnership(tmp_path_factory.mktemp("founded"))
    made.found()
    for name in made.joiners:
        session = made.unlock(name)
        assert session.sync().problem is None
    made.close()
    return made


@pytest.fixture
def partnership(founded: Partnership, tmp_path: Path) -> Iterator[Partnership]:
    made = founded.copy_to(tmp_path)
    yield made
    made.close()


@pytest.fixture
def tablets(partnership: Partnership) -> Tablets:
    return Tablets(partnership)
