"""Taking in a register of 200,000 rows: how long, and how much memory, beside a bare baseline.

Each run is a process of its own, so that its peak is its own. The baseline reads the same file with
``csv.DictReader`` and puts its rows into SQLite on the same disk, in one transaction: no identity,
no checks, no seal, no signature, no index of words.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.bench.figures import note

ROOT = Path(__file__).resolve().parent.parent.parent
ROWS = 200_000
FEWER = 20_000
SECONDS = 60.0
#: What reading and comparing may hold more of a file ten times as long, in MiB.
MORE = 48

_BARE = """
import csv, json, resource, sqlite3, sys, time
begun = time.perf_counter()
db = sqlite3.connect(sys.argv[2])
names = ["n%d" % n for n in range(12)]
db.execute("CREATE TABLE shop (%s)" % ", ".join(names))
with open(sys.argv[1], newline="", encoding="utf-8") as file:
    rows = (tuple(row.values()) for row in csv.DictReader(file))
    db.executemany("INSERT INTO shop VALUES (%s)" % ", ".join("?" * 12), rows)
db.commit()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
print(json.dumps({"s": time.perf_counter() - begun, "peak": peak}))
"""

_OURS = """
import json, resource, sys, time
from pathlib import Path
from outreach import taking_in
from outreach.model.register.files import from_path
from outreach.session import Session
from tests.partnership import PASSPHRASE

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10

session = Session.unlock(Path(sys.argv[2]), PASSPHRASE)
told = {"before": peak()}
for what in sys.argv[3:]:
    begun, busy = time.perf_counter(), time.process_time()
    file = from_path(Path(sys.argv[1]))
    register = taking_in.open_register(session, file, "premises", "Food", {})
    do = taking_in.look if what == "look" else taking_in.take_in
    outcome = do(session, register)
    told[what] = {
        "s": time.perf_counter() - begun,
        "cpu": time.process_time() - busy,
        "peak": peak(),
        "new": outcome.new,
        "same": outcome.same,
    }
pages = session.model.connection.execute("PRAGMA page_count").fetchone()[0]
size = session.model.connection.execute("PRAGMA page_size").fetchone()[0]
told["model"] = pages * size >> 20
session.lock(at_once=True)
print(json.dumps(told))
"""


def register(path: Path, rows: int) -> Path:
    """A register as the Food Standards Agency publishes it, invented."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["FHRSID", "BusinessName", "BusinessType", "AddressLine1", "AddressLine2",
             "AddressLine3", "PostCode", "RatingValue", "RatingDate", "LocalAuthorityName",
             "Longitude", "Latitude"]
        )  # fmt: skip
        for n in range(rows):
            writer.writerow(
                [100_000 + n, f"Invented Café {n}", "Takeaway/sandwich shop", f"{n} Nowhere Road",
                 "Sale", "Manchester", f"M{n % 40 + 1} {n % 9 + 1}AB", n % 6, "2024-03-17",
                 "Trafford", f"{-2.3 + n * 1e-6:.6f}", f"{53.4 + n * 1e-6:.6f}"]
            )  # fmt: skip
    return path


def _run(script: str, *given: object) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, given)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_take_in_a_register(tmp_path: Path) -> None:
    from tests.bench.loads import vault_with

    few = register(tmp_path / "few.csv", FEWER)
    many = register(tmp_path / "many.csv", ROWS)
    looked = {
        rows: _run(_OURS, file, vault_with(tmp_path / f"look{rows}", 0), "look")
        for rows, file in ((FEWER, few), (ROWS, many))
    }
    bare = _run(_BARE, many, tmp_path / "bare.db")
    ours = _run(_OURS, many, vault_with(tmp_path / "vault", 0), "take", "again")
    assert ours["take"]["new"] == ours["again"]["same"] == ROWS

    taken, again = ours["take"], ours["again"]
    note(
        f"import {ROWS:,} premises",
        f"{taken['s']:.1f} s, {ROWS / taken['s']:,.0f} rows/s ({taken['cpu']:.1f} s of processor)",
        f"{bare['s']:.1f} s, {ROWS / bare['s']:,.0f} rows/s",
        f"< {SECONDS:.0f} s",
        taken["s"] < SECONDS,
    )
    note(
        "the same file again",
        f"{again['s']:.1f} s, {ROWS / again['s']:,.0f} rows/s",
        "",
        "",
        None,
    )
    grown = looked[ROWS]["look"]["peak"] - looked[FEWER]["look"]["peak"]
    note(
        f"peak memory of looking at {FEWER:,} and at {ROWS:,} rows",
        f"{looked[FEWER]['look']['peak']} and {looked[ROWS]['look']['peak']} MiB",
        f"{bare['peak']} MiB",
        f"no more than {MORE} MiB apart",
        grown <= MORE,
    )
    held = taken["peak"] - ours["before"] - ours["model"]
    note(
        f"peak memory of taking in {ROWS:,} rows",
        f"{taken['peak']} MiB: {ours['before']} before, {ours['model']} the rows themselves, "
        f"{held} the import",
        f"{bare['peak']} MiB",
        f"the import no more than {MORE} MiB",
        held <= MORE,
    )
