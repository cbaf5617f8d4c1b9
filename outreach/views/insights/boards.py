"""From figures to charts: each says one thing, says it in a sentence too, and leads to records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from outreach.model import kinds
from outreach.model.codes import code_list
from outreach.model.insights import Figures, Share
from outreach.model.measures import CHECKS, Slice
from outreach.model.small import LEAST, Shown, Table
from outreach.ui.charts.bars import Bars
from outreach.ui.charts.chart import Chart, brief, said
from outreach.ui.charts.heat import Heat
from outreach.ui.charts.hours import MORNING, spoken_hour
from outreach.ui.charts.line import Lines
from outreach.ui.charts.ranked import Bar, Ranked
from outreach.views.insights import telling
from outreach.words import _, mark


@dataclass(frozen=True, slots=True)
class Board:
    """A chart with its place on the screen: a short name, and what stands out in words."""

    name: str
    chart: Chart
    says: str


#: The two halves of the screen: one reads the one or the other.
PARTS = {"happened": mark("What happened"), "recorded": mark("Checks and recording")}


def boards(found: Figures, asked: Slice, part: str) -> list[Board]:
    """The charts of one part that have something to show, the most asked for first."""
    made = _happened(found, asked) if part == "happened" else _recorded(found, asked)
    return [board for board in made if board is not None]


def _happened(found: Figures, asked: Slice) -> list[Board | None]:
    return [
        _visits(found, asked),
        _spots(found, asked) if found.spots and found.hours and not asked.place else None,
        _nights(found, asked) if found.hours else None,
        _sightings(found, asked) if found.sightings.whole != Shown(0) else None,
        _codes(found.effects, asked, "effect") if found.effects else None,
    ]


def _recorded(found: Figures, asked: Slice) -> list[Board | None]:
    return [
        _checks(found, asked) if found.checks.whole != Shown(0) else None,
        _codes(found.outcomes, asked, "outcome") if found.outcomes else None,
        _delays(found, asked) if found.reviewed != Shown(0) else None,
        _shares(found.by_kind, asked, by_kind=True) if found.by_kind else None,
        _shares(found.by_agency, asked, by_kind=False) if len(found.by_agency) > 1 else None,
        _codes(found.reasons, asked, "unknown") if found.reasons else None,
    ]


def _by_week(
    found: Figures,
    table: Table,
    title: str,
    whole: tuple[str, Slice],
    layers: Sequence[tuple[str, Slice]],
    colours: tuple[int | None, ...],
) -> Bars:
    keys: dict[tuple[int | None, int], Slice] = {}
    for c, week in enumerate(found.weeks):
        at = week.isoformat()
        keys[None, c] = whole[1].but(week=at)
        for layer, (_name, part) in enumerate(layers):
            keys[layer, c] = part.but(week=at)
    return Bars(
        title=title,
        layers=tuple(name for name, _part in layers),
        columns=tuple(telling.day(week) for week in found.weeks),
        spoken_columns=tuple(telling.week(week) for week in found.weeks),
        cells=table.cells,
        tops=table.columns,
        colours=colours,
        keys=keys,
        whole=whole[0],
    )


def _most(counts: Sequence[Shown], name: Callable[[int], str], words: str) -> str:
    """What stands out: the largest count that may be shown, in ``words``."""
    told = ("exact", "or more")
    best = max(range(len(counts)), key=lambda i: counts[i].least if counts[i].how in told else 0)
    if counts[best].how not in told or not counts[best].least:
        return ""
    return words.format(where=name(best), n=said(counts[best]))


def _visits(found: Figures, asked: Slice) -> Board:
    chart = _by_week(
        found,
        found.visits,
        _("Visits by week"),
        (_("All visits"), asked.but(measure="visits")),
        [
            (_("Something seen"), asked.but(measure="seen")),
            (_("Nothing seen"), asked.but(measure="quiet")),
        ],
        (0, None),
    )
    says = _most(
        found.visits.columns,
        lambda c: telling.day(found.weeks[c]),
        _("The most were in the week of {where}: {n}."),
    )
    return Board("visits", chart, says)


def _sightings(found: Figures, asked: Slice) -> Board:
    chart = _by_week(
        found,
        found.sightings,
        _("Sightings by week"),
        (_("All sightings"), asked.but(measure="sightings")),
        [
            (_("People"), asked.but(measure="people")),
            (_("Vehicles"), asked.but(measure="vehicles")),
        ],
        (0, 1),
    )
    people, vehicles = found.sightings.rows
    says = _("{people} of people, {vehicles} of vehicles.").format(
        people=said(people).capitalize(), vehicles=said(vehicles)
    )
    return Board("sightings", chart, says)


def _checks(found: Figures, asked: Slice) -> Board:
    chart = _by_week(
        found,
        found.checks,
        _("Premises checks by week"),
        (_("All checks"), asked.but(measure="checks")),
        [(_(telling.CHECKS[code]), asked.but(measure="check", code=code)) for code in CHECKS],
        (0, 1, None),
    )
    amiss = found.checks.rows[CHECKS.index("amiss")]
    says = _("Something was not in order in {n} of {all}.").format(
        n=said(amiss), all=said(found.checks.whole)
    )
    return Board("checks", chart, says)


def _spots(found: Figures, asked: Slice) -> Board:
    visits = asked.but(measure="visits")
    cells = {
        (r, c): cell
        for r, row in enumerate(found.spot_hours.cells)
        for c, cell in enumerate(row)
        if cell != Shown(0)
    }
    names = [title or _("A place not on this tablet") for _id, title in found.spots]
    chart = Heat(
        title=_("Visits by hotspot and hour"),
        rows=tuple(names),
        columns=tuple(f"{hour:02}" for hour in found.hours),
        spoken_columns=tuple(spoken_hour(hour) for hour in found.hours),
        cells=cells,
        totals=found.spot_hours.rows,
        keys={(r, c): visits.but(place=found.spots[r][0], hour=found.hours[c]) for r, c in cells},
        row_keys=tuple(visits.but(place=place) for place, _title in found.spots),
        note=_("The hotspots with the most visits. Visits without a known time are left out."),
    )
    # They are in order: what is said of the first says nothing more than that.
    says = _most(found.spot_hours.rows[:1], lambda r: names[r], _("The most were at {where}: {n}."))
    return Board("spots", chart, says)


def _nights(found: Figures, asked: Slice) -> Board:
    visits = asked.but(measure="visits")
    order = [(MORNING + i) % 24 for i in range(24)]
    used = [hour for hour in order if hour in found.hours]
    hours = order[order.index(used[0]) : order.index(used[-1]) + 1]
    cells = {
        (day, c): found.nights.cells[day][hour]
        for day in range(7)
        for c, hour in enumerate(hours)
        if found.nights.cells[day][hour] != Shown(0)
    }
    flat = list(cells)
    says = _most(
        [cells[at] for at in flat],
        lambda i: f"{telling.night(flat[i][0])}, {spoken_hour(hours[flat[i][1]])}",
        _("The most were on {where}: {n}."),
    )
    chart = Heat(
        title=_("Visits by night and hour"),
        rows=tuple(telling.weekday(day) for day in range(7)),
        columns=tuple(f"{hour:02}" for hour in hours),
        spoken_columns=tuple(spoken_hour(hour) for hour in hours),
        cells=cells,
        keys={(day, c): visits.but(night=day, hour=hours[c]) for day, c in cells},
        note=_("What happened after midnight belongs to the night that began the evening before."),
    )
    return Board("nights", chart, says)


def _codes(counts: Sequence[tuple[str, Shown]], asked: Slice, measure: str) -> Board:
    title, listed, note, colour = {
        "effect": (
            _("What our presence changed"),
            "presence_effect",
            _("A visit may have had several effects."),
            0,
        ),
        "outcome": (
            _("What came of the checks"),
            "check_outcome",
            _("A check may have several outcomes."),
            0,
        ),
        "unknown": (
            _("Answers that were not known"),
            "unknown_answer",
            _("Records with at least one such answer, and the reason that was given."),
            1,
        ),
    }[measure]
    labels = code_list(listed)
    bars = tuple(
        Bar(
            _(labels.label(code)),
            float(count.least) if count.exact else None,
            brief(count),
            said(count),
            asked.but(measure=measure, code=code),
        )
        for code, count in counts
    )
    return Board(measure, Ranked(title, bars, note=note, colour=colour), note)


def _delays(found: Figures, asked: Slice) -> Board:
    few = _("fewer than {least} reviews").format(least=LEAST)
    chart = Lines(
        title=_("Time from received to first review"),
        columns=tuple(telling.day(week) for week in found.weeks),
        spoken_columns=tuple(telling.week(week) for week in found.weeks),
        series=(
            (_("Half within"), tuple(delay.middle for delay in found.delays)),
            (_("Nine in ten within"), tuple(delay.far for delay in found.delays)),
        ),
        say=telling.length,
        missing=few,
        unit=24.0 if (found.delay.far or 0) > 48 else 1.0,
        keys=tuple(asked.but(measure="reviewed", week=week.isoformat()) for week in found.weeks),
        note=_("By the week in which it happened. What still waits is not in it."),
    )
    if found.delay.middle is None or found.delay.far is None:
        says = few.capitalize() + "."
    else:
        says = _("Half were reviewed within {middle}, nine in ten within {far}.").format(
            middle=telling.length(found.delay.middle), far=telling.length(found.delay.far)
        )
    return Board("delays", chart, says)


def _shares(shares: Sequence[Share], asked: Slice, *, by_kind: bool) -> Board:
    def name(share: Share) -> str:
        return _(kinds.KINDS[share.name].plural) if by_kind else share.name or _("No agency")

    few = _("too few to say")
    ordered = sorted(shares, key=lambda share: (share.given is None, share.given or 0, share.name))
    bars = tuple(
        Bar(
            name(share),
            None if share.given is None else share.given * 100,
            "…" if share.given is None else percent(share.given),
            few
            if share.given is None
            else _("{share} answered, {n} records with a blank").format(
                share=percent(share.given), n=said(share.records)
            ),
            asked.but(measure="blank", code=share.name) if by_kind else None,
        )
        for share in ordered
    )
    title = _("Answers given, by kind") if by_kind else _("Answers given, by agency")
    note = _("Of the answers that the forms ask for. A reason why something is not known counts.")
    return Board("kinds" if by_kind else "agencies", Ranked(title, bars, most=100, note=note), note)


def percent(share: float) -> str:
    """A share in whole per cent; not 100 when something is missing."""
    rounded = round(share * 100)
    if rounded == 100 and share < 1:
        rounded = 99
    return _("{share} %").format(share=rounded)
