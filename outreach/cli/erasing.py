"""erase, hold: an administrator's rulings about what is kept."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli.ending import Usage
from outreach.cli.opened import JsonOption, PassphraseOption, VaultOption, opened
from outreach.cli.printing import note, out, out_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from outreach.erasing import RulingView

commands = typer.Typer(rich_markup_mode=None)

RecordArgument = Annotated[
    str | None, typer.Argument(metavar="[ID]", help="The record, or the start of its id.")
]
ReasonOption = Annotated[
    str, typer.Option("--reason", metavar="T", help="Why. Members of the space can read it.")
]


@commands.command()
def erase(
    record: RecordArgument = None,
    reason: ReasonOption = "",
    second: Annotated[
        str | None,
        typer.Option("--second", metavar="RULING", help="Agree to an erasure that waits for it."),
    ] = None,
    show: Annotated[
        bool, typer.Option("--list", help="Show all rulings of the spaces that you read.")
    ] = False,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Erase a record for good: in the store, and on every device at its next contact.

    Only an administrator of its space can. Where the partnership asks for two, it waits for another
    person's `outreach erase --second`. What is held is not erased. Chains still verify.
    """
    if [record is not None, second is not None, show].count(True) != 1:
        raise Usage("Give a record's ID, or --second RULING, or --list. Nothing was erased.")
    with opened(vault, passphrase_file) as session:
        if show:
            _print(session.rulings(), as_json=as_json)
        elif second is not None:
            _print([session.second(second, reason)], as_json=as_json)
        else:
            _print(session.erase(record or "", reason), as_json=as_json)


@commands.command()
def hold(
    record: RecordArgument = None,
    reason: ReasonOption = "",
    release: Annotated[
        str | None, typer.Option("--release", metavar="RULING", help="End this hold.")
    ] = None,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Keep a record from being erased until the hold is released, for a court or an inquiry."""
    if (record is None) == (release is None):
        raise Usage("Give a record's ID, or --release RULING. Nothing was changed.")
    with opened(vault, passphrase_file) as session:
        if release is not None:
            _print([session.release(release, reason)], as_json=as_json)
        else:
            _print(session.hold(record or "", reason), as_json=as_json)


def _print(rulings: Iterable[RulingView], *, as_json: bool) -> None:
    for ruling in rulings:
        if as_json:
            out_json(asdict(ruling))
        else:
            out(f"{ruling.id[:12]}  {ruling.verb}  {ruling.state}  {ruling.space}  {ruling.name}")
            if ruling.state == "waits for a second":
                note("It is erased when another administrator seconds it.")
