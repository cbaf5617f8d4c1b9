"""What a person gives: the least is enough, the impossible is refused in plain words."""

import json
import random
from typing import Any

import pytest

from outreach.model import kinds
from outreach.model.instants import canonical, from_ms, to_ms
from outreach.model.kinds import InvalidRecord, UnknownKind, registry
from outreach.model.registrations import format_class, normalise
from tests.visits import MAKERS, records

NOW_MS = to_ms("2026-11-20T23:00:00+00:00")


def refused(kind: str, fields: Any) -> dict[str, str]:
    with pytest.raises(InvalidRecord) as caught:
        kinds.validate(kind, fields, now_ms=NOW_MS)
    return {problem.field: problem.message for problem in caught.value.problems}


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_nothing_at_all_is_accepted_and_what_is_wanted_is_said(kind: str) -> None:
    assert kinds.validate(kind, {}) == {}
    assert kinds.missing(kind, {})
    assert kinds.title(kind, {})


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_full_records_are_kept_as_they_were_given_and_read_back(kind: str, seed: int) -> None:
    assert kind in MAKERS
    for given in records(kind, seed, 50):
        taken = kinds.validate(kind, given, now_ms=NOW_MS)
        assert taken == given
        assert kinds.read(kind, 1, json.loads(json.dumps(taken))) == taken


def test_a_visit_with_nothing_seen_wants_little() -> None:
    quiet = {"hotspot": "0" * 32, "nothing_seen": True}
    wanted = kinds.missing("hotspot-visit", quiet)
    assert "occurred_from" in wanted
    assert not {"indicators", "fact", "estimated_adults", "hotspot_type"} & set(wanted)


def test_nothing_seen_and_something_seen_contradict_each_other() -> None:
    said = refused("hotspot-visit", {"nothing_seen": True, "indicators": ["drugs"]})
    assert "nothing seen" in said["indicators"]
    assert kinds.validate("hotspot-visit", {"nothing_seen": True, "indicators": ["none"]})


def test_none_of_these_stands_alone() -> None:
    assert refused("hotspot-visit", {"indicators": ["none", "drugs"]}).keys() == {"indicators"}
    both = [{"item": "nothing"}, {"item": "phones"}]
    assert refused("premises-check", {"observations": both}).keys() == {"observations"}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"occurred_from": "2026-02-30T22:00:00+00:00"}, "occurred_from"),
        ({"occurred_from": "2026-02-03"}, "occurred_from"),
        ({"occurred_from": "2026-02-03T25:00:00Z"}, "occurred_from"),
        ({"occurred_from": "0001-01-01T00:00:00+10:00"}, "occurred_from"),
        ({"occurred_from": "1026-02-03T22:00:00Z"}, "occurred_from"),
        ({"occurred_from": "2026-11-22T23:30:00Z"}, "occurred_from"),
        ({"occurred_from": 1_790_000_000}, "occurred_from"),
        (
            {"occurred_from": "2026-11-03T22:00:00Z", "occurred_to": "2026-11-03T21:59:00Z"},
            "occurred_to",
        ),
        ({"fact": "x" * 10_001}, "fact"),
        ({"fact": ["x"]}, "fact"),
        ({"fact": "a\x00b"}, "fact"),
        ({"verbatim": "\ud800"}, "verbatim"),
        ({"nothing_seen": "yes"}, "nothing_seen"),
        ({"nothing_seen": 1}, "nothing_seen"),
        ({"latitude": 91.0, "longitude": 0.0}, "latitude"),
        ({"latitude": 53.5, "longitude": float("nan")}, "longitude"),
        ({"latitude": 53.5}, "longitude"),
        ({"longitude": -2.2}, "latitude"),
        ({"hotspot_type": "volcano"}, "hotspot_type"),
        ({"indicators": ["drugs", "volcano"]}, "indicators"),
        ({"indicators": "drugs"}, "indicators"),
        ({"hotspot": "the usual one"}, "hotspot"),
        ({"ward_code": "E0800003"}, "ward_code"),
        ({"uprn": "12 34"}, "uprn"),
        ({"lighting": {"unknown": "no_idea"}}, "lighting"),
        ({"lighting": {"unknown": "not_asked"}}, "lighting"),
        ({"lighting": {"unknown": "not_known", "who": "me"}}, "lighting"),
        ({"purpose": {"unknown": "not_known"}}, "purpose"),
        ({"attendees": [{"agency": "police"}]}, "attendees"),
        ({"attendees": [{"name": "A", "agency": "navy"}]}, "attendees"),
        ({"hotspt_type": "park"}, "hotspt_type"),
        ({"withdrawn": True}, "withdrawn"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field_and_without_its_content(
    fields: dict[str, Any], field: str
) -> None:
    said = refused("hotspot-visit", fields)
    assert list(said) == [field]
    assert said[field][0].isupper()
    for value in fields.values():
        assert not isinstance(value, str) or len(value) < 12 or value not in said[field]


def test_all_problems_are_named_at_once() -> None:
    assert refused("hotspot-visit", {"nothing_seen": "no", "fact": 7, "hotspt": 1}).keys() == {
        "nothing_seen",
        "fact",
        "hotspt",
    }


def test_a_slip_in_a_field_name_is_met_with_the_right_one() -> None:
    assert "hotspot_type" in refused("hotspot-visit", {"hotspt_type": "park"})["hotspt_type"]


@pytest.mark.parametrize("given", [None, [], "text", 7])
def test_what_is_no_object_is_refused(given: object) -> None:
    assert list(refused("outing", given)) == [""]


def test_an_unknown_kind_is_refused_with_the_kinds_there_are() -> None:
    with pytest.raises(UnknownKind, match="hotspot-visit"):
        kinds.validate("hotspot_visit", {})


def test_a_record_too_long_to_send_is_refused_before_it_is_written() -> None:
    long = dict.fromkeys(("fact", "verbatim", "assessment", "wishes"), "é" * 10_000)
    assert "too long" in refused("hotspot-visit", long)[""]


def test_texts_are_trimmed_but_words_spoken_are_left_alone() -> None:
    taken = kinds.validate(
        "hotspot-visit",
        {
            "fact": "  a\r\nb  ",
            "verbatim": "  he… i dunno  ",
            "postcode": "ol16 1ab",
            "wishes": " ",
        },
    )
    assert taken == {"fact": "a\nb", "verbatim": "  he… i dunno  ", "postcode": "OL16 1AB"}


def test_a_moment_has_one_spelling_and_keeps_its_offset() -> None:
    assert canonical("2026-10-25 01:30Z") == "2026-10-25T01:30:00+00:00"
    first, second = canonical("2026-10-25T01:30+0100"), canonical("2026-10-25T01:30+00:00")
    assert to_ms(second) - to_ms(first) == 3_600_000
    assert from_ms(to_ms(first), 60) == first


def test_a_visit_may_cross_midnight_and_the_end_of_summer_time() -> None:
    fields = {
        "occurred_from": "2026-10-25T01:50:00+01:00",
        "occurred_to": "2026-10-25T01:10:00+00:00",
    }
    assert kinds.validate("hotspot-visit", fields, now_ms=NOW_MS) == fields


def test_a_late_record_wants_a_reason_and_is_not_refused() -> None:
    fields = {"occurred_from": "2026-11-18T22:00:00+00:00"}
    assert kinds.validate("hotspot-visit", fields, now_ms=NOW_MS)
    assert "late_reason" in kinds.missing("hotspot-visit", fields, recorded_ms=NOW_MS)
    assert kinds.warnings("hotspot-visit", fields, recorded_ms=NOW_MS)[0].field == "late_reason"
    told = fields | {"late_reason": "No signal, then days off"}
    assert "late_reason" not in kinds.missing("hotspot-visit", told, recorded_ms=NOW_MS)


def test_a_correction_names_only_what_changes_and_may_clear_a_field() -> None:
    assert kinds.validate_partial("hotspot-visit", {"fact": "", "nothing_seen": False}) == {
        "fact": None,
        "nothing_seen": False,
    }
    assert kinds.validate_partial("hotspot-visit", {"withdrawn": True}) == {"withdrawn": True}


def test_a_correction_is_held_against_the_record_that_it_corrects() -> None:
    with pytest.raises(InvalidRecord):
        kinds.validate_partial(
            "hotspot-visit", {"nothing_seen": True}, existing={"indicators": ["drugs"]}
        )


def test_ethnicity_has_no_default_and_takes_a_reason() -> None:
    assert "ethnicity_perceived" not in kinds.validate("person-sighting", {"build": "slim"})
    assert "ethnicity_perceived" in kinds.missing("person-sighting", {"build": "slim"})
    reason = {"ethnicity_perceived": {"unknown": "not_asked", "why": "It was not the moment"}}
    assert kinds.validate("person-sighting", reason) == reason
    assert "ethnicity_perceived" not in kinds.missing("person-sighting", reason)


def test_a_checklist_takes_its_own_items_and_answers() -> None:
    given = {"licensing_checklist": {"refusals_log": "in_order"}}
    assert kinds.validate("premises-check", given) == given
    assert refused("premises-check", {"licensing_checklist": {"stove": "in_order"}})
    assert refused("premises-check", {"licensing_checklist": {"refusals_log": "lost"}})


def test_only_the_checklist_of_the_regime_is_wanted() -> None:
    wanted = kinds.missing("premises-check", {"regimes": ["takeaway"]})
    assert "takeaway_checklist" in wanted
    assert "licensing_checklist" not in wanted


@pytest.mark.parametrize(
    ("seen", "plain", "expected"),
    [
        ("ab12 cde", "AB12CDE", "current"),
        ("AB1? C?E", "AB1?C?E", "current"),
        ("a123 bcd", "A123BCD", "prefix"),
        ("abc 123d", "ABC123D", "suffix"),
        ("q123 abc", "Q123ABC", "q"),
        ("123 D 456", "123D456", "diplomatic"),
        ("oiz 1234", "OIZ1234", "northern_ireland"),
        ("rm 1", "RM1", "dateless"),
        ("WOB-VW 123", "WOBVW123", "foreign"),
        ("???????", "???????", "current"),
    ],
)
def test_a_registration_is_kept_as_seen_and_its_format_worked_out(
    seen: str, plain: str, expected: str
) -> None:
    taken = kinds.validate("vehicle-sighting", {"registration": seen})
    assert normalise(taken["registration"]) == plain
    assert format_class(seen) == expected
    odd = kinds.warnings("vehicle-sighting", taken)
    assert [problem.field for problem in odd] == (["registration"] if expected == "foreign" else [])


def test_premises_are_flat_and_a_point_abroad_is_only_warned_of() -> None:
    given = {
        "name": "Example",
        "address": "1 Example Street",
        "postcode": "OL16 1AB",
        "latitude": -2.15,
        "longitude": 53.61,
    }
    assert kinds.validate("premises", given) == given
    assert "swapped" in kinds.warnings("premises", given)[0].message


def test_what_concerns_a_child_goes_where_a_licensing_officer_has_no_key() -> None:
    spaces = {kind: kinds.space_of(kind) for kind in kinds.KINDS}
    assert {kind for kind, space in spaces.items() if space == "premises"} == {
        "outing",
        "hotspot",
        "premises",
        "premises-check",
        "notice",
        "operator-licence",
        "driver-licence",
        "locality-measure",
        "area",
    }
    safeguarding = {kind for kind, space in spaces.items() if space == "safeguarding"}
    assert safeguarding >= {"hotspot-visit", "person-sighting", "vehicle-sighting", "referral"}
    alone = {kind for kind, space in spaces.items() if not space}
    assert alone == {kind for kind in spaces if kinds.goes_with_its_record(kind)}
    assert "sharing-decision" in alone
    assert registry.ends_of("referral") == ("about",)
    assert registry.ends_of("notice") == ("concerns",)


def test_everything_is_reviewed_but_what_came_from_a_register_or_has_others_who_look() -> None:
    others = {"soft-intelligence", "intelligence-source", "challenge"}
    assert {kind for kind in kinds.KINDS if not kinds.reviewed(kind, {})} == others
    assert not kinds.reviewed("premises", {"source_register": "Food hygiene"})
    assert not kinds.reviewed("operator-licence", {"source_register": "Private-hire operators"})
    assert not kinds.reviewed("locality-measure", {"source": "A public table"})
    assert not kinds.reviewed("sharing-decision", {"decision": "refuse"})
    assert kinds.reviewed("outing", {"source_register": "Food hygiene"})


def test_the_words_of_a_record_do_not_depend_on_the_order_of_its_fields(rng: random.Random) -> None:
    for given in records("hotspot-visit", rng.randrange(10**6), 20):
        names = list(given)
        rng.shuffle(names)
        other = {name: given[name] for name in names}
        for words in (kinds.text, kinds.title, kinds.subtitle):
            assert words("hotspot-visit", given) == words("hotspot-visit", other)


def test_a_search_finds_labels_and_not_codes() -> None:
    words = kinds.text(
        "hotspot-visit",
        {
            "indicators": ["child_alone_late"],
            "attendees": [{"name": "Sam", "agency": "police"}],
            "lighting": {"unknown": "not_asked", "why": "too wet"},
            "postcode": "M2 4EL",
        },
    )
    assert "Child alone late" in words
    assert "Police" in words
    assert "too wet" in words
    assert "M24EL" in words
    assert "child_alone_late" not in words


def test_values_are_described_as_people_read_them() -> None:
    def said(name: str, value: object) -> str:
        return kinds.describe("hotspot-visit", name, value)

    assert said("hotspot_type", "hmo") == "House in multiple occupation (HMO)"
    assert said("hotspot_type", "volcano") == "volcano"
    assert said("nothing_seen", True) == "Yes"
    assert said("lighting", {"unknown": "not_asked", "why": "rain"}) == "Not asked: rain"
    assert said("occurred_from", "2026-03-01T23:15:00+00:00") == "Sun 1 Mar 2026, 23:15"
    assert said("attendees", [{"name": "Sam", "agency": "police"}]) == "Sam, Police"
    assert said("fact", None) == "No answer"
    assert kinds.describe("vehicle-sighting", "registration", "AB12CDE") == "AB12 CDE"
    checked = kinds.describe("premises-check", "licensing_checklist", {"refusals_log": "in_order"})
    assert checked == "Refusals log kept: In order"
