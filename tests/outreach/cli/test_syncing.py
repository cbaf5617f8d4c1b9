"""sync and verify: only a receipt counts, and what is wrong is found."""

import json
import sqlite3
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from outreach.demo.layout import port_of
from tests.command_line import Demonstration, Tablet, run_process


def test_with_the_store_down_nothing_is_lost_and_it_is_said_what_is_only_here(
    worker: Tablet,
) -> None:
    visit = worker.add("hotspot-visit", nothing_seen=True)
    said = worker.run("sync")
    assert said.code == 3
    assert "Still only here            1 change" in said.out
    assert "1 change is still only on this device." in said.err
    report = worker.run("sync", "--json")
    assert report.code == 3
    assert report.object["only_here"] == 1
    assert not report.object["reached"]
    assert worker.show(visit)["standing"] == "only here"


def test_with_the_store_up_everything_is_receipted_and_pulled(
    demonstration: Demonstration,
) -> None:
    worker, supervisor = demonstration.worker, demonstration.supervisor
    lines = "\n".join(json.dumps({"fact": f"Number {n}"}) for n in range(40))
    ids = worker.run("add", "hotspot-visit", stdin=lines).lines
    with demonstration.store_is_up():
        sent = worker.sync()
        assert (sent["sent"], sent["only_here"], sent["quarantined"]) == (40, 0, 0)
        assert sent["safe"] >= 40
        assert worker.sync()["sent"] == 0
        received = supervisor.sync()
        said = run_process(
            *("sync", "--json", "--vault", supervisor.vault),
            *("--passphrase-file", supervisor.passphrase_file),
        )
    assert received["received"] == 40
    assert (said.code, said.object["received"]) == (0, 0)
    assert worker.show(ids[0])["standing"] == "safe"
    assert {row["id"] for row in supervisor.run("find", "number", "--json").objects} >= set(ids)


@pytest.mark.parametrize(
    ("status", "body"), [(500, b"{}"), (200, b"<html>sign in</html>"), (200, b""), (404, b"no")]
)
def test_something_else_in_the_stores_place(
    demonstration: Demonstration, status: int, body: bytes
) -> None:
    class Other(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", port_of(demonstration.folder)), Other)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        demonstration.worker.add("hotspot-visit", nothing_seen=True)
        said = demonstration.worker.run("sync", "--json")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert said.code == 3
    assert said.object["only_here"] == 1
    assert "Everything is kept" in said.err


def test_a_sound_log_is_found_sound_entry_by_entry(worker: Tablet) -> None:
    worker.add("hotspot-visit", nothing_seen=True)
    said = worker.run("verify")
    assert said.code == 0, said.err
    assert "Everything is as it was signed." in said.out
    counts = worker.run("verify", "--json").object
    assert counts["signatures"] == counts["entries"] + counts["unsent"] + counts["alone"]
    assert counts["heads"] == counts["entries"]
    assert counts["receipts"] > 0
    assert (counts["spaces"], counts["statements"]) == (6, 2), "it pulls pages where it reads"
    assert counts["alone"] == 4, "and the rosters of the others"
    assert counts["faults"] == []


def test_one_changed_byte_in_the_log_is_found_and_named(worker: Tablet) -> None:
    with sqlite3.connect(worker.vault / "log.db") as db:
        space, position, raw = db.execute(
            "SELECT space, position, raw FROM entry WHERE kind = 1 ORDER BY position LIMIT 1"
        ).fetchone()
        changed = raw[:-1] + bytes([raw[-1] ^ 1])
        db.execute(
            "UPDATE entry SET raw = ? WHERE space = ? AND position = ?", (changed, space, position)
        )
    db.close()
    said = worker.run("verify")
    assert said.code == 5
    assert f"position {position}" in said.err
    faults = worker.run("verify", "--json").object["faults"]
    assert {f["place"] for f in faults} >= {f"position {position}"}


def test_quarantine_and_drafts_are_empty_lists_here(worker: Tablet) -> None:
    for group in ("quarantine", "draft"):
        said = worker.run(group, "list", "--json")
        assert (said.code, said.out) == (0, "")
    assert worker.run("quarantine", "show", "abcd").code == 1
    assert worker.run("quarantine", "retry").line == "0"


def test_a_draft_is_listed_for_what_it_is(worker: Tablet) -> None:
    from outreach.drafts import Draft
    from outreach.session import Session

    session = Session.unlock(worker.vault, worker.passphrase_file.read_text().strip())
    session.save_draft(
        Draft("ab" * 16, "hotspot-visit", 1, {"fact": "half a sen"}, updated_ms=1_790_000_000_000)
    )
    session.lock()
    draft = worker.run("draft", "list", "--json").object
    assert (draft["id"], draft["kind"]) == ("ab" * 16, "hotspot-visit")
    assert draft["fields"] == {"fact": "half a sen"}
    assert "half a sen" not in worker.run("draft", "list").out
