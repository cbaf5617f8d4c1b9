"""Changing a code list: what an administrator looked at is signed.

The rule that this module enforces: an administrator of the space that everybody reads changes
lists, and nobody else; every device judges the change again (``notices``). Whoever only adds to
that space gets no changes, and goes on with the lists that their app came with.
"""

from __future__ import annotations

from collections.abc import Sequence

from outreach.model import list_edits, list_proposals, pointers
from outreach.model.codes import Code, CodeList
from outreach.model.editions import Edition
from outreach.model.list_edits import CODE_LIST, Edit
from outreach.model.list_proposals import Proposal
from outreach.partnering import Partnering
from sync.errors import InputError, NotAllowed


class Listing(Partnering):
    """An administrator's hand on the code lists."""

    @property
    def may_change_lists(self) -> bool:
        """Whether this person administers the space that everybody reads."""
        return pointers.rules().common in self.administers

    @property
    def lists_stay_as_shipped(self) -> bool:
        """Whether this person only adds to the space that everybody else reads: no change of a list
        comes here."""
        return pointers.rules().common in self.deposits_in

    def list_in_force(self, name: str) -> CodeList:
        """A code list as it is in force here. Raises InputError."""
        return list_proposals.in_force(self.model, name)

    def propose(self, name: str, edits: Sequence[Edit]) -> Proposal:
        """Look at a change before it is made. Raises InputError, see ``list_proposals``."""
        return list_proposals.propose(self.model, name, edits)

    def propose_whole(self, name: str, codes: Sequence[Code]) -> Proposal:
        """Look at the change that makes a list be so, before it is made. Raises as
        :meth:`propose`."""
        return self.propose(name, list_edits.between(self.list_in_force(name), codes))

    def change_list(self, proposal: Proposal, reason: str) -> Edition:
        """Make a change that was looked at; the edition that it makes. Durable when it returns, in
        force on this device at once, and on the others after their next sync.

        Raises:
            NotAllowed: this person does not administer the space that everybody reads.
            InputError: without a reason; or the list has changed since it was looked at.
        """
        if not self.may_change_lists:
            common = pointers.rules().common
            raise NotAllowed(
                f"Only an administrator of the space “{common}” changes what forms offer. Nothing "
                "was changed.",
                advice="Ask an administrator; `outreach member list` says who they are.",
            )
        reason = reason.strip()
        if not list_edits.is_reason(reason):
            raise InputError(
                "Say why the list changes, in at most 1,000 characters. Nothing was changed.",
                advice="Everybody who reads the list sees the reason.",
            )
        if self.list_in_force(proposal.name) != proposal.now:
            raise InputError(
                "Somebody else has changed this list in the meantime. Nothing was changed.",
                advice="Look at it as it is now, and change it again.",
            )
        fields = {
            "list": proposal.name,
            "follows": len(self.editions.of(proposal.name)),
            "edits": [dict(edit) for edit in proposal.edits],
            "reason": reason,
        }
        space = self._belonging.space_named(pointers.rules().common)
        self._tell_space(space, self._notice(CODE_LIST, fields))
        return self.editions.of(proposal.name)[-1]
