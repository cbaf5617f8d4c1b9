"""How a command ends: an exit code, and for an error what happened, what was kept, what to do.

    0 done   1 input   2 usage   3 store   4 passphrase   5 integrity   6 vault in use

Nothing here prints a traceback or content. What nobody foresaw is named by its type only, since its
text may quote a record; ``OUTREACH_DEBUG=1`` shows a developer the rest.
"""

from __future__ import annotations

import os
import sys
import traceback
from typing import Any

import typer
from typer.core import TyperGroup

from outreach.cli.printing import note
from sync.errors import OutreachError

UNFORESEEN = 1
ORDER = (
    "app", "demo", "vault", "partnership", "member", "duties", "space", "schema", "codes",
    "add", "deposit",
    "list", "show", "history", "find", "import", "correct", "withdraw", "resolve",
    "link", "unlink", "links", "merge", "review",
    "wording", "completeness", "insights",
    "share", "receive", "export", "open-export", "draft", "quarantine", "late", "audit", "hold",
    "erase", "device", "recovery", "sync", "verify",
)  # fmt: skip


class Usage(OutreachError):
    """The command was called in a way that cannot work. Nothing was done."""

    code = "usage"
    exit_code = 2
    advice = "See the command's --help."


class Commands(TyperGroup):
    """The commands, in the order in which people meet them, with one way for all to fail."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """Those of the help text, groups among them."""
        return [*(n for n in ORDER if n in self.commands), *(set(self.commands) - set(ORDER))]

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]
        """Run a command and turn whatever it raises into words and a number."""
        try:
            return super().invoke(ctx)
        except OutreachError as error:
            tell(error)
            raise typer.Exit(error.exit_code) from None
        except (EOFError, OSError) as error:
            # Broken pipes and the end of input are for typer to deal with.
            if isinstance(error, EOFError | BrokenPipeError):
                raise
            raise typer.Exit(_unforeseen(error)) from None
        except Exception as error:
            if isinstance(error, typer.Exit | typer.Abort) or hasattr(error, "show"):
                raise  # a mistake in the call, in typer's own words, with exit code 2
            raise typer.Exit(_unforeseen(error)) from None


def tell(error: OutreachError) -> None:
    """Say on standard error what happened and what to do."""
    problems = getattr(error, "problems", ())
    if len(problems) > 1:
        note("Error: this cannot be taken.")
        for problem in problems:
            note(
                f"  {problem.field}: {problem.message}" if problem.field else f"  {problem.message}"
            )
    else:
        note(f"Error: {error.message}")
    if error.advice and error.advice != error.message:
        note(error.advice)
    if _debugging():
        traceback.print_exception(error, file=sys.stderr)


def _unforeseen(error: Exception) -> int:
    note(f"Error: something went wrong that was not foreseen ({type(error).__name__}).")
    note("What had been saved before is kept. Set OUTREACH_DEBUG=1 to see where it happened.")
    if _debugging():
        traceback.print_exception(error, file=sys.stderr)
    return UNFORESEEN


def _debugging() -> bool:
    return os.environ.get("OUTREACH_DEBUG", "") not in ("", "0")
