"""Where an export begins: buttons on the pages of what can be exported, for those with the duty."""

from __future__ import annotations

import flet as ft

from outreach.model.outgoing import Sort
from outreach.model.queries import RecordView
from outreach.model.timeline import SUBJECTS
from outreach.ui.buttons import quiet
from outreach.ui.desk import Desk
from outreach.words import _


def begin_export(desk: Desk, name: str, words: str, sort: Sort, of: str = "") -> list[ft.Control]:
    """The button, where this person has the duty for it; nothing else."""
    if desk.session is None or not desk.open.may_export(sort):
        return []
    route = f"/export/{sort}/{of}" if of else f"/export/{sort}"
    return [quiet(name, words, lambda _event: desk.go(route), icon=ft.Icons.IOS_SHARE)]


def of_record(desk: Desk, view: RecordView) -> list[ft.Control]:
    """What of a record's page can be exported: its shift, its history, its schedule."""
    found: list[ft.Control] = []
    if view.kind == "outing":
        found += begin_export(desk, "export-shift", _("Shift report…"), "shift", view.id)
    if SUBJECTS.get(view.kind) == "place":
        found += begin_export(desk, "export-history", _("Export history…"), "premises", view.id)
    schedule = _("Disclosure schedule…")
    return [*found, *begin_export(desk, "export-schedule", schedule, "disclosure", view.id)]
