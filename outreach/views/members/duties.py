"""Duties: what there are, and what others would change, said before anybody confirms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.buttons import primary, quiet
from outreach.ui.choices import chip, flow
from outreach.ui.design import Space
from outreach.ui.desk import Desk
from outreach.views.members import plain, roll
from outreach.views.members.work import use_work
from outreach.words import _


@ft.component
def DutyChips(
    table: Any, chosen: tuple[str, ...], on_change: Callable[[tuple[str, ...]], None]
) -> ft.Control:
    """The duties there are; what each does stands below for those that are chosen."""

    def turned(duty: str) -> Callable[[Any], None]:
        def act(_event: Any) -> None:
            if duty in chosen:
                on_change(tuple(d for d in chosen if d != duty))
            else:
                on_change((*chosen, duty))

        return act

    offered = [d for d in table.duties if d != "founder" or d in chosen]
    chips = [
        chip(f"duty-{duty}", _(table.duties[duty].label), duty in chosen, turned(duty))
        for duty in offered
    ]
    does = [
        f"{_(table.duties[d].label)}: {_(table.duties[d].does)}"
        for d in offered
        if d in chosen and table.duties[d].does
    ]
    return ft.Column(
        [flow(chips), *([plain.listed(does)] if does else [])],
        spacing=Space.S,
    )


@ft.component
def Duties(
    desk: Desk,
    page: roll.PersonPage,
    on_done: Callable[[str, Any], None],
    on_close: Callable[[], None],
) -> ft.Control:
    one, table = page.somebody, page.roll.table
    held = tuple(duty for duty in one.duties if duty in table.duties)
    chosen, choose = ft.use_state(held)
    work, begin = use_work(desk)
    now = table.roles(chosen) if chosen else {}

    def change(_event: Any) -> None:
        begin(
            _("The store takes it, space by space…"),
            lambda session: session.set_duties(one.handle, chosen),
            lambda came: on_done(_("The duties are changed"), came),
        )

    same = set(chosen) == set(held) or not chosen
    parts: list[ft.Control] = [DutyChips(table, chosen, choose, key="chips")]
    if not chosen:
        parts.append(frame.soft(_("Choose at least one duty. To take all away, remove them.")))
    elif not same:
        parts += differs(one.roles, now, page.roll.reads)
    parts += work.shown()
    parts.append(
        flow(
            [
                primary(
                    "change-duties",
                    _("Change the duties"),
                    change,
                    disabled=same or bool(work.busy),
                ),
                quiet(
                    "keep-duties",
                    _("Cancel"),
                    lambda _event: on_close(),
                    disabled=bool(work.busy),
                ),
            ]
        )
    )
    return frame.card(*parts, title=_("Duties of {who}").format(who=one.name))


def differs(
    before: Mapping[str, str], after: Mapping[str, str], known: tuple[str, ...]
) -> list[ft.Control]:
    """What other duties change: said before anybody confirms. ``known``: the spaces of which this
    tablet knows who is in them."""
    parts: list[ft.Control] = []
    gains = [
        name
        for name, role in after.items()
        if role in plain.READS and before.get(name) not in plain.READS and name in known
    ]
    loses = [
        name for name, role in before.items()
        if role in plain.READS and after.get(name) not in plain.READS
    ]  # fmt: skip
    changed = {
        name: after.get(name)
        for name in {*before, *after}
        if before.get(name) != after.get(name) and name in known
    }
    if gains:
        parts.append(history_notice(gains))
    if loses:
        parts.append(
            frame.notice(
                ft.Icons.VISIBILITY_OFF_OUTLINED,
                _("They can no longer read: {spaces}").format(spaces=plain.spaces(loses)),
                _(
                    "The keys are changed at once. What their tablet holds of it is destroyed the "
                    "next time it reaches the store."
                ),
                kind="warn",
            )
        )
    if changed:
        roles: dict[str, str | None] = {**changed}
        parts.append(frame.card(*plain.role_rows(roles), title=_("What changes")))
    return parts


def history_notice(names: list[str]) -> ft.Control:
    """The past of a space is readable to whoever comes in: said before anybody confirms."""
    return frame.notice(
        ft.Icons.HISTORY,
        _("They will be able to read everything that is in: {spaces}").format(
            spaces=plain.spaces(names)
        ),
        _("Also what was written before they came. What somebody has read cannot be taken back."),
        kind="warn",
    )
