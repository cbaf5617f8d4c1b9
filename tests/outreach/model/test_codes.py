"""Code lists: data with a source, whose labels are never lost."""

import json

import pytest

from outreach.model import codes
from outreach.model.codes import BadCodeList, code_list, parse


def as_text(*options: dict[str, object], name: str = "test") -> str:
    return json.dumps({"list": name, "version": 1, "source": "a test", "codes": list(options)})


@pytest.mark.parametrize("name", codes.names())
def test_every_list_that_ships_can_be_read_and_says_where_it_comes_from(name: str) -> None:
    found = code_list(name)
    assert found.source
    assert found.version >= 1
    assert found.active
    assert all(code.code == code.code.lower() and " " not in code.code for code in found.codes)


def test_a_retired_option_is_not_offered_but_keeps_its_label() -> None:
    found = parse(
        as_text({"code": "a", "label": "A"}, {"code": "b", "label": "B", "retired": True}), "test"
    )
    assert [code.code for code in found.active] == ["a"]
    assert found.label("b") == "B"
    assert [code.code for code in found.offered(["b"])] == ["a", "b"]


def test_a_code_of_another_version_of_the_list_is_shown_as_it_is() -> None:
    found = code_list("hotspot_type")
    assert found.label("floating_market") == "floating_market"
    assert found.offered(["floating_market"])[-1].label == "floating_market"


def test_a_power_is_offered_to_the_agency_that_has_it_and_to_no_other() -> None:
    powers = code_list("power")
    police = {code.code for code in powers.for_agency("police")}
    youth = {code.code for code in powers.for_agency("youth_service")}
    assert "pace_s17" in police
    assert "consent" in police & youth
    assert youth == {"consent", "accompanying", "other"}


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "[]",
        "{}",
        as_text({"code": "a"}),
        as_text({"code": "a", "label": "A"}, {"code": "a", "label": "B"}),
        as_text({"code": "a", "label": "A"}, name="another"),
        as_text({"code": "a", "label": ""}),
    ],
)
def test_a_broken_list_is_named(raw: str) -> None:
    with pytest.raises(BadCodeList, match="test"):
        parse(raw, "test")
