"""audit list, audit withheld: what people opened, searched for and gave away, for the auditor."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from outreach.cli.ending import Usage
from outreach.cli.opened import JsonOption, PassphraseOption, VaultOption, opened
from outreach.cli.printing import SHORT, counted, moment, note, out_json, table, when

if TYPE_CHECKING:
    from outreach.auditing import Withheld
    from outreach.model.deeds import ToldAct

commands = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="What people opened, searched for and gave away: for the auditor.",
)


@commands.command("list")
def list_(
    person: Annotated[
        str | None, typer.Option("--person", metavar="P", help="Only by this person: name or id.")
    ] = None,
    record: Annotated[
        str | None,
        typer.Option("--record", metavar="ID", help="Only with this record: its id or its start."),
    ] = None,
    act: Annotated[
        str | None, typer.Option("--act", metavar="A", help="Only acts of this kind, such as read.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="T", help="Only since this day or time, as 2026-11-28."),
    ] = None,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what people did, newest first. That you looked is listed too."""
    from outreach.model.acts import ACTS

    chosen = next((one for one in ACTS if one == act), None)
    if act is not None and chosen is None:
        raise Usage("There is no such act.", advice=f"Give one of: {', '.join(ACTS)}.")
    since_ms = None if since is None else _since(since)
    with opened(vault, passphrase_file) as session:
        found = session.audit(person=person, record=record, act=chosen, since_ms=since_ms)
        if as_json:
            for one in found:
                out_json(_object(one))
            return
        table([_row(one) for one in found], cut=True)


@commands.command()
def withheld(
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List devices that named an audit entry which has not come. They may only not have synced."""
    with opened(vault, passphrase_file) as session:
        found = session.withheld()
        for one in found:
            if as_json:
                out_json(_withheld_object(one))
        if not as_json:
            table([_withheld_row(one) for one in found])
            if found:
                note("A device that has not synced since looks the same. Look again tomorrow.")


def _since(given: str) -> int:
    try:
        at = datetime.fromisoformat(given.strip())
    except ValueError:
        raise Usage(
            "This is no day and no time.", advice="Give a day as 2026-11-28, or a time with it."
        ) from None
    return int((at if at.tzinfo else at.astimezone()).timestamp() * 1000)


def _row(one: ToldAct) -> tuple[str, ...]:
    times = f" ({one.count:,} times)" if one.count > 1 else ""
    return (
        when(one.at_ms),
        one.name or f"device {one.device[:SHORT]}",
        one.act + times,
        one.record[:SHORT] if one.record else "-",
        one.kind or "-",
        one.space or "-",
        "; ".join(text for text in (one.text, one.purpose) if text),
    )


def _object(one: ToldAct) -> dict[str, Any]:
    return {
        "entry": one.entry,
        "act": one.act,
        "when": moment(one.at_ms),
        "last": moment(one.last_ms),
        "count": one.count,
        "person": one.person,
        "name": one.name,
        "agency": one.agency,
        "device": one.device,
        "number": one.seq,
        "record": one.record,
        "kind": one.kind,
        "space": one.space,
        "text": one.text,
        "purpose": one.purpose,
        "position": one.position,
        "received": moment(one.received_ms),
    }


def _withheld_row(one: Withheld) -> tuple[str, ...]:
    missing = counted(one.named - one.arrived, "entry", "entries")
    return (
        one.name or f"device {one.device[:SHORT]}",
        one.agency or "-",
        f"{missing} named and not come ({one.arrived} came, {one.named} named)",
        f"last came {when(one.arrived_ms)}",
        f"seen by {', '.join(one.witnesses) or 'somebody'} {when(one.named_ms)}",
    )


def _withheld_object(one: Withheld) -> dict[str, Any]:
    return {
        "device": one.device,
        "name": one.name,
        "agency": one.agency,
        "named": one.named,
        "arrived": one.arrived,
        "witnesses": list(one.witnesses),
        "named_at": moment(one.named_ms),
        "arrived_at": moment(one.arrived_ms),
    }
