"""A sign for each sort of end, as a path on a square of 24 by 24. Drawn for this picture: words say
the same, and no colour means anything."""

from __future__ import annotations

from typing import Final

from outreach.model.link_rules import HANDLE, TELEPHONE

PERSON: Final = (
    "M12 3.5a4.3 4.3 0 1 1 0 8.6a4.3 4.3 0 0 1 0-8.6zM3.8 20.5c0-4.3 3.7-7 8.2-7s8.2 2.7 8.2 7z"
)
VEHICLE: Final = (
    "M5.6 5.5h12.8l2.4 6v7.2h-3v-2H6.2v2h-3v-7.2zM7 7.5l-1.4 3.6h12.8L17 7.5z"
    "M6.8 12.9a1.3 1.3 0 1 1 0 2.6a1.3 1.3 0 0 1 0-2.6z"
    "M17.2 12.9a1.3 1.3 0 1 1 0 2.6a1.3 1.3 0 0 1 0-2.6z"
)
PLACE: Final = "M12 3l9 7.6h-2.4V20.5h-5v-6h-3.2v6h-5v-9.9H3z"
NUMBER: Final = (
    "M7.5 2h9a1.8 1.8 0 0 1 1.8 1.8v16.4a1.8 1.8 0 0 1-1.8 1.8h-9a1.8 1.8 0 0 1-1.8-1.8V3.8"
    "A1.8 1.8 0 0 1 7.5 2zM7.7 4.6v12.3h8.6V4.6zM10.6 18.4v1.6h2.8v-1.6z"
)
AT: Final = (
    "M12 2.5a9.5 9.5 0 1 0 4.9 17.6l-1-1.7A7.5 7.5 0 1 1 19.5 12v1c0 1-.5 1.6-1.3 1.6"
    "s-1.2-.6-1.2-1.6V8h-2v.8a4.6 4.6 0 1 0 .5 6.3c.6.9 1.5 1.5 2.7 1.5 2 0 3.3-1.5 3.3-3.6v-1"
    "A9.5 9.5 0 0 0 12 2.5zM11.9 9.3a2.7 2.7 0 1 1 0 5.4a2.7 2.7 0 0 1 0-5.4z"
)
EVENT: Final = (
    "M12 5c5 0 8.8 3.6 10.3 7c-1.5 3.4-5.3 7-10.3 7s-8.8-3.6-10.3-7C3.2 8.6 7 5 12 5z"
    "M12 8a4 4 0 1 0 0 8a4 4 0 0 0 0-8zM12 10.2a1.8 1.8 0 1 1 0 3.6a1.8 1.8 0 0 1 0-3.6z"
)

_SIGNS: Final = {
    "person": PERSON,
    "vehicle": VEHICLE,
    "vehicle-sighting": VEHICLE,
    "premises": PLACE,
    "hotspot": PLACE,
    TELEPHONE: NUMBER,
    HANDLE: AT,
}


def sign_of(what: str) -> str:
    """The sign of a kind, of a telephone or of a handle; of anything else that of what was seen."""
    return _SIGNS.get(what, EVENT)
