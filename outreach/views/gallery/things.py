"""The shared controls, each in every state it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import flet as ft

from outreach.model.rows import Row
from outreach.ui import badges, buttons, choices, dialogs, fault, figures, frame, rows, waiting
from outreach.ui.design import PLACE, RECORD, TONES
from outreach.ui.field import Field
from outreach.views.gallery.specimen import Specimen, nothing
from outreach.words import _

Shown = Sequence[tuple[str, ft.Control]]

HOUR = 3_600_000
#: 01:12 on a Sunday in November.
AT = 1_795_223_520_000


def _buttons() -> Shown:
    b = buttons
    car = ft.Icons.DIRECTIONS_CAR
    return [
        (_("The one thing to do next"), b.primary("p1", _("Save"), nothing, icon=ft.Icons.CHECK)),
        (_("Big, at the foot of a form"), b.primary("p2", _("Save the visit"), nothing, big=True)),
        (_("Not possible now"), b.primary("p3", _("Syncing…"), nothing, disabled=True)),
        (
            _("Main actions of the same weight"),
            choices.flow(
                [
                    b.tonal("t1", _("Log a visit"), nothing, icon=ft.Icons.VISIBILITY),
                    b.tonal("t2", _("Start an outing"), nothing, icon=car, big=False),
                    b.tonal("t3", _("Not possible now"), nothing, disabled=True, big=False),
                ]
            ),
        ),
        (
            _("Something else that one may do"),
            choices.flow(
                [
                    b.secondary("s1", _("Correct it"), nothing, icon=ft.Icons.EDIT),
                    b.secondary("s2", _("Withdraw it"), nothing, icon=ft.Icons.BLOCK, danger=True),
                    b.secondary("s3", _("Not possible now"), nothing, disabled=True),
                ]
            ),
        ),
        (
            _("The least of the actions"),
            choices.flow(
                [
                    b.quiet("q1", _("All places"), nothing),
                    b.quiet("q2", _("Add a hotspot"), nothing, icon=ft.Icons.ADD_LOCATION_ALT),
                    b.quiet("q3", _("Not possible now"), nothing, disabled=True),
                ]
            ),
        ),
        (
            _("A sign only, named on hover and to screen readers"),
            choices.flow(
                [
                    b.sign("i1", _("Settings"), ft.Icons.TUNE, nothing),
                    b.sign("i2", _("Night drive"), ft.Icons.BEDTIME, nothing, chosen=True),
                    b.sign("i3", _("Back"), ft.Icons.ARROW_BACK, nothing, disabled=True),
                ]
            ),
        ),
    ]


def _tiles() -> Shown:
    tiles = [
        buttons.tile(
            "tile-1", _("Nothing seen here"), _("A quiet visit"), ft.Icons.NIGHTLIGHT_ROUND,
            nothing, strong=True,
        ),
        buttons.tile(
            "tile-2", _("Log a visit"), _("Something was seen"), ft.Icons.VISIBILITY, nothing
        ),
        buttons.tile(
            "tile-3", _("Vehicle seen"), _("Part of a plate will do"), ft.Icons.LOCAL_TAXI, nothing
        ),
    ]  # fmt: skip
    for index, each in enumerate(tiles):
        each.col = {"xs": 12 if index == 0 else 6, "sm": 4}
    return [("", ft.ResponsiveRow(tiles, spacing=12, run_spacing=12))]


def _own() -> Shown:
    inside = ft.Container(
        ft.Text(_("Anything on a surface of our own")),
        padding=16,
        ink=True,
        on_click=nothing,
        bgcolor=ft.Colors.SURFACE_CONTAINER_HIGH,
        border_radius=14,
    )
    return [
        (_("One button to a screen reader, named by its words"), buttons.pressed("own", inside)),
        (_("A name for tests round any control"), buttons.ident("named", frame.soft(_("Named")))),
    ]


def _chips() -> Shown:
    c = choices
    return [
        (
            _("Chosen, not chosen, with a sign, not possible now"),
            c.flow(
                [
                    c.chip("c1", _("Takeaway"), True, nothing),
                    c.chip("c2", _("Taxi rank"), False, nothing),
                    c.chip("c3", _("Park"), False, nothing, icon=ft.Icons.PARK),
                    c.chip("c4", _("Hotel"), False, nothing, disabled=True),
                ]
            ),
        ),
        (_("Adds something"), c.flow([c.adding("a1", _("Bedding"), nothing)])),
        (
            _("Long words"),
            c.flow([c.chip("c5", _("Premises licence or club certificate shown"), True, nothing)]),
        ),
        (_("One of some"), c.pick("pick", {1: "1 min", 5: "5 min", 15: "15 min"}, 5, nothing)),
        (
            _("What to show of a list"),
            c.filters(
                c.toggles("kind", {"h": _("Hotspots"), "p": _("Premises")}, "h", nothing, none=""),
                c.toggles("order", {"l": _("Longest unvisited"), "n": _("By name")}, "l", nothing),
            ),
        ),
    ]


def _fields() -> Shown:
    return [
        (_("Empty"), Field("f1", _("Registration"), icon=ft.Icons.DIRECTIONS_CAR)),
        (_("With an answer"), Field("f2", _("Street"), value="Drake Street")),
        (_("With help"), Field("f3", _("Postcode"), helper=_("The first half will do"))),
        (
            _("With an error beside it"),
            Field("f4", _("Arrived"), value="25:10", error=_("Enter the time you arrived")),
        ),
        (_("A number"), Field("f5", _("Adults"), value="3", number=True)),
        (_("Several lines"), Field("f6", _("What happened"), lines=3, max_length=200)),
        (
            _("Words as they were spoken"),
            Field("f7", _("In their own words"), value="I'm waiting for my lift", speech=True),
        ),
        (_("A passphrase"), Field("f8", _("Passphrase"), password=True)),
        (_("Not possible now"), Field("f9", _("Place"), value="Arcade", disabled=True)),
    ]


def _badges() -> Shown:
    return [
        (
            _("Where a record stands"),
            choices.flow([badges.badge(state) for state in RECORD.values()]),
        ),
        (
            _("The same in a list"),
            choices.flow([badges.badge(state, short=True) for state in RECORD.values()]),
        ),
        (_("When a place is due"), choices.flow([badges.badge(s) for s in PLACE.values()])),
        (
            _("A thing to look at"),
            choices.flow(
                [badges.note(ft.Icons.RULE, name.title(), tone) for name, tone in TONES.items()]
            ),
        ),
    ]


EXAMPLE = Row(
    id="0011223344556677", kind="hotspot-visit", title="Hotspot visit", place="a1",
    place_title="Bus station arcade", subtitle="2 adults, 3 under 18, one car",
    occurred_ms=AT, recorded_ms=AT, received_ms=None, author_name="Dana Whitfield",
    agency="Early Break", person="p", device="d", space="s", review="none", missing=0,
    withdrawn=False, late_ms=0, skewed=False, here_only=True, latitude=None, longitude=None,
    conflicts=0,
)  # fmt: skip
LONG = (
    "Merkur Slots UK Limited, 67 Deansgate, Manchester M3 2BW, above the arcade, second entrance "
    "from the yard, ring twice"
)


def _row(number: int, **changes: Any) -> Row:
    return replace(EXAMPLE, id=f"{number:08d}44556677", **changes)


def _records() -> Shown:
    safe = {"here_only": False, "received_ms": AT}
    each = [
        _row(1),
        _row(2, **safe),
        _row(3, review="to_review", missing=2, late_ms=30 * HOUR, skewed=True, **safe),
        _row(4, review="approved", **safe),
        _row(5, review="returned", kind="vehicle-sighting", title="Silver car, WN19", **safe),
        _row(6, review="corrected", subtitle=LONG, **safe),
        _row(7, conflicts=1, **safe),
        _row(8, withdrawn=True, **safe),
    ]

    def opened(_record: str) -> None:
        return None

    drawn = [
        rows.RecordRow(row, opened, chosen=row is each[1], more=True, key=row.id) for row in each
    ]
    return [
        ("", frame.rows(drawn)),
        (_("How late it came, what is missing"), choices.flow(rows.warnings(each[2]))),
    ]


def _long_list() -> Shown:
    many = [_row(100 + n, title=f"{n}", place_title=f"Place {n}") for n in range(200)]

    def opened(_record: str) -> None:
        return None

    return [
        (
            _("Draws the next rows as one scrolls"),
            ft.Container(rows.Records(many, opened), height=320),
        )
    ]


def _places() -> Shown:
    drawn = [
        rows.place_tile(
            f"pl-{name}", title, detail, ft.Icons.PLACE_OUTLINED, nothing, state=PLACE[name],
            chosen=name == "due", trailing=trailing,
        )
        for name, title, detail, trailing in (
            ("overdue", "Playing fields, lower gate", "Park · 12 days ago", None),
            ("due", "Drake Street taxi rank", "Taxi rank · 4 days ago", None),
            ("fresh", "Interchange, stand C", "Transport hub · 2 h ago",
             buttons.quiet("pl-q", _("Nothing seen"), nothing)),
            ("never", "Merkur Slots", LONG, None),
        )
    ]  # fmt: skip
    return [("", frame.rows(drawn))]


def _tags() -> Shown:
    states = [RECORD["to review"], RECORD["conflict"], RECORD["clock wrong"]]
    tags = [rows.tag(s.icon, _(s.short), s.mark) for s in states]
    return [
        (_("Two lines at most, and where it stands"), rows.below(LONG, tags)),
        (_("One state"), rows.below(_("Today 01:12"), tags[:1])),
    ]


def _notices() -> Shown:
    words = {
        "info": (ft.Icons.INFO_OUTLINE, _("Nothing is set aside")),
        "good": (ft.Icons.CLOUD_DONE, _("Everything is safe in the central store")),
        "warn": (ft.Icons.TABLET_ANDROID, _("3 changes only on this tablet")),
        "error": (ft.Icons.ERROR_OUTLINE, _("There is a problem")),
    }
    detail = _("What happened, what was kept, and what to do next.")
    return [
        ("", frame.notice(icon, said, detail, kind=kind)) for kind, (icon, said) in words.items()
    ]


def _sheets() -> Shown:
    return [
        (
            _("Headings"),
            ft.Column(
                [
                    frame.heading(_("Saturday 21 November")),
                    frame.heading(
                        _("Places to visit"),
                        level=2,
                        trailing=buttons.quiet("h2", _("All places"), nothing),
                    ),
                    frame.heading(_("This tablet"), level=3),
                ]
            ),
        ),
        (
            _("Words and what one may do about them"),
            frame.beside(frame.soft(_("247 places")), buttons.quiet("bs", _("Add one"), nothing)),
        ),
        (
            _("Things that belong together"),
            frame.card(frame.soft(_("Words of less weight")), title=_("A card")),
        ),
        (
            _("At the end of a page"),
            frame.foot(
                buttons.secondary("f-return", _("Return…"), nothing, icon=ft.Icons.REPLY),
                buttons.primary(
                    "f-approve",
                    _("Approve"),
                    nothing,
                    icon=ft.Icons.VERIFIED,
                    big=True,
                    expand=True,
                ),
            ),
        ),
        (
            _("A list and what was chosen"),
            ft.Container(
                frame.two_panes(
                    frame.soft(_("The list")), frame.page(frame.soft(_("The page")), wide=True)
                ),
                height=120,
            ),
        ),
        (
            _("A page with a foot that stays in sight"),
            ft.Container(
                frame.page(
                    frame.soft(_("A form")),
                    foot=buttons.primary("foot", _("Save"), nothing, big=True),
                ),
                height=200,
            ),
        ),
    ]


def _empty() -> Shown:
    return [
        (
            _("With something to do"),
            frame.empty(
                ft.Icons.PLACE_OUTLINED,
                _("No places yet"),
                _("Add a hotspot, or sync to get those of your partnership."),
                buttons.secondary("e1", _("Add a hotspot"), nothing, icon=ft.Icons.ADD),
            ),
        ),
        (_("Only said"), frame.empty(ft.Icons.SEARCH_OFF, _("No record has all these words"), "")),
    ]


def _figures() -> Shown:
    f = figures
    return [
        (
            "",
            f.figures(
                [
                    f.figure("12", _("visits this week"), detail=_("4 more than last week")),
                    f.figure("3", _("only here"), state=RECORD["only here"]),
                    f.figure("7", _("to review"), name="fig", on_click=nothing),
                    f.figure("<5", _("under 18s seen"), detail=_("Too few to tell")),
                ]
            ),
        ),
        (
            _("Lines"),
            f.facts([(_("Only on this tablet"), "3"), (_("Store last reached"), _("5 min ago"))]),
        ),
    ]


def _waiting() -> Shown:
    w = waiting
    return [
        (_("A screen that is on its way"), w.waiting(lines=3)),
        (_("One row of it"), w.skeleton()),
        (_("So much is done"), w.progress(_("Sending"), 0.4, _("40 of 100 sent, with a receipt"))),
        (_("Nobody can say how long"), w.progress(_("Opening the vault"))),
    ]


def _faults() -> Shown:
    return [(_("A part of a screen that failed"), fault.part("KeyError", lambda: None))]


def _dialogs() -> Shown:
    def ask(danger: bool) -> Any:
        def act(_event: Any) -> None:
            page = ft.context.page

            def close(_event: Any) -> None:
                page.pop_dialog()

            page.show_dialog(
                dialogs.question(
                    _("Delete this draft?"),
                    _("It is only on this tablet. Nobody can bring it back."),
                    _("Delete the draft"),
                    close,
                    close,
                    danger=danger,
                    icon=ft.Icons.DELETE_OUTLINE if danger else None,
                )
            )

        return act

    def rise(_event: Any) -> None:
        ft.context.page.show_dialog(
            dialogs.sheet(_("More to do here"), frame.soft(_("Rises from below, by the thumb.")))
        )

    def tell(_event: Any) -> None:
        ft.context.page.show_dialog(
            ft.SnackBar(ft.Text(_("Saved on this tablet")), show_close_icon=True)
        )

    return [
        (
            "",
            choices.flow(
                [
                    buttons.secondary("ask", _("Ask"), ask(False)),
                    buttons.secondary("ask-danger", _("Ask before a loss"), ask(True)),
                    buttons.secondary("rise", _("Sheet from below"), rise),
                    buttons.secondary("tell", _("A line for a moment"), tell),
                ]
            ),
        )
    ]


b, c, f, r, w = buttons, choices, frame, rows, waiting
#: Section -> what stands in it.
SPECIMENS: dict[str, tuple[Specimen, ...]] = {
    "Buttons": (
        Specimen("Buttons", (b.primary, b.tonal, b.secondary, b.quiet, b.sign), _buttons),
        Specimen("Tiles", (b.tile,), _tiles),
        Specimen("Surfaces to press", (b.pressed, b.ident), _own),
    ),
    "Choices": (
        Specimen("Chips", (c.chip, c.adding, c.Kept, c.flow, c.pick, c.filters, c.toggles), _chips),
    ),
    "Fields": (Specimen("Fields", (Field,), _fields),),
    "States": (Specimen("Badges", (badges.badge, badges.note), _badges),),
    "Rows": (
        Specimen("Records", (r.RecordRow, r.MemoRow, r.warnings), _records),
        Specimen("Places", (r.place_tile,), _places),
        Specimen("Under a row's title", (r.tag, r.below), _tags),
        Specimen("A long list", (r.Records, r.Windowed), _long_list),
    ),
    "Sheets": (
        Specimen(
            "Layout",
            (f.heading, f.soft, f.beside, f.foot, f.card, f.rows, f.page, f.two_panes),
            _sheets,
        ),
        Specimen("Notices", (f.notice,), _notices),
        Specimen("Nothing here", (f.empty,), _empty),
    ),
    "Figures": (Specimen("Figures", (figures.figure, figures.figures, figures.facts), _figures),),
    "Waiting": (
        Specimen("On its way", (w.waiting, w.skeleton, w.progress), _waiting),
        Specimen("Faults", (fault.part,), _faults),
    ),
    "Dialogs": (Specimen("In front of a screen", (dialogs.question, dialogs.sheet), _dialogs),),
}
