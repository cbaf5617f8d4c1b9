"""Whose records are on this device, and what stands beside them: without a passphrase."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.command_line import Tablet, run
from tests.scenarios.team import QUIET


def test_the_vaults_of_this_device_and_their_labels(
    worker: Tablet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLET_APP_STORAGE_DATA", str(tmp_path))
    assert run("device", "list", "--json").lines == []
    vault = tmp_path / "outreach" / "vault"
    worker.add("hotspot-visit", **QUIET)
    vault.parent.mkdir()
    shutil.copytree(worker.vault, vault)
    said = run("device", "list", "--json").object
    assert (said["vault"], said["label"], said["tries_left"]) == (str(vault), "", None)
    assert said["only_here"] >= 1
    assert run("device", "label", "Blue cover", "--vault", vault).code == 0
    assert "Blue cover" in run("device", "list").out
    assert run("device", "label", "two\nlines", "--vault", vault).code == 1
    assert run("device", "label", "", "--vault", vault, "--json").object["label"] == ""
    assert run("device", "label", "Nobody", "--vault", tmp_path).code == 1
