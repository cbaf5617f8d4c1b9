"""app and demo: what opens windows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from outreach.cli.opened import VaultOption
from outreach.cli.printing import note, out

WebOption = Annotated[
    bool, typer.Option("--web", help="Open in a browser on this machine, not in a window.")
]

#: The demonstration's store, where nobody says otherwise; its tablets take the ports after it.
DEMO_PORT = 8480


def app(
    vault: VaultOption = None,
    web: WebOption = False,
) -> None:
    """Open the app: in a window, or in a browser without a display.

    Without --vault it shows whose records are on this device, or how to come in.
    """
    from sync.client.vault import is_vault
    from sync.errors import NotFound

    if vault is not None and not is_vault(vault):
        raise NotFound(
            "There is no vault in this folder.",
            advice="Name one with --vault V, make one with `outreach vault create`, or look around "
            "first with `outreach demo`.",
        )
    from outreach.app import run_app

    run_app(vault, web=web)


def demo(
    folder: Annotated[
        Path | None,
        typer.Option("--dir", metavar="D", help="Where it lies; yours by default."),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            metavar="P",
            min=1,
            max=65530,
            help=f"The store's port, {DEMO_PORT} if not given; the tablets take the five after.",
        ),
    ] = None,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Print the addresses and open no browser.")
    ] = False,
    init_only: Annotated[
        bool, typer.Option("--init-only", help="Lay the folder out and start nothing.")
    ] = False,
) -> None:
    """Open a demonstration: a store and five tablets, invented.


    The premises are from public registers; all people and events are invented. Safe to run again.
    """
    from outreach.demo.layout import is_laid_out, lay_out, port_of
    from outreach.folders import data_folder

    where = (folder or data_folder() / "demonstration").absolute()
    if not is_laid_out(where):
        lay_out(where, port or DEMO_PORT, note)
        note(f"Laid out in {where}.")
    elif init_only:
        note(f"The demonstration stands in {where} already. Nothing was changed.")
    if init_only:
        port_of(where)
        return
    from outreach.demo.running import run

    run(where, port, open_browser=not no_open, say=out)
