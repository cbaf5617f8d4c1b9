"""partnership: what this partnership is to its members and to others."""

from __future__ import annotations

import typer

from outreach.cli import sharing

commands = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="This partnership, and its address for others.",
)

commands.command("address")(sharing.address)
