"""A passphrase that a person can read out and type: six short words.

Only the demonstration's, which is printed and protects nothing but invented records: 64 words make
36 bits, too few for a team.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

WORDS: Final = (
    "acorn", "amber", "apple", "basil", "beach", "birch", "bread", "brick", "brook", "cabin",
    "candle", "carpet", "cedar", "chalk", "cloud", "clover", "cobalt", "copper", "coral",
    "cotton", "crane", "daisy", "ember", "falcon", "fern", "field", "flint", "garden", "ginger",
    "harbour", "hazel", "heron", "honey", "island", "ivory", "kettle", "ladder", "lantern",
    "lemon", "linen", "maple", "marble", "meadow", "mint", "morning", "needle", "oak", "olive",
    "orchard", "otter", "paper", "pebble", "pepper", "pine", "plum", "pocket", "quilt",
    "ribbon", "river", "saddle", "silver", "spoon", "thistle", "willow",
)  # fmt: skip


def phrase(below: Callable[[int], int], count: int = 6) -> str:
    """``count`` words with a space between; ``below(n)`` gives a random number from 0 to n - 1."""
    return " ".join(WORDS[below(len(WORDS))] for _ in range(count))
