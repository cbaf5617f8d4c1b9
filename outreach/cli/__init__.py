"""``outreach``: everything that the app can do to data, without the app.

One module for each group of commands; ``ending`` says how all of them fail, ``opened`` how a vault
is opened, ``printing`` where output goes.
"""

from __future__ import annotations

from typing import Annotated

import typer

from outreach.cli import (
    auditing,
    code_lists,
    completeness,
    devices,
    due,
    erasing,
    exporting,
    founding,
    gallery,
    importing,
    insights,
    keeping,
    late,
    linking,
    looking,
    members,
    partnership,
    recovery,
    referral,
    reviewing,
    sharing,
    syncing,
    vaults,
    windows,
    wording,
    writing,
)
from outreach.cli.ending import Commands, Usage
from outreach.cli.opened import VaultOption
from outreach.cli.printing import out

EPILOGUE = (
    "Exit codes: 0 done, 1 input, 2 usage, 3 store, 4 passphrase, 5 integrity, 6 vault in use."
)

cli = typer.Typer(
    cls=Commands,
    name="outreach",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog=EPILOGUE,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        out(f"outreach {version('outreach')}")
        raise typer.Exit


@cli.callback(invoke_without_command=True)
def start(
    ctx: typer.Context,
    vault: VaultOption = None,
    web: windows.WebOption = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Encrypted, offline-first records for teams who look after children at night.

    Without a command it opens the app. Commands that use a vault take --vault V (or OUTREACH_VAULT)
    and --passphrase-file F; without the file they ask at the terminal.
    """
    if ctx.invoked_subcommand is None:
        windows.app(vault, web)
        return
    # Quietly using another vault than the one that was named would be worse than any error.
    given = ctx.get_parameter_source("vault")
    if web or (given is not None and given.name == "COMMANDLINE"):
        raise Usage(
            "Options come after the command and its arguments. Nothing was done.",
            advice="For example: outreach list --vault V",
        )


cli.command("app")(windows.app)
cli.command("demo")(windows.demo)
cli.command("gallery")(gallery.gallery)
cli.add_typer(vaults.commands, name="vault")
cli.command("schema")(writing.schema)
cli.command("add")(writing.add)
cli.command("deposit")(writing.deposit)
cli.add_typer(partnership.commands, name="partnership")
cli.add_typer(members.commands, name="member")
cli.command("duties")(founding.duties)
cli.add_typer(founding.spaces, name="space")
cli.add_typer(devices.commands, name="device")
cli.add_typer(late.commands, name="late")
cli.add_typer(recovery.commands, name="recovery")
cli.command("share")(sharing.share)
cli.command("receive")(sharing.receive)
cli.command("export")(exporting.export)
cli.command("open-export")(exporting.open_export)
cli.command("list")(looking.list_)
cli.command("show")(looking.show)
cli.command("history")(looking.history)
cli.command("find")(looking.find)
cli.add_typer(code_lists.commands, name="codes")
cli.add_typer(importing.commands, name="import")
cli.add_typer(insights.commands, name="insights")
cli.command("correct")(writing.correct)
cli.command("withdraw")(writing.withdraw)
cli.command("resolve")(writing.resolve)
cli.command("link")(linking.link)
cli.command("unlink")(linking.unlink)
cli.command("links")(linking.links)
cli.command("merge")(linking.merge)
cli.add_typer(reviewing.commands, name="review")
cli.command("due")(due.due)
cli.add_typer(referral.commands, name="referral")
cli.command("wording")(wording.wording)
cli.command("completeness")(completeness.completeness)
cli.add_typer(keeping.drafts, name="draft")
cli.add_typer(keeping.quarantine, name="quarantine")
cli.command("erase")(erasing.erase)
cli.command("hold")(erasing.hold)
cli.add_typer(auditing.commands, name="audit")
cli.command("sync")(syncing.sync)
cli.command("verify")(syncing.verify)


def main() -> None:
    """Run the command that was given; never returns."""
    cli(prog_name="outreach")
