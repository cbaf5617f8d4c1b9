"""list, show, history, find: looking at what this device may read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli.ending import Usage
from outreach.cli.opened import JsonOption, PassphraseOption, VaultOption, opened
from outreach.cli.printing import note, plain

if TYPE_CHECKING:
    from outreach.pointing import Match

IdArgument = Annotated[
    str, typer.Argument(metavar="ID", help="A record's id, or enough of its start.")
]


def list_(
    kind: Annotated[
        str | None, typer.Argument(metavar="KIND", help="Only this kind of record.")
    ] = None,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
    deposited: Annotated[
        bool,
        typer.Option(
            "--deposited", help="Only what this device added to spaces that it may not read."
        ),
    ] = False,
) -> None:
    """List records, newest first: all of them."""
    from outreach.cli.shown import print_rows
    from outreach.model.kinds import registry

    if kind is not None:
        registry.plan_of(kind)
    with opened(vault, passphrase_file) as session:
        session.log_act("search", kind=kind)  # titles of all of them are a search for nothing
        rows = session.rows(kind, spaces=session.deposits_in if deposited else None)
        unread = frozenset(session.deposits_in)
        print_rows(rows, as_json=as_json, with_kind=kind is None, unread=unread)


def find(
    text: Annotated[list[str], typer.Argument(metavar="TEXT...", help="Words, in any order.")],
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
    fuzzy: Annotated[
        bool,
        typer.Option(
            "--fuzzy",
            help="Look for people and vehicles: names however they are spelt, sound or are written "
            "in another alphabet, handles, telephone numbers, plates with ? for what was not read. "
            "The likeliest first, each with why.",
        ),
    ] = False,
) -> None:
    """Find records that hold all the words, newest first; with --fuzzy whoever may be meant."""
    from outreach.cli.shown import print_alike, print_rows

    with opened(vault, passphrase_file) as session:
        if fuzzy:
            from outreach.finding_alike import find_alike

            print_alike(find_alike(session, " ".join(text)), as_json=as_json)
            _tell(session.matches_of(" ".join(text)))
            return
        rows = session.find(" ".join(text))
        unread = frozenset(session.deposits_in)
        print_rows(rows, as_json=as_json, with_kind=True, unread=unread)
        _tell(session.matches_of(" ".join(text)))


def _tell(matches: Sequence[Match]) -> None:
    """That other spaces hold the same: never what they hold."""
    for match in matches:
        people = f" ({plain('; '.join(match.people))})" if match.people else ""
        note(f"A match exists in {match.space} ({match.what}). Ask: {match.ask}{people}.")


def show(
    record: IdArgument,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
    break_glass: Annotated[
        bool,
        typer.Option(
            "--break-glass", help="Show it although the app hides it; supervisors are told."
        ),
    ] = False,
    reason: Annotated[
        str | None,
        typer.Option("--reason", metavar="T", help="With --break-glass: why you must see it now."),
    ] = None,
) -> None:
    """Show one record, and where it stands. That you opened it may be noted, for the auditor."""
    from outreach.cli.printing import out_json
    from outreach.cli.shown import print_record, record_object

    if break_glass != (reason is not None):
        raise Usage(
            "--break-glass and --reason go together. Nothing was opened.",
            advice="Say why you must see it now, in at least 10 characters.",
        )
    with opened(vault, passphrase_file) as session:
        view = session.break_glass(record, reason or "") if break_glass else session.consult(record)
        standing = session.standing(view.id)
        if as_json:
            out_json(record_object(view, standing, unread=view.space in session.deposits_in))
        else:
            print_record(view, standing, unread=view.space in session.deposits_in)
        _tell(session.matches(view.kind, view.fields))


def history(
    record: IdArgument,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show every version and review of a record, oldest first."""
    from outreach.cli.printing import out_json
    from outreach.cli.shown import print_version, version_object

    with opened(vault, passphrase_file) as session:
        view = session.consult(record)
        for version in session.history(view.id):
            if as_json:
                out_json(version_object(version))
            else:
                print_version(view.kind, version)
