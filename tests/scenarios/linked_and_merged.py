"""People are linked, and the links are undone; two records are one when a second person says so.

A link is kept where the most restricted of its ends is, and nobody learns of it who may not read
both. What two tablets write without knowing of each other is shown, and never hangs anything.
"""

from __future__ import annotations

from typing import Any

import pytest

from outreach import linking
from outreach.model import families, timeline
from outreach.model.kinds import InvalidRecord
from outreach.model.merging import group_of
from outreach.session import Session
from sync.errors import Hidden, InputError, NotAllowed, NotFound
from tests.scenarios.below import payload, write
from tests.scenarios.team import PREMISES, Team


def named(session: Session, name: str, **more: Any) -> str:
    return session.add("person", {"names": [{"name": name, "sort": "nickname"}], **more})


def said(session: Session, record: str) -> list[tuple[str, str]]:
    found = linking.linked(session, record)
    return [(one.said_from(found.key), one.other(found.key).title) for one in found.links]


def test_a_link_is_told_from_both_ends_and_can_be_undone(team: Team) -> None:
    kez, mum = named(team.worker, "Kez"), named(team.worker, "Shaz")
    made = linking.link(
        team.worker, mum[:12], kez, "parent", {"since": "2010-04-01", "source": "School"}
    )
    number = linking.link(team.worker, kez, "tel:07700 900123", "phone", {})
    team.go_round()
    assert said(team.supervisor, kez) == [
        ("Child of", "Shaz"),
        ("Uses the telephone", "07700 900123"),
    ]
    assert said(team.supervisor, mum) == [("Parent of", "Kez")]
    with pytest.raises(InputError, match="Give a reason"):
        linking.unlink(team.supervisor, made, " ")
    linking.unlink(team.supervisor, made, "It was her aunt")
    team.go_round()
    assert said(team.worker, kez) == [("Uses the telephone", "07700 900123")]
    assert team.worker.show(made).withdrawn
    assert team.worker.history(made)[-1].reason == "It was her aunt"
    with pytest.raises(InputError, match="undone before"):
        linking.unlink(team.worker, made, "Again")
    with pytest.raises(InputError, match="no link"):
        linking.unlink(team.worker, kez, "Not a link")
    assert not team.worker.show(number).withdrawn


def test_what_cannot_be_linked_is_refused_in_words(team: Team) -> None:
    kez, mum = named(team.worker, "Kez"), named(team.worker, "Shaz")
    place = team.worker.add("premises", PREMISES)
    linking.link(team.worker, mum, kez, "parent", {})
    for start, to, sort, more, words in [
        (kez, kez, "sibling", {}, "not linked to itself"),
        (kez, mum, "child", {}, "there already, by Worker"),
        (kez, mum, "parent", {}, "own ancestor"),
        (kez, mum, "sibling", {}, "other generations"),
        (kez, place, "sibling", {}, "does not lead to such a record"),
        (place, kez, "parent", {}, "not what can be"),
        (kez, "tel:07700900123", "seen_with", {}, "leads to a record"),
        (kez, mum, "phone", {}, "leads to a telephone"),
        (kez, place, "possibly_same", {}, "not the same as a vehicle or a place"),
        (kez, mum, "associate", {"since": "2024-01-02", "until": "2024-01-01"}, "end after"),
        (kez, mum, "associate", {"since": "2999-01-02"}, "future"),
        (kez, mum, "volcano", {}, "Choose from the list"),
    ]:  # fmt: skip
        with pytest.raises(InvalidRecord, match=words):
            linking.link(team.worker, start, to, sort, more)
    old, young = (
        named(team.worker, name, birth_date=born)
        for name, born in (("Old", "1980-01-01"), ("Young", "2011-05-06"))
    )
    with pytest.raises(InvalidRecord, match="born after"):
        linking.link(team.worker, young, old, "parent", {})
    linking.link(team.worker, old, young, "parent", {})
    with pytest.raises(NotFound):
        linking.link(team.worker, kez, "f" * 32, "associate", {})
    # What ended may begin again.
    linking.link(team.worker, kez, mum, "associate", {"until": "2020-01-01"})
    linking.link(team.worker, mum, kez, "associate", {"since": "2021-01-01"})


def test_a_licensing_officer_learns_of_no_link_to_a_child(team: Team) -> None:
    place = team.worker.add("premises", PREMISES)
    kez = named(team.worker, "Kez")
    at = linking.link(team.worker, kez, place, "at_address", {"fact": "Sleeps above the shop"})
    other = team.licensing.add("premises", {**PREMISES, "name": "Next door"})
    team.go_round()
    between = linking.link(team.licensing, place, other, "possibly_same", {})
    team.go_round()
    assert team.worker.show(at).space == "safeguarding"
    assert team.worker.show(between).space == "premises"
    assert [to for _, to in said(team.licensing, place)] == ["Next door"]
    assert len(said(team.worker, place)) == 2
    with pytest.raises(NotFound):
        team.licensing.show(at)
    assert "above the shop" not in str(team.licensing.rows())
    # That somebody there uses a number is all that a pointer says, and whom to ask.
    linking.link(team.worker, kez, "tel:07700 900123", "phone", {})
    team.go_round()
    (match,) = team.licensing.matches_of("07700900123")
    assert (match.what, match.space, match.ask) == ("telephone", "safeguarding", "supervisor")
    assert team.licensing.rows(kind="link")[0].id == between


def test_a_link_that_stands_where_it_does_not_belong_is_shown_to_nobody(team: Team) -> None:
    """Whoever changes the app can write one to a space where others read it."""
    place, kez = team.worker.add("premises", PREMISES), named(team.worker, "Kez")
    team.go_round()
    fields = {"from_record": kez, "to_record": place, "sort": "at_address"}
    forged = payload(team.supervisor, "premises", type="link", set=fields)
    write(team.supervisor, forged, space="premises")
    team.go_round()
    for session in (team.worker, team.supervisor, team.licensing):
        assert said(session, place) == []
    assert said(team.worker, kez) == []


def test_two_tablets_make_a_circle_and_both_are_shown_with_it(team: Team) -> None:
    a, b, c = (named(team.worker, name) for name in ("Ash", "Bo", "Cass"))
    team.go_round()
    team.network.on = False
    linking.link(team.worker, a, b, "parent", {})
    linking.link(team.worker, b, c, "parent", {})
    linking.link(team.supervisor, c, a, "parent", {})
    team.network.on = True
    team.go_round()
    for session in (team.worker, team.supervisor):
        found = families.family_of(session.model, b)
        assert found is not None
        assert {one.end.title for one in found.people} == {"Ash", "Bo", "Cass"}
        circle = next(one for one in found.contradictions if one.what == "circle")
        assert len(circle.links) == 3
        assert {end.title for end in circle.people} == {"Ash", "Bo", "Cass"}
        d = named(session, "Dee")
        with pytest.raises(InvalidRecord, match="own ancestor"):
            linking.link(session, a, c, "grandparent", {})
        linking.link(session, d, a, "partner", {})


def test_a_family_has_generations_where_they_are_known(team: Team) -> None:
    gran, mum, kez, sis, gone = (
        named(team.worker, name) for name in ("Gran", "Mum", "Kez", "Sis", "Uncle")
    )
    linking.link(team.worker, gran, kez, "grandparent", {})
    linking.link(team.worker, kez, mum, "child", {})
    linking.link(team.worker, sis, kez, "sibling", {})
    linking.link(team.worker, gone, mum, "relative", {})
    found = families.family_of(team.worker.model, kez)
    assert found is not None
    assert [(one.end.title, one.generation) for one in found.people] == [
        ("Gran", 2), ("Mum", 1), ("Kez", 0), ("Sis", 0), ("Uncle", None),
    ]  # fmt: skip
    assert found.contradictions == ()
    # Years later somebody finds out when they were born.
    team.worker.correct(mum, {"birth_date": "2005-05-05"}, "Certificate")
    team.worker.correct(kez, {"birth_date": "2011-05-06"}, "Certificate")
    found = families.family_of(team.worker.model, kez)
    assert found is not None
    assert [one.what for one in found.contradictions] == ["births"]


def test_a_merge_counts_when_a_second_person_says_so_and_not_before(team: Team) -> None:
    kez, kerry = named(team.worker, "Kez"), named(team.worker, "Kerry")
    mum = named(team.worker, "Shaz")
    linking.link(team.worker, mum, kerry, "parent", {})
    merge = linking.propose(team.worker, [kerry], kez, "The same tattoo and number")
    team.go_round()
    for session in (team.worker, team.supervisor):
        assert group_of(session.model, kez).members == (kez,)
        assert said(session, kez) == []
    with pytest.raises(NotAllowed, match="second person"):
        linking.confirm(team.worker, merge)
    word = linking.confirm(team.supervisor, merge, "I know both")
    team.go_round()
    for session in (team.worker, team.supervisor):
        assert group_of(session.model, kerry).lead == kez
        assert said(session, kez) == [("Child of", "Shaz")]
        assert said(session, mum) == [("Parent of", "Kez")]
        assert session.show(kerry).title == "Kerry", "each record stays what it is"
        with pytest.raises(InputError, match="confirmed already"):
            linking.confirm(session, merge)
    with pytest.raises(InvalidRecord, match="one already"):
        linking.propose(team.worker, [kez], kerry, "The other way round")
    linking.unlink(team.worker, word, "Two girls after all")
    team.go_round()
    assert group_of(team.supervisor.model, kez).members == (kez,)
    assert said(team.supervisor, kerry) == [("Child of", "Shaz")]


def test_nobody_confirms_their_own_merge_by_another_way(team: Team) -> None:
    """A changed app writes the confirmation; what was read must be what stands."""
    kez, kerry, other = (named(team.worker, name) for name in ("Kez", "Kerry", "Other"))
    merge = linking.propose(team.worker, [kerry], kez, "The same tattoo")
    versions = team.worker.show(merge).versions
    team.worker.add("merge-confirmation", {"merge": merge, "versions": versions})
    team.go_round()
    for session in (team.worker, team.supervisor):
        assert group_of(session.model, kez).members == (kez,)
    linking.confirm(team.supervisor, merge)
    team.worker.correct(merge, {"joins": [other]}, "I meant the other one")
    team.go_round()
    for session in (team.worker, team.supervisor):
        assert group_of(session.model, other).members == (other,)
        assert group_of(session.model, kez).members == (kez,)
    linking.confirm(team.supervisor, merge)
    team.go_round()
    assert group_of(team.worker.model, other).lead == kez


def test_a_search_shows_merged_records_together_and_says_which_leads(team: Team) -> None:
    kez, kerry = named(team.worker, "Kez Lowe"), named(team.worker, "Kerry Lowe")
    named(team.worker, "Zed Lowe")
    merge = linking.propose(team.worker, [kez], kerry, "The same tattoo")
    team.go_round()
    linking.confirm(team.supervisor, merge)
    found = team.supervisor.find("Lowe")
    assert [row.title for row in found] == ["Zed Lowe", "Kerry Lowe", "Kez Lowe"]
    assert found[-1].subtitle.startswith("One with Kerry Lowe")
    assert not found[1].subtitle


def test_whom_a_link_speaks_of_does_not_read_it_by_chance(team: Team) -> None:
    kez, mum = named(team.worker, "Kez"), named(team.worker, "Shaz")
    made = linking.link(team.worker, mum, kez, "carer", {"fact": "Supervisor is her sister"})
    team.go_round()
    (link,) = linking.linked(team.supervisor, kez).links
    assert (link.id, link.fact, link.to.title) == (made, "", "Kez")
    with pytest.raises(Hidden):
        team.supervisor.consult(made)
    (link,) = linking.linked(team.worker, kez).links
    assert link.fact == "Supervisor is her sister"


def test_who_reads_is_not_met_by_chance_in_a_family_or_among_names(team: Team) -> None:
    kez, her = named(team.worker, "Kez"), named(team.worker, "Supervisor")
    linking.link(team.worker, kez, her, "sibling", {"since": "2011-02-03"})
    heard = {"person": kez, "name": "Supervisor junior", "first_heard": "2024-02-03"}
    team.worker.add("alias", heard)
    team.go_round()
    told = {}
    for session in (team.worker, team.supervisor):
        known = timeline.known(session.model, kez)
        seen = linking.shown(session, known.dated, known.names)
        family = linking.family(session, kez)
        assert family is not None
        told[session.identity.name] = (
            [one.what for one in seen.days],
            [one.name for one in seen.names],
            [one.end.title for one in family.people],
        )
    assert told["Worker"] == (
        ["first_heard", "since"], ["Kez", "Supervisor junior"], ["Kez", "Supervisor"],
    )  # fmt: skip
    assert told["Supervisor"] == ([], ["Kez"], ["Kez", "Hidden from you"])


def test_a_link_is_not_given_away(team: Team) -> None:
    kez, mum = named(team.worker, "Kez"), named(team.worker, "Shaz")
    made = linking.link(team.worker, mum, kez, "parent", {})
    assert not team.worker.shareable(made)
    with pytest.raises(InputError, match="not shared"):
        team.worker.share(made, "premises", {"purpose": "For licensing"})
