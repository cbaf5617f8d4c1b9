"""import: a public register into records. The same file twice adds nothing.

What is taken from which column is said before anything is saved. Each portion of rows is durable
by itself: what was broken off goes on when the same file is taken in again. Any import can be
undone.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli.ending import Usage
from outreach.cli.opened import JsonOption, PassphraseOption, VaultOption, opened
from outreach.cli.printing import (
    SHORT,
    counted,
    moment,
    note,
    out,
    out_json,
    plain,
    table,
    when,
)
from outreach.model.register.columns import NOTHING, VALUE, kinds_taken

if TYPE_CHECKING:
    from outreach.model.register.reading import Progress, Register, Remarks
    from outreach.session import Session
    from outreach.taking_in import Outcome

commands = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Take in a public register, see what was taken in, undo it.",
)

#: How many remarks of one sort are printed before the rest is only counted.
_SAID = 1000
#: So many words that were not understood are printed.
_WORDS = 40
#: The bar at a terminal is drawn anew no more often, in seconds.
_EVERY = 0.1
_WIDTH = 30

FileArgument = Annotated[
    Path,
    typer.Argument(
        metavar="FILE",
        help="CSV, Excel (.xlsx), GeoJSON, JSON, or the food-hygiene register's XML.",
    ),
]
MapOption = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="NAME=COLUMN",
        help=f"Which column a field is in ({NOTHING} for none); may be repeated.",
    ),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="NAME=VALUE", help="A value that all rows have; may be repeated."
    ),
]
SourceOption = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="What the register is called; the file's name if not."),
]
SheetOption = Annotated[str, typer.Option(metavar="NAME", help="Which sheet of an Excel file.")]
WardsOption = Annotated[
    bool,
    typer.Option("--wards", help="Tell the ward from the position, where the register does not."),
]
GoneOption = Annotated[
    bool,
    typer.Option("--withdraw-gone", help="Withdraw what the register does not have any more."),
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be done, and save nothing.")
]


def _kind_command(kind: str) -> None:
    @commands.command(kind, help=f"Take in {kind} records from a register.")
    def take(
        file: FileArgument,
        mapping: MapOption = None,
        values: SetOption = None,
        source: SourceOption = None,
        sheet: SheetOption = "",
        wards: WardsOption = False,
        withdraw_gone: GoneOption = False,
        dry_run: DryRunOption = False,
        vault: VaultOption = None,
        passphrase_file: PassphraseOption = None,
    ) -> None:
        """The same file again adds nothing; rows that changed become corrections, with the register
        as their reason. What is gone from the register is named, and stays."""
        from outreach.model.register.files import from_path
        from outreach.taking_in import open_register

        said = _mapping(mapping or [], "--map")
        said |= {name: VALUE + value for name, value in _mapping(values or [], "--set").items()}
        found = from_path(file)
        called = source or file.stem.replace("_", " ")
        with opened(vault, passphrase_file) as session, Bar() as progress:
            register = open_register(
                session, found, kind, called, said, sheet=sheet, progress=progress
            )
            progress("", 0, 0)
            _print_understood(register)
            _run(session, register, progress, wards=wards, gone=withdraw_gone, dry_run=dry_run)


for _kind in kinds_taken():
    _kind_command(_kind)


def _run(
    session: Session,
    register: Register,
    progress: Progress,
    *,
    wards: bool,
    gone: bool,
    dry_run: bool,
) -> None:
    from outreach.taking_in import look, take_in
    from outreach.taking_in import withdraw_gone as withdraw

    try:
        run = look if dry_run else take_in
        outcome = run(session, register, wards=wards, progress=progress)
    except BaseException:
        progress("", 0, 0)
        if not dry_run:
            note(
                "It was broken off. What was saved is saved: take the same file in again to go on,"
            )
            note("or see `outreach import list`.")
        raise
    progress("", 0, 0)
    _print_outcome(session, register, outcome, "would be " if dry_run else "")
    if dry_run:
        out("Nothing was saved: this was a dry run.")
        return
    if outcome.new or outcome.changed:
        number = outcome.id[:SHORT]
        out(f"Import {number}: undo it with `outreach import undo {number}`.")
    if gone and outcome.gone:
        withdraw(session, register, outcome.gone)
        out(f"{counted(len(outcome.gone), 'record')} withdrawn that the register has no more.")


@commands.command("list")
def list_(
    as_json: JsonOption = False,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Every import, the newest first: which file, by whom, what it did."""
    from outreach.model.register.told import imports

    with opened(vault, passphrase_file) as session:
        found = imports(session.model)
        if as_json:
            for one in found:
                out_json(
                    {
                        "id": one.id,
                        "state": one.state,
                        "kind": one.kind,
                        "source": one.source,
                        "file": one.file,
                        "sha256": one.sha256,
                        "mapping": dict(one.mapping),
                        "counts": dict(one.counts),
                        "begun": moment(one.begun_ms),
                        "by": one.by,
                    }
                )
            return
        if not found:
            out("Nothing was imported yet.")
            return
        table(
            (
                (
                    one.id[:SHORT],
                    when(one.begun_ms),
                    _STATES[one.state],
                    one.kind,
                    f"{one.counts.get('new', 0):,} new, {one.counts.get('changed', 0):,} corrected",
                    one.by,
                    one.source,
                )
                for one in found
            ),
            cut=True,
        )


_STATES = {"begun": "broken off", "done": "done", "undone": "undone"}


@commands.command()
def undo(
    number: Annotated[str, typer.Argument(metavar="ID", help="As `import list` says it.")],
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Undo an import: withdraw what it added, take back what it corrected.

    What somebody changed since, and where something was recorded, is left and named.
    """
    from outreach import taking_in

    with opened(vault, passphrase_file) as session, Bar() as progress:
        one = taking_in.find_import(session, number.strip().lower())
        done = taking_in.undo(session, one.id, progress=progress)
        progress("", 0, 0)
        out(
            f"{counted(done.withdrawn, 'record')} withdrawn, {done.reverted:,} as before, "
            f"{done.leaving:,} left."
        )
        for record, why in done.left:
            out(f"  {record[:SHORT]} {plain(session.show(record).title)}: {plain(why)}")
        if done.leaving > len(done.left):
            out(f"  and {done.leaving - len(done.left):,} more like these")


def _mapping(given: list[str], option: str) -> dict[str, str]:
    columns: dict[str, str] = {}
    for one in given:
        name, found, column = one.partition("=")
        if not found or not name.strip() or not column.strip() or name.strip() in columns:
            raise Usage(
                f"Each {option} is a field's name, an equals sign and a column's name or a value.",
                advice="For example: --map name=BusinessName --set premises_type=tram_stop",
            )
        columns[name.strip()] = column.strip()
    return columns


class Bar:
    """How far it is, on standard error, where that is a terminal."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._drawn = 0.0

    def __enter__(self) -> Progress:
        return self.tell

    def __exit__(self, *_error: object) -> None:
        self.tell("", 0, 0)

    def tell(self, what: str, done: int, of: int) -> None:
        """Draw it; nothing to say takes it away."""
        if not self._shown:
            return
        if not what:
            if self._drawn:
                sys.stderr.write("\r\x1b[K")
                sys.stderr.flush()
                self._drawn = 0.0
            return
        now = time.monotonic()
        if now - self._drawn < _EVERY and done != of:
            return
        self._drawn = now
        share = min(done / of, 1.0) if of else 0.0
        filled = round(share * _WIDTH)
        bar = "#" * filled + "." * (_WIDTH - filled)
        told = f"[{bar}] {share:4.0%} {done:,} of {of:,} rows" if of else f"{done:,} rows"
        sys.stderr.write(f"\r\x1b[K{what} {told}")
        sys.stderr.flush()


def _print_understood(register: Register) -> None:
    read = register.table
    out(f"Read as {read.format}, {plain(read.how)}, as “{plain(register.source)}”.")
    out("Understood:")
    for field, columns in register.columns.items():
        said = columns[0].removeprefix(VALUE)
        always = f"always “{said}”" if said != columns[0] else ", ".join(columns)
        out(f"  {field}: {plain(always)}")
    if read.border:
        out("  border: its geometry")
    if register.ignored:
        out(f"Ignored columns: {plain(', '.join(register.ignored))}")
    if register.perhaps:
        other = plain(register.perhaps)
        out(f"Note: Most of its references are those of the register “{other}”. If it is the same")
        out(f"      register, give it that name, or all of it is there twice: --source “{other}”")
    for fault in (*register.notes, *register.faults):
        out(f"Note: {plain(fault)}")


def _print_remarks(what: str, remarks: Remarks) -> None:
    if not remarks.rows:
        return
    out(f"{counted(remarks.rows, 'row')} {what}:")
    for doubt in remarks.named[:_SAID]:
        out(f"  row {doubt.row}: {plain(doubt.reason)}")
    if remarks.said > min(len(remarks.named), _SAID):
        out(f"  and {remarks.said - min(len(remarks.named), _SAID):,} more remarks like these")


def _print_outcome(session: Session, register: Register, outcome: Outcome, would: str) -> None:
    report = outcome.report
    _print_remarks("doubtful", report.doubtful)
    _print_remarks("that are there twice", report.twice)
    _print_remarks("left out", report.left_out)
    if report.untold:
        out("Not understood; kept as it is written:")
        for (field, word), rows in report.untold.most_common(_WORDS):
            out(f"  no {field} for “{plain(word)}”: {counted(rows, 'row')}")
        if len(report.untold) > _WORDS:
            out(f"  and {len(report.untold) - _WORDS:,} more words")
    if report.placed_without_ward and register.kind == "premises":
        rows = counted(report.placed_without_ward, "row")
        out(f"{rows} with a position and without a ward: --wards tells it from the borders.")
    if outcome.clashing:
        out(f"{counted(outcome.clashing, 'record')} changed both here and in the register; left:")
        for record, fields in list(outcome.clashes.items())[:_SAID]:
            said = ", ".join(fields)
            out(f"  {record[:SHORT]} {plain(session.show(record).title)}: {said}")
    if outcome.gone:
        out(f"{counted(len(outcome.gone), 'record')} no more in the register; they stay:")
        for record in outcome.gone[:_SAID]:
            out(f"  {record[:SHORT]} {plain(session.show(record).title)}")
        if len(outcome.gone) > _SAID:
            out(f"  and {len(outcome.gone) - _SAID:,} more")
    out(
        f"{counted(outcome.new, 'row')} {would}added, {outcome.changed:,} {would}"
        f"corrected, {outcome.same:,} there already."
    )
