"""The organisation's recovery key: for the day on which no administrator can open a tablet.

    the sheet (its square in one line, or typed part by part) -> name, agency -> a passphrase
        -> (inside.py: a recovery code, the first sync)

What is typed is in memory only, and gone when one leaves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import flet as ft

from outreach.ui import frame
from outreach.ui.attempt import use_attempt
from outreach.ui.buttons import primary, quiet
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.views.column import column, wrong
from outreach.views.entrance.choosing import Choosing
from outreach.words import _

if TYPE_CHECKING:
    pass

#: How many words a sheet has.
WORDS = 24
#: What is asked, in order; those of the second line only where the square cannot be read.
STEPS = ("square", "who", "passphrase")
BY_HAND = ("words", "place", "who", "passphrase")


@dataclass(frozen=True, slots=True)
class Typed:
    """How far somebody is, and what they typed. In memory only."""

    step: str = "why"
    by_hand: bool = False
    square: str = ""
    words: str = ""
    address: str = ""
    store_key: str = ""
    spaces: str = ""
    name: str = ""
    agency: str = ""


@ft.component
def Recover(desk: Desk) -> ft.Control:
    shown: Any
    shown, set_shown = ft.use_state(Typed())
    typed = ft.use_ref(shown)
    sheet: Any = ft.use_ref(None)
    folder, _folder = ft.use_state(desk.door.folder_for_another)
    missing, set_missing = ft.use_state(("", "", ""))
    attempt = use_attempt()

    def note(**fields: Any) -> None:
        typed.current = replace(typed.current, **fields)

    def go(step: str, **fields: Any) -> None:
        note(step=step, **fields)
        set_missing(("", "", ""))
        set_shown(typed.current)

    steps = BY_HAND if shown.by_hand else STEPS

    def back(_event: Any) -> None:
        attempt.say(("", ""))
        at = steps.index(shown.step) if shown.step in steps else -1
        if at > 0:
            go(steps[at - 1])
        elif at == 0:
            go("why")
        else:
            typed.current = Typed()
            sheet.current = None
            desk.start(desk.entering.choose(None))

    def lacks(*fields: tuple[str, str]) -> bool:
        said = [words if not given.strip() else "" for given, words in fields]
        set_missing((*said, "", "", "")[:3])
        return any(said)

    async def read(_event: Any) -> None:
        now = typed.current

        async def check() -> None:
            if now.step == "square":
                sheet.current = desk.door.sheet(now.square)
            elif now.step == "words":
                desk.door.words_of_sheet(now.words)
            else:
                sheet.current = desk.door.typed_sheet(
                    now.words, now.address, now.store_key, now.spaces
                )

        asked = {
            "square": [(now.square, _("Enter what the square says"))],
            "words": [(now.words, _("Enter the 24 words"))],
            "place": [
                (now.address, _("Enter the address of the store")),
                (now.store_key, _("Enter the two lines of the store's key")),
                (now.spaces, _("Enter the code of each space")),
            ],
        }
        if not lacks(*asked[now.step]) and await attempt.run(check):
            go(steps[steps.index(now.step) + 1])

    async def who(_event: Any) -> None:
        now = typed.current
        named = (now.name, _("Enter your name"))
        if not lacks(named, (now.agency, _("Enter the agency that you work for"))):
            go("passphrase")

    async def appoint(passphrase: str) -> None:
        now = typed.current
        await desk.entering.recover(
            folder, passphrase, sheet.current, now.name.strip(), now.agency.strip()
        )

    step = shown.step
    place = (steps.index(step) + 1, len(steps)) if step in steps else None
    if step == "passphrase":
        return Choosing(
            desk,
            _("Choose a passphrase"),
            _("It opens the new administrator's records on this tablet."),
            appoint,
            lambda: go("who"),
            place,
            key="choosing",
        )
    draw = {
        "why": lambda: _why(lambda _e: go("square", by_hand=False)),
        "square": lambda: _square(
            shown, note, read, missing[0], lambda _e: go("words", by_hand=True)
        ),
        "words": lambda: _words(
            shown, note, read, missing[0], lambda _e: go("square", by_hand=False)
        ),
        "place": lambda: _place(shown, note, read, missing),
        "who": lambda: _who(shown, note, who, missing),
    }
    return column(
        desk,
        *draw[step](),
        *wrong(attempt.wrong),
        back=back,
        step=place,
        key=f"recover-{step}",
    )


def _why(go: Any) -> list[ft.Control]:
    return [
        frame.heading(_("Use the recovery key")),
        frame.soft(
            _(
                "This is for the day on which no administrator can open a tablet any more. You "
                "need the printed sheet from the safe. It appoints you an administrator of every "
                "space."
            )
        ),
        frame.notice(
            ft.Icons.VISIBILITY_OFF_OUTLINED,
            _("Let nobody see the sheet, and photograph nothing."),
            _("Whoever holds it can read everything and can change who belongs."),
            kind="warn",
        ),
        frame.soft(
            _(
                "Have you only forgotten your own passphrase? Go back and use your recovery code. "
                "Is another administrator there? Ask them for an invitation."
            ),
            small=True,
        ),
        primary("recover-go", _("I have the sheet"), go, big=True),
    ]


def _square(shown: Typed, note: Any, read: Any, missing: str, other: Any) -> list[ft.Control]:
    return [
        frame.heading(_("What does the square say?")),
        frame.soft(_("Scan the square on the sheet with a reader, and paste what it says here.")),
        Field(
            "sheet-square",
            _("Text of the square"),
            value=shown.square,
            on_input=lambda text: note(square=text),
            on_submit=read,
            error=missing or None,
            exact=True,
            autofocus=True,
            key="square",
        ),
        primary("sheet-next", _("Continue"), read, big=True),
        quiet("sheet-by-hand", _("Type the words instead"), other),
    ]


def _words(shown: Typed, note: Any, read: Any, missing: str, other: Any) -> list[ft.Control]:
    return [
        frame.heading(_("Type the 24 words")),
        frame.soft(_("In their order, column by column. Four letters of a word are enough.")),
        Field(
            "sheet-words",
            _("The 24 words"),
            value=shown.words,
            on_input=lambda text: note(words=text),
            lines=4,
            error=missing or None,
            exact=True,
            autofocus=True,
            key="words",
        ),
        primary("sheet-next", _("Continue"), read, big=True),
        quiet("sheet-by-square", _("I can read the square"), other),
    ]


def _place(shown: Typed, note: Any, read: Any, missing: tuple[str, str, str]) -> list[ft.Control]:
    return [
        frame.heading(_("Where the partnership is")),
        frame.soft(_("It stands on the sheet, below the square.")),
        Field(
            "sheet-address",
            _("Store's address"),
            value=shown.address,
            on_input=lambda text: note(address=text),
            error=missing[0] or None,
            helper=_("It begins with https://"),
            exact=True,
            autofocus=True,
            key="address",
        ),
        Field(
            "sheet-store-key",
            _("Store's key"),
            value=shown.store_key,
            on_input=lambda text: note(store_key=text),
            lines=2,
            error=missing[1] or None,
            helper=_("Two lines of seven groups"),
            exact=True,
            key="store-key",
        ),
        Field(
            "sheet-spaces",
            _("Code of each space"),
            value=shown.spaces,
            on_input=lambda text: note(spaces=text),
            lines=4,
            error=missing[2] or None,
            helper=_("A line each, without the names"),
            exact=True,
            key="spaces",
        ),
        primary("sheet-next", _("Continue"), read, big=True),
    ]


def _who(shown: Typed, note: Any, go: Any, missing: tuple[str, str, str]) -> list[ft.Control]:
    return [
        frame.heading(_("Who is the new administrator?")),
        frame.soft(_("Colleagues see this name beside what is changed.")),
        Field(
            "my-name",
            _("Your name"),
            value=shown.name,
            on_input=lambda text: note(name=text),
            error=missing[0] or None,
            autofocus=True,
            key="name",
        ),
        Field(
            "my-agency",
            _("Agency"),
            value=shown.agency,
            on_input=lambda text: note(agency=text),
            on_submit=go,
            error=missing[1] or None,
            key="agency",
        ),
        primary("who-next", _("Continue"), go, big=True),
    ]
