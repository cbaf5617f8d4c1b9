"""Somebody asks to join: six words first, then who they are and what they may read, then in.

One thing at a time. Whose words differ is never asked anything else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.buttons import primary, quiet, secondary
from outreach.ui.choices import flow
from outreach.ui.desk import Desk
from outreach.ui.query import use_query
from outreach.views.entrance.words import six_words
from outreach.views.members import plain, roll
from outreach.views.members.answers import forget, use_answers
from outreach.views.members.duties import history_notice
from outreach.views.members.outcome import result
from outreach.views.members.who import Ground, Who, can_hand_over, roles_in
from outreach.views.members.work import told, use_work
from outreach.words import _


@ft.component
def Join(desk: Desk) -> ft.Control:
    device = ft.use_route_params().get("device", "")
    answers, look = use_answers(desk)
    ground = use_query(
        desk,
        lambda s: Ground(
            s.table, tuple(s.administers), frozenset(s.me.duties), tuple(roll.people(s))
        ),
    ).value
    kept: Any = ft.use_ref(None)
    kept.current = answers.of(device) or kept.current
    if desk.session is None or ground is None:
        return frame.waiting()
    if kept.current is None:
        if answers.looking or not answers.ready:
            return frame.waiting(_("Asking the store who wants to join…"))
        again = secondary("look-again", _("Look again"), lambda _event: look())
        if answers.problem is not None:
            return frame.page(*told(answers.problem), again)
        return frame.empty(
            ft.Icons.MAIL_OUTLINE,
            _("Nobody asks to join with this tablet"),
            _("The invitation is over, or somebody has decided already."),
            again,
        )
    return Ceremony(desk, kept.current, ground, key=f"join-{device}")


@ft.component
def Ceremony(desk: Desk, asked: Any, ground: Ground) -> ft.Control:
    step, set_step = ft.use_state("words")
    duties, set_duties = ft.use_state(())
    name, set_name = ft.use_state(asked.name)
    agency, set_agency = ft.use_state(asked.agency)
    over, set_over = ft.use_state(())
    whose, set_whose = ft.use_state("")
    came, set_came = ft.use_state(None)
    work, begin = use_work(desk)
    roles = roles_in(ground.table, duties, asked) if duties else {}
    # A name that was changed since makes somebody else of it.
    same = whose if whose in [one.person for one in ground.namesakes(name)] else None
    given = tuple(space for space in over if space in can_hand_over(roles, ground))

    def differ(_event: Any) -> None:
        def gone(_came: Any) -> None:
            forget(desk, asked.device)
            set_step("differed")

        begin(
            _("Taking the invitation back…"),
            lambda session: session.withdraw_invitation(asked.invitation),
            gone,
        )

    def admit(_event: Any) -> None:
        def into(approval: Any) -> None:
            forget(desk, asked.device)
            set_came(approval)
            set_step("in")

        begin(
            _("The store takes it, space by space…"),
            lambda session: session.admit(
                asked, duties, name=name, agency=agency, person=same, hand_over=given
            ),
            into,
        )

    if step == "words":
        return _words(asked, work, differ, lambda _event: set_step("who"))
    if step == "differed":
        return _differed(desk)
    if step == "in":
        return _in(desk, came)
    if step == "who":
        return Who(
            desk,
            asked,
            ground,
            (name, agency, duties, given, same or ""),
            (set_name, set_agency, set_duties, set_over, set_whose),
            lambda: set_step("words"),
            lambda: set_step("confirm"),
            key="who",
        )
    said = f"{agency} · {_('Another tablet of theirs')}" if same else agency
    return _confirm(ground, work, name, said, roles, given, lambda: set_step("who"), admit)


# -- 1: six words ----------------------------------------------------------------------------------


def _words(
    asked: Any, work: Any, differ: Callable[[Any], Any], same: Callable[[Any], Any]
) -> ft.Control:
    busy = bool(work.busy)
    return frame.page(
        frame.heading(_("Read these words to each other")),
        ft.Text(
            _("They must be the same on both tablets."), theme_style=ft.TextThemeStyle.TITLE_MEDIUM
        ),
        six_words(asked.words),
        frame.soft(
            _(
                "Read them aloud, in this order, sitting together or by telephone with somebody "
                "whose voice you know. If one word differs, somebody else has answered in between."
            )
        ),
        frame.soft(
            _("They say that they are: {who}, {agency}").format(who=asked.name, agency=asked.agency)
        ),
        *work.shown(),
        foot=frame.foot(
            secondary("words-differ", _("They differ"), differ, danger=True, disabled=busy),
            primary(
                "words-same",
                _("They are the same"),
                same,
                icon=ft.Icons.CHECK,
                disabled=busy,
                big=True,
                expand=True,
            ),
        ),
    )


def _differed(desk: Desk) -> ft.Control:
    return frame.page(
        frame.notice(
            ft.Icons.GPP_BAD_OUTLINED,
            _("Nobody was let in, and the invitation is taken back"),
            _(
                "Somebody else had the code, or one of you misread a word. Nothing was shown to "
                "them. Make a new invitation and hand it over another way."
            ),
            kind="error",
        ),
        flow(
            [
                primary("invite", _("Make a new one"), lambda _e: desk.go("/members/invite")),
                quiet("to-people", _("People and tablets"), lambda _e: desk.go("/members")),
            ]
        ),
    )


# -- 2: said before it is done ---------------------------------------------------------------------


def _confirm(
    ground: Ground,
    work: Any,
    name: str,
    agency: str,
    roles: dict[str, str],
    given: tuple[str, ...],
    back: Callable[[], None],
    admit: Callable[[Any], Any],
) -> ft.Control:
    reads = plain.in_order(s for s, role in roles.items() if role in plain.READS)
    adds = [s for s, role in roles.items() if role == "depositor"]
    others = [s for s in roles if s not in ground.administers]
    busy = bool(work.busy)
    parts: list[ft.Control] = [
        frame.heading(_("Let {who} in?").format(who=name)),
        frame.soft(agency),
    ]
    if reads:
        parts.append(history_notice(reads))
    if adds:
        parts.append(
            frame.notice(
                ft.Icons.MOVE_TO_INBOX,
                _("They may add to: {spaces}").format(spaces=plain.spaces(adds)),
                _("They cannot read what is there."),
            )
        )
    if others:
        parts.append(
            frame.notice(
                ft.Icons.HOURGLASS_EMPTY,
                _("Another administrator decides about: {spaces}").format(
                    spaces=plain.spaces(others)
                ),
                _("They are asked. Until then, what is added there is kept sealed, and waits."),
            )
        )
    if given:
        parts.append(
            frame.notice(
                ft.Icons.SWAP_HORIZ,
                _("You hand over: {spaces}").format(spaces=plain.spaces(given)),
                _("You may add to these then, and not read them. Only they can change that."),
                kind="warn",
            )
        )
    parts += work.shown(_("This may take a minute where the network is slow. Do not lock."))
    return frame.page(
        *parts,
        foot=frame.foot(
            quiet("back-to-who", _("Back"), lambda _event: back(), disabled=busy),
            primary(
                "let-in",
                _("Let them in"),
                admit,
                icon=ft.Icons.HOW_TO_REG,
                disabled=busy,
                big=True,
                expand=True,
            ),
        ),
    )


# -- 3: what came of it ----------------------------------------------------------------------------


def _in(desk: Desk, approval: Any) -> ft.Control:
    lines = [
        result(space, _(plain.ROLES[approval.roles[space]]))
        for space in plain.in_order(approval.roles)
    ]
    lines += [
        result(space, _("Another administrator has to admit them. They are asked."), waits=True)
        for space in plain.in_order(approval.pending)
    ]
    parts: list[ft.Control] = [
        frame.notice(
            ft.Icons.HOW_TO_REG,
            _("{who} is in").format(who=approval.name),
            _("Their tablet learns it by itself within a minute. Then it fetches the records."),
            kind="good",
        ),
        frame.card(*lines, title=_("What they may do now")),
    ]
    if approval.handed_over:
        parts.append(
            frame.notice(
                ft.Icons.SWAP_HORIZ,
                _("Handed over: {spaces}").format(spaces=plain.spaces(approval.handed_over)),
                _("You may add to these from now on, and not read them."),
            )
        )
    return frame.page(
        *parts,
        flow(
            [
                primary(
                    "to-person",
                    _("See their page"),
                    lambda _e: desk.go(f"/members/{approval.device}", replace=True),
                ),
                quiet("invite-next", _("Invite the next"), lambda _e: desk.go("/members/invite")),
            ]
        ),
    )
