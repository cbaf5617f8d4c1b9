"""A form's answers: what is asked, what is given, what is wrong."""

from __future__ import annotations

import pytest

from outreach.model.kinds import KINDS, form, validate
from outreach.model.problems import Problem
from outreach.ui.form.state import FormState, first_questions


def visit() -> FormState:
    return FormState(form("hotspot-visit"), {"nothing_seen": True})


def test_only_what_was_answered_is_given() -> None:
    state = visit()
    state.put("weather", "Rain")
    state.put("weather", "")
    state.put("indicators", [])
    assert state.fields() == {"nothing_seen": True}
    assert validate("hotspot-visit", state.fields()) == {"nothing_seen": True}


def test_a_question_that_depends_on_another_is_not_given_without_it() -> None:
    state = FormState(form("premises-check"))
    assert not state.asked("age_policy")
    state.put("regimes", ["licensing"])
    assert state.asked("age_policy")
    state.put("age_policy", "challenge_25")
    state.put("regimes", ["takeaway"])
    assert "age_policy" not in state.fields()


def test_numbers_are_numbers_and_other_words_are_left_for_the_model_to_refuse() -> None:
    state = FormState(form("premises-check"), {"regimes": ["licensing"]})
    state.put("cctv_days_kept", "31")
    assert state.fields()["cctv_days_kept"] == 31
    state.put("cctv_days_kept", "a month")
    assert state.fields()["cctv_days_kept"] == "a month"


def test_a_correction_gives_what_changed_and_clears_what_was_emptied() -> None:
    original = {"fact": "Two cars", "weather": "Rain", "nothing_seen": False}
    state = FormState(form("hotspot-visit"), corrects="a" * 32, original=original)
    assert state.changes() == {}
    state.put("fact", "Three cars")
    state.put("weather", "")
    assert state.changes() == {"fact": "Three cars", "weather": None}


def test_problems_stand_beside_their_fields_and_open_their_sections() -> None:
    state = visit()
    assert "conditions" not in state.folds.opened
    state.show([Problem("weather", "Too long"), Problem("", "Something about the whole")])
    assert state.cells["weather"].error == "Too long"
    assert "conditions" in state.folds.opened
    assert len(state.folds.problems) == 2
    state.put("weather", "Rain")
    assert state.cells["weather"].error == ""


def test_a_draft_holds_everything_and_the_field_in_focus() -> None:
    state = visit()
    state.put("fact", "unfini")
    state.focused("fact")
    draft = state.draft()
    again = FormState(form(draft.kind), draft.fields, draft_id=draft.id, focus=draft.field_in_focus)
    assert again.fields() == state.fields()
    assert again.focus == "fact"
    assert again.id == state.id


def test_closing_forgets_the_answers() -> None:
    state = visit()
    state.close()
    assert state.cells == {}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_questions_that_come_first(kind: str) -> None:
    shape = form(kind)
    assert 1 <= len(first_questions(shape)) <= 10
    assert FormState(shape).fields() == {}


def test_what_the_checklist_says_already_is_not_asked_again() -> None:
    state = FormState(form("premises-check"), {"regimes": ["licensing"]})
    assert state.asked("refusals_log")
    state.put("licensing_checklist", {"refusals_log": "in_order"})
    assert not state.asked("refusals_log")
    assert state.asked("cctv_days_kept")
    answered = {"regimes": ["licensing"], "refusals_log": True}
    kept = FormState(form("premises-check"), answered)
    kept.put("licensing_checklist", {"refusals_log": "in_order"})
    assert kept.fields()["refusals_log"] is True


def test_what_only_explains_an_answer_stays_behind_it() -> None:
    now = form("premises-check").sections[0].fields
    names = [field.name for field in now if not field.first]
    assert names.index("person_in_charge_role") == names.index("person_in_charge") + 1


def test_what_was_seen_along_with_a_visit_has_its_place_and_time_and_not_its_words() -> None:
    state = FormState(form("hotspot-visit"))
    state.put("occurred_from", "2026-11-21T23:40:00+00:00")
    state.put("place_name", "Old mill")
    state.put("fact", "Two cars")
    vehicle = state.add_along(form("vehicle-sighting"), "visit")
    assert not vehicle.asked("occurred_from")
    vehicle.put("registration", "AB12 ?DE")
    assert state.unsaved
    assert state.inherit(vehicle) == {
        "occurred_from": "2026-11-21T23:40:00+00:00",
        "place_name": "Old mill",
        "registration": "AB12 ?DE",
    }
    (along,) = state.draft().along
    assert along["fields"] == {"registration": "AB12 ?DE"}
