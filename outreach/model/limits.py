"""The partnership's limits, as data in ``assets/limits.json``: hours, sizes and a bounding box."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from outreach.assets import asset


@dataclass(frozen=True, slots=True)
class Limits:
    """Hours in hours, sizes in bytes of compact JSON, degrees in WGS84."""

    late_after_hours: float
    future_tolerance_hours: float
    earliest_year: int
    record_bytes: int
    south: float
    north: float
    west: float
    east: float

    def in_uk(self, latitude: float, longitude: float) -> bool:
        """Whether a point lies in the bounding box of the United Kingdom."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


@cache
def limits() -> Limits:
    """The limits in force."""
    data = json.loads(asset("limits.json").read_text(encoding="utf-8"))
    box = data["uk"]
    return Limits(
        late_after_hours=float(data["late_after_hours"]),
        future_tolerance_hours=float(data["future_tolerance_hours"]),
        earliest_year=int(data["earliest_year"]),
        record_bytes=int(data["record_bytes"]),
        south=float(box["south"]),
        north=float(box["north"]),
        west=float(box["west"]),
        east=float(box["east"]),
    )
