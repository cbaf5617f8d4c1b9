"""Wording prompts under a narrative, as one types: a quiet line, and two things to do about it.

The rules that this module enforces:

1. A keystroke is never waited for: the text is looked at when the keys have rested, and only the
   line under the field is drawn anew. Words at the very end may not be finished, so they are left
   alone until one goes on or has stopped for a while.
2. It changes no word. *Change* brings the keyboard to the words; *Keep my words* ends the prompt of
   that rule in that answer for as long as the form is open.
3. What was seen and then kept or changed is counted by rule when the form is saved, in the vault of
   whoever typed, and nowhere else (``model/wording_counts``).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import flet as ft

from outreach.model.fields import FormField
from outreach.model.wording import Prompt, prompts
from outreach.model.wording_counts import SETTING, added, counts
from outreach.ui import frame
from outreach.ui.buttons import quiet
from outreach.ui.design import Size, Space
from outreach.ui.desk import Desk
from outreach.words import _, several

if TYPE_CHECKING:
    from outreach.ui.form.state import FormState

#: Seconds without a key before a text is looked at, and before its last words are too.
RESTED = 0.5
STOPPED = 1.6
#: Prompts under one answer; more would be a lecture.
MOST = 2


def is_narrative(form: FormState, field: FormField) -> bool:
    """Whether prompts may stand under this question."""
    return form.listening.rules.looks_at(field.name, field.widget, field.max_length)


def typed(desk: Desk, form: FormState, name: str) -> None:
    """A key was pressed in a narrative: look when the keys have rested."""
    listening = form.listening
    listening.carets.pop(name, None)
    listening.turns[name] = turn = listening.turns.get(name, 0) + 1
    for seconds, whole in ((RESTED, False), (STOPPED, True)):
        desk.later(seconds, lambda whole=whole: _look_if(form, name, turn, whole))


def _look_if(form: FormState, name: str, turn: int, whole: bool) -> None:
    if form.listening.turns.get(name) == turn:
        look(form, name, whole=whole)


def look(form: FormState, name: str, *, whole: bool = True) -> None:
    """Look at an answer now. ``whole``: at its last words too."""
    if name not in form.cells:  # the tablet was locked
        return
    listening = form.listening
    text = form.value(name)
    found = prompts(text, _ages(form), rules=listening.rules) if isinstance(text, str) else []
    if not whole and isinstance(text, str):
        end = len(text.rstrip())
        found = [one for one in found if one.end < end]
    told: dict[str, Prompt] = {}
    for one in found:
        if (name, one.rule) not in listening.kept:
            told.setdefault(one.rule, one)
    listening.seen.update((name, rule) for rule in list(told)[:MOST])
    heard = listening.of(name)
    if heard.prompts != tuple(told.values()):
        heard.prompts = tuple(told.values())


def _ages(form: FormState) -> dict[str, Any]:
    rules = form.listening.rules
    names = (*rules.ages, *rules.born, *rules.years, "occurred_from")
    return {name: form.value(name) for name in names}


@ft.component
def Prompts(desk: Desk, form: FormState, name: str) -> ft.Control:
    """Empty while there is nothing to say."""
    heard, _h = ft.use_state(form.listening.of(name))
    why, set_why = ft.use_state("")
    ft.use_effect(lambda: look(form, name), [])
    if not heard.prompts:
        return ft.Container(visible=False)
    lines = [_line(form, name, one, why == one.rule, set_why) for one in heard.prompts[:MOST]]
    if (more := len(heard.prompts) - MOST) > 0:
        lines.append(frame.soft(several("{n} more", "{n} more", more), small=True))
    return ft.Semantics(live_region=True, content=ft.Column(lines, spacing=Space.XS))


def _line(form: FormState, name: str, one: Prompt, why: bool, set_why: Any) -> ft.Control:
    stem = f"{form.id[:8]}-" if form.back else ""

    def keep(_e: Any) -> None:
        form.listening.kept.add((name, one.rule))
        look(form, name)

    def change(_e: Any) -> None:
        form.listening.carets[name] = one.end
        form.jump(name)

    said = [
        ft.Text(
            _("“{words}”: {prompt}").format(words=one.words, prompt=_(one.prompt)),
            theme_style=ft.TextThemeStyle.BODY_SMALL,
        )
    ]
    if why:
        said.append(frame.soft(f"{_(one.reason)}. {one.source}.", small=True))
    return ft.Row(
        [
            ft.Icon(
                ft.Icons.LIGHTBULB_OUTLINE,
                size=Size.SIGN_SMALL,
                color=ft.Colors.ON_SURFACE_VARIANT,
            ),
            ft.Column(
                [
                    *said,
                    ft.Row(
                        [
                            quiet(f"{stem}keep-words-{name}-{one.rule}", _("Keep my words"), keep),
                            quiet(f"{stem}change-words-{name}-{one.rule}", _("Change"), change),
                            quiet(
                                f"{stem}why-{name}-{one.rule}",
                                _("Why?"),
                                lambda _e: set_why("" if why else one.rule),
                            ),
                        ],
                        wrap=True,
                        spacing=Space.S,
                        run_spacing=0,
                    ),
                ],
                spacing=0,
                expand=True,
            ),
        ],
        spacing=Space.S,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def outcomes(form: FormState) -> tuple[list[str], list[str]]:
    """The rules that were prompted in a form and those along with it: whose words still stand, and
    whose were changed."""
    kept: list[str] = []
    changed: list[str] = []
    for one in (form, *form.along):
        for name, rule in sorted(one.listening.seen):
            text = one.value(name)
            found = (
                prompts(text, _ages(one), rules=one.listening.rules)
                if isinstance(text, str)
                else []
            )
            (kept if any(p.rule == rule for p in found) else changed).append(rule)
    return kept, changed


def count(desk: Desk, form: FormState) -> None:
    """A form was saved: what came of its prompts is counted in this vault."""
    kept, changed = outcomes(form)
    session = desk.session
    if session is None or not (kept or changed):
        return
    sums = added(counts(session.settings.get(SETTING)), kept, changed)
    desk.start(asyncio.to_thread(session.set_setting, SETTING, sums))
