"""The battery comes out: a real process is killed with SIGKILL, again and again, at moments that a
seed picks. Whatever was acknowledged is there, the vault opens, drafts survive.
"""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from outreach.drafts import Draft
from outreach.session import Session
from sync.client.recovery_code import RecoveryCode
from sync.client.vault import Vault
from sync.errors import InputError, OutreachError
from tests.partnership import PASSPHRASE
from tests.scenarios.team import Team, rows_of

ROOT = Path(__file__).resolve().parents[2]

#: Unlocks a vault and works until it is killed; says on stdout what it has been told is durable.
WORKING = """
import json, sys
from itertools import count
from pathlib import Path
from outreach.drafts import Draft
from outreach.session import Session

folder, passphrase = Path(sys.argv[1]), sys.argv[2]

def say(what, value):
    sys.stdout.write(json.dumps([what, value]) + "\\n")
    sys.stdout.flush()

session = Session.unlock(folder, passphrase)
say("open", len(session.rows()))
visit = {"hotspot_type": "park", "nothing_seen": True}
for number in count():
    record = session.add("hotspot-visit", {**visit, "place_name": f"Place {number}"})
    say("saved", record)
    session.save_draft(Draft("ab" * 16, "outing", 1, {"team": str(number)}, "team", 1, number))
    say("draft", number)
    if number % 3 == 0:
        session.correct(record, {"weather": f"Rain {number}"}, "Left out")
        say("corrected", record)
    if number % 5 == 0:
        say("many", session.add_many("premises", [{"name": f"P {number} {n}"} for n in range(3)]))
    if number % 7 == 0:
        session.set_setting("lock_after_minutes", number)
        say("set", number)
"""

#: Unlocks a vault and syncs for ever through a store that it serves to itself.
SYNCING = """
import json, sys
from pathlib import Path
import httpx
from outreach.session import Session
from sync.store.app import create_app
from sync.store.settings import Settings

folder, passphrase, store = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])

def say(what, value):
    sys.stdout.write(json.dumps([what, value]) + "\\n")
    sys.stdout.flush()

app = create_app(Settings(database=f"sqlite:///{store}/store.db", key_file=store / "store.key"))
session = Session.unlock(folder, passphrase, through=httpx.ASGITransport(app))
say("open", len(session.rows()))
while True:
    record = session.add("hotspot-visit", {"hotspot_type": "park", "nothing_seen": True})
    say("saved", record)
    report = session.sync(progress=lambda p: say("step", [p.sent, p.received]))
    assert report.problem is None, report.problem
    assert session.standing(record) == "safe"
    say("safe", record)
"""


def until_killed(code: str, after: int, *arguments: str) -> dict[str, list[object]]:
    """Run it, kill it after so many lines, and give what it had said by then."""
    said: dict[str, list[object]] = {}
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            what, value = json.loads(line)
            said.setdefault(what, []).append(value)
            after -= 1
            if after == 0:
                process.send_signal(signal.SIGKILL)
    finally:
        process.kill()
        _, errors = process.communicate()
    assert process.returncode == -signal.SIGKILL, errors
    return said


def test_killed_while_saving(team: Team, rng: random.Random) -> None:
    team.worker.lock()
    folder = team.folder / "worker"
    saved: set[object] = set()
    for _ in range(3):
        said = until_killed(WORKING, rng.randrange(2, 60), str(folder), PASSPHRASE)
        assert len(said["open"]) == 1, "the vault opened"
        saved |= set(said.get("saved", []))
        for many in said.get("many", []):
            assert isinstance(many, list)
            saved |= set(many)
        session = team.worker
        shown = {row.id: row for row in session.rows()}
        assert shown.keys() >= saved
        assert len(session.rows("premises")) % 3 == 0, "three at once are three or none"
        for record in said.get("corrected", []):
            assert str(session.show(str(record)).fields["weather"]).startswith("Rain")
        for number in said.get("draft", [])[-1:]:
            (draft,) = session.drafts()
            assert draft.updated_ms >= int(str(number))
            assert draft.fields == {"team": str(draft.updated_ms)}
        for number in said.get("set", [])[-1:]:
            assert session.settings["lock_after_minutes"] >= int(str(number))
        assert session.quarantine() == []
        session.lock()
    team.go_round()
    assert team.worker.only_here() == 0
    assert {row.id for row in team.supervisor.rows()} >= saved
    assert rows_of(team.worker) == rows_of(team.supervisor)


def test_killed_while_syncing(team: Team, rng: random.Random) -> None:
    """Both at once, tablet and store: they are one process here."""
    for _ in range(20):
        team.supervisor.add("hotspot-visit", {"hotspot_type": "park", "nothing_seen": True})
    team.sync("supervisor")
    team.worker.lock()
    team.app.state.store.close()
    folder = team.folder / "worker"
    saved: set[object] = set()
    safe: set[object] = set()
    for _ in range(3):
        after = rng.randrange(2, 25)
        said = until_killed(SYNCING, after, str(folder), PASSPHRASE, str(team.folder))
        saved |= set(said.get("saved", []))
        safe |= set(said.get("safe", []))
    team.open_store()
    team.supervisor.through = team.network
    team.sync("supervisor")
    assert {row.id for row in team.supervisor.rows()} >= safe, "safe is safe, whoever dies"
    assert {row.id for row in team.worker.rows()} >= saved
    team.go_round()
    assert team.worker.only_here() == 0
    assert rows_of(team.worker) == rows_of(team.supervisor)
    assert len(team.worker.rows()) in range(20 + len(saved), 20 + len(saved) + 4)


CHANGING = """
import sys
from pathlib import Path
from outreach.session import Session
from sync.client import vault_file

folder, passphrase, new, dies_at = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
session = Session.unlock(folder, passphrase)
import os, signal
written = 0

def counted(path, content, real=vault_file.write_whole):
    global written
    written += 1
    if written == dies_at:
        os.kill(os.getpid(), signal.SIGKILL)
    real(path, content)
    if -written == dies_at:
        os.kill(os.getpid(), signal.SIGKILL)

vault_file.write_whole = counted
session.change_passphrase(new, scrypt_n=1 << 14)
print("changed", flush=True)
"""


@pytest.mark.parametrize("dies_at", [1, -1, 2, -2])
def test_killed_while_changing_the_passphrase(team: Team, dies_at: int) -> None:
    """Before or after either of the two writes: one passphrase opens it, and nothing is lost."""
    new = "a wholly new passphrase"
    record = team.worker.add("hotspot-visit", {"hotspot_type": "park", "nothing_seen": True})
    team.worker.save_draft(Draft("ab" * 16, "outing", 1, {"team": "North"}))
    team.worker.lock()
    folder = team.folder / "worker"
    done = subprocess.run(
        [sys.executable, "-c", CHANGING, str(folder), PASSPHRASE, new, str(dies_at)],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    opened = []
    for passphrase in (PASSPHRASE, new):
        (folder / "attempts.json").unlink(missing_ok=True)
        try:
            session = Session.unlock(folder, passphrase)
        except OutreachError:
            continue
        opened.append(passphrase)
        assert [row.id for row in session.rows()] == [record]
        assert [draft.fields for draft in session.drafts()] == [{"team": "North"}]
        session.lock()
    assert opened == [PASSPHRASE if dies_at == 1 else new]


def kill_while_changing(folder: Path, new: str, dies_at: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHANGING, str(folder), PASSPHRASE, new, str(dies_at)],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.parametrize("dies_at", [-1, 2])
def test_killed_between_the_two_saves_nobody_has_the_recovery_code(
    team: Team, dies_at: int, tmp_path: Path
) -> None:
    """The new passphrase opens it; its code went down with the process. A new one is made."""
    new = "a wholly new passphrase"
    team.worker.save_draft(Draft("ab" * 16, "outing", 1, {"team": "North"}))
    team.worker.lock()
    folder = team.folder / "worker"
    kill_while_changing(folder, new, dies_at)
    with pytest.raises(OutreachError):
        Vault.unlock_with_code(folder, team.codes["worker"])
    said = run(tmp_path, "vault", "info", folder, new)
    assert "outreach vault recovery-code" in said.stderr
    assert said.exit_code == 0
    session = Session.unlock(folder, new)
    assert session.recovery_code_unshown
    lost = session.renew_recovery_code()  # and killed again, before it was on the screen
    session.lock()
    session = Session.unlock(folder, new)
    assert session.recovery_code_unshown, "it is not taken as shown before it was"
    session.lock()
    said = run(tmp_path, "vault", "recovery-code", folder, new)
    assert said.exit_code == 0, said.stderr
    code = RecoveryCode.parse(said.stdout.strip())
    with pytest.raises(OutreachError):
        Vault.unlock_with_code(folder, lost)
    session = Session(Vault.unlock_with_code(folder, code))
    try:
        assert not session.recovery_code_unshown
        assert [draft.fields for draft in session.drafts()] == [{"team": "North"}]
        assert len(session.identity.local_keys) == 1
        with pytest.raises(InputError, match="Nothing was changed"):
            session.renew_recovery_code()
    finally:
        session.lock()
    again = run(tmp_path, "vault", "recovery-code", folder, new)
    assert (again.exit_code, again.stdout) == (1, "")
    assert "recovery-code" not in run(tmp_path, "vault", "info", folder, new).stderr


@pytest.mark.parametrize("dies_at", [1, -2])
def test_killed_before_or_after_both_saves_the_code_is_no_question(
    team: Team, dies_at: int
) -> None:
    new = "a wholly new passphrase"
    team.worker.lock()
    folder = team.folder / "worker"
    kill_while_changing(folder, new, dies_at)
    session = Session.unlock(folder, PASSPHRASE if dies_at == 1 else new)
    assert not session.recovery_code_unshown
    session.lock()


class Said(NamedTuple):
    exit_code: int
    stdout: str
    stderr: str


def run(tmp_path: Path, group: str, command: str, folder: Path, passphrase: str) -> Said:
    """One command, in a process of its own."""
    (tmp_path / "passphrase").write_text(passphrase + "\n")
    file = str(tmp_path / "passphrase")
    done = subprocess.run(
        [sys.executable, "-m", "outreach", group, command, str(folder), "--passphrase-file", file],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return Said(done.returncode, done.stdout, done.stderr)
