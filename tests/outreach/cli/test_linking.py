"""link, unlink, merge, links: at a terminal, over two tablets."""

from __future__ import annotations

import json

from tests.command_line import Demonstration


def person(tablet: object, name: str) -> str:
    names = [{"name": name, "sort": "nickname"}]
    return tablet.add("person", names=names)  # type: ignore[attr-defined, no-any-return]


def test_links_and_a_merge_by_two_people(demonstration: Demonstration) -> None:
    worker, supervisor = demonstration.worker, demonstration.supervisor
    kez, kerry, mum = (person(worker, name) for name in ("Kez", "Kerry", "Shaz"))
    more = ("--since", "01/04/2010", "--source", "School", "--words", "The school's own record")
    made = worker.run("link", mum, kez, "--sort", "parent", *more)
    assert made.code == 0, made.err
    number = worker.run("link", kerry, "tel:07700 900123", "--sort", "phone")
    assert number.code == 0, number.err
    again = worker.run("link", kez, mum, "--sort", "child")
    assert (again.code, again.out) == (1, "")
    assert "there already" in again.err
    circle = worker.run("link", kez, mum, "--sort", "parent")
    assert "own ancestor" in circle.err
    shown = worker.run("links", kez).lines
    assert "Child of" in shown[0]
    assert "not graded" in shown[0]
    assert shown[1] == "Family:"
    (told,) = [one for one in worker.run("links", mum, "--json").objects if one["what"] == "link"]
    assert (told["said"], told["to"], told["since"]) == ("Parent of", kez, "2010-04-01")
    users = worker.run("links", "tel:+44 7700 900 123", "--json").objects
    assert [(one["said"], one["to"]) for one in users] == [("Used by", kerry)]

    around = worker.run("links", kez, "--steps", "2", "--json").objects
    assert [(one["title"], one["steps"]) for one in around] == [("Kez", 0), ("Shaz", 1)]
    assert around[1]["ties"][0]["said"] == "Parent of"
    assert "- Parent of: Kez" in worker.run("links", mum, "--steps", "1").out

    assert worker.run("merge", kerry, kez).code == 2
    proposed = worker.run("merge", kerry, kez, "--reason", "The same tattoo")
    assert "second person" in proposed.err
    alone = worker.run("merge", "confirm", proposed.line)
    assert alone.code != 0
    with demonstration.store_is_up():
        worker.sync()
        supervisor.sync()
    confirmed = supervisor.run("merge", "confirm", proposed.line[:12], "--reason", "I know her")
    assert confirmed.code == 0, confirmed.err
    merged = supervisor.run("links", kez)
    assert "counts" in merged.out
    assert "Uses the telephone" in merged.out
    undone = supervisor.run("unlink", confirmed.line, "--reason", "Not sure")
    assert undone.code == 0, undone.err
    assert "waits for a second person" in supervisor.run("links", kez).out
    assert json.dumps(made.line) not in supervisor.run("links", kerry, "--json").out
