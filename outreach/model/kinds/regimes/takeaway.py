"""What a check of a food business or takeaway asks."""

from __future__ import annotations

from typing import Annotated

from outreach.model.fields import Ask, Asked
from outreach.model.kinds.answers import Unknown
from outreach.model.values import Checklist, Code, Codes, Line, YesNo

_WHEN = ("regimes", "takeaway")


class Takeaway(Asked):
    """Registration, hygiene, under-18s, the rooms above and behind, who sleeps there."""

    takeaway_checklist: Annotated[
        Checklist | None,
        Ask(
            label="Takeaway checklist",
            section="takeaway",
            widget="checklist",
            codes="takeaway_checklist",
            wanted=True,
            when=_WHEN,
        ),
    ] = None
    food_registration: Annotated[
        Line | Unknown | None,
        Ask(label="Food registration", section="takeaway", widget="text", when=_WHEN),
    ] = None
    hygiene_rating: Annotated[
        Code | Unknown | None,
        Ask(
            label="Hygiene rating",
            section="takeaway",
            widget="choice",
            codes="hygiene_rating",
            when=_WHEN,
        ),
    ] = None
    under_18s_on_premises: Annotated[
        Code | Unknown | None,
        Ask(
            label="Under-18s on the premises",
            section="takeaway",
            widget="choice",
            codes="people_band",
            wanted=True,
            when=_WHEN,
        ),
    ] = None
    rooms_above: Annotated[
        Codes | Unknown | None,
        Ask(
            label="Rooms above",
            section="takeaway",
            widget="chips",
            codes="rooms_use",
            wanted=True,
            when=_WHEN,
        ),
    ] = None
    rooms_behind: Annotated[
        Codes | Unknown | None,
        Ask(
            label="Rooms behind",
            section="takeaway",
            widget="chips",
            codes="rooms_use",
            wanted=True,
            when=_WHEN,
        ),
    ] = None
    sleeping_on_site: Annotated[
        YesNo | Unknown | None,
        Ask(
            label="Anyone sleeping on site",
            section="takeaway",
            widget="yesno",
            wanted=True,
            when=_WHEN,
        ),
    ] = None
