"""A tablet is lost or stolen: reported from any other, closed by the next administrator online.

The rules that this module enforces:

1. Whoever can add to the space of premises can report: all members can. Who may not read names
   says in words whose tablet it is, and an administrator looks it up.
2. A report closes nothing. An administrator completes it, in one step, or says why not.
3. The lost tablet wipes itself when it sees, step by step from the founding, that it was closed as
   lost (``sync/client/governed.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from outreach.asking import Asking
from outreach.leaving import Leaving, Outcome
from outreach.model import notices
from outreach.model.notices import Notice
from sync.errors import InputError, NotFound

#: The space that everybody reads or adds to.
REPORTS: Final = "premises"
_LONGEST: Final = 2_000


@dataclass(frozen=True, slots=True)
class LostReport:
    """Somebody says that a tablet is gone.

    Attributes:
        id: of the entry that reports, 64 hex.
        who: as the reporter wrote it. name, device: what is known of it; empty where nobody knows.
        words: what happened.
        by: who reports. at_ms: when, as :class:`outreach.asking.SpaceRequest` has it.
        decision: "" while it is open, "done", "declined". answer: what was said then.
    """

    id: str
    who: str
    name: str
    device: str
    words: str
    by: str
    at_ms: int
    decision: str
    answer: str
    notice: Notice

    @property
    def is_open(self) -> bool:
        """Whether nobody has done anything about it."""
        return not self.decision


class Losing(Leaving, Asking):
    """Reports of lost tablets, and what is done about them."""

    def report_lost(self, who: str, words: str) -> list[str]:
        """Report a tablet, or all tablets of a person. Durable when this returns; told at the next
        sync. The ids of the reports.

        Args:
            who: a name, or the start of a person's or device's id; where it names nobody that can
                be read here, it is kept as it is.
            words: what happened.

        Raises:
            InputError: one of them is empty or too long.
        """
        who, words = " ".join(who.split()), words.strip()
        if not who or not words or len(who) > _LONGEST or len(words) > _LONGEST:
            raise InputError("Say whose tablet it is and what happened. Nothing was saved.")
        try:
            devices: list[bytes | None] = [*self.devices_of(who)]
        except NotFound:
            devices = [None]
        fields: list[dict[str, Any]] = [
            {"device": device and device.hex(), "who": who, "words": words} for device in devices
        ]
        before = {notice.entry for notice in self._notices(notices.LOST_REPORT)}
        space = self._belonging.space_named(REPORTS)
        self._tell_space(space, *(self._notice(notices.LOST_REPORT, one) for one in fields))
        return [n.entry for n in self._notices(notices.LOST_REPORT) if n.entry not in before]

    def lost_reports(self, *, all_of_them: bool = False) -> list[LostReport]:
        """The reports that nobody has done anything about, oldest first; or all."""
        answers = {n.fields["notice"]: n.fields for n in self._notices(notices.ANSWER)}
        names = {view.device: view.person.name for view in self.members()}
        found = []
        for notice in self._notices(notices.LOST_REPORT):
            answer = answers.get(notice.entry, {})
            device = str(notice.fields["device"] or "")
            found.append(
                LostReport(
                    notice.entry,
                    str(notice.fields["who"]),
                    names.get(device, ""),
                    device,
                    str(notice.fields["words"]),
                    notice.name,
                    notice.received_ms or notice.recorded_ms,
                    str(answer.get("decision", "")),
                    str(answer.get("words", "")),
                    notice,
                )
            )
        return [one for one in found if all_of_them or one.is_open]

    def complete_lost(self, report: LostReport, who: str | None = None) -> Outcome:
        """Close the tablet as lost wherever this person administers, and ask for it elsewhere.
        Needs the store. Raises as :meth:`remove`.

        Args:
            who: whose tablet it is, where the report does not know.
        """
        self._check_may_answer(report.notice)
        device = who or report.device
        if not device:
            raise InputError(
                "The report does not say which tablet it is. Nothing was changed.",
                advice="Look it up in the list of members, and name the device.",
            )
        outcome = self._remove(self.devices_of(device), "lost")
        self._decide(report.notice, "done", "")
        self.sync()
        return outcome

    def decline_lost(self, report: LostReport, words: str) -> None:
        """The tablet is not lost: say how that is known. Raises InputError without words."""
        if not words.strip():
            raise InputError("Say why. Nothing was changed.")
        self._decide(report.notice, "declined", words.strip())
