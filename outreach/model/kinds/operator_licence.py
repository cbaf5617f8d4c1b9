"""A licence to operate: private-hire operators first of all, from whose base cars are sent out."""

from __future__ import annotations

from typing import Annotated, ClassVar

from outreach.model.codes import code_list
from outreach.model.fields import Ask
from outreach.model.kinds.answers import Unknown
from outreach.model.kinds.header import Fields
from outreach.model.kinds.licence import NOT_ASKED, Licence, named, told
from outreach.model.values import Code, Count, Ref, YesNo

_TYPES = code_list("operator_licence_type").labels


class OperatorLicence(Licence):
    """Who may operate, from where, for how long, with how many vehicles and drivers."""

    kind: ClassVar[str] = "operator-licence"
    noun: ClassVar[str] = "Operator licence"
    plural: ClassVar[str] = "Operator licences"
    sections: ClassVar = {
        "now": "The licence",
        "dates": "Dates",
        "later": "Complete later",
        "words": "In words",
        "place": "Place",
        "when": "Time",
        "about": "About this record",
    }
    not_asked: ClassVar[frozenset[str]] = NOT_ASKED

    licence_type: Annotated[
        Code | None,
        Ask(
            label="Licence for",
            section="now",
            widget="choice",
            codes="operator_licence_type",
            wanted=True,
            first=True,
        ),
    ] = None
    premises: Annotated[
        Ref | None,
        Ask(
            label="Operating base",
            section="now",
            widget="place",
            refers=("premises",),
            wanted=True,
            unless=("address", "postcode", "latitude"),
        ),
    ] = None
    vehicles: Annotated[
        Count | Unknown | None,
        Ask(label="Vehicles on the licence", section="later", widget="number"),
    ] = None
    drivers: Annotated[
        Count | Unknown | None,
        Ask(label="Drivers working for them", section="later", widget="number"),
    ] = None
    safeguarding_training: Annotated[
        YesNo | Unknown | None,
        Ask(
            label="Safeguarding training done",
            section="later",
            widget="yesno",
            help="By those who take bookings and send out cars",
        ),
    ] = None

    @staticmethod
    def headline(fields: Fields) -> str:
        return named(fields, "Operator licence")

    @staticmethod
    def detail(fields: Fields) -> str:
        code = fields.get("licence_type")
        return told(fields, _TYPES.get(code, code) if type(code) is str else "")
