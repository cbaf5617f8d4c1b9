"""What the tests of the protocol share: a team; and Hypothesis without a stop-watch, so that a
machine that is busy fails no test.
"""

import random

import pytest
from hypothesis import settings

from tests.sync.people import Team

settings.register_profile("outreach", deadline=None)
settings.load_profile("outreach")


@pytest.fixture
def team(rng: random.Random) -> Team:
    """People with devices, and the keys of their space."""
    return Team(rng)
