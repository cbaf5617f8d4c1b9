"""referral acknowledge, outcome, told: the steps of a referral after it was raised."""

from __future__ import annotations

from typing import Annotated

import typer

from outreach.cli.looking import IdArgument
from outreach.cli.opened import PassphraseOption, VaultOption, opened
from outreach.cli.printing import out

commands = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Follow a referral or action up. `add referral` raises one; `due` lists what is open.",
)


@commands.command()
def acknowledge(
    record: IdArgument,
    by: Annotated[
        str, typer.Option("--by", metavar="T", help="Name or reference, as they gave it.")
    ] = "",
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Note that they have it. Its time is now."""
    from outreach import referring

    with opened(vault, passphrase_file) as session:
        out(referring.acknowledge(session, record, by))


@commands.command()
def outcome(
    record: IdArgument,
    code: Annotated[
        str, typer.Argument(metavar="OUTCOME", help="Such as done; `schema referral` lists them.")
    ],
    words: Annotated[
        str, typer.Option("--words", metavar="T", help="What was done, in words.")
    ] = "",
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Note what came of it."""
    from outreach import referring

    with opened(vault, passphrase_file) as session:
        out(referring.conclude(session, record, code, words))


@commands.command()
def told(
    record: IdArgument,
    words: Annotated[str, typer.Argument(metavar="WORDS", help="What the author was told.")],
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Note what the author of the record was told; they read it on their record's page."""
    from outreach import referring

    with opened(vault, passphrase_file) as session:
        out(referring.tell(session, record, words))
