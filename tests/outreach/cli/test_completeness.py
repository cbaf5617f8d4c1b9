"""``outreach completeness``: for supervisors, in numbers that lead to their records."""

from tests.command_line import Demonstration


def test_a_supervisor_counts_and_lists_what_is_missing(demonstration: Demonstration) -> None:
    with demonstration.store_is_up():
        demonstration.worker.add("hotspot-visit", nothing_seen=True, place_name="The arcade")
        demonstration.worker.sync()
        demonstration.supervisor.sync()
    one = ("--kind", "hotspot-visit", "--months", "1")
    said = demonstration.supervisor.run("completeness", "--json", *one)
    assert said.code == 0, said.err
    *fields, whole = said.objects
    assert (whole["by"], whole["missing"]) == ("all", sum(line["missing"] for line in fields))
    lighting = next(line for line in fields if line["key"] == "lighting")
    listed = demonstration.supervisor.run("completeness", *one, "--missing", "lighting", "--json")
    assert len(listed.objects) == lighting["missing"] > 0

    by_agency = demonstration.supervisor.run("completeness", "--by", "agency", *one)
    assert "All together" in by_agency.out
    assert "A reason is an answer" in by_agency.err
    assert demonstration.supervisor.run("completeness", "--by", "person").code == 2
    refused = demonstration.worker.run("completeness")
    assert refused.code == 1
    assert "for supervisors" in refused.err
