"""Tonight: what to do next, within a thumb's reach."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.buttons import quiet, secondary, sign, tile
from outreach.ui.design import LARGE_FROM, TONES, Size, Space, text_size
from outreach.ui.desk import Desk
from outreach.ui.form.begin import begin, correct, cut_off, reopen
from outreach.ui.moments import ago, now_ms, to_text, today
from outreach.ui.position import ask as ask_position
from outreach.ui.pulse import SyncStatus
from outreach.ui.query import use_query
from outreach.ui.rows import ICONS, MemoRow, place_tile
from outreach.views import due, late
from outreach.views.evening import Evening, ask
from outreach.views.heard import Heard
from outreach.views.help.welcome import Welcome
from outreach.views.known.force import due_state
from outreach.views.linked import WaitingMerges
from outreach.views.members.waiting import administering
from outreach.views.only_here import standing
from outreach.views.unfinished import incomplete, waiting
from outreach.views.visiting import Stop
from outreach.words import _, several

#: People named on the outing's card; the others are counted.
NAMED = 3


@ft.component
def Tonight(desk: Desk) -> ft.Control:
    window, _window = ft.use_state(desk.window)
    position, _position = ft.use_state(desk.position)
    answer = use_query(desk, lambda session: ask(session, position.fix), position.fix)
    evening = answer.value

    def carry_on() -> None:
        """After a kill or a lock: the form that was open then is open again."""
        draft = cut_off(desk, [one.draft for one in evening.drafts]) if evening else None
        if draft is not None:
            reopen(desk, draft)
            desk.tell(_("You were writing this when the app closed. Carry on."))

    ft.use_effect(carry_on, [answer.ready])
    session = desk.session
    if evening is None or session is None:
        return frame.waiting(_("Opening tonight…"))
    me = session.me
    head = ft.Column(
        [frame.heading(today(now_ms())), frame.soft(f"{me.name}, {me.agency}")], spacing=0
    )
    if session.is_out:
        return frame.page(head, _out(desk), OnlyHere(desk))
    welcome = Welcome(desk, key="welcome")
    doing = [
        head,
        welcome,
        *late.cards(desk, evening.overdue),
        *_glass(desk, evening),
        *administering(desk, evening.asked, evening.invited),
        *waiting(desk, evening),
        Heard(desk, key="heard"),
        WaitingMerges(desk, key="merges"),
        *due.card(desk, evening.due),
        _actions(desk),
        _outing(desk, evening),
    ]
    going = _places(desk, evening.stops, window.layout == "phone")
    done = [*_so_far(desk, evening), *incomplete(desk, evening.incomplete)]
    if window.layout == "desktop":
        return ft.Row(
            expand=True,
            spacing=0,
            vertical_alignment=ft.CrossAxisAlignment.START,
            controls=[
                ft.Container(frame.page(*doing, *done), expand=3),
                ft.Container(frame.page(going, OnlyHere(desk)), expand=2),
            ],
        )
    return frame.page(*doing, going, *done, OnlyHere(desk))


def _out(desk: Desk) -> ft.Control:
    """This tablet was removed from everything."""
    return frame.notice(
        ft.Icons.PERSON_REMOVE_OUTLINED,
        _("This tablet was removed from every space"),
        _("With it you can read and record nothing more. An administrator can invite you again."),
        quiet("see-happened", _("What happened"), lambda _e: desk.go("/happened")),
        kind="warn",
    )


def _glass(desk: Desk, evening: Evening) -> list[ft.Control]:
    """For supervisors: who opened what the app hid from them, and why. The newest."""
    if not evening.glass:
        return []
    newest = evening.glass[0]
    return [
        frame.notice(
            ft.Icons.LOCK_OPEN,
            several(
                "{n} hidden record was opened", "{n} hidden records were opened", len(evening.glass)
            ),
            _("{who}, {when}: {why}").format(
                who=newest.name, when=ago(newest.at_ms, now_ms()), why=newest.reason
            ),
            quiet("see-opened", _("See it"), lambda _e: desk.go(f"/records/{newest.record}")),
            kind="warn",
        )
    ]


def _actions(desk: Desk) -> ft.Control:
    """The things that a night is made of; a tablet shows those it holds the keys for."""

    def start(kind: str, **values: Any) -> Callable[[Any], None]:
        return _starting(desk, kind, values)

    if not desk.open.spaces:
        return frame.notice(
            ft.Icons.SYNC_PROBLEM,
            _("This tablet has to meet the central store once"),
            _("Sync it where there is a network. After that everything but syncing works without."),
            kind="warn",
        )
    tiles: list[ft.Control] = []
    if desk.open.may_read("hotspot-visit") and desk.open.may_record("hotspot-visit"):
        tiles += [
            tile(
                "nothing-seen",
                _("Nothing seen here"),
                _("A quiet visit"),
                ft.Icons.NIGHTLIGHT_ROUND,
                start("hotspot-visit", nothing_seen=True),
                strong=True,
            ),
            tile(
                "log-visit",
                _("Log a visit"),
                _("Something was seen"),
                ft.Icons.VISIBILITY,
                start("hotspot-visit"),
            ),
        ]
    tiles.append(
        tile(
            "check",
            _("Check premises"),
            _("Licence, takeaway"),
            ft.Icons.CHECKLIST,
            start("premises-check"),
            strong=not tiles,
        )
    )
    if desk.open.may_record("person-sighting"):
        tiles += [
            tile(
                "person",
                _("Person seen"),
                _("No name needed"),
                ft.Icons.PERSON_SEARCH,
                start("person-sighting"),
            ),
            tile(
                "vehicle",
                _("Vehicle seen"),
                _("Part of a plate will do"),
                ft.Icons.LOCAL_TAXI,
                start("vehicle-sighting"),
            ),
        ]
    for index, each in enumerate(tiles):
        # Five tiles without a gap: one and two pairs on a phone, two and three on a tablet.
        wide = index == 0 or text_size() >= LARGE_FROM
        each.col = {"xs": 12 if wide else 6, "sm": 6 if index < 2 or wide else 4}
    more = quiet(
        "anew",
        _("Record something else"),
        lambda _e: desk.go("/anew"),
        icon=ft.Icons.ADD_CIRCLE_OUTLINE,
    )
    return ft.Column(
        [ft.ResponsiveRow(tiles, spacing=Space.SM, run_spacing=Space.SM), ft.Row([more])],
        spacing=Space.XS,
    )


def _starting(
    desk: Desk, kind: str, values: Mapping[str, Any] | None = None
) -> Callable[[Any], None]:
    def act(_e: Any) -> None:
        begin(desk, kind, values)

    return act


def _outing(desk: Desk, evening: Evening) -> ft.Control:
    """The shift: since when, who is out, and its end; or how to begin one."""
    outing = evening.outing
    if outing is None:
        words, detail = _("No outing has begun"), _("Start one, and tonight's records go together.")
        buttons = [secondary("start-outing", _("Start"), _starting(desk, "outing"))]
    else:
        words = outing.title
        began = _("Began {when}").format(when=ago(outing.occurred_ms, now_ms()))
        detail = f"{began} · {_who(evening.people)}" if evening.people else began

        def end(_e: Any) -> None:
            correct(
                desk,
                outing,
                focus="wellbeing",
                reason=_("The outing has ended"),
                values={"occurred_to": to_text(now_ms())},
            )

        buttons = [
            quiet("open-outing", _("Open"), lambda _e: desk.go(f"/records/{outing.id}")),
            secondary("end-outing", _("End it"), end),
        ]
    said = ft.Column(
        [ft.Text(words, theme_style=ft.TextThemeStyle.TITLE_MEDIUM), frame.soft(detail)],
        spacing=0,
        expand=True,
    )
    car = ft.Icon(ICONS["outing"], color=ft.Colors.PRIMARY if outing else None)
    return frame.card(
        ft.Row([car, said, *buttons], spacing=Space.SM), padding=Space.SM if outing else Space.M
    )


def _who(people: list[str]) -> str:
    named = ", ".join(people[:NAMED])
    more = len(people) - NAMED
    if more <= 0:
        return named
    return _("{names} and {others}").format(
        names=named, others=several("{n} other", "{n} others", more)
    )


def _so_far(desk: Desk, evening: Evening) -> list[ft.Control]:
    """What this night holds already, the newest first."""
    if not evening.so_far:
        return []
    rows = [
        MemoRow(row, lambda record: desk.go(f"/records/{record}"), key=row.id)
        for row in evening.so_far
    ]
    return [
        ft.Column([frame.heading(_("Tonight so far"), level=2), frame.rows(rows)], spacing=Space.S)
    ]


@ft.component
def OnlyHere(desk: Desk) -> ft.Control:
    """What would be lost with this tablet."""
    sync, _sync = ft.use_state(desk.sync)
    return only_here(desk, sync)


def only_here(desk: Desk, sync: SyncStatus) -> ft.Control:
    reached = _("Last reached: {when}.").format(when=ago(sync.last_contact_ms, now_ms()))
    state = standing(sync)
    if state.tone is not TONES["good"] and not sync.only_here:
        return frame.notice(state.icon, state.words, reached, kind="warn")
    if not sync.only_here:
        words = _("Everything is safe in the central store.")
        return ft.Row(
            [
                ft.Icon(ft.Icons.CLOUD_DONE, color=ft.Colors.PRIMARY, size=Size.SIGN),
                ft.Container(frame.soft(f"{words} {reached}", small=True), expand=True),
            ],
            spacing=Space.S,
        )
    sent = _("Sealed, and sent by itself when the store can be reached.")
    return frame.notice(
        ft.Icons.TABLET_ANDROID,
        several(
            "{n} change only on this tablet", "{n} changes only on this tablet", sync.only_here
        ),
        f"{sent} {reached}",
        kind="warn",
    )


def _places(desk: Desk, found: list[Stop], phone: bool) -> ft.Control:
    if not found:
        return ft.Column(
            [
                frame.heading(_("Places to visit"), level=2),
                frame.empty(
                    ft.Icons.PLACE_OUTLINED,
                    _("No places yet"),
                    _("Add a hotspot, or sync to get those of your partnership."),
                    secondary(
                        "add-hotspot",
                        _("Add a hotspot"),
                        _starting(desk, "hotspot"),
                        icon=ft.Icons.ADD_LOCATION_ALT,
                    ),
                ),
            ]
        )
    return ft.Column(
        spacing=Space.S,
        controls=[
            frame.heading(
                _("Places to visit"),
                level=2,
                trailing=quiet("all-places", _("All places"), lambda _e: desk.go("/places")),
            ),
            ft.Row(_ways(desk), wrap=True, spacing=0, run_spacing=0),
            frame.rows([_stop(desk, stop, phone) for stop in found]),
        ],
    )


def _ways(desk: Desk) -> list[ft.Control]:
    """By nearness, and in an order to drive."""

    async def locate(_e: Any) -> None:
        await ask_position(desk)
        if desk.position.problem:
            desk.tell(desk.position.problem)

    ways = [
        quiet("map", _("Route"), lambda _e: desk.go("/map"), icon=ft.Icons.MAP_OUTLINED),
    ]
    if desk.position.fix is None:
        asking = desk.position.state == "asking"
        words = _("Finding where you are…") if asking else _("Nearest first")
        ways.insert(0, quiet("nearest", words, locate, icon=ft.Icons.MY_LOCATION))
    return ways


def _stop(desk: Desk, stop: Stop, phone: bool) -> ft.Control:
    trailing = None
    visits = desk.open.may_read("hotspot-visit") and desk.open.may_record("hotspot-visit")
    if stop.kind == "hotspot" and not stop.visited and visits:
        values = {"hotspot": stop.id, "nothing_seen": True}
        name, act = f"quiet-{stop.id[:8]}", _starting(desk, "hotspot-visit", values)
        # On a phone the words would take the room of the place's name.
        trailing = (
            sign(name, _("Nothing seen here"), ft.Icons.NIGHTLIGHT_ROUND, act)
            if phone
            else quiet(name, _("Nothing seen"), act, icon=ft.Icons.NIGHTLIGHT_ROUND)
        )
    told = stop.due.state in ("overdue", "soon") and not stop.visited
    return place_tile(
        f"place-{stop.id[:8]}",
        stop.title,
        stop.why,
        ICONS[stop.kind],
        lambda _e: desk.go(f"/places/{stop.id}"),
        trailing=trailing,
        state=due_state(stop.due, 0) if told else None,
    )
