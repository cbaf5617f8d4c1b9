"""Assets are found beside the installed package or in the source tree, and nowhere else."""

from pathlib import Path

import pytest

from outreach import assets


def test_an_asset_is_found_by_its_name() -> None:
    assert assets.asset("spaces.json").is_file()


def test_an_installed_package_brings_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "spaces.json").write_text("{}")
    monkeypatch.setattr(assets, "_INSTALLED", tmp_path)
    assert assets.asset("spaces.json") == tmp_path / "spaces.json"


def test_what_is_not_there_is_said() -> None:
    with pytest.raises(FileNotFoundError):
        assets.asset("codes/none.json")


@pytest.mark.parametrize("name", ["../pyproject.toml", "/etc/hostname", "codes/../../main.py"])
def test_a_name_does_not_lead_out_of_the_folder(name: str) -> None:
    with pytest.raises(ValueError, match="inside"):
        assets.asset(name)
