"""Nights on bad networks, each from its seed: nothing acknowledged is lost, everyone agrees.

To see one again: ``pytest tests/sync/client/test_simulated_nights.py -k "night[17]"``.
"""

import random
from pathlib import Path

import pytest

from tests.simulator.night import Night

NIGHTS = range(1, 25)


def live_through(seed: int, folder: Path) -> Night:
    print(f"night of seed {seed}")
    night = Night(seed, folder)
    night.run()
    night.dawn()
    night.check()
    return night


@pytest.mark.parametrize("seed", NIGHTS)
def test_a_night(seed: int, folder: Path) -> None:
    live_through(seed, folder)


def test_a_night_that_nobody_has_seen_before(rng: random.Random, folder: Path) -> None:
    live_through(rng.randrange(1 << 32), folder)


def test_the_nights_are_bad_enough(folder: Path) -> None:
    # A simulator in which nothing goes wrong proves nothing.
    nights = []
    for seed in (1, 2, 3):
        each = folder / str(seed)
        each.mkdir()
        nights.append(live_through(seed, each))
    assert sum(night.crashes for night in nights) > 10
    assert sum(night.faults for night in nights) > 50
    assert all(len(t.acknowledged) > 5 for night in nights for t in night.tablets)


def test_a_night_is_the_same_again_from_the_same_seed(folder: Path) -> None:
    stories = []
    for number in (1, 2):
        each = folder / str(number)
        each.mkdir()
        night = live_through(5, each)
        stories.append((night.story(), night.crashes, night.faults))
    assert stories[0] == stories[1]
