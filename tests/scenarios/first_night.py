"""The first night, from the command line: logged offline, sealed, synced, returned, corrected,
approved.

A worker with no network logs a visit. Much later the store can be reached, and only its receipt
makes the visit safe. A supervisor returns it with a question; the worker sees that, corrects it,
and it is approved, and everybody has the same history. The licensing officer, who was there too,
cannot find a word of it; and nothing readable has touched a disk.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path

from tests.command_line import Demonstration, Tablet, demonstration, laid_out

__all__ = ["demonstration", "laid_out"]

CANARY = "zinnober canary 2718"
VISIT = {
    "hotspot_type": "transport_hub",
    "occurred_from": "2026-01-09T22:40:00+00:00",
    "nothing_seen": False,
    "indicators": ["child_alone_late"],
    "fact": f"A girl of about fourteen waited alone on the platform. {CANARY}",
    "verbatim": f"I said I'd be home by ten. {CANARY}",
    "assessment": f"She seemed to expect somebody. {CANARY}",
    "late_reason": f"The tablet was at the office. {CANARY}",
}


def readable(folder: Path, words: str) -> list[str]:
    """The files that hold the words: raw, in base64 at any offset, or as UTF-16."""
    raw = words.encode()
    forms = {raw, raw[::-1], words.encode("utf-16-le"), raw.hex().encode()}
    for shift in range(3):
        forms.add(base64.b64encode(b"x" * shift + raw)[4:-4])
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(form in path.read_bytes() for form in forms)
    ]


def test_a_visit_from_the_first_word_to_the_approval(demonstration: Demonstration) -> None:
    worker, supervisor = demonstration.worker, demonstration.supervisor

    # Offline. It is durable, and only here, and that is said.
    said = worker.run("add", "hotspot-visit", stdin=json.dumps(VISIT))
    assert said.code == 0
    visit = said.line
    assert "missing: " in said.err
    assert worker.show(visit)["standing"] == "only here"
    down = worker.run("sync", "--json")
    assert (down.code, down.object["only_here"]) == (3, 1)
    assert "still only on this device" in down.err

    # The store is back. Only a receipt makes it safe.
    with demonstration.store_is_up():
        assert worker.sync()["only_here"] == 0
        assert worker.show(visit)["standing"] == "safe"

        # The supervisor sees it, how late it is and what is missing, and has a question.
        supervisor.sync()
        waiting = {row["id"]: row for row in supervisor.run("review", "queue", "--json").objects}
        assert waiting[visit]["late_hours"] > 24
        seen = supervisor.show(visit)
        assert {"estimated_adults", "purpose"} <= set(seen["missing"])
        returned = supervisor.run(
            *("review", "return", visit),
            *("--comment", "Which platform?", "--field", "fact"),
        )
        assert returned.code == 0
        supervisor.sync()

        # The author sees what became of it.
        worker.sync()
        back = worker.show(visit)
        assert back["review"] == "returned"
        assert [(c["field"], c["text"]) for c in back["comments"]] == [("fact", "Which platform?")]
        better = VISIT["fact"].replace("the platform", "platform B")
        corrected = worker.run(
            "correct", visit, "--reason", "As asked", stdin=json.dumps({"fact": better})
        )
        assert corrected.code == 0
        worker.sync()

        # It comes back to the queue, and is approved as it stands now.
        supervisor.sync()
        queue = supervisor.run("review", "queue", "--json").objects
        assert [r["review"] for r in queue if r["id"] == visit] == ["corrected"]
        assert supervisor.run("review", "approve", visit).code == 0
        supervisor.sync()
        worker.sync()
        demonstration.licensing.sync()

    approved = worker.show(visit)
    assert (approved["review"], approved["fields"]["fact"]) == ("approved", better)
    assert len(approved["versions"]) == 2
    for tablet in (worker, supervisor):
        history = tablet.run("history", visit, "--json").objects
        assert [v["kind"] for v in history] == ["created", "reviewed", "corrected", "reviewed"]
        assert history[0]["fields"]["fact"] == VISIT["fact"], "the original is never lost"
        assert history[0]["struck"] == ["fact"]
        assert tablet.run("verify").code == 0
    assert _same(worker, supervisor, visit)

    # The licensing officer holds no key for it. They may add, and open nothing that others add.
    licensing = demonstration.licensing
    assert licensing.run("show", visit).code == 1
    assert licensing.run("find", CANARY).out == ""
    added = licensing.run("add", "hotspot-visit", stdin=json.dumps(VISIT))
    assert (added.code, CANARY in added.err) == (0, False)
    assert "deposited in safeguarding" in added.err

    # Nothing readable has touched a disk; and the search would find it.
    assert readable(demonstration.folder, CANARY) == []
    (demonstration.folder / "worker" / "planted").write_bytes(b"\0\1" + CANARY.encode() + b"\2")
    assert readable(demonstration.folder, CANARY) == ["worker/planted"]


def _same(one: Tablet, other: Tablet, record: str) -> bool:
    return one.show(record) == {**other.show(record)}


def test_a_later_change_brings_an_approved_visit_back_to_the_queue(
    demonstration: Demonstration,
) -> None:
    worker, supervisor = demonstration.worker, demonstration.supervisor
    visit = worker.add("hotspot-visit", **VISIT)
    with demonstration.store_is_up():
        worker.sync()
        supervisor.sync()
        assert supervisor.run("review", "approve", visit).code == 0
        assert visit not in _queue(supervisor)
        worker.run("correct", visit, "--reason", "Forgot", stdin='{"weather": "Rain"}')
        worker.sync()
        supervisor.sync()
    assert visit in _queue(supervisor)
    assert supervisor.show(visit)["review"] == "to_review"


def _queue(supervisor: Tablet) -> list[str]:
    return [row["id"] for row in supervisor.run("review", "queue", "--json").objects]
