"""Premises: the standing facts of a shop, a hotel, an office. Flat, because registers are."""

from __future__ import annotations

from typing import Annotated, ClassVar

from outreach.model.codes import code_list
from outreach.model.fields import Ask
from outreach.model.kinds.header import Fields, Record, first_words, where
from outreach.model.values import Code, Latitude, Line, Note, Postcode

_TYPES = code_list("premises_type").labels


class Premises(Record):
    """Name, address, position and where these facts come from.

    ``source_register`` and ``source_reference`` together are the identity that an import goes by;
    name and postcode are none.
    """

    kind: ClassVar[str] = "premises"
    noun: ClassVar[str] = "Premises"
    plural: ClassVar[str] = "Premises"
    sections: ClassVar = {
        "now": "The premises",
        "place": "Place",
        "later": "Complete later",
        "words": "In words",
        "when": "Time",
        "about": "About this record",
    }
    not_asked: ClassVar[frozenset[str]] = frozenset(
        {"hotspot", "premises", "place_name", "verbatim", "occurred_from", "occurred_to",
         "occurred_precision", "late_reason", "non_recent", "legal_regime"}
    )  # fmt: skip

    name: Annotated[
        Line | None, Ask(label="Name", section="now", widget="text", wanted=True, first=True)
    ] = None
    premises_type: Annotated[
        Code | None,
        Ask(
            label="Type of premises",
            section="now",
            widget="choice",
            codes="premises_type",
            wanted=True,
            first=True,
        ),
    ] = None
    address: Annotated[
        Line | None, Ask(label="Address", section="now", widget="text", wanted=True, first=True)
    ] = None
    postcode: Annotated[
        Postcode | None,
        Ask(label="Postcode", section="now", widget="text", wanted=True, first=True),
    ] = None
    latitude: Annotated[
        Latitude | None,
        Ask(label="Position on the map", section="now", widget="point", wanted=True),
    ] = None
    operator: Annotated[
        Line | None, Ask(label="Operator or owner", section="later", widget="text")
    ] = None
    activity: Annotated[
        Line | None,
        Ask(
            label="Activity",
            section="later",
            widget="text",
            help="As the register calls it",
        ),
    ] = None
    opening_hours: Annotated[
        Note | None, Ask(label="Opening hours", section="later", widget="text")
    ] = None
    telephone: Annotated[Line | None, Ask(label="Telephone", section="later", widget="text")] = None
    authority_name: Annotated[
        Line | None, Ask(label="Local authority", section="place", widget="text")
    ] = None
    ward_name: Annotated[Line | None, Ask(label="Ward", section="place", widget="text")] = None
    source_register: Annotated[
        Line | None,
        Ask(
            label="Register",
            section="about",
            widget="text",
            help="The register that these facts come from",
        ),
    ] = None
    source_reference: Annotated[
        Line | None,
        Ask(
            label="Reference in the register",
            section="about",
            widget="text",
            help="What an import recognises these premises by",
        ),
    ] = None

    @staticmethod
    def headline(fields: Fields) -> str:
        name = fields.get("name")
        return name if type(name) is str and name else where(fields) or "Premises without a name"

    @staticmethod
    def detail(fields: Fields) -> str:
        code = fields.get("premises_type")
        kind = _TYPES.get(code, code) if type(code) is str else fields.get("activity") or ""
        parts = (kind, fields.get("address") or "", fields.get("postcode") or "")
        return first_words(" · ".join(part for part in parts if part), 200)
