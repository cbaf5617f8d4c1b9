"""The code lists, and one of them: its options, the rules that rest on them, how it came to be so.

The rule that this module enforces: everybody may read what is offered and who changed it why. A
screen without the right to change it has no buttons for that, and says who may.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import flet as ft

from outreach.model import list_edits, list_rules
from outreach.model.codes import names
from outreach.model.kinds.registry import PLANS
from outreach.ui import frame
from outreach.ui.buttons import ident
from outreach.ui.design import Space
from outreach.ui.desk import Desk
from outreach.ui.moments import moment, now_ms
from outreach.ui.query import use_query
from outreach.ui.rows import Windowed
from outreach.views.lists.editor import Editor
from outreach.words import _, several


@ft.component
def Lists(desk: Desk) -> ft.Control:
    """All lists, or the one that the address names."""
    name = ft.use_route_params().get("name", "")
    if desk.session is None:
        return frame.waiting()
    return OneList(desk, name, key=f"list-{name}") if name else AllLists(desk, key="lists")


def titled(name: str) -> str:
    """A list's name as a heading."""
    return name.replace("_", " ").capitalize()


def _asked_by(name: str) -> tuple[str, ...]:
    """The questions that a list is behind."""
    asked = (a.label for plan in PLANS.values() for a in plan.asks.values() if a.codes == name)
    return tuple(dict.fromkeys(asked))


@ft.component
def AllLists(desk: Desk) -> ft.Control:
    answer = use_query(
        desk, lambda s: [(s.list_in_force(n), len(s.editions.of(n))) for n in names()]
    )
    if answer.value is None or desk.session is None:
        return frame.waiting()
    items: list[tuple[str, Any]] = [("head", None)]
    items += [(listed.name, (listed, changes)) for listed, changes in answer.value]

    def draw(one: Any) -> ft.Control:
        return _head(desk) if one is None else _row(desk, *one)

    return Windowed(items, draw)


def _head(desk: Desk) -> ft.Control:
    if desk.open.lists_stay_as_shipped:
        said = _("Changes of lists do not reach this tablet: you add to their space and do not "
                 "read it. Your forms offer what came with the app.")  # fmt: skip
    elif desk.open.may_change_lists:
        said = _("What you change here is offered on every tablet after its next sync.")
    else:
        said = _("What forms offer to choose from. An administrator changes it.")
    return frame.reading(
        ft.Container(
            padding=ft.Padding.symmetric(horizontal=Space.M, vertical=Space.S),
            content=ft.Column([frame.heading(_("Code lists")), frame.soft(said)], spacing=Space.XS),
        )
    )


def _row(desk: Desk, listed: Any, changes: int) -> ft.Control:
    said = [several("{n} option", "{n} options", len(listed.active))]
    if changes:
        said.append(several("changed once", "changed {n} times", changes))
    said += [_(label) for label in _asked_by(listed.name)[:3]]
    name = listed.name
    return frame.reading(
        ident(
            f"list-{name}",
            ft.ListTile(
                title=titled(name),
                subtitle=" · ".join(said),
                trailing=ft.Icon(ft.Icons.CHEVRON_RIGHT),
                on_click=lambda _event: desk.go(f"/lists/{name}"),
            ),
        )
    )


@ft.component
def OneList(desk: Desk, name: str) -> ft.Control:
    answer = use_query(
        desk,
        lambda s: (s.list_in_force(name), s.editions.of(name)) if name in names() else None,
        name,
    )
    if not answer.ready or desk.session is None:
        return frame.waiting()
    if answer.value is None:
        return frame.empty(
            ft.Icons.LIST_ALT,
            _("There is no such list"),
            _("A newer version of the app may have it."),
        )
    listed, editions = answer.value
    asked = ", ".join(_(label) for label in _asked_by(name))
    body: ft.Control
    if desk.open.may_change_lists:
        body = Editor(desk, listed, key=f"editor-{name}-{listed.version}")
    else:
        body = frame.card(*_options(listed), title=_("What it offers"))
    parts = [
        frame.heading(titled(name)),
        frame.soft(
            _("Version {n}. {source}").format(n=listed.version, source=listed.source), small=True
        ),
    ]
    if asked:
        parts.append(frame.soft(_("Asked as: {questions}").format(questions=asked), small=True))
    return frame.page(*parts, body, *_history(editions), key=f"of-{name}")


def _options(listed: Any) -> Iterable[ft.Control]:
    for code in listed.codes:
        said = _(code.label)
        yield ft.Text(_("{label} (retired)").format(label=said) if code.retired else said)
        for use in list_rules.uses(listed.name, code.code):
            yield frame.soft(use.said(), small=True)


def _history(editions: Any) -> list[ft.Control]:
    """Who changed it, when, why and how; the newest first."""
    if not editions:
        return []
    now = now_ms()
    lines: list[ft.Control] = []
    for one in reversed(editions):
        at = _("not sent yet") if one.only_here else moment(one.at_ms, now)
        lines.append(
            ft.Text(
                _("Version {n}, {when}, by {who}").format(n=one.codes.version, when=at, who=one.by),
                theme_style=ft.TextThemeStyle.TITLE_SMALL,
            )
        )
        lines.append(frame.soft(_("Reason: {why}").format(why=one.reason), small=True))
        before = one.before
        for edit in one.edits:
            lines.append(ft.Text(list_edits.said(edit, before)))
            before = list_edits.apply(before, [edit], before.version)
        if one.unseen:
            said = _("{who} had not seen the version before it. Both hold.").format(who=one.by)
            if one.both:
                both = ", ".join(_(one.codes.label(code)) for code in one.both)
                said += " " + _("Both changed {options}: what this one says stands.").format(
                    options=both
                )
            lines.append(frame.soft(said, small=True))
    return [frame.card(*lines, title=_("How it came to be so"))]
