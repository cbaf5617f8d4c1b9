"""A new passphrase: six generated words are offered first, and every one is typed again.

People choose badly when they are tired. Six random words are harder to guess than anything they
would think of, and can be remembered; whoever wants their own may have it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.attempt import use_attempt
from outreach.ui.buttons import primary, quiet
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.views.column import column, wrong
from outreach.views.entrance.words import six_words
from outreach.views.passphrase import SHORTEST, problems
from outreach.words import _


@ft.component
def Choosing(
    desk: Desk,
    title: str,
    detail: str,
    on_done: Callable[[str], Awaitable[Any]],
    on_back: Callable[[], Any] | None = None,
    step_of: tuple[int, int] | None = None,
) -> ft.Control:
    """``on_done`` is given the passphrase; it may take a second, and may raise."""
    offered, set_offered = ft.use_state(desk.door.new_passphrase)
    step, set_step = ft.use_state("offer")
    typed = ft.use_ref(("", ""))
    missing, set_missing = ft.use_state(("", ""))
    attempt = use_attempt()

    def go(name: str) -> None:
        typed.current = ("", "")
        set_missing(("", ""))
        attempt.say(("", ""))
        set_step(name)

    def back(_event: Any) -> None:
        if step != "offer":
            go("offer")
        elif on_back is not None:
            on_back()

    def note(first: str | None = None, second: str | None = None) -> None:
        one, two = typed.current
        typed.current = (one if first is None else first, two if second is None else second)

    async def again(_event: Any) -> None:
        words = " ".join(typed.current[0].lower().split())
        if words != offered:
            said = (
                _("These are not the six words. Look at them again, then type them.")
                if words
                else _("Enter the six words")
            )
            set_missing((said, ""))
            return
        set_missing(("", ""))
        await attempt.run(lambda: on_done(offered))

    async def own(_event: Any) -> None:
        first, second = typed.current
        found = problems(first, second)
        set_missing(found)
        if not any(found):
            await attempt.run(lambda: on_done(first))

    busy = attempt.busy
    go_on = _("Working…") if busy else _("Continue")
    if step == "offer":
        parts: list[ft.Control] = [
            frame.heading(title),
            frame.soft(detail),
            six_words(offered.split(), "offered-words"),
            frame.soft(
                _(
                    "Six random words are hard to guess and easy to remember. Make a picture of "
                    "them in your mind, or write them down and keep that away from the tablet."
                ),
                small=True,
            ),
            primary("use-words", _("Use these words"), lambda _event: go("again"), big=True),
            quiet(
                "other-words",
                _("Show me others"),
                lambda _event: set_offered(desk.door.new_passphrase()),
                icon=ft.Icons.REFRESH,
            ),
            quiet("own-words", _("I will use my own"), lambda _event: go("own")),
        ]
    elif step == "again":
        parts = [
            frame.heading(_("Type the six words")),
            frame.soft(_("So that you know that you have them.")),
            Field(
                "words-again",
                _("The six words"),
                on_input=lambda text: note(first=text),
                on_submit=again,
                password=True,
                autofocus=True,
                disabled=busy,
                error=missing[0] or None,
                key="again",
            ),
            primary("passphrase-next", go_on, again, disabled=busy, big=True),
            quiet("words-look", _("Look at them again"), lambda _event: go("offer"), disabled=busy),
        ]
    else:
        parts = [
            frame.heading(_("Your own passphrase")),
            frame.soft(
                _("At least {n} characters. Nothing that others know about you.").format(n=SHORTEST)
            ),
            Field(
                "new-passphrase",
                _("New passphrase"),
                on_input=lambda text: note(first=text),
                password=True,
                autofocus=True,
                disabled=busy,
                error=missing[0] or None,
                key="own",
            ),
            Field(
                "new-passphrase-again",
                _("The same again"),
                on_input=lambda text: note(second=text),
                on_submit=own,
                password=True,
                disabled=busy,
                error=missing[1] or None,
                key="own-again",
            ),
            primary("passphrase-next", go_on, own, disabled=busy, big=True),
            quiet(
                "generated-words",
                _("Use six random words"),
                lambda _event: go("offer"),
                disabled=busy,
            ),
        ]
    has_back = not busy and (step != "offer" or on_back is not None)
    return column(
        desk,
        *parts,
        *wrong(attempt.wrong),
        back=back if has_back else None,
        step=step_of,
        key=f"choose-{step}",
    )
