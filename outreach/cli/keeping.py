"""draft list; quarantine list, show, retry: what is kept on this device and is in no list."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from outreach.cli.opened import JsonOption, PassphraseOption, VaultOption, opened
from outreach.cli.printing import SHORT, counted, moment, note, out, out_json, table, when

drafts = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Half-written forms, sealed on this device."
)
quarantine = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Entries that are kept and cannot be used.",
)


@drafts.command("list")
def list_drafts(
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List half-written forms, newest first. They are on this device only."""
    with opened(vault, passphrase_file) as session:
        found = session.drafts()
        if as_json:
            for draft in found:
                out_json(
                    {
                        "id": draft.id,
                        "kind": draft.kind,
                        "started": moment(draft.started_ms),
                        "updated": moment(draft.updated_ms),
                        "corrects": draft.corrects,
                        "fields": draft.fields,
                    }
                )
            return
        table(
            (
                draft.id[:SHORT],
                when(draft.updated_ms),
                draft.kind,
                f"corrects {draft.corrects[:SHORT]}" if draft.corrects else "new",
                counted(len(draft.fields), "field") + " filled in",
            )
            for draft in found
        )


@quarantine.command("list")
def list_quarantine(
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List entries that are kept but cannot be used."""
    with opened(vault, passphrase_file) as session:
        found = session.quarantine()
        if as_json:
            for one in found:
                out_json(_object(one))
            return
        table(
            (
                one.entry[:SHORT],
                one.space,
                one.author_name or f"device {one.device[:SHORT]}",
                f"position {one.position}" if one.position else "not sent",
                one.reason,
            )
            for one in found
        )


@quarantine.command("show")
def show_quarantine(
    entry: Annotated[str, typer.Argument(metavar="ID", help="An entry's id, or its start.")],
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say everything that is known about one such entry. Its content is not opened."""
    from sync.errors import NotFound

    with opened(vault, passphrase_file) as session:
        found = [one for one in session.quarantine() if entry and one.entry.startswith(entry)]
    if len(found) != 1:
        raise NotFound(
            "No single entry that was set aside has this id.",
            advice="`outreach quarantine list` names them.",
        )
    if as_json:
        out_json(_object(found[0]))
        return
    one = found[0]
    table(
        [
            ("Entry", one.entry),
            ("Space", one.space),
            ("Device", one.device),
            ("Author", one.author_name or "not known"),
            ("Position", str(one.position) if one.position else "not sent"),
            ("Why", one.reason),
        ]
    )


@quarantine.command("retry")
def retry_quarantine(
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Read everything anew from the sealed log; what can be used now is used."""
    with opened(vault, passphrase_file) as session:
        before = len(session.quarantine())
        after = session.retry_quarantine()
    note(f"{counted(before, 'entry', 'entries')} had been set aside, {after:,} still are.")
    out(str(after))


def _object(one: Any) -> dict[str, Any]:
    return {
        "id": one.entry,
        "space": one.space,
        "device": one.device,
        "author": one.author_name,
        "position": one.position,
        "reason": one.reason,
    }
