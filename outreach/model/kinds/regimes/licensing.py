"""What a check under the Licensing Act 2003 asks."""

from __future__ import annotations

from typing import Annotated

from outreach.model.fields import Ask, Asked
from outreach.model.kinds.answers import Unknown
from outreach.model.values import Checklist, Code, Codes, Days, Line, Long, YesNo

_WHEN = ("regimes", "licensing")


class Licensing(Asked):
    """Licence, holder, supervisor, objectives, conditions, age policy, logs, CCTV."""

    licensing_checklist: Annotated[
        Checklist | None,
        Ask(
            label="Licensing checklist",
            section="licensing",
            widget="checklist",
            codes="licensing_checklist",
            wanted=True,
            when=_WHEN,
        ),
    ] = None
    licence_number: Annotated[
        Line | Unknown | None,
        Ask(label="Licence number", section="licensing", widget="text", when=_WHEN),
    ] = None
    licence_holder: Annotated[
        Line | Unknown | None,
        Ask(label="Licence holder", section="licensing", widget="text", when=_WHEN),
    ] = None
    designated_supervisor: Annotated[
        Line | Unknown | None,
        Ask(
            label="Designated premises supervisor",
            section="licensing",
            widget="text",
            when=_WHEN,
        ),
    ] = None
    objectives: Annotated[
        Codes | None,
        Ask(
            label="Licensing objectives concerned",
            section="licensing",
            widget="chips",
            codes="licensing_objective",
            when=_WHEN,
        ),
    ] = None
    conditions_breached: Annotated[
        Long | None,
        Ask(
            label="Conditions breached",
            section="licensing",
            widget="long",
            help="The number of the condition, and what you saw",
            when=_WHEN,
        ),
    ] = None
    age_policy: Annotated[
        Code | Unknown | None,
        Ask(
            label="Age policy",
            section="licensing",
            widget="choice",
            codes="age_policy",
            wanted=True,
            when=_WHEN,
        ),
    ] = None
    refusals_log: Annotated[
        YesNo | Unknown | None,
        Ask(
            label="Refusals log kept",
            section="licensing",
            widget="yesno",
            when=_WHEN,
            settled=("licensing_checklist", "refusals_log"),
        ),
    ] = None
    cctv_days_kept: Annotated[
        Days | Unknown | None,
        Ask(label="Days that CCTV is kept", section="licensing", widget="number", when=_WHEN),
    ] = None
    training_records: Annotated[
        YesNo | Unknown | None,
        Ask(
            label="Training records kept",
            section="licensing",
            widget="yesno",
            when=_WHEN,
            settled=("licensing_checklist", "training_records"),
        ),
    ] = None
    late_night_refreshment: Annotated[
        YesNo | Unknown | None,
        Ask(
            label="Late-night refreshment",
            section="licensing",
            widget="yesno",
            when=_WHEN,
            settled=("licensing_checklist", "late_night_refreshment"),
        ),
    ] = None
