"""A vault: what opens it, what does not, how guesses are counted, and what lies on the disk."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sync.client import slots
from sync.client.attempts import FREE_ATTEMPTS, Attempts, wait_after
from sync.client.files import write_whole
from sync.client.recovery_code import RecoveryCode
from sync.client.vault import Vault, is_vault
from sync.errors import (
    CannotOpen,
    DiskFull,
    InputError,
    NotFound,
    TooManyAttempts,
    VaultInUse,
    VaultLocked,
    WrongPassphrase,
)
from tests.sync.client.vaults import CHEAP, PASSPHRASE, Made, new_identity, no_space


class TestOpening:
    """The right words, the wrong words, the code."""

    def test_the_passphrase_opens_all_of_it(self, made: Made) -> None:
        opened = made.unlock()
        again = json.loads(opened.identity.to_json())
        before = json.loads(made.before)
        before["local_keys"] = again["local_keys"]
        assert again == before
        assert opened.open_local("draft", made.local, b"1") == b"half a form"
        opened.lock()

    def test_a_wrong_passphrase_opens_nothing(self, made: Made) -> None:
        before = made.read()
        for wrong in ("correct horse battery stapl", PASSPHRASE.upper(), f"{PASSPHRASE} ", ""):
            with pytest.raises(WrongPassphrase) as error:
                made.unlock(wrong)
            assert wrong not in error.value.message or not wrong
        assert made.read() == before
        made.opens()

    def test_the_recovery_code_opens_it(self, made: Made) -> None:
        opened = Vault.unlock_with_code(made.folder, RecoveryCode.parse(made.code.text()))
        assert opened.identity.name == "Wendy Writer"
        opened.lock()

    def test_another_recovery_code_does_not(self, made: Made) -> None:
        with pytest.raises(WrongPassphrase):
            Vault.unlock_with_code(made.folder, RecoveryCode(bytes(16)))

    def test_the_same_word_in_two_ways_of_writing_it(
        self, folder: Path, rng: random.Random
    ) -> None:
        made, _ = Vault.create(
            folder / "v", "caf\u00e9 caf\u00e9 caf\u00e9", new_identity(rng), scrypt_n=CHEAP
        )
        made.lock()
        Vault.unlock(folder / "v", "cafe\u0301 cafe\u0301 cafe\u0301").lock()

    def test_the_systems_secret_is_needed_where_there_is_one(
        self, folder: Path, rng: random.Random
    ) -> None:
        made, code = Vault.create(
            folder / "v", PASSPHRASE, new_identity(rng), scrypt_n=CHEAP, system_secret=b"s" * 32
        )
        made.lock()
        with pytest.raises(WrongPassphrase):
            Vault.unlock(folder / "v", PASSPHRASE)
        Vault.unlock(folder / "v", PASSPHRASE, system_secret=b"s" * 32).lock()
        Vault.unlock_with_code(folder / "v", code).lock()  # a new tablet has no such secret

    @pytest.mark.parametrize("passphrase", ["", "short", "         .         "])
    def test_too_short_a_passphrase_makes_no_vault(
        self, folder: Path, rng: random.Random, passphrase: str
    ) -> None:
        with pytest.raises(InputError):
            Vault.create(folder / "v", passphrase, new_identity(rng), scrypt_n=CHEAP)
        assert not is_vault(folder / "v")

    def test_a_vault_is_not_made_over_another(self, made: Made, rng: random.Random) -> None:
        before = made.read()
        with pytest.raises(InputError, match="already"):
            Vault.create(made.folder, PASSPHRASE, new_identity(rng), scrypt_n=CHEAP)
        assert made.read() == before

    def test_no_vault(self, folder: Path) -> None:
        (folder / "file").write_text("x")
        for nothing in (folder, folder / "none", folder / "file"):
            with pytest.raises(NotFound):
                Vault.unlock(nothing, PASSPHRASE)


class TestLocked:
    """After locking there is no key."""

    def test_a_locked_vault_gives_nothing(self, made: Made) -> None:
        opened = made.unlock()
        opened.lock()
        opened.lock()
        assert opened.is_locked
        attempts: list[Callable[[], object]] = [
            lambda: opened.identity,
            opened.save,
            lambda: opened.seal_local("draft", b"", b""),
            lambda: opened.open_local("draft", made.local, b"1"),
            lambda: opened.local_key("snapshot"),
            lambda: opened.change_passphrase("another passphrase", lambda: None, scrypt_n=CHEAP),
        ]
        for attempt in attempts:
            with pytest.raises(VaultLocked):
                attempt()

    def test_what_is_local_opens_in_its_place_only(self, made: Made, folder: Path) -> None:
        opened = made.unlock()
        other, _ = Vault.create(
            folder / "other", PASSPHRASE, new_identity(random.Random(1)), scrypt_n=CHEAP
        )
        for attempt in (
            lambda: opened.open_local("draft", made.local, b"2"),
            lambda: opened.open_local("snapshot", made.local, b"1"),
            lambda: opened.open_local("draft", made.local[:-1], b"1"),
            lambda: opened.open_local("draft", b"", b"1"),
            lambda: opened.open_local("draft", b"\0\0\0\x09" + made.local[4:], b"1"),
            lambda: other.open_local("draft", made.local, b"1"),
        ):
            with pytest.raises(CannotOpen):
                attempt()
        opened.lock()
        other.lock()


class TestAttempts:
    """Five free attempts, then 30 s, doubling to 15 minutes; counted on disk."""

    def test_the_waits(self) -> None:
        assert [wait_after(n) for n in range(12)] == [
            0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900,
        ]  # fmt: skip
        assert wait_after(10**9) == 900

    def fail(self, made: Made, times: int) -> None:
        for _ in range(times):
            with pytest.raises(WrongPassphrase):
                made.unlock("a wrong passphrase")

    def test_after_five_failures_even_the_right_one_waits(self, made: Made) -> None:
        self.fail(made, FREE_ATTEMPTS)
        made.now_ms += 29_000
        with pytest.raises(TooManyAttempts) as error:
            made.unlock()
        assert error.value.wait_seconds == 1
        made.now_ms += 1_000
        made.opens()
        self.fail(made, FREE_ATTEMPTS)  # the count was cleared

    def test_the_wait_doubles(self, made: Made) -> None:
        self.fail(made, FREE_ATTEMPTS)
        for seconds in (30, 60, 120, 240, 480, 900, 900):
            made.now_ms += seconds * 1000 - 1
            with pytest.raises(TooManyAttempts):
                made.unlock("a wrong passphrase")
            made.now_ms += 1
            self.fail(made, 1)

    def test_the_recovery_code_waits_as_well(self, made: Made) -> None:
        self.fail(made, FREE_ATTEMPTS)
        with pytest.raises(TooManyAttempts):
            Vault.unlock_with_code(made.folder, made.code, now_ms=lambda: made.now_ms)

    def test_a_killed_attempt_counts(self, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
        class Killed(BaseException):
            pass

        def killed(*_: object) -> bytes:
            raise Killed

        with monkeypatch.context() as during:
            during.setattr(slots, "passphrase_key", killed)
            for _ in range(FREE_ATTEMPTS):
                with pytest.raises(Killed):
                    made.unlock()
        with pytest.raises(TooManyAttempts):
            made.unlock()

    def test_setting_the_clock_back_does_not_lock_out(self, made: Made) -> None:
        self.fail(made, FREE_ATTEMPTS)
        made.now_ms -= 10 * 365 * 86_400_000
        with pytest.raises(TooManyAttempts) as error:
            made.unlock()
        assert error.value.wait_seconds == 30

    @pytest.mark.parametrize(
        "content",
        [
            b"", b"{", b"[]", b"null", b'{"failures":"x"}', b'{"failures":1}', b"\xff\xfe",
            b'{"failures":1e999,"until_ms":0}', b'{"failures":0,"until_ms":NaN}',
            b'{"failures":0,"until_ms":Infinity}', b"[" * 100_000,
        ],
    )  # fmt: skip
    def test_a_damaged_count_locks_nobody_out_and_gives_no_free_attempts(
        self, made: Made, content: bytes
    ) -> None:
        (made.folder / "attempts.json").write_bytes(content)
        assert Attempts(made.folder, lambda: made.now_ms).wait_seconds() == 0
        self.fail(made, 1)
        with pytest.raises(TooManyAttempts):
            made.unlock()


class TestOnDisk:
    """Nothing readable, owner-only, whole or not there."""

    def test_nothing_readable_in_the_folder(self, made: Made) -> None:
        made.opens()
        for path in made.folder.rglob("*"):
            raw = path.read_bytes().lower()
            for word in (b"wendy", b"early break", b"store.example", b"a token", b"lock_after"):
                assert word not in raw
                assert word.hex().encode() not in raw
            for secret in (made.identity.keys.signing.seed, made.identity.keys.kem.seed):
                assert secret not in path.read_bytes()
                assert secret.hex().encode() not in raw

    @pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
    def test_owner_only(self, made: Made) -> None:
        previous = os.umask(0)
        try:
            opened = made.unlock()
            opened.save()
            with pytest.raises(VaultInUse):
                made.unlock()
            opened.lock()
            with pytest.raises(WrongPassphrase):
                made.unlock("a wrong passphrase")
        finally:
            os.umask(previous)
        assert made.folder.stat().st_mode & 0o777 == 0o700
        for path in made.folder.iterdir():
            assert path.stat().st_mode & 0o777 == 0o600, path.name

    def test_a_full_disk_while_saving_keeps_the_old_vault(
        self, made: Made, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened = made.unlock()
        before = made.read()
        opened.identity.settings["lock_after_minutes"] = 1
        with monkeypatch.context() as full:
            full.setattr(os, "write", no_space)
            with pytest.raises(DiskFull):
                opened.save()
        assert made.read() == before
        opened.save()
        opened.lock()
        made.opens()

    def test_a_crash_before_the_rename_keeps_the_old_file(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write_whole(folder / "file", b"old")

        def killed(*_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as crash:
            crash.setattr(Path, "replace", killed)
            with pytest.raises(KeyboardInterrupt):
                write_whole(folder / "file", b"new and longer")
        assert (folder / "file").read_bytes() == b"old"
        write_whole(folder / "file", b"newest")
        assert (folder / "file").read_bytes() == b"newest"


HOLD = """
import sys
from pathlib import Path
from sync.client.vault import Vault
vault = Vault.unlock(Path(sys.argv[1]), sys.argv[2])
print("open", flush=True)
sys.stdin.read()
"""


class TestTwoProcesses:
    """One at a time; the lock dies with its process."""

    @pytest.fixture
    def other(self, made: Made) -> Iterator[subprocess.Popen[str]]:
        root = Path(__file__).parents[3]
        process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(made.folder), PASSPHRASE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=root,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process
        process.kill()
        process.wait()
        assert process.stdin is not None
        process.stdin.close()
        process.stdout.close()

    def test_the_second_is_told(self, made: Made, other: subprocess.Popen[str]) -> None:
        with pytest.raises(VaultInUse):
            made.unlock()
        with pytest.raises(VaultInUse):
            Vault.unlock_with_code(made.folder, made.code)
        assert json.loads((made.folder / "attempts.json").read_bytes())["failures"] == 0

    def test_a_killed_process_leaves_it_open_to_the_next(
        self, made: Made, other: subprocess.Popen[str]
    ) -> None:
        other.kill()
        other.wait()
        made.opens()

    def test_the_same_process_twice(self, made: Made) -> None:
        opened = made.unlock()
        with pytest.raises(VaultInUse):
            made.unlock()
        opened.lock()
        made.opens()

    def test_a_failed_unlock_lets_go(self, made: Made) -> None:
        with pytest.raises(WrongPassphrase):
            made.unlock("a wrong passphrase")
        made.opens()

    def test_a_failed_creation_lets_go(
        self, folder: Path, rng: random.Random, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as full:
            full.setattr(os, "write", no_space)
            with pytest.raises(DiskFull):
                Vault.create(folder / "v", PASSPHRASE, new_identity(rng), scrypt_n=CHEAP)
        Vault.create(folder / "v", PASSPHRASE, new_identity(rng), scrypt_n=CHEAP)[0].lock()


def test_an_identity_is_not_printed(rng: random.Random) -> None:
    assert "Wendy" not in repr(new_identity(rng))
