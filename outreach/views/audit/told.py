"""Acts and gaps as an auditor reads them."""

from __future__ import annotations

from typing import Any

import flet as ft

from outreach.model.kinds import KINDS, form
from outreach.ui import frame
from outreach.ui.moments import ago, moment, now_ms
from outreach.ui.values import said_of
from outreach.words import _, mark, several

ACTS: dict[str, tuple[ft.IconData, str]] = {
    "read": (ft.Icons.VISIBILITY_OUTLINED, mark("Read")),
    "search": (ft.Icons.SEARCH, mark("Searched")),
    "export": (ft.Icons.DOWNLOAD_OUTLINED, mark("Exported")),
    "share": (ft.Icons.HANDSHAKE_OUTLINED, mark("Shared")),
    "merge": (ft.Icons.MERGE, mark("Joined")),
    "break-glass": (ft.Icons.LOCK_OPEN, mark("Opened what was hidden")),
    "administration": (ft.Icons.ADMIN_PANEL_SETTINGS_OUTLINED, mark("Administered")),
    "lost": (ft.Icons.RULE, mark("Could not be kept")),
}
#: What an administrator did, as the session names it -> in words.
DECIDED = {
    "members": mark("who belongs"),
    "late": mark("late work"),
    "erase": mark("an erasure"),
    "second": mark("agreed to an erasure"),
    "hold": mark("a legal hold"),
    "release": mark("released a hold"),
}
#: Acts that one looks at first.
LOUD = ("break-glass", "export", "share", "lost")


def what(one: Any) -> str:
    """What it was done with: a kind of record, words, a space."""
    parts = []
    if one.kind in KINDS:
        parts.append(_(form(one.kind).title))
    elif one.kind:
        parts.append(one.kind.replace("-", " "))
    if one.act == "administration" and one.text in DECIDED:
        parts.append(_(DECIDED[one.text]))
    elif one.text:
        parts.append(f"“{one.text}”")
    if one.space:
        parts.append(_("in {space}").format(space=said_of(one.space)))
    if one.record:
        parts.append(one.record[:8])
    return " · ".join(parts)


def headline(one: Any) -> str:
    """Who did what."""
    verb = _(ACTS[one.act][1])
    if one.count > 1:
        often = several("{n} time", "{n} times", one.count)
        return _("{who}: {act}, {often}").format(who=whose(one), act=verb, often=often)
    return _("{who}: {act}").format(who=whose(one), act=verb)


def whose(one: Any) -> str:
    """The person, or their device where the audit does not know them."""
    return one.name or _("Tablet {id}").format(id=one.device[:8])


def facts(one: Any) -> str:
    """When and with what."""
    return " · ".join(part for part in (moment(one.at_ms, now_ms()), one.agency, what(one)) if part)


def fits(one: Any, typed: str) -> bool:
    """Whether it has all the words that were typed: in who, what or with which record."""
    held = (
        f"{whose(one)} {one.agency} {what(one)} {one.purpose or ''} {one.record or ''}".casefold()
    )
    return all(word in held for word in typed.casefold().split())


def gap(one: Any) -> ft.Control:
    """Acts that others say there are, and that have not come."""
    missing = one.named - one.arrived
    now = now_ms()
    said = several(
        "{n} entry of the audit is missing.", "{n} entries of the audit are missing.", missing
    )
    since = (
        _("First noticed {when}.").format(when=ago(one.named_ms, now))
        if one.named_ms is not None
        else _("Noticed on this tablet.")
    )
    last = (
        _("The last one that came, came {when}.").format(when=ago(one.arrived_ms, now))
        if one.arrived_ms is not None
        else _("None has ever come.")
    )
    by = _("Noticed by {who}.").format(who=", ".join(one.witnesses)) if one.witnesses else ""
    why = _("It may only be offline. If it stays so, ask for the tablet.")
    return frame.notice(
        ft.Icons.REPORT_PROBLEM,
        _("Withheld by {who}").format(who=whose(one)),
        " ".join(part for part in (said, since, last, by, why) if part),
        kind="warn",
    )
