"""The partnership that every story happens in: a real store and three tablets, in touch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scenarios.circle import circle, founded_circle
from tests.scenarios.team import PREMISES, QUIET, VISIT, Team
from tests.scenarios.vault_files import DRAFT

__all__ = ["circle", "founded", "founded_circle", "team", "vault"]


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


@pytest.fixture
def vault(team: Team) -> Path:
    """The worker's vault with synced and unsynced visits, a draft and a snapshot."""
    for _ in range(3):
        team.worker.add("hotspot-visit", QUIET)
        team.worker.add("premises", PREMISES)
    team.sync("worker", "supervisor", "worker")
    team.worker.add("hotspot-visit", VISIT)
    team.worker.save_draft(DRAFT)
    team.worker.lock()
    return team.folder / "worker"
