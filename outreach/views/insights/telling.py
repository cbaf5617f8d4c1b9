"""Weeks, nights, lengths of time and slices, as people say them."""

from __future__ import annotations

from datetime import date

from babel.dates import format_skeleton, get_day_names

from outreach.model import kinds
from outreach.model.codes import code_list
from outreach.model.measures import Slice
from outreach.ui.charts.hours import spoken_hour
from outreach.words import _, locale, mark, several

PERIODS = {4: mark("4 weeks"), 13: mark("13 weeks"), 52: mark("A year")}

CHECKS = {
    "in_order": mark("All in order"),
    "amiss": mark("Something not in order"),
    "unchecked": mark("Nothing checked"),
}

_MEASURES = {
    "visits": mark("Visits"),
    "quiet": mark("Visits with nothing seen"),
    "seen": mark("Visits with something seen"),
    "sightings": mark("Sightings of people and vehicles"),
    "people": mark("Sightings of people"),
    "vehicles": mark("Sightings of vehicles"),
    "checks": mark("Premises checks"),
    "reviewed": mark("Reviewed records"),
    "waiting": mark("Records that wait for review"),
}


def day(when: date) -> str:
    """``16 Nov``."""
    return format_skeleton("MMMd", when, locale=locale())


def week(when: date) -> str:
    """``Week of 16 Nov``."""
    return _("Week of {day}").format(day=day(when))


def night(weekday: int) -> str:
    """``Friday night``."""
    name = get_day_names("wide", locale=locale())[weekday]
    return _("{weekday} night").format(weekday=name)


def length(hours: float) -> str:
    """A length of time, short: ``40 min``, ``7 h``, ``3 days``."""
    if hours < 1:
        return _("{n} min").format(n=max(round(hours * 60), 1 if hours else 0))
    if hours < 48:
        return _("{n} h").format(n=f"{hours:.0f}")
    return several("{n} day", "{n} days", round(hours / 24))


def measured(asked: Slice) -> str:
    """What kind of records a slice has."""
    if asked.measure in _MEASURES:
        return _(_MEASURES[asked.measure])
    if asked.measure == "check":
        return _("Checks: {found}").format(found=_(CHECKS.get(asked.code, asked.code)).lower())
    if asked.measure == "effect":
        label = _(code_list("presence_effect").label(asked.code))
        return _("Visits where our presence had this effect: {effect}").format(effect=label)
    if asked.measure == "outcome":
        label = _(code_list("check_outcome").label(asked.code))
        return _("Checks with this outcome: {outcome}").format(outcome=label)
    if asked.measure == "unknown":
        label = _(code_list("unknown_answer").label(asked.code))
        return _("Records with an answer “{answer}”").format(answer=label)
    noun = _(kinds.KINDS[asked.code].plural) if asked.code in kinds.KINDS else ""
    if asked.measure == "blank":
        return _("{records} with a blank answer").format(records=noun)
    return noun


def narrowed(asked: Slice, place: str, agency: str) -> str:
    """What narrows a slice down, in one line. ``place`` and ``agency`` by name."""
    if asked.week:
        when = week(date.fromisoformat(asked.week))
    else:
        when = _("{weeks} up to now").format(weeks=_(PERIODS[asked.weeks]))
    parts = [when]
    if asked.night is not None:
        parts.append(night(asked.night))
    if asked.hour is not None:
        parts.append(spoken_hour(asked.hour))
    return " · ".join(part for part in (*parts, place, agency) if part)


def weekday(day_of_week: int) -> str:
    """``Fri``."""
    return str(get_day_names("abbreviated", locale=locale())[day_of_week])
