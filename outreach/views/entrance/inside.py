"""Which screen is shown while a vault is open and something comes before the records."""

from __future__ import annotations

import flet as ft

from outreach.ui.desk import Desk
from outreach.views.entrance.code import NewCode, UnshownCode
from outreach.views.entrance.first_sync import FirstSync
from outreach.views.entrance.forgotten import NewPassphrase
from outreach.views.entrance.waiting import Waiting


@ft.component
def Inside(desk: Desk) -> ft.Control:
    entrance, _set = ft.use_state(desk.entrance)
    screens = {
        "code": NewCode,
        "unshown": UnshownCode,
        "passphrase": NewPassphrase,
        "waiting": Waiting,
        "first-sync": FirstSync,
    }
    shown = screens.get(entrance.at)  # none for a moment, when one of them was the last
    return shown(desk, key=entrance.at) if shown else ft.Container()
