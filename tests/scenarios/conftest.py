"""The partnership that every story happens in: a real store and three tablets, in touch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scenarios.team import Team


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Team:
    """The partnership that every story's is a copy of: making one costs more than most stories."""
    made = Team(tmp_path_factory.mktemp("founded"))
    try:
        made.meet()
    finally:
        made.close()
    return made


@pytest.fixture
def team(founded: Team, tmp_path: Path) -> Iterator[Team]:
    """Worker, licensing officer and supervisor, who have all synced once."""
    made = founded.copy_to(tmp_path / "team")
    try:
        yield made
    finally:
        made.close()
