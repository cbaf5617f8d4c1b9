"""A damaged vault: noticed, told from a wrong passphrase, and opened by what is still whole."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from sync.client.identity import Identity
from sync.client.vault import Vault
from sync.errors import (
    OutreachError,
    TooManyAttempts,
    VaultCorrupt,
    WrongPassphrase,
)
from sync.keys import digest
from tests.sync.client.vaults import CHEAP, Made


class TestDamage:
    """vault.json corrupted in every way: one of our errors, and nothing overwritten."""

    def refused(self, made: Made, *errors: type[OutreachError]) -> None:
        before = (made.folder / "vault.json").read_bytes()
        with pytest.raises(errors) as error:
            made.unlock()
        assert error.value.advice
        assert (made.folder / "vault.json").read_bytes() == before
        (made.folder / "attempts.json").unlink(missing_ok=True)

    @pytest.mark.parametrize(
        "content",
        [b"", b"{", b"[]", b"null", b"7", b'"x"', b"{}", b"\xff\xfe\x00", b"\0" * 500,
         b"[" * 100_000],
    )  # fmt: skip
    def test_no_json_at_all(self, made: Made, content: bytes) -> None:
        (made.folder / "vault.json").write_bytes(content)
        self.refused(made, VaultCorrupt)

    def test_cut_short_anywhere(self, made: Made) -> None:
        whole = (made.folder / "vault.json").read_bytes()
        for length in range(0, len(whole), 97):
            (made.folder / "vault.json").write_bytes(whole[:length])
            self.refused(made, VaultCorrupt)
        (made.folder / "vault.json").write_bytes(whole)
        made.opens()

    def test_any_byte_changed(self, made: Made, rng: random.Random) -> None:
        whole = (made.folder / "vault.json").read_bytes()
        for _ in range(60):
            damaged = bytearray(whole)
            at = rng.randrange(len(whole))
            damaged[at] ^= 1 << rng.randrange(8)
            (made.folder / "vault.json").write_bytes(damaged)
            try:
                made.unlock().lock()  # it lay in the other slot, or in white space
            except (VaultCorrupt, WrongPassphrase):
                (made.folder / "attempts.json").unlink(missing_ok=True)
            assert (made.folder / "vault.json").read_bytes() == bytes(damaged)

    @pytest.mark.parametrize("part", ["sealed", "salt"])
    def test_a_damaged_slot_is_no_wrong_passphrase(self, made: Made, part: str) -> None:
        """The other slot still opens it, and a new passphrase makes both anew."""
        written = made.read()
        slot = written["slots"]["passphrase"]
        slot[part] = ("B" if slot[part][0] == "A" else "A") + slot[part][1:]
        made.write(written)
        with pytest.raises(VaultCorrupt, match="passphrase opens is damaged") as told:
            made.unlock()
        assert "recovery code" in told.value.advice
        opened = Vault.unlock_with_code(made.folder, made.code)
        code = opened.change_passphrase("a wholly new passphrase", lambda: None, scrypt_n=CHEAP)
        opened.lock()
        Vault.unlock(made.folder, "a wholly new passphrase").lock()
        written = made.read()
        slot = written["slots"]["recovery"]
        slot[part] = ("B" if slot[part][0] == "A" else "A") + slot[part][1:]
        made.write(written)
        with pytest.raises(VaultCorrupt, match="recovery code opens is damaged"):
            Vault.unlock_with_code(made.folder, code)
        with pytest.raises(WrongPassphrase):
            Vault.unlock(made.folder, "not the passphrase")

    @pytest.mark.parametrize("checks", [None, 7, [], {}, {"passphrase": None}, {"recovery": "x"}])
    def test_without_hashes_it_opens_and_a_wrong_passphrase_is_one(
        self, made: Made, checks: Any
    ) -> None:
        """As an older version of the app wrote it, or with the hashes damaged."""
        made.write({**made.read(), "checks": checks})
        with pytest.raises(WrongPassphrase):
            Vault.unlock(made.folder, "not the passphrase")
        made.opens()

    def test_a_damaged_slot_gives_no_free_attempts(self, made: Made) -> None:
        written = made.read()
        written["checks"]["passphrase"] = "00" * 32
        made.write(written)
        for _ in range(5):
            with pytest.raises(VaultCorrupt):
                Vault.unlock(made.folder, "not the passphrase")
        with pytest.raises(TooManyAttempts):
            made.unlock()

    def test_the_hash_says_nothing_of_the_passphrase(self, made: Made) -> None:
        """It can be worked out from what stands beside it in the clear."""
        written = made.read()
        slot = json.dumps(written["slots"]["passphrase"], sort_keys=True, separators=(",", ":"))
        public = digest("slot-check", bytes.fromhex(written["vault"]), slot.encode())
        assert written["checks"]["passphrase"] == public.hex()

    @pytest.mark.parametrize("value", [None, 7, "", "zz", [], {}, {"kdf": "scrypt"}, [[]]])
    @pytest.mark.parametrize("name", ["format", "version", "vault", "slots", "identity"])
    def test_a_field_of_another_shape(self, made: Made, name: str, value: Any) -> None:
        made.write({**made.read(), name: value})
        self.refused(made, VaultCorrupt, WrongPassphrase)

    @pytest.mark.parametrize("name", ["format", "version", "vault", "slots", "identity"])
    def test_a_field_left_out(self, made: Made, name: str) -> None:
        content = made.read()
        del content[name]
        made.write(content)
        self.refused(made, VaultCorrupt)

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("kdf", "pbkdf2"),
            ("kdf", None),
            ("n", 1 << 13),
            ("n", 1 << 21),
            ("n", (1 << 14) + 1),
            ("n", "16384"),
            ("n", True),
            ("n", None),
            ("r", 1),
            ("p", 2),
            ("salt", 5),
            ("salt", "not base64!"),
            ("sealed", None),
            ("sealed", "AAAA"),
            ("sealed", "!"),
        ],
    )
    def test_a_slot_with_other_parameters(self, made: Made, name: str, value: Any) -> None:
        content = made.read()
        content["slots"]["passphrase"][name] = value
        made.write(content)
        self.refused(made, VaultCorrupt, WrongPassphrase)

    def test_a_weaker_cost_does_not_open(self, made: Made) -> None:
        # The parameters are part of what is sealed: they cannot be exchanged one by one.
        content = made.read()
        content["slots"]["passphrase"]["n"] = 1 << 15
        made.write(content)
        self.refused(made, VaultCorrupt)

    def test_a_slot_of_another_vault_does_not_open(self, made: Made, folder: Path) -> None:
        elsewhere = folder / "elsewhere"
        elsewhere.mkdir()
        other = Made(elsewhere, random.Random(3))
        content = made.read()
        content["slots"] = other.read()["slots"]
        made.write(content)
        self.refused(made, VaultCorrupt)

    def test_a_damaged_identity_is_told_apart_from_a_wrong_passphrase(self, made: Made) -> None:
        content = made.read()
        content["identity"] = content["identity"][:-8] + "AAAAAAA="
        made.write(content)
        self.refused(made, VaultCorrupt)
        with pytest.raises(VaultCorrupt, match="passphrase is right"):
            made.unlock()

    def test_a_damaged_slot_leaves_the_recovery_code(self, made: Made) -> None:
        content = made.read()
        content["slots"]["passphrase"] = {}
        made.write(content)
        self.refused(made, VaultCorrupt)
        Vault.unlock_with_code(made.folder, made.code).lock()


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b'{"kem":[32,"AA=="]}', b"\xff"])
def test_an_identity_of_another_shape_is_damage(raw: bytes) -> None:
    with pytest.raises(VaultCorrupt):
        Identity.from_json(raw)
