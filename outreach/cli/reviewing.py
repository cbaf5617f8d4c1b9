"""review queue, approve, return: a supervisor's side."""

from __future__ import annotations

from typing import Annotated

import typer

from outreach.cli.ending import Usage
from outreach.cli.looking import IdArgument
from outreach.cli.opened import JsonOption, PassphraseOption, VaultOption, opened
from outreach.cli.printing import out

commands = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Review what others wrote.",
)


@commands.command()
def queue(
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what waits for your review: what weighs most first, then the longest waiting."""
    from outreach.cli.shown import print_rows

    with opened(vault, passphrase_file) as session:
        print_rows(session.queue(), as_json=as_json, with_kind=True)


@commands.command()
def approve(
    record: IdArgument,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Approve a record as it stands on this device. A later change brings it back."""
    with opened(vault, passphrase_file) as session:
        out(session.approve(record))


@commands.command("return")
def return_(
    record: IdArgument,
    comments: Annotated[
        list[str],
        typer.Option("--comment", metavar="T", help="What should be corrected; may be repeated."),
    ],
    fields: Annotated[
        list[str] | None,
        typer.Option(
            "--field", metavar="F", help="The field that the comment is about; one a comment."
        ),
    ] = None,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Send a record back to its author with comments."""
    about: list[str | None] = list(fields or [])
    if about and len(about) != len(comments):
        raise Usage(
            "Each --field needs its own --comment. Nothing was sent back.",
            advice="Give them in the same order: --field F1 --comment T1 --field F2 --comment T2",
        )
    about = about or [None] * len(comments)
    with opened(vault, passphrase_file) as session:
        out(session.return_record(record, list(zip(about, comments, strict=True))))
