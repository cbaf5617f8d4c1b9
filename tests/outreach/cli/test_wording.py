"""``outreach wording``: advice about a text, and counts that name nobody."""

import json
from pathlib import Path

from outreach.model.wording_counts import SETTING
from outreach.session import Session
from tests.command_line import Demonstration, Tablet, run

TEXT = "We met the relationship officer.\r\nShe absconded at 21:15,\n  and put herself at risk.\n"


def test_a_file_is_told_line_by_line_and_nothing_fails(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    said = run("wording", file)
    assert said.code == 0
    assert [line.split(" ")[0] for line in said.lines] == ["2:5:", "3:7:"]
    assert "“absconded”: Went missing." in said.out
    assert file.read_bytes().endswith(TEXT.encode())

    objects = run("wording", "-", "--json", stdin=TEXT).objects
    assert [(one["line"], one["column"], one["rule"]) for one in objects] == [
        (2, 5, "absconded"),
        (3, 7, "puts-themselves-at-risk"),
    ]
    assert all(one["reason"] and one["source"] for one in objects)

    quiet = run("wording", "-", stdin="Nothing seen.")
    assert (quiet.code, quiet.out) == (0, "")
    assert "no words" in quiet.err


def test_edited_rules_are_tried_before_they_are_used(tmp_path: Path) -> None:
    rules = json.loads(run("wording", "--print-rules").out)
    rules["rules"] = [one for one in rules["rules"] if one["id"] != "absconded"]
    file = tmp_path / "rules.json"
    file.write_text(json.dumps(rules), encoding="utf-8")
    said = run("wording", "-", "--rules", file, "--json", stdin=TEXT)
    assert [one["rule"] for one in said.objects] == ["puts-themselves-at-risk"]
    assert "can be used" in run("wording", "--rules", file).err

    rules["rules"][0]["phrases"].append("@nobody here")
    file.write_text(json.dumps(rules), encoding="utf-8")
    wrong = run("wording", "-", "--rules", file, stdin=TEXT)
    assert wrong.code == 1
    assert "“puts-themselves-at-risk” the phrase “@nobody here”" in wrong.err


def test_what_is_no_text_is_said_and_quoted_nowhere(tmp_path: Path) -> None:
    file = tmp_path / "scan.pdf"
    file.write_bytes(b"\xff\xfe secret")
    said = run("wording", file)
    assert said.code == 1
    assert "not text in UTF-8" in said.err
    assert "secret" not in said.err
    assert run("wording", tmp_path / "nowhere.txt").code == 1
    assert run("wording").code == 2


def test_counts_are_a_persons_own_until_five_hand_them_in(worker: Tablet, tmp_path: Path) -> None:
    passphrase = worker.passphrase_file.read_text().strip()
    session = Session.unlock(worker.vault, passphrase)
    session.set_setting(SETTING, {"absconded": {"kept": 2, "changed": 1}})
    session.lock()
    assert "kept 2" in worker.run("wording", "--counts").out
    own = worker.run("wording", "--counts", "--json")
    assert own.object == {"counts": {"absconded": {"kept": 2, "changed": 1}}}

    files = [tmp_path / f"{n}.json" for n in range(5)]
    for file in files:
        file.write_text(own.out, encoding="utf-8")
    alone = run("wording", "--add-up", *files[:4])
    assert alone.code == 1
    assert "5 people or more" in alone.err
    together = run("wording", "--add-up", *files, "--json")
    assert together.objects == [{"rule": "absconded", "kept": 10, "changed": 5, "people": 5}]

    small = {"counts": {"absconded": {"kept": 1}}}
    for file in files[1:]:
        file.write_text(json.dumps(small).replace("1", "0"), encoding="utf-8")
    assert run("wording", "--add-up", *files).code == 1  # a zero is no count
    for file in files[2:]:
        file.write_text('{"counts":{}}', encoding="utf-8")
    files[1].write_text(json.dumps(small), encoding="utf-8")
    hidden = run("wording", "--add-up", *files)
    assert "kept fewer than 5" in hidden.out


def test_a_lead_puts_their_rules_in_force_and_a_worker_does_not(
    demonstration: Demonstration, tmp_path: Path
) -> None:
    rules = json.loads(run("wording", "--print-rules").out)
    rules["rules"] = [one for one in rules["rules"] if one["id"] == "absconded"]
    file = tmp_path / "rules.json"
    file.write_text(json.dumps(rules), encoding="utf-8")
    use = ("wording", "--use", file, "--reason", "Agreed at the board")
    refused = demonstration.worker.run(*use)
    assert refused.code == 1
    assert "safeguarding lead" in refused.err
    assert demonstration.supervisor.run(*use).code == 0
    said = demonstration.supervisor.run("wording", "-", "--in-force", "--json", stdin=TEXT)
    assert [one["rule"] for one in said.objects] == ["absconded"]
    stands = demonstration.supervisor.run("wording", "--standing")
    assert "records with a narrative" in stands.err
