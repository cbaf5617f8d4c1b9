"""The supervisor's desk: three lists, and beside them the record to judge.

Desktop: list, record, history. Tablet: list and record. Phone: one after the other. The whole of it
works by keyboard; "?" shows the keys.
"""

from __future__ import annotations

import asyncio
from typing import Any

import flet as ft

from outreach.model.completeness import Asked
from outreach.model.waiting import Waiting, Which
from outreach.ui import frame
from outreach.ui.buttons import quiet
from outreach.ui.desk import Desk
from outreach.ui.query import use_query
from outreach.ui.shortcuts import use_shortcuts
from outreach.views.review.begun import Begun
from outreach.views.review.complete import CompleteList, CompleteRecords
from outreach.views.review.decide import conflict_rows
from outreach.views.review.judge import Judge
from outreach.views.review.owed import OwedList, OwedRecords
from outreach.views.review.queue import PAGE, Queue, QueueList, ask
from outreach.views.review.tabs import tabs
from outreach.views.review.together import Together, select_all
from outreach.views.review.told import told_line, use_minutes
from outreach.words import _

#: How wide the list is beside a record, in dp.
WIDTHS = {"desktop": 372, "tablet": 308}


@ft.component
def Review(desk: Desk) -> ft.Control:
    """For supervisors; others are told where to look."""
    record = ft.use_route_params().get("id")
    session = desk.session
    if session is None:
        return frame.waiting()
    if "supervisor" not in session.me.duties:
        return frame.empty(
            ft.Icons.FACT_CHECK_OUTLINED,
            _("Only supervisors review"),
            _("Your own records, and what became of them, stand under Tonight and Search."),
        )
    return ReviewDesk(desk, record, key="review-desk")


@ft.component
def ReviewDesk(desk: Desk, record: str | None) -> ft.Control:
    """The lists on the left, what was chosen on the right."""
    window, _set = ft.use_state(desk.window)
    tab, set_tab = ft.use_state("queue")
    which, set_which = ft.use_state("all")
    limit, set_limit = ft.use_state(PAGE)
    cursor, set_cursor = ft.use_state("")
    ticked, set_ticked = ft.use_state({})
    busy, set_busy = ft.use_state(False)
    pick, set_pick = ft.use_state(None)
    told, set_told = ft.use_state(("", ""))
    still: Any = ft.use_ref(None)
    begun: Begun = ft.use_ref(Begun).current  # type: ignore[assignment]
    came: Any = ft.use_ref(("", 0.0))

    def load(session: Any) -> Any:
        """While many are approved the list keeps still; it is asked for again at the end."""
        if busy and still.current is not None:
            return still.current
        return ask(session, which, limit)

    minute = use_minutes(desk)
    answer = use_query(desk, load, which, limit, busy, minute)
    rivals = use_query(desk, lambda session: session.conflicts() if tab == "two" else [], tab)
    queue: Queue | None = answer.value
    still.current = queue
    rows = queue.rows if queue is not None else []
    wide = window.layout != "phone"
    listed = {
        "queue": [one.id for one in rows],
        "two": [row.id for row in rivals.value or []],
    }.get(tab, [])
    here = record or cursor

    def open_record(chosen: str) -> None:
        set_told(("", ""))
        set_cursor(chosen)
        desk.go(f"/review/{chosen}", replace=bool(record))

    def step(by: int) -> None:
        if not listed:
            return
        place = listed.index(here) + by if here in listed else 0
        chosen = listed[max(0, min(place, len(listed) - 1))]
        if tab == "queue" and place >= len(listed) - 3:
            set_limit(max(limit, len(rows) + PAGE))
        if wide or record:
            open_record(chosen)
        else:
            set_cursor(chosen)

    def done(judged: str, words: str) -> None:
        """On to the next by itself; to the empty list after the last."""
        set_told((words, judged))
        place = listed.index(judged) if judged in listed else -1
        left = [other for other in listed if other != judged]
        if left and tab == "queue":
            chosen = left[min(max(place, 0), len(left) - 1)]
            came.current = (chosen, asyncio.get_running_loop().time())
            set_cursor(chosen)
            desk.go(f"/review/{chosen}", replace=True)
        else:
            desk.go("/review", replace=True)

    def tell(words: str) -> None:
        set_told((words, ""))

    def tick(one: Waiting) -> None:
        if not one.versions:
            desk.tell(_("Open this one: only records where nothing was seen go together."))
            return
        held = {key: value for key, value in ticked.items() if key != one.id}
        set_ticked(held if one.id in ticked else {**held, one.id: one.versions})

    def tap(chosen: str) -> None:
        """A tap opens; where some are selected already, on a phone or a tablet, it selects."""
        one = next((one for one in rows if one.id == chosen), None)
        if ticked and window.layout != "desktop" and one is not None and one.versions:
            tick(one)
        else:
            open_record(chosen)

    def tick_here() -> None:
        one = next((one for one in rows if one.id == here), None)
        if one is not None:
            tick(one)

    def tick_all() -> None:
        """Every row on the list with nothing in it to read; again, none."""
        quiet_ones = {one.id: one.versions for one in rows if one.versions}
        set_ticked({} if quiet_ones.keys() <= ticked.keys() else {**ticked, **quiet_ones})

    def show(chosen: str) -> None:
        set_tab(chosen)
        set_told(("", ""))
        set_pick(None)
        if record:
            desk.go("/review", replace=True)

    def open_here() -> None:
        if here:
            desk.go(f"/records/{here}") if record else open_record(here)

    use_shortcuts(
        desk,
        {
            "j|ArrowDown": (_("Next record"), lambda: step(1)),
            "k|ArrowUp": (_("Record before"), lambda: step(-1)),
            "Enter": (_("Open"), open_here),
            "x": (_("Select, where nothing was seen"), tick_here),
            "Shift+x": (_("Select all where nothing was seen"), tick_all),
            "1": (_("Show what waits"), lambda: show("queue")),
            "2": (_("Show two answers"), lambda: show("two")),
            "3": (_("Show what is owed"), lambda: show("owed")),
            "4": (_("Show how complete the records are"), lambda: show("complete")),
        },
        _("Review"),
    )

    if queue is None:
        return frame.waiting(_("Looking what waits…"))
    live = {one.id: one.versions for one in rows if ticked.get(one.id) == one.versions}
    if busy:
        live = ticked
    left: ft.Control
    if tab == "two":
        left = conflict_rows(rivals.value or [], open_record, here)
    elif tab == "owed":
        left = OwedList(desk, pick, set_pick, key="owed")
    elif tab == "complete":
        left = CompleteList(desk, pick, set_pick, key="complete")
    elif not queue.counts.records and not live:
        left = frame.empty(
            ft.Icons.VERIFIED_OUTLINED,
            _("Nothing waits for your review"),
            _("Records come here when they have reached the central store and this tablet."),
        )
    else:
        foot = (
            Together(desk, live, lambda: set_ticked({}), set_busy, tell, key="together")
            if live
            else select_all(queue, tick_all)
        )
        left = QueueList(
            queue,
            _both(set_which, lambda _which: set_limit(PAGE)),
            lambda: set_limit(max(limit, len(rows) + PAGE)),
            tap,
            tick,
            here,
            live,
            foot,
            key=f"queue-{queue.which}",
        )
    line = told_line(desk, told, lambda: set_told(("", ""))) if told[0] else None
    lists = ft.Column(
        [tabs(tab, queue.counts.conflicts, show), *([line] if line and not record else []), left],
        expand=True,
        spacing=0,
    )
    if record:
        at = came.current[1] if came.current[0] == record else 0.0
        right: ft.Control | None = Judge(
            desk,
            record,
            window.layout,
            begun,
            at,
            done,
            key=f"judge-{record}",
        )
        if line:
            right = ft.Column([line, right], expand=True, spacing=0)
    elif isinstance(pick, Asked):
        right = CompleteRecords(desk, pick, key=f"pick-{pick}")
    elif pick is not None:
        right = OwedRecords(desk, pick, key=f"pick-{pick.what}-{pick.agency}-{pick.person}")
    else:
        right = None
    if not wide:
        if pick is not None and not record:
            back = quiet(
                "back-to-owed",
                _("All numbers") if isinstance(pick, Asked) else _("All teams"),
                lambda _event: set_pick(None),
                icon=ft.Icons.ARROW_BACK,
            )
            return ft.Column([ft.Row([back]), right or lists], expand=True, spacing=0)
        return right or lists
    return _panes(lists, right or _nothing(tab), WIDTHS[window.layout])


def _both(first: Any, then: Any) -> Any:
    def act(value: Which) -> None:
        first(value)
        then(value)

    return act


def _panes(left: ft.Control, right: ft.Control, width: int) -> ft.Control:
    return ft.Row(
        expand=True,
        spacing=0,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[
            ft.Container(left, width=width),
            ft.VerticalDivider(width=1, color=ft.Colors.OUTLINE_VARIANT),
            ft.Container(right, expand=True),
        ],
    )


def _nothing(tab: str) -> ft.Control:
    if tab in ("owed", "complete"):
        return frame.empty(ft.Icons.RULE, _("Choose a number"), _("Its records are shown here."))
    return frame.empty(
        ft.Icons.FACT_CHECK_OUTLINED,
        _("Choose a record"),
        _("What weighs most stands first. Press ? for the keys."),
    )
