"""Who takes part in the demonstration. All of them are invented, and their names say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from outreach.model import duties
from sync.people import Partnership
from sync.roster import Role

PARTNERSHIP: Final = Partnership(
    "Demonstration partnership (invented)",
    ("Rochdale", "Trafford"),
    ("Children's social care", "Youth service", "Licensing", "Police", "Data protection"),
)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with a tablet; ``tablet`` names its vault's folder, ``task`` what it is for."""

    tablet: str
    name: str
    agency: str
    duties: tuple[str, ...]
    task: str

    @property
    def roles(self) -> dict[str, Role]:
        """What their duties give them in each space."""
        return duties.shipped().roles(self.duties)


SUPERVISOR: Final = Member(
    "supervisor",
    "Grace Adeyemi (invented)",
    "Children's social care",
    ("supervisor", "administrator"),
    "reviews what comes in, and admits and removes people",
)
WORKER: Final = Member(
    "worker",
    "Sam Okoro (invented)",
    "Youth service",
    ("outreach-worker",),
    "goes out at night and logs visits and sightings",
)
LICENSING: Final = Member(
    "licensing",
    "Dale Winters (invented)",
    "Licensing",
    ("licensing-officer",),
    "checks premises; may report a child, and opens nothing that concerns one",
)
INTELLIGENCE: Final = Member(
    "intelligence",
    "Priya Nair (invented)",
    "Police",
    ("intelligence-officer",),
    "keeps intelligence and its sources; may add to safeguarding, and not read it",
)
AUDITOR: Final = Member(
    "auditor",
    "Ellis Byrne (invented)",
    "Data protection",
    ("auditor",),
    "sees who read, searched and gave away what, and none of it",
)

#: In the order in which their tablets are shown, and take the ports after the store's.
MEMBERS: Final = (WORKER, LICENSING, SUPERVISOR, INTELLIGENCE, AUDITOR)
#: Each founds the spaces that they administer.
FOUNDERS: Final = (SUPERVISOR, INTELLIGENCE, AUDITOR)
