"""`outreach export`, `open-export`: sealed for somebody, noted first, with its marking."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from outreach.model.parcel import SealedParcel
from tests.command_line import Tablet
from tests.partnership import PASSPHRASE, Partnership

PURPOSE = ("--purpose", "The licensing sub-committee asked for it")
INSISTS = ("--plain", "--reason", "The court's portal takes nothing sealed")


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Partnership:
    members = {
        "supervisor": (
            "Rochdale Council",
            ("supervisor",),
            dict.fromkeys(("premises", "safeguarding", "intelligence", "audit"), "admin"),
        ),
        "worker": (
            "Early Break",
            (),
            {"premises": "writer", "safeguarding": "writer", "audit": "depositor"},
        ),
        "licensing": (
            "Trafford Licensing",
            ("licensing-officer",),
            {"premises": "writer", "audit": "depositor"},
        ),
    }
    made = Partnership(tmp_path_factory.mktemp("exporting"), members=members)
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
def tablets(partnership: Partnership) -> dict[str, Tablet]:
    folder = partnership.folder
    return {n: Tablet(folder / n, folder / "passphrase") for n in partnership.joiners}


@pytest.fixture
def supervisor(tablets: dict[str, Tablet]) -> Tablet:
    return tablets["supervisor"]


def exports(tablet: Tablet) -> list[dict[str, object]]:
    """What the auditor's space says left; here the supervisor reads it."""
    return tablet.run("audit", "list", "--act", "export", "--json").objects


def text_of(pdf: Path | bytes) -> str:
    held = io.BytesIO(pdf) if isinstance(pdf, bytes) else pdf
    pages = PdfReader(held).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_table_is_harmless_marked_and_sealed_for_whoever_it_is_for(
    tablets: dict[str, Tablet], supervisor: Tablet, tmp_path: Path
) -> None:
    supervisor.add("premises", name='=HYPERLINK("http://bad","look")', postcode="OL16 1AA")
    supervisor.add("premises", name="Łódź Café", latitude=53.6, longitude=-2.1)
    file = tmp_path / "premises.sealed"
    asked = ("export", "premises", "--csv", "--out", file, *PURPOSE)
    refused = tablets["worker"].run(*asked, "--to", "licensing")
    assert (refused.code, file.exists()) == (1, False), "no duty, no file"
    said = supervisor.run(*asked, "--to", "Licensing", "--json")
    assert said.code == 0, said.err
    assert b"HYPERLINK" not in file.read_bytes()
    assert supervisor.run(*asked, "--to", "Licensing").code == 2, "never over a file"

    taken = tmp_path / "premises.csv"
    opened = tablets["licensing"].run("open-export", file, "--out", taken, "--json")
    assert opened.code == 0, opened.err
    assert opened.object["known_as"] == "Supervisor, Rochdale Council"
    assert (opened.object["purpose"], opened.object["by"]) == (PURPOSE[1], "Supervisor")
    raw = taken.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert hashlib.sha256(raw).hexdigest() == said.object["sha256"]
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert {row["Marking"] for row in rows} == {"OFFICIAL-SENSITIVE"}
    assert {row["Name"] for row in rows} == {'\'=HYPERLINK("http://bad","look")', "Łódź Café"}
    assert {row["Longitude"] for row in rows} == {"", "-2.1"}, "a number is no formula"
    assert len({row["Id"] for row in rows}) == 2

    third = tablets["worker"].run("open-export", file)
    assert third.code == 5
    assert "sealed for somebody else" in third.err
    act = exports(supervisor)[0]
    assert said.object["sha256"] in str(act["text"])
    assert "to Licensing, Trafford Licensing; sealed" in str(act["text"])
    assert act["purpose"] == PURPOSE[1]


def test_lines_for_programs_open_with_six_words_and_no_others(
    tablets: dict[str, Tablet], supervisor: Tablet, tmp_path: Path
) -> None:
    seen = supervisor.add(
        "person-sighting", apparent_age="13_to_15", fact="Ran off", handling="conditions"
    )
    supervisor.run("correct", seen, "--reason", "Misread", stdin=json.dumps({"fact": "Walked off"}))
    file, words = tmp_path / "sightings.sealed", tmp_path / "words"
    said = supervisor.run(
        *("export", "person-sighting", "--jsonl", "--out", file, *PURPOSE),
        *("--words-for", "DC Ahmed, GMP", "--json"),
    )
    assert said.code == 0, said.err
    words.write_text("wrong " * 6)
    assert tablets["worker"].run("open-export", file, "--words-file", words).code == 5
    assert tablets["worker"].run("open-export", file).code == 2, "nothing asks without a terminal"
    words.write_text(said.object["words"].upper().lower() + "\n")
    taken = tmp_path / "sightings.jsonl"
    opened = tablets["worker"].run(
        "open-export", file, "--words-file", words, "--out", taken, "--json"
    )
    assert opened.code == 0, opened.err
    (line,) = [json.loads(one) for one in taken.read_text().splitlines()]
    assert line["marking"] == "OFFICIAL-SENSITIVE: conditions for sharing apply"
    assert (line["id"], line["fields"]["fact"]) == (seen, "Walked off")
    assert (len(line["versions"]), line["review"], line["schema_version"]) == (2, "to_review", 1)
    assert "home_proof" not in line["fields"]
    noted = exports(supervisor)
    assert [one["record"] for one in noted if one["record"]] == [seen], "it is about a person"
    assert any("DC Ahmed, GMP" in str(one["text"]) for one in noted)
    # A byte of it changed is no export any more.
    raw = bytearray(file.read_bytes())
    raw[-1] ^= 1
    with pytest.raises(Exception, match="changed"):
        SealedParcel.parse(bytes(raw)).open_by_passphrase(said.object["words"])


def test_only_who_insists_gets_it_open_and_that_is_noted(
    supervisor: Tablet, tmp_path: Path
) -> None:
    supervisor.add("premises", name="Invented Chicken")
    asked = ("export", "premises", "--out", tmp_path / "open.csv")
    assert supervisor.run(*asked, *PURPOSE).code == 2, "for whom?"
    assert supervisor.run(*asked, *PURPOSE, *INSISTS, "--from", "28/11/2026").code == 2
    assert supervisor.run(*asked, *PURPOSE, *INSISTS, "--texts").code == 2
    assert supervisor.run(*asked, *PURPOSE, "--plain").code == 2, "and why?"
    assert supervisor.run(*asked, "--plain", "--reason", "because it is").code == 2, "for what?"
    assert supervisor.run(*asked, "--purpose", "why", *INSISTS).code == 1, "in words"
    assert supervisor.run(*asked, *PURPOSE, "--plain", "--reason", "so").code == 1
    assert not (tmp_path / "open.csv").exists()
    assert exports(supervisor) == []
    said = supervisor.run(*asked, *PURPOSE, *INSISTS)
    assert said.code == 0, said.err
    assert "not sealed" in said.err
    (act,) = exports(supervisor)
    assert "NOT SEALED" in str(act["text"])
    assert INSISTS[2] in str(act["purpose"])
    gone = tmp_path / "nowhere" / "open.csv"
    assert supervisor.run("export", "premises", "--out", gone, *PURPOSE, *INSISTS).code == 2


def test_a_shift_report_reads_back_from_its_pages(supervisor: Tablet, tmp_path: Path) -> None:
    outing = supervisor.add(
        "outing", team="North team", occurred_from="2026-01-05T21:00:00+00:00", agencies=["police"]
    )
    late = supervisor.add(
        "hotspot-visit", outing=outing, place_name="Arcade", nothing_seen=True,
        occurred_from="2026-01-05T23:40:00+00:00",
    )  # fmt: skip
    early = supervisor.add(
        "hotspot-visit", outing=outing, place_name="Chicken shop", indicators=["gifts_or_money"],
        fact="A man handed her a telephone.", verbatim="He said it is mine 😀\U000e0001",
        assessment="Grooming is likely.", occurred_from="2026-01-05T22:10:00+00:00",
    )  # fmt: skip
    supervisor.add("person-sighting", visit=early, apparent_age="13_to_15",
                   occurred_from="2026-01-05T22:12:00+00:00")  # fmt: skip
    supervisor.add("hotspot-visit", place_name="Elsewhere", nothing_seen=True,
                   occurred_from="2026-01-05T22:30:00+00:00")  # fmt: skip
    supervisor.run("correct", early, "--reason", "It was a tablet",
                   stdin=json.dumps({"fact": "A man handed her a tablet."}))  # fmt: skip
    file = tmp_path / "shift.pdf"
    said = supervisor.run("export", "shift", outing[:12], "--out", file, *PURPOSE, *INSISTS)
    assert said.code == 0, said.err
    text = text_of(file)
    for words in (
        "Shift report", "North team", "OFFICIAL-SENSITIVE", "Produced by Supervisor, Rochdale",
        PURPOSE[1], "Page 1 of ", "Nothing was seen", "Not reviewed yet", "Grooming is likely.",
        "Reason: It was a tablet", "A man handed her a telephone.", "A man handed her a tablet.",
        "“He said it is mine 😀[U+E0001]”", "No notice is recorded for this outing.",
        early[:16], "not yet", "Asked for, and not recorded", "End of the report.",
    ):  # fmt: skip
        assert words in text, words
    assert text.index("Chicken shop") < text.index("Arcade")
    assert "Elsewhere" not in text, "its time fits, and it is of another outing"
    history = supervisor.run("history", late, "--json").objects
    assert history[0]["id"][:16] in text
    reader = PdfReader(file)
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert len(reader.pages) >= 2
    assert all("OFFICIAL-SENSITIVE" in page.extract_text() for page in reader.pages)
    assert (
        supervisor.run("export", "shift", early, "--out", tmp_path / "x", *PURPOSE, *INSISTS).code
        == 1
    )


def test_a_history_hints_at_nothing_that_its_reader_may_not_read(
    tablets: dict[str, Tablet], supervisor: Tablet, partnership: Partnership, tmp_path: Path
) -> None:
    def sync(*names: str) -> None:
        for name in names:
            session = partnership.unlock(name)
            assert session.sync().problem is None
            session.lock()

    licensing = tablets["licensing"]
    place = licensing.add("premises", name="Invented Chicken", operator="A Person")
    licensing.add("premises-check", premises=place, regimes=["licensing"], outcomes=["warning"])
    licensing.add("notice", premises=place, notice_type="asb_closure", served_on="The manager")
    sync("licensing")
    before = tmp_path / "before.pdf"
    asked = ("export", "premises", place, *PURPOSE, *INSISTS, "--out")
    assert licensing.run(*asked, before).code == 0
    sync("supervisor")
    supervisor.add("person-sighting", premises=place, names_heard="Kylie", apparent_age="13_to_15")
    supervisor.add("premises-check", premises=place, person_in_charge="Licensing")
    supervisor.add("soft-intelligence", premises=place, fact="The cellar is let by the hour")
    sync("supervisor", "licensing")
    after, theirs = tmp_path / "after.pdf", tmp_path / "theirs.pdf"
    said = licensing.run(*asked, after, "--json")
    assert said.code == 0, said.err
    assert said.object["left_out"] == 1, "a check that names the reader: told to them, not to all"
    assert supervisor.run(*asked, theirs).code == 0
    told = text_of(theirs)
    assert "Kylie" in told
    assert "cellar" not in told, "told in confidence: in no report for a court"
    assert "Person in charge Licensing" in told
    again = text_of(after)
    for part in ("Standing facts", "Checks", "Notices", "The manager", "Warning"):
        assert part in again, part
    # But for the time, the very pages of before anybody saw a child there.
    assert worded(again) == worded(text_of(before))


def test_a_schedule_lists_every_version_and_is_held_to_the_log(
    supervisor: Tablet, tmp_path: Path
) -> None:
    visit = supervisor.add("hotspot-visit", place_name="Arcade", fact="One", nothing_seen=True)
    supervisor.run("correct", visit, "--reason", "Typed wrong", stdin=json.dumps({"fact": "Two"}))
    seen = supervisor.add("person-sighting", visit=visit, names_heard="Kylie", fact="Ran",
                          handling="conditions")  # fmt: skip
    about = ("export", "disclosure", "--about", visit, *PURPOSE, *INSISTS, "--out")
    lines, sheet, table = (tmp_path / name for name in ("a.jsonl", "a.pdf", "a.csv"))
    said = supervisor.run(*about, lines, "--jsonl", "--json")
    assert (said.code, said.object["records"]) == (0, 2), said.err
    items = [json.loads(one) for one in lines.read_text().splitlines()]
    assert [item["number"] for item in items] == [1, 2, 3]
    assert [item["sensitive"] for item in items] == [False, False, True]
    history = supervisor.run("history", visit, "--json").objects
    assert [item["entry"] for item in items[:2]] == [version["id"] for version in history]
    assert {item["signature"] for item in items} == {"signed"}
    assert [item["chain"] for item in items] == sorted(item["chain"] for item in items)
    assert "Typed wrong" in items[1]["description"]
    assert items[2]["description"].startswith("Sighting of a person, first"), "its kind only"
    assert (items[2]["record"], "Kylie" in lines.read_text()) == (seen, False)

    assert supervisor.run(*about, sheet).code == 0
    assert supervisor.run(*about, table, "--csv").code == 0
    text = text_of(sheet)
    for item in items:
        assert item["entry"] in text
        assert item["sha256"] in text
        assert item["entry"].encode() in table.read_bytes()
    assert "Every signature was checked, and verifies." in text
    assert text.index("Sensitive schedule") > text.index(items[1]["entry"])
    six = text[text.index("Six words") :].split()[2:8]

    checked = supervisor.run("export", "disclosure", "--check", lines, "--json")
    assert (checked.code, checked.object) == (0, {"agree": 3, "differ": []})
    items[0]["sha256"] = "0" * 64
    items[1]["entry"] = "1" * 64
    lines.write_text("\n".join(map(json.dumps, items)))
    checked = supervisor.run("export", "disclosure", "--check", lines, "--json")
    assert (checked.code, checked.object["agree"], len(checked.object["differ"])) == (5, 1, 2)
    again = tmp_path / "again.pdf"
    supervisor.run("correct", visit, "--reason", "Once more", stdin=json.dumps({"fact": "Three"}))
    assert supervisor.run(*about, again).code == 0
    assert text_of(again)[text_of(again).index("Six words") :].split()[2:8] != six


def test_a_pack_has_the_texts_that_somebody_read_and_opens_for_its_reviewer(
    tablets: dict[str, Tablet], supervisor: Tablet, tmp_path: Path
) -> None:
    for n in range(6):
        supervisor.add(
            "hotspot-visit",
            place_name="Zeppelin Arcade",
            nothing_seen=True,
            fact=f"Quiet at Zeppelin {n}",
            occurred_from="2026-01-05T22:10:00+00:00",
        )
    texts = supervisor.run("export", "pack", "--texts").objects
    assert {tuple(one["found"]) for one in texts} == {("Zeppelin",)}
    reviewed, file, taken = (tmp_path / name for name in ("texts", "pack.sealed", "pack.json"))
    asked = ("export", "pack", "--from", "2026-01-01", "--out", file, *PURPOSE, "--to", "worker")
    reviewed.write_text(json.dumps({**texts[0], "text": texts[0]["text"]}))
    assert supervisor.run(*asked, "--reviewed", reviewed).code == 1, "the place is still in it"
    reviewed.write_text(json.dumps({**texts[0], "text": "It was quiet."}))
    said = supervisor.run(*asked, "--reviewed", reviewed, "--expires", "2099-01-01")
    assert said.code == 0, said.err
    opened = tablets["worker"].run("open-export", file, "--out", taken)
    assert opened.code == 0, opened.err
    made = json.loads(taken.read_text())
    told = made["records"]["hotspot-visit"]
    assert [t for row in told for t in row["texts"].values()] == ["It was quiet."]
    assert "Zeppelin" not in taken.read_text()
    assert made["marking"].startswith("OFFICIAL: de-identified")
    assert not {one["record"] for one in texts} & {row["id"] for row in told}
    late = tmp_path / "late.sealed"
    assert supervisor.run(*asked[:-5], late, *asked[-4:], "--expires", "2026-01-02").code == 0
    assert "last day" in tablets["worker"].run("open-export", late).err


def test_wards_are_told_on_the_screen_and_in_a_file(supervisor: Tablet, tmp_path: Path) -> None:
    for _n in range(3):
        supervisor.add("hotspot-visit", nothing_seen=True, ward_code="E05015239")
    asked = ("--authority", "E08000009")
    said = supervisor.run("insights", "localities", *asked)
    assert "fewer than 5" in said.out
    assert "Soft intelligence" in said.out
    assert supervisor.run("insights", "localities", *asked, "--measure", "sti").code == 2
    file = tmp_path / "wards.csv"
    done = supervisor.run("export", "localities", *asked, "--out", file, *PURPOSE, *INSISTS)
    assert done.code == 0, done.err
    assert "fewer than 5" in file.read_text("utf-8-sig")
    assert exports(supervisor)[0]["purpose"]


def worded(text: str) -> list[str]:
    """Its words without times and ids."""
    return [word for word in text.split() if not any(c.isdigit() for c in word)]
