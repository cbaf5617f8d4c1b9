"""Tonight: what to do next, within a thumb's reach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import flet as ft

from outreach.model.kinds import form
from outreach.ui import frame
from outreach.ui.buttons import ident, quiet, secondary, tile
from outreach.ui.desk import Desk
from outreach.ui.form.begin import begin, correct, current_outing, reopen
from outreach.ui.moments import ago, now_ms, plural, today
from outreach.ui.pulse import SyncStatus
from outreach.ui.query import use_query
from outreach.ui.rows import ICONS, MemoRow, place_tile
from outreach.ui.theme import Space
from outreach.views.visiting import Stop, stops

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Evening:
    """All that this screen shows, asked in one go."""

    drafts: list[Any]
    returned: list[Any]
    conflicts: list[Any]
    outing: Any | None
    stops: list[Stop]


def _ask(session: Any) -> Evening:
    outing = current_outing(session)
    return Evening(
        drafts=session.drafts(),
        returned=session.returned(),
        conflicts=session.conflicts(),
        outing=outing,
        stops=stops(session, outing)[:SHOWN],
    )


@ft.component
def Tonight(desk: Desk) -> ft.Control:
    window, _ = ft.use_state(desk.window)
    answer = use_query(desk, _ask)
    if answer.value is None:
        return frame.waiting("Opening tonight…")
    evening = answer.value
    session = desk.session
    if session is None:
        return frame.waiting()
    me = session.me
    doing = [
        ft.Column(
            [frame.heading(today(now_ms())), frame.soft(f"{me.name}, {me.agency}")], spacing=0
        ),
        *_drafts(desk, evening.drafts),
        *_came_back(desk, evening.returned),
        *_conflicts(desk, evening.conflicts),
        _actions(desk),
        _outing(desk, evening.outing),
        OnlyHere(desk),
    ]
    going = [_places(desk, evening.stops)]
    if window.layout == "desktop":
        return ft.Row(
            expand=True,
            spacing=0,
            vertical_alignment=ft.CrossAxisAlignment.START,
            controls=[
                ft.Container(frame.page(*doing), expand=3),
                ft.Container(frame.page(*going), expand=2),
            ],
        )
    return frame.page(*doing, *going)


def _actions(desk: Desk) -> ft.Control:
    """The four things that a night is made of; a tablet shows those it holds the keys for."""

    def start(kind: str, **values: Any) -> Callable[[Any], None]:
        return lambda _: begin(desk, kind, values)

    if not desk.open.spaces:
        return frame.notice(
            ft.Icons.SYNC_PROBLEM,
            "This tablet has to meet the central store once",
            "Sync it where there is a network. After that everything but syncing works without.",
            kind="warn",
        )
    tiles: list[ft.Control] = []
    if desk.open.may_record("hotspot-visit"):
        tiles += [
            tile(
                "nothing-seen",
                "Nothing seen here",
                "A quiet visit",
                ft.Icons.NIGHTLIGHT_ROUND,
                start("hotspot-visit", nothing_seen=True),
                strong=True,
            ),
            tile(
                "log-visit",
                "Log a visit",
                "Something was seen",
                ft.Icons.VISIBILITY,
                start("hotspot-visit"),
            ),
        ]
    tiles.append(
        tile(
            "check",
            "Check premises",
            "Licence, takeaway",
            ft.Icons.CHECKLIST,
            start("premises-check"),
            strong=not tiles,
        )
    )
    if desk.open.may_record("person-sighting"):
        tiles += [
            tile(
                "person",
                "Person seen",
                "No name needed",
                ft.Icons.PERSON_SEARCH,
                start("person-sighting"),
            ),
            tile(
                "vehicle",
                "Vehicle seen",
                "Part of a plate will do",
                ft.Icons.LOCAL_TAXI,
                start("vehicle-sighting"),
            ),
        ]
    for index, each in enumerate(tiles):
        # Five tiles without a gap: one and two pairs on a phone, two and three on a tablet.
        each.col = {"xs": 12 if index == 0 else 6, "sm": 6 if index < 2 else 4}
    return ft.ResponsiveRow(tiles, spacing=12, run_spacing=12)


def _drafts(desk: Desk, drafts: list[Any]) -> list[ft.Control]:
    if not drafts:
        return []
    rows = [
        ident(
            f"draft-{draft.id[:8]}",
            ft.ListTile(
                key=draft.id,
                title=f"{form(draft.kind).title}, not finished",
                subtitle=f"Written {ago(draft.updated_ms, now_ms())}. Only on this tablet.",
                leading=ft.Icon(ft.Icons.EDIT_NOTE, color=ft.Colors.TERTIARY),
                trailing=ft.Text("Carry on", theme_style=ft.TextThemeStyle.LABEL_LARGE),
                on_click=lambda _, draft=draft: reopen(desk, draft),
            ),
        )
        for draft in drafts[:5]
    ]
    return [frame.rows(rows)]


def _came_back(desk: Desk, rows: list[Any]) -> list[ft.Control]:
    if not rows:
        return []
    return [
        frame.notice(
            ft.Icons.REPLY,
            f"{plural(len(rows), 'record')} came back for correction",
            "Your supervisor has a question. Read it, correct the record, and it goes round again.",
            kind="warn",
        ),
        frame.rows(
            [
                MemoRow(row, lambda record: desk.go(f"/records/{record}"), key=row.id)
                for row in rows[:5]
            ]
        ),
    ]


def _conflicts(desk: Desk, rows: list[Any]) -> list[ft.Control]:
    if not rows:
        return []
    return [
        frame.notice(
            ft.Icons.CALL_SPLIT,
            f"{plural(len(rows), 'record')} with two versions of an answer",
            "Two people wrote at the same time. Both are kept; someone must choose.",
            kind="warn",
        ),
        frame.rows(
            [
                MemoRow(row, lambda record: desk.go(f"/records/{record}"), key=row.id)
                for row in rows[:5]
            ]
        ),
    ]


def _outing(desk: Desk, outing: Any | None) -> ft.Control:
    if outing is None:
        return frame.card(
            ft.Row(
                [
                    ft.Icon(ICONS["outing"]),
                    ft.Column(
                        [
                            ft.Text(
                                "No outing has begun", theme_style=ft.TextThemeStyle.TITLE_MEDIUM
                            ),
                            frame.soft("Start one, and tonight's records are kept together."),
                        ],
                        spacing=0,
                        expand=True,
                    ),
                    secondary("start-outing", "Start", lambda _: begin(desk, "outing")),
                ],
                spacing=12,
            )
        )

    def end(_: Any) -> None:
        correct(desk, outing, focus="occurred_to")

    return frame.card(
        ft.Row(
            [
                ft.Icon(ICONS["outing"], color=ft.Colors.PRIMARY),
                ft.Column(
                    [
                        ft.Text(outing.title, theme_style=ft.TextThemeStyle.TITLE_MEDIUM),
                        frame.soft(f"Began {ago(outing.occurred_ms, now_ms())}"),
                    ],
                    spacing=0,
                    expand=True,
                ),
                quiet("open-outing", "Open", lambda _: desk.go(f"/records/{outing.id}")),
                secondary("end-outing", "End it", end),
            ],
            spacing=12,
        )
    )


@ft.component
def OnlyHere(desk: Desk) -> ft.Control:
    """What would be lost with this tablet."""
    sync, _ = ft.use_state(desk.sync)
    return only_here(desk, sync)


def only_here(desk: Desk, sync: SyncStatus) -> ft.Control:
    reached = ago(sync.last_contact_ms, now_ms())
    if not sync.only_here:
        return ft.Row(
            [
                ft.Icon(ft.Icons.CLOUD_DONE, color=ft.Colors.PRIMARY, size=20),
                ft.Container(
                    frame.soft(
                        f"Everything is safe in the central store. Last reached: {reached}.",
                        small=True,
                    ),
                    expand=True,
                ),
            ],
            spacing=Space.S,
        )
    return frame.notice(
        ft.Icons.TABLET_ANDROID,
        f"{plural(sync.only_here, 'change')} only on this tablet",
        f"Sealed, and sent by itself when the store can be reached. Last reached: {reached}.",
        kind="warn",
    )


def _places(desk: Desk, found: list[Stop]) -> ft.Control:
    if not found:
        return ft.Column(
            [
                frame.heading("Places to visit", level=2),
                frame.empty(
                    ft.Icons.PLACE_OUTLINED,
                    "No places yet",
                    "Add a hotspot, or sync to get those of your partnership.",
                    secondary(
                        "add-hotspot",
                        "Add a hotspot",
                        lambda _: begin(desk, "hotspot"),
                        icon=ft.Icons.ADD_LOCATION_ALT,
                    ),
                ),
            ]
        )
    visits = desk.open.may_record("hotspot-visit")

    def quiet_visit(stop: Stop) -> ft.Control | None:
        if stop.kind != "hotspot" or not visits:
            return None
        values = {"hotspot": stop.id, "nothing_seen": True}
        return quiet(
            f"quiet-{stop.id[:8]}",
            "Nothing seen",
            lambda _: begin(desk, "hotspot-visit", values),
        )

    rows = [
        place_tile(
            f"place-{stop.id[:8]}",
            stop.title,
            stop.why,
            ICONS[stop.kind],
            lambda _, stop=stop: desk.go(f"/places/{stop.id}"),
            trailing=quiet_visit(stop),
        )
        for stop in found
    ]
    return ft.Column(
        spacing=Space.S,
        controls=[
            frame.heading(
                "Places to visit",
                level=2,
                trailing=quiet("all-places", "All places", lambda _: desk.go("/places")),
            ),
            frame.rows(rows),
        ],
    )
