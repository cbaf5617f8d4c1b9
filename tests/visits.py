"""Realistic records from a seed, for every test and every benchmark. All of it is invented.

Places are those of the public registers in ``assets/registers``; nothing here happened there. The
same seed gives the same records, and no two records of a run have the same words.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import Any

from outreach.assets import asset
from tests import phrases

#: The first night of every run: a fixed date, so that benchmarks are the same every day.
FIRST_NIGHT = datetime(2026, 1, 5, 20, 0, tzinfo=UTC)


@cache
def places() -> tuple[dict[str, Any], ...]:
    """Real premises with a position: name, street, address, postcode, point, area codes."""
    found = []
    for name in ("gm_gambling_premises.csv", "trafford_fast_food_outlets.csv"):
        with asset(f"registers/{name}").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if "NA" in (row["lat"], row["postcode"]):
                    continue
                parts = [part.strip() for part in row["address"].split(",")]
                street = parts[-2].lstrip("0123456789-/abAB ") if len(parts) > 1 else parts[0]
                found.append(
                    {
                        "name": row["name"].strip() if "type" in row else parts[0],
                        "street": street or parts[0],
                        "address": ", ".join(parts),
                        "postcode": row["postcode"],
                        "latitude": round(float(row["lat"]), 6),
                        "longitude": round(float(row["lon"]), 6),
                        "authority_code": row.get("la_code", "E08000009"),
                        "ward_code": row.get("ward_code"),
                    }
                )
    return tuple(found)


def _filled(rng: random.Random, sentence: str, place: dict[str, Any]) -> str:
    return sentence.format(
        name=place["name"],
        street=place["street"],
        time=f"{rng.randrange(20, 24)}:{rng.randrange(60):02}",
        minutes=rng.randrange(4, 55),
        number=rng.randrange(3, 90),
        day=rng.choice(phrases.DAYS),
        month=rng.choice(phrases.MONTHS),
        colour=rng.choice(phrases.COLOURS),
        make=rng.choice(phrases.MAKES),
        friend=rng.choice(phrases.FIRST),
        ordinal=rng.choice(("second", "third", "fourth", "fifth")),
    )


def narrative(rng: random.Random, place: dict[str, Any], sentences: int) -> str:
    """Some sentences that no other record of the run has."""
    told = f"{rng.choice(phrases.WHO)} {rng.choice(phrases.DID)} {rng.choice(phrases.WHERE)}"
    said = [f"{told} from about {rng.randrange(20, 24)}:{rng.randrange(60):02}"]
    said += rng.sample(phrases.THEN, sentences - 1)
    return _filled(rng, ". ".join(said), place) + "."


def _ref(rng: random.Random) -> str:
    return f"{rng.getrandbits(128):032x}"


def _people(rng: random.Random, most: int = 3) -> list[dict[str, str]]:
    return [
        {
            "name": f"{rng.choice(phrases.FIRST)} {rng.choice(phrases.LAST)}",
            "agency": rng.choice(phrases.AGENCIES),
        }
        for _ in range(rng.randrange(1, most + 1))
    ]


def _moment(start: datetime) -> str:
    summer = timezone(timedelta(hours=1 if 3 < start.month < 11 else 0))
    return start.astimezone(summer).isoformat(timespec="seconds")


def _night(rng: random.Random, number: int) -> datetime:
    """The start of the ``number``-th record: some six a night, between eight and two o'clock."""
    night = FIRST_NIGHT + timedelta(days=number // 6 % 300)
    return night + timedelta(minutes=rng.randrange(360), seconds=rng.randrange(60))


def _where(place: dict[str, Any]) -> dict[str, Any]:
    names = ("address", "postcode", "latitude", "longitude", "authority_code", "ward_code")
    return {name: place[name] for name in names if place[name] is not None}


Maker = Callable[[random.Random, int], dict[str, Any]]


def visit(rng: random.Random, number: int) -> dict[str, Any]:
    """One hotspot visit of some 1,000 bytes with 20 fields or more."""
    place = rng.choice(places())
    start = _night(rng, number)
    fields: dict[str, Any] = {
        "hotspot": _ref(rng),
        "hotspot_type": rng.choice(phrases.TYPES),
        "occurred_from": _moment(start),
        "occurred_to": _moment(start + timedelta(minutes=rng.randrange(5, 50))),
        "occurred_precision": rng.choice(("exact", "exact", "approximate")),
        "nothing_seen": False,
        "indicators": sorted(rng.sample(phrases.INDICATORS, rng.choice((1, 1, 2)))),
        "category": sorted(
            rng.sample(("cse", "cce", "missing", "trafficking"), rng.choice((1, 2)))
        ),
        "estimated_under_18s": rng.choice(("one", "two_to_three", "four_to_six")),
        "estimated_adults": rng.choice(("none", "one", "two_to_three", "seven_to_ten")),
        "fact": narrative(rng, place, rng.choice((2, 2, 3))),
        "presence_effect": [
            rng.choice(("no_change", "calmed", "some_left", "dispersed", "welcomed"))
        ],
        "purpose": rng.choice(("intelligence_led", "routine_presence", "response", "follow_up")),
        "observation_mode": rng.choice(("overt_visit", "overt_visit", "incidental")),
        "attendees": _people(rng, 2),
        "lighting": rng.choice(("good", "partial", "poor", {"unknown": "not_practicable"})),
        "cctv_working": rng.choice((True, False, {"unknown": "not_known"})),
        "guardians": [rng.choice(("none", "premises_staff", "door_staff", "security"))],
        "legal_regime": "safeguarding",
        **_where(place),
    }
    if rng.random() < 0.45:
        fields["verbatim"] = _filled(rng, rng.choice(phrases.SAID), place)
    if rng.random() < 0.45:
        fields["assessment"] = _filled(rng, rng.choice(phrases.VIEW), place) + "."
    if rng.random() < 0.3:
        fields["weather"] = rng.choice(phrases.WEATHER)
    return fields


def quiet_visit(rng: random.Random, number: int) -> dict[str, Any]:
    """A visit with nothing seen: what three taps give."""
    place = rng.choice(places())
    return {
        "hotspot": _ref(rng),
        "hotspot_type": rng.choice(phrases.TYPES),
        "occurred_from": _moment(_night(rng, number)),
        "nothing_seen": True,
        "place_name": place["name"],
    }


def outing(rng: random.Random, number: int) -> dict[str, Any]:
    """One shift."""
    start = _night(rng, number)
    return {
        "team": f"{rng.choice(('North', 'South', 'Central', 'East'))} team",
        "occurred_from": _moment(start),
        "occurred_to": _moment(start + timedelta(minutes=rng.randrange(150, 420))),
        "agencies": sorted(rng.sample(phrases.AGENCIES, 2)),
        "attendees": _people(rng),
        "planned_hotspots": [_ref(rng) for _ in range(rng.randrange(1, 5))],
        "vehicle": f"Pool car {rng.randrange(1, 9)}",
        "wellbeing": rng.choice(("fine", "fine", "tired", "shaken")),
    }


def hotspot(rng: random.Random, number: int) -> dict[str, Any]:
    """One hotspot at a real address, observed by nobody."""
    place = rng.choice(places())
    return {
        "name": f"{place['street']} {number} (invented)",
        "hotspot_type": rng.choice(phrases.TYPES),
        **_where(place),
        "point_source": "register",
    }


def premises(rng: random.Random, number: int) -> dict[str, Any]:
    """One set of premises as a person types them."""
    place = rng.choice(places())
    return {"name": f"{place['name']} {number}", "premises_type": "takeaway", **_where(place)}


def premises_check(rng: random.Random, number: int) -> dict[str, Any]:
    """One check with both checklists."""
    place = rng.choice(places())
    start = _night(rng, number)
    answers = ("in_order", "in_order", "in_order", "not_in_order", "not_checked")
    licensing = ("licence_on_site", "summary_displayed", "conditions_kept", "refusals_log")
    takeaway = ("registered", "hygiene_rating_displayed", "upper_rooms_seen", "nobody_sleeping")
    return {
        "premises": _ref(rng),
        "place_name": place["name"],
        "occurred_from": _moment(start),
        "regimes": ["licensing", "takeaway"],
        "entry": rng.choice(("consent", "power")),
        "powers": [rng.choice(("licensing_act_s179", "accompanying"))],
        "person_in_charge": f"{rng.choice(phrases.FIRST)} {rng.choice(phrases.LAST)}",
        "authority_shown": True,
        "licensing_checklist": {item: rng.choice(answers) for item in licensing},
        "age_policy": rng.choice(("challenge_21", "challenge_25", "none")),
        "cctv_days_kept": rng.randrange(0, 60),
        "takeaway_checklist": {item: rng.choice(answers) for item in takeaway},
        "hygiene_rating": rng.choice(("5", "4", "3", "2")),
        "rooms_above": rng.choice((["storage"], ["locked"], {"unknown": "not_practicable"})),
        "observations": [
            {"item": rng.choice(("bedding", "phones", "alcohol")), "where": "room above"}
        ],
        "fact": narrative(rng, place, 2),
        "outcomes": [rng.choice(("none", "advice", "warning"))],
    }


def person_sighting(rng: random.Random, number: int) -> dict[str, Any]:
    """One sighting of somebody without a name."""
    place = rng.choice(places())
    unknown = {"unknown": "not_known"}
    return {
        "first_description": narrative(rng, place, 2),
        "recognition": rng.choice(("known", "thinks_known", "unknown")),
        "apparent_age": rng.choice(("13_to_15", "16_to_17", "25_to_34", unknown)),
        "sex_perceived": rng.choice(("female", "male", "unclear")),
        "ethnicity_perceived": rng.choice(("asian", "black", "mixed", "white", unknown)),
        "build": rng.choice(("slim", "medium", unknown)),
        "hair": rng.choice(("short, dark", "long, tied back", "shaved at the sides")),
        "clothing": f"{rng.choice(phrases.COLOURS)} coat, {rng.choice(phrases.COLOURS)} trainers",
        "sight_duration": rng.choice(("seconds", "minutes")),
        "visibility": ["well_lit"],
        "occurred_from": _moment(_night(rng, number)),
        "place_name": place["name"],
        "contact_made": rng.choice(("none", "spoke")),
    }


def vehicle_sighting(rng: random.Random, number: int) -> dict[str, Any]:
    """One sighting of a car, part of its registration read."""
    letters = "ABCDEFGHJKLMNOPRSTUVWXY"
    mark = "".join(rng.choice(letters) for _ in range(2)) + f"{rng.randrange(2, 76):02} "
    mark += "".join(rng.choice(letters + "??") for _ in range(3))
    place = rng.choice(places())
    return {
        "registration": mark,
        "make": rng.choice(("Vauxhall", "Toyota", "Skoda", "Ford")),
        "model": rng.choice(phrases.MAKES),
        "colour": rng.choice(phrases.COLOURS),
        "vehicle_use": rng.choice(("hackney", "private_hire", "private", "unknown")),
        "child_inside": rng.choice(("yes", "no", "possibly", {"unknown": "not_known"})),
        "occupants": rng.choice(("one", "two_to_three")),
        "occurred_from": _moment(_night(rng, number)),
        "place_name": place["name"],
        "fact": narrative(rng, place, 2),
    }


def sharing_decision(rng: random.Random, number: int) -> dict[str, Any]:
    """One decision to share, or not to."""
    made: dict[str, Any] = {
        "records": [f"{rng.getrandbits(128):032x}"],
        "to": rng.choice(("premises", "intelligence")),
        "purpose": "The premises have to be checked tonight",
        "occurred_from": _moment(_night(rng, number)),
        "decided_by": "Amina (invented)",
    }
    if rng.random() < 0.3:
        return {**made, "decision": "refuse", "refusal_reason": "They know the address already"}
    return {
        **made,
        "decision": "share",
        "basis": ["6_1_e", "9_2_g"],
        "consent": rng.choice(("given", "not_asked_risk", "not_asked_warn")),
        "necessity": "Without the place nobody can check it",
        "extent": "sanitised",
        "left_out": ["verbatim"],
        "replaced": {"fact": "A child was seen inside."},
    }


def notice(rng: random.Random, number: int) -> dict[str, Any]:
    """One notice that was served on premises."""
    served = _night(rng, number)
    return {
        "notice_type": rng.choice(("asb_closure", "hotel_information", "fire_prohibition")),
        "place_name": rng.choice(places())["name"],
        "served_on": "Example Trading Ltd (invented)",
        "served_at": _moment(served),
        "issuer": "Officer Moss (invented)",
        "issuer_rank": "Inspector",
        "expires_at": _moment(served + timedelta(hours=24)),
        "fact": narrative(rng, rng.choice(places()), 2),
    }


def referral(rng: random.Random, number: int) -> dict[str, Any]:
    """One referral, or an action of one's own."""
    return {
        "referral_type": rng.choice(("mash", "police_intelligence", "taxi_authority", "housing")),
        "to_whom": "The duty desk (invented)",
        "why": narrative(rng, rng.choice(places()), 1),
        "priority": rng.choice(("immediate", "same_day", "three_working_days", "routine")),
        "carer_aware": rng.choice(("aware", "not_about_a_child", {"unknown": "not_known"})),
        "occurred_from": _moment(_night(rng, number)),
        "owner": "Officer Moss (invented)",
    }


def operator_licence(rng: random.Random, number: int) -> dict[str, Any]:
    """One licence of a private-hire operator."""
    return {
        "licence_type": "private_hire",
        "licence_number": f"PHO{number:04}",
        "holder": f"{rng.choice(phrases.COLOURS).title()} Cars (invented)",
        "licensing_authority": "Example Council",
        "licence_standing": "in_force",
        "granted_on": "2024-04-01",
        "expires_on": "2029-03-31",
        "address": f"{rng.randrange(1, 200)} Example Road",
        "vehicles": rng.randrange(1, 40),
    }


def driver_licence(rng: random.Random, number: int) -> dict[str, Any]:
    """One driver's badge."""
    return {
        "licence_type": rng.choice(("private_hire", "hackney", "dual")),
        "licence_number": f"PHD{number:04}",
        "badge_number": f"{rng.randrange(10_000)}",
        "holder": "A. Driver (invented)",
        "licensing_authority": "Example Council",
        "licence_standing": rng.choice(("in_force", "suspended")),
        "expires_on": "2027-03-31",
    }


def locality_measure(rng: random.Random, number: int) -> dict[str, Any]:
    """One published figure about a district."""
    whole = rng.randrange(800, 4_000)
    return {
        "area_code": f"E0800000{rng.randrange(1, 10)}",
        "period": f"20{rng.randrange(15, 25)}",
        "measure": rng.choice(("absence", "attainment", "mental_health")),
        "numerator": rng.randrange(5, whole),
        "denominator": whole,
        "source": "Invented for tests",
        "licence": "None",
    }


def area(rng: random.Random, number: int) -> dict[str, Any]:
    """A ward of three corners."""
    return {
        "name": f"Invented ward {number}",
        "area_code": f"E05{rng.randrange(100, 999)}{number % 1_000:03}",
        "authority_code": "E08000005",
        "authority_name": "Invented",
        "border": f"{rng.randrange(5_300_000, 5_400_000)},-210000 100,0 0,100",
        "border_off_m": 0.0,
    }


def link(rng: random.Random, number: int) -> dict[str, Any]:
    """What one record has to do with another."""
    return {
        "from_record": f"{number:032x}",
        "to_record": f"{number + 1:032x}",
        "sort": rng.choice(("sibling", "seen_with", "associate", "alleged_exploiter_of")),
        "since": f"20{rng.randrange(10, 25)}-03-01",
        "source": "School (invented)",
        "grade": "saw_or_heard",
        "fact": "Both gave the same address",
    }


def merge(rng: random.Random, number: int) -> dict[str, Any]:
    """Two records that somebody takes for one."""
    return {
        "leads": f"{number:032x}",
        "joins": [f"{number + 1:032x}"],
        "why": f"The same tattoo and the same number, seen {rng.randrange(2, 9)} times",
    }


def merge_confirmation(rng: random.Random, number: int) -> dict[str, Any]:
    """A second person's word."""
    return {"merge": f"{number:032x}", "versions": [f"{rng.getrandbits(256):064x}"], "why": "Yes"}


def person(rng: random.Random, number: int) -> dict[str, Any]:
    """Somebody with two names, or with none and a tattoo."""
    unknown = {"unknown": rng.choice(("not_known", "declined", "not_practicable"))}
    made: dict[str, Any] = {
        "marks": f"Spider tattoo on the {rng.choice(('left', 'right'))} hand (invented {number})",
        "categories": [
            {"category": rng.choice(("suspect", "child_at_risk")), "since": "2025-03-01",
             "agency": "police", "label": "Nominal"}
        ],
        "age_range": rng.choice(("13_to_15", "25_to_34")),
        "age_basis": rng.choice(("estimated", "told")),
        "sex": rng.choice(("female", "male", unknown)),
        "ethnicity_self": rng.choice(("white_british", "asian_other", unknown)),
        "ethnicity_perceived": rng.choice(("white", "asian", unknown)),
        "disability": rng.choice((["none"], ["hearing", "vision"], unknown)),
        "sen": rng.choice(("none", "support", unknown)),
        "first_language": rng.choice(("English", "Urdu", unknown)),
        "care_status": rng.choice(("none", "s20", "care_leaver", unknown)),
    }  # fmt: skip
    if rng.random() < 0.7:
        heard = {"first_heard": "2025-01-04", "last_heard": "2025-11-09", "source": "A friend"}
        name = f"{rng.choice(phrases.COLOURS).title()} (invented {number})"
        made["names"] = [
            {"name": name, "sort": "nickname", **heard},
            {"name": f"invented_{number}", "sort": "online", "platform": "snapchat"},
        ]
        made["telephones"] = [{"number": "07700 900123", "last_heard": "2025-11-09"}]
    return made


def alias(rng: random.Random, number: int) -> dict[str, Any]:
    """One more name of somebody."""
    return {
        "person": f"{rng.getrandbits(128):032x}",
        "name": f"{rng.choice(phrases.COLOURS).title()} (invented {number})",
        "sort": rng.choice(("nickname", "street", "alias")),
        "first_heard": "2025-01-04",
        "source": "A friend (invented)",
        "grade": rng.choice(("saw_or_heard", "third_hand")),
    }


def vehicle(rng: random.Random, number: int) -> dict[str, Any]:
    """The standing facts of a car."""
    seen = vehicle_sighting(rng, number)
    kept = ("registration", "make", "model", "colour", "vehicle_use")
    return {name: seen[name] for name in kept} | {"keeper": "A firm (invented)"}


def soft_intelligence(rng: random.Random, number: int) -> dict[str, Any]:
    """One thing that was heard."""
    place = rng.choice(places())
    return {
        "fact": narrative(rng, place, 2),
        "source_type": rng.choice(("public", "child", "professional", "anonymous")),
        "how_known": rng.choice(("saw_or_heard", "third_hand", "unknown")),
        "occurred_from": _moment(_night(rng, number)),
        "place_name": place["name"],
    }


def intelligence_source(rng: random.Random, number: int) -> dict[str, Any]:
    """Who told one of them."""
    return {
        "item": f"{rng.getrandbits(128):032x}",
        "source_name": f"Somebody (invented {number})",
        "contact_rule": rng.choice(("may_contact", "only_through", "never")),
        "source_risk": "They live next door",
    }


def sanitised_intelligence(rng: random.Random, number: int) -> dict[str, Any]:
    """What others may know of one of them."""
    return {"fact": f"Vapes are given to children ({number})", "area": "The town centre"}


def challenge(rng: random.Random, number: int) -> dict[str, Any]:
    """Something that was handled wrongly."""
    return {
        "fact": narrative(rng, rng.choice(places()), 1),
        "about": f"The visit of last Friday ({number})",
        "challenged": [{"name": "A manager (invented)", "agency": "police"}],
        "wish": rng.choice((["look_again"], ["correct", "explain"])),
    }


#: Kind to the maker of one record of it.
MAKERS: dict[str, Maker] = {
    "outing": outing,
    "hotspot": hotspot,
    "hotspot-visit": visit,
    "premises": premises,
    "premises-check": premises_check,
    "person-sighting": person_sighting,
    "vehicle-sighting": vehicle_sighting,
    "soft-intelligence": soft_intelligence,
    "person": person,
    "alias": alias,
    "vehicle": vehicle,
    "intelligence-source": intelligence_source,
    "sanitised-intelligence": sanitised_intelligence,
    "challenge": challenge,
    "notice": notice,
    "referral": referral,
    "operator-licence": operator_licence,
    "driver-licence": driver_licence,
    "locality-measure": locality_measure,
    "area": area,
    "link": link,
    "merge": merge,
    "merge-confirmation": merge_confirmation,
    "sharing-decision": sharing_decision,
}


def records(kind: str, seed: int, n: int) -> Iterator[dict[str, Any]]:
    """``n`` records of ``kind``, ready for ``validate``; the same for the same seed."""
    rng = random.Random(f"{kind} {seed}")
    make = MAKERS[kind]
    for number in range(n):
        yield make(rng, number)


def visits(seed: int, n: int) -> Iterator[dict[str, Any]]:
    """``n`` hotspot visits of some 1,000 bytes each: what every benchmark is fed with."""
    return records("hotspot-visit", seed, n)
