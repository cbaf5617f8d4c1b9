"""recovery sheet, rehearse, use: the organisation's key on paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli import opened as opening
from outreach.cli.ending import Usage
from outreach.cli.founding import sheet_into
from outreach.cli.opened import JsonOption, PassphraseOption, VaultOption, opened
from outreach.cli.printing import note, out, out_json
from outreach.cli.vaults import FolderArgument, show_once

if TYPE_CHECKING:
    from sync.recovery_key import RecoveryKey
    from sync.recovery_sheet import RecoverySheet

commands = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="The organisation's recovery key: print it, rehearse it, use it.",
)

SquareOption = Annotated[
    Path | None,
    typer.Option("--square-file", metavar="F", help="A file with what the sheet's square holds."),
]
WordsOption = Annotated[
    Path | None,
    typer.Option("--words-file", metavar="F", help="A file with the 24 words, on one line."),
]


@commands.command()
def sheet(
    pdf: Annotated[Path, typer.Argument(metavar="PDF", help="Where it is written; a new file.")],
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a NEW recovery key, and print its sheet. The sheets of before are worthless then.

    Print it twice, put the two into two safes, destroy the old ones, and delete the file.
    """
    with opened(vault, passphrase_file) as session:
        done = session.renew_recovery(sheet_into(pdf, session.partnership.name))
    if as_json:
        out_json({"sheet": str(pdf), "spaces": list(done.spaces), "asked": list(done.asked)})
        return
    note(f"The sheet is in {pdf}. It is the key of: {', '.join(done.spaces)}.")
    for space in done.asked:
        note(f"You do not administer “{space}”: it was asked for. Keep the old sheet until then.")


@commands.command()
def rehearse(
    words_file: WordsOption = None,
    square_file: SquareOption = None,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Prove that the printed sheet works, without using it. Nothing changes but the note of it."""
    key, whole = _read(words_file, square_file)
    with opened(vault, passphrase_file) as session:
        spaces = session.rehearse(key, whole)
        report = session.sync()
    if as_json:
        out_json({"spaces": spaces, "sent": report.reached and report.problem is None})
        return
    note("The sheet is the recovery key in force, and opens:")
    for space in spaces:
        out(space)


def _read(words: Path | None, square: Path | None) -> tuple[RecoveryKey, RecoverySheet | None]:
    from sync.recovery_key import RecoveryKey
    from sync.recovery_sheet import RecoverySheet

    if words is not None and square is not None:
        raise Usage("Give the words or the square, not both. Nothing was changed.")
    if square is not None:
        whole = RecoverySheet.parse(opening.one_line(square, "square"))
        return whole.key, whole
    return RecoveryKey.from_words(opening.secret_line(words, "24 words", "--words-file")), None


@commands.command()
def use(
    name: Annotated[str, typer.Option(metavar="N", help="The new administrator's name.")],
    agency: Annotated[str, typer.Option(metavar="A", help="The agency that they work for.")],
    folder: FolderArgument = None,
    square_file: SquareOption = None,
    words_file: WordsOption = None,
    store: Annotated[
        str | None, typer.Option(metavar="URL", help="With the words: the store's address.")
    ] = None,
    store_key: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE", help="With the words: the two codes of the store's key."),
    ] = None,
    spaces: Annotated[
        list[str] | None,
        typer.Option("--space", metavar="CODE", help="With the words: the code of each space."),
    ] = None,
    lost: Annotated[
        list[str] | None,
        typer.Option(metavar="WHO", help="A person or device to remove as lost; may be repeated."),
    ] = None,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Appoint a new administrator with the sheet, when no other can unlock a device any more.

    It makes a new vault on this machine. Interrupted, give the same again: it goes on.
    """
    from outreach.recovering import recover
    from outreach.session import Session
    from sync.client.vault import is_vault
    from sync.recovery_sheet import RecoverySheet, parse_space, parse_store_key

    chosen = opening.named(folder or vault)
    key, whole = _read(words_file, square_file)
    if whole is None:
        if store is None or len(store_key or ()) != 2 or not spaces:
            raise Usage(
                "With the words, the rest of the sheet is needed as well. Nothing was changed.",
                advice="Give --store URL, --store-key twice, and --space for each space; or give "
                "--square-file.",
            )
        first, second = store_key or ("", "")
        ids = tuple(parse_space(text) for text in spaces)
        whole = RecoverySheet.of(key, store, parse_store_key(first, second), ids)
    secret = (
        opening.passphrase(chosen, passphrase_file)
        if is_vault(chosen)
        else opening.new_passphrase(passphrase_file, "--passphrase-file")
    )
    code = recover(chosen, secret, whole, name=name, agency=agency)
    session = Session.unlock(chosen, secret)
    removed: list[str] = []
    try:
        report = session.sync()
        if report.problem is not None:
            raise report.problem
        for who in lost or ():
            removed += session.remove(who, "lost").devices
        administers = session.administers
    finally:
        session.lock()
    if as_json:
        recovery_code = code.text() if code else None
        out_json({"administers": administers, "removed": removed, "recovery_code": recovery_code})
        return
    note(f"{name} administers: {', '.join(administers)}.")
    note("Enrol the others, make a new sheet with `outreach recovery sheet`, and destroy this one.")
    if code is not None:
        show_once(code)
