"""import premises: the same file twice adds nothing, and nothing is guessed silently."""

import io
import sys
from pathlib import Path

import pytest

from outreach.assets import asset
from outreach.cli.importing import Bar
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


def test_what_was_imported_is_listed_and_undone(officer: Tablet, tmp_path: Path) -> None:
    file = tmp_path / "inns.csv"
    file.write_text(REGISTER, encoding="utf-8")
    before = premises(officer)
    said = officer.run(
        *("import", "premises", file, "--source", "Inns", "--map", "address=Street"),
        *("--set", "premises_type=pub_or_bar"),
    )
    assert "premises_type: always “pub_or_bar”" in said.out
    (listed,) = [
        o for o in officer.run("import", "list", "--json").objects if o["file"] == file.name
    ]
    assert listed["state"] == "done"
    assert listed["counts"]["new"] == 3
    assert listed["mapping"]["address"] == ["Street"]
    assert f"undo it with `outreach import undo {listed['id'][:10]}`" in said.out
    assert "Inns" in officer.run("import", "list").out

    remembered = officer.run("import", "premises", file, "--source", "Inns", "--dry-run")
    assert "address: Street" in remembered.out
    assert "0 rows would be added, 0 would be corrected, 3 there already" in remembered.out

    undone = officer.run("import", "undo", listed["id"][:8])
    assert undone.code == 0, undone.err
    assert "3 records withdrawn, 0 as before, 0 left." in undone.out
    standing = [o for o in officer.run("list", "premises", "--json").objects if not o["withdrawn"]]
    assert len(standing) == before
    assert officer.run("import", "undo", listed["id"][:8]).code == 1
    assert officer.run("import", "undo", "ffff").code == 1


def test_what_is_gone_is_named_and_withdrawn_when_it_is_asked_for(
    officer: Tablet, tmp_path: Path
) -> None:
    file = tmp_path / "inns.csv"
    file.write_text(REGISTER, encoding="utf-8")
    officer.run("import", "premises", file, "--map", "address=Street")
    file.write_text("".join(REGISTER.splitlines(keepends=True)[:3]), encoding="utf-8")
    said = officer.run("import", "premises", file)
    assert "1 record no more in the register; they stay:" in said.out
    assert "No Place" in said.out
    gone = officer.run("import", "premises", file, "--withdraw-gone")
    assert "1 record withdrawn that the register has no more" in gone.out
    assert "no more in the register" not in officer.run("import", "premises", file).out


def test_other_registers_have_commands_of_their_own(officer: Tablet, tmp_path: Path) -> None:
    file = tmp_path / "operators.csv"
    file.write_text(
        "Licence Number,Operator Name,Expiry Date,Status\n"
        "PHO1,Invented Cars,31/03/2027,Current\nPHO2,Nowhere Cabs,31/02/2027,Odd\n",
        encoding="utf-8",
    )
    said = officer.run("import", "operator-licence", file, "--set", "licensing_authority=Rochdale")
    assert said.code == 0, said.err
    assert "row 3: Expiry Date is no date; it is left out" in said.out
    assert "row 3: Status is not in the list of the app; it is left out" in said.out
    assert "2 rows added" in said.out
    (cars,) = officer.run("find", "PHO1", "--json").objects
    fields = officer.show(cars["id"])["fields"]
    assert (fields["expires_on"], fields["licence_standing"]) == ("2027-03-31", "in_force")
    areas = officer.run("import", "area", asset("boundaries/gm_local_authorities_2023.geojson"))
    assert "border: its geometry" in areas.out
    assert "10 rows added" in areas.out
    assert officer.run("import", "vehicle", file).code == 1, "a licensing officer cannot see them"


def test_at_a_terminal_a_bar_says_how_far_it_is_and_goes_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stderr", screen := Terminal())
    with Bar() as progress:
        progress("reading", 2_000, 0)
        progress("saving", 200_000, 200_000)
    said = screen.getvalue()
    assert "reading 2,000 rows" in said
    assert "saving [##############################] 100% 200,000 of 200,000 rows" in said
    assert said.endswith("\r\x1b[K")
    monkeypatch.setattr(sys, "stderr", script := io.StringIO())
    with Bar() as progress:
        progress("saving", 1, 2)
    assert script.getvalue() == "", "a script gets none"
