"""Who this device is in its partnership: which spaces it can read, which duties its person has."""

from __future__ import annotations

from outreach.model import kinds
from outreach.model.changes import Author
from outreach.opening import Opener
from sync.client.vault import Vault
from sync.errors import InputError, NotAllowed
from sync.membership import Membership


class Belonging:
    """One vault's place in its partnership, as the rosters that it has seen say."""

    def __init__(self, vault: Vault, opener: Opener, membership: dict[bytes, Membership]) -> None:
        self._vault = vault
        self._opener = opener
        self._membership = membership

    @property
    def me(self) -> Author:
        """The person, with the duties that they have in any space that they may read."""
        identity = self._vault.identity
        duties: frozenset[str] = frozenset()
        role = "none"
        for space in self._membership:
            author = self.author_in(space)
            if author is not None:
                duties |= author.duties
                role = author.role
        return Author(
            identity.person, identity.name, identity.agency, identity.device.hex(), role, duties
        )

    def author_in(self, space: bytes) -> Author | None:
        """The person as the space's roster names them; None where it has not come or does not."""
        membership = self._membership[space]
        if not membership.is_founded:
            return None
        return self._opener.author(membership.current, self._vault.identity.device)

    def readable(self) -> dict[str, bytes]:
        """The spaces that this device holds keys for, by name."""
        epochs = self._vault.identity.epochs
        return {name: space for name, space in self.names().items() if epochs.get(space)}

    def may_add(self, space: bytes) -> bool:
        """Whether this device may write to a space, or deposit there."""
        author = self.author_in(space)
        return author is not None and author.role != "reader"

    def names(self) -> dict[str, bytes]:
        """The spaces that this device reads or deposits in, by name."""
        return {
            self._opener.space_name(space): space
            for space, membership in self._membership.items()
            if membership.is_founded or membership.damaged_at is not None
        }

    def damaged(self) -> dict[str, tuple[bytes, int]]:
        """The spaces whose roster is damaged on this device, by name: id, and where it stands."""
        return {
            self._opener.space_name(space): (space, membership.damaged_at)
            for space, membership in self._membership.items()
            if membership.damaged_at is not None
        }

    def space_named(self, name: str) -> bytes:
        """The id of a space.

        Raises:
            NotAllowed: this device holds no key for it, or has not seen its roster yet.
        """
        found = self.names().get(name)
        if found is not None:
            return found
        if not all(membership.is_founded for membership in self._membership.values()):
            raise NotAllowed(
                "This device has not synced yet, so it does not know its spaces. "
                "Nothing was saved.",
                advice="Sync once where there is a network. After that it works without one.",
            )
        raise NotAllowed(
            f"This device holds no key for the space “{name}”, where this is kept. "
            "Nothing was saved.",
            advice="Ask a colleague who may record it, or an administrator.",
        )

    def space_for(self, kind: str) -> bytes:
        """The id of the space that a kind of record goes to. Raises as :meth:`space_named`, and
        InputError for a kind that goes where its record is."""
        if kinds.goes_with_its_record(kind):
            raise InputError(
                "A decision to share is recorded by sharing, or by refusing to. Nothing was saved.",
                advice="Open the record and choose Share, or use `outreach share`.",
            )
        return self.space_named(kinds.space_of(kind))
