"""What a form has heard of its own wording: what is prompted now, what was seen, what was kept."""

from __future__ import annotations

from outreach.model.wording import Prompt
from outreach.model.wording_rules import Rules, shipped
from outreach.ui.pulse import Watched


class Heard(Watched):
    """What is prompted under one answer."""

    def __init__(self) -> None:
        self.prompts: tuple[Prompt, ...] = ()


class Listening:
    """What was prompted in one form: by the name of the answer."""

    def __init__(self) -> None:
        self.heard: dict[str, Heard] = {}
        self.turns: dict[str, int] = {}
        self.kept: set[tuple[str, str]] = set()
        self.seen: set[tuple[str, str]] = set()
        #: Where the keyboard goes next, in an answer: behind the words that are to be changed.
        self.carets: dict[str, int] = {}
        #: Those in force when the form was opened.
        self.rules: Rules = shipped()

    def of(self, name: str) -> Heard:
        return self.heard.setdefault(name, Heard())

    def forget(self) -> None:
        """Let go of all words; the tablet is locking."""
        self.heard, self.kept, self.seen, self.turns = {}, set(), set(), {}
