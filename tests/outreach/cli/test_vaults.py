"""vault create, info, passphrase: the codes that are shown once, and what opens what."""

from pathlib import Path

import pytest

from sync.client.recovery_code import RecoveryCode
from sync.store.settings import Settings
from sync.store.store import Store
from tests.command_line import Tablet, free_ports, run

WORDS = "seven grey herons by the weir"


@pytest.fixture
def token(tmp_path: Path) -> Path:
    """A file with the one-time token of a store."""
    store = Store(Settings(f"sqlite:///{tmp_path / 'store.db'}"))
    (tmp_path / "token").write_text(store.issue_token() + "\n")
    store.close()
    return tmp_path / "token"


@pytest.fixture
def passphrase(tmp_path: Path) -> Path:
    (tmp_path / "passphrase").write_text(WORDS + "\n")
    return tmp_path / "passphrase"


def create(vault: Path, token: Path, passphrase: Path, store: str = "https://store.example"):
    return run(
        *("vault", "create", vault, "--store", store, "--name", "Ada Example"),
        *("--agency", "Youth service", "--token-file", token, "--passphrase-file", passphrase),
    )


def test_a_new_vault_shows_its_recovery_code_once_and_works_offline(
    tmp_path: Path, token: Path, passphrase: Path
) -> None:
    said = create(tmp_path / "mine", token, passphrase)
    assert said.code == 0, said.err
    RecoveryCode.parse(said.line)
    assert "only this once" in said.err
    mine = Tablet(tmp_path / "mine", passphrase)
    info = run("vault", "info", mine.vault, "--json", "--passphrase-file", passphrase).object
    assert (info["name"], info["agency"]) == ("Ada Example", "Youth service")
    assert info["duties"] == ["founder", "supervisor"]
    assert info["spaces"] == [
        "audit",
        "challenges",
        "intelligence",
        "premises",
        "safeguarding",
        "sealed-sources",
    ]
    assert info["store"] == "https://store.example"
    visit = mine.add("hotspot-visit", nothing_seen=True)
    assert mine.show(visit)["standing"] == "only here"
    assert "Ada Example" in run("vault", "info", mine.vault, "--passphrase-file", passphrase).out
    assert WORDS not in said.out + said.err


def test_a_vault_is_never_made_over_another(tmp_path: Path, token: Path, passphrase: Path) -> None:
    create(tmp_path / "mine", token, passphrase)
    before = (tmp_path / "mine" / "vault.json").read_bytes()
    said = create(tmp_path / "mine", token, passphrase)
    assert said.code == 1
    assert "already" in said.err
    assert (tmp_path / "mine" / "vault.json").read_bytes() == before


@pytest.mark.parametrize(
    "store", ["http://store.example", "ftp://127.0.0.1", "store", "https://user:x@store.example"]
)
def test_a_store_is_reached_by_https_or_on_this_machine(
    tmp_path: Path, token: Path, passphrase: Path, store: str
) -> None:
    said = create(tmp_path / "mine", token, passphrase, store)
    assert said.code == 1
    assert not (tmp_path / "mine" / "vault.json").exists()


def test_a_token_that_is_none_and_a_short_passphrase_make_nothing(
    tmp_path: Path, token: Path, passphrase: Path
) -> None:
    (tmp_path / "short").write_text("short\n")
    assert create(tmp_path / "mine", token, tmp_path / "short").code == 1
    assert create(tmp_path / "mine", passphrase, passphrase).code == 1
    without = run(
        *("vault", "create", tmp_path / "mine", "--store", "https://store.example", "--name", "A"),
        *("--agency", "B", "--passphrase-file", passphrase),
    )
    assert without.code == 2
    assert "--token-file" in without.err
    assert not (tmp_path / "mine" / "vault.json").exists()


def test_the_first_sync_opens_the_partnership_and_the_token_opens_no_second(
    tmp_path: Path, token: Path, passphrase: Path
) -> None:
    from tests.command_line import Demonstration

    port = free_ports(1)
    url = f"http://127.0.0.1:{port}"
    (tmp_path / "demonstration.json").write_text(f'{{"port": {port}}}')
    here = Demonstration(tmp_path)
    assert create(tmp_path / "mine", token, passphrase, url).code == 0
    assert create(tmp_path / "second", token, passphrase, url).code == 0
    mine, second = (Tablet(tmp_path / name, passphrase) for name in ("mine", "second"))
    visit = mine.add("hotspot-visit", nothing_seen=True)
    assert mine.run("sync").code == 3
    with here.store_is_up():
        assert mine.sync()["only_here"] == 0
        assert mine.show(visit)["standing"] == "safe"
        refused = second.run("sync")
    assert refused.code == 3
    assert "one-time token" in refused.err
    assert mine.run("verify").code == 0


def test_a_changed_passphrase_opens_and_the_old_one_does_not(
    worker: Tablet, tmp_path: Path
) -> None:
    (tmp_path / "new").write_text(WORDS + "\n")
    said = run(
        *("vault", "passphrase", worker.vault, "--passphrase-file", worker.passphrase_file),
        *("--new-passphrase-file", tmp_path / "new"),
    )
    assert said.code == 0, said.err
    code = said.line
    assert worker.run("list").code == 4
    changed = Tablet(worker.vault, tmp_path / "new")
    assert len(changed.run("list").lines) > 700

    # And when that one is forgotten:
    (tmp_path / "code").write_text(code.lower().replace("-", " ") + "\n")
    (tmp_path / "newest").write_text("another six words to keep\n")
    said = run(
        *("vault", "passphrase", "--vault", worker.vault),
        *("--recovery-code-file", tmp_path / "code", "--new-passphrase-file", tmp_path / "newest"),
    )
    assert said.code == 0, said.err
    assert said.line != code
    assert changed.run("list").code == 4
    assert Tablet(worker.vault, tmp_path / "newest").run("verify").code == 0
    # The code that was used is spent.
    again = run(
        *("vault", "passphrase", worker.vault, "--recovery-code-file", tmp_path / "code"),
        *("--new-passphrase-file", tmp_path / "new"),
    )
    assert again.code == 4


def test_a_slip_in_a_recovery_code_is_noticed_at_once(worker: Tablet, tmp_path: Path) -> None:
    (tmp_path / "code").write_text("AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA\n")
    (tmp_path / "new").write_text(WORDS + "\n")
    said = run(
        *("vault", "passphrase", worker.vault, "--recovery-code-file", tmp_path / "code"),
        *("--new-passphrase-file", tmp_path / "new"),
    )
    assert said.code == 1
    assert "slip" in said.err
    assert worker.run("list").code == 0
