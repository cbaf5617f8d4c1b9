"""A person's page: what they may read and do, their tablets, other duties, and the end of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import flet as ft

from outreach.ui import dialogs, frame
from outreach.ui.badges import note
from outreach.ui.buttons import ident, primary, quiet, secondary
from outreach.ui.choices import chip, flow, pick
from outreach.ui.design import Space, sign_size
from outreach.ui.design.state import GOOD, WARN
from outreach.ui.desk import Desk
from outreach.ui.figures import facts
from outreach.ui.moments import ago, now_ms
from outreach.ui.query import use_query
from outreach.views.members import plain, roll
from outreach.views.members.outcome import outcome
from outreach.views.members.work import use_work
from outreach.words import _, number


@ft.component
def PersonPage(desk: Desk, device: str) -> ft.Control:
    answer = use_query(desk, lambda session: roll.person(session, device), device)
    doing, set_doing = ft.use_state("")
    done, set_done = ft.use_state(None)
    if not answer.ready or desk.session is None:
        return frame.waiting()
    page = answer.value
    if page is None:
        if done is not None:
            return frame.page(*_done(desk, done))
        return frame.empty(
            ft.Icons.PERSON_OFF_OUTLINED,
            _("Nobody uses this tablet any more"),
            _("It was removed, or this tablet does not read a space that it is in."),
        )
    one = page.somebody
    parts: list[ft.Control] = [_head(page)]
    if done is not None:
        parts += _done(desk, done)
    for report in page.reports:
        parts.append(_reported(desk, report))

    def finish(title: str, came: Any) -> None:
        set_doing("")
        set_done((title, came))

    def toggle(what: str) -> Callable[[Any], None]:
        def act(_event: Any) -> None:
            set_done(None)
            set_doing("" if doing == what else what)

        return act

    if doing == "duties":
        parts.append(Duties(desk, page, finish, lambda: set_doing(""), key="duties"))
    elif doing == "remove":
        parts.append(Remove(desk, page, finish, lambda: set_doing(""), key="remove"))
    else:
        parts.append(_actions(desk, page, toggle))
    roles: Mapping[str, str | None] = one.roles
    parts += [
        frame.card(*plain.role_rows(roles), title=_("What they may read and do")),
        _tablets(page),
        _work(page),
    ]
    return frame.page(*parts)


def _head(page: roll.PersonPage) -> ft.Control:
    one = page.somebody
    badges: list[ft.Control] = []
    if one.me:
        badges.append(note(ft.Icons.PERSON, _("This is you"), GOOD))
    if any(role == "admin" for role in one.roles.values()):
        badges.append(note(ft.Icons.ADMIN_PANEL_SETTINGS_OUTLINED, _("Administrator"), GOOD))
    return ft.Column(
        spacing=Space.XS,
        controls=[
            frame.heading(one.name or _("Somebody without a name here")),
            *([ft.Text(one.agency)] if one.agency else []),
            frame.soft(plain.duties(page.roll.table, one.duties)),
            *([flow(badges)] if badges else []),
        ],
    )


def _reported(desk: Desk, report: Any) -> ft.Control:
    admin = bool(desk.open.administers)
    steps = [
        secondary(
            "open-report",
            _("Decide about it"),
            lambda _event: desk.go(f"/members/reports/{report.id}"),
        )
    ]
    return frame.notice(
        ft.Icons.PHONELINK_ERASE,
        _("Reported lost {when} by {who}").format(when=ago(report.at_ms, now_ms()), who=report.by),
        report.words if admin else _("An administrator has to close it."),
        *(steps if admin else []),
        kind="error",
    )


def _actions(
    desk: Desk, page: roll.PersonPage, toggle: Callable[[str], Callable[[Any], None]]
) -> ft.Control:
    buttons: list[ft.Control] = []
    if page.roll.administers:
        buttons += [
            secondary("duties", _("Change duties"), toggle("duties"), icon=ft.Icons.BADGE_OUTLINED),
            secondary(
                "remove", _("Remove…"), toggle("remove"), icon=ft.Icons.PERSON_REMOVE_OUTLINED
            ),
        ]
    buttons.append(
        quiet(
            "lost",
            _("Report a tablet lost"),
            lambda _event: desk.go(f"/members/lost/{page.somebody.id}"),
            icon=ft.Icons.PHONELINK_ERASE,
        )
    )
    return flow(buttons)


def _tablets(page: roll.PersonPage) -> ft.Control:
    one = page.somebody
    reported = {report.device for report in page.reports}
    lines: list[ft.Control] = []
    for held in one.tablets:
        said = [ft.Text(_("Tablet {id}").format(id=plain.tablet(held.device)), expand=True)]
        if held.device in reported:
            said.append(note(ft.Icons.PHONELINK_ERASE, _("Reported lost"), WARN))
        line: list[ft.Control] = [
            ft.Row(
                [ft.Icon(ft.Icons.TABLET_ANDROID, size=sign_size(20)), *said],
                spacing=Space.SM,
            )
        ]
        if held.roles != one.roles:
            line.append(frame.soft(plain.summary(held.roles), small=True))
        lines.append(ft.MergeSemantics(content=ft.Column(line, spacing=0)))
    return frame.card(
        *lines,
        frame.soft(_("The same letters stand in that tablet's Settings."), small=True),
        title=plain.tablets(len(one.tablets)),
    )


def _work(page: roll.PersonPage) -> ft.Control:
    newest = ago(page.last_ms, now_ms())
    return frame.card(
        facts(
            [
                (_("Records on this tablet"), number(page.records)),
                (_("Newest record"), newest),
            ]
        ),
        title=_("What they wrote"),
    )


def _done(desk: Desk, done: tuple[str, Any]) -> list[ft.Control]:
    title, came = done
    return [
        ft.Semantics(
            live_region=True,
            container=True,
            content=ft.Column(
                outcome(title, came.spaces, came.asked, came.without_admin), spacing=Space.M
            ),
        ),
        quiet(
            "back-to-people",
            _("People and tablets"),
            lambda _event: desk.go("/members"),
            icon=ft.Icons.PEOPLE_OUTLINE,
        ),
    ]


def who_of(one: roll.Somebody) -> str:
    """What the session finds all their tablets by."""
    return one.person or one.id


# -- other duties ----------------------------------------------------------------------------------


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
            lambda session: session.set_duties(who_of(one), chosen),
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


# -- the end ---------------------------------------------------------------------------------------


def follows(reason: str) -> list[str]:
    """What follows from a removal, a sentence each."""
    if reason == "lost":
        return [
            _("The whole tablet wipes itself the next time it reaches the store."),
            _("The keys are changed at once: nothing written from now on opens there."),
            _("If it never reaches the store again, only its passphrase protects what it holds."),
            _("What was written there and not sent is offered here, if it can still send it."),
        ]
    return [
        _("Nothing written from now on opens there: the keys are changed at once."),
        _("What it holds of these spaces is destroyed the next time it reaches the store."),
        _("What was written there and not sent is not lost: somebody here decides about it."),
        _("It comes back only by a new invitation."),
    ]


WHY = {
    "moved": plain.REASONS["moved"],
    "left": plain.REASONS["left"],
    "lost": plain.REASONS["lost"],
}


@ft.component
def Remove(
    desk: Desk,
    page: roll.PersonPage,
    on_done: Callable[[str, Any], None],
    on_close: Callable[[], None],
) -> ft.Control:
    one = page.somebody
    which, set_which = ft.use_state("")
    why, set_why = ft.use_state("")
    work, begin = use_work(desk)
    who = one.name or _("this person")

    def remove(_event: Any) -> None:
        desk.page.pop_dialog()
        begin(
            _("The store takes it, space by space…"),
            lambda session: session.remove(which or who_of(one), why),
            lambda came: on_done(
                _("Tablet {id} is removed").format(id=plain.tablet(which))
                if which
                else _("{who} is removed").format(who=who),
                came,
            ),
        )

    def ask(_event: Any) -> None:
        title = (
            _("Remove tablet {id}?").format(id=plain.tablet(which))
            if which
            else _("Remove {who}?").format(who=who)
        )
        words = (
            _("The whole tablet wipes itself the next time it reaches the store.")
            if why == "lost"
            else _("They can read and write nothing here from now on.")
        )
        words += " " + _("This cannot be undone: only a new invitation lets them in again.")
        if one.me:
            words = _("This is you: you lose your own access.") + " " + words
        desk.page.show_dialog(
            dialogs.question(
                title,
                words,
                _("Remove"),
                remove,
                lambda _event: desk.page.pop_dialog(),
                danger=True,
                icon=ft.Icons.PERSON_REMOVE_OUTLINED,
            )
        )

    parts: list[ft.Control] = []
    if len(one.tablets) > 1:
        options = {"": _("All their tablets")} | {
            held.device: _("Tablet {id}").format(id=plain.tablet(held.device))
            for held in one.tablets
        }
        parts += [
            frame.heading(_("What to remove"), level=3),
            _which(options, which, set_which),
        ]
    if parts:
        parts.append(frame.heading(_("Why"), level=3))
    parts.append(pick("why", WHY, why, set_why))
    if why:
        parts += [frame.heading(_("What follows"), level=3), plain.listed(follows(why))]
    parts += work.shown()
    parts.append(
        flow(
            [
                secondary(
                    "remove-now",
                    _("Remove {who}").format(who=who) if not which else _("Remove this tablet"),
                    ask,
                    icon=ft.Icons.PERSON_REMOVE_OUTLINED,
                    danger=True,
                    disabled=not why or bool(work.busy),
                ),
                quiet(
                    "keep-person",
                    _("Cancel"),
                    lambda _event: on_close(),
                    disabled=bool(work.busy),
                ),
            ]
        )
    )
    title = _("Remove {who}") if len(one.tablets) > 1 else _("Why is {who} removed?")
    return frame.card(*parts, title=title.format(who=who))


def _which(options: Mapping[str, str], chosen: str, on_pick: Callable[[str], None]) -> ft.Control:
    def picked(value: str) -> Callable[[Any], None]:
        return lambda _event: on_pick(value)

    return flow(
        [
            chip(f"which-{value[:8] or 'all'}", words, value == chosen, picked(value))
            for value, words in options.items()
        ]
    )


__all__ = ["DutyChips", "PersonPage", "differs", "history_notice", "ident"]
