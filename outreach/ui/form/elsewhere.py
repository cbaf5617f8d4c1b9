"""To whom in another partnership: their address, who they are, and the words to compare.

The rule that this module enforces: an address is looked at in words before anything is given to it.
It is kept in no draft.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import flet as ft

from outreach.model.kinds.sharing_decision import PARTNERSHIP
from outreach.model.values import LINE_CHARS
from outreach.ui import frame
from outreach.ui.buttons import ident, secondary
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.figures import facts
from outreach.ui.form.state import FormState
from outreach.ui.moments import moment, now_ms
from outreach.ui.query import use_query
from outreach.words import _
from sync.errors import OutreachError
from sync.giving import MAX_ADDRESS, Address


@ft.component
def Elsewhere(desk: Desk, form: FormState) -> ft.Control:
    """Empty unless it is shared with another partnership."""
    decision, _d = ft.use_state(form.cells["decision"])
    to, _t = ft.use_state(form.cells["to"])
    cell, _a = ft.use_state(form.address)
    picked, set_picked = ft.use_state((0, ""))
    wanted = decision.value == "share" and to.value == PARTNERSHIP
    own = use_query(desk, lambda session: session.own_words() if wanted else [], wanted)
    if not wanted:
        return ft.Container(visible=False)

    def read(text: str) -> None:
        cell.value, cell.error = None, ""
        if not text.strip():
            return
        try:
            address = Address.parse(text)
        except OutreachError as error:
            cell.error = f"{_(error.message)} {_(error.advice)}"
            return
        cell.value = address
        form.put("to_words", f"{address.partnership}, {address.space_name}"[:LINE_CHARS])

    async def choose(_event: Any) -> None:
        with desk.picking():
            files = await ft.FilePicker().pick_files(
                dialog_title=_("Choose the file with their address"), with_data=True
            )
        if not files:
            return
        text = (files[0].bytes or b"")[: MAX_ADDRESS + 1].decode("ascii", "replace")
        set_picked((picked[0] + 1, text.strip()[:MAX_ADDRESS]))
        read(text)

    parts: list[ft.Control] = [
        Field(
            "their-address",
            _("Their address"),
            value=picked[1],
            on_input=read,
            error=cell.error or None,
            helper=_("Paste it, or choose the file that they sent you"),
            exact=True,
            key=f"their-address-{picked[0]}",
        ),
        ft.Row(
            [secondary("choose-address", _("Choose a file"), choose, icon=ft.Icons.UPLOAD_FILE)],
            wrap=True,
        ),
    ]
    if cell.value is not None:
        parts += _who(cell.value)
    if own.value:
        parts += [
            frame.soft(_("When they take it in, they see these six words of yours:"), small=True),
            _words("own-words", own.value, ft.TextThemeStyle.TITLE_MEDIUM),
        ]
    return frame.card(*parts, title=_("To another partnership"))


def _who(address: Address) -> list[ft.Control]:
    """What the address says of itself, and the words by which people can tell."""
    return [
        facts(
            [
                (_("Partnership"), address.partnership),
                (_("Space"), address.space_name),
                (_("Made"), moment(address.made_ms, now_ms())),
            ]
        ),
        _words("their-words", address.words(), ft.TextThemeStyle.HEADLINE_SMALL),
        frame.notice(
            ft.Icons.RECORD_VOICE_OVER,
            _("Compare these words with them before you give anything"),
            _("Let them read out the six words of their address. Until then, who they are is "
              "only what the address says."),
            kind="warn",
        ),
    ]  # fmt: skip


def _words(name: str, words: Sequence[str], style: ft.TextThemeStyle) -> ft.Control:
    return ident(name, ft.Text(" ".join(words), theme_style=style, selectable=True))
