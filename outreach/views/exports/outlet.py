"""One export: what it is for, for whom, what is in it, and out.

The rules that this module enforces:

1. One sees how much of what is in it, and its marking, before anything leaves.
2. That it was exported is durable before the file is saved. Where nothing was saved, it is said.
3. Six words are shown once, and are in no draft and no log.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import flet as ft

from outreach.exporting import SEALED, Document, Exported, Member, Plain, To, said_of, unread_by
from outreach.model.kinds import KINDS
from outreach.ui import frame
from outreach.ui.attempt import use_attempt
from outreach.ui.buttons import primary, secondary
from outreach.ui.choices import flow, pick
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.figures import facts
from outreach.views.column import wrong
from outreach.views.entrance.words import six_words
from outreach.views.exports.recipient import Recipient
from outreach.words import _, mark, several
from sync.errors import InputError

if TYPE_CHECKING:
    from outreach.session import Session

#: Makes what leaves: session, format, purpose, recipient in words.
Make = Callable[["Session", str, str, str], Document]


@ft.component
def Outlet(desk: Desk, title: str, about: str, make: Make, formats: dict[str, str]) -> ft.Control:
    """``formats``: code -> words, of which one is chosen where there are several."""
    purpose, set_purpose = ft.use_state("")
    to: Any
    to, set_to = ft.use_state(None)
    until, set_until = ft.use_state("")
    form, set_form = ft.use_state(next(iter(formats), ""))
    made: Any
    made, set_made = ft.use_state(None)
    done: Any
    done, set_done = ft.use_state(None)
    attempt = use_attempt()

    def changed(setter: Callable[[Any], None]) -> Callable[[Any], None]:
        def act(value: Any) -> None:
            set_made(None)
            setter(value)

        return act

    async def look(_event: Any) -> None:
        async def work() -> None:
            whom = said_of(to) if to is not None else ""
            set_made(await asyncio.to_thread(make, desk.open, form, purpose.strip(), whom))

        await attempt.run(work)

    async def leave(_event: Any) -> None:
        async def work() -> None:
            set_done(await _leave(desk, made, purpose, to, until.strip()))

        await attempt.run(work)

    parts: list[ft.Control] = [frame.heading(title), frame.soft(about), *wrong(attempt.wrong)]
    if done is not None:
        return frame.page(*parts, *_done(desk, done))
    parts.append(
        frame.card(
            Field(
                "purpose",
                _("What it is for"),
                on_input=changed(set_purpose),
                helper=_("Who asked for it, and what they will do with it. It is recorded."),
                max_length=2_000,
                lines=2,
            ),
            Field(
                "until",
                _("The last day on which it may be read"),
                on_input=set_until,
                exact=True,
                helper=_("As 2027-01-31; empty for no end. The app keeps to it; a copy may not."),
            ),
            *([pick("format", formats, form, changed(set_form))] if len(formats) > 1 else []),
            title=_("Why, and as what"),
        )
    )
    parts.append(Recipient(desk, changed(set_to), key="recipient"))
    if made is None:
        ready = bool(purpose.strip()) and to is not None
        look_words = _("Look what is in it")
        parts.append(
            flow(
                [
                    primary(
                        "look",
                        look_words,
                        look,
                        icon=ft.Icons.PREVIEW,
                        disabled=attempt.busy or not ready,
                    )
                ]
            )
        )
        return frame.page(*parts)
    parts += [
        _inside(made, to),
        flow(
            [
                secondary("look-again", _("Change it"), lambda _event: set_made(None)),
                primary(
                    "export-now",
                    _("Export it") if isinstance(to, Plain) else _("Seal and export it"),
                    leave,
                    icon=ft.Icons.LOCK_OPEN if isinstance(to, Plain) else ft.Icons.LOCK,
                    disabled=attempt.busy,
                ),
            ]
        ),
    ]
    return frame.page(*parts)


def _inside(made: Document, to: To) -> ft.Control:
    """How much of what is in it, without content."""
    counts = Counter(one.kind for one in made.records)
    held = [(_(KINDS[kind].plural), f"{count:,}") for kind, count in counts.items()]
    lines = [
        (_("Marking"), made.marking),
        (_("For"), said_of(to)),
        *held,
        (_("File"), made.name),
        (_("Size"), _("{n} kB").format(n=f"{max(len(made.content) // 1000, 1):,}")),
    ]
    parts: list[ft.Control] = [facts(lines)]
    if made.left_out:
        parts.append(
            frame.soft(
                several(
                    "{n} record that the app hides from you is not in it",
                    "{n} records that the app hides from you are not in it",
                    made.left_out,
                )
            )
        )
    beyond = (
        unread_by(to, {one.space for one in made.records})
        if isinstance(to, Member) and made.sort != "pack"
        else []
    )
    if beyond:
        parts.append(
            frame.notice(
                ft.Icons.GROUP_OFF,
                _("They do not read all of this themselves"),
                _("It gives them what they could not open: {spaces}. Record the decision to share "
                  "as well.").format(spaces=", ".join(_(one) for one in beyond)),
                kind="warn",
            )
        )  # fmt: skip
    return frame.card(*parts, title=_("What is in it"))


async def _leave(desk: Desk, made: Document, purpose: str, to: To, until: str) -> Exported:
    """Note it, seal it, and let the person save it. Raises InputError where it was not saved."""
    session, loop, web = desk.open, asyncio.get_running_loop(), desk.page.web
    name = made.name if isinstance(to, Plain) else f"{made.name}{SEALED}"

    async def saved(raw: bytes) -> Any:
        with desk.picking():
            return await ft.FilePicker().save_file(
                dialog_title=_("Save the export"), file_name=name, src_bytes=raw
            )

    def keep(raw: bytes) -> None:
        path = asyncio.run_coroutine_threadsafe(saved(raw), loop).result()
        # A browser saves it where it saves everything, and never says whether it did.
        if not path and not web:
            raise InputError(
                mark("The file was not saved, so nothing left. That you tried is noted."),
                advice=mark("Choose where to save it, or leave it."),
            )

    return await asyncio.to_thread(
        lambda: session.export(made, purpose=purpose, to=to, keep=keep, until=until)
    )


def _done(desk: Desk, done: Exported) -> list[ft.Control]:
    parts: list[ft.Control] = [
        frame.notice(
            ft.Icons.CHECK_CIRCLE,
            _("Exported for {whom}").format(whom=done.to),
            _("Its purpose and its recipient are noted for the auditor."),
            kind="good",
        )
    ]
    if done.words:
        parts += [
            frame.soft(_("These six words open it. They are shown once: write them down, and tell "
                         "them by telephone, never in the mail that brings the file.")),
            six_words(done.words.split(), "export-words"),
        ]  # fmt: skip
    parts.append(frame.soft(_("SHA-256 of what is inside: {hash}").format(hash=done.sha256),
                            small=True))  # fmt: skip
    parts.append(flow([primary("export-done", _("Done"), lambda _event: desk.go("/"))]))
    return parts
