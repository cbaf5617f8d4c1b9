"""Which screen is shown while nothing is open."""

from __future__ import annotations

import flet as ft

from outreach.ui.desk import Desk
from outreach.views.entrance.forgotten import Forgotten
from outreach.views.entrance.found import Found
from outreach.views.entrance.join import Join
from outreach.views.entrance.recover import Recover
from outreach.views.entrance.start import Start
from outreach.views.entrance.wiped import WipedAway
from outreach.views.unlock import Unlock


@ft.component
def Outside(desk: Desk) -> ft.Control:
    entrance, _set = ft.use_state(desk.entrance)
    if entrance.at == "join":
        return Join(desk, key="join")
    if entrance.at == "found":
        return Found(desk, key="found")
    if entrance.at == "recovery":
        return Recover(desk, key="recovery")
    if entrance.at == "forgotten" and desk.vault is not None:
        return Forgotten(desk, key="forgotten")
    if entrance.at == "happened" and entrance.wiped is not None:
        return WipedAway(desk, entrance.wiped, key="wiped")
    if desk.vault is None:
        return Start(desk, key="start")
    return Unlock(desk, key=f"unlock-{desk.vault.name}")
