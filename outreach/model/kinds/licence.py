"""What the licences of operators and drivers have in common: number, holder, authority, dates.

A licence is a standing fact with a source, as premises are: ``source_register`` and
``source_reference`` together are the identity that an import goes by. When it expires is a day of
the calendar at the authority, and it holds to the end of that day.
"""

from __future__ import annotations

from typing import Annotated

from outreach.model.codes import code_list
from outreach.model.fields import Ask
from outreach.model.kinds.answers import Unknown
from outreach.model.kinds.header import Fields, Record, first_words
from outreach.model.problems import Problem
from outreach.model.values import Code, Day, Line, Long

#: Of the header: what a licence does not ask.
NOT_ASKED = frozenset(
    {"hotspot", "place_name", "verbatim", "occurred_from", "occurred_to",
     "occurred_precision", "late_reason", "non_recent", "legal_regime", "category"}
)  # fmt: skip
_STANDINGS = code_list("licence_standing").labels


class Licence(Record):
    """The questions that every licence asks. No kind by itself."""

    licence_number: Annotated[
        Line | Unknown | None,
        Ask(label="Licence number", section="now", widget="text", wanted=True, first=True),
    ] = None
    holder: Annotated[
        Line | Unknown | None,
        Ask(label="Holder", section="now", widget="text", wanted=True, first=True),
    ] = None
    licensing_authority: Annotated[
        Line | None,
        Ask(
            label="Licensed by",
            section="now",
            widget="text",
            help="The council that granted it: a driver may be licensed far away",
            wanted=True,
            first=True,
        ),
    ] = None
    licence_standing: Annotated[
        Code | Unknown | None,
        Ask(
            label="Does it hold?",
            section="now",
            widget="choice",
            codes="licence_standing",
            wanted=True,
            first=True,
        ),
    ] = None
    granted_on: Annotated[Day | None, Ask(label="Granted", section="dates", widget="date")] = None
    expires_on: Annotated[
        Day | Unknown | None,
        Ask(label="Expires", section="dates", widget="date", wanted=True),
    ] = None
    standing_since: Annotated[
        Day | None,
        Ask(
            label="Suspended or revoked since",
            section="dates",
            widget="date",
        ),
    ] = None
    conditions: Annotated[Long | None, Ask(label="Conditions", section="later", widget="long")] = (
        None
    )
    telephone: Annotated[Line | None, Ask(label="Telephone", section="later", widget="text")] = None
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
            help="What an import recognises this licence by",
        ),
    ] = None

    @staticmethod
    def contradictions(fields: Fields) -> list[Problem]:
        granted, expires = fields.get("granted_on"), fields.get("expires_on")
        if granted and type(expires) is str and expires < granted:
            return [Problem("expires_on", "It cannot expire before it was granted")]
        return []


def named(fields: Fields, nameless: str) -> str:
    """One line that names a licence in a list."""
    for name in ("holder", "licence_number"):
        value = fields.get(name)
        if type(value) is str and value:
            return first_words(value, 80)
    return nameless


def told(fields: Fields, *first: str) -> str:
    """A second line: what kind, by whom, until when."""
    code, expires = fields.get("licence_standing"), fields.get("expires_on")
    number = fields.get("licence_number")
    parts = (
        *first,
        number if type(number) is str else "",
        fields.get("licensing_authority") or "",
        _STANDINGS.get(code, code) if type(code) is str else "",
        f"expires {expires}" if type(expires) is str else "",
    )
    return first_words(" · ".join(part for part in parts if part), 200)
