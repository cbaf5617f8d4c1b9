"""What a check of a hotel, hostel or B&B asks."""

from __future__ import annotations

from typing import Annotated

from outreach.model.fields import Ask, Asked
from outreach.model.kinds.answers import Unknown
from outreach.model.values import Checklist, Code, Long, YesNo

_WHEN = ("regimes", "hotel")


class Hotel(Asked):
    """Identity, register, training, the notice to give information about guests."""

    hotel_checklist: Annotated[
        Checklist | None,
        Ask(
            label="Hotel checklist",
            section="hotel",
            widget="checklist",
            codes="hotel_checklist",
            wanted=True,
            when=_WHEN,
        ),
    ] = None
    identity_policy: Annotated[
        Code | Unknown | None,
        Ask(
            label="Proof of identity asked for",
            section="hotel",
            widget="choice",
            codes="identity_policy",
            wanted=True,
            when=_WHEN,
        ),
    ] = None
    guest_register: Annotated[
        YesNo | Unknown | None,
        Ask(
            label="Register of guests kept",
            section="hotel",
            widget="yesno",
            wanted=True,
            when=_WHEN,
            settled=("hotel_checklist", "guest_register"),
        ),
    ] = None
    exploitation_training: Annotated[
        YesNo | Unknown | None,
        Ask(
            label="Staff trained to notice exploitation",
            section="hotel",
            widget="yesno",
            wanted=True,
            when=_WHEN,
            settled=("hotel_checklist", "exploitation_training"),
        ),
    ] = None
    information_notice: Annotated[
        Code | Unknown | None,
        Ask(
            label="Notice to give guest information in force",
            section="hotel",
            widget="choice",
            codes="information_notice",
            wanted=True,
            when=_WHEN,
        ),
    ] = None
    bookings_of_note: Annotated[
        Long | None,
        Ask(
            label="Bookings that stood out",
            section="hotel",
            widget="long",
            help="Cash, local addresses, several visitors to one room. No child's name",
            when=_WHEN,
        ),
    ] = None
