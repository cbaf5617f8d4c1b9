"""Duties and the roles they give: data that people decide, checked with clear errors."""

from __future__ import annotations

import json

import pytest

from outreach.model import duties
from outreach.model.kinds import space_names
from sync.errors import InputError


def text(**changed: object) -> str:
    """The shipped table with some duties in the place of others, as a file holds it."""
    given = {n: {"roles": d.roles} for n, d in duties.shipped().duties.items()}
    return json.dumps({"duties": {**given, **changed}})


def test_the_shipped_table_says_what_the_domain_asks() -> None:
    table = duties.shipped()
    assert space_names() == [
        "premises",
        "safeguarding",
        "intelligence",
        "sealed-sources",
        "challenges",
        "audit",
    ]
    assert table.roles(["licensing-officer"])["safeguarding"] == "depositor"
    assert table.roles(["supervisor"])["sealed-sources"] == "depositor"
    for name, duty in table.duties.items():
        assert set(duty.roles) == set(space_names()), f"{name} may add to every space"
        if name not in ("auditor", "founder"):
            assert duty.roles["audit"] == duty.roles["challenges"] == "depositor"


def test_the_strongest_of_several_duties_counts() -> None:
    roles = duties.shipped().roles(["supervisor", "auditor"])
    assert (roles["safeguarding"], roles["audit"]) == ("writer", "admin")


def test_an_unknown_duty_is_named_with_those_that_there_are() -> None:
    with pytest.raises(InputError) as caught:
        duties.shipped().roles(["astronaut"])
    assert "outreach-worker" in caught.value.advice
    with pytest.raises(InputError, match="No duty was given"):
        duties.shipped().roles([])


def test_what_is_printed_can_be_given_back() -> None:
    assert {n: d.roles for n, d in duties.read(text()).duties.items()} == {
        n: d.roles for n, d in duties.shipped().duties.items()
    }


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("{", "It is not JSON"),
        ("[]", "no object “duties”"),
        ('{"duties": {}}', "no duty"),
        ('{"duties": {"a": {"roles": {}}, "a": {"roles": {}}}}', "“a” twice"),
        (text(Medic={"roles": {}}), "small letters"),
        (text(medic={}), "no object “roles”"),
        (text(medic={"roles": {"kitchen": "admin"}}), "“kitchen”, which there is not"),
        (text(medic={"roles": {"audit": "king"}}), "no known role in the space “audit”"),
        (text(medic={"roles": {}, "label": 3}), "label"),
        (text(founder={"roles": {}}, auditor={"roles": {}}), "No duty has the role “admin”"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(given: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        duties.read(given)


def test_there_are_supervisors() -> None:
    given = json.loads(text())
    del given["duties"]["supervisor"]
    with pytest.raises(InputError, match="supervisor"):
        duties.read(json.dumps(given))


def test_a_rosters_own_table_stands_in_the_place_of_the_shipped_one() -> None:
    shipped = duties.shipped()
    assert shipped.with_spaces({"premises": {}}) is shipped
    own = shipped.with_spaces({"premises": {"supervisor": "reader", "medic": "depositor"}})
    assert list(own.duties) == ["supervisor", "medic"]
    assert own.duties["supervisor"].roles["premises"] == "reader"
    assert own.duties["supervisor"].roles["safeguarding"] == "writer", "as it ships"
    assert own.duties["medic"].roles == {"premises": "depositor"}
    odd = shipped.with_spaces({"premises": {"supervisor": "king"}})
    assert "premises" not in odd.duties["supervisor"].roles, "a role that nobody knows gives none"
