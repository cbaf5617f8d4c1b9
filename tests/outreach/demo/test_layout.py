"""The demonstration is laid out whole or not at all, and nothing is overwritten."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from outreach.demo import layout
from outreach.demo.layout import PARTS, is_laid_out, lay_out, lock_of, port_of
from outreach.session import Session
from sync.errors import InputError, VaultInUse
from tests.command_line import CHEAP, Demonstration, run


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_every_part_is_there_and_for_nobody_elses_eyes(laid_out: Path) -> None:
    assert {p.name for p in laid_out.iterdir()} == {*PARTS, ".lock"}
    assert len((laid_out / "passphrase").read_text().splitlines()) == 1
    for tablet in ("worker", "licensing", "supervisor", "intelligence", "auditor"):
        assert (laid_out / tablet).stat().st_mode & 0o077 == 0
        assert (laid_out / tablet / "vault.json").is_file()
    for secret in ("passphrase", "store.db", "store.db.key", "recovery-sheet.pdf"):
        assert (laid_out / secret).stat().st_mode & 0o077 == 0


def test_a_second_time_changes_nothing(demonstration: Demonstration) -> None:
    before = contents(demonstration.folder)
    said = run("demo", "--dir", demonstration.folder, "--init-only")
    assert said.code == 0
    lay_out(demonstration.folder, 9000, scrypt_n=CHEAP)
    assert contents(demonstration.folder) == before


def test_each_vault_is_complete_without_a_network(demonstration: Demonstration) -> None:
    kinds = {
        name: [
            row["kind"]
            for row in tablet.run("list", "--json").objects
            if not row["deposited"] or name == "licensing"
        ]
        for name, tablet in (
            ("worker", demonstration.worker),
            ("supervisor", demonstration.supervisor),
            ("licensing", demonstration.licensing),
        )
    }
    assert sorted(kinds["worker"]) == sorted(kinds["supervisor"])
    assert kinds["licensing"].count("premises") == kinds["worker"].count("premises") >= 700
    assert "hotspot-visit" not in kinds["licensing"]
    assert kinds["licensing"].count("person-sighting") == 1, "their own, deposited"
    assert kinds["worker"].count("person-sighting") > 1
    assert kinds["worker"].count("hotspot-visit") >= 20
    for tablet in demonstration.tablets:
        info = run("vault", "info", tablet.vault, "--json",
                   "--passphrase-file", tablet.passphrase_file).object  # fmt: skip
        assert (info["only_here"], info["quarantined"]) == (0, 0)
        assert info["store"] == f"http://127.0.0.1:{port_of(demonstration.folder)}"
        assert tablet.run("verify").code == 0


def test_some_wait_for_review_some_came_back_and_one_is_in_conflict(
    demonstration: Demonstration,
) -> None:
    rows = demonstration.worker.run("list", "--json").objects
    states = [row["review"] for row in rows]
    assert 3 <= states.count("to_review") <= 20
    assert states.count("returned") >= 1
    assert states.count("approved") >= 20
    assert sum(row["conflict_count"] > 0 for row in rows) == 1


def test_times_are_of_the_story_and_never_of_the_future(demonstration: Demonstration) -> None:
    for row in demonstration.worker.run("list", "--json").objects:
        if row["deposited"]:  # when the store received it does not come back
            continue
        assert row["recorded"] <= row["received"]
        assert not row["clock_wrong"]
        if row["occurred"]:
            assert row["occurred"] <= row["received"]


def test_everybody_and_every_event_is_invented_and_says_so(demonstration: Demonstration) -> None:
    passphrase = demonstration.worker.passphrase_file.read_text().strip()
    session = Session.unlock(demonstration.worker.vault, passphrase)  # once, not for each record
    try:
        told, rows = 0, session.rows()
        assert len(rows) > 700
        for row in rows:
            assert "(invented)" in row.author_name
            if row.kind in ("hotspot-visit", "premises-check"):
                fields = session.show(row.id).fields
                assert "fact" not in fields or "[invented]" in fields["fact"]
                told += "fact" in fields
        assert told >= 10
    finally:
        session.lock()


def test_nothing_readable_lies_in_vaults_or_store(laid_out: Path) -> None:
    for name, content in contents(laid_out).items():
        if name == "recovery-sheet.pdf":  # for two safes; the demonstration's lies open
            continue
        for word in (b"Interchange", b"invented", b"Okoro"):
            assert word not in content, name
    db = sqlite3.connect(laid_out / "store.db")
    assert db.execute("SELECT count(*) FROM entry").fetchone()[0] > 700
    db.close()


def test_something_else_in_the_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "worker").mkdir()
    with pytest.raises(InputError, match="worker"):
        lay_out(tmp_path, 9000, scrypt_n=CHEAP)
    assert not is_laid_out(tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == [".lock", "mine.txt", "worker"]


def test_a_run_that_was_killed_while_building_is_begun_anew(
    laid_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "there already"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")

    def killed(workplace: Path, *_: object, **__: object) -> None:
        (workplace / "worker").mkdir()
        raise KeyboardInterrupt

    monkeypatch.setattr(layout, "build", killed)
    with pytest.raises(KeyboardInterrupt):
        lay_out(folder, 9000)
    assert not is_laid_out(folder)
    assert not (folder / "worker").exists()

    def built(workplace: Path, *_: object, **__: object) -> None:
        assert not (workplace / "worker").exists(), "what was half done is thrown away"
        for part in PARTS[:-2]:
            source = laid_out / part
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, workplace / part)

    monkeypatch.setattr(layout, "build", built)
    lay_out(folder, 9000)
    assert is_laid_out(folder)
    assert (folder / "mine.txt").read_text() == "mine"


def test_a_run_that_was_killed_while_moving_is_finished(
    demonstration: Demonstration,
) -> None:
    folder = demonstration.folder
    before = contents(folder)
    workplace = folder / ".being-laid-out"
    workplace.mkdir()
    for part in PARTS[2:]:
        (folder / part).rename(workplace / part)
    assert not is_laid_out(folder)
    lay_out(folder, 9000)
    assert contents(folder) == before


def test_two_at_the_same_time_do_not_meet(tmp_path: Path) -> None:
    with lock_of(tmp_path).acquire(), pytest.raises(VaultInUse):
        lay_out(tmp_path, 9000, scrypt_n=CHEAP)


def test_a_mark_that_is_none(tmp_path: Path) -> None:
    (tmp_path / PARTS[-1]).write_text(json.dumps({"port": "no"}))
    with pytest.raises(InputError):
        port_of(tmp_path)
