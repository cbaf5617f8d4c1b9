"""Small things that screens watch. A screen watches the few it shows, never all of them.

An observable re-renders whoever holds it in ``use_state``. Changes may come from any thread; they
are carried to the page's event loop by the desk before they are set here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import flet as ft


class Watched(ft.Observable):
    """An observable that keeps values as they were given (Flet's wraps lists and dicts)."""

    def _wrap_if_collection(self, name: str, value: Any) -> Any:
        return value


class Pulse(Watched):
    """Counts changes of the rows on this tablet."""

    def __init__(self) -> None:
        self.count = 0

    def beat(self) -> None:
        self.count += 1


class Stage(Watched):
    """Whether the vault is open: ``locked``, ``opening``, ``open``, or ``fault`` after a bug, which
    stands in the way of the screen ``at`` one address only."""

    def __init__(self) -> None:
        self.name = "locked"
        self.problem = ""
        self.at = ""
        self.advice = ""
        self.wait_seconds = 0


class Window(Watched):
    """The layout that fits the window: ``phone``, ``tablet`` or ``desktop``."""

    def __init__(self) -> None:
        self.layout = "phone"


class Cover(Watched):
    """Whether a blank sheet lies over the window, because nobody should see into it now."""

    def __init__(self) -> None:
        self.on = False


@dataclass(frozen=True, slots=True)
class Round:
    """What a sync came to. ``times``: how many in a row came to the same, and to nothing."""

    at_ms: int
    sent: int
    received: int
    problem: str
    times: int = 1


#: Syncs that the sync screen tells of.
ROUNDS = 12


class SyncStatus(Watched):
    """What is known about syncing, as the header and the sync screen tell it."""

    def __init__(self) -> None:
        self.running = False
        self.only_here = 0  # changes that no receipt covers
        self.drafts = 0  # forms that are not finished
        self.last_contact_ms: int | None = None
        self.progress: Any = None
        self.report: Any = None
        self.problem = ""
        self.alarm = False  # the problem is no missing network: somebody has to look
        self.next_at_ms: int | None = None  # when the next one begins by itself
        self.rounds: tuple[Round, ...] = ()  # newest first
        self.minute = 0  # ticks, so that "5 min ago" stays true

    def take(self, done: Round) -> None:
        """Note what a sync came to; one that came to nothing, like the last, only counts on."""
        last = self.rounds[0] if self.rounds else None
        nothing = not (done.sent or done.received)
        if last and nothing and not (last.sent or last.received) and last.problem == done.problem:
            self.rounds = (replace(done, times=last.times + 1), *self.rounds[1:])
        else:
            self.rounds = (done, *self.rounds)[:ROUNDS]


class Doubted(Watched):
    """The names of the ``spaces`` in which the store no longer stands by all that it signed; of
    those that this tablet adds to and cannot read (``unread``), and which of its records there are
    ``safe``: no row can say that of itself, since nothing comes back."""

    def __init__(self) -> None:
        self.spaces: frozenset[str] = frozenset()
        self.unread: frozenset[str] = frozenset()
        self.safe: frozenset[str] = frozenset()

    def take(self, spaces: frozenset[str], unread: frozenset[str], safe: frozenset[str]) -> None:
        """Note all three."""
        self.spaces, self.unread, self.safe = spaces, unread, safe


#: Rows of lists ask it, wherever they are drawn: a row says *safe* only while this does not doubt.
DOUBTED = Doubted()


class Counts(Watched):
    """How much waits for this person: records to review, reviews that are late and have come up to
    them, their own that came back, and entries that could not be used and that nobody has looked
    at."""

    def __init__(self) -> None:
        self.queue = 0
        self.late = 0
        self.returned = 0
        self.aside = 0
