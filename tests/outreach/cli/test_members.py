"""A partnership from founding to recovery, with nothing but the command line."""

from __future__ import annotations

import json
import stat
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from pypdf import PdfReader

from outreach.founding import found_partnership
from outreach.joining import Joining
from outreach.recovering import recover
from sync.recovery_sheet import RecoverySheet
from sync.store.app import create_app
from sync.store.settings import Settings
from tests.command_line import CHEAP, Said, Tablet, free_ports, run

PASSPHRASE = "correct horse battery staple"
VISIT = {"hotspot_type": "park", "nothing_seen": True, "occurred_from": "2026-01-05T22:10:00+00:00"}


@dataclass
class Town:
    """A store on loopback, a folder for vaults, and whoever has one."""

    folder: Path
    url: str
    token_file: Path
    sheet: Path
    square: Path

    @property
    def secret(self) -> tuple[str, Path]:
        return "--passphrase-file", self.folder / "passphrase"

    def tablet(self, name: str) -> Tablet:
        return Tablet(self.folder / name, self.folder / "passphrase")

    def do(self, name: str, *arguments: str | Path, code: int = 0) -> list[dict[str, Any]]:
        """A command with --json on somebody's vault, which must end so."""
        said = self.tablet(name).run(*arguments, "--json")
        assert said.code == code, (said.out, said.err)
        return said.objects if code == 0 else []

    def create(self, name: str = "ada", **options: str) -> Said:
        return run(
            *("partnership", "create", self.folder / name, "--store", self.url),
            *("--name", "Night Watch", "--areas", "Rochdale, Oldham", "--agencies", "Council"),
            *("--me", "Ada", "--agency", "Council", "--token-file", self.token_file),
            *("--recovery-sheet", self.sheet, *self.secret, "--json"),
            *(word for pair in options.items() for word in pair),
        )

    def enrol(self, name: str, *duty: str, by: str = "ada") -> dict[str, Any]:
        """Invited, asked, compared, approved, in."""
        (invited,) = self.do(by, "member", "invite")
        asked = run(
            *("member", "request", invited["invitation"], self.folder / name, "--name"),
            *(name.title(), "--agency", "Invented", *self.secret, "--json"),
        )
        assert asked.code == 0, asked.err
        words = asked.object["words"]
        (waiting,) = [r for r in self.do(by, "member", "requests") if r["what"] == "invited"]
        assert waiting["words"] == words
        (done,) = self.do(
            by, "member", "approve", waiting["id"][:10], "--words", " ".join(words), *duty
        )
        (inside,) = self.do(name, "member", "join")
        return {**done, **inside}


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    for function in (found_partnership, Joining.keep, recover):
        assert function.__kwdefaults__ is not None
        monkeypatch.setitem(function.__kwdefaults__, "scrypt_n", CHEAP)
    port = free_ports(1)
    app = create_app(Settings(f"sqlite:///{tmp_path / 'store.db'}", key_file=tmp_path / "key"))
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="off")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    made = Town(
        tmp_path,
        f"http://127.0.0.1:{port}",
        tmp_path / "token",
        tmp_path / "sheet.pdf",
        tmp_path / "square",
    )
    made.token_file.write_text(app.state.store.issue_token())
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    kept: list[RecoverySheet] = []
    of = RecoverySheet.of.__func__  # type: ignore[attr-defined]

    def remember(cls: type[RecoverySheet], *given: Any) -> RecoverySheet:
        kept.append(of(cls, *given))
        made.square.write_text(kept[-1].text())
        return kept[-1]

    monkeypatch.setattr(RecoverySheet, "of", classmethod(remember))
    try:
        yield made
    finally:
        server.should_exit = True
        thread.join()
        app.state.store.close()


def test_from_founding_to_a_lost_tablet(town: Town) -> None:
    assert town.create().object["recovery_code"]
    assert stat.S_IMODE(town.sheet.stat().st_mode) == 0o600
    assert "Night Watch" in PdfReader(town.sheet).pages[0].extract_text()
    town.do("ada", "sync")
    (about,) = town.do("ada", "partnership", "info")
    assert (about["name"], about["areas"]) == ("Night Watch", ["Rochdale", "Oldham"])
    assert about["recovery"]
    assert about["rehearsed"] is None
    done = town.enrol("worker", "--duty", "outreach-worker")
    assert done["roles"]["safeguarding"] == "writer"
    assert done["reads"] == ["premises", "safeguarding"]
    done = town.enrol("auditor", "--duty", "auditor", "--hand-over", "audit")
    assert done["handed_over"] == ["audit"]
    done = town.enrol("licensing", "--duty", "licensing-officer")
    assert done["pending"] == {"audit": "depositor"}
    town.do("auditor", "sync")
    (asked,) = town.do("auditor", "member", "requests")
    assert (asked["what"], asked["by"]) == ("admission", "Ada")
    assert town.tablet("auditor").run("member", "approve", asked["id"]).code == 0
    assert town.do("auditor", "member", "requests") == []
    spaces = {s["name"]: s["role"] for s in town.do("licensing", "space", "list")}
    assert (spaces["safeguarding"], spaces["premises"]) == ("depositor", "writer")

    visit = town.tablet("worker").run("add", "hotspot-visit", stdin=json.dumps(VISIT)).line
    (report,) = town.do("licensing", "device", "report-lost", "Worker", "--words", "Left on a tram")
    assert report["sent"]
    town.do("ada", "sync")
    (lost,) = town.do("ada", "device", "lost")
    assert (lost["name"], lost["by"]) == ("Worker", "Licensing")
    (closed,) = town.do("ada", "device", "close-lost", lost["id"][:12])
    assert closed["asked"] == ["audit"]
    assert town.do("ada", "device", "lost") == []
    said = town.tablet("worker").run("sync")
    assert not (town.folder / "worker" / "vault.json").exists(), said.err
    (late,) = town.do("ada", "late", "list")
    assert (late["name"], late["record"]) == ("Worker", visit)
    assert town.tablet("ada").run("late", "adopt", late["id"][:12]).line == visit
    assert town.do("ada", "late", "list") == []
    assert town.do("ada", "late", "list", "--all")[0]["decision"] == "adopted"
    names = {m["name"] for m in town.do("ada", "member", "list")}
    assert names == {"Ada", "Licensing", "Auditor"}


def test_duties_removal_and_the_last_admin(town: Town) -> None:
    town.create()
    town.do("ada", "sync")
    town.enrol("worker", "--duty", "outreach-worker")
    (done,) = town.do("ada", "member", "duties", "Worker", "--duty", "licensing-officer")
    assert "safeguarding" in done["spaces"]
    town.do("worker", "sync")
    assert "safeguarding" not in town.do("worker", "vault", "info")[0]["spaces"]
    town.do("ada", "member", "duties", "Worker", "--duty", "astronaut", code=1)
    town.do("ada", "member", "remove", "Ada", "--reason", "left", code=1)
    town.do("worker", "member", "invite", code=1)
    (gone,) = town.do("ada", "member", "remove", "worker", "--reason", "left")
    assert len(gone["spaces"]) == 6
    assert town.do("ada", "member", "list", "--closed")[-1]["closed"]["premises"] == "left"


def test_words_that_differ_let_nobody_in(town: Town) -> None:
    town.create()
    town.do("ada", "sync")
    (invited,) = town.do("ada", "member", "invite", "--hours", "1")
    asked = run(
        *("member", "request", invited["invitation"], town.folder / "worker", "--name", "Worker"),
        *("--agency", "A", *town.secret, "--json"),
    )
    (waiting,) = town.do("ada", "member", "requests")
    wrong = " ".join(reversed(asked.object["words"]))
    approve = ("member", "approve", waiting["id"], "--duty", "outreach-worker")
    town.do("ada", *approve, "--words", wrong, code=1)
    town.do("ada", *approve, code=2)
    town.do("worker", "member", "join", code=1)
    assert town.tablet("ada").run("member", "withdraw", invited["invitation"]).code == 0
    assert town.do("ada", "member", "requests") == []


def test_the_sheet_is_rehearsed_and_used(town: Town) -> None:
    town.create()
    town.do("ada", "sync")
    (proved,) = town.do("ada", "recovery", "rehearse", "--square-file", town.square)
    assert len(proved["spaces"]) == 6
    assert town.do("ada", "partnership", "info")[0]["rehearsed"]
    words = town.folder / "words"
    words.write_text(" ".join(RecoverySheet.parse(town.square.read_text()).key.words()))
    town.do("ada", "recovery", "rehearse", "--words-file", words)
    old = town.square.read_text()
    town.do("ada", "recovery", "sheet", town.folder / "new.pdf")
    assert stat.S_IMODE((town.folder / "new.pdf").stat().st_mode) == 0o600
    town.do("ada", "recovery", "sheet", town.folder / "new.pdf", code=1)
    (town.folder / "old").write_text(old)
    town.do("ada", "recovery", "rehearse", "--square-file", town.folder / "old", code=5)


def test_a_new_machine_and_the_sheet_alone(town: Town) -> None:
    town.create()
    town.do("ada", "sync")
    used = run(
        *("recovery", "use", town.folder / "bea", "--square-file", town.square),
        *("--name", "Bea", "--agency", "Council", "--lost", "Ada", *town.secret, "--json"),
    )
    assert used.code == 0, used.err
    assert len(used.object["administers"]) == 6
    assert len(used.object["removed"]) == 1
    assert used.object["recovery_code"]
    assert {m["name"] for m in town.do("bea", "member", "list")} == {"Bea"}


def test_a_table_of_the_partnerships_own(town: Town) -> None:
    table = run("duties", "--json").object
    table["duties"]["street-medic"] = {"label": "Medic", "roles": {"safeguarding": "reader"}}
    file = town.folder / "duties.json"
    file.write_text(json.dumps(table))
    town.create(**{"--duties": str(file)})
    town.do("ada", "sync")
    assert "street-medic" in town.do("ada", "duties")[0]["duties"]
    table["duties"]["street-medic"]["roles"] = {"safeguarding": "king"}
    file.write_text(json.dumps(table))
    said = town.tablet("ada").run("duties", "--set", file)
    assert said.code == 1
    assert "no known role in the space “safeguarding”" in said.err


def test_a_vault_is_wiped_when_it_is_asked_for(town: Town) -> None:
    town.create()
    town.do("ada", "device", "wipe", code=2)
    (gone,) = town.do("ada", "device", "wipe", "--yes")
    assert gone == {"wiped": True, "changes_lost": 0, "drafts_lost": 0}
    assert not (town.folder / "ada" / "vault.json").exists()


def test_a_sheet_is_never_written_over(town: Town) -> None:
    town.sheet.write_text("something")
    said = town.create()
    assert said.code == 1
    assert "file of this name" in said.err
    assert not (town.folder / "ada").exists()
