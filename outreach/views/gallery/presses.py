"""What is pressed, chosen or filled in, in every state it has."""

from __future__ import annotations

import flet as ft

from outreach.ui import badges, buttons, choices, frame
from outreach.ui.design import PLACE, RECORD, TONES
from outreach.ui.field import Field
from outreach.views.gallery.specimen import Shown, nothing
from outreach.words import _


def show_buttons() -> Shown:
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


def show_tiles() -> Shown:
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


def show_own() -> Shown:
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


def show_chips() -> Shown:
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


def show_fields() -> Shown:
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


def show_badges() -> Shown:
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
