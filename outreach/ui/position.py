"""Where I am: asked for when a person taps for it, kept in memory while the tablet is open.

The rules that this module enforces:

1. Nothing asks the device for its position by itself: :func:`ask` belongs behind a tap.
2. A fix is never stored, sent or logged. It leaves this module as the point of a record that a
   person saves, and in no other way. Locking forgets it.
3. A device that refuses, has no receiver or does not answer costs a sentence and never a hang.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import flet_geolocator as fg

from outreach.model.geography import metres
from outreach.ui.moments import now_ms
from outreach.ui.pulse import Watched
from outreach.ui.silence import log_without_content
from outreach.words import _, mark

if TYPE_CHECKING:
    from outreach.ui.desk import Desk

#: Off, waiting for the device, there is a fix, or the device gave none (``problem`` says why).
State = Literal["off", "asking", "on", "refused"]

#: How long a person may take over the device's own question, and the device over a fix; seconds.
PERMISSION_SECONDS: Final = 60
FIX_SECONDS: Final = 25

REFUSED: Final = mark(
    "This tablet does not let Outreach know where it is. Allow location in its settings, or choose "
    "the place on the map."
)
SWITCHED_OFF: Final = mark("Location is switched off on this tablet. Switch it on and try again.")
NO_FIX: Final = mark(
    "This tablet could not tell where it is. Try again in the open, or choose the place on the map."
)


@dataclass(frozen=True, slots=True)
class Fix:
    """A position in WGS84 degrees. ``accuracy_m``: the radius of the circle that it is likely to
    be in, None where the device does not say. ``at_ms``: this device's clock."""

    latitude: float
    longitude: float
    accuracy_m: float | None
    at_ms: int


class Position(Watched):
    """The position of this tablet, if a person asked for it. Watch it with ``use_state``."""

    def __init__(self) -> None:
        self.fix: Fix | None = None
        self.state: State = "off"
        self.problem = ""
        self._locator: fg.Geolocator | None = None
        self._turn = 0

    def off(self) -> None:
        """Forget the fix; an answer that is still under way is dropped."""
        self._turn += 1
        self._locator = None
        self.fix, self.state, self.problem = None, "off", ""

    async def ask(self, desk: Desk) -> Fix | None:
        """Ask the device where it is; the fix, or None with ``problem`` set to a sentence.

        Only while the tablet is unlocked, and one question at a time: a second one while the first
        is under way has no answer, since an older fix says where somebody was.
        """
        if desk.session is None or self.state == "asking":
            return None
        self._turn += 1
        turn = self._turn
        self.state, self.problem = "asking", ""
        try:
            found, problem = await self._locate()
        except (TimeoutError, RuntimeError):  # no answer, or the client's own error
            found, problem = None, NO_FIX
        except Exception as error:  # noqa: BLE001 - logged; it must be possible to ask again
            log_without_content(error)
            found, problem = None, NO_FIX
        if turn != self._turn or desk.session is None:
            return None  # locked meanwhile
        self.fix, self.problem = found, _(problem)
        self.state = "on" if found else "refused"
        return found

    async def _locate(self) -> tuple[Fix | None, str]:
        locator = self._locator = self._locator or fg.Geolocator()
        granted = fg.GeolocatorPermissionStatus
        try:
            status = await asyncio.wait_for(locator.request_permission(), PERMISSION_SECONDS)
        except ValueError:  # an answer that Flet does not know
            return None, REFUSED
        if status in (granted.DENIED, granted.DENIED_FOREVER):
            return None, REFUSED
        if not await asyncio.wait_for(locator.is_location_service_enabled(), FIX_SECONDS):
            return None, SWITCHED_OFF
        exact = fg.GeolocatorConfiguration(accuracy=fg.GeolocatorPositionAccuracy.HIGH)
        try:
            given = await asyncio.wait_for(locator.get_current_position(exact), FIX_SECONDS)
        except TypeError:  # the client answered with nothing
            return None, NO_FIX
        if given.latitude is None or given.longitude is None:
            return None, NO_FIX
        accuracy = float(given.accuracy) if given.accuracy else None
        return Fix(float(given.latitude), float(given.longitude), accuracy, now_ms()), ""


async def ask(desk: Desk) -> Fix | None:
    """Ask the device where it is, after a person tapped for it: see :meth:`Position.ask`."""
    return await desk.position.ask(desk)


def distance_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Metres between two points in degrees (haversine, a sphere)."""
    return metres((lat1, lon1), (lat2, lon2))
