"""A pack as its reviewer reads it: what was taken out, then the records by kind, in windows."""

from __future__ import annotations

import json
from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.buttons import quiet
from outreach.ui.choices import filters, toggles
from outreach.ui.figures import facts
from outreach.words import _, several

#: Records that are drawn at first, and with each "more".
WINDOW = 20


def pack_of(content: bytes) -> dict[str, Any] | None:
    """The pack that a file holds; None where it holds none that this app can show."""
    try:
        found = json.loads(content)
        if found["outreach_pack"] != 1:
            return None
        for kind, rows in found["records"].items():
            labels = found["labels"][kind]["fields"]
            dict(found["labels"][kind]["texts"])
            for row in rows:
                if not set(row["fields"]) <= labels.keys():
                    return None
                row["id"], row["texts"], row["links"], row["not_told"]
        [str(line) for line in found["statement"]]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return dict(found)


@ft.component
def ReadPack(told: dict[str, Any]) -> ft.Control:
    kinds = {kind: told["labels"][kind]["label"] for kind in told["records"]}
    kind, set_kind = ft.use_state(next(iter(kinds), ""))
    shown, set_shown = ft.use_state(WINDOW)

    def choose(name: str) -> None:
        set_kind(name)
        set_shown(WINDOW)

    statement: list[ft.Control] = [
        ft.Text(str(line), selectable=True) for line in told["statement"]
    ]
    rows = told["records"].get(kind, [])
    parts: list[ft.Control] = [
        frame.card(*statement, title=_("What was taken out")),
        filters(toggles("pack-kind", kinds, kind, choose)),
        *[_record(told, kind, row) for row in rows[:shown]],
    ]
    if shown < len(rows):
        parts.append(
            quiet(
                "pack-more",
                several("Show {n} more", "Show {n} more", len(rows) - shown),
                lambda _event: set_shown(shown + 5 * WINDOW),
            )
        )
    return ft.Column(parts)


def _record(told: dict[str, Any], kind: str, row: dict[str, Any]) -> ft.Control:
    labels = told["labels"][kind]["fields"]

    def said(name: str, value: Any) -> str:
        codes = labels[name]["codes"]
        values = value if isinstance(value, list) else [value]
        yes_no = {"yes": _("Yes"), "no": _("No")}
        return ", ".join(codes.get(one, yes_no.get(one, str(one))) for one in values)

    lines = [(labels[name]["label"], said(name, value)) for name, value in row["fields"].items()]
    for name, text in row["texts"].items():
        lines.append((told["labels"][kind]["texts"].get(name, name), str(text)))
    if row["links"]:
        lines.append((_("Belongs with"), ", ".join(str(one["to"]) for one in row["links"])))
    names = {one.partition("=")[0] for one in row["not_told"]}
    untold = [labels[name]["label"] for name in sorted(names) if name in labels]
    if untold:
        lines.append((_("Not told"), ", ".join(untold)))
    return frame.card(facts(lines), title=str(row["id"]))
