"""`outreach deposit`, `list --deposited`: adding where one may not read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_line import Tablet
from tests.partnership import MEMBERS, PASSPHRASE, Partnership

CHILD = {"first_description": "A girl of about 13, on a mattress."}


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Partnership:
    agency, duties, roles = MEMBERS["licensing"]
    made = Partnership(
        tmp_path_factory.mktemp("depositing"),
        members={**MEMBERS, "licensing": (agency, duties, {**roles, "safeguarding": "depositor"})},
    )
    made.found()
    for name in made.joiners:
        assert made.unlock(name).sync().problem is None
    made.close()
    return made


@pytest.fixture
def partnership(founded: Partnership, tmp_path: Path) -> Iterator[Partnership]:
    made = founded.copy_to(tmp_path)
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    yield made
    made.close()


@pytest.fixture
def licensing(partnership: Partnership) -> Tablet:
    return Tablet(partnership.folder / "licensing", partnership.folder / "passphrase")


@pytest.mark.parametrize("command", ["deposit", "add"])
def test_it_says_that_it_cannot_be_read_by_colleagues_tablets(
    licensing: Tablet, command: str
) -> None:
    said = licensing.run(command, "person-sighting", stdin=json.dumps(CHILD))
    assert said.code == 0, said.err
    assert "deposited in safeguarding" in said.err
    assert "girl" not in said.err
    shown = licensing.show(said.line)
    assert shown["deposited"] is True
    assert shown["fields"] == CHILD
    assert shown["standing"] == "only here"
    text = licensing.run("show", said.line)
    assert "safeguarding, which this device cannot read" in text.out
    assert "by those who may read it" in text.out


def test_what_was_deposited_is_listed_apart(licensing: Tablet, partnership: Partnership) -> None:
    licensing.add("premises", name="Invented Grill")
    child = licensing.add("person-sighting", **CHILD)
    (row,) = licensing.run("list", "--deposited", "--json").objects
    assert (row["id"], row["deposited"], row["here_only"]) == (child, True, True)
    assert len(licensing.run("list", "--json").objects) == 2
    assert "deposited in safeguarding, not yet sent" in licensing.run("list", "--deposited").out
    session = partnership.unlock("licensing")
    assert session.sync().problem is None
    session.lock()
    (row,) = licensing.run("list", "--deposited", "--json").objects
    assert row["here_only"] is False
    assert licensing.show(child)["here_only"] is False
    assert "not yet sent" not in licensing.run("list", "--deposited").out


def test_who_may_read_deposits_nothing(partnership: Partnership) -> None:
    worker = Tablet(partnership.folder / "worker", partnership.folder / "passphrase")
    said = worker.run("deposit", "person-sighting", stdin=json.dumps(CHILD))
    assert said.code == 0
    assert "deposited" not in said.err
    assert worker.run("list", "--deposited").out == ""


def test_find_and_show_say_that_a_match_exists(licensing: Tablet, partnership: Partnership) -> None:
    worker, officer = partnership.unlock("worker"), partnership.unlock("licensing")
    worker.add("vehicle-sighting", {"registration": "AB12 CDE", "fact": "Zyglophine was there"})
    for session in (worker, officer):
        assert session.sync().problem is None
        session.lock()
    said = licensing.run("find", "ab12", "cde")
    assert said.code == 0
    assert said.out == ""
    assert (
        "A match exists in safeguarding (registration). Ask: supervisor (Supervisor, " in said.err
    )
    assert "Zyglophine" not in said.err
    assert licensing.run("find", "AB12", "CDF").err == ""
    mine = licensing.add("vehicle-sighting", registration="AB12 CDE")
    assert "A match exists in safeguarding" in licensing.run("show", mine).err
