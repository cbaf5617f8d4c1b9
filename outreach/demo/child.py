"""One process of the demonstration, as ``running`` starts it: the store, or a tablet.

    python -m outreach.demo.child store FOLDER PORT
    python -m outreach.demo.child tablet VAULT PORT      (port 0: a window of its own)

Its standard input is held open by whoever started it. When that ends, however it came to be, so
does this process: nothing is left behind that listens.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path


def until_alone(lines: Iterable[str]) -> Iterator[str]:
    """The lines, and after the last one the end of this process."""
    yield from lines
    os.kill(os.getpid(), signal.SIGTERM)


def _watch() -> None:
    def read() -> None:
        for _ in until_alone(sys.stdin):
            pass

    threading.Thread(target=read, daemon=True).start()


def main(arguments: list[str]) -> None:
    """Be what the arguments say, until the end."""
    what, place, port = arguments
    if what == "store":
        from sync.store.cli import main as store

        _watch()
        database = f"sqlite:///{Path(place) / 'store.db'}"
        sys.argv[1:] = ["serve", "--database", database, "--listen", f"127.0.0.1:{port}"]
        store()
        return
    from outreach.app import run_app

    if port == "0":
        _watch()
        run_app(Path(place))
    else:
        run_app(Path(place), web=True, port=int(port), lines=until_alone(sys.stdin))


if __name__ == "__main__":
    main(sys.argv[1:])
