"""A licence to drive for hire: the badge that a passenger should be able to see.

It names a person, so it is shown and searched as records about people are; it says nothing about
what they did.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from outreach.model.codes import code_list
from outreach.model.fields import Ask
from outreach.model.kinds.answers import Unknown
from outreach.model.kinds.header import Fields
from outreach.model.kinds.licence import NOT_ASKED, Licence, named, told
from outreach.model.values import Code, Day, Line, Ref, YesNo

_TYPES = code_list("driver_licence_type").labels


class DriverLicence(Licence):
    """Whose badge it is, who granted it, for whom they drive, until when it holds."""

    kind: ClassVar[str] = "driver-licence"
    noun: ClassVar[str] = "Driver licence"
    plural: ClassVar[str] = "Driver licences"
    sections: ClassVar = {
        "now": "The licence",
        "dates": "Dates",
        "later": "Complete later",
        "words": "In words",
        "place": "Place",
        "when": "Time",
        "about": "About this record",
    }
    not_asked: ClassVar[frozenset[str]] = NOT_ASKED | {"premises"}

    licence_type: Annotated[
        Code | None,
        Ask(
            label="Licensed to drive",
            section="now",
            widget="choice",
            codes="driver_licence_type",
            wanted=True,
            first=True,
        ),
    ] = None
    badge_number: Annotated[
        Line | Unknown | None,
        Ask(label="Badge number", section="now", widget="text", wanted=True),
    ] = None
    operator: Annotated[
        Ref | None,
        Ask(
            label="Drives for",
            section="later",
            widget="record",
            refers=("operator-licence",),
        ),
    ] = None
    operator_words: Annotated[
        Line | None,
        Ask(
            label="Drives for, in words",
            section="later",
            widget="text",
            beside="operator",
        ),
    ] = None
    safeguarding_training: Annotated[
        YesNo | Unknown | None,
        Ask(label="Safeguarding training done", section="later", widget="yesno"),
    ] = None
    training_on: Annotated[
        Day | None,
        Ask(label="Trained on", section="later", widget="date", beside="safeguarding_training"),
    ] = None
    national_register: Annotated[
        Code | Unknown | None,
        Ask(
            label="National register of refusals and revocations",
            section="later",
            widget="choice",
            codes="register_check",
        ),
    ] = None

    @staticmethod
    def headline(fields: Fields) -> str:
        return named(fields, "Driver licence")

    @staticmethod
    def detail(fields: Fields) -> str:
        code, badge = fields.get("licence_type"), fields.get("badge_number")
        badged = f"Badge {badge}" if type(badge) is str else ""
        return told(fields, _TYPES.get(code, code) if type(code) is str else "", badged)
