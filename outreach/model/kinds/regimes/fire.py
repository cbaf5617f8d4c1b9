"""What a fire safety check asks."""

from __future__ import annotations

from typing import Annotated

from outreach.model.fields import Ask, Asked
from outreach.model.kinds.answers import Unknown
from outreach.model.values import Checklist, Code, Line, YesNo

_WHEN = ("regimes", "fire")


class Fire(Asked):
    """Responsible person, escape routes, alarms, people who sleep there."""

    fire_checklist: Annotated[
        Checklist | None,
        Ask(
            label="Fire checklist",
            section="fire",
            widget="checklist",
            codes="fire_checklist",
            wanted=True,
            when=_WHEN,
        ),
    ] = None
    responsible_person: Annotated[
        Line | Unknown | None,
        Ask(
            label="Responsible person",
            section="fire",
            widget="text",
            wanted=True,
            when=_WHEN,
        ),
    ] = None
    escape_routes: Annotated[
        YesNo | Unknown | None,
        Ask(
            label="Escape routes clear",
            section="fire",
            widget="yesno",
            wanted=True,
            when=_WHEN,
            settled=("fire_checklist", "escape_routes"),
        ),
    ] = None
    alarms: Annotated[
        YesNo | Unknown | None,
        Ask(
            label="Alarms working",
            section="fire",
            widget="yesno",
            wanted=True,
            when=_WHEN,
            settled=("fire_checklist", "alarms"),
        ),
    ] = None
    sleeping_risk: Annotated[
        Code | Unknown | None,
        Ask(
            label="Anybody sleeping there",
            section="fire",
            widget="choice",
            codes="sleeping_risk",
            wanted=True,
            when=_WHEN,
        ),
    ] = None
    fire_risk_assessment: Annotated[
        YesNo | Unknown | None,
        Ask(
            label="Fire risk assessment seen",
            section="fire",
            widget="yesno",
            when=_WHEN,
            settled=("fire_checklist", "risk_assessment"),
        ),
    ] = None
