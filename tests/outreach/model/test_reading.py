"""What was stored: a strange code never breaks the fold, a wrong type never reaches a screen."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.model import kinds
from outreach.model.fields import Ask
from outreach.model.kinds import InvalidRecord, NewerVersion, UnknownKind
from outreach.model.kinds.registry import PLANS

WORDS = st.text(max_size=60)
CODES = st.text(min_size=1, max_size=30)
REFS = st.text("0123456789abcdef", min_size=32, max_size=32)
REASONS = st.fixed_dictionaries({"unknown": CODES}, optional={"why": WORDS})
PARTS: dict[str, st.SearchStrategy[Any]] = {
    "people": st.lists(st.fixed_dictionaries({"name": WORDS}, optional={"agency": CODES})),
    "observations": st.lists(st.fixed_dictionaries({"item": CODES}, optional={"where": WORDS})),
    "checklist": st.dictionaries(CODES, CODES, max_size=5),
    "chips": st.lists(CODES, max_size=5),
    "choice": CODES,
    "yesno": st.booleans(),
    "datetime": st.just("2026-10-25T01:30:00+01:00"),
}


def values(ask: Ask) -> st.SearchStrategy[Any]:
    """Anything of about the right shape, with codes of no list."""
    return st.one_of(st.none(), REASONS, REFS, st.lists(REFS), PARTS.get(ask.widget, WORDS), WORDS)


@given(st.data(), st.sampled_from(sorted(kinds.KINDS)))
def test_whatever_can_be_read_can_be_told(data: st.DataObject, kind: str) -> None:
    plan = PLANS[kind]
    names = data.draw(st.lists(st.sampled_from(sorted(plan.asks)), unique=True, max_size=8))
    fields = {name: data.draw(values(plan.asks[name])) for name in names}
    try:
        taken = kinds.read(kind, 1, fields)
    except InvalidRecord:
        return
    assert taken == fields
    assert kinds.title(kind, taken)
    assert "\n" not in kinds.title(kind, taken) + kinds.subtitle(kind, taken) or "\n" in str(fields)
    kinds.text(kind, taken)
    kinds.missing(kind, taken, recorded_ms=0)
    kinds.warnings(kind, taken)
    for name, value in taken.items():
        kinds.describe(kind, name, value)


def test_a_code_that_no_list_has_is_kept() -> None:
    fields = {"hotspot_type": "floating_market", "indicators": ["drones"]}
    assert kinds.read("hotspot-visit", 1, fields) == fields
    assert "floating_market" in kinds.title("hotspot-visit", fields)


def test_a_correction_is_read_with_its_cleared_fields_and_its_withdrawal() -> None:
    fields = {"fact": None, "withdrawn": True}
    assert kinds.read("hotspot-visit", 1, fields) == fields


@pytest.mark.parametrize(
    "fields",
    [
        {"fact": "x" * 10_001},
        {"fact": 7},
        {"nothing_seen": 1},
        {"indicators": ["x"] * 61},
        {"occurred_from": "2026-02-30T22:00:00+00:00"},
        {"occurred_from": "2026-02-03T22:00:00Z"},
        {"latitude": float("inf")},
        {"latitude": True},
        {"hotspot": "x"},
        {"hotspot_type": ""},
        {"lighting": {"unknown": "not_known", "more": 1}},
        {"secret words that somebody typed": 1},
        {"verbatim": "\ud800"},
        [],
        None,
    ],
)
def test_wrong_types_and_sizes_are_refused_without_a_word_of_content(fields: Any) -> None:
    with pytest.raises(InvalidRecord) as caught:
        kinds.read("hotspot-visit", 1, fields)
    assert "secret" not in str(caught.value)
    assert "xxxx" not in str(caught.value)


def test_a_newer_version_is_told_from_a_broken_record() -> None:
    with pytest.raises(NewerVersion):
        kinds.read("hotspot-visit", 2, {"teleported": True})
    with pytest.raises(InvalidRecord) as caught:
        kinds.read("hotspot-visit", 0, {})
    assert not isinstance(caught.value, NewerVersion)


def test_a_kind_that_is_not_there_yet_is_told_too() -> None:
    with pytest.raises(UnknownKind):
        kinds.read("telegram", 1, {})
