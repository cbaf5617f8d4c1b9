"""A partnership that every story's is a copy of: everyone has synced once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.partnership import Partnership


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Partnership:
    made = Partnership(tmp_path_factory.mktemp("exports"))
    made.found()
    for name in made.joiners:
        assert made.unlock(name).sync().problem is None
    made.close()
    return made


@pytest.fixture
def partnership(founded: Partnership, tmp_path: Path) -> Iterator[Partnership]:
    made = founded.copy_to(tmp_path)
    yield made
    made.close()
