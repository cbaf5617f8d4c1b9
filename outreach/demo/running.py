"""Run the demonstration: a store and five tablets, each a process of its own on this machine.

Rules:

- Everything listens on 127.0.0.1 only. A tablet in a browser opens by a one-time address.
- One run at a time in a folder. A second one says where the first is.
- Whatever ends this process in an orderly way (Ctrl-C, a closed terminal, SIGTERM) ends the others,
  each by its own process id; they also end by themselves when it is gone. When one of them ends,
  that is said and all end.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, Final

import httpx
from filelock import Timeout

from outreach.demo.layout import lock_of, port_of
from outreach.demo.people import MEMBERS, Member
from outreach.demo.process import Child, end, start
from sync.client.files import write_whole
from sync.errors import InputError, OutreachError, VaultInUse
from sync.errors import VaultError as CannotStart

Say = Callable[[str], None]

#: How long a process may take to begin, in seconds; the first start of a slow machine is slow.
PATIENCE: Final = 90.0
_RUNNING: Final = ".running"


class _Stop(Exception):
    """The person has asked for the end."""


def run(folder: Path, port: int | None, *, open_browser: bool, say: Say) -> None:
    """Start everything and stay until it is ended.

    Args:
        port: the store's; None takes the one that the vaults were made for.

    Raises:
        VaultInUse: it is running already. VaultError: a port is taken or a process will not start.
    """
    port = _checked_port(folder, port)
    try:
        with lock_of(folder).acquire(timeout=0), _orderly_end():
            _check_free(port)
            write_whole(folder / _RUNNING, json.dumps({"port": port, "pid": os.getpid()}).encode())
            try:
                _run(folder, port, open_browser=open_browser, say=say)
            finally:
                (folder / _RUNNING).unlink(missing_ok=True)
    except Timeout:
        raise _already(folder) from None
    except _Stop:
        say("Everything is stopped. `outreach demo` opens it again as it was.")


def _checked_port(folder: Path, port: int | None) -> int:
    laid_out_for = port_of(folder)
    if port is not None and port != laid_out_for:
        raise InputError(
            f"This demonstration was laid out with its store at port {laid_out_for}. "
            "Nothing was changed.",
            advice=f"Use --port {laid_out_for}, or another folder with --dir.",
        )
    return laid_out_for


def _already(folder: Path) -> VaultInUse:
    try:
        first = json.loads((folder / _RUNNING).read_text())
        where = f"its store is at http://127.0.0.1:{int(first['port'])}, process {first['pid']}"
    except (OSError, ValueError, KeyError, TypeError):
        where = "another command is at work in its folder"
    return VaultInUse(
        f"The demonstration is running already: {where}.",
        advice="Go to the terminal where it runs: Enter prints fresh addresses, Ctrl-C stops it.",
    )


def _check_free(port: int) -> None:
    from outreach.web import listen

    for number in range(port, port + 1 + len(MEMBERS)):
        try:
            listen(number).close()
        except OSError:
            raise CannotStart(
                f"Port {number} on this machine is in use, perhaps by another demonstration or a "
                "store. Nothing was started.",
                advice="Stop what uses it, or lay out another folder: --dir D --port P.",
            ) from None


@contextmanager
def _orderly_end() -> Iterator[None]:
    """Signals that ask for the end raise :class:`_Stop` in the main thread."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise _Stop

    asked = [signal.SIGINT, signal.SIGTERM]
    if hasattr(signal, "SIGHUP"):
        asked.append(signal.SIGHUP)
    before: dict[int, Any] = {number: signal.signal(number, stop) for number in asked}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _run(folder: Path, port: int, *, open_browser: bool, say: Say) -> None:
    children: list[Child] = []
    try:
        say("Starting the central store…")
        children.append(_start_store(folder, port))
        _await_store(children[0], port)
        native = _native()
        say("Starting the tablets…")
        for number, member in enumerate(MEMBERS, 1):
            children.append(_start_tablet(folder, member, port + number, native))
        tablets = children[1:]
        _introduce(folder, port, native, say)
        if not native:
            addresses = _addresses(tablets, say)
            if open_browser and _has_display():
                for address in addresses:
                    webbrowser.open(address)
            say("Each address works once. Press Enter for fresh ones, Ctrl-C to stop everything.")
        else:
            say("Ctrl-C stops everything.")
        _attend(children, [] if native else tablets, say)
    finally:
        end(children)


def _introduce(folder: Path, port: int, native: bool, say: Say) -> None:
    say("")
    say("The demonstration runs. The premises are from public registers; all people, children and")
    say("events are invented.")
    say("")
    say(f"  Passphrase of all tablets:        {(folder / 'passphrase').read_text().strip()}")
    say(f"  Central store:                    http://127.0.0.1:{port}")
    say(f"  Folder:                           {folder}")
    say("")
    if native:
        for member in MEMBERS:
            say(f"  {member.name}, {member.tablet}: {member.task}")


def _addresses(tablets: list[Child], say: Say) -> list[str]:
    found = []
    for tablet in tablets:
        address = tablet.address(PATIENCE)
        if address is None or tablet.member is None:
            raise _did_not_start(tablet)
        found.append(address)
        say(f"  {tablet.member.tablet}: {tablet.member.name}, {tablet.member.task}")
        say(f"    {address}")
    say("")
    return found


def _did_not_start(child: Child) -> OutreachError:
    said = child.last_words()
    return CannotStart(
        f"{child.what[0].upper()}{child.what[1:]} did not start.",
        advice=f"It said: {said}" if said else "Try again. A slow machine may need longer.",
    )


# ---------------------------------------------------------------- processes


def _start_store(folder: Path, port: int) -> Child:
    return start("the central store", ["store", str(folder), str(port)])


def _start_tablet(folder: Path, member: Member, port: int, native: bool) -> Child:
    arguments = ["tablet", str(folder / member.tablet), "0" if native else str(port)]
    child = start(f"the tablet “{member.tablet}”", arguments)
    child.member = member
    return child


def _await_store(store: Child, port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and store.process.poll() is None:
        try:
            # trust_env=False: a proxy has nothing to do with this machine's own addresses.
            with httpx.Client(trust_env=False, timeout=2.0) as client:
                if client.get(f"http://127.0.0.1:{port}/v1/health").status_code == 200:
                    return
        except httpx.HTTPError:
            time.sleep(0.05)
    raise _did_not_start(store)


def _attend(children: list[Child], tablets: list[Child], say: Say) -> None:
    """Until the end: fresh addresses for each line that the person gives."""
    asked: queue.Queue[str] = queue.Queue()

    def listen() -> None:
        for line in sys.stdin:
            asked.put(line)

    threading.Thread(target=listen, daemon=True).start()
    while True:
        ended = next((c for c in children if c.process.poll() is not None), None)
        if ended is not None and ended.member is not None and not tablets:
            # A native window was closed by its person; the others stay open.
            children.remove(ended)
            if any(c.member is not None for c in children):
                continue
            raise _Stop
        if ended is not None:
            raise CannotStart(
                f"{ended.what[0].upper()}{ended.what[1:]} has ended by itself "
                f"(code {ended.process.returncode}), and everything with it.",
                advice=f"It said: {ended.last_words()}",
            )
        try:
            asked.get(timeout=0.5)
        except queue.Empty:
            continue
        if tablets:
            for tablet in tablets:
                if tablet.process.stdin is not None:
                    tablet.process.stdin.write("\n")
                    tablet.process.stdin.flush()
            _addresses(tablets, say)


# ---------------------------------------------------------------- windows


def _native() -> bool:
    """Whether the tablets open as windows; the app decides by the same rule."""
    from outreach.app import choose_surface, has_desktop_client

    return choose_surface(
        web=False, platform=sys.platform, environ=os.environ, has_client=has_desktop_client()
    ).native


def _has_display() -> bool:
    """A browser opened without one would be a text browser, in this very terminal."""
    if sys.platform.startswith("linux"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True
