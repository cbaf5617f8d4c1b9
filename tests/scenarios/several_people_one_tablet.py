"""A tablet that people share has a vault for each; one that is found by strangers may wipe itself.

Nobody opens what another one wrote, what one has not sent survives the other, and whoever chose
that wrong passphrases wipe a vault is told before what would be lost.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from outreach.session import Session
from outreach.tablet import folder_for_another, residents, set_label
from sync.client.at_rest import only_here
from sync.client.attempts import Attempts
from sync.client.vault import Vault, is_vault
from sync.errors import (
    InputError,
    NotFound,
    TooManyAttempts,
    VaultWiped,
    WrongPassphrase,
)
from tests.partnership import PASSPHRASE
from tests.scenarios.team import VISIT, Team

WRONG = "some other passphrase"


@pytest.fixture
def shared(team: Team) -> Path:
    """The worker's and the licensing officer's vaults on one tablet; both have work unsent."""
    base = team.folder / "tablet"
    for name in ("worker", "licensing"):
        team[name].add("premises", {"name": f"{name}'s", "premises_type": "takeaway"})
        team[name].lock()
        folder = folder_for_another(base)
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(team.folder / name, folder)
    return base


def test_each_has_a_vault_and_nobody_opens_anothers(team: Team, shared: Path) -> None:
    first, second = (one.folder for one in residents(shared))
    assert {first.parent.name, second.parent.name} == {"tablet", "vaults"}
    vault = Vault.unlock(first, PASSPHRASE)
    vault.change_passphrase("quite another passphrase", lambda: None, scrypt_n=1 << 14)
    vault.lock()
    with pytest.raises(WrongPassphrase):
        Session.unlock(second, "quite another passphrase", through=team.network)
    Attempts(second, lambda: 0).succeeded()
    titles = []
    for folder, words in ((first, "quite another passphrase"), (second, PASSPHRASE)):
        session = Session.unlock(folder, words, through=team.network)
        titles.append([row.title for row in session.rows("premises")])
        session.lock()
    assert sorted(titles) == [["licensing's"], ["worker's"]]


def test_what_one_has_not_sent_survives_the_other(team: Team, shared: Path) -> None:
    for one in residents(shared):
        assert one.only_here == 1
    first, second = residents(shared)
    session = Session.unlock(first.folder, PASSPHRASE, through=team.network)
    assert session.sync().problem is None
    session.wipe()
    assert [(one.folder, one.only_here) for one in residents(shared)] == [(second.folder, 1)]
    session = Session.unlock(second.folder, PASSPHRASE, through=team.network)
    assert session.sync().only_here == 0
    session.lock()


def test_a_vault_says_only_what_its_owner_wrote_on_it(team: Team, shared: Path) -> None:
    assert [one.label for one in residents(shared)] == ["", ""]
    _, second = residents(shared)
    set_label(second.folder, "Blue cover")
    assert [one.label for one in residents(shared)] == ["Blue cover", ""]
    for bad in ("x" * 41, "two\nlines"):
        with pytest.raises(InputError):
            set_label(second.folder, bad)
    set_label(second.folder, "")
    assert [one.label for one in residents(shared)] == ["", ""]


class Wait:
    """A clock that has waited as long as it was told to."""

    def __init__(self) -> None:
        self.ms = 1_700_000_000_000

    def __call__(self) -> int:
        self.ms += 3_600_000
        return self.ms


def guess(folder: Path, clock: Wait) -> None:
    Vault.unlock(folder, WRONG, now_ms=clock)


class TestTooManyWrongPassphrases:
    def test_wipe_nothing_unless_somebody_chose_it(self, team: Team) -> None:
        team.worker.lock()
        clock = Wait()
        for _ in range(20):
            with pytest.raises(WrongPassphrase):
                guess(team.folder / "worker", clock)
        assert is_vault(team.folder / "worker")

    def test_wipe_it_where_its_owner_chose_that(self, team: Team) -> None:
        team.worker.add("hotspot-visit", VISIT)
        team.worker.set_wipe_after(6, PASSPHRASE)
        assert team.worker.wipe_after == 6
        team.worker.lock()
        folder, clock = team.folder / "worker", Wait()
        assert only_here(folder) == 1
        for left in (5, 4, 3, 2, 1):
            with pytest.raises(WrongPassphrase):
                guess(folder, clock)
            assert Attempts(folder, clock).left == left
        with pytest.raises(VaultWiped, match="1 entry that was only on this device"):
            guess(folder, clock)
        assert list(folder.iterdir()) == []
        with pytest.raises(NotFound):
            guess(folder, clock)

    def test_a_right_one_in_between_begins_the_count_anew(self, team: Team) -> None:
        team.worker.set_wipe_after(5, PASSPHRASE)
        team.worker.lock()
        folder, clock = team.folder / "worker", Wait()
        for _ in range(3):
            for _ in range(4):
                with pytest.raises(WrongPassphrase):
                    guess(folder, clock)
            Vault.unlock(folder, PASSPHRASE, now_ms=clock).lock()
        assert is_vault(folder)
        assert team.worker.wipe_after == 5

    def test_an_unlocked_tablet_is_not_enough_to_choose_it(self, team: Team) -> None:
        for wrong in (6, None):
            with pytest.raises(WrongPassphrase):
                team.worker.set_wipe_after(wrong, WRONG)
        with pytest.raises(InputError):
            team.worker.set_wipe_after(1, PASSPHRASE)
        assert team.worker.wipe_after is None
        team.worker.set_wipe_after(10, PASSPHRASE)
        team.worker.set_wipe_after(None, PASSPHRASE)
        assert team.worker.wipe_after is None

    def test_guessing_through_an_open_window_is_slowed_down_too(self, team: Team) -> None:
        for _ in range(5):
            with pytest.raises(WrongPassphrase):
                team.worker.set_wipe_after(None, WRONG)
        with pytest.raises(TooManyAttempts):
            team.worker.set_wipe_after(None, PASSPHRASE)


def test_locked_at_once_it_writes_nothing_and_opens_again(team: Team) -> None:
    visit = team.worker.add("hotspot-visit", VISIT)
    team.worker._keeper._folded_since = 1000
    before = sorted(path.name for path in (team.folder / "worker").iterdir())
    team.worker.lock(at_once=True)
    after = sorted(path.name for path in (team.folder / "worker").iterdir())
    assert set(after) <= set(before), "no snapshot was taken"
    assert team.worker.show(visit).fields["fact"] == VISIT["fact"]
