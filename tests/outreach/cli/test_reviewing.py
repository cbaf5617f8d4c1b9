"""review queue, approve, return; resolve: a supervisor at the command line."""

from tests.command_line import Demonstration


def test_the_queue_is_the_supervisors_and_oldest_first(demonstration: Demonstration) -> None:
    queue = demonstration.supervisor.run("review", "queue", "--json").objects
    assert len(queue) >= 5
    assert {row["review"] for row in queue} <= {"to_review", "corrected"}
    said = demonstration.worker.run("review", "queue", "--json")
    assert (said.code, said.out) == (0, "")


def test_only_a_supervisor_reviews_and_never_their_own(demonstration: Demonstration) -> None:
    record = demonstration.supervisor.run("review", "queue", "--json").objects[0]["id"]
    refused = demonstration.worker.run("review", "approve", record)
    assert refused.code == 1
    assert "Only a supervisor" in refused.err
    own = demonstration.supervisor.add("hotspot", name="Mine", hotspot_type="park")
    refused = demonstration.supervisor.run("review", "approve", own)
    assert refused.code == 1
    assert "Nobody can review what they wrote" in refused.err


def test_comments_and_fields_go_together(demonstration: Demonstration) -> None:
    supervisor = demonstration.supervisor
    record = supervisor.run("review", "queue", "--json").objects[0]["id"]
    uneven = supervisor.run(
        "review", "return", record, "--comment", "a", "--comment", "b", "--field", "fact"
    )
    assert uneven.code == 2
    assert supervisor.run("review", "return", record).code == 2
    unknown = supervisor.run("review", "return", record, "--comment", "a", "--field", "nonsense")
    assert unknown.code == 1
    done = supervisor.run(
        *("review", "return", record, "--comment", "Which team?", "--field", "category"),
        *("--comment", "And when?", "--field", "occurred_to"),
    )
    assert (done.code, done.line) == (0, record)
    shown = supervisor.show(record)
    assert shown["review"] == "returned"
    assert [(c["field"], c["text"]) for c in shown["comments"] if c["open"]] == [
        ("category", "Which team?"),
        ("occurred_to", "And when?"),
    ]


def test_somebody_decides_between_two_versions(demonstration: Demonstration) -> None:
    supervisor = demonstration.supervisor
    rows = supervisor.run("list", "hotspot", "--json").objects
    record = next(row["id"] for row in rows if row["conflict_count"])
    values = supervisor.show(record)["conflicts"]["busy_times"]
    assert len(values) == 2
    assert "In conflict" in supervisor.run("show", record).out
    kept = values[1]
    assert supervisor.run("resolve", record, "fact", "--keep", kept["version"]).code == 1
    assert supervisor.run("resolve", record, "busy_times", "--keep", "").code == 1
    done = supervisor.run("resolve", record, "busy_times", "--keep", kept["version"][:10])
    assert (done.code, done.line) == (0, record)
    shown = supervisor.show(record)
    assert shown["conflicts"] == {}
    assert shown["fields"]["busy_times"] == kept["value"]
