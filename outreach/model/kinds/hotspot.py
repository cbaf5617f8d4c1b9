"""A hotspot: a place that a team visits because of what happens there. It names no child."""

from __future__ import annotations

from typing import Annotated, ClassVar

from outreach.model.codes import code_list
from outreach.model.fields import Ask
from outreach.model.kinds.header import Fields, Record, first_words, where
from outreach.model.values import Code, Latitude, Line, Note


class Hotspot(Record):
    """A standing place: name, type, point."""

    kind: ClassVar[str] = "hotspot"
    noun: ClassVar[str] = "Hotspot"
    plural: ClassVar[str] = "Hotspots"
    sections: ClassVar = {
        "now": "The hotspot",
        "place": "Place",
        "later": "Complete later",
        "words": "In words",
        "when": "Time",
        "about": "About this record",
    }
    not_asked: ClassVar[frozenset[str]] = frozenset(
        {"hotspot", "place_name", "verbatim", "occurred_from", "occurred_to",
         "occurred_precision", "late_reason", "non_recent", "legal_regime"}
    )  # fmt: skip

    name: Annotated[
        Line | None, Ask(label="Name", section="now", widget="text", wanted=True, first=True)
    ] = None
    hotspot_type: Annotated[
        Code | None,
        Ask(
            label="Type of place",
            section="now",
            widget="choice",
            codes="hotspot_type",
            wanted=True,
            first=True,
        ),
    ] = None
    latitude: Annotated[
        Latitude | None,
        Ask(
            label="Position on the map",
            section="now",
            widget="point",
            wanted=True,
            unless=("address", "postcode", "premises"),
            first=True,
        ),
    ] = None
    standing: Annotated[
        Code | None,
        Ask(label="How often visited", section="later", widget="choice", codes="hotspot_standing"),
    ] = None
    busy_times: Annotated[
        Note | None,
        Ask(label="When it is busy", section="later", widget="text"),
    ] = None
    staff_safety: Annotated[
        Note | None,
        Ask(
            label="Safety of the team",
            section="later",
            widget="text",
            help="Exits, dogs, where to park, where there is no signal",
        ),
    ] = None

    @staticmethod
    def headline(fields: Fields) -> str:
        name = fields.get("name")
        return name if type(name) is str and name else where(fields) or "Hotspot without a name"

    @staticmethod
    def detail(fields: Fields) -> str:
        code = fields.get("hotspot_type")
        kind = code_list("hotspot_type").label(code) if type(code) is str else ""
        address = fields.get("address") or fields.get("postcode") or ""
        return first_words(" · ".join(part for part in (kind, address) if part))
