"""What waits for a review: in order of risk and age, a window at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import flet as ft

from outreach.model.escalation import held_now
from outreach.model.waiting import Counts, Waiting, Which, counts, waiting
from outreach.ui import frame
from outreach.ui.choices import chip, filters
from outreach.ui.design import Space
from outreach.ui.moments import ago, now_ms
from outreach.views.review.row import MemoRow, heading, waits
from outreach.words import _, several

#: Records asked for at first, and with each scroll to the end: twice what fits a window.
PAGE = 18


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for somebody: how much, and the first of ``which``, as of ``now``. ``having``: who
    has taken one on, by its id."""

    counts: Counts
    rows: list[Waiting]
    now: int
    which: Which
    having: Mapping[str, str]


def ask(session: Any, which: Which, limit: int) -> Queue:
    """The queue of the person whose tablet this is; all of it when nothing is left of ``which``."""
    now, me = now_ms(), session.me.person
    held = counts(session.model, me, now)
    shown: Which = which if which in words_of(held) else "all"
    rows = _veiled(session, waiting(session.model, me, now, shown, limit))
    late = {one.id for one in rows if now >= one.due_ms}
    having = held_now(session.model, late, now) if late else {}
    return Queue(held, rows, now, shown, having)


def _veiled(session: Any, found: list[Waiting]) -> list[Waiting]:
    """What the app hides from this person says no reasons, and is not approved from the list."""
    rows = session.veil([one.row for one in found])
    return [
        one if row is one.row else replace(one, row=row, reasons=(), quiet=False, versions=())
        for one, row in zip(found, rows, strict=True)
    ]


def words_of(held: Counts) -> dict[Which, str]:
    """The filters that have something to show, with how much."""
    shown: dict[Which, str] = {"all": _("All")}
    if held.over:
        shown["over"] = _("Over time {n}").format(n=f"{held.over:,}")
    if held.corrected:
        shown["corrected"] = _("Corrected {n}").format(n=f"{held.corrected:,}")
    if held.quiet:
        shown["quiet"] = _("Nothing seen {n}").format(n=f"{held.quiet:,}")
    return shown


@ft.component
def QueueList(
    queue: Queue,
    on_which: Callable[[Which], None],
    on_more: Callable[[], None],
    on_open: Callable[[str], None],
    on_tick: Callable[[Waiting], None],
    chosen: str | None,
    ticked: Mapping[str, Any],
    foot: ft.Control | None = None,
) -> ft.Control:
    """The list, its filters above it and ``foot`` below. ``chosen``: the one that is open or under
    the cursor; ``ticked``: those that are selected."""
    which = queue.which
    spot: dict[str, float] = ft.use_ref(dict).current  # type: ignore[assignment]
    box: Any = ft.use_ref(ft.Ref).current
    at = next((i for i, one in enumerate(queue.rows) if one.id == chosen), None)

    def scrolled(event: Any) -> None:
        spot.update(
            pixels=event.pixels, view=event.viewport_dimension, most=event.max_scroll_extent
        )
        if event.max_scroll_extent - event.pixels < 800 and len(queue.rows) >= PAGE:
            on_more()

    async def keep_in_sight() -> None:
        """About where the cursor is: rows are built as one scrolls, so most have no place yet."""
        if at is None or box.current is None:
            return
        view = spot.get("view", 500.0)
        each = (spot["most"] + view) / len(queue.rows) if spot.get("most") else 90.0
        top = at * each - spot.get("pixels", 0.0)
        if top < each or top > view - 2 * each:
            await box.current.scroll_to(offset=max(0.0, at * each - view / 3), duration=120)

    ft.use_effect(keep_in_sight, [at])
    lines: list[ft.Control] = []
    by_level = dict(queue.counts.by_level)
    above = None
    for one in queue.rows:
        if which == "all" and one.level is not above:
            above = one.level
            lines.append(heading(one.level, by_level.get(one.level.rank, 0)))
        lines.append(
            MemoRow(
                one,
                waits(one.since_ms, queue.now),
                queue.now >= one.due_ms,
                on_open,
                on_tick,
                one.id == chosen,
                one.id in ticked,
                queue.having.get(one.id, ""),
                key=one.id,
            )
        )
    shown = words_of(queue.counts)
    return ft.Column(
        expand=True,
        spacing=0,
        controls=[
            ft.Container(
                padding=ft.Padding.only(left=Space.M, right=Space.M, top=Space.SM),
                content=_summary(queue.counts, queue.now),
            ),
            ft.Container(
                padding=ft.Padding.symmetric(horizontal=Space.M, vertical=Space.S),
                content=filters(
                    [
                        chip(
                            f"which-{name}", words, which == name, _act(on_which, name), small=True
                        )
                        for name, words in shown.items()
                    ]
                ),
            ),
            ft.ListView(
                ref=box,
                expand=True,
                padding=ft.Padding.only(bottom=Space.L),
                controls=lines,
                on_scroll=scrolled,
                scroll_interval=150,
                build_controls_on_demand=True,
            )
            if lines
            else frame.empty(
                ft.Icons.FILTER_ALT_OFF,
                _("Nothing of this waits"),
                _("Take the filter off to see the rest."),
            ),
            *([foot] if foot is not None else []),
        ],
    )


def _act(on_which: Callable[[Which], None], name: Which) -> Callable[[Any], None]:
    return lambda _event: on_which(name)


def _summary(held: Counts, now: int) -> ft.Control:
    oldest = _("The oldest arrived {ago}.").format(ago=ago(held.oldest_ms, now))
    return ft.Column(
        [
            frame.heading(
                several("{n} record to review", "{n} records to review", held.records), level=2
            ),
            frame.soft(oldest, small=True),
        ],
        spacing=0,
    )
