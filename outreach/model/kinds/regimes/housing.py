"""What a check of a rented home or a house in multiple occupation asks.

Entry to a home has rules of its own; what they are is data (the lists ``housing_entry`` and
``check_regime``), and choosing this regime says them.
"""

from __future__ import annotations

from typing import Annotated

from outreach.model.fields import Ask, Asked
from outreach.model.kinds.answers import Unknown
from outreach.model.values import Checklist, Code, Count, Line

_WHEN = ("regimes", "housing")


class Housing(Asked):
    """How one got in, the licence, the manager, how many may live there and do."""

    housing_checklist: Annotated[
        Checklist | None,
        Ask(
            label="Housing checklist",
            section="housing",
            widget="checklist",
            codes="housing_checklist",
            wanted=True,
            when=_WHEN,
        ),
    ] = None
    housing_entry: Annotated[
        Code | Unknown | None,
        Ask(
            label="How entry was arranged",
            section="housing",
            widget="choice",
            codes="housing_entry",
            wanted=True,
            when=_WHEN,
        ),
    ] = None
    housing_licence: Annotated[
        Code | Unknown | None,
        Ask(
            label="Licence",
            section="housing",
            widget="choice",
            codes="housing_licence",
            wanted=True,
            when=_WHEN,
        ),
    ] = None
    housing_licence_number: Annotated[
        Line | Unknown | None,
        Ask(
            label="Licence number",
            section="housing",
            widget="text",
            when=_WHEN,
        ),
    ] = None
    manager: Annotated[
        Line | Unknown | None,
        Ask(
            label="Manager or landlord",
            section="housing",
            widget="text",
            wanted=True,
            when=_WHEN,
        ),
    ] = None
    occupancy_allowed: Annotated[
        Count | Unknown | None,
        Ask(
            label="People allowed by the licence",
            section="housing",
            widget="number",
            when=_WHEN,
        ),
    ] = None
    occupancy_found: Annotated[
        Count | Unknown | None,
        Ask(
            label="People living there",
            section="housing",
            widget="number",
            wanted=True,
            when=_WHEN,
        ),
    ] = None
    households: Annotated[
        Count | Unknown | None,
        Ask(
            label="Households",
            section="housing",
            widget="number",
            when=_WHEN,
        ),
    ] = None
    children_living: Annotated[
        Code | Unknown | None,
        Ask(
            label="Under-18s living there",
            section="housing",
            widget="choice",
            codes="people_band",
            help="How many. Names belong to a sighting",
            wanted=True,
            when=_WHEN,
        ),
    ] = None
