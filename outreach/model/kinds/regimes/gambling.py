"""What a check under the Gambling Act 2005 asks."""

from __future__ import annotations

from typing import Annotated

from outreach.model.fields import Ask, Asked
from outreach.model.kinds.answers import Unknown
from outreach.model.values import Checklist, Code, Count, Line, YesNo

_WHEN = ("regimes", "gambling")


class Gambling(Asked):
    """Licence, age policy, under-18s, self-exclusion, machines, training, the door."""

    gambling_checklist: Annotated[
        Checklist | None,
        Ask(
            label="Gambling checklist",
            section="gambling",
            widget="checklist",
            codes="gambling_checklist",
            wanted=True,
            when=_WHEN,
        ),
    ] = None
    gambling_licence: Annotated[
        Line | Unknown | None,
        Ask(
            label="Premises licence number",
            section="gambling",
            widget="text",
            when=_WHEN,
        ),
    ] = None
    gambling_operator: Annotated[
        Line | Unknown | None,
        Ask(
            label="Operating licence holder",
            section="gambling",
            widget="text",
            when=_WHEN,
        ),
    ] = None
    gambling_age_policy: Annotated[
        Code | Unknown | None,
        Ask(
            label="Age policy",
            section="gambling",
            widget="choice",
            codes="age_policy",
            wanted=True,
            when=_WHEN,
        ),
    ] = None
    gambling_under_18s: Annotated[
        Code | Unknown | None,
        Ask(
            label="Under-18s seen",
            section="gambling",
            widget="choice",
            codes="people_band",
            help="Customers, whether or not they were gambling",
            wanted=True,
            when=_WHEN,
        ),
    ] = None
    self_exclusion: Annotated[
        YesNo | Unknown | None,
        Ask(
            label="Self-exclusion scheme in use",
            section="gambling",
            widget="yesno",
            when=_WHEN,
            settled=("gambling_checklist", "self_exclusion"),
        ),
    ] = None
    machines: Annotated[
        Count | Unknown | None,
        Ask(
            label="Gaming machines",
            section="gambling",
            widget="number",
            help="How many, all categories",
            when=_WHEN,
        ),
    ] = None
    machines_in_sight: Annotated[
        YesNo | Unknown | None,
        Ask(
            label="Machines watched by staff",
            section="gambling",
            widget="yesno",
            when=_WHEN,
            settled=("gambling_checklist", "machines_watched"),
        ),
    ] = None
    gambling_training: Annotated[
        YesNo | Unknown | None,
        Ask(
            label="Staff trained",
            section="gambling",
            widget="yesno",
            when=_WHEN,
            settled=("gambling_checklist", "staff_trained"),
        ),
    ] = None
    door_supervision: Annotated[
        YesNo | Unknown | None,
        Ask(
            label="Door supervision",
            section="gambling",
            widget="yesno",
            when=_WHEN,
            settled=("gambling_checklist", "door_supervised"),
        ),
    ] = None
