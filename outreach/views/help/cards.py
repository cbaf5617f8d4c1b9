"""Help cards: what may be shared, and what to do when something goes wrong.

Their texts are data in ``assets/help/cards.json``, so that a safeguarding lead can change them;
they are said with ``_``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import flet as ft

from outreach.assets import asset
from outreach.words import _


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and its sentences."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One topic, with where it comes from in law and guidance."""

    topic: str
    group: str
    icon: ft.IconData
    title: str
    text: str
    parts: tuple[Part, ...]
    sources: tuple[str, ...]

    def words(self) -> Iterable[str]:
        """Everything that it says."""
        yield from (self.title, self.text)
        for part in self.parts:
            yield from (part.title, *part.lines)
        yield from self.sources


@cache
def _data() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(asset("help/cards.json").read_text(encoding="utf-8"))
    return found


@cache
def cards() -> tuple[Card, ...]:
    """All cards, in the order in which they are offered."""
    return tuple(
        Card(
            card["topic"],
            card["group"],
            getattr(ft.Icons, card["icon"]),
            card["title"],
            card["text"],
            tuple(Part(part["title"], tuple(part["lines"])) for part in card["parts"]),
            tuple(source["title"] for source in card["sources"]),
        )
        for card in _data()["topics"]
    )


def groups() -> list[tuple[str, str]]:
    """Name and title of each group, in order."""
    return [(group["group"], _(group["title"])) for group in _data()["groups"]]


def card_of(topic: str) -> Card | None:
    """The card of a topic."""
    return next((card for card in cards() if card.topic == topic), None)
