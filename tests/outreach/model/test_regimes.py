"""A premises check asks what its regimes ask, and says what the law makes of an answer."""

from __future__ import annotations

import pytest

from outreach.model import cautions, kinds
from outreach.model.codes import code_list
from outreach.model.kinds.regimes import CHECKLISTS
from outreach.model.kinds.registry import PLANS
from outreach.ui.form.state import FormState

REGIMES = [code.code for code in code_list("check_regime").active]


@pytest.mark.parametrize("regime", REGIMES)
def test_a_regime_asks_its_own_questions_and_no_others(regime: str) -> None:
    state = FormState(kinds.form("premises-check"))
    asked_by = {
        field.name: field.when[1]
        for field in state.form.fields()
        if field.when and field.when[0] == "regimes"
    }
    state.put("regimes", [regime])
    shown = {name for name in asked_by if state.asked(name)}
    assert shown == {name for name, of in asked_by.items() if of == regime}
    assert f"{regime}_checklist" in shown
    wanted = set(kinds.missing("premises-check", {"regimes": [regime]}))
    assert wanted & asked_by.keys() <= shown
    assert regime in state.folds.opened


def test_every_regime_has_a_checklist_and_each_is_counted() -> None:
    assert set(CHECKLISTS) == {f"{regime}_checklist" for regime in REGIMES}
    assert set(PLANS["premises-check"].checklists) == set(CHECKLISTS)
    answers = {name: {code_list(name).active[0].code: "not_in_order"} for name in CHECKLISTS}
    assert kinds.amiss("premises-check", answers) == len(REGIMES)
    assert kinds.subtitle("premises-check", answers) == f"{len(REGIMES)} not in order"


def test_a_home_is_entered_by_rules_of_its_own_and_the_form_says_so_until_it_is_answered() -> None:
    check = {"regimes": ["takeaway", "housing"]}
    (said,) = cautions.cautions("premises-check", check)
    assert said.field == "regimes"
    assert "24 hours" in said.message
    assert said in kinds.warnings("premises-check", check)
    assert not cautions.cautions("premises-check", {"regimes": ["takeaway"]})
    assert not cautions.cautions("premises-check", check | {"notice_given": True})
    assert not cautions.cautions("premises-check", check | {"housing_entry": "notice_given"})
    offence = cautions.cautions("premises-check", check | {"housing_entry": "offence_check"})
    assert [one.field for one in offence] == ["housing_entry"]
    none = cautions.cautions("premises-check", check | {"housing_entry": "no_notice"})
    assert {one.field for one in none} == {"regimes", "housing_entry"}


def test_every_caution_is_about_a_question_that_is_asked_and_names_its_source() -> None:
    for kind, plan in PLANS.items():
        for rule in cautions.rules(kind):
            assert rule.source
            for field, answers in [
                (rule.field, rule.any),
                *((u.field, u.any) for u in rule.unless),
            ]:
                assert field in plan.model.model_fields, field
                for code in answers:
                    assert code is True or code in plan.labels[field], (field, code)


def test_what_was_looked_at_of_drivers_is_kept_line_by_line() -> None:
    seen = [{"badge": "1204", "plate": "PH 77", "authority": "Elsewhere", "expires": "2027-03-31"}]
    given = {"regimes": ["private_hire"], "drivers_seen": seen}
    assert kinds.validate("premises-check", given) == given
    seen[0]["expires"] = "2027-02-30"
    with pytest.raises(kinds.InvalidRecord) as refused:
        kinds.validate("premises-check", given)
    assert refused.value.problems[0].field == "drivers_seen"


def test_nobody_is_offered_the_powers_of_another_agency() -> None:
    powers = code_list("power")
    housing = {code.code for code in powers.for_agency("housing")}
    assert "housing_act_s239" in housing
    assert not housing & {"pace_s17", "licensing_act_s179", "lgmpa_s56"}
    assert {c.code for c in powers.for_agency("youth_service")} == {
        "consent", "accompanying", "other",
    }  # fmt: skip


def test_each_agency_stands_beside_its_own_power_and_another_is_asked_about() -> None:
    theirs = [{"agency": "police", "power": "pace_s17"}, {"agency": "housing"}]
    check = {"regimes": ["licensing"], "powers_of_others": theirs}
    assert kinds.validate("premises-check", check) == check
    assert not kinds.warnings("premises-check", check)
    said = kinds.describe("premises-check", "powers_of_others", theirs)
    assert said.splitlines() == ["Police, PACE 1984 s.17", "Housing"]
    theirs[1]["power"] = "pace_s17"
    (odd,) = kinds.warnings("premises-check", check)
    assert odd.message == "PACE 1984 s.17 is not named as a power of Housing"
    with pytest.raises(kinds.InvalidRecord):
        kinds.validate("premises-check", {"powers_of_others": [{"agency": "no such"}]})
