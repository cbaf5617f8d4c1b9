"""What a supervisor reads first: the rules are data, and each is said in words."""

from __future__ import annotations

import json

import pytest

from outreach.assets import asset
from outreach.model import kinds, risk
from outreach.model.kinds import KINDS

LEVELS = {one.name: one.rank for one in risk.levels()}
DATA = json.loads(asset("risk.json").read_text(encoding="utf-8"))


def level_of(*facts: str, **values: object) -> str:
    return risk.level(risk.rank(values, facts)).name


def test_a_child_alone_late_is_read_before_a_quiet_visit() -> None:
    assert level_of(indicators=["child_alone_late"]) == "high"
    assert risk.reasons({"indicators": ["child_alone_late"]}) == ["Child alone late"]
    assert level_of(nothing_seen=True, hotspot="a" * 32) == "nothing_seen"
    assert level_of(fact="The lights were out.") == "routine"
    assert risk.reasons({"fact": "The lights were out."}) == []


def test_what_weighs_most_decides_and_is_said_first() -> None:
    values = {"indicators": ["drugs", "child_alone_late"], "immediate_risk": True}
    assert level_of(**values) == "immediate"
    assert risk.reasons(values) == ["Someone at immediate risk", "Child alone late", "Drugs"]


def test_things_found_on_premises_count_by_the_item() -> None:
    found = [{"item": "bedding", "where": "upstairs"}, {"item": "child_present"}]
    assert level_of(observations=found) == "high"
    assert level_of(observations=[{"item": "bedding"}]) == "raised"
    assert level_of(observations=[{"item": "nothing"}]) == "routine"


def test_an_answer_that_is_not_known_raises_nothing() -> None:
    unknown = {"unknown": "not_known"}
    assert level_of(estimated_under_18s=unknown, child_inside=unknown) == "routine"
    assert level_of(immediate_risk=False, sleeping_on_site=False) == "routine"


def test_words_count_where_they_begin() -> None:
    assert level_of(fact="He showed a Knife.") == "high"
    assert level_of(fact="Weapons were on the wall") == "high"
    assert level_of(fact="A penknife factory") == "routine"


def test_nothing_seen_with_something_to_read_is_read_on_its_own() -> None:
    for field in DATA["quiet"]["unless_given"]:
        values = {"nothing_seen": True, field: "Something that somebody has to read."}
        assert not risk.is_quiet(values)
    assert level_of("late", nothing_seen=True) == "raised"
    assert level_of("conflict", nothing_seen=True) == "raised"
    assert level_of("withdrawn", nothing_seen=True) == "raised"


def test_every_rule_looks_at_a_field_and_codes_that_there_are() -> None:
    forms = [kinds.form(kind) for kind in KINDS]
    for rule in DATA["rules"]:
        assert all(rule[said] for said in ("reason", "source", "label"))
        assert rule["level"] in LEVELS
        if "field" not in rule:
            continue
        fields = [f for form in forms for f in form.fields() if f.name == rule["field"]]
        assert fields, rule["field"]
        for code in rule.get("any", ()):
            known = {c.code for f in fields if f.codes for c in f.codes.codes}
            assert code in known or isinstance(code, bool), (rule["field"], code)


def test_ethnicity_never_drives_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in DATA["never"]["fields"]:
        assert any(field in model.model_fields for model in KINDS.values())
        assert level_of(**{field: "anything"}) == "routine"
    bad = json.dumps(
        {**DATA, "rules": [{"level": "high", "label": "x", "field": "ethnicity_perceived"}]}
    )
    monkeypatch.setattr(risk.json, "loads", lambda _text, real=json.loads: real(bad))
    with pytest.raises(ValueError, match="ethnicity_perceived"):
        risk._rules.__wrapped__()


def test_the_highest_level_has_the_shortest_target() -> None:
    targets = [one.target_ms for one in risk.levels()]
    assert targets == sorted(targets)
    assert risk.levels()[0].target_ms == risk.HOUR_MS
