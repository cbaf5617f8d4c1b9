"""A year of a region: 1,000,000 entries on one desktop. Fold, snapshot, open, search, and memory.

Takes some ten minutes, half of them to seal the entries, 3 GB of memory and 3 GB of disk, so it is
asked for:

    OUTREACH_BENCH_REGION=1 make bench ARGS=tests/bench/bench_region.py

With a number above 1 as many entries are written, more or less. Each step runs in a process of its
own, whose peak of memory is the step's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.bench.figures import note
from tests.bench.year import MIX, REVIEWED

WANTED = os.environ.get("OUTREACH_BENCH_REGION", "")
ENTRIES = int(WANTED) if WANTED.isdecimal() and int(WANTED) > 1 else 1_000_000
#: Entries that one record makes: itself, and mostly a review.
A_RECORD = 1 + REVIEWED * (1 - MIX["premises"] / 1000)

pytestmark = pytest.mark.skipif(WANTED in ("", "0"), reason="OUTREACH_BENCH_REGION is not set")


def test_a_year_of_a_region_folds_and_opens(tmp_path: Path) -> None:
    folder = tmp_path / "region"
    written = _step("write", folder, str(round(ENTRIES / A_RECORD)))
    entries = written["entries"]
    folded = _step("fold", folder)
    opened = _step("open", folder)
    assert opened["records"] == folded["records"] > entries / 3
    assert opened["unfolded"] == 0, "the snapshot was used"
    load = f"load {os.getloadavg()[1]:.1f} on {os.cpu_count()}"
    note(
        f"region: fold {entries:,} sealed entries ({folded['records']:,} records, their reviews)",
        f"{folded['fold']:.0f} s, {entries / folded['fold']:,.0f} entries/s",
        f"{entries / folded['fold_work']:,.0f} in a second of processor time; {load}",
        "",
        None,
    )
    note(
        "region: seal the snapshot, at the lock",
        f"{folded['seal']:.1f} s",
        f"{folded['snapshot'] / 1e6:,.0f} MB, in chunks of 1 MiB",
        "",
        None,
    )
    note(
        "region: unlock from it, and the newest 50 records",
        f"{opened['open']:.1f} s, {opened['list'] * 1000:.0f} ms",
        "",
        "",
        None,
    )
    note("region: find, p95", f"{opened['find'] * 1000:.0f} ms", "", "", None)
    note(
        "region: peak of memory: fold, with the snapshot sealed, unlock",
        ", ".join(
            f"{bytes_ / 1e9:.2f} GB"
            for bytes_ in (folded["fold_memory"], folded["memory"], opened["memory"])
        ),
        f"to write the log: {written['memory'] / 1e9:.2f} GB, {written['seconds']:.0f} s",
        "",
        None,
    )


def _step(*arguments: str | Path) -> dict[str, Any]:
    """One step of ``region.py``, and what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.region", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
