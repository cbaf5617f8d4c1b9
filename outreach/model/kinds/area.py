"""An area: a ward or an authority with its code and its border, taken in from a published file.

The app knows Greater Manchester by itself; other areas come by an import. A border that is kept
here may be thinned (``register/borders.py``); ``border_off_m`` says by how much.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from outreach.model.fields import Ask
from outreach.model.kinds.header import Fields, Record, first_words
from outreach.model.values import GssCode, Line, Long, Metres


class Area(Record):
    """Code, name, the authority that it belongs to, its border."""

    kind: ClassVar[str] = "area"
    noun: ClassVar[str] = "Area"
    plural: ClassVar[str] = "Areas"
    sections: ClassVar = {
        "now": "The area",
        "place": "Place",
        "border": "Border",
        "words": "In words",
        "when": "Time",
        "about": "About this record",
    }
    not_asked: ClassVar[frozenset[str]] = frozenset(
        {"hotspot", "premises", "place_name", "accuracy_m", "address", "postcode", "uprn",
         "os_grid", "ward_code", "occurred_from", "occurred_to", "occurred_precision",
         "late_reason", "fact", "verbatim", "assessment", "category", "handling",
         "handling_conditions", "legal_regime", "non_recent"}
    )  # fmt: skip

    name: Annotated[
        Line | None, Ask(label="Name", section="now", widget="text", wanted=True, first=True)
    ] = None
    area_code: Annotated[
        GssCode | None,
        Ask(
            label="Code",
            section="now",
            widget="text",
            help="GSS code: E05 a ward, E08 a metropolitan district, such as E08000005",
            wanted=True,
            first=True,
        ),
    ] = None
    authority_name: Annotated[
        Line | None, Ask(label="Local authority", section="place", widget="text")
    ] = None
    border: Annotated[
        Long | None,
        Ask(
            label="Border",
            section="border",
            widget="long",
            help="In units of 1/100,000 degree, each point after its predecessor",
        ),
    ] = None
    border_off_m: Annotated[
        Metres | None,
        Ask(
            label="How far the border may be off, in metres",
            section="border",
            widget="number",
            beside="border",
        ),
    ] = None
    source_register: Annotated[
        Line | None, Ask(label="Published as", section="about", widget="text")
    ] = None

    @staticmethod
    def headline(fields: Fields) -> str:
        name, code = fields.get("name"), fields.get("area_code")
        return first_words(name, 100) or (code if type(code) is str else "") or "Area"

    @staticmethod
    def detail(fields: Fields) -> str:
        parts = (fields.get("area_code") or "", fields.get("authority_name") or "")
        return first_words(" · ".join(part for part in parts if part), 200)
