"""What the demonstration partnership has recorded in its last seven nights. ALL OF IT IS INVENTED.

The public places exist; nothing told here happened there. The premises that are checked, the people
and the vehicles do not exist, and their names say so. Each narrative ends with ``[invented]``, so
that a picture of a screen cannot be taken for a record. The text is in ``assets/demo/story.json``.

The story is the same for the same day. Records refer to each other by ``@key``; ``play`` puts ids
in their place.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from typing import Any, Literal, NamedTuple

from outreach.assets import asset

Tablet = Literal["worker", "licensing", "supervisor", "intelligence"]

MARK = "[invented]"
#: Fields that end with the mark. A child's words are left as they are said.
_MARKED = ("fact", "assessment", "first_description", "staff_safety", "briefing")


class Event(NamedTuple):
    """One record: which tablet wrote it, the key that others refer to it by, its kind and fields,
    and when it was written (milliseconds since 1970, UTC)."""

    tablet: Tablet
    key: str
    kind: str
    fields: dict[str, Any]
    recorded_ms: int


class Verdict(NamedTuple):
    """What the supervisor made of a record: ``approved``, or ``returned`` with a comment on a
    field (None: on all of it)."""

    key: str
    verdict: str
    field: str | None
    text: str


def story(today: date) -> list[Event]:
    """The events of the seven nights before ``today``, in the order in which they were recorded."""
    events = [
        *_places(today),
        *_nights(today),
        *_checks(today),
        *_deposits(today),
        *_sightings(today),
        *_more(today),
    ]
    return sorted(events, key=lambda event: event.recorded_ms)


def verdicts() -> list[Verdict]:
    """What the supervisor has done so far. The rest waits in the queue."""
    return [Verdict(**given) for given in _data()["verdicts"]]


def grades() -> dict[str, dict[str, Any]]:
    """What the intelligence officer made of what was heard: key to the fields of the grading."""
    return {given["key"]: given["fields"] for given in _data()["grades"]}


def play(events: Sequence[Event], add: Callable[[Event, dict[str, Any]], str]) -> dict[str, str]:
    """Give each event to ``add``, with the ids of what it refers to; returns key to id."""
    ids: dict[str, str] = {}
    for event in events:
        ids[event.key] = add(event, _resolved(event.fields, ids))
    return ids


def _resolved(fields: Mapping[str, Any], ids: Mapping[str, str]) -> dict[str, Any]:
    def put(value: Any) -> Any:
        if isinstance(value, str) and value.startswith("@"):
            return ids[value[1:]]
        return [put(item) for item in value] if isinstance(value, list) else value

    return {name: put(value) for name, value in fields.items()}


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(asset("demo/story.json").read_text(encoding="utf-8"))
    return data


def _named(what: str) -> dict[str, dict[str, Any]]:
    """Places of the story by key, each with its fields."""
    return {place["key"]: place for place in _data()[what]}


def _marked(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: f"{value.rstrip('.')}. {MARK}" if name in _MARKED else value
        for name, value in fields.items()
    }


# Times: the wall clock of the United Kingdom, without a time zone database.


def _offset(day: date) -> timezone:
    """Summer time from the last Sunday of March to the last of October."""
    begins, ends = _last_sunday(day.year, 3), _last_sunday(day.year, 10)
    return timezone(timedelta(hours=1 if begins <= day < ends else 0))


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def _at(today: date, nights_ago: int, minutes: int) -> datetime:
    """A moment ``minutes`` after 20:00 of the evening that many nights ago."""
    day = today - timedelta(days=nights_ago)
    return datetime.combine(day, time(20), tzinfo=_offset(day)) + timedelta(minutes=minutes)


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _ms(moment: datetime) -> int:
    return int(moment.timestamp()) * 1000


# What is told.


def _places(today: date) -> Iterator[Event]:
    recorded = _ms(_at(today, 9, -300))
    for number, (key, place) in enumerate(_named("hotspots").items()):
        fields = {name: value for name, value in place.items() if name != "key"}
        fields |= {"point_source": "pin", "standing": "active" if number < 8 else "watching"}
        yield Event("worker", key, "hotspot", _marked(fields), recorded + number * 60_000)
    for number, (key, place) in enumerate(_named("premises").items(), start=20):
        fields = {name: value for name, value in place.items() if name != "key"}
        fields["point_source"] = "pin"
        yield Event("licensing", key, "premises", _marked(fields), recorded + number * 60_000)


def _nights(today: date) -> Iterator[Event]:
    nights = _data()["nights"]
    for night, stops in enumerate(nights):
        ago = len(nights) - night
        outing = f"outing-{night}"
        fields: dict[str, Any] = {
            "team": "Night team North" if night % 2 == 0 else "Night team South",
            "occurred_from": _text(_at(today, ago, 0)),
            "occurred_to": _text(_at(today, ago, 330)),
            "agencies": ["childrens_social_care", "youth_service"],
            "attendees": _data()["team"],
            "planned_hotspots": [f"@{stop['at']}" for stop in stops],
            "vehicle": "Pool car 3",
            "briefing": "Usual route; ring the control room before the last stop",
            "wellbeing": "tired" if night == 5 else "fine",
        }
        yield Event("worker", outing, "outing", _marked(fields), _ms(_at(today, ago, -20)))
        for number, stop in enumerate(stops):
            arrived = _at(today, ago, 25 + number * 55)
            left = arrived + timedelta(minutes=12 + (night * 7 + number * 5) % 20)
            visit = {"outing": f"@{outing}", **_visit(stop, arrived, left)}
            recorded = _ms(left + timedelta(minutes=3))
            yield Event("worker", f"visit-{night}-{number}", "hotspot-visit", visit, recorded)


def _visit(stop: Mapping[str, Any], arrived: datetime, left: datetime) -> dict[str, Any]:
    place = _named("hotspots")[stop["at"]]
    fields: dict[str, Any] = {
        "hotspot": f"@{stop['at']}",
        "place_name": place["name"],
        "hotspot_type": place["hotspot_type"],
        "occurred_from": _text(arrived),
        "nothing_seen": "found" not in stop,
    }
    if "found" not in stop:
        return fields
    return fields | {
        "occurred_to": _text(left),
        "immediate_risk": False,
        "purpose": "routine_presence",
        "attendees": _data()["team"],
        "observation_mode": "overt_visit",
        "lighting": "partial",
        "cctv_working": {"unknown": "not_known"},
        "legal_regime": "safeguarding",
        **_marked(stop["found"]),
    }


def _checks(today: date) -> Iterator[Event]:
    for check in _data()["checks"]:
        arrived = _at(today, check["nights_ago"], check["minutes"])
        fields = {
            "premises": f"@{check['at']}",
            "place_name": _named("premises")[check["at"]]["name"],
            "occurred_from": _text(arrived),
            "occurred_to": _text(arrived + timedelta(minutes=40)),
            "attendees": _data()["officers"],
            **_marked(check["found"]),
        }
        recorded = _ms(arrived + timedelta(minutes=55))
        yield Event("licensing", check["key"], "premises-check", fields, recorded)


def _deposits(today: date) -> Iterator[Event]:
    """What the licensing officer may add to safeguarding, and not read there."""
    for seen in _data()["deposits"]:
        at = _at(today, seen["nights_ago"], seen["minutes"])
        fields = {
            "place_name": _named("premises")[seen["at"]]["name"],
            "occurred_from": _text(at),
            "legal_regime": "safeguarding",
            **_marked(seen["found"]),
        }
        yield Event("licensing", seen["key"], seen["kind"], fields, _ms(at + timedelta(minutes=20)))


def _sightings(today: date) -> Iterator[Event]:
    for sighting in _data()["sightings"]:
        night, number = (int(part) for part in sighting["visit"].split("-")[1:])
        hotspot = _data()["nights"][night][number]["at"]
        seen = _at(today, sighting["nights_ago"], sighting["minutes"])
        fields = {
            "visit": f"@{sighting['visit']}",
            "hotspot": f"@{hotspot}",
            "place_name": _named("hotspots")[hotspot]["name"],
            "occurred_from": _text(seen),
            "legal_regime": "safeguarding",
            **_marked(sighting["found"]),
        }
        recorded = _ms(seen + timedelta(minutes=75))
        yield Event("worker", sighting["key"], sighting["kind"], fields, recorded)


def _more(today: date) -> Iterator[Event]:
    """What follows from all that: notices, licences, referrals. ``times``: field -> minutes after
    20:00 of that evening; ``days``: field -> days from today."""
    for one in _data()["more"]:
        at = _at(today, one["nights_ago"], one["minutes"])
        fields = _marked(one["found"])
        if "at" in one:
            premises = _named("premises")[one["at"]]
            fields |= {"premises": f"@{one['at']}", "place_name": premises["name"]}
        for name, minutes in one.get("times", {}).items():
            fields[name] = _text(_at(today, one["nights_ago"], minutes))
        for name, days in one.get("days", {}).items():
            fields[name] = (today + timedelta(days=days)).isoformat()
        yield Event(one["tablet"], one["key"], one["kind"], fields, _ms(at))
