"""Forms come from the models alone, so a new kind needs no new view."""

import json
from collections import Counter
from typing import get_args

import pytest

from outreach.model import kinds
from outreach.model.fields import Widget, ask_of
from outreach.model.kinds.registry import PLANS


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_every_field_has_a_label_a_section_and_a_widget(kind: str) -> None:
    model = kinds.KINDS[kind]
    for name, info in model.model_fields.items():
        ask = ask_of(info)
        assert ask is not None, name
        assert ask.label, name
        assert ask.label[0].isupper(), name
        assert ask.section in model.sections, (name, ask.section)
        assert ask.widget in get_args(Widget), name
        if ask.widget in ("choice", "chips", "checklist"):
            assert ask.codes, name
        if ask.refers:
            assert set(ask.refers) <= kinds.KINDS.keys()
        if ask.when:
            other, code = ask.when
            assert code in PLANS[kind].codes[other].labels
        assert set(ask.unless) <= model.model_fields.keys()


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_a_form_asks_for_each_field_once_unless_the_kind_does_not_ask(kind: str) -> None:
    form = kinds.form(kind)
    model = kinds.KINDS[kind]
    drawn = Counter(field.name for field in form.fields())
    drawn.update(part for field in form.fields() for part in field.parts)
    assert set(drawn.values()) == {1}
    inside = {name for name, ask in PLANS[kind].asks.items() if ask.of in model.not_asked}
    assert drawn.keys() | model.not_asked | inside == model.model_fields.keys()


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_what_matters_at_one_in_the_morning_stands_first(kind: str) -> None:
    form = kinds.form(kind)
    assert form.sections[0].name == "now"
    assert all(section.fields for section in form.sections)
    assert any(field.first for field in form.sections[0].fields)
    order = [section.name for section in form.sections]
    assert order[-1] == "about"
    firsts = [
        at for at, section in enumerate(form.sections) if any(f.first for f in section.fields)
    ]
    assert max(firsts) <= 2 or form.sections[max(firsts)].name == "when"


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_what_is_reported_missing_can_be_answered_in_the_form(kind: str) -> None:
    form = kinds.form(kind)
    for name in kinds.missing(kind, {}):
        assert form.field(name) is not None, name


def test_a_form_knows_lists_limits_and_the_four_answers() -> None:
    form = kinds.form("hotspot-visit")
    lighting, fact, indicators = (form.field(n) for n in ("lighting", "fact", "indicators"))
    assert lighting is not None
    assert lighting.unknowns
    assert lighting.codes is not None
    assert fact is not None
    assert fact.max_length == 10_000
    assert not fact.unknowns
    assert indicators is not None
    assert indicators.many
    check = kinds.form("premises-check").field("licensing_checklist")
    assert check is not None
    assert check.answers is not None
    point = kinds.form("hotspot").field("latitude")
    assert point is not None
    assert point.parts == ("longitude", "accuracy_m", "point_source")


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_the_schema_names_every_field_and_its_options(kind: str) -> None:
    schema = json.loads(json.dumps(kinds.schema(kind)))
    assert schema["properties"].keys() == kinds.KINDS[kind].model_fields.keys()
    assert schema["additionalProperties"] is False
    assert "required" not in schema
    assert all(field["title"] for field in schema["properties"].values())
    category = schema["properties"]["category"]
    assert "cse" in category["items"]["enum"]
