"""How often the app syncs by itself."""

from __future__ import annotations

import random

from outreach.ui.rhythm import AT_REST, FIRST_RETRY, LONGEST_RETRY, Rhythm


def test_it_waits_longer_each_time_the_store_is_missed(rng: random.Random) -> None:
    rhythm = Rhythm(rng)
    waits = [rhythm.missed() for _ in range(12)]
    for turn, wait in enumerate(waits):
        ideal = min(LONGEST_RETRY, FIRST_RETRY * 2**turn)
        assert 0.8 * ideal <= wait <= 1.2 * ideal


def test_reaching_the_store_begins_anew(rng: random.Random) -> None:
    rhythm = Rhythm(rng)
    for _ in range(5):
        rhythm.missed()
    assert rhythm.reached() == AT_REST
    assert rhythm.missed() <= FIRST_RETRY * 1.2
