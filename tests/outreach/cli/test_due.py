"""due, referral acknowledge, outcome, told: what is due, and a referral to its end."""

from __future__ import annotations

import json

from tests.command_line import Demonstration


def test_what_is_due_is_said_soonest_first_with_owners(demonstration: Demonstration) -> None:
    items = demonstration.licensing.run("due", "--json").objects
    assert [item["due"] for item in items] == sorted(item["due"] for item in items)
    by_what = {item["what"]: item for item in items}
    assert {"expires", "court", "licence", "acknowledge"} <= by_what.keys()
    assert "magistrates" in by_what["court"]["words"]
    assert "visit" not in by_what  # this tablet reads no visits, and would find none made
    assert by_what["acknowledge"]["owner"] == "Dale Winters (invented)"
    assert by_what["acknowledge"]["state"] == "overdue"
    said = demonstration.licensing.run("due")
    assert said.code == 0
    assert " left" in said.out
    assert " overdue" in said.out
    assert "Notice ends: Closure notice" in said.out
    mine = demonstration.licensing.run("due", "--mine", "--json").objects
    assert mine
    assert {item["owner"] for item in mine} == {"Dale Winters (invented)"}
    # What followed from a visit is due where the visit can be read, and nowhere else.
    worker = demonstration.worker.run("due", "--mine", "--json").objects
    assert [item["what"] for item in worker if item["kind"] == "referral"] == ["acknowledge"]
    assert not [i for i in items if i["kind"] == "referral" and "MASH" in i["title"]]


def test_a_referral_is_raised_acknowledged_concluded_and_told(demonstration: Demonstration) -> None:
    supervisor = demonstration.supervisor
    visit = supervisor.run("list", "hotspot-visit", "--json").objects[0]["id"]
    raised = supervisor.add(
        "referral", about=visit, referral_type="mash", to_whom="MASH", priority="same_day"
    )
    assert supervisor.run("referral", "acknowledge", visit).code == 1
    assert supervisor.run("referral", "acknowledge", raised, "--by", "Duty desk").code == 0
    again = supervisor.run("referral", "acknowledge", raised)
    assert again.code == 1
    assert "acknowledged already" in again.err
    assert supervisor.run("referral", "outcome", raised, "no_such").code == 1
    done = supervisor.run("referral", "outcome", raised, "done", "--words", "Seen the same night")
    assert (done.code, done.line) == (0, raised)
    due = {i["what"] for i in supervisor.run("due", "--json").objects if i["id"] == raised}
    assert due == {"tell"}
    assert supervisor.run("referral", "told", raised, " ").code == 1
    assert supervisor.run("referral", "told", raised, "She is safe; you were right").code == 0
    shown = supervisor.show(raised)
    assert shown["space"] == "safeguarding"  # where the visit is that it is about
    assert shown["fields"]["told_submitter"] == "She is safe; you were right"
    history = supervisor.run("history", raised, "--json").objects
    assert [entry["reason"] for entry in history] == [
        None, "They acknowledged it", "It has an outcome", "The author was told",
    ]  # fmt: skip


def test_what_protects_a_child_is_kept_with_the_child_and_stays_there(
    demonstration: Demonstration,
) -> None:
    supervisor = demonstration.supervisor
    child = supervisor.add("person", marks="A scar on the chin (invented)")
    warned = supervisor.add("notice", notice_type="cawn", served_on="A man", concerns=child)
    assert supervisor.show(warned)["space"] == "safeguarding"
    plain = supervisor.add("notice", notice_type="fire_prohibition", served_on="A firm")
    assert supervisor.show(plain)["space"] == "premises"
    moved = supervisor.run(
        "correct", plain, "--reason", "It was about a child", stdin=json.dumps({"concerns": child})
    )
    assert moved.code == 1
    assert "concerns" not in supervisor.show(plain)["fields"]
    alone = supervisor.add("referral", referral_type="health", to_whom="The clinic")
    assert supervisor.show(alone)["space"] == "safeguarding"
