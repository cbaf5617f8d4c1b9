"""import premises: a public register into records. The same file twice adds nothing.

What was understood, what was ignored and what is doubtful is said before anything is saved, and
everything of a file is saved or nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli.ending import Usage
from outreach.cli.opened import PassphraseOption, VaultOption, opened
from outreach.cli.printing import counted, out, plain

if TYPE_CHECKING:
    from outreach.model.registers import Doubt, Import, ImportPlan
    from outreach.session import Session

commands = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Take in a public register of premises."
)

#: How many remarks of one sort are printed before the rest is only counted.
_SAID = 1000


@commands.callback()
def start() -> None:
    """Keeps ``premises`` a command of its own: other registers will follow."""


@commands.command()
def premises(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file with column names.")],
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map", metavar="NAME=COLUMN", help="Which column a field is in; may be repeated."
        ),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="What the register is called; the file's name if not."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and save nothing.")
    ] = False,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Take premises from a register, and say what was understood.

    The same file again adds nothing; rows that changed become corrections, with the register as
    their reason. All of it is saved, or nothing.
    """
    from outreach.model.registered import registered
    from outreach.model.registers import plan, read_register
    from sync.errors import InputError

    columns = _mapping(mapping or [])
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(
            f"The register cannot be read: {error.strerror}. Nothing was saved."
        ) from None
    read = read_register(data, columns, source=source or file.stem.replace("_", " "))
    _print_understood(read)
    with opened(vault, passphrase_file) as session:
        planned = plan(read, registered(session.model))
        if dry_run:
            _print_outcome(planned, "would be ")
            out("Nothing was saved: this was a dry run.")
            return
        _save(session, read, planned)
    _print_outcome(planned, "")


def _mapping(given: list[str]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for one in given:
        name, found, column = one.partition("=")
        if not found or not name.strip() or not column.strip() or name.strip() in columns:
            raise Usage(
                "Each --map is a field's name, an equals sign and a column's name.",
                advice="For example: --map name=BusinessName --map postcode=PostCode",
            )
        columns[name.strip()] = column.strip()
    return columns


def _save(session: Session, read: Import, planned: ImportPlan) -> None:
    reason = f"Changed in the register: {read.source}"
    corrections = [(one.id, one.fields, reason) for one in planned.changed]
    if planned.new or corrections:
        session.add_many("premises", planned.new, corrections=corrections)


def _print_understood(read: Import) -> None:
    out(f"Read as {read.encoding}, with a {read.delimiter} between cells, as “{read.source}”.")
    out("Understood:")
    for field, columns in read.columns.items():
        out(f"  {field}: {plain(', '.join(columns))}")
    if read.ignored:
        out(f"Ignored columns: {plain(', '.join(read.ignored))}")
    for fault in read.faults:
        out(f"Note: {plain(fault)}")
    _print_doubts("doubtful", read.doubtful)
    _print_doubts("left out", read.left_out)


def _print_doubts(what: str, doubts: tuple[Doubt, ...]) -> None:
    if not doubts:
        return
    out(f"{counted(len({d.row for d in doubts}), 'row')} {what}:")
    for doubt in doubts[:_SAID]:
        out(f"  row {doubt.row}: {plain(doubt.reason)}")
    if len(doubts) > _SAID:
        out(f"  and {len(doubts) - _SAID:,} more remarks like these")


def _print_outcome(planned: ImportPlan, would: str) -> None:
    out(
        f"{counted(len(planned.new), 'row')} {would}added, {len(planned.changed):,} {would}"
        f"corrected, {len(planned.same):,} there already."
    )
