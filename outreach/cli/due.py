"""due: everything that is due or overdue, soonest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from outreach.cli.opened import JsonOption, PassphraseOption, VaultOption, opened
from outreach.cli.printing import SHORT, moment, note, out_json, table, when

if TYPE_CHECKING:
    from outreach.model.dues import DueItem


def due(
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
    mine: Annotated[bool, typer.Option("--mine", help="Only what you own, by your name.")] = False,
) -> None:
    """List what is due or overdue, soonest first: referrals and actions with their owners, notices
    that run out, deadlines of courts, places to look at, licences that end.
    """
    from outreach.deadlines import due as due_of

    with opened(vault, passphrase_file) as session:
        session.log_act("search")  # titles of all of it are a search for nothing
        items = due_of(session, mine=mine)
        now = session.clock.now()
    if as_json:
        for item in items:
            out_json(_object(item))
        return
    rows = [
        (item.record[:SHORT], when(item.due_ms), _near(item, now), item.owner or "-", _said(item))
        for item in items
    ]
    table(rows, cut=True)
    overdue = sum(item.state == "overdue" for item in items)
    note(f"{overdue} overdue, {len(items) - overdue} to come")


def _object(item: DueItem) -> dict[str, Any]:
    """As programs read it. Times are RFC 3339 in UTC."""
    return {
        "id": item.record,
        "kind": item.kind,
        "title": item.title,
        "due": moment(item.due_ms),
        "state": item.state,
        "what": item.what,
        "words": item.words,
        "owner": item.owner,
    }


def _near(item: DueItem, now: int) -> str:
    from outreach.model.left import left

    return left(item.due_ms, now)


def _said(item: DueItem) -> str:
    from outreach.model.left import asked

    said = f"{asked(item.what)}: {item.title}"
    return f"{said} ({item.words})" if item.words else said
