"""Vehicles: everything known of one registration, and what may be the same vehicle.

The address holds the id of a sighting: a registration mark is content, and addresses are kept.
"""

from __future__ import annotations

import flet as ft

from outreach.ui.desk import Desk
from outreach.views.known import Known


@ft.component
def Vehicle(desk: Desk) -> ft.Control:
    record = ft.use_route_params().get("id", "")
    return Known(desk, record, key=f"vehicle-{record}")
