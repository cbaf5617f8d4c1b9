"""device: who has records here; tablets that are lost, wiped, or go on under a new identity."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from outreach.cli.ending import Usage
from outreach.cli.members import WhoArgument, print_outcome
from outreach.cli.opened import JsonOption, PassphraseOption, VaultOption, named, opened
from outreach.cli.printing import SHORT, counted, moment, note, out, out_json, table, when

if TYPE_CHECKING:
    from outreach.losing import LostReport
    from outreach.session import Session

commands = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Tablets: lost, wiped, or renewed after a restore.",
)

ReportArgument = Annotated[
    str, typer.Argument(metavar="REPORT", help="A report's id, or its start.")
]


@commands.command("list")
def list_(as_json: JsonOption = False) -> None:
    """List the vaults on this device, with their labels; no passphrase is needed for that."""
    from outreach.tablet import residents

    for one in residents():
        if as_json:
            out_json(
                {
                    "vault": str(one.folder),
                    "label": one.label,
                    "only_here": one.only_here,
                    "tries_left": one.tries_left,
                }
            )
            continue
        known = "unknown" if one.only_here is None else counted(one.only_here, "change")
        table([(one.label or "no label", f"{known} only here", str(one.folder))])


@commands.command()
def label(
    text: Annotated[str, typer.Argument(metavar="TEXT", help='What others see; "" for nothing.')],
    vault: VaultOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write what stands beside this vault at the start, where others see it."""
    from outreach.tablet import set_label
    from sync.client.vault import is_vault
    from sync.errors import NotFound

    folder = named(vault)
    if not is_vault(folder):
        raise NotFound("There is no vault in this folder. Nothing was changed.")
    set_label(folder, text)
    if as_json:
        out_json({"vault": str(folder), "label": text.strip()})
    elif text.strip():
        note("Kept. Whoever holds this device sees it.")
    else:
        note("Removed.")


@commands.command("report-lost")
def report_lost(
    who: WhoArgument,
    words: Annotated[str, typer.Option(metavar="T", help="What happened.")],
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Report a lost or stolen tablet, from any other. The next administrator online closes it."""
    with opened(vault, passphrase_file) as session:
        reports = session.report_lost(who, words)
        report = session.sync()
    if as_json:
        out_json({"reports": reports, "sent": report.problem is None and report.reached})
        return
    for one in reports:
        out(one)
    if report.problem is not None or not report.reached:
        note("It is kept here and sent at the next sync. Ring an administrator as well.")


@commands.command()
def lost(
    all_of_them: Annotated[
        bool, typer.Option("--all", help="Also those that were decided.")
    ] = False,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the reports of lost tablets that nobody has acted on."""
    with opened(vault, passphrase_file) as session:
        reports = session.lost_reports(all_of_them=all_of_them)
    if as_json:
        for one in reports:
            out_json(_report(one))
        return
    table(
        (
            one.id[:SHORT],
            one.name or one.who,
            one.device[:SHORT] or "which tablet is not known",
            f"reported by {one.by}, {when(one.at_ms)}",
            one.decision or "open",
            one.words,
        )
        for one in reports
    )


def _report(one: LostReport) -> dict[str, Any]:
    return {
        "id": one.id,
        "who": one.who,
        "name": one.name,
        "device": one.device,
        "words": one.words,
        "by": one.by,
        "at": moment(one.at_ms),
        "decision": one.decision,
        "answer": one.answer,
    }


@commands.command("close-lost")
def close_lost(
    report: ReportArgument,
    device: Annotated[
        str | None,
        typer.Option(metavar="WHO", help="Which tablet, where the report does not know."),
    ] = None,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Close a reported tablet as lost: it opens nothing new, and wipes itself when it is online."""
    with opened(vault, passphrase_file) as session:
        session.sync()
        outcome = session.complete_lost(_find(session, report), device)
    print_outcome(outcome, as_json=as_json)


@commands.command("not-lost")
def not_lost(
    report: ReportArgument,
    reason: Annotated[str, typer.Option(metavar="T", help="How that is known.")],
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Say that a reported tablet is not lost."""
    with opened(vault, passphrase_file) as session:
        session.decline_lost(_find(session, report), reason)
        session.sync()


def _find(session: Session, text: str) -> LostReport:
    from sync.errors import NotFound

    found = [one for one in session.lost_reports() if text and one.id.startswith(text)]
    if len(found) != 1:
        raise NotFound(
            "No single open report has this id. Nothing was changed.",
            advice="`outreach device lost` lists them.",
        )
    return found[0]


@commands.command()
def wipe(
    folder: Annotated[
        Path | None, typer.Argument(metavar="V", help="The vault's folder; or give --vault.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Destroy this vault and everything in it. What was not sent is gone for good."""
    with opened(folder or vault, passphrase_file, remind=False) as session:
        waits, drafts = session.only_here(), len(session.drafts())
        said = f"{counted(waits, 'change')} and {counted(drafts, 'draft')} are only on this device."
        if not yes:
            if not sys.stdin.isatty():
                raise Usage(f"{said} Nothing was wiped.", advice="Add --yes to wipe all the same.")
            note(f"{said} Type wipe to destroy this vault:")
            if input().strip().casefold() != "wipe":
                raise Usage("Nothing was wiped.", advice="Sync first, where there is a network.")
        session.wipe()
    if as_json:
        out_json({"wiped": True, "changes_lost": waits, "drafts_lost": drafts})
    else:
        note(f"The vault is gone. {said.replace(' are ', ' were ')}")


@commands.command()
def renew(
    invitation: Annotated[
        str | None,
        typer.Argument(metavar="[INVITATION]", help="A new one; without it the renewal goes on."),
    ] = None,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Go on under a new identity, after this vault was copied or restored from a backup.

    Give the invitation once, and compare the six words; when you were approved, run it again
    without. What was written here and not sent goes on under the new identity.
    """
    from sync.errors import InputError
    from sync.invitation import Invitation

    parsed = Invitation.parse(invitation) if invitation else None
    with opened(vault, passphrase_file) as session:
        if parsed is not None:
            joining = session.renew(parsed)
            if as_json:
                out_json({"words": joining.words})
            else:
                note("Read these words to whoever invited you:")
                out(" ".join(joining.words))
            return
        if not session.is_renewing:
            raise InputError(
                "This vault has not asked for a new identity. Nothing was changed.",
                advice="Give an invitation: outreach device renew INVITATION",
            )
        if not session.complete_joining():
            raise InputError("Nobody has approved it yet. Nothing was changed.")
        report = session.sync()
        if report.problem is not None:
            raise report.problem
        device = session.identity.device.hex()
        if as_json:
            out_json({"device": device, "sent": report.sent, "only_here": report.only_here})
        else:
            note(f"This is the device {device[:SHORT]} from now on. Everything was sent.")
