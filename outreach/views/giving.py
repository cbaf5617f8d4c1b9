"""Giving to another partnership: the sealed file is saved, and the decision recorded.

The rule that this module enforces: both, or neither. Where the file cannot be taken away again, it
is said that it must not be sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import flet as ft

from outreach.ui.desk import Desk
from outreach.ui.silence import log_without_content
from outreach.words import _, mark
from sync.errors import InputError, VaultLocked

NAME = "outreach-gift.sealed"


async def give_out(
    desk: Desk,
    record: str,
    address: Any,
    decision: Mapping[str, Any],
    sanitised: Mapping[str, Any] | None,
) -> str:
    """Seal it, let the person save it, and record the decision: the words to say.

    Raises InputError where the file was not saved, and as ``Session.share_out``.
    """
    session, loop, web = desk.open, asyncio.get_running_loop(), desk.page.web
    path: str | None = None
    left = False

    async def saved(sealed: bytes) -> Any:
        with desk.picking():
            return await ft.FilePicker().save_file(
                dialog_title=_("Save the sealed file to send it to them"),
                file_name=NAME,
                src_bytes=sealed,
            )

    def keep(sealed: bytes) -> None:
        nonlocal path
        path = asyncio.run_coroutine_threadsafe(saved(sealed), loop).result()
        # A browser saves it where it saves everything, and never says whether it did.
        if not path and not web:
            raise InputError(mark("The file was not saved, so nothing was given."))

    def discard() -> None:
        nonlocal left
        left = not path
        if path:
            try:
                Path(path).unlink()
            except OSError:
                left = True

    try:
        await asyncio.to_thread(
            session.share_out, record, address, decision, keep, discard, sanitised
        )
    except Exception as error:
        if not left:
            raise
        words = _("The decision was not recorded. Do not send {file}: delete it.").format(file=NAME)
        if isinstance(error, VaultLocked):  # the form is gone, so it is said where one is now
            desk.tell(words)
            raise
        log_without_content(error)
        raise InputError(words) from error
    said = _("Given to {partnership}, and the decision recorded. Send them the file.").format(
        partnership=address.partnership
    )
    return f"{said} {_('Look whether your browser saved it.')}" if web else said
