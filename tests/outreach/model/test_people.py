"""People without names: what they are called, how old they can be, and what is still asked."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from outreach.model import kinds, queries
from outreach.model.ages import age_on
from outreach.model.fold import ReadModel
from outreach.model.instants import to_ms
from outreach.model.kinds import InvalidRecord
from tests.outreach.model.team import Space, hex_of, person

NOW_MS = to_ms("2026-11-20T23:00:00+00:00")
#: A name, and a word of it that somebody searches for.
ALL_SCRIPTS = [
    ("محمد «العنكبوت»", "محمد"),
    ("שפיידר", "שפיידר"),
    ("🕷️🕸️ Spider", "spider"),
    ("Ω≈ç√", "Ω"),
    ("蜘蛛", "蜘蛛"),
    ("İSTANBUL ẞ", "İSTANBUL"),
    ("Zoë-Ann O\u2019Neil", "zoe"),
]


def checked(**fields: Any) -> dict[str, Any]:
    return kinds.validate("person", fields, now_ms=NOW_MS)


def refused(**fields: Any) -> dict[str, str]:
    with pytest.raises(InvalidRecord) as caught:
        checked(**fields)
    return {problem.field: problem.message for problem in caught.value.problems}


def title(**fields: Any) -> str:
    return kinds.title("person", checked(**fields))


def test_a_nickname_comes_first_then_a_handle_then_marks_and_nobody_needs_any() -> None:
    legal, handle = {"name": "A. Person", "sort": "legal"}, {"name": "spider_0", "sort": "online"}
    assert title(names=[legal, handle, {"name": "Spider", "sort": "nickname"}]) == "Spider"
    assert title(names=[legal, handle]) == "spider_0"
    assert title(marks="spider tattoo on left hand") == "Unnamed: spider tattoo on left hand"
    assert title(description="Tall, limps") == "Unnamed: Tall, limps"
    assert title(age_range="13_to_15", sex="female") == "Unnamed: female, 13 to 15"
    assert title(marks={"unknown": "not_known"}) == "Unnamed person"


@pytest.mark.parametrize(("name", "word"), ALL_SCRIPTS)
def test_a_name_in_any_script_is_kept_and_found_and_turns_no_line_round(
    name: str, word: str
) -> None:
    space, amina = Space("safeguarding"), person("Amina")
    given = checked(names=[{"name": name, "sort": "nickname"}], marks="A web on the hand")
    assert json.loads(json.dumps(given))["names"][0]["name"] == name
    space.write(amina, hex_of("a"), kind="person", **given)
    model = ReadModel.deserialize(_folded(space).serialize())
    view = queries.show(model, hex_of("a"))
    assert view.fields["names"][0]["name"] == name
    shown = view.title.strip("\u2068\u2069")
    assert shown == name
    turned = any(0x590 <= ord(c) <= 0x8FF for c in name)
    assert (view.title != shown) == turned, "set apart only where it runs from right to left"
    assert [row.id for row in queries.find(model, word)] == [hex_of("a")]


def _folded(space: Space) -> ReadModel:
    model = ReadModel()
    model.apply(space.written)
    return model


def test_a_person_of_sixty_long_names_fits_and_one_of_sixty_one_has_them_elsewhere() -> None:
    long = [{"name": f"{n} " + "ن" * 190, "sort": "alias", "source": "s" * 200} for n in range(60)]
    assert len(checked(names=long)["names"]) == 60
    assert "60" in refused(names=[*long, {"name": "One more"}])["names"]


def test_a_thousand_other_names_are_a_thousand_records_that_lead_to_one_person() -> None:
    space, amina, ben = Space("safeguarding"), person("Amina"), person("Ben")
    who = hex_of("a")
    space.write(amina, who, kind="person", names=[{"name": "Spider"}])
    for n in range(1000):
        author = amina if n % 2 else ben
        fields = kinds.validate("alias", {"person": who, "name": f"Name {n}", "sort": "alias"})
        space.write(author, hex_of("alias", n), kind="alias", seen=1, **fields)
    model = _folded(space)
    assert model.count == 1001
    assert queries.conflicts(model) == [], "two who add a name never stand in each other's way"
    (found,) = queries.find(model, "998")
    assert queries.show(model, found.id).fields["person"] == who


def test_a_birth_date_that_contradicts_the_age_is_a_problem_if_known_and_odd_if_guessed() -> None:
    born = {"birth_date": "3/9/2011", "age_range": "18_to_24"}
    said = refused(**born)["age_range"]
    assert "15" in said
    assert "18 to 24" in said
    guessed = checked(**born, age_basis="estimated")
    assert guessed["birth_date"] == "2011-09-03"
    (odd,) = kinds.warnings("person", guessed, recorded_ms=NOW_MS)
    assert odd.field == "age_range"
    assert kinds.warnings("person", {**guessed, "age_range": "13_to_15"}, recorded_ms=NOW_MS) == []


def test_what_was_true_does_not_become_a_problem_because_years_went_by() -> None:
    then = checked(birth_date="2010-06-01", age_range="16_to_17", age_basis="document")
    later_ms = to_ms("2029-01-01T12:00:00+00:00")
    given = kinds.validate_partial("person", {"marks": "A scar"}, existing=then, now_ms=later_ms)
    assert given == {"marks": "A scar"}
    with pytest.raises(InvalidRecord, match="18"):
        kinds.validate_partial("person", {"age_basis": "stated"}, existing=then, now_ms=later_ms)


@pytest.mark.parametrize("day", ["2011-02-29", "31/04/2011", "1811-01-01", "2026-11-23", "spring"])
def test_days_that_cannot_be_are_refused_wherever_they_stand(day: str) -> None:
    assert refused(birth_date=day).keys() == {"birth_date"}
    assert refused(names=[{"name": "Spider", "last_heard": day}]).keys() == {"names"}
    heard = {"person": hex_of("a"), "name": "Spider", "last_heard": day}
    with pytest.raises(InvalidRecord, match="last_heard"):
        kinds.validate("alias", heard, now_ms=NOW_MS)


def test_nothing_was_last_heard_before_it_was_first_heard() -> None:
    heard = {"first_heard": "2025-02-01", "last_heard": "2025-01-31"}
    assert "first heard" in refused(names=[{"name": "Spider", **heard}])["names"].lower()
    assert refused(telephones=[{"number": "07700 900123", **heard}]).keys() == {"telephones"}
    with pytest.raises(InvalidRecord, match="first heard"):
        kinds.validate("alias", {"person": hex_of("a"), "name": "Spider", **heard}, now_ms=NOW_MS)
    since = {"category": "suspect", "since": "2025-02-01", "until": "2030-01-01"}
    assert checked(categories=[since])["categories"] == [since], "an end may lie ahead"


def test_each_sensitive_answer_is_a_value_or_a_reason_and_what_lacks_both_is_said() -> None:
    asked = {"ethnicity_self", "disability", "sen", "care_status", "first_language", "age_basis"}
    assert asked <= set(kinds.missing("person", {}))
    for unknown in ("not_known", "declined", "not_practicable"):
        answered = checked(**{name: {"unknown": unknown} for name in asked})
        assert not asked & set(kinds.missing("person", answered))
    assert refused(care_status={"unknown": "not_asked"}) == {
        "care_status": "Say why it was not asked"
    }
    assert "Choose either" in refused(disability=["none", "hearing"])["disability"]


def test_the_three_sorts_of_ethnicity_never_stand_in_for_each_other() -> None:
    perceived = checked(ethnicity_perceived="asian", ethnicity_words="Sounds local")
    assert "ethnicity_self" in kinds.missing("person", perceived)
    assert refused(ethnicity_self="asian").keys() == {"ethnicity_self"}
    form = kinds.form("person")
    groups = form.field("ethnicity_self")
    assert groups is not None
    assert groups.codes is not None
    assert len(groups.codes.active) == 19


def test_ages_turn_on_the_birthday_and_leap_days_on_the_first_of_march() -> None:
    born = date(2008, 2, 29)
    assert [age_on(born, date(2026, month, day)) for month, day in ((2, 28), (3, 1))] == [17, 18]
    assert age_on(born, date(2028, 2, 29)) == 20
    assert age_on(date(2026, 3, 1), datetime(2026, 2, 1, tzinfo=UTC).date()) == -1
