"""late list, adopt, decline: what removed devices had not sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli.opened import JsonOption, PassphraseOption, VaultOption, opened
from outreach.cli.printing import SHORT, moment, note, out, out_json, table, when

if TYPE_CHECKING:
    from outreach.adopting import LateEntry
    from outreach.session import Session

commands = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="What removed devices had written and not sent: adopt it, or decline it.",
)

LateArgument = Annotated[str, typer.Argument(metavar="ID", help="An entry's id, or its start.")]


@commands.command("list")
def list_late(
    space: Annotated[str | None, typer.Option(metavar="S", help="Only of this space.")] = None,
    all_of_them: Annotated[bool, typer.Option("--all", help="Also what was decided.")] = False,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what waits for a supervisor's decision, with what it says."""
    with opened(vault, passphrase_file) as session:
        found = session.late(space, all_of_them=all_of_them)
    if as_json:
        for one in found:
            out_json(
                {
                    "id": one.id,
                    "space": one.space,
                    "source": one.source,
                    "device": one.device,
                    "name": one.name,
                    "agency": one.agency,
                    "at": moment(one.at_ms),
                    "kind": one.kind,
                    "record": one.record,
                    "fields": one.fields,
                    "reason": one.reason,
                    "problem": one.problem,
                    "decision": one.decision,
                    "decided_by": one.decided_by,
                    "words": one.words,
                }
            )
        return
    table(
        (
            one.id[:SHORT],
            one.space,
            one.name or one.device[:SHORT],
            when(one.at_ms),
            _said(one),
            f"{one.decision} by {one.decided_by}" if one.decision else one.problem or "waits",
        )
        for one in found
    )


def _said(one: LateEntry) -> str:
    from outreach.model import kinds

    return kinds.title(one.kind, one.fields) if one.kind in kinds.KINDS else one.kind or "sealed"


@commands.command()
def adopt(
    entry: LateArgument,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Write it as your own, with its author, time and entry in the reason. Prints the record."""
    with opened(vault, passphrase_file) as session:
        out(session.adopt_late(_find(session, entry)))


@commands.command()
def decline(
    entry: LateArgument,
    reason: Annotated[str, typer.Option(metavar="T", help="Why it is not taken.")],
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Leave it where it is, and say why."""
    with opened(vault, passphrase_file) as session:
        session.decline_late(_find(session, entry), reason)
    note("It is declined. Every supervisor sees why.")


def _find(session: Session, text: str) -> LateEntry:
    from sync.errors import NotFound

    found = [one for one in session.late() if text and one.id.startswith(text)]
    if len(found) != 1:
        raise NotFound(
            "No single entry that waits has this id. Nothing was changed.",
            advice="`outreach late list` names them.",
        )
    return found[0]
