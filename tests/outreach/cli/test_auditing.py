"""audit list, audit withheld, show --break-glass: on the command line, as in the app."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_line import Said, run
from tests.partnership import PASSPHRASE
from tests.scenarios.audited import MEMBERS
from tests.scenarios.team import PREMISES, Team


class Vaults:
    """Commands on the vaults of an audited partnership; each member syncs below them."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self.passphrase = team.folder / "passphrase"
        self.passphrase.write_text(PASSPHRASE)

    def run(self, name: str, *arguments: str) -> Said:
        vault = ("--vault", self.team.folder / name, "--passphrase-file", self.passphrase)
        return run(*arguments, *vault)

    def sync(self, *names: str) -> None:
        self.team.sync(*names)
        for name in names:
            self.team[name].lock()


@pytest.fixture
def vaults(tmp_path: Path) -> Iterator[Vaults]:
    team = Team(tmp_path, members=MEMBERS)
    try:
        team.meet()
        made = Vaults(team)
        made.sync(*team.joiners)
        yield made
    finally:
        team.close()


def test_what_was_shown_found_and_listed_is_told_to_the_auditor(vaults: Vaults) -> None:
    seen = vaults.team.worker.add("person-sighting", {"first_description": "A girl in grey."})
    vaults.sync("worker")
    assert vaults.run("worker", "show", seen[:10]).code == 0
    assert vaults.run("worker", "history", seen[:10]).code == 0
    assert vaults.run("worker", "find", "girl", "grey").code == 0
    assert vaults.run("worker", "list", "person-sighting").code == 0
    vaults.sync("worker", "auditor")
    told = vaults.run("auditor", "audit", "list", "--person", "worker", "--json").objects
    assert [(one["act"], one["kind"], one["record"], one["text"]) for one in told] == [
        ("search", "person-sighting", None, None),
        ("search", None, None, "girl grey"),
        ("read", "person-sighting", seen, None),
        ("read", "person-sighting", seen, None),
    ]
    assert vaults.run("auditor", "audit", "list", "--record", seen, "--act", "read").lines
    assert vaults.run("auditor", "audit", "list", "--since", "2999-01-01").out == ""
    assert len(vaults.run("auditor", "audit", "list", "--since", "2020-01-01", "--json").lines) > 4
    assert vaults.run("auditor", "audit", "withheld", "--json").out == ""


def test_others_are_told_that_they_may_not(vaults: Vaults) -> None:
    for what in ("list", "withheld"):
        said = vaults.run("licensing", "audit", what, "--json")
        assert (said.code, said.out) == (1, "")
        assert "Only the auditor" in said.err
    assert vaults.run("auditor", "audit", "list", "--act", "sing").code == 2
    assert vaults.run("auditor", "audit", "list", "--since", "soon").code == 2


def test_what_is_hidden_is_shown_for_a_typed_reason(vaults: Vaults) -> None:
    place = vaults.team.worker.add("premises", PREMISES)
    check = {"premises": place, "person_in_charge": "Licensing (the officer's cousin)"}
    seen = vaults.team.worker.add("premises-check", check)
    vaults.sync("worker", "licensing")
    said = vaults.run("licensing", "show", seen)
    assert (said.code, said.out) == (1, "")
    assert "it names you" in said.err
    assert vaults.run("licensing", "history", seen).code == 1
    assert vaults.run("licensing", "show", seen, "--break-glass").code == 2
    assert vaults.run("licensing", "show", seen, "--reason", "because I want to").code == 2
    assert vaults.run("licensing", "show", seen, "--break-glass", "--reason", "why").code == 1
    reason = "A notice has to be served tonight"
    said = vaults.run("licensing", "show", seen, "--break-glass", "--reason", reason, "--json")
    assert said.object["id"] == seen
    assert vaults.run("licensing", "show", seen).code == 1, "it is hidden again after the lock"
    vaults.sync("licensing", "supervisor", "auditor")
    [glass] = vaults.team.supervisor.broken_glass()
    assert (glass.name, glass.record, glass.reason) == ("Licensing", seen, reason)
    told = vaults.run("auditor", "audit", "list", "--record", seen, "--json").objects
    assert [(one["act"], one["purpose"]) for one in told] == [
        ("read", None),
        ("break-glass", reason),
    ]
