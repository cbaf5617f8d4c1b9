"""What the parts of a form watch: one answer, one section's count, what is open, where to jump.

The rule that this module enforces: a keystroke redraws nothing but the field it was typed into. A
typed text tells those who watch it only when it comes, goes, or stops being wrong.
"""

from __future__ import annotations

from typing import Any

from outreach.model.problems import Problem
from outreach.ui.pulse import Watched


class Cell(Watched):
    """One answer, and what is wrong with it. ``turn`` counts the jumps to its question."""

    def __init__(self, value: Any = None) -> None:
        self.value = value
        self.error = ""
        self.turn = 0

    def type(self, value: Any) -> None:
        """Another letter of a text that is there already: nobody else need know."""
        object.__setattr__(self, "value", value)


class Tally(Watched):
    """What is in a section, for the line under its title."""

    def __init__(self) -> None:
        self.asked = 0
        self.answered = 0
        self.wanted = 0
        self.problems = 0

    def set(self, asked: int, answered: int, wanted: int, problems: int) -> None:
        self.asked, self.answered = asked, answered
        self.wanted, self.problems = wanted, problems


class Folds(Watched):
    """Which sections are open, and the problems of the last try to save."""

    def __init__(self, opened: frozenset[str]) -> None:
        self.opened = opened
        self.problems: tuple[Problem, ...] = ()
        self.saving = False
        #: How many things were recorded along with this one; a change redraws their list.
        self.along = 0

    def toggle(self, section: str) -> None:
        self.opened = self.opened ^ {section}

    def open(self, section: str) -> None:
        self.opened = self.opened | {section}


class Compared(Watched):
    """Counts how often somebody went on from an answer that other spaces may hold too."""

    def __init__(self) -> None:
        self.turn = 0


class Target(Watched):
    """The question to bring into sight: its name, and how often that was asked for."""

    def __init__(self) -> None:
        self.name = ""
        self.turn = 0
