"""A vault that was copied, or restored from a backup, goes on under a new identity.

    retired -> invited again -> six words -> approved: the new device in, the old one closed
            -> what was not sent is sealed anew by the new identity, and sent

The rules that this module enforces:

1. The new keys lie sealed in the vault from the moment they ask; until they are approved the vault
   can be written to, and sends nothing.
2. From the answer on, the vault is the new device. It first pulls, and writes nothing, until it
   knows what the store has; only then is the rest handed over, space by space, numbered from 1.
3. Interrupted at any point, it goes on there. What the store has is not sent twice.
4. New keys are given up only when nobody can approve them any more: their invitation is over.
"""

from __future__ import annotations

import copy
from collections.abc import Container
from typing import Any, Final

from outreach.joining import Joining, Waiting, settle
from outreach.syncing import SyncReport
from sync import wire
from sync.client.engine import Pass, Report
from sync.client.resealing import hand_over
from sync.enrolment import Answer
from sync.envelope import parse
from sync.errors import IdentityRetired, InputError, StoreRefused
from sync.invitation import Invitation

#: The spaces whose unsent entries the new identity has not taken over yet.
_LEFT: Final = "left"


class Renewing(Waiting):
    """The new identity of an old vault."""

    def renew(self, invitation: Invitation) -> Joining:
        """Ask to go on as another device of the same person. Needs the store. Where it asked
        before, and nobody has approved that, it asks anew.

        Raises:
            InputError: of another store, or there is an answer to take in.
            StoreRefused: the invitation is over or was used. StoreError.
        """
        identity = self.identity
        if identity.joining and (not self._has_new_keys or self._was_answered()):
            raise InputError(
                "This vault has an answer to take in, or waits for its first one. Nothing was "
                "changed.",
                advice="Go on with what was begun: `outreach device renew`, or `member join`.",
            )
        joining = Joining.begin(
            invitation,
            identity.name,
            identity.agency,
            renews=identity.device,
            through=self.through,
            random=self._random,
        )
        if joining.offer.store_key != identity.store_key:
            raise InputError(
                "This invitation is from another partnership's store. Nothing was changed."
            )
        with self._guard:
            identity.joining = joining.remembered_keys()
            self._vault.save()
        return joining

    def give_up_renewal(self) -> None:
        """Forget the new identity that was asked for, once its invitation is over. Needs the store.
        The vault is as it was before it asked: it keeps everything, and sends nothing.

        Raises:
            InputError: nothing was asked for, somebody may still approve it, or there is an answer
                to take in. StoreError.
        """
        joining = self.joining if self._has_new_keys else None
        if joining is None:
            raise InputError("This vault asked for no new identity. Nothing was changed.")
        try:
            answer = joining.answer()
        except StoreRefused as refused:
            if refused.reason != wire.NO_MAILBOX:
                raise
        else:
            if answer is not None:
                raise InputError(
                    "There is an answer to take in. Nothing was changed.",
                    advice="Look again: the renewal goes on.",
                )
            raise InputError(
                "This invitation is still good, and somebody may approve it. Nothing was changed.",
                advice="Wait for the administrator, or ask them to withdraw the invitation first.",
            )
        with self._guard:
            self.identity.joining = {}
            self._vault.save()
        self._tell()

    def _was_answered(self) -> bool:
        joining = self.joining
        try:
            return joining is not None and joining.answer() is not None
        except StoreRefused as refused:
            if refused.reason != wire.NO_MAILBOX:
                raise
            return False

    @property
    def is_renewing(self) -> bool:
        """Whether this vault asked for a new identity and does not have all of it yet."""
        return self._has_new_keys or _LEFT in self.identity.joining

    @property
    def _has_new_keys(self) -> bool:
        return "signing" in self.identity.joining

    def _take_answer(self, joining: Joining, answer: Answer) -> None:
        if not self._has_new_keys:
            super()._take_answer(joining, answer)
            return
        identity = self.identity
        with self._guard:
            held = [space.hex() for space in identity.epochs]
            settle(identity, self._log, answer)
            identity.go_on_as(joining.keys)
            identity.joining = {_LEFT: held}
            identity.retired = True  # it sends nothing before rule 2 is kept
            self._vault.save()
            self._meet_spaces()
        self._tell()

    # ------------------------------------------------------------ passes of a vault between two

    def sync(self, *given: Any, **options: Any) -> SyncReport:
        """As any other; what was handed over is sent at once."""
        was_between = _LEFT in self.identity.joining
        report = super().sync(*given, **options)
        if was_between and not report.wiped and _LEFT not in self.identity.joining:
            report = super().sync(*given, **options)
        return report

    def _retirement(self) -> IdentityRetired | None:
        if not self._has_new_keys:
            return super()._retirement()
        return IdentityRetired(
            "This device has asked for a new identity. Everything written here is kept, and is "
            "sent when somebody has approved it.",
            advice="Compare the six words with whoever invited you, then go on with the renewal.",
        )

    def begin_pass(self, *given: Any, **options: Any) -> Pass:
        """As any other; nothing is sent or received under an identity that is being given up."""
        work = super().begin_pass(*given, **options)
        if self._has_new_keys:
            work.spaces = ()
        return work

    def end_pass(self, work: Pass, report: Report) -> SyncReport:
        """Hand over what waits as soon as it is known what the store has."""
        if report.reached and _LEFT in self.identity.joining:
            self._hand_over(failed=report.problems)
        return super().end_pass(work, report)

    def _hand_over(self, failed: Container[bytes]) -> None:
        with self._guard:
            identity = self.identity
            before = copy.copy(identity)
            before.device = identity.former[-1]
            left = list(identity.joining[_LEFT])
            for text in list(left):
                space = bytes.fromhex(text)
                membership = self._membership.get(space)
                if membership is None or not membership.is_founded:
                    left.remove(text)
                    continue
                roster = membership.current
                member = roster.members.get(identity.device)
                if space in failed or (member is None and space not in identity.pending):
                    continue
                reads = member is not None and member.may_read
                if reads and roster.epoch not in identity.epochs.get(space, {}):
                    continue
                stored = self._log.of_device(space, before.device, 1)
                held = {parse(one.raw).id for one in stored}
                hand_over(self._log, space, before, identity, roster, self._random, held=held)
                left.remove(text)
            identity.joining = {_LEFT: left} if left else {}
            identity.retired = bool(left)
            self._vault.save()
            self._keeper.drop_snapshot()
            self.model = self._keeper.fold_anew()
