"""Opening a vault for one command: which one, and with whose passphrase.

Rules:

- A passphrase comes from a prompt or from a file of one line: never from an argument or the
  environment, where other processes and shell histories would see it.
- Nothing prompts where standard input is no terminal: a script must not hang.
- Whatever happens, the vault is locked again at the end.
"""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli.ending import Usage
from outreach.cli.printing import note

if TYPE_CHECKING:
    from outreach.session import Session

VaultOption = Annotated[
    Path | None,
    typer.Option(
        "--vault",
        metavar="V",
        envvar="OUTREACH_VAULT",
        help="The vault's folder.",
    ),
]
PassphraseOption = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        metavar="F",
        help="A file with the passphrase on one line; without it you are asked.",
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON object a line, for programs.")
]

NOT_ASKED = "Nothing asks questions where there is no terminal."


@contextmanager
def opened(
    vault: Path | None, passphrase_file: Path | None, *, remind: bool = True
) -> Iterator[Session]:
    """The unlocked session of a vault, locked again afterwards. What needs a person is said."""
    folder = named(vault)
    from outreach.model import codes
    from outreach.session import Session

    session = Session.unlock(folder, passphrase(folder, passphrase_file))
    try:
        if remind:
            _remind(session)
        with codes.using(session.editions.lists):
            yield session
    finally:
        session.lock()


def _remind(session: Session) -> None:
    if session.recovery_code_unshown:
        note("A change of the passphrase was broken off: the new one opens this vault, and nobody")
        note("was shown its recovery code. Run `outreach vault recovery-code` to get one.")
    for space in session.damaged_spaces:
        note(f"The list of members of the space “{space}” is damaged on this device. What it can")
        note("open is shown. Run `outreach sync`, which fetches it again.")


def named(vault: Path | None) -> Path:
    """The vault that a command is about. Raises Usage where none is named."""
    if vault is None:
        raise Usage(
            "Say which vault: none was named. Nothing was done.",
            advice="Add --vault V with the vault's folder, or set OUTREACH_VAULT.",
        )
    return vault


def passphrase(folder: Path, file: Path | None) -> str:
    """The passphrase of a vault, from the file or from a person at a terminal."""
    from sync.client.vault import is_vault
    from sync.errors import NotFound

    if not is_vault(folder):
        raise NotFound(
            "There is no vault in this folder.",
            advice="Check --vault, or make one with `outreach vault create`.",
        )
    if file is not None:
        return one_line(file, "passphrase")
    need_terminal("the passphrase", "Give it in a file: --passphrase-file F.")
    return getpass.getpass("Passphrase: ")


def new_passphrase(file: Path | None, option: str) -> str:
    """A passphrase that is being chosen: asked for twice, so that a slip is noticed."""
    if file is not None:
        return one_line(file, "passphrase")
    need_terminal("a new passphrase", f"Give it in a file: {option} F.")
    first = getpass.getpass("New passphrase (at least 10 characters): ")
    if getpass.getpass("The same again: ") != first:
        raise Usage("The two were not the same. Nothing was changed.", advice="Try again.")
    return first


def secret_line(file: Path | None, what: str, option: str) -> str:
    """A token or code, from the file or typed unseen."""
    if file is not None:
        return one_line(file, what)
    need_terminal(f"the {what}", f"Give it in a file: {option} F.")
    return getpass.getpass(f"{what[0].upper()}{what[1:]}: ")


def need_terminal(what: str, advice: str) -> None:
    """Raises Usage where nobody could be asked."""
    if not sys.stdin.isatty():
        raise Usage(f"This needs {what}, and there is no terminal to ask at.", advice=advice)


def one_line(file: Path, what: str) -> str:
    """The only line of a file that holds a secret. Its content is never quoted."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Usage(f"The file with the {what} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Usage(f"The file with the {what} is not text (UTF-8).") from None
    lines = text.replace("\r\n", "\n").split("\n")
    if not lines[0].strip() or any(line.strip() for line in lines[1:]):
        raise Usage(f"The file with the {what} must hold it on one line, and nothing else.")
    return lines[0]


def wait_for_input() -> None:
    """Say that the terminal is being read, so that nobody waits for nothing."""
    if sys.stdin.isatty():
        note("Type or paste it, then press Ctrl-D on a line of its own.")
