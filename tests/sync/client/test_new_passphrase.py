"""A new passphrase: the old one opens nothing any more, at whatever moment it is broken off."""

from pathlib import Path

import pytest

from sync.client.vault import Vault
from sync.errors import (
    CannotOpen,
    DiskFull,
    InputError,
    WrongPassphrase,
)
from tests.sync.client.vaults import CHEAP, PASSPHRASE, Made


class TestANewPassphrase:
    """Re-keys the vault; a crash or an error at any point leaves something that opens."""

    NEW = "another passphrase altogether"

    def test_the_new_one_opens_and_the_old_one_does_not(self, made: Made) -> None:
        opened = made.unlock()
        kept: list[bytes] = []

        def reseal() -> None:
            plain = opened.open_local("draft", made.local, b"1")
            kept.append(opened.seal_local("draft", plain, b"1"))

        code = opened.change_passphrase(self.NEW, reseal, scrypt_n=CHEAP)
        assert opened.open_local("draft", kept[0], b"1") == b"half a form"
        opened.lock()
        with pytest.raises(WrongPassphrase):
            made.unlock()
        with pytest.raises(WrongPassphrase):
            Vault.unlock_with_code(made.folder, made.code)
        made.opens(self.NEW)
        Vault.unlock_with_code(made.folder, code).lock()

    def test_an_old_copy_of_the_folder_opens_nothing_written_since(
        self, made: Made, folder: Path
    ) -> None:
        (folder / "copy").mkdir()
        (folder / "copy" / "vault.json").write_bytes((made.folder / "vault.json").read_bytes())
        opened = made.unlock()
        opened.change_passphrase(self.NEW, lambda: None, scrypt_n=CHEAP)
        since = opened.seal_local("draft", b"new words", b"1")
        with pytest.raises(CannotOpen):  # the old local key is gone from the vault
            opened.open_local("draft", made.local, b"1")
        opened.lock()
        copy = Vault.unlock(folder / "copy", PASSPHRASE)
        with pytest.raises(CannotOpen):
            copy.open_local("draft", since, b"1")
        copy.lock()

    def test_a_crash_between_the_two_saves_loses_nothing(self, made: Made) -> None:
        opened = made.unlock()

        class Killed(BaseException):
            pass

        def killed() -> None:
            # The process is gone: what is on the disk now is what the next one finds.
            self.left = (made.folder / "vault.json").read_bytes()
            raise Killed

        with pytest.raises(Killed):
            opened.change_passphrase(self.NEW, killed, scrypt_n=CHEAP)
        opened.lock()
        (made.folder / "vault.json").write_bytes(self.left)
        again = made.unlock(self.NEW)
        assert again.open_local("draft", made.local, b"1") == b"half a form"
        again.lock()

    @pytest.mark.parametrize("failing_save", [1, 2])
    def test_a_full_disk_leaves_the_old_passphrase_working(
        self, made: Made, monkeypatch: pytest.MonkeyPatch, failing_save: int
    ) -> None:
        opened = made.unlock()
        saves: list[int] = []
        save = Vault.save

        def sometimes(vault: Vault) -> None:
            saves.append(1)
            if len(saves) == failing_save:
                raise DiskFull("The disk is full.")
            save(vault)

        resealed: list[bytes] = []
        with monkeypatch.context() as full:
            full.setattr(Vault, "save", sometimes)
            with pytest.raises(DiskFull):
                opened.change_passphrase(
                    self.NEW,
                    lambda: resealed.append(opened.seal_local("draft", b"resealed", b"1")),
                    scrypt_n=CHEAP,
                )
        opened.save()  # some later setting: it must not switch passphrases behind one's back
        opened.lock()
        with pytest.raises(WrongPassphrase):
            made.unlock(self.NEW)
        again = made.unlock()
        assert again.open_local("draft", made.local, b"1") == b"half a form"
        for sealed in resealed:
            assert again.open_local("draft", sealed, b"1") == b"resealed"
        again.lock()
        Vault.unlock_with_code(made.folder, made.code).lock()

    def test_too_short_a_new_one_changes_nothing(self, made: Made) -> None:
        opened = made.unlock()
        with pytest.raises(InputError):
            opened.change_passphrase("short", lambda: None, scrypt_n=CHEAP)
        opened.lock()
        made.opens()
