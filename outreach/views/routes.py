"""Which address shows which screen.

Addresses hold record ids and nothing that people wrote: a browser keeps addresses. All screens
share one view, so that going from one to another keeps the rail, and a list beside a page.
"""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from outreach.ui import guard
from outreach.ui.desk import Desk
from outreach.views.anew import Anew
from outreach.views.audit import Audit
from outreach.views.due import Due
from outreach.views.elsewhere import Elsewhere
from outreach.views.exports import Exporting, OpenExport
from outreach.views.happened import Happened
from outreach.views.help import Help
from outreach.views.importing import Importing
from outreach.views.insights import Insights
from outreach.views.late import LateScreen
from outreach.views.linked import NetworkPage
from outreach.views.lists import Lists
from outreach.views.map import Map, MapPoint
from outreach.views.members import (
    AskedPage,
    Invite,
    Join,
    Keep,
    Late,
    Lost,
    LostPage,
    Members,
    Recovery,
    Rulings,
)
from outreach.views.people import Person
from outreach.views.places import Places
from outreach.views.quarantine import Quarantine
from outreach.views.record import RecordPage
from outreach.views.review import Review
from outreach.views.search import Search
from outreach.views.settings import Settings
from outreach.views.shell import Shell
from outreach.views.sync import Sync
from outreach.views.tonight import Tonight
from outreach.views.vehicles import Vehicle
from outreach.views.write import Write


@guard.window
@ft.component
def Root(desk: Desk) -> ft.Control:
    def at(view: Callable[[Desk], ft.Control]) -> Callable[[], ft.Control]:
        guard.screen(view)
        return lambda: view(desk)

    routes, _ = ft.use_state(
        lambda: [
            ft.Route(
                component=lambda: Shell(desk),
                outlet=True,
                children=[
                    ft.Route(index=True, component=at(Tonight)),
                    ft.Route(path="map/:id?", component=at(Map)),
                    ft.Route(path="map/:id/point", component=at(MapPoint)),
                    ft.Route(path="places/:id?", component=at(Places)),
                    ft.Route(path="import", component=at(Importing)),
                    ft.Route(path="people/:id", component=at(Person)),
                    ft.Route(path="vehicles/:id", component=at(Vehicle)),
                    ft.Route(path="network/:id", component=at(NetworkPage)),
                    ft.Route(path="search", component=at(Search)),
                    ft.Route(path="records/:id", component=at(RecordPage)),
                    ft.Route(path="records/:id/keep", component=at(Keep)),
                    ft.Route(path="anew", component=at(Anew)),
                    ft.Route(path="write/:draft", component=at(Write)),
                    ft.Route(path="review/:id?", component=at(Review)),
                    ft.Route(path="due", component=at(Due)),
                    ft.Route(path="late", component=at(LateScreen)),
                    ft.Route(path="insights/:slice?", component=at(Insights)),
                    ft.Route(path="export/:sort/:id?", component=at(Exporting)),
                    ft.Route(path="opened", component=at(OpenExport)),
                    ft.Route(path="help/:topic?", component=at(Help)),
                    ft.Route(path="sync", component=at(Sync)),
                    ft.Route(path="sync/aside", component=at(Quarantine)),
                    ft.Route(path="members/invite", component=at(Invite)),
                    ft.Route(path="members/join/:device", component=at(Join)),
                    ft.Route(path="members/asked/:entry", component=at(AskedPage)),
                    ft.Route(path="members/lost/:device?", component=at(Lost)),
                    ft.Route(path="members/reports/:report", component=at(LostPage)),
                    ft.Route(path="members/late/:entry?", component=at(Late)),
                    ft.Route(path="members/rulings", component=at(Rulings)),
                    ft.Route(path="members/recovery", component=at(Recovery)),
                    ft.Route(path="members/:device?", component=at(Members)),
                    ft.Route(path="audit", component=at(Audit)),
                    ft.Route(path="settings", component=at(Settings)),
                    ft.Route(path="lists/:name?", component=at(Lists)),
                    ft.Route(path="partnerships", component=at(Elsewhere)),
                    ft.Route(path="happened", component=at(Happened)),
                    ft.Route(path=":rest*", component=at(Tonight)),
                ],
            )
        ]
    )
    guard.window(ft.Router)
    return ft.Router(routes, manage_views=True)
