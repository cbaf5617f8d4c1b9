"""`outreach share`, `receive`, `partnership address`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_line import Tablet
from tests.partnership import PASSPHRASE, Partnership

VISIT = {"place_name": "Invented Chicken", "fact": "Kylie, 13, left with a man.", "verbatim": "No"}
DECIDED = (
    *("--purpose", "The premises have to be checked tonight"),
    *("--basis", "6_1_e", "--basis", "9_2_g"),
    *("--consent", "not_asked_warn"),
    *("--necessity", "Without the place nobody can check it"),
)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Partnership:
    made = Partnership(tmp_path_factory.mktemp("sharing"))
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
def tablet(partnership: Partnership) -> Tablet:
    return Tablet(partnership.folder / "worker", partnership.folder / "passphrase")


def test_a_part_is_given_and_the_decision_recorded(tablet: Tablet) -> None:
    visit = tablet.add("hotspot-visit", **VISIT)
    parts = ("--leave-out", "verbatim", "--replace", "fact=A child was seen inside.")
    preview = tablet.run("share", visit, "--to", "premises", "--preview", *parts)
    assert preview.object == {
        "place_name": "Invented Chicken", "fact": "A child was seen inside."
    }  # fmt: skip
    said = tablet.run("share", visit, "--to", "premises", *DECIDED, *parts, "--json")
    assert said.code == 0, said.err
    copy = tablet.show(said.object["copy"])
    assert (copy["space"], copy["fields"]["fact"]) == ("premises", "A child was seen inside.")
    assert visit not in json.dumps(copy)
    decision = tablet.show(said.object["decision"])
    assert decision["space"] == "safeguarding"
    assert decision["fields"]["left_out"] == ["verbatim"]
    text = tablet.run("show", said.object["copy"]).out
    assert "Given from: safeguarding, by Worker, Early Break" in text
    assert "home_proof" not in text


def test_refusing_needs_a_reason(tablet: Tablet) -> None:
    visit = tablet.add("hotspot-visit", **VISIT)
    said = tablet.run("share", visit, "--to", "premises", "--refuse")
    assert said.code == 1
    assert "why it is not shared" in said.err
    refused = tablet.run("share", visit, "--to", "premises", "--refuse", "--reason", "They know")
    assert refused.code == 0, refused.err
    assert tablet.show(refused.line)["fields"]["refusal_reason"] == "They know"


@pytest.mark.parametrize(
    "options",
    [(), ("--to", "premises", "--to-address", "x"), ("--to", "premises", "--reason", "x"),
     ("--to", "premises", "--replace", "fact")],
)  # fmt: skip
def test_what_makes_no_sense_is_usage(tablet: Tablet, options: tuple[str, ...]) -> None:
    assert tablet.run("share", "00", *options).code == 2


def test_another_partnership_receives_it(tablet: Tablet, partnership: Partnership) -> None:
    """Here one partnership plays both: the supervisor's tablet makes the address and receives."""
    folder = partnership.folder
    theirs = Tablet(folder / "supervisor", folder / "passphrase")
    made = theirs.run("partnership", "address", "safeguarding", "--out", folder / "address")
    assert made.code == 0, made.err
    visit = tablet.add("hotspot-visit", **VISIT)
    giving = ("share", visit, "--to-address", folder / "address", "--out", folder / "gift")
    assert tablet.run(*giving).code == 1, "no decision, nothing given"
    assert not (folder / "gift").exists()
    said = tablet.run(*giving, *DECIDED, "--leave-out", "verbatim", "--json")
    assert said.code == 0, said.err
    assert said.object["address_words"] in made.err
    assert b"Kylie" not in (folder / "gift").read_bytes()
    assert tablet.run(*giving, *DECIDED).code == 2, "never over a file that is there"

    received = theirs.run("receive", folder / "gift", "--json")
    assert received.code == 0, received.err
    assert received.object["words"] == said.object["words"]
    assert received.object["whole"] is False
    shown = theirs.show(received.object["id"])
    assert shown["fields"]["fact"] == VISIT["fact"]
    assert "verbatim" not in shown["fields"]
    assert theirs.run("receive", folder / "gift").code == 1, "once"
    assert theirs.run("receive", folder / "address").code == 1
    assert tablet.run("share", visit, "--to-address", folder / "gift", *DECIDED).code == 1


def test_an_address_is_made_by_who_administers_the_space(tablet: Tablet) -> None:
    said = tablet.run("partnership", "address", "safeguarding")
    assert said.code == 1
    assert "do not administer" in said.err
