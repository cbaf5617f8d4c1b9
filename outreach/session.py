"""The unlocked state: one vault, its sealed log, the read model, and what a person may do.

What may be read is in ``reading``, what may be written in ``recording``, sync passes are in
``passes``, who belongs in ``administering``; here is what is a person's own: drafts, settings, the
passphrase. What a method returns from is durable.

``Session`` may be used from several threads. Syncing runs beside everything else and takes the
locks only for as long as a page takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from outreach.adopting import Adopting
from outreach.drafts import Draft
from outreach.erasing import Erasing
from outreach.exporting import Exporting
from outreach.importing import Importing
from outreach.losing import Losing
from outreach.model.verdicts import REVIEW
from outreach.reading import Standing
from outreach.rehearsing import Rehearsing
from outreach.renewing import Renewing
from sync.client.recovery_code import RecoveryCode
from sync.errors import InputError

__all__ = ["DEFAULT_SETTINGS", "Session", "Standing"]

#: What a new vault is set to.
DEFAULT_SETTINGS: Final[dict[str, Any]] = {
    "lock_after_minutes": 5,
    "theme": "system",
    "text_size": 1.0,
    "language": "en",
    "map_tiles": "",
    "first_run": "",  # the practice visit: "done" or "skipped"
    "also_called": [],  # other names of this person, and records of their own premises: what
    "own_premises": [],  # names them, or is about these, is hidden from them
    "wording_counts": {},  # how often prompted words were kept or changed, by rule; never an entry
    "put_aside": [],  # of what is set aside: what somebody has seen and does not want counted
}


class Session(Exporting, Losing, Adopting, Rehearsing, Renewing, Erasing, Importing):
    """One person's unlocked vault."""

    # ------------------------------------------------------------ drafts and settings

    def save_draft(self, draft: Draft) -> None:
        """Keep a half-written form, sealed; durable when this returns."""
        self._drafts.save(draft)

    def drafts(self) -> list[Draft]:
        """Half-written forms, newest first. Comments for a review are in :meth:`remarks`."""
        return [draft for draft in self._drafts.all() if draft.kind != REVIEW]

    def save_remarks(self, record: str, words: Mapping[str, str]) -> None:
        """Keep comments that are not sent yet, sealed: field ("" for the whole record) -> text.
        Durable when this returns; nothing is kept where nothing is said."""
        if any(text.strip() for text in words.values()):
            now = self.clock.now()
            self._drafts.save(Draft(record, REVIEW, 1, dict(words), updated_ms=now))
        else:
            self._drafts.drop(record)

    def remarks(self, record: str) -> dict[str, str]:
        """The comments on a record that were begun and not sent."""
        begun = (one for one in self._drafts.all() if (one.id, one.kind) == (record, REVIEW))
        return dict(next((one.fields for one in begun), {}))

    def discard_draft(self, draft_id: str) -> None:
        """Delete a half-written form for good."""
        self._drafts.drop(draft_id)

    @property
    def settings(self) -> dict[str, Any]:
        """What the person chose, over the defaults."""
        return {**DEFAULT_SETTINGS, **self.identity.settings}

    def set_setting(self, name: str, value: Any) -> None:
        """Keep a choice, sealed."""
        if name not in DEFAULT_SETTINGS:
            raise InputError("There is no such setting.")
        with self._guard:
            self.identity.settings[name] = value
            self._vault.save()

    def change_passphrase(self, passphrase: str, **options: Any) -> RecoveryCode:
        """Re-key the vault; the new recovery code, to be shown once."""
        with self._guard:
            return self._vault.change_passphrase(passphrase, self._reseal, **options)

    @property
    def wipe_after(self) -> int | None:
        """After how many wrong passphrases in a row this vault is wiped; None: never."""
        return self._vault.wipe_after

    def set_wipe_after(self, wrong: int | None, passphrase: str) -> None:
        """Choose that. Takes the passphrase again, and as long as unlocking. Raises as
        :meth:`sync.client.vault.Vault.set_wipe_after`."""
        with self._guard:
            self._vault.set_wipe_after(wrong, passphrase)

    @property
    def recovery_code_unshown(self) -> bool:
        """Whether the app was killed in the middle of a change of passphrase, so that nobody has
        the recovery code. Tell the person, and call :meth:`renew_recovery_code`."""
        return self._vault.recovery_code_unshown

    def renew_recovery_code(self) -> RecoveryCode:
        """A new recovery code where nobody was shown the one in use; to be shown once, and then
        confirmed with :meth:`recovery_code_was_shown`. Raises InputError otherwise."""
        with self._guard:
            return self._vault.renew_recovery_code(self._reseal)

    def recovery_code_is_not_shown_yet(self) -> None:
        """A code is on its way to the screen: nobody may lose it by closing the app."""
        with self._guard:
            self._vault.recovery_code_is_not_shown_yet()

    def recovery_code_was_shown(self) -> None:
        """The code is on the screen: the person is not told again."""
        with self._guard:
            self._vault.recovery_code_was_shown()

    def _reseal(self) -> None:
        self._drafts.reseal()
        self._trail.reseal()
        self._keeper.drop_snapshot()
