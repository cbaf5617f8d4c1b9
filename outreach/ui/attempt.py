"""Something slow that a button starts: once at a time, and what goes wrong is said."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import flet as ft

from outreach.ui.silence import log_without_content
from outreach.words import mark
from sync.errors import OutreachError

#: What happened, and what to do; empty where nothing went wrong.
Wrong = tuple[str, str]
NOTHING: Wrong = ("", "")
UNFORESEEN: Wrong = (
    mark("Something went wrong in the app."),
    mark("Try again. If it happens again, tell your administrator."),
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """How it stands with it. ``run`` starts it, where it is not under way already."""

    busy: bool
    wrong: Wrong
    run: Callable[[Callable[[], Awaitable[Any]]], Awaitable[bool]]
    say: Callable[[Wrong], None]


def use_attempt() -> Attempt:
    """A hook. ``run`` gives True when it went well."""
    busy, set_busy = ft.use_state(False)
    wrong, set_wrong = ft.use_state(NOTHING)
    under_way = ft.use_ref(False)

    async def run(work: Callable[[], Awaitable[Any]]) -> bool:
        if under_way.current:
            return False
        under_way.current = True
        set_busy(True)
        set_wrong(NOTHING)
        try:
            await work()
        except OutreachError as error:
            set_wrong((error.message, error.advice))
            return False
        except Exception as error:  # noqa: BLE001 - told on the screen and logged
            log_without_content(error)
            set_wrong(UNFORESEEN)
            return False
        finally:
            under_way.current = False
            set_busy(False)
        return True

    return Attempt(busy, wrong, run, set_wrong)
