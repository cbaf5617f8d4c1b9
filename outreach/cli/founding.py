"""partnership create, info; duties; space list: what a partnership is made of."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from outreach.cli import opened as opening
from outreach.cli.opened import JsonOption, PassphraseOption, VaultOption, opened
from outreach.cli.printing import counted, moment, note, out, out_json, table, when
from outreach.cli.private import named_in, write_private
from outreach.cli.vaults import FolderArgument, show_once

if TYPE_CHECKING:
    from outreach.founding import KeepSheet
    from outreach.model.duties import Table
    from outreach.session import Session
    from sync.recovery_sheet import RecoverySheet

spaces = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="The spaces that this device knows."
)

DutiesFileOption = Annotated[
    Path | None,
    typer.Option("--duties", metavar="F", help="The partnership's own table of duties, as JSON."),
]


def create(
    store: Annotated[
        str, typer.Option(metavar="URL", help="The central store, such as https://store.example.")
    ],
    name: Annotated[str, typer.Option(metavar="N", help="The partnership's name.")],
    me: Annotated[
        str, typer.Option("--me", metavar="N", help="Your name, as colleagues know you.")
    ],
    agency: Annotated[str, typer.Option(metavar="A", help="The agency that you work for.")],
    recovery_sheet: Annotated[
        Path, typer.Option(metavar="PDF", help="Where the recovery sheet is written; a new file.")
    ],
    folder: FolderArgument = None,
    areas: Annotated[
        list[str] | None, typer.Option(metavar="A", help="Its areas; between commas, or repeated.")
    ] = None,
    agencies: Annotated[
        list[str] | None,
        typer.Option(metavar="A", help="Its agencies; between commas, or repeated."),
    ] = None,
    token_file: Annotated[
        Path | None,
        typer.Option(
            metavar="F", help="A file with the store's one-time token; without it you are asked."
        ),
    ] = None,
    duties_file: DutiesFileOption = None,
    two_to_erase: Annotated[
        bool, typer.Option("--two-to-erase", help="Erasing takes two administrators, for ever.")
    ] = False,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Found a partnership: its spaces, its recovery key, and you as its first administrator.

    The recovery sheet is written as a PDF where you say, and nowhere else. Print it twice, put the
    two into two safes, and delete the file. Nothing is sent yet: the first `outreach sync` opens
    the partnership in the store. The recovery code of your own vault is shown once.
    """
    from outreach.founding import found_partnership
    from sync.people import Partnership
    from sync.wire import StoreToken

    chosen = opening.named(folder or vault)
    own = _table_of(duties_file)
    token = StoreToken.parse(opening.secret_line(token_file, "store's token", "--token-file"))
    secret = opening.new_passphrase(passphrase_file, "--passphrase-file")
    code = found_partnership(
        chosen,
        secret,
        name=me,
        agency=agency,
        store_url=store,
        token=token,
        partnership=Partnership(name, named_in(areas), named_in(agencies)),
        keep_sheet=sheet_into(recovery_sheet, name),
        table=own,
        erasers=2 if two_to_erase else 1,
    )
    note(
        f"The recovery sheet is in {recovery_sheet}. Print it twice, for two safes; delete it then."
    )
    note("Nothing was sent yet: run `outreach sync` when there is a network.")
    if as_json:
        sheet_path = str(recovery_sheet)
        out_json({"vault": str(chosen), "recovery_sheet": sheet_path, "recovery_code": code.text()})
    else:
        show_once(code)


def sheet_into(path: Path, partnership: str) -> KeepSheet:
    """What prints a recovery sheet into a new file."""

    def keep(sheet: RecoverySheet, names: dict[bytes, str]) -> None:
        from outreach.paper import recovery_sheet

        made = recovery_sheet(
            sheet, partnership=partnership, names=names, on=datetime.now(UTC).astimezone().date()
        )
        write_private(path, made)

    return keep


def _table_of(file: Path | None) -> Table | None:
    if file is None:
        return None
    from outreach.cli.ending import Usage
    from outreach.model import duties

    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Usage(f"The table of duties cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Usage("The table of duties is not text (UTF-8).") from None
    return duties.read(text)


def info(
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what the partnership is, who is in it, and when its recovery sheet was rehearsed."""
    with opened(vault, passphrase_file) as session:
        about = _about(session)
        if as_json:
            out_json(about)
            return
        rehearsed = session.rehearsed_ms()
        table(
            [
                ("Name", about["name"] or "never given"),
                ("Areas", ", ".join(about["areas"]) or "none given"),
                ("Agencies", ", ".join(about["agencies"]) or "none given"),
                ("People", f"{about['people']:,}, with {counted(about['devices'], 'device')}"),
                ("You administer", ", ".join(session.administers) or "no space"),
                ("Recovery key", "in every space" if about["recovery"] else "not in every space"),
                ("Sheet rehearsed", when(rehearsed) if rehearsed else "never"),
                ("Waiting for you", counted(len(session.asked_of_me()), "request")),
                ("Lost tablets", counted(len(session.lost_reports()), "open report")),
            ]
        )


def _about(session: Session) -> dict[str, Any]:
    partnership, members = session.partnership, session.members()
    views = session.space_views()
    return {
        "name": partnership.name,
        "areas": list(partnership.areas),
        "agencies": list(partnership.agencies),
        "people": len({view.person.person for view in members if view.person.person}),
        "devices": len(members),
        "administers": session.administers,
        "recovery": all(view.recovery for view in views),
        "rehearsed": moment(session.rehearsed_ms()),
        "two_to_erase": any(view.erasers > 1 for view in views),
        "requests": len(session.asked_of_me()),
        "lost_reports": len(session.lost_reports()),
    }


@spaces.command("list")
def list_spaces(
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the spaces that you read or add to.

    The six words at the end stand for a space's history. A colleague with as many entries who reads
    other words to you was told another history by the store: tell the administrator.
    """
    with opened(vault, passphrase_file) as session:
        views = session.space_views()
        if as_json:
            for view in views:
                out_json(
                    {
                        "name": view.name,
                        "id": view.id,
                        "role": view.role,
                        "members": view.members,
                        "admins": view.admins,
                        "epoch": view.epoch,
                        "recovery": view.recovery,
                        "two_to_erase": view.erasers > 1,
                        "position": view.position,
                        "head_words": list(view.head_words),
                    }
                )
            return
        table(
            (
                view.name,
                view.role or "waits to be admitted",
                counted(view.members, "device"),
                counted(view.admins, "administrator"),
                "" if view.recovery else "no recovery key",
                f"{view.position:,}: {' '.join(view.head_words)}" if view.head_words else "",
            )
            for view in views
        )


def duties(
    set_file: Annotated[
        Path | None,
        typer.Option("--set", metavar="F", help="Put this table into the spaces you administer."),
    ] = None,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print which duty gives which role in which space.

    Without a vault it is the table that ships; with --vault, the partnership's own. With --json it
    can be changed and given back with --set, or to `outreach partnership create --duties`. Nobody's
    role changes by it: use `outreach member duties`.
    """
    from outreach.model import duties as model

    if vault is None and set_file is None:
        _print_table(model.shipped(), as_json=as_json)
        return
    own = _table_of(set_file)
    with opened(vault, passphrase_file) as session:
        if own is not None:
            changed = session.set_table(own)
            note(f"The table is in force in: {', '.join(changed) or 'no further space'}.")
        _print_table(session.table, as_json=as_json)


def _print_table(shown: Table, *, as_json: bool) -> None:
    from outreach.model.kinds import space_names

    if as_json:
        out_json(
            {
                "source": shown.source,
                "duties": {
                    name: {"label": duty.label, "does": duty.does, "roles": duty.roles}
                    for name, duty in shown.duties.items()
                },
            }
        )
        return
    names = space_names()
    table(
        [
            ("Duty", *names),
            *((n, *(duty.roles.get(s, "-") for s in names)) for n, duty in shown.duties.items()),
        ]
    )
    out()
    out("depositor: may add, not read.  reader: may read.  writer: both.  admin: also says who.")
