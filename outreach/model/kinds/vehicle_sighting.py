"""A sighting of a vehicle. The registration is kept as it was seen, `?` for what was not read.

It is normalised and its format worked out when it is shown (``registrations.py``), so that a
correction leaves no stale copy behind. A strange one is warned of, never rejected.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from outreach.model.codes import code_list
from outreach.model.fields import Ask
from outreach.model.kinds.answers import Unknown
from outreach.model.kinds.header import PLACED, Fields, Record, first_words, where
from outreach.model.registrations import normalise
from outreach.model.values import Code, Codes, Line, Note, Ref, Registration

_COLOURS = code_list("vehicle_colour").labels
_USES = code_list("vehicle_use").labels


class VehicleSighting(Record):
    """Registration, looks, licence plate, who was inside."""

    kind: ClassVar[str] = "vehicle-sighting"
    noun: ClassVar[str] = "Sighting of a vehicle"
    plural: ClassVar[str] = "Sightings of vehicles"
    sections: ClassVar = {
        "now": "The vehicle",
        "inside": "Who was inside",
        "did": "What happened",
        "place": "Place",
        "words": "In words",
        "when": "Time",
        "later": "Complete later",
        "about": "About this record",
    }

    registration: Annotated[
        Registration | Unknown | None,
        Ask(
            label="Registration, as seen",
            section="now",
            widget="text",
            help="Put ? for each character that you could not read, such as AB12 ?DE",
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
        Code | None,
        Ask(
            label="Taxi or private",
            section="now",
            widget="choice",
            codes="vehicle_use",
            wanted=True,
        ),
    ] = None
    licensed_plate: Annotated[
        Line | Unknown | None,
        Ask(label="Taxi plate number", section="now", widget="text"),
    ] = None
    plate_authority: Annotated[
        Line | Unknown | None,
        Ask(label="Licensed by", section="now", widget="text", help="The council on the plate"),
    ] = None
    child_inside: Annotated[
        Code | Unknown | None,
        Ask(
            label="Anyone under 18 inside",
            section="inside",
            widget="choice",
            codes="child_inside",
            help="If a child is being driven off in danger, call 999 now",
            wanted=True,
            first=True,
        ),
    ] = None
    occupants: Annotated[
        Code | Unknown | None,
        Ask(
            label="People inside, about",
            section="inside",
            widget="choice",
            codes="people_band",
            wanted=True,
        ),
    ] = None
    driver: Annotated[
        Note | Unknown | None, Ask(label="Driver", section="inside", widget="text")
    ] = None
    occupants_words: Annotated[
        Note | None, Ask(label="The others inside", section="inside", widget="text")
    ] = None
    direction: Annotated[
        Codes | None,
        Ask(label="Coming or going", section="did", widget="chips", codes="direction"),
    ] = None
    direction_words: Annotated[
        Line | None, Ask(label="From where, to where", section="did", widget="text")
    ] = None
    hotspot: Annotated[
        Ref | None,
        Ask(
            label="Hotspot",
            section="place",
            widget="place",
            refers=("hotspot",),
            wanted=True,
            unless=PLACED,
            first=True,
        ),
    ] = None
    place_name: Annotated[
        Line | None, Ask(label="Place, as people call it", section="place", widget="text")
    ] = None
    visit: Annotated[
        Ref | None,
        Ask(label="During the visit", section="later", widget="record", refers=("hotspot-visit",)),
    ] = None
    outing: Annotated[
        Ref | None, Ask(label="Outing", section="later", widget="record", refers=("outing",))
    ] = None

    @staticmethod
    def headline(fields: Fields) -> str:
        mark = fields.get("registration")
        parts = []
        colour, make = fields.get("colour"), fields.get("make")
        if type(colour) is str:
            parts.append(_COLOURS.get(colour, colour))
        if type(make) is str:
            parts.append(make)
        looks = " ".join(parts)
        if type(mark) is str and mark:
            return f"{normalise(mark)} ({looks})" if looks else normalise(mark)
        return f"Vehicle: {looks}" if looks else "Vehicle, registration not read"

    @staticmethod
    def detail(fields: Fields) -> str:
        use = fields.get("vehicle_use")
        parts = [where(fields)]
        if type(use) is str and use != "unknown":
            parts.append(_USES.get(use, use))
        if fields.get("child_inside") == "yes":
            parts.append("under-18 inside")
        parts.append(first_words(fields.get("fact")))
        return first_words(" · ".join(part for part in parts if part), 200)
