"""sync and verify: what is safe, and whether it is what was signed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli.ending import tell
from outreach.cli.opened import JsonOption, PassphraseOption, VaultOption, named, opened, passphrase
from outreach.cli.printing import counted, note, out, out_json, table

if TYPE_CHECKING:
    from outreach.syncing import SyncReport
    from sync.client.engine import Progress
    from sync.client.verify import Findings


def sync(
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    after_restore: Annotated[
        bool,
        typer.Option(
            "--after-restore",
            help="The store was restored from a backup, as its administrator confirms: give it "
            "back what it lost.",
        ),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Send and receive until all is receipted and pulled.

    A store that holds less than it has shown is an alarm, every time. Only if whoever runs it
    confirms that it was restored from a backup, run this with --after-restore: first on the devices
    that were last in touch with it, before anybody writes to it.
    Ends with 3 when the store could not be reached or could not do it: everything is kept then.
    """
    with opened(vault, passphrase_file) as session:
        report = session.sync(_show if sys.stderr.isatty() else None, after_restore=after_restore)
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
    if as_json:
        out_json(_object(report))
    elif not report.wiped:
        _print(report)
    _tell_removal(report)
    if report.problem is not None and not report.wiped:
        tell(report.problem)
        _tell_what_waits(report)
        raise typer.Exit(report.problem.exit_code)
    if not report.reached:
        note("Error: the store was not reached. Everything is kept on this device.")
        _tell_what_waits(report)
        raise typer.Exit(3)


def _tell_removal(report: SyncReport) -> None:
    """A list of members, signed and followed step by step, says that this device is out."""
    if report.wiped:
        note("This device was reported lost, so an administrator closed it: its vault was wiped.")
        note("What it had not sent was offered to a supervisor. To go on, ask for an invitation.")
    for space, reason in report.removed.items():
        note(f"This device was removed from “{space}” ({reason}): its keys there are destroyed.")


def _tell_what_waits(report: SyncReport) -> None:
    if report.only_here:
        verb = "is" if report.only_here == 1 else "are"
        note(f"{counted(report.only_here, 'change')} {verb} still only on this device.")


def _show(progress: Progress) -> None:
    sys.stderr.write(
        f"\rSent {progress.sent:,} of {progress.to_send:,}, received {progress.received:,} of "
        f"{progress.to_receive:,}\033[K"
    )
    sys.stderr.flush()


def _object(report: SyncReport) -> dict[str, object]:
    problem = report.problem
    return {
        "sent": report.sent,
        "received": report.received,
        "safe": report.safe,
        "only_here": report.only_here,
        "quarantined": report.quarantined,
        "reached": report.reached,
        "removed": report.removed,
        "wiped": report.wiped,
        "problem": {"code": problem.code, "message": problem.message} if problem else None,
    }


def _print(report: SyncReport) -> None:
    rows = [
        ("Sent", counted(report.sent, "change")),
        ("Received", counted(report.received, "change")),
        ("Safe in the central store", counted(report.safe, "change")),
        ("Still only here", counted(report.only_here, "change")),
    ]
    if report.quarantined:
        rows.append(("Set aside", counted(report.quarantined, "entry", "entries")))
    table(rows)


def verify(
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check every chain, signature, head and receipt.


    It reads the sealed log alone, and changes nothing. Ends with 5 and says what is wrong, if
    anything is.
    """
    folder = named(vault)
    found = _verified(folder, passphrase(folder, passphrase_file))
    if as_json:
        out_json(_findings(found))
    else:
        table(
            [
                ("Spaces", f"{found.spaces:,}"),
                ("Entries", f"{found.entries:,}, and {found.unsent:,} without a position yet"),
                *([("Rosters of spaces not read", f"{found.alone:,}")] if found.alone else []),
                ("Devices' chains", f"{found.devices:,}"),
                ("Signatures", f"{found.signatures:,}"),
                ("Heads", f"{found.heads:,}"),
                ("Receipts", f"{found.receipts:,}"),
                ("Statements", f"{found.statements:,}"),
                *([("Waiting for a signature", f"{found.pending:,}")] if found.pending else []),
            ]
        )
    if not found.faults:
        if not as_json:
            out("Everything is as it was signed.")
        return
    things = counted(len(found.faults), "thing is not as it was", "things are not as they were")
    note(f"Error: {things} signed.")
    for fault in found.faults:
        note(f"  space {fault.space.hex()[:10]}, {fault.place}: {fault.what}")
    note("Nothing was changed. Copy the vault's folder as it is, and tell the administrator.")
    raise typer.Exit(5)


def _verified(folder: Path, secret: str) -> Findings:
    """From vault and log alone: a session would refuse to open on what is to be looked at."""
    from sync.client.log import Log
    from sync.client.vault import Vault
    from sync.client.verify import verify as check

    vault = Vault.unlock(folder, secret)
    try:
        identity = vault.identity
        log = Log(folder / "log.db")
        try:
            return check(log, list(identity.epochs), identity.device, identity.store_key)
        finally:
            log.close()
    finally:
        vault.lock()


def _findings(found: Findings) -> dict[str, object]:
    return {
        "spaces": found.spaces,
        "entries": found.entries,
        "unsent": found.unsent,
        "alone": found.alone,
        "devices": found.devices,
        "signatures": found.signatures,
        "heads": found.heads,
        "receipts": found.receipts,
        "statements": found.statements,
        "pending": found.pending,
        "faults": [
            {"space": f.space.hex(), "place": f.place, "what": f.what} for f in found.faults
        ],
    }
