"""Who takes part in the demonstration. All of them are invented, and their names say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sync.roster import Role


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with a tablet; ``tablet`` names its vault's folder, ``task`` what it is for."""

    tablet: str
    name: str
    agency: str
    duties: tuple[str, ...]
    roles: dict[str, Role]
    task: str


SUPERVISOR: Final = Member(
    "supervisor",
    "Grace Adeyemi (invented)",
    "Children's social care",
    ("supervisor",),
    {"premises": "admin", "safeguarding": "admin"},
    "reviews what comes in, and founded the partnership",
)
WORKER: Final = Member(
    "worker",
    "Sam Okoro (invented)",
    "Youth service",
    (),
    {"premises": "writer", "safeguarding": "writer"},
    "goes out at night and logs visits and sightings",
)
LICENSING: Final = Member(
    "licensing",
    "Dale Winters (invented)",
    "Licensing",
    (),
    {"premises": "writer"},
    "checks premises; holds no key for what concerns a child",
)

#: In the order in which their tablets are shown, and take the ports after the store's.
MEMBERS: Final = (WORKER, LICENSING, SUPERVISOR)
