"""When to sync by itself: soon after something was written, now and then otherwise, less and
less often while the store cannot be reached. Pure; seconds."""

from __future__ import annotations

import random

AFTER_WRITING = 2.0
AT_REST = 60.0
FIRST_RETRY = 5.0
LONGEST_RETRY = 600.0


class Rhythm:
    """Says how long to wait until the next sync. ``chance`` spreads tablets that fail together."""

    def __init__(self, chance: random.Random | None = None) -> None:
        self.failures = 0
        self._chance = chance or random.Random()

    def reached(self) -> float:
        """The store answered: wait the ordinary time."""
        self.failures = 0
        return AT_REST

    def missed(self) -> float:
        """The store did not answer: wait twice as long each time, give or take a fifth."""
        wait = min(LONGEST_RETRY, FIRST_RETRY * 2.0**self.failures)
        self.failures += 1
        return wait * self._chance.uniform(0.8, 1.2)
