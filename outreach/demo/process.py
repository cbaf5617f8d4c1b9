"""The demonstration's processes: started from this one, listened to, and ended by their ids."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Any, Final

from outreach.demo.people import Member

#: How long a process may take to end before it is ended, in seconds.
GRACE: Final = 8.0


@dataclass(slots=True)
class Child:
    """One process. ``lines`` is what it prints; ``member`` is whose tablet, None for the store."""

    what: str
    process: subprocess.Popen[str]
    member: Member | None = None
    lines: queue.Queue[str] = field(default_factory=queue.Queue)
    reader: threading.Thread = field(default_factory=threading.Thread)

    def last_words(self) -> str:
        """What it said before it ended, in short."""
        self.reader.join(timeout=1.0)
        return " ".join(list(self.lines.queue)[-3:])

    def address(self, patience: float) -> str | None:
        """The next one-time address that it prints."""
        until = time.monotonic() + patience
        while (left := until - time.monotonic()) > 0:
            try:
                line = self.lines.get(timeout=min(left, 0.2))
            except queue.Empty:
                if self.process.poll() is not None:
                    return None
                continue
            if line.startswith("http://127.0.0.1:"):
                return line
        return None


def start(what: str, arguments: list[str]) -> Child:
    """Start ``outreach.demo.child`` with these arguments; ``what`` is it, in words."""
    options: dict[str, Any] = {}
    if os.name == "posix":
        # Ctrl-C reaches this process only, which then ends the others in order.
        options["start_new_session"] = True
    process = subprocess.Popen(
        [sys.executable, "-m", "outreach.demo.child", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        bufsize=1,
        **options,
    )
    child = Child(what, process)

    def read() -> None:
        for line in process.stdout or ():
            child.lines.put(line.rstrip("\n"))

    child.reader = threading.Thread(target=read, daemon=True)
    child.reader.start()
    return child


def end(children: list[Child]) -> None:
    """Tablets first, the store last, each by its id."""
    for child in reversed(children):
        if child.process.poll() is None:
            child.process.terminate()
    until = time.monotonic() + GRACE
    for child in reversed(children):
        try:
            child.process.wait(max(until - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()
