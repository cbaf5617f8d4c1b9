"""A lost tablet: anybody reports it; an administrator closes it, or says why not."""

from __future__ import annotations

import asyncio
from typing import Any

import flet as ft

from outreach.ui import dialogs, frame
from outreach.ui.buttons import primary, quiet, secondary
from outreach.ui.choices import chip, flow
from outreach.ui.design import Space
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.figures import facts
from outreach.ui.moments import moment, now_ms
from outreach.ui.query import use_query
from outreach.views.members import plain, roll
from outreach.views.members.outcome import outcome
from outreach.views.members.removing import follows
from outreach.views.members.work import use_work
from outreach.words import _
from sync.errors import OutreachError

#: Characters of each of the two answers.
LONGEST = 2000
#: People that are offered to choose from.
OFFERED = 8


@ft.component
def Lost(desk: Desk) -> ft.Control:
    """Report a lost tablet; for everybody."""
    device = ft.use_route_params().get("device") or ""
    answer = use_query(desk, lambda session: roll.people(session), device)
    if answer.value is None or desk.session is None:
        return frame.waiting()
    whose = next((p for p in answer.value if any(t.device == device for t in p.tablets)), None)
    return Report(desk, whose, answer.value, key=f"report-{device}")


@ft.component
def Report(desk: Desk, whose: roll.Somebody | None, people: list[roll.Somebody]) -> ft.Control:
    which, set_which = ft.use_state(
        whose.tablets[0].device if whose and len(whose.tablets) == 1 else ""
    )
    who = ft.use_ref("")
    words = ft.use_ref("")
    wrong, set_wrong = ft.use_state(("", ""))
    reported, set_reported = ft.use_state(False)

    async def report(_event: Any) -> None:
        named = which or (whose.person if whose else "") or who.current or ""
        told = words.current or ""
        found = (
            "" if named.strip() else _("Enter whose tablet it is"),
            "" if told.strip() else _("Enter what happened"),
        )
        set_wrong(found)
        if any(found):
            return
        await asyncio.to_thread(desk.open.report_lost, named, told)
        set_reported(True)
        desk.wrote()

    if reported:
        return frame.page(
            frame.notice(
                ft.Icons.CHECK_CIRCLE,
                _("Reported"),
                _(
                    "It is sent as soon as the store can be reached. The next administrator who "
                    "is online closes the tablet. If you can, tell one of them now."
                ),
                kind="good",
            ),
            flow(
                [
                    primary("sync-report", _("Send it now"), lambda _e: desk.go("/sync")),
                    quiet("to-people", _("People and tablets"), lambda _e: desk.go("/members")),
                ]
            ),
        )
    asked: list[ft.Control]
    if whose is not None:
        asked = [_tablet_of(whose, which, set_which)]
    else:
        names = ", ".join(one.name for one in people[:OFFERED] if one.name)
        asked = [
            Field(
                "whose",
                _("Whose tablet is it?"),
                on_input=lambda text: setattr(who, "current", text),
                error=wrong[0] or None,
                helper=_("Such as: {names}").format(names=names) if names else None,
                max_length=200,
                icon=ft.Icons.PERSON_SEARCH,
            )
        ]
    return frame.page(
        frame.heading(_("Report a lost tablet")),
        frame.soft(
            _(
                "Lost or stolen, report it at once, also when you are not sure. An administrator "
                "closes it; then it wipes itself when it next reaches the store."
            )
        ),
        *asked,
        Field(
            "what-happened",
            _("What happened?"),
            on_input=lambda text: setattr(words, "current", text),
            error=wrong[1] or None,
            helper=_("Where and when it was last seen, and whether it was locked."),
            max_length=LONGEST,
            lines=3,
        ),
        foot=frame.foot(
            quiet("cancel-report", _("Cancel"), lambda _e: desk.back("/members")),
            primary(
                "report-now",
                _("Report it lost"),
                report,
                icon=ft.Icons.PHONELINK_ERASE,
                big=True,
                expand=True,
            ),
        ),
    )


def _tablet_of(whose: roll.Somebody, which: str, on_pick: Any) -> ft.Control:
    name = whose.name or _("Somebody without a name here")
    lines: list[ft.Control] = [ft.Text(name, theme_style=ft.TextThemeStyle.TITLE_MEDIUM)]
    if whose.agency:
        lines.append(frame.soft(whose.agency, small=True))
    if len(whose.tablets) == 1:
        lines.append(
            frame.soft(
                _("Tablet {id}").format(id=plain.tablet(whose.tablets[0].device)), small=True
            )
        )
    else:

        def picked(value: str) -> Any:
            return lambda _event: on_pick(value)

        options = {"": _("All their tablets")} | {
            t.device: _("Tablet {id}").format(id=plain.tablet(t.device)) for t in whose.tablets
        }
        lines.append(
            flow(
                [
                    chip(f"lost-{value[:8] or 'all'}", words, value == which, picked(value))
                    for value, words in options.items()
                ]
            )
        )
    return frame.card(*lines)


@ft.component
def LostPage(desk: Desk) -> ft.Control:
    """A report, for whoever decides about it."""
    report = ft.use_route_params().get("report", "")

    def ask(session: Any) -> tuple[Any, list[roll.Somebody]]:
        found = [r for r in session.lost_reports(all_of_them=True) if r.id == report]
        return (found[0] if found else None), roll.people(session)

    answer = use_query(desk, ask, report)
    if answer.value is None or desk.session is None:
        return frame.waiting()
    found, people = answer.value
    if found is None or not desk.open.administers:
        return frame.empty(
            ft.Icons.PHONELINK_ERASE,
            _("There is no such report here"),
            _("Whoever administers a space decides about it."),
        )
    return Reported(desk, found, people, key=report)


@ft.component
def Reported(desk: Desk, report: Any, people: list[roll.Somebody]) -> ft.Control:
    device, set_device = ft.use_state(report.device)
    refusing, set_refusing = ft.use_state(False)
    reason = ft.use_ref("")
    wrong, set_wrong = ft.use_state("")
    done, set_done = ft.use_state(None)
    work, begin = use_work(desk)
    now = now_ms()
    name = next((p.name for p in people if any(t.device == device for t in p.tablets)), report.name)

    def close(_event: Any) -> None:
        desk.page.pop_dialog()
        begin(
            _("The store takes it, space by space…"),
            lambda session: session.complete_lost(report, device),
            set_done,
        )

    def ask_first(_event: Any) -> None:
        desk.page.show_dialog(
            dialogs.question(
                _("Close tablet {id} as lost?").format(id=plain.tablet(device)),
                _(
                    "It wipes itself the next time it reaches the store. This cannot be undone: "
                    "only a new invitation lets it in again."
                ),
                _("Close it"),
                close,
                lambda _event: desk.page.pop_dialog(),
                danger=True,
                icon=ft.Icons.PHONELINK_ERASE,
            )
        )

    async def refuse(_event: Any) -> None:
        try:
            await asyncio.to_thread(desk.open.decline_lost, report, reason.current or "")
        except OutreachError:
            set_wrong(_("Enter how it is known that the tablet is not lost"))
            return
        desk.tell(_("Noted. Everybody who administers sees what you wrote."))
        desk.wrote()
        desk.go("/members", replace=True)

    parts: list[ft.Control] = [
        frame.heading(_("Lost tablet: {who}").format(who=name or report.who)),
        frame.card(
            ft.Text(report.words, selectable=True),
            facts(
                [
                    (_("Whose, as reported"), name or report.who),
                    (_("Tablet"), plain.tablet(device) or _("not known")),
                    (_("Reported by"), report.by),
                    (_("When"), moment(report.at_ms, now)),
                ]
            ),
            title=_("What was reported"),
        ),
    ]
    if done is not None:
        return frame.page(
            *parts,
            *outcome(_("The tablet is closed"), done.spaces, done.asked, done.without_admin),
            quiet("to-people", _("People and tablets"), lambda _e: desk.go("/members")),
        )
    if not report.is_open:
        said = {
            "done": _("The tablet was closed."),
            "declined": _("It was decided that it is not lost: {words}").format(
                words=report.answer
            ),
        }
        return frame.page(
            *parts,
            frame.notice(
                ft.Icons.CHECK_CIRCLE, _("Decided"), said.get(report.decision, ""), kind="good"
            ),
        )
    if not report.device:
        parts.append(_look_up(people, device, set_device))
    parts.append(
        frame.card(plain.listed(follows("lost")), title=_("What follows when it is closed"))
    )
    parts += work.shown()
    if refusing:
        parts.append(
            frame.card(
                Field(
                    "why-not",
                    _("How is it known that the tablet is not lost?"),
                    on_input=lambda text: setattr(reason, "current", text),
                    error=wrong or None,
                    max_length=LONGEST,
                    autofocus=True,
                ),
                flow(
                    [
                        secondary("not-lost-now", _("It is not lost"), refuse),
                        quiet("not-refusing", _("Cancel"), lambda _e: set_refusing(False)),
                    ]
                ),
            )
        )
        return frame.page(*parts)
    return frame.page(
        *parts,
        foot=frame.foot(
            quiet("not-lost", _("It is not lost…"), lambda _e: set_refusing(True)),
            secondary(
                "close-lost",
                _("Close it as lost"),
                ask_first,
                icon=ft.Icons.PHONELINK_ERASE,
                danger=True,
                disabled=not device or bool(work.busy),
                expand=True,
            ),
        ),
    )


def _look_up(people: list[roll.Somebody], chosen: str, on_pick: Any) -> ft.Control:
    """The report does not know which tablet it is: an administrator says it."""

    def picked(device: str) -> Any:
        return lambda _event: on_pick(device)

    chips = [
        chip(
            f"tablet-{held.device[:8]}",
            f"{one.name}, {plain.tablet(held.device)}",
            held.device == chosen,
            picked(held.device),
        )
        for one in people
        for held in one.tablets
    ]
    return frame.card(
        frame.soft(_("Whoever reported it could not say. Ask them, then choose it here.")),
        ft.Container(flow(chips), padding=ft.Padding.only(top=Space.XS)),
        title=_("Which tablet is it?"),
    )
