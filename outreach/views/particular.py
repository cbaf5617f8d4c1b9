"""What some kinds show beside what every record shows, and what may be done with them.

A person may be given another name; what was heard is graded, by those trained for it, and said
again so that it leads to nobody; a challenge is answered, and never by whoever it is about. From
any record one may say that it was handled wrongly.
"""

from __future__ import annotations

from typing import Any

import flet as ft

from outreach.model import reserved
from outreach.model.kinds import describe
from outreach.model.kinds.soft_intelligence import GRADES, graded
from outreach.ui import frame
from outreach.ui.buttons import primary, quiet, secondary
from outreach.ui.design import Space
from outreach.ui.desk import Desk
from outreach.ui.figures import facts
from outreach.ui.form.begin import begin, correct
from outreach.ui.form.challenged import handled_by
from outreach.ui.form.state import KEPT_AT
from outreach.ui.rows import headline
from outreach.views import details
from outreach.words import _

CHALLENGE = "challenge"


def particulars(desk: Desk, page: details.Page) -> list[ft.Control]:
    """What this kind shows above its answers; of most kinds nothing."""
    if page.view.withdrawn:
        return []
    show = {
        "person": _person,
        "person-sighting": _described,
        "soft-intelligence": _grading,
        CHALLENGE: _challenge,
    }.get(page.view.kind)
    return [] if show is None else show(desk, page)


def challenging(desk: Desk, page: details.Page) -> list[ft.Control]:
    """The way to say that a record was handled wrongly: past every manager."""
    view = page.view
    if view.kind == CHALLENGE or not desk.open.may_record(CHALLENGE):
        return []

    def act(_e: Any) -> None:
        named = handled_by(desk.open, view.id)
        begin(desk, CHALLENGE, {"about_record": view.id} | ({"challenged": named} if named else {}))

    words = _("I think this was handled wrongly…")
    return [quiet("challenge", words, act, icon=ft.Icons.FLAG_OUTLINED)]


def _person(desk: Desk, page: details.Page) -> list[ft.Control]:
    """What somebody is called, each name with what sort it is, when it was heard and from whom; in
    the record itself, and in records of their own."""
    view = page.view
    lines: list[ft.Control] = [
        _name(one["name"], describe(view.kind, "names", [one]).removeprefix(one["name"]))
        for one in view.fields.get("names") or ()
    ]
    aliases = [row for row in page.naming if row.kind == "alias" and not row.withdrawn]
    lines += [_name(headline(row), row.subtitle) for row in aliases]
    if desk.open.may_record("alias"):
        lines.append(
            ft.Row(
                [
                    secondary(
                        "another-name",
                        _("Add another name"),
                        lambda _e: begin(desk, "alias", {"person": view.id}) and None,
                        icon=ft.Icons.ALTERNATE_EMAIL,
                    )
                ],
                wrap=True,
            )
        )
    return [frame.card(*lines, title=_("What they are called"))] if lines else []


def _name(name: str, said: str) -> ft.Control:
    below = said.strip(" ,")
    return ft.Column(
        [
            ft.Text(name, theme_style=ft.TextThemeStyle.TITLE_SMALL, selectable=True),
            *([frame.soft(below, small=True)] if below else []),
        ],
        spacing=0,
    )


def _described(_desk: Desk, page: details.Page) -> list[ft.Control]:
    """When the first description was kept, if somebody was looked up after that."""
    at = page.view.fields.get(KEPT_AT)
    if not isinstance(at, str):
        return []
    words = _("First description kept {when}, before anybody was looked up.")
    return [frame.soft(words.format(when=describe(page.view.kind, KEPT_AT, at)), small=True)]


def _grading(desk: Desk, page: details.Page) -> list[ft.Control]:
    """The grades in full, or that there are none; what an officer may do about it."""
    view, fields = page.view, page.view.fields
    said = graded(fields)
    lines: list[ft.Control] = []
    if any(fields.get(name) for name in GRADES):
        pairs = [
            (_(page.form.field(name).label), describe(view.kind, name, fields[name]))  # type: ignore[union-attr]
            for name in (*GRADES, "handling_conditions")
            if fields.get(name)
        ]
        lines.append(facts(pairs))
    else:
        lines.append(
            frame.soft(_("Nobody who was trained for it has said yet how far to rely on it."))
        )
    if page.unread or desk.open.kept_from(view.kind):
        return [frame.card(*lines, title=_(said))]

    def grade(_e: Any) -> None:
        correct(desk, view, focus="source_grade", reason=_("Graded"))

    def sanitise(_e: Any) -> None:
        lent = ("fact", "category")
        begin(desk, "sanitised-intelligence", {n: fields[n] for n in lent if n in fields})

    lines.append(
        ft.Row(
            [
                (secondary if any(fields.get(n) for n in GRADES) else primary)(
                    "grade", _("Grade it"), grade, icon=ft.Icons.GRADING
                ),
                quiet(
                    "sanitise",
                    _("Make a version that leads to nobody"),
                    sanitise,
                    icon=ft.Icons.SHIELD_OUTLINED,
                ),
            ],
            wrap=True,
            spacing=Space.S,
            run_spacing=Space.S,
        )
    )
    return [frame.card(*lines, title=_(said))]


def _challenge(desk: Desk, page: details.Page) -> list[ft.Control]:
    """Whether it is open, what was answered, and who may answer it."""
    view, fields = page.view, page.view.fields
    outcome = fields.get("outcome")
    if outcome:
        words = describe(view.kind, "outcome", outcome)
        return [frame.card(frame.soft(_("Answered: see below.")), title=words)]
    lines: list[ft.Control] = []
    session = desk.open
    why = reserved.why_not(
        view.kind,
        session.me_in(view.space),
        {"answer": "", "outcome": ""},
        reserved.challenged(view.kind, fields),
        view.person,
    )
    if page.unread:
        lines.append(
            frame.soft(
                _("It is with those who hear challenges. No manager was told. They answer you "
                  "themselves; their answer is not on this tablet.")
            )
        )  # fmt: skip
    elif why is not None:
        lines.append(frame.soft(_(why)))
    else:
        lines.append(
            ft.Row(
                [
                    primary(
                        "answer",
                        _("Answer it"),
                        lambda _e: (
                            correct(desk, view, focus="answer", reason=_("Answered")) and None
                        ),
                        icon=ft.Icons.RATE_REVIEW_OUTLINED,
                    )
                ],
                wrap=True,
            )
        )
    return [frame.card(*lines, title=_("Open"))]
