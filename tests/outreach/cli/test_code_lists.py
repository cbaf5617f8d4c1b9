"""codes list, edit, add, rename, retire, restore: at the command line."""

from __future__ import annotations

import json
from pathlib import Path

from tests.command_line import Demonstration, run

LIST = "hotspot_type"


def test_lists_are_shown_with_and_without_a_vault(demonstration: Demonstration) -> None:
    shown = run("codes", "list", LIST)
    assert shown.code == 0
    assert "takeaway" in shown.out
    assert "Without a vault" in shown.err
    every = demonstration.worker.run("codes", "list", "--json").objects
    assert {"list", "version", "options", "retired", "changes"} <= every[0].keys()
    assert LIST in [one["list"] for one in every]
    assert demonstration.worker.run("codes", "list", "../etc").code == 1
    standing = demonstration.worker.run("codes", "list", "hotspot_standing").out
    assert "When a place is due again" in standing, "it is said which rules rest on an option"
    assert "do not read it" in demonstration.auditor.run("codes", "list").err


def test_an_administrator_changes_a_list_and_uses_it(demonstration: Demonstration) -> None:
    supervisor, reason = demonstration.supervisor, ("--reason", "Seen often")
    dry = supervisor.run("codes", "add", LIST, "Dessert bar", *reason, "--dry-run")
    assert dry.code == 0
    assert "Added: Dessert bar (dessert_bar)" in dry.err
    assert supervisor.run("codes", "list", LIST, "--json").object["changes"] == []
    assert supervisor.run("codes", "add", LIST, "Dessert bar").code == 2, "a reason is needed"
    assert supervisor.run("codes", "add", LIST, "Dessert bar", *reason).code == 0
    hotspot = supervisor.add("hotspot", name="The corner", hotspot_type="dessert_bar")
    assert "Dessert bar" in supervisor.run("show", hotspot).out
    renamed = supervisor.run("codes", "rename", LIST, "dessert_bar", "Shisha lounge", *reason)
    assert renamed.code == 0
    assert "Shisha lounge" in supervisor.run("show", hotspot).out
    assert supervisor.run("find", "shisha lounge").out != ""
    assert supervisor.run("codes", "retire", LIST, "dessert_bar", *reason).code == 0
    again = json.dumps({"name": "Another", "hotspot_type": "dessert_bar"})
    refused = supervisor.run("add", "hotspot", stdin=again)
    assert refused.code == 1
    assert "Choose from the list" in refused.err
    assert supervisor.run("codes", "restore", LIST, "dessert_bar", *reason).code == 0
    told = supervisor.run("codes", "list", LIST).out
    assert "Renamed: Dessert bar is now Shisha lounge" in told
    assert "not sent yet" in told
    assert demonstration.worker.run("codes", "add", LIST, "Gym", *reason).code == 1


def test_a_list_is_written_down_changed_and_given_back(
    demonstration: Demonstration, tmp_path: Path
) -> None:
    supervisor, file = demonstration.supervisor, tmp_path / "list.json"
    whole = supervisor.run("codes", "list", LIST, "--json").object
    whole["codes"] = [
        {"code": "gym", "label": "Gym"},
        *(one for one in whole["codes"] if one["code"] not in ("shopping", "transport_hub")),
    ]
    file.write_text(json.dumps(whole), encoding="utf-8")
    done = supervisor.run("codes", "edit", LIST, file, "--reason", "As agreed in May")
    assert done.code == 0
    assert {"Removed: Transport hub", "Added: Gym (gym)"} <= set(done.err.splitlines())
    now = supervisor.run("codes", "list", LIST, "--json").object
    assert now["codes"] == whole["codes"]
    assert now["version"] == whole["version"] + 1
    stale = supervisor.run("codes", "edit", LIST, file, "--reason", "Once more")
    assert stale.code == 1
    assert "which is at version" in stale.err
    for given, said in (
        ('{"codes": 3}', "cannot be read"),
        ('{"codes": [{"code": "a"}]}', "cannot be read"),
        ('{"codes": [{"code": "A B", "label": "A"}]}', "letters, digits"),
        ('{"list": "power", "codes": []}', "This is the list power"),
        ("[]", "not an object"),
    ):
        refused = supervisor.run("codes", "edit", LIST, "-", "--reason", "x", stdin=given)
        assert refused.code == 1, given
        assert said in refused.err
