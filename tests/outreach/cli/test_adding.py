"""`outreach add`: the least that a tired person gives, all or nothing, and nothing impossible."""

import json

import pytest

from tests.command_line import Tablet, run

QUIET = {"hotspot_type": "park", "nothing_seen": True}
CANARY = "zinnober-canary-7141"


def records(tablet: Tablet) -> int:
    return len(tablet.run("list", "--json").lines)


def test_one_object_becomes_one_id_and_what_is_missing_is_said_apart(worker: Tablet) -> None:
    said = worker.run("add", "hotspot-visit", stdin=json.dumps(QUIET))
    assert said.code == 0
    assert len(said.line) == 32
    assert said.err.startswith("missing: hotspot, occurred_from")
    shown = worker.show(said.line)
    assert shown["fields"] == QUIET
    assert shown["standing"] == "only here"
    assert shown["review"] == "to_review"


def test_an_empty_object_is_a_record_too(worker: Tablet) -> None:
    assert worker.show(worker.add("hotspot-visit"))["fields"] == {}


def test_an_object_may_be_spread_over_lines_or_come_from_a_file(worker: Tablet, tmp_path) -> None:
    file = tmp_path / "visit.json"
    file.write_text(json.dumps(QUIET, indent=2), encoding="utf-8-sig")
    said = worker.run("add", "hotspot-visit", file)
    assert said.code == 0
    assert worker.show(said.line)["fields"] == QUIET
    assert worker.run("add", "hotspot-visit", "-", stdin=json.dumps(QUIET)).code == 0


def test_json_lines_become_ids_in_their_order(worker: Tablet) -> None:
    lines = [{"hotspot_type": "park", "fact": f"Number {n}"} for n in range(5)]
    said = worker.run("add", "hotspot-visit", stdin="\n".join(map(json.dumps, lines)) + "\n\n")
    assert said.code == 0
    assert [worker.show(i)["fields"] for i in said.lines] == lines
    assert "line 5: missing: " in said.err


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ('{"hotspot_type":"park"}\n{"hotspot_type":', "Line 2"),
        ('{"fact": oops}\n{"hotspot_type":"park"}', "Line 1"),
        ('{\n"hotspot_type":"park",\n}', "Line 3"),
        ('{"hotspot_type":"park"}\n["park"]', "Line 2"),
        ('{"fact":"a"}\n{"fact":"b","fact":"c"}', "Line 2"),
        ('{"fact":"a"}\n{"estimated_adults":NaN}', "Line 2"),
        ('{"fact":"a"}\n{"fact":"\\ud800"}', "Line 2"),
        ("", "Nothing was given"),
        ("[]", "not an object"),
        ("null", "not an object"),
        ("[" * 100_000, "no field can have"),
    ],
)
def test_what_is_no_json_is_named_by_its_line(worker: Tablet, given: str, named: str) -> None:
    before = records(worker)
    said = worker.run("add", "hotspot-visit", stdin=given)
    assert (said.code, said.out) == (1, "")
    assert named in said.err
    assert "Nothing was saved" in said.err
    assert records(worker) == before


def test_bytes_that_are_no_text_are_named_by_their_line(worker: Tablet) -> None:
    said = worker.run("add", "hotspot-visit", stdin=b'{"fact":"a"}\n{"fact":"\xff"}\n')
    assert said.code == 1
    assert "Line 2 is not text in UTF-8" in said.err


@pytest.mark.parametrize(
    "wrong",
    [
        {"hotspot_type": CANARY},
        {"no_such_field": CANARY},
        {"fact": CANARY * 5000},
        {"occurred_from": "2026-13-45T99:00:00+00:00", "fact": CANARY},
        {"occurred_from": "2999-01-01T00:00:00+00:00", "fact": CANARY},
        {"occurred_from": "2026-01-02T10:00:00Z", "occurred_to": "2026-01-01T10:00:00Z"},
        {"nothing_seen": True, "indicators": ["drugs"], "fact": CANARY},
    ],
)
def test_one_impossible_record_keeps_all_of_them_out_and_is_not_quoted(
    worker: Tablet, wrong: dict[str, object]
) -> None:
    before = records(worker)
    said = worker.run(
        "add", "hotspot-visit", stdin=json.dumps(QUIET) + "\n" + json.dumps(wrong) + "\n"
    )
    assert (said.code, said.out) == (1, "")
    assert "line 2: " in said.err
    assert CANARY not in said.err
    assert records(worker) == before


def test_an_unknown_kind_is_told_the_kinds_there_are(worker: Tablet) -> None:
    said = worker.run("add", "hotspot_visit", stdin="{}")
    assert said.code == 1
    assert "hotspot-visit" in said.err


def test_a_file_that_is_not_there(worker: Tablet, tmp_path) -> None:
    said = worker.run("add", "outing", tmp_path / "nothing.json")
    assert said.code == 1
    assert "cannot be read: No such file" in said.err


def test_what_is_odd_but_possible_is_saved_with_a_warning(worker: Tablet) -> None:
    said = worker.run("add", "hotspot", stdin='{"latitude": -2.2, "longitude": 53.4}')
    assert said.code == 0
    assert "warning: latitude: " in said.err


def test_a_correction_a_withdrawal_and_their_reasons(worker: Tablet) -> None:
    visit = worker.add("hotspot-visit", **QUIET, weather="Rain")
    assert worker.run("correct", visit, "--reason", "Dry by ten",
                      stdin='{"weather": null, "lighting": "poor"}').line == visit  # fmt: skip
    assert worker.show(visit)["fields"] == {**QUIET, "weather": None, "lighting": "poor"}
    assert worker.run("withdraw", visit[:12], "--reason", "Logged twice").line == visit
    shown = worker.show(visit)
    assert shown["withdrawn"]
    assert len(shown["versions"]) == 3
    history = worker.run("history", visit, "--json").objects
    assert [v["kind"] for v in history] == ["created", "corrected", "withdrawn"]
    assert [v["reason"] for v in history] == [None, "Dry by ten", "Logged twice"]
    assert "weather" in history[0]["struck"]


def test_a_correction_needs_a_reason_and_one_object(worker: Tablet) -> None:
    visit = worker.add("hotspot-visit", **QUIET)
    assert worker.run("correct", visit, stdin='{"weather": "Rain"}').code == 2
    assert worker.run("correct", visit, "--reason", " ", stdin='{"weather": "Rain"}').code == 1
    two = '{"weather": "Rain"}\n{"weather": "Snow"}'
    assert worker.run("correct", visit, "--reason", "x", stdin=two).code == 1
    assert worker.run("correct", visit, "--reason", "x", stdin='{"wether": "Rain"}').code == 1
    assert len(worker.show(visit)["versions"]) == 1


def test_the_schema_of_every_kind() -> None:
    kinds = run("schema").lines
    assert "hotspot-visit" in kinds
    for kind in kinds:
        schema = json.loads(run("schema", kind).out)
        assert schema["type"] == "object"
    visit = json.loads(run("schema", "hotspot-visit").out)["properties"]
    assert {"hotspot_type", "nothing_seen", "fact"} <= visit.keys()
    assert run("schema", "nonsense").code == 1
