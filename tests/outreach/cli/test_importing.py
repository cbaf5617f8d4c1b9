"""import premises: the same file twice adds nothing, and nothing is guessed silently."""

from pathlib import Path

import pytest

from outreach.assets import asset
from tests.command_line import Demonstration, Tablet

REGISTER = (
    "BusinessName,Street,PostCode,Latitude,Longitude,Colour\n"
    "The Invented Inn,1 Nowhere Road,M1 1AA,53.48,-2.24,red\n"
    "Café Imaginary,2 Nowhere Road,M1 1AB,53.481,-2.241,blue\n"
    "No Place,3 Nowhere Road,M1 ZZZ,-2.24,53.48,green\n"
)


@pytest.fixture
def officer(demonstration: Demonstration) -> Tablet:
    return demonstration.licensing


def premises(tablet: Tablet) -> int:
    return len(tablet.run("list", "premises", "--json").lines)


def test_a_dry_run_says_it_all_and_saves_nothing(officer: Tablet, tmp_path: Path) -> None:
    file = tmp_path / "inns.csv"
    file.write_text(REGISTER, encoding="utf-8")
    before = premises(officer)
    said = officer.run("import", "premises", file, "--map", "address=Street", "--dry-run")
    assert said.code == 0, said.err
    assert "name: BusinessName" in said.out
    assert "address: Street" in said.out
    assert "Ignored columns: Colour" in said.out
    assert "row 4: latitude and longitude look swapped" in said.out
    assert "3 rows would be added" in said.out
    assert premises(officer) == before


def test_the_same_file_twice_adds_nothing_and_a_change_is_a_correction(
    officer: Tablet, tmp_path: Path
) -> None:
    file = tmp_path / "inns.csv"
    file.write_text(REGISTER, encoding="cp1252")
    before = premises(officer)
    first = officer.run("import", "premises", file, "--map", "address=Street")
    assert first.code == 0, first.err
    assert "3 rows added, 0 corrected, 0 there already" in first.out
    assert premises(officer) == before + 3
    (cafe,) = officer.run("find", "imaginary", "--json").objects
    assert officer.show(cafe["id"])["fields"]["name"] == "Café Imaginary"
    assert cafe["review"] == "none", "it came from a register"

    again = officer.run("import", "premises", file, "--map", "address=Street")
    assert "0 rows added, 0 corrected, 3 there already" in again.out
    assert premises(officer) == before + 3

    file.write_text(REGISTER.replace("53.481", "53.482"), encoding="cp1252")
    changed = officer.run("import", "premises", file, "--map", "address=Street")
    assert "0 rows added, 1 corrected, 2 there already" in changed.out
    assert premises(officer) == before + 3
    history = officer.run("history", cafe["id"], "--json").objects
    assert history[-1]["reason"] == "Changed in the register: inns"
    assert history[-1]["fields"]["latitude"] == 53.482
    assert history[-1]["fields"].keys() == {"latitude", "taken"}


def test_the_real_registers_are_all_there_already(officer: Tablet) -> None:
    for name, rows in (("gm_gambling_premises", 415), ("trafford_fast_food_outlets", 291)):
        said = officer.run("import", "premises", asset(f"registers/{name}.csv"))
        assert said.code == 0
        assert f"0 rows added, 0 corrected, {rows} there already" in said.out
    assert (
        "370 of 415 values are no GSS codes"
        in officer.run(
            "import", "premises", asset("registers/gm_gambling_premises.csv"), "--dry-run"
        ).out
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a,b\n1,2\n", "No column can be taken for the name"),
        (b"", "empty"),
        (b"PK\x03\x04rest", "Excel"),
        (b"name\n\xff\xfe\x00", ""),
    ],
)
def test_a_file_that_is_no_register(
    officer: Tablet, tmp_path: Path, content: bytes, said: str
) -> None:
    (tmp_path / "file.csv").write_bytes(content)
    result = officer.run("import", "premises", tmp_path / "file.csv")
    assert result.code == 1
    assert said in result.err
    assert officer.run("import", "premises", tmp_path / "none.csv").code == 1


def test_a_mapping_is_a_field_and_a_column(officer: Tablet, tmp_path: Path) -> None:
    file = tmp_path / "inns.csv"
    file.write_text(REGISTER, encoding="utf-8")
    assert officer.run("import", "premises", file, "--map", "address").code == 2
    assert officer.run("import", "premises", file, "--map", "nonsense=Street").code == 1
    assert officer.run("import", "premises", file, "--map", "address=Nowhere").code == 1
