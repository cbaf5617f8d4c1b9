"""What a check of a private-hire operator asks."""

from __future__ import annotations

from typing import Annotated, NotRequired

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

from outreach.model.fields import Ask, Asked
from outreach.model.kinds.answers import Unknown
from outreach.model.values import Checklist, Day, Line, YesNo

_WHEN = ("regimes", "private_hire")


@with_config(ConfigDict(extra="forbid"))
class DriverSeen(TypedDict):
    """A driver and vehicle that were looked at: badge and plate as they were read, the authority
    that licensed them, the day on which that ends."""

    badge: Line
    plate: NotRequired[Line]
    authority: NotRequired[Line]
    expires: NotRequired[Day]


DriversSeen = Annotated[list[DriverSeen], Field(max_length=60)]


class PrivateHire(Asked):
    """Licence, bookings, and of each driver looked at the badge, plate, authority and expiry."""

    private_hire_checklist: Annotated[
        Checklist | None,
        Ask(
            label="Operator checklist",
            section="private_hire",
            widget="checklist",
            codes="private_hire_checklist",
            wanted=True,
            when=_WHEN,
        ),
    ] = None
    operator_licence_number: Annotated[
        Line | Unknown | None,
        Ask(
            label="Operator licence number",
            section="private_hire",
            widget="text",
            wanted=True,
            when=_WHEN,
        ),
    ] = None
    operator_authority: Annotated[
        Line | Unknown | None,
        Ask(
            label="Licensed by",
            section="private_hire",
            widget="text",
            help="The council that granted it",
            when=_WHEN,
        ),
    ] = None
    operator_expiry: Annotated[
        Day | Unknown | None,
        Ask(
            label="Operator licence expires",
            section="private_hire",
            widget="date",
            wanted=True,
            when=_WHEN,
        ),
    ] = None
    booking_records: Annotated[
        YesNo | Unknown | None,
        Ask(
            label="Booking records kept and complete",
            section="private_hire",
            widget="yesno",
            wanted=True,
            when=_WHEN,
            settled=("private_hire_checklist", "booking_records"),
        ),
    ] = None
    drivers_seen: Annotated[
        DriversSeen | None,
        Ask(
            label="Drivers and vehicles looked at",
            section="private_hire",
            widget="parts",
            help="Badge, plate, who licensed them, until when",
            wanted=True,
            when=_WHEN,
        ),
    ] = None
    operator_training: Annotated[
        YesNo | Unknown | None,
        Ask(
            label="Safeguarding training done",
            section="private_hire",
            widget="yesno",
            wanted=True,
            when=_WHEN,
            settled=("private_hire_checklist", "safeguarding_training"),
        ),
    ] = None
