"""What others ask of whoever administers a space: to admit, to remove, to take a recovery key.

The rules that this module enforces:

1. A request gives nobody anything. It says who asks, and whoever administers the space decides.
2. What was decided is written beside it, for every administrator of the space to see; a request
   that was decided, or that the roster in force already meets, is not open any more.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any, Final

from outreach.administering import Build
from outreach.listing import Listing
from outreach.model import notices
from outreach.model.notices import Notice
from outreach.partnering import placing
from sync.errors import InputError, NotAllowed
from sync.keys import Card
from sync.next_roster import Changes
from sync.people import Details, Person
from sync.roster import Role, Roster

_ASKING: Final = (notices.ADMISSION, notices.REMOVAL, notices.RECOVERY_CARD)


@dataclass(frozen=True, slots=True)
class SpaceRequest:
    """Something that is asked of a space's administrators.

    Attributes:
        id: of the entry that asks, 64 hex.
        what: ``admission``, ``removal`` or ``recovery-card``.
        name, agency, duties, role: of whoever is to be admitted, or their new duties.
        device: 32 hex; empty for a recovery card.
        reason: of a removal.
        by: who asks. at_ms: when, by the store's clock, or by theirs before it came there.
    """

    id: str
    space: str
    what: str
    name: str
    agency: str
    duties: tuple[str, ...]
    role: Role | None
    device: str
    reason: str
    by: str
    at_ms: int
    notice: Notice


class Asking(Listing):
    """An administrator's side of what is asked."""

    def may_add_to(self, space: str) -> bool:
        """Whether this person may add to a space, by its name, reading it or not."""
        found = self._belonging.names().get(space)
        return found is not None and self._belonging.may_add(found)

    def asked_of_me(self) -> list[SpaceRequest]:
        """What waits for this person's decision in the spaces that they administer."""
        mine = set(self.administers)
        answered = self._answered()
        newest: dict[tuple[str, str, str], SpaceRequest] = {}
        for notice in self._notices(*_ASKING):
            if notice.space in mine and notice.entry not in answered:
                request = self._request(notice)
                newest[(request.space, request.what, request.device)] = request
        return [one for one in newest.values() if self._is_open(one)]

    def fulfil(self, request: SpaceRequest) -> None:
        """Do what is asked. Needs the store. Raises as :meth:`change_members`."""
        build = self._fulfilling(request)
        self.change_members({request.space: build})
        self._decide(request.notice, "done", "")

    def decline_request(self, request: SpaceRequest, words: str) -> None:
        """Do not do what is asked, and say why. Raises InputError where nothing is said."""
        if not words.strip():
            raise InputError("Say why. Nothing was changed.")
        self._decide(request.notice, "declined", words.strip())

    def _answered(self) -> set[str]:
        return {str(notice.fields["notice"]) for notice in self._notices(notices.ANSWER)}

    def _check_may_answer(self, notice: Notice) -> None:
        if notice.space not in self.administers:
            raise NotAllowed(
                f"Only who administers the space “{notice.space}” can answer that. Nothing was "
                "changed.",
                advice="Ask an administrator of that space.",
            )

    def _decide(self, notice: Notice, decision: str, words: str) -> None:
        self._check_may_answer(notice)
        fields: dict[str, Any] = {"notice": notice.entry, "decision": decision, "words": words}
        space = self._belonging.space_named(notice.space)
        self._tell_space(space, self._notice(notices.ANSWER, fields))

    def _request(self, notice: Notice) -> SpaceRequest:
        fields = notice.fields
        device = str(fields.get("device") or "")
        duties = tuple(fields.get("duties", ()))
        view = next((v for v in self.members() if v.device == device), None)
        return SpaceRequest(
            notice.entry,
            notice.space,
            notice.type,
            str(fields.get("name") or (view.person.name if view else "")),
            str(fields.get("agency") or (view.person.agency if view else "")),
            duties,
            self._role(notice.space, duties) if notice.type == notices.ADMISSION else None,
            device,
            str(fields.get("reason", "")),
            notice.name,
            notice.received_ms or notice.recorded_ms,
            notice,
        )

    def _role(self, space: str, duties: tuple[str, ...]) -> Role | None:
        try:
            return self.table.roles(duties).get(space)
        except InputError:  # by a table that is not the one in force here
            return None

    def _is_open(self, request: SpaceRequest) -> bool:
        roster = self._membership[self._belonging.space_named(request.space)].current
        device = bytes.fromhex(request.device)
        member = roster.members.get(device)
        if request.what == notices.ADMISSION:
            return device not in roster.closed and (member is None or member.role != request.role)
        if request.what == notices.REMOVAL:
            return member is not None
        card = _card_of(request.notice)
        return roster.recovery is None or roster.recovery.card.hash != card.hash

    def _fulfilling(self, request: SpaceRequest) -> Build:
        fields = request.notice.fields
        if request.what == notices.ADMISSION:
            if request.role is None:
                raise InputError(
                    "The table of duties gives no role here for that. Nothing was changed.",
                    advice="Decline it, and say which duties there are.",
                )
            person = Person(
                str(fields["person"]), request.name, request.agency, tuple(request.duties)
            )
            card = _card_of(request.notice)
            if card.device.hex() != request.device:
                raise InputError("What is asked names another device's key. Nothing was changed.")
            return placing(card, person, request.role)
        if request.what == notices.REMOVAL:
            device = bytes.fromhex(request.device)

            def remove(roster: Roster, details: Details) -> Changes | None:
                if device not in roster.members:
                    return None
                closing = self.last_known(roster.space, device, fields["reason"])
                return Changes(remove={device: closing})

            return remove
        recovery = _card_of(request.notice)

        def renew(roster: Roster, details: Details) -> Changes | None:
            known = roster.recovery is not None and roster.recovery.card.hash == recovery.hash
            return None if known else Changes(recovery=recovery)

        return renew


def _card_of(notice: Notice) -> Card:
    """The key that a notice brings. Raises InputError, BadKey, BadSignature: it brings none."""
    try:
        return Card.parse(base64.b64decode(notice.fields["card"], validate=True))
    except ValueError:
        raise InputError("What is asked names no key. Nothing was changed.") from None
