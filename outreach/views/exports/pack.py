"""A de-identified pack: its days, its texts one after the other, and out.

The rules that this module enforces:

1. A text is in the pack only if somebody read it here, as they left it. What nobody read is left
   out, and the pack says so.
2. That a text is read is noted before it is shown, as the opening of its record.
3. What was decided is kept in memory only: a lock forgets it, and nothing readable is on the disk.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.exporting import Document
from outreach.exports import pack
from outreach.exports.pack import Decision, Gathered, Text
from outreach.model.identifying import found_in
from outreach.model.kinds import KINDS
from outreach.ui import frame
from outreach.ui.attempt import use_attempt
from outreach.ui.buttons import ident, primary, quiet, secondary
from outreach.ui.choices import chip, flow
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.views.column import wrong
from outreach.views.exports.marked import marked
from outreach.views.exports.outlet import Outlet
from outreach.words import _, mark, several

_DAY = re.compile(r"|[0-9]{4}-[0-9]{2}-[0-9]{2}")
Decisions = dict[tuple[str, str], Decision]


@ft.component
def PackPage(desk: Desk) -> ft.Control:
    first, set_first = ft.use_state("")
    last, set_last = ft.use_state("")
    begun: Any
    begun, set_begun = ft.use_state(None)
    decided: Any
    decided, set_decided = ft.use_state(None)
    attempt = use_attempt()

    async def begin(_event: Any) -> None:
        async def work() -> None:
            found = await asyncio.to_thread(_gathered, desk, first, last)
            set_begun(found)
            if not found[1]:
                set_decided({})

        await attempt.run(work)

    if begun is None:
        days = _DAY.fullmatch(first) and _DAY.fullmatch(last)
        return frame.page(
            frame.heading(_("De-identified pack")),
            frame.soft(
                _(
                    "For learning and peer review. Days become months, places become wards, ids "
                    "are random, and what is told of a record is shared by five or more. Free text "
                    "is in it only if you read it here."
                )
            ),
            *wrong(attempt.wrong),
            frame.card(
                Field("first", _("From"), on_input=set_first, exact=True,
                      helper=_("As 2026-01-31; empty from the beginning")),
                Field("last", _("Up to and including"), on_input=set_last, exact=True,
                      helper=_("As 2026-12-31; empty until today")),
                title=_("Which days"),
            ),
            flow([primary("begin-pack", _("Begin"), begin, icon=ft.Icons.FACT_CHECK,
                          disabled=attempt.busy or not days)]),
        )  # fmt: skip
    gathered, texts = begun
    if decided is None:
        return Texts(desk, gathered, texts, set_decided, key="texts")

    def make(session: Any, form: str, purpose: str, whom: str) -> Document:
        return pack.pack(session, gathered, decided, secrets.token_bytes, first=first, last=last)

    told = sum(decision.text is not None for decision in decided.values())
    return Outlet(
        desk,
        _("De-identified pack"),
        several("{n} text that you read is in it.", "{n} texts that you read are in it.", told),
        make,
        {},
        key="out",
    )


def _gathered(desk: Desk, first: str, last: str) -> tuple[Gathered, list[Text]]:
    found = pack.gather(desk.open, first, last)
    return found, pack.texts(found)


@ft.component
def Texts(
    desk: Desk, gathered: Gathered, texts: list[Text], on_done: Callable[[Decisions], None]
) -> ft.Control:
    """One text after the other."""
    at, set_at = ft.use_state(0)
    noted, set_noted = ft.use_state(-1)
    decisions = ft.use_ref({})
    attempt = use_attempt()

    async def note() -> None:
        async def work() -> None:
            await asyncio.to_thread(desk.open.consult, texts[at].record)
            set_noted(at)

        await attempt.run(work)

    ft.use_effect(note, [at])

    def decide(decision: Decision) -> None:
        one = texts[at]
        decisions.current[one.record, one.field] = decision
        if at + 1 < len(texts):
            set_at(at + 1)
        else:
            on_done(dict(decisions.current))

    top = [
        frame.heading(_("Text {n} of {all}").format(n=at + 1, all=len(texts))),
        *wrong(attempt.wrong),
    ]
    if noted != at:
        return frame.page(*top, frame.waiting())
    back = [quiet("text-before", _("The one before"), lambda _event: set_at(at - 1))] if at else []
    return frame.page(
        *top,
        OneText(gathered, texts[at], decide, key=f"text-{at}"),
        flow(
            [
                *back,
                quiet(
                    "leave-rest",
                    _("Leave out all that are left"),
                    lambda _event: on_done(dict(decisions.current)),
                ),
            ]
        ),
        key=f"at-{at}",
    )


@ft.component
def OneText(gathered: Gathered, one: Text, decide: Callable[[Decision], None]) -> ft.Control:
    """A text as it is, and as it is to be told."""
    text, set_text = ft.use_state(one.text)
    sure, set_sure = ft.use_state(False)
    left = pack.still_found(gathered, text)
    words = sorted({text[found.start : found.end] for found in left})

    def typed(now: str) -> None:
        set_text(now)
        set_sure(False)

    parts: list[ft.Control] = [
        frame.soft(f"{_(KINDS[one.kind].noun)} · {_(one.label)}", small=True),
        marked(one.text, found_in(one.text, gathered.names, gathered.usual), "text-marked"),
        frame.soft(_("On a ground: names and numbers. With a line below: what may be a name."),
                   small=True),
        Field("text-told", _("As it is to be told"), value=one.text, on_input=typed, lines=4,
              max_length=10_000, exact=True),
    ]  # fmt: skip
    if left:
        parts.append(
            ident(
                "still-found",
                frame.notice(
                    ft.Icons.PERSON_SEARCH,
                    _("This may still lead to somebody"),
                    ", ".join(words),
                    kind="warn",
                ),
            )
        )
        parts.append(
            chip("text-sure", _(SURE), sure, lambda _event: set_sure(not sure), small=True)
        )
    parts.append(
        flow(
            [
                secondary(
                    "text-out",
                    _("Leave it out"),
                    lambda _event: decide(Decision(None)),
                    icon=ft.Icons.BLOCK,
                ),
                primary(
                    "text-in",
                    _("Tell it like this"),
                    lambda _event: decide(Decision(text, sure=sure)),
                    icon=ft.Icons.CHECK,
                    disabled=not text.strip() or (bool(left) and not sure),
                ),
            ]
        )
    )
    return frame.card(*parts)


SURE = mark("I am sure that it leads to nobody")
