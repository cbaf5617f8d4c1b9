"""An administrator changes what forms offer, while others are out with their tablets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from outreach.model import codes, kinds
from outreach.model.codes import shipped
from outreach.session import Session
from sync.errors import InputError, NotAllowed
from tests.scenarios.below import payload, write
from tests.scenarios.shared_or_not import DECISION
from tests.scenarios.team import VISIT, Team, rows_of

LIST = "hotspot_type"
SHOPS = {**VISIT, "hotspot_type": "shopping", "place_name": "Sample Parade"}
DESSERT = {"add": "dessert_bar", "label": "Dessert bar"}
MEMBERS: dict[str, tuple[str, tuple[str, ...], dict[str, Any]]] = {
    "supervisor": (
        "Rochdale Council",
        ("supervisor", "administrator"),
        {"premises": "admin", "safeguarding": "admin"},
    ),
    "second": (
        "Bury Council",
        ("administrator",),
        {"premises": "admin", "safeguarding": "admin"},
    ),
    "worker": ("Early Break", (), {"premises": "writer", "safeguarding": "writer"}),
    "auditor": ("Rochdale Council", ("auditor",), {"premises": "depositor"}),
}


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> Team:
    made = Team(tmp_path_factory.mktemp("lists"), members=MEMBERS)
    try:
        made.meet()
    finally:
        made.close()
    return made


@pytest.fixture
def team(met: Team, tmp_path: Path) -> Iterator[Team]:
    made = met.copy_to(tmp_path / "team")
    try:
        yield made
    finally:
        made.close()


def change(session: Session, *edits: dict[str, Any], name: str = LIST) -> None:
    session.change_list(session.propose(name, edits), "Seen often this spring")


def offered(session: Session, name: str = LIST) -> list[str]:
    return [code.label for code in session.list_in_force(name).active]


def test_an_option_is_added_and_everybody_uses_it_after_a_sync(team: Team) -> None:
    with pytest.raises(kinds.InvalidRecord):
        team.worker.add("hotspot-visit", VISIT | {"hotspot_type": "dessert_bar"})
    change(team.supervisor, DESSERT)
    assert "Dessert bar" in offered(team.supervisor), "at once, where it was changed"
    assert "Dessert bar" not in offered(team.worker), "and nowhere else in this process"
    team.go_round()
    visit = team.worker.add("hotspot-visit", VISIT | {"hotspot_type": "dessert_bar"})
    team.go_round()
    assert [row.id for row in team.supervisor.find("dessert bar")] == [visit]
    (made,) = team.worker.editions.of(LIST)
    assert (made.by, made.reason, made.only_here) == (
        "Supervisor",
        "Seen often this spring",
        False,
    )
    before = rows_of(team.worker)
    team.worker.lock()
    assert rows_of(team.worker) == before, "from a snapshot"
    assert team.worker.editions.of(LIST) == (made,)
    assert team.worker.retry_quarantine() == 0
    assert rows_of(team.worker) == before, "and from the log"


def test_who_only_adds_to_that_space_goes_on_with_what_came_with_the_app(team: Team) -> None:
    change(team.supervisor, DESSERT)
    team.go_round()
    auditor = team["auditor"]
    assert auditor.lists_stay_as_shipped
    assert not team.worker.lists_stay_as_shipped
    assert auditor.list_in_force(LIST) == shipped(LIST)
    with pytest.raises(kinds.InvalidRecord):
        auditor.add("hotspot", {"name": "The corner", "hotspot_type": "dessert_bar"})


def test_nobody_but_an_administrator_changes_a_list_whatever_their_app(team: Team) -> None:
    proposal = team.worker.propose(LIST, [DESSERT])
    with pytest.raises(NotAllowed, match="Only an administrator"):
        team.worker.change_list(proposal, "I want it")
    fields = {"list": LIST, "follows": 0, "edits": [DESSERT], "reason": "I want it"}
    write(
        team.worker,
        payload(team.worker, "premises", type="code-list", set=fields),
        space="premises",
    )
    team.go_round()
    for name in ("supervisor", "second", "worker"):
        assert offered(team[name]) == [code.label for code in shipped(LIST).active]
        (aside,) = team[name].quarantine()
        assert "not from an administrator" in aside.reason


def test_two_administrators_change_a_list_far_from_each_other(team: Team) -> None:
    change(team.supervisor, DESSERT, {"rename": "flat", "label": "Flat or bedsit"})
    change(team["second"], {"rename": "flat", "label": "Flat above a shop"}, {"retire": "park"})
    team.go_round()
    for name in ("supervisor", "second", "worker"):
        first, second = team[name].editions.of(LIST)
        assert second.unseen == (1,)
        assert second.both == ("flat",)
        assert not first.both
        labels = offered(team[name])
        assert "Dessert bar" in labels, "neither is lost"
        assert "Park" not in labels
        assert second.codes.label("flat") == second.edits[0].get("label", "Flat or bedsit")
    states = [team[name].editions.of(LIST) for name in ("supervisor", "second", "worker")]
    assert states[0] == states[1] == states[2]
    proposal = team["second"].propose(LIST, [{"restore": "park"}])
    change(team["second"], {"retire": "hmo"})
    with pytest.raises(InputError, match="in the meantime"):
        team["second"].change_list(proposal, "Still of use")


def test_what_was_begun_before_is_saved_after_and_old_records_stay_as_they_are(
    team: Team,
) -> None:
    old = team.worker.add("hotspot-visit", SHOPS)
    team.go_round()
    begun = team.worker.editions.pins()
    change(team.supervisor, {"remove": "shopping"}, {"rename": "flat", "label": "Home"})
    change(team.supervisor, {"retire": "gifts_or_money"}, name="indicator")
    team.go_round()
    with pytest.raises(kinds.InvalidRecord, match="Choose from the list"):
        team.worker.add("hotspot-visit", SHOPS)
    new = team.worker.add("hotspot-visit", SHOPS, begun=begun)
    team.worker.correct(old, {"indicators": ["gifts_or_money", "drugs"]}, "Seen by both")
    team.go_round()
    for session in (team.worker, team.supervisor):
        assert {row.id for row in session.find("shopping")} >= {old, new}
        view = session.show(new)
        with codes.using(session.editions.lists):
            assert kinds.describe(view.kind, LIST, "shopping") == "Shopping centre or parade"
            assert kinds.describe(view.kind, LIST, "flat") == "Home"
        assert session.show(old).fields["indicators"] == ["gifts_or_money", "drugs"]
        assert len(session.history(old)) == 2
        assert session.quarantine() == []
    shared = team.supervisor.share(old, "premises", DECISION, {"fact": "Two cars stopped."})
    assert shared.copy is not None
    assert team.supervisor.show(shared.copy).fields["indicators"] == ["gifts_or_money", "drugs"]


def test_what_a_rule_rests_on_is_said_and_is_never_removed(team: Team) -> None:
    team.worker.add("hotspot-visit", VISIT | {"indicators": ["child_alone_late"]})
    team.go_round()
    said = team.supervisor.propose("indicator", [{"retire": "child_alone_late"}])
    assert said.said == ("Retired: Child alone late",)
    assert any("order of the review queue" in warning for warning in said.warnings)
    assert any("up to 1 here" in warning for warning in said.warnings)
    with pytest.raises(InputError, match="a rule rests on it"):
        team.supervisor.propose("indicator", [{"remove": "child_alone_late"}])
    for edits, why in (
        ([{"rename": "park", "label": "Flat"}], "Two options"),
        ([{"retire": code.code} for code in shipped(LIST).active], "nothing at all"),
        ([{"rename": "park", "label": "Park"}], "changes nothing"),
        ([{"retire": "no_such"}], "no option"),
        ([{"add": "a b", "label": "A"}], "needs a code"),
    ):
        with pytest.raises(InputError, match=why):
            team.supervisor.propose(LIST, edits)
    with pytest.raises(InputError, match="no code list"):
        team.supervisor.propose("no_such_list", [DESSERT])
    with pytest.raises(InputError, match="Say why"):
        team.supervisor.change_list(team.supervisor.propose(LIST, [DESSERT]), "  ")
