"""A vehicle: the standing facts behind its sightings.

The registration is kept as somebody gave it, `?` for what was not read; a strange one is warned of,
never refused (``registrations.py``). Whoever keeps it is said in words: a keeper need not be the
driver, and a name alone is no person.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from outreach.model.codes import code_list
from outreach.model.fields import Ask
from outreach.model.kinds.answers import Unknown
from outreach.model.kinds.header import Fields, Record, first_words
from outreach.model.registrations import normalise
from outreach.model.values import Code, Line, Note, Registration

_COLOURS = code_list("vehicle_colour").labels
_USES = code_list("vehicle_use").labels


class Vehicle(Record):
    """Registration, looks, licence plate, keeper."""

    kind: ClassVar[str] = "vehicle"
    noun: ClassVar[str] = "Vehicle"
    plural: ClassVar[str] = "Vehicles"
    sections: ClassVar = {
        "now": "The vehicle",
        "licence": "Taxi licence and keeper",
        "words": "In words",
        "place": "Place",
        "when": "Time",
        "about": "About this record",
    }
    not_asked: ClassVar[frozenset[str]] = frozenset(
        {"hotspot", "premises", "place_name", "latitude", "longitude", "accuracy_m", "point_source",
         "address", "postcode", "uprn", "os_grid", "authority_code", "ward_code", "occurred_from",
         "occurred_to", "occurred_precision", "late_reason", "verbatim", "non_recent"}
    )  # fmt: skip

    registration: Annotated[
        Registration | Unknown | None,
        Ask(
            label="Registration",
            section="now",
            widget="text",
            help="Put ? for each character that nobody could read, such as AB12 ?DE",
            wanted=True,
            first=True,
        ),
    ] = None
    make: Annotated[
        Line | Unknown | None,
        Ask(label="Make", section="now", widget="text", wanted=True, first=True),
    ] = None
    model: Annotated[Line | Unknown | None, Ask(label="Model", section="now", widget="text")] = None
    colour: Annotated[
        Code | Unknown | None,
        Ask(
            label="Colour",
            section="now",
            widget="choice",
            codes="vehicle_colour",
            wanted=True,
            first=True,
        ),
    ] = None
    body: Annotated[
        Code | Unknown | None,
        Ask(label="Body", section="now", widget="choice", codes="vehicle_body"),
    ] = None
    features: Annotated[
        Note | None,
        Ask(
            label="Features",
            section="now",
            widget="text",
            help="Damage, stickers, tinted windows, roof sign",
        ),
    ] = None
    vehicle_use: Annotated[
        Code | Unknown | None,
        Ask(
            label="Taxi or private",
            section="licence",
            widget="choice",
            codes="vehicle_use",
            wanted=True,
        ),
    ] = None
    licence_plate: Annotated[
        Line | Unknown | None,
        Ask(label="Taxi plate number", section="licence", widget="text"),
    ] = None
    plate_authority: Annotated[
        Line | Unknown | None,
        Ask(label="Licensed by", section="licence", widget="text", help="The council on the plate"),
    ] = None
    keeper: Annotated[
        Note | Unknown | None,
        Ask(
            label="Keeper, in words",
            section="licence",
            widget="text",
            help="Who keeps it or drives it, and how that is known",
        ),
    ] = None

    @staticmethod
    def headline(fields: Fields) -> str:
        mark = fields.get("registration")
        colour, make, model = (fields.get(name) for name in ("colour", "make", "model"))
        looks = [_COLOURS.get(colour, colour)] if type(colour) is str else []
        looks += [said for said in (make, model) if type(said) is str]
        said = first_words(" ".join(looks), 80)
        if type(mark) is str and mark:
            return f"{normalise(mark)} ({said})" if said else normalise(mark)
        return f"Vehicle: {said}" if said else "Vehicle, registration not known"

    @staticmethod
    def detail(fields: Fields) -> str:
        use, plate, by = (
            fields.get(n) for n in ("vehicle_use", "licence_plate", "plate_authority")
        )
        parts = [_USES.get(use, use)] if type(use) is str and use != "unknown" else []
        if type(plate) is str and plate:
            parts.append(f"plate {plate}, {by}" if type(by) is str and by else f"plate {plate}")
        parts.append(first_words(fields.get("features") or fields.get("fact"), 80))
        return first_words(" · ".join(part for part in parts if part), 200)
