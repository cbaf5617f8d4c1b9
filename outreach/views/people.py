"""People: one person who was seen, and the sightings that may be of the same.

There is no record of a person yet. So nothing is joined here: others stand apart, with reasons.
"""

from __future__ import annotations

import flet as ft

from outreach.ui.desk import Desk
from outreach.views.known import Known


@ft.component
def Person(desk: Desk) -> ft.Control:
    record = ft.use_route_params().get("id", "")
    return Known(desk, record, key=f"person-{record}")
