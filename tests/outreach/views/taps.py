"""Counts what a thumb does on a tablet: each press, each chip, each field that it has to go to.

Typing is no tap; bringing the keyboard to a field is one, unless the form brought it there. The
ways that are counted are those of the README's table.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from tests.headless import Window
from tests.tablets import Tablets, desk_of


@dataclass
class Thumb:
    """One thumb on one window; ``done`` says what it did."""

    window: Window
    done: list[str] = field(default_factory=list)

    @property
    def taps(self) -> int:
        return len(self.done)

    async def press(self, name: str) -> None:
        await self.window.settle(lambda: self.window.has(name))
        self.done.append(name)
        await self.window.press(name)

    async def select(self, name: str) -> None:
        self.done.append(name)
        await self.window.select(name)

    async def type(self, name: str, words: str, *, brought: bool = False) -> None:
        """``brought``: the form put the keyboard there; checked."""
        if brought:
            await self.window.takes_the_keyboard(name)
        else:
            self.done.append(f"{name}: go there")
        await self.window.type(name, words)


async def saved(window: Window) -> None:
    await window.settle(lambda: window.says("Saved on this tablet"))


async def nothing_seen(thumb: Thumb, arcade: str) -> None:
    """By the big button: it asks for the place first."""
    await thumb.press("nothing-seen")
    await thumb.press(f"hotspot.take.{arcade[:8]}")
    await thumb.press("save")


async def nothing_seen_in_the_list(thumb: Thumb, arcade: str) -> None:
    """By the place's own line on Tonight."""
    await thumb.press(f"quiet-{arcade[:8]}")
    await thumb.press("save")


async def something_seen(thumb: Thumb, arcade: str) -> None:
    """Two indicators, a vehicle with its registration and colour, a sentence."""
    await thumb.press("log-visit")
    await thumb.press(f"hotspot.take.{arcade[:8]}")
    await thumb.select("indicators.child_in_vehicle")
    await thumb.select("indicators.gifts_or_money")
    await thumb.type("fact", "A girl of about 14 got in by the back door at 23:10.")
    await thumb.press("along-vehicle-sighting")
    await thumb.type("vehicle-sighting.registration", "AB12 ?DE", brought=True)
    await thumb.select("colour.silver")
    await thumb.press("save")


async def check_in_order(thumb: Thumb, shop: str) -> None:
    """Licensing, by consent, everything in order, no action."""
    await thumb.press("check")
    await thumb.press(f"premises.take.{shop[:8]}")
    await thumb.select("regimes.licensing")
    await thumb.select("entry.consent")
    await thumb.press("licensing_checklist.all")
    await thumb.press("fold-outcome")
    await thumb.select("outcomes.none")
    await thumb.press("save")


@dataclass(frozen=True)
class Way:
    """One line of the table: what is recorded, by whom, how, and the most taps it may take."""

    words: str
    who: str
    walk: Callable[[Thumb, str], Awaitable[None]]
    most: int
    then: str


WAYS = (
    Way("visit with nothing seen, from the list", "worker", nothing_seen_in_the_list, 3, ""),
    Way("visit with nothing seen, by the big button", "worker", nothing_seen, 3, ""),
    Way(
        "visit with two indicators, a vehicle and a sentence",
        "worker",
        something_seen,
        12,
        ", and typing",
    ),
    Way("premises check with everything in order", "licensing", check_in_order, 8, ""),
)


async def count(tablets: Tablets, way: Way, place: str) -> tuple[int, Any]:
    """Walk one way in a window of its own: how many taps, and what is on the tablet then."""
    async with tablets.open(way.who, width=390) as window:
        thumb = Thumb(window)
        await way.walk(thumb, place)
        await saved(window)
        session = desk_of(window).open
        kinds = ("hotspot-visit", "vehicle-sighting", "premises-check")
        found = {kind: [session.show(row.id) for row in session.rows(kind=kind)] for kind in kinds}
        assert session.drafts() == []
        assert not window.wire.crashes
        return thumb.taps, found


def table(taps: dict[str, int]) -> str:
    """The README's table."""
    lines = ["| from Tonight to saved | taps | at most |", "|---|---|---|"]
    lines += [f"| {way.words} | {taps[way.words]}{way.then} | {way.most} |" for way in WAYS]
    return "\n".join(lines)
