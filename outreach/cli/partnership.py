"""partnership: what this partnership is to its members and to others."""

from __future__ import annotations

import typer

from outreach.cli import founding, sharing

commands = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Found a partnership, look at it, and its address for others.",
)

commands.command("create")(founding.create)
commands.command("info")(founding.info)
commands.command("address")(sharing.address)
