"""Every kind of record, and what is worked out about each one once, at import.

Folding 100,000 entries asks for a field's code list or type 2,000,000 times: nothing here is
computed per record.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from outreach.assets import asset
from outreach.model import values
from outreach.model.codes import CodeList, code_list
from outreach.model.fields import Ask, asks, branches, build
from outreach.model.fields import Form as Form
from outreach.model.kinds.alias import Alias
from outreach.model.kinds.area import Area
from outreach.model.kinds.challenge import Challenge
from outreach.model.kinds.driver_licence import DriverLicence
from outreach.model.kinds.header import Record
from outreach.model.kinds.hotspot import Hotspot
from outreach.model.kinds.hotspot_visit import HotspotVisit
from outreach.model.kinds.intelligence_source import IntelligenceSource
from outreach.model.kinds.link import Link
from outreach.model.kinds.locality_measure import LocalityMeasure
from outreach.model.kinds.merge import Merge, MergeConfirmation
from outreach.model.kinds.notice import Notice
from outreach.model.kinds.operator_licence import OperatorLicence
from outreach.model.kinds.outing import Outing
from outreach.model.kinds.person import Person
from outreach.model.kinds.person_sighting import PersonSighting
from outreach.model.kinds.premises import Premises
from outreach.model.kinds.premises_check import PremisesCheck
from outreach.model.kinds.referral import Referral
from outreach.model.kinds.sanitised_intelligence import SanitisedIntelligence
from outreach.model.kinds.sharing_decision import SharingDecision
from outreach.model.kinds.soft_intelligence import SoftIntelligence
from outreach.model.kinds.vehicle import Vehicle
from outreach.model.kinds.vehicle_sighting import VehicleSighting
from outreach.model.problems import Problem, UnknownKind

#: Kind to its model, in the order in which people meet them.
KINDS: Mapping[str, type[Record]] = {
    model.kind: model
    for model in (
        Outing,
        HotspotVisit,
        PremisesCheck,
        PersonSighting,
        VehicleSighting,
        SoftIntelligence,
        Person,
        Alias,
        Vehicle,
        Hotspot,
        Premises,
        Notice,
        Referral,
        OperatorLicence,
        DriverLicence,
        LocalityMeasure,
        Area,
        Link,
        Merge,
        MergeConfirmation,
        SharingDecision,
        IntelligenceSource,
        SanitisedIntelligence,
        Challenge,
    )
}

#: What a record becomes by an entry of its own, and no form asks for.
WITHDRAWN = "withdrawn"
#: Where a record was given from (``answers.Given``).
GIVEN = "given"
#: What proves that a record's id was made for its space (``homes``).
HOME_PROOF = "home_proof"
#: Which import it was taken in by (``taken.Taken``).
TAKEN = "taken"
#: What any record may hold and nobody types.
UNASKED = frozenset({WITHDRAWN, GIVEN, HOME_PROOF, TAKEN})


class Wanted(NamedTuple):
    """A field whose absence is reported, and the conditions for that (see ``fields.Ask``)."""

    name: str
    unless: tuple[str, ...]
    when: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known about a kind before any record of it is seen."""

    kind: str
    model: type[Record]
    asks: Mapping[str, Ask]
    #: Field to its code list; for a checklist the list of its items.
    codes: Mapping[str, CodeList]
    #: Field to code to label.
    labels: Mapping[str, Mapping[str, str]]
    wanted: tuple[Wanted, ...]
    instants: frozenset[str]
    days: frozenset[str]
    refs: frozenset[str]
    verbatim: frozenset[str]
    checklists: tuple[str, ...]
    #: Fields that somebody may search for, each to the labels of its codes (none: free text).
    words: Mapping[str, Mapping[str, str]]


def _holding(model: type[Record], *types: object) -> frozenset[str]:
    """The fields of ``model`` whose value is of one of these types."""
    return frozenset(
        name
        for name, info in model.model_fields.items()
        if any(kind in types for kind in branches(info.annotation))
    )


def _plan(model: type[Record]) -> Plan:
    hints = asks(model)
    codes = {name: code_list(ask.codes) for name, ask in hints.items() if ask.codes}
    instants = _holding(model, values.Instant)
    refs = _holding(model, values.Ref, values.Refs)
    silent = instants | refs | _holding(model, values.GssCode) | {"point_source"}
    labels: dict[str, Mapping[str, str]] = {name: found.labels for name, found in codes.items()}
    return Plan(
        kind=model.kind,
        model=model,
        asks=hints,
        codes=codes,
        labels=labels,
        wanted=tuple(
            Wanted(name, ask.unless, ask.when)
            for name, ask in hints.items()
            if ask.wanted and name not in model.not_asked
        ),
        instants=instants,
        days=_holding(model, values.Day),
        refs=refs,
        checklists=tuple(name for name, ask in hints.items() if ask.widget == "checklist"),
        verbatim=frozenset(name for name, ask in hints.items() if ask.widget == "verbatim"),
        words={n: labels.get(n, {}) for n in model.model_fields if n not in silent},
    )


PLANS: Mapping[str, Plan] = {kind: _plan(model) for kind, model in KINDS.items()}


def plan_of(kind: str) -> Plan:
    """What is known about ``kind``. Raises ``UnknownKind``."""
    found = PLANS.get(kind)
    if found is None:
        raise UnknownKind("record", [Problem("", f"Its kind must be one of {', '.join(KINDS)}")])
    return found


@cache
def form(kind: str) -> Form:
    """The form that asks for one record of ``kind``. Raises ``UnknownKind``."""
    model = plan_of(kind).model
    return build(kind, model.noun, model.version, model)


@cache
def _kinds_by_space() -> dict[str, list[str]]:
    data = json.loads(asset("spaces.json").read_text(encoding="utf-8"))
    found: dict[str, list[str]] = data["spaces"]
    return found


@cache
def _spaces() -> dict[str, str]:
    return {kind: space for space, kinds in _kinds_by_space().items() for kind in kinds}


def space_names() -> list[str]:
    """The spaces of a partnership, in the order in which they are founded."""
    return list(_kinds_by_space())


@cache
def _not_reviewed() -> dict[str, str]:
    data = json.loads(asset("spaces.json").read_text(encoding="utf-8"))
    return {rule["kind"]: rule.get("when_given", "") for rule in data["not_reviewed"]}


def space_of(kind: str) -> str:
    """The name of the space that records of ``kind`` go to; empty for a kind that goes where the
    record is that it is about. Raises ``UnknownKind``."""
    return _spaces().get(plan_of(kind).kind, "")


@cache
def _with_the_record() -> dict[str, tuple[str, ...]]:
    data = json.loads(asset("spaces.json").read_text(encoding="utf-8"))
    return {rule["kind"]: tuple(rule.get("ends", ())) for rule in data["with_the_record"]}


def goes_with_its_record(kind: str) -> bool:
    """Whether records of ``kind`` are kept in the space of the record that they are about, and have
    no other."""
    return kind in _with_the_record() and kind not in _spaces()


def ends_of(kind: str) -> tuple[str, ...]:
    """The fields that name the records with which one of ``kind`` is kept; of most kinds none."""
    return _with_the_record().get(kind, ())


@cache
def _restricted() -> dict[str, int]:
    data = json.loads(asset("spaces.json").read_text(encoding="utf-8"))
    return {space: at for at, space in enumerate(data["restricted"]["order"])}


def most_restricted(spaces: Iterable[str]) -> str | None:
    """The space where what is about records of all of ``spaces`` is kept; None where there is
    none: one of several is not in the order of ``assets/spaces.json``, or there are none."""
    found = set(spaces)
    if len(found) == 1:
        return found.pop()
    order = _restricted()
    return max(found, key=order.__getitem__) if found and found <= order.keys() else None


@cache
def _never_given() -> frozenset[str]:
    data = json.loads(asset("spaces.json").read_text(encoding="utf-8"))
    return frozenset(rule["kind"] for rule in data["never_given"])


def never_given(kind: str) -> bool:
    """Whether records of ``kind`` stay where they are, whoever asks for them."""
    return kind in _never_given()


def reviewed(kind: str, fields: Mapping[str, Any]) -> bool:
    """Whether a supervisor reviews this record: all but what came from a public register, and what
    other people than supervisors look at."""
    exempt = _not_reviewed().get(kind)
    return exempt is None or (exempt != "" and not fields.get(exempt))
