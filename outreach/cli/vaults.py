"""vault create, info, passphrase."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli import opened as opening
from outreach.cli.opened import JsonOption, PassphraseOption, VaultOption, opened
from outreach.cli.printing import counted, note, out, out_json, table, when

if TYPE_CHECKING:
    from outreach.session import Session
    from sync.client.recovery_code import RecoveryCode

commands = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Make a vault, look at it, change its passphrase.",
)

FolderArgument = Annotated[
    Path | None, typer.Argument(metavar="V", help="The vault's folder; or give --vault.")
]


@commands.command()
def create(
    store: Annotated[
        str, typer.Option(metavar="URL", help="The central store, such as https://store.example.")
    ],
    name: Annotated[str, typer.Option(metavar="N", help="Your name, as colleagues know you.")],
    agency: Annotated[str, typer.Option(metavar="A", help="The agency that you work for.")],
    folder: FolderArgument = None,
    token_file: Annotated[
        Path | None,
        typer.Option(
            metavar="F", help="A file with the store's one-time token; without it you are asked."
        ),
    ] = None,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Make a vault and found a partnership in a store.

    A shorthand of `outreach partnership create`, without a recovery key for the organisation.
    It takes the one-time token that `outreach-store init` prints. Nothing is sent yet: the first
    `outreach sync` opens the partnership in the store. The recovery code is shown once.
    """
    from outreach.founding import found_partnership
    from sync.address import check_url
    from sync.client.vault import check_passphrase, is_vault
    from sync.errors import InputError
    from sync.wire import StoreToken

    chosen = opening.named(folder or vault)
    check_url(store)
    if is_vault(chosen):
        raise InputError(
            "There is a vault in this folder already. Nothing was changed.",
            advice="Choose another folder.",
        )
    token = StoreToken.parse(opening.secret_line(token_file, "store's token", "--token-file"))
    secret = opening.new_passphrase(passphrase_file, "--passphrase-file")
    check_passphrase(secret)
    code = found_partnership(chosen, secret, name=name, agency=agency, store_url=store, token=token)
    note("The vault is made. Nothing was sent yet: run `outreach sync` when there is a network.")
    note("This partnership has no recovery key: where every administrator's device and code are")
    note("lost, so is everything. `outreach recovery sheet` makes one later.")
    show_once(code)


def show_once(code: RecoveryCode) -> None:
    """Print a recovery code, the only time."""
    note("Write this recovery code down and keep it away from the device. It opens the vault when")
    note("the passphrase is forgotten, it is kept nowhere else, and it is shown only this once:")
    out(code.text())


@commands.command("recovery-code")
def recovery_code(
    folder: FolderArgument = None,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Make a new recovery code where nobody was shown the one in use.

    That happens when a change of passphrase is broken off in the middle. It is shown once.
    """
    with opened(folder or vault, passphrase_file, remind=False) as session:
        code = session.renew_recovery_code()
        show_once(code)
        session.recovery_code_was_shown()


@commands.command()
def info(
    folder: FolderArgument = None,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say whose vault it is, what it may read, and what is only on this device."""
    with opened(folder or vault, passphrase_file) as session:
        if as_json:
            out_json(_about(session))
        else:
            _print_about(session)


def _about(session: Session) -> dict[str, object]:
    from outreach.cli.printing import moment

    me = session.me
    return {
        "id": me.device,
        "name": me.name,
        "agency": me.agency,
        "person": me.person,
        "role": me.role,
        "duties": sorted(me.duties),
        "spaces": session.spaces,
        "store": session.identity.store_url,
        "store_key": session.identity.store_key.hex(),
        "records": session.model.count,
        "drafts": len(session.drafts()),
        "only_here": session.only_here(),
        "quarantined": len(session.quarantine()),
        "last_contact": moment(session.last_contact_ms),
    }


def _print_about(session: Session) -> None:
    me = session.me
    contact = session.last_contact_ms
    table(
        [
            ("Person", f"{me.name}, {me.agency}"),
            ("Duties", ", ".join(sorted(me.duties)) or "none"),
            ("May read", ", ".join(session.spaces) or "nothing"),
            ("Device", me.device),
            ("Store", session.identity.store_url),
            ("Last contact", when(contact) if contact else "none yet"),
            ("Records", f"{session.model.count:,}"),
            ("Drafts", f"{len(session.drafts()):,}"),
            ("Only here", counted(session.only_here(), "change")),
            ("Set aside", counted(len(session.quarantine()), "entry", "entries")),
        ]
    )


@commands.command("passphrase")
def change_passphrase(
    folder: FolderArgument = None,
    recovery_code_file: Annotated[
        Path | None,
        typer.Option(metavar="F", help="For a forgotten passphrase: a file with the code."),
    ] = None,
    recover: Annotated[
        bool, typer.Option("--recover", help="For a forgotten passphrase: ask for the code.")
    ] = False,
    new_passphrase_file: Annotated[
        Path | None,
        typer.Option(metavar="F", help="A file with the new one; without it you are asked."),
    ] = None,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Set a new passphrase, with the old one or with the recovery code.

    The old recovery code stops working; a new one is shown once.
    """
    from outreach.session import Session
    from sync.client.recovery_code import RecoveryCode
    from sync.client.vault import Vault, check_passphrase

    chosen = opening.named(folder or vault)
    if recover or recovery_code_file is not None:
        code = RecoveryCode.parse(
            opening.secret_line(recovery_code_file, "recovery code", "--recovery-code-file")
        )
        secret = opening.new_passphrase(new_passphrase_file, "--new-passphrase-file")
        check_passphrase(secret)
        session = Session(Vault.unlock_with_code(chosen, code))
    else:
        old = opening.passphrase(chosen, passphrase_file)
        secret = opening.new_passphrase(new_passphrase_file, "--new-passphrase-file")
        check_passphrase(secret)
        session = Session.unlock(chosen, old)
    try:
        new_code = session.change_passphrase(secret)
    finally:
        session.lock()
    note("The passphrase is changed. The old one and the old recovery code open nothing any more.")
    show_once(new_code)
