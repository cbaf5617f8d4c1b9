"""One step of the bench of a region, in a process of its own: so is its peak of memory.

    python -m tests.bench.region write FOLDER RECORDS     a year of records and their reviews
    python -m tests.bench.region fold FOLDER              everything from the log; then the snapshot
    python -m tests.bench.region open FOLDER              from the snapshot, and a search

Prints one line of JSON: seconds, bytes, and the peak of memory in bytes.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from outreach.session import Session
from sync.client.log import Log
from sync.client.vault import Vault
from tests.bench.figures import percentile
from tests.bench.year import vault_with_a_year
from tests.partnership import PASSPHRASE

ASKED = ["car", "takeaway", "two girls", "blue", "park", "M33", "school uniform", "hotel ro"]


def write(folder: Path, records: int) -> dict[str, Any]:
    """A log as a sync would have left it, and no snapshot."""
    began = time.perf_counter()
    vault_with_a_year(folder, records)
    log = Log(folder / "log.db")
    (entries,) = next(iter(log._rows("SELECT count(*) FROM entry")))
    log.close()
    return {"seconds": time.perf_counter() - began, "entries": entries}


def fold(folder: Path) -> dict[str, Any]:
    """The first unlocking after everything was pulled, and the lock that seals a snapshot."""
    vault = Vault.unlock(folder, PASSPHRASE)
    began, worked = time.perf_counter(), time.process_time()
    session = Session(vault)
    folded = time.perf_counter() - began
    found = {
        "fold": folded,
        "fold_work": time.process_time() - worked,
        "records": session.model.count,
        "fold_memory": _peak(),
    }
    began = time.perf_counter()
    session.lock()
    size = (folder / "snapshot").stat().st_size
    return found | {"seal": time.perf_counter() - began, "snapshot": size}


def opened(folder: Path) -> dict[str, Any]:
    """Every later unlocking."""
    vault = Vault.unlock(folder, PASSPHRASE)
    began = time.perf_counter()
    session = Session(vault)
    found: dict[str, Any] = {
        "open": time.perf_counter() - began,
        "records": session.model.count,
        "unfolded": session._keeper._folded_since,
    }
    began = time.perf_counter()
    session.rows(limit=50)
    found["list"] = time.perf_counter() - began
    finds, hits = [], 0
    for words in ASKED * 5:
        began = time.perf_counter()
        hits += len(session.find(words, limit=50))
        finds.append(time.perf_counter() - began)
    assert hits
    began = time.perf_counter()
    session.lock(at_once=True)
    return found | {"find": percentile(finds, 95), "lock": time.perf_counter() - began}


def _peak() -> int:
    """The most memory that this process has had, in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def main() -> None:
    step, folder, *more = sys.argv[1:]
    if step == "write":
        found = write(Path(folder), int(more[0]))
    else:
        found = {"fold": fold, "open": opened}[step](Path(folder))
    print(json.dumps(found | {"memory": _peak()}), flush=True)


if __name__ == "__main__":
    main()
