"""What of the wards is looked at, as a part of an address: codes, and no words of anybody.

A measure stands there by its number among those that the authority has: its own words and its
period are somebody's text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Final

from outreach.model.fold import ReadModel
from outreach.model.localities import Measure, measures
from outreach.model.measures import PERIODS

#: What the address of wards begins with.
WARDS: Final = "wards"
_SHAPE: Final = re.compile(r"wards(?:~([EWSN][0-9]{8}))?(?:~w([0-9]{1,2}))?(?:~m([0-9]{1,3}))?")


@dataclass(frozen=True, slots=True)
class WardAddress:
    """``authority`` "": whichever is one's own. ``measure``: its place among those there are, from
    1; 0 for none."""

    authority: str = ""
    weeks: int = 52
    measure: int = 0

    def but(self, **other: Any) -> WardAddress:
        """The same with something else."""
        return replace(self, **other)

    def text(self) -> str:
        """As it stands in an address."""
        parts = [WARDS, *([self.authority] if self.authority else []), f"w{self.weeks}"]
        return "~".join([*parts, *([f"m{self.measure}"] if self.measure else [])])

    @classmethod
    def parse(cls, text: str) -> WardAddress | None:
        """The inverse; None for anything that is none."""
        found = _SHAPE.fullmatch(text)
        if found is None:
            return None
        authority, weeks, measure = found.groups()
        if weeks is not None and int(weeks) not in PERIODS:
            return None
        return cls(authority or "", int(weeks or 52), int(measure or 0))

    def measure_of(self, model: ReadModel) -> Measure | None:
        """The measure that it names; None where there is none any more."""
        found = measures(model, self.authority)
        return found[self.measure - 1] if 0 < self.measure <= len(found) else None
