"""codes list, edit, add, rename, retire, restore: what forms offer to choose from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from outreach.cli.opened import JsonOption, PassphraseOption, VaultOption, opened
from outreach.cli.printing import moment, note, out, out_json, table, when

if TYPE_CHECKING:
    from outreach.model.codes import CodeList
    from outreach.model.editions import Edition
    from outreach.model.list_proposals import Proposal
    from outreach.session import Session

commands = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Look at what forms offer to choose from, and change it.",
)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="Such as hotspot_type.")]
CodeArgument = Annotated[str, typer.Argument(metavar="CODE", help="As `codes list` prints it.")]
ReasonOption = Annotated[
    str, typer.Option("--reason", metavar="T", help="Why. Everybody who reads the list sees it.")
]
DryOption = Annotated[
    bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")
]


@commands.command("list")
def list_(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Without it: the lists there are.")
    ] = None,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the code lists, or the options of one and how it came to be so.

    Without a vault: as they came with the app. With --json a list is printed in the form that
    `codes edit` takes.
    """
    from outreach.model import codes, editions

    if vault is None:
        note("Without a vault: the lists as they came with the app.")
        _print(name, codes.SHIPPED.__getitem__, editions.NONE.of, as_json=as_json)
        return
    with opened(vault, passphrase_file) as session:
        _print(name, session.list_in_force, session.editions.of, as_json=as_json)
        if session.lists_stay_as_shipped:
            note("You add to the space that carries changes of these lists, and do not read it:")
            note("your forms offer what came with the app.")


@commands.command()
def edit(
    name: NameArgument,
    file: Annotated[
        str | None,
        typer.Argument(metavar="FILE|-", help="A JSON file; - or nothing: standard input."),
    ] = None,
    reason: ReasonOption = "",
    dry_run: DryOption = False,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Make a list be as a file says: what is new is added, what is gone is removed.

    Begin from `outreach codes list NAME --json`. A label is never lost: records keep theirs.
    """
    from outreach.cli.given import read_one
    from outreach.model.list_proposals import options_of

    given = read_one(file)

    def proposed(session: Session) -> Proposal:
        return session.propose_whole(name, options_of(given, session.list_in_force(name)))

    _change(proposed, reason, dry_run, vault, passphrase_file)


@commands.command()
def add(
    name: NameArgument,
    label: Annotated[str, typer.Argument(metavar="LABEL", help="What people read.")],
    reason: ReasonOption,
    code: Annotated[
        str | None,
        typer.Option(
            "--code", metavar="C", help="What records hold; made from the label if absent."
        ),
    ] = None,
    dry_run: DryOption = False,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Add an option, at the end of the list."""
    from outreach.model.list_edits import code_for

    def proposed(session: Session) -> Proposal:
        made = code or code_for(label, session.list_in_force(name).labels)
        return session.propose(name, [{"add": made, "label": label}])

    _change(proposed, reason, dry_run, vault, passphrase_file)


@commands.command()
def rename(
    name: NameArgument,
    code: CodeArgument,
    label: Annotated[str, typer.Argument(metavar="LABEL", help="What people read from now on.")],
    reason: ReasonOption,
    dry_run: DryOption = False,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Give an option another name. Records that hold it are shown with the new one."""
    edits = [{"rename": code, "label": label}]
    _change(lambda s: s.propose(name, edits), reason, dry_run, vault, passphrase_file)


@commands.command()
def retire(
    name: NameArgument,
    code: CodeArgument,
    reason: ReasonOption,
    dry_run: DryOption = False,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Offer an option no longer. Records and drafts that hold it keep it."""
    edits = [{"retire": code}]
    _change(lambda s: s.propose(name, edits), reason, dry_run, vault, passphrase_file)


@commands.command()
def restore(
    name: NameArgument,
    code: CodeArgument,
    reason: ReasonOption,
    dry_run: DryOption = False,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Offer a retired option again."""
    edits = [{"restore": code}]
    _change(lambda s: s.propose(name, edits), reason, dry_run, vault, passphrase_file)


def _change(
    proposed: Callable[[Session], Proposal],
    reason: str,
    dry_run: bool,
    vault: Path | None,
    passphrase_file: Path | None,
) -> None:
    with opened(vault, passphrase_file) as session:
        proposal = proposed(session)
        for line in proposal.said:
            note(line)
        for line in proposal.warnings:
            note(f"Note: {line}")
        if dry_run:
            note("Nothing was changed.")
            return
        made = session.change_list(proposal, reason)
        out(f"{proposal.name} is at version {made.codes.version} on this device.")
        note(
            "The others have it after their next sync. Whoever only adds to the space that carries"
        )
        note("it, and does not read it, goes on with the lists that their app came with.")


def _print(
    name: str | None,
    listed: Callable[[str], CodeList],
    changes: Callable[[str], tuple[Edition, ...]],
    *,
    as_json: bool,
) -> None:
    from outreach.model import codes

    if name is not None and name not in codes.names():
        from sync.errors import InputError

        raise InputError(
            "There is no code list of that name. Nothing was done.",
            advice="`outreach codes list` names them all.",
        )
    if name is not None:
        _print_one(listed(name), changes(name), as_json=as_json)
        return
    found = [listed(one) for one in codes.names()]
    if as_json:
        for one in found:
            out_json(
                {
                    "list": one.name,
                    "version": one.version,
                    "options": len(one.active),
                    "retired": len(one.codes) - len(one.active),
                    "changes": len(changes(one.name)),
                }
            )
        return
    table(
        (
            one.name,
            f"version {one.version}",
            f"{len(one.active)} options",
            "changed here" if changes(one.name) else "as it came",
        )
        for one in found
    )


def _print_one(listed: CodeList, changes: tuple[Edition, ...], *, as_json: bool) -> None:
    from outreach.model import list_edits, list_rules
    from outreach.model.list_proposals import as_object

    if as_json:
        out_json({**as_object(listed), "changes": [_edition(one) for one in changes]})
        return
    out(f"{listed.name}, version {listed.version}: {listed.source}")
    table(
        (
            (
                code.code,
                code.label + (" (retired)" if code.retired else ""),
                "; ".join(use.said() for use in list_rules.uses(listed.name, code.code)),
            )
            for code in listed.codes
        ),
        indent="  ",
    )
    for one in changes:
        waits = ", not sent yet" if one.only_here else ""
        out(f"Version {one.codes.version}, {when(one.at_ms)}, by {one.by}{waits}: {one.reason}")
        before = one.before
        for change in one.edits:
            out(f"  {list_edits.said(change, before)}")
            before = list_edits.apply(before, [change], before.version)
        if one.unseen:
            out("  Its author had not seen the version before it. Both hold.")
        for code in one.both:
            out(f"  Both changed “{one.codes.label(code)}”: what this one says of it stands.")


def _edition(one: Edition) -> dict[str, Any]:
    return {
        "version": one.codes.version,
        "entry": one.entry,
        "by": one.by,
        "at": moment(one.at_ms),
        "reason": one.reason,
        "edits": [dict(edit) for edit in one.edits],
        "unseen": [one.codes.version - one.number + number for number in one.unseen],
        "both_changed": list(one.both),
        "only_here": one.only_here,
    }
