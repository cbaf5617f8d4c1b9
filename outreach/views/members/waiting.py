"""What waits for whoever administers, a line each that leads to where it is decided."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.buttons import ident, sign
from outreach.ui.design import sign_size
from outreach.ui.desk import Desk
from outreach.ui.moments import ago, moment, now_ms
from outreach.views.members import plain
from outreach.views.members.answers import Answers
from outreach.views.members.roll import AskedFor, Roll
from outreach.words import _, several

#: Days after which the recovery sheet is to be rehearsed again.
YEAR = 365 * 86_400_000


def line(
    name: str,
    words: str,
    detail: str,
    icon: ft.IconData,
    on_click: Callable[[Any], Any] | None,
    *,
    ink: ft.Colors = ft.Colors.TERTIARY,
    trailing: ft.Control | None = None,
) -> ft.Control:
    """One thing that waits."""
    return ident(
        name,
        ft.ListTile(
            title=words,
            subtitle=detail or None,
            leading=ft.Icon(icon, color=ink, size=sign_size(24)),
            trailing=trailing or (ft.Icon(ft.Icons.CHEVRON_RIGHT) if on_click else None),
            on_click=on_click,
        ),
    )


def rows(desk: Desk, found: Roll, answers: Answers, look: Callable[[], None]) -> list[ft.Control]:
    """Everything that waits, the most pressing first."""
    now = now_ms()

    def to(route: str) -> Callable[[Any], None]:
        return lambda _event: desk.go(route)

    made = [
        line(
            f"report-{one.id[:8]}",
            _("Lost tablet: {who}").format(who=one.name or one.who),
            _("Reported by {who}, {when}").format(who=one.by, when=ago(one.at_ms, now)),
            ft.Icons.PHONELINK_ERASE,
            to(f"/members/reports/{one.id}"),
            ink=ft.Colors.ERROR,
        )
        for one in found.waits.reports
    ]
    made += [
        line(
            f"join-{one.device[:8]}",
            _("{who} asks to join").format(who=one.name),
            _("{agency} · compare six words").format(agency=one.agency),
            ft.Icons.PERSON_ADD_ALT,
            to(f"/members/join/{one.device}"),
        )
        for one in answers.asked
    ]
    made += [
        line(
            f"asked-{one.id[:8]}",
            asked_words(one),
            _("Asked by {who}, {when}").format(who=one.first.by, when=ago(one.first.at_ms, now)),
            asked_sign(one),
            to(f"/members/asked/{one.id}"),
        )
        for one in found.waits.asked
    ]
    seconds = len(found.waits.seconds)
    if seconds:
        made.append(
            line(
                "seconds",
                several(
                    "{n} erasure waits for a second person",
                    "{n} erasures wait for a second person",
                    seconds,
                ),
                _("Nothing is erased until somebody else agrees."),
                ft.Icons.DELETE_FOREVER_OUTLINED,
                to("/members/rulings"),
            )
        )
    return made + _invitations(desk, found, answers, look)


def _invitations(
    desk: Desk, found: Roll, answers: Answers, look: Callable[[], None]
) -> list[ft.Control]:
    answered = {one.invitation.text for one in answers.asked}
    waiting = [one for one in found.invitations if one.text not in answered]
    if not waiting:
        return []
    last = max(one.expires_ms for one in waiting)
    if answers.looking:
        said = _("Looking whether somebody has answered…")
    elif answers.problem is not None:
        said = _("The store could not be reached to see who has answered.")
    else:
        said = _("Nobody has answered yet. Good until {when}.").format(when=moment(last, now_ms()))
    again = sign(
        "look-again",
        _("Look again"),
        ft.Icons.REFRESH,
        lambda _event: look(),
        disabled=answers.looking,
    )
    return [
        line(
            "open-invitations",
            several("{n} invitation is open", "{n} invitations are open", len(waiting)),
            said,
            ft.Icons.MAIL_OUTLINE,
            lambda _event: desk.go("/members/invite"),
            ink=ft.Colors.ON_SURFACE_VARIANT,
            trailing=again,
        )
    ]


def administering(desk: Desk, count: int, invited: int) -> list[ft.Control]:
    """The lines on the first screen of whoever administers; none where nothing waits."""

    def there(_event: Any) -> None:
        desk.go("/members")

    made: list[ft.Control] = []
    if count:
        made.append(
            line(
                "administer",
                several(
                    "{n} decision waits for you as an administrator",
                    "{n} decisions wait for you as an administrator",
                    count,
                ),
                _("See People and tablets"),
                ft.Icons.HOW_TO_REG_OUTLINED,
                there,
            )
        )
    if invited:
        made.append(
            line(
                "invited",
                several("{n} invitation is open", "{n} invitations are open", invited),
                _("See whether somebody has answered"),
                ft.Icons.MAIL_OUTLINE,
                there,
                ink=ft.Colors.ON_SURFACE_VARIANT,
            )
        )
    return [frame.rows(made)] if made else []


def asked_words(one: AskedFor) -> str:
    """What is asked, in a line."""
    first = one.first
    if first.what == "admission":
        return _("Admit {who} to {spaces}").format(who=first.name, spaces=plain.spaces(one.spaces))
    if first.what == "removal":
        who = first.name or _("tablet {id}").format(id=plain.tablet(first.device))
        return _("Remove {who} from {spaces}").format(who=who, spaces=plain.spaces(one.spaces))
    return _("Take the new recovery key in {spaces}").format(spaces=plain.spaces(one.spaces))


def asked_sign(one: AskedFor) -> ft.IconData:
    return {
        "admission": ft.Icons.HOW_TO_REG_OUTLINED,
        "removal": ft.Icons.PERSON_REMOVE_OUTLINED,
    }.get(one.first.what, ft.Icons.KEY)


def links(desk: Desk, found: Roll) -> list[ft.Control]:
    """What an administrator looks at less often."""

    def to(route: str) -> Callable[[Any], None]:
        return lambda _event: desk.go(route)

    made: list[ft.Control] = []
    calm = ft.Colors.ON_SURFACE_VARIANT
    if found.administers:
        said, ink = rehearsal(found, now_ms())
        made.append(
            line("to-recovery", _("Recovery sheet"), said, ft.Icons.KEY, to("/members/recovery"),
                 ink=ink)
        )  # fmt: skip
    if found.supervises and found.gone:
        made.append(
            line(
                "to-late",
                _("Late work"),
                _("What removed tablets had not sent, for you to decide about"),
                ft.Icons.WATCH_LATER_OUTLINED,
                to("/members/late"),
                ink=calm,
            )
        )
    if found.administers or found.rulings:
        made.append(
            line(
                "to-rulings",
                _("Erasures and holds"),
                several("{n} ruling", "{n} rulings", found.rulings)
                if found.rulings
                else _("None so far"),
                ft.Icons.GAVEL,
                to("/members/rulings"),
                ink=calm,
            )
        )
    if "audit" in found.reads:
        made.append(
            line(
                "to-audit",
                _("Audit"),
                _("Who read, searched, shared and administered what"),
                ft.Icons.POLICY_OUTLINED,
                to("/audit"),
                ink=calm,
            )
        )
    return made


def rehearsal(found: Roll, now: int) -> tuple[str, ft.Colors]:
    """How long ago the sheet was proved to work, and how loud to say so."""
    if not found.recovery:
        return _("There is none: without it nothing opens if all tablets are gone."), (
            ft.Colors.ERROR
        )
    at = found.rehearsed_ms
    if at is None:
        return _("Never rehearsed: nobody knows whether it works."), ft.Colors.TERTIARY
    if now - at > YEAR:
        return _("Rehearsed {when}. Rehearse it again.").format(when=ago(at, now)), (
            ft.Colors.TERTIARY
        )
    return _("Rehearsed {when}").format(when=ago(at, now)), ft.Colors.ON_SURFACE_VARIANT
