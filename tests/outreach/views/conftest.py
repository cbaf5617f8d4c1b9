"""What the tests of screens share: a partnership, and its tablets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.partnership import Partnership
from tests.tablets import Tablets


@pytest.fixture
def partnership(tmp_path: Path) -> Iterator[Partnership]:
    made = Partnership(tmp_path)
    made.found()
    for name in made.joiners:
        session = made.unlock(name)
        assert session.sync().problem is None
        session.lock()
    yield made
    made.close()


@pytest.fixture
def tablets(partnership: Partnership) -> Tablets:
    return Tablets(partnership)
