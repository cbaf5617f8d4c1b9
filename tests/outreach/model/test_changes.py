"""A payload is read strictly, and whatever it is, the worst that happens is `Malformed`."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.model.changes import Author, Change, Malformed, Moment, decode, encode
from outreach.model.quarantine import Quarantined, read
from outreach.model.verdicts import review_fields
from tests.outreach.model.team import HEAD, NIGHT_MS, hex_of

AUTHOR = Author(hex_of("Amina"), "Amina", "Police", hex_of("device"), "writer", frozenset())
ENVELOPE: dict[str, Any] = {
    "entry": hex_of("entry", digits=64),
    "space": "premises",
    "device": AUTHOR.device,
    "seq": 4,
    "position": 9,
    "received_ms": NIGHT_MS + 5,
    "author": AUTHOR,
}


def payload(**other: Any) -> dict[str, Any]:
    return {
        "hlc": [NIGHT_MS, 2],
        "at": [NIGHT_MS, 60, 5_000, -40],
        "seen": [8, HEAD],
        "type": "hotspot",
        "version": 1,
        "id": hex_of("record"),
        "set": {"name": "Mill Gate"},
        **other,
    }


REVIEW = payload(
    type="review", set=review_fields(hex_of("r"), "returned", [hex_of(1, digits=64)], [(None, "?")])
)


def test_what_is_encoded_is_decoded_after_a_journey_as_json() -> None:
    made = encode(
        hlc=(NIGHT_MS, 2),
        at=Moment(NIGHT_MS, 60, None, None),
        seen=(8, HEAD),
        type="hotspot",
        version=1,
        record=hex_of("record"),
        fields={"name": "Mülltor ﷽ 🌃", "latitude": 53.5},
        reason="Ένας λόγος",
        audit=hex_of("audit", digits=64),
    )
    read_back = decode(json.loads(json.dumps(made, allow_nan=False)), **ENVELOPE)

    assert read_back == Change(
        entry=ENVELOPE["entry"],
        space="premises",
        device=AUTHOR.device,
        seq=4,
        position=9,
        received_ms=NIGHT_MS + 5,
        seen=8,
        hlc=(NIGHT_MS, 2),
        at=Moment(NIGHT_MS, 60, None, None),
        type="hotspot",
        version=1,
        record=hex_of("record"),
        fields={"name": "Mülltor ﷽ 🌃", "latitude": 53.5},
        reason="Ένας λόγος",
        author=AUTHOR,
        audit=hex_of("audit", digits=64),
    )


def test_a_review_is_about_the_record_that_it_judges() -> None:
    assert decode(REVIEW, **ENVELOPE).subject == hex_of("r")
    assert decode(payload(), **ENVELOPE).subject == hex_of("record")


def test_what_a_newer_app_adds_to_a_payload_does_not_harm() -> None:
    assert decode(payload(mood="calm", reason=None, audit=None), **ENVELOPE).reason is None
    assert decode(payload(type="notice", version=3), **ENVELOPE).type == "notice"


@pytest.mark.parametrize(
    "bad",
    [
        None,
        [],
        "text",
        {},
        payload(hlc=None),
        payload(hlc=[1]),
        payload(hlc=[True, 0]),
        payload(hlc=[-1, 0]),
        payload(hlc=[2**63, 0]),
        payload(at=[1, 2, 3]),
        payload(at=[1.5, 0, None, None]),
        payload(at=[1, 9_999, None, None]),
        payload(at=[1, 0, -1, None]),
        payload(at=[1, 0, None, "0"]),
        payload(seen=[8]),
        payload(seen=[-1, HEAD]),
        payload(seen=[8, HEAD[1:]]),
        payload(seen=[8, "!" * 43]),
        payload(type="Hot Spot"),
        payload(type=None),
        payload(version=0),
        payload(version="1"),
        payload(version=True),
        payload(id=hex_of("record").upper()),
        payload(id=hex_of("record") + "\n"),
        payload(id=""),
        payload(set=None),
        payload(set=[["name", "x"]]),
        payload(set={"Name": 1}),
        payload(set={"": 1}),
        payload(set={f"field_{number}": 1 for number in range(1001)}),
        payload(set={"name": float("inf")}),
        payload(set={"name": [[float("nan")]]}),
        payload(set={"name": 10**4000}),
        payload(set={"name": {1: 2}}),
        payload(set={"name": b"bytes"}),
        payload(set={"withdrawn": "yes"}),
        payload(set={"withdrawn": None}),
        payload(reason=5),
        payload(reason="x" * 10_001),
        payload(reason="\ud800"),
        payload(audit=7),
        {**REVIEW, "set": {}},
        {**REVIEW, "set": {**REVIEW["set"], "verdict": ["approved"]}},
        {**REVIEW, "set": {**REVIEW["set"], "record": hex_of("r", digits=64)}},
        {**REVIEW, "set": {**REVIEW["set"], "versions": []}},
        {**REVIEW, "set": {**REVIEW["set"], "versions": [5]}},
        {**REVIEW, "set": {**REVIEW["set"], "versions": {}}},
        {**REVIEW, "set": {**REVIEW["set"], "comments": "No"}},
        {**REVIEW, "set": {**REVIEW["set"], "comments": [{"text": "No", "colour": "red"}]}},
        {**REVIEW, "set": {**REVIEW["set"], "comments": [{"field": "name"}]}},
        {**REVIEW, "set": {**REVIEW["set"], "comments": [{"text": "\udfff"}]}},
    ],
)
def test_what_is_no_change_is_refused(bad: object) -> None:
    with pytest.raises(Malformed):
        decode(bad, **ENVELOPE)


def test_a_value_of_great_depth_is_refused_without_recursing_for_ever() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(Malformed, match="deeply"):
        decode(payload(set={"name": deep}), **ENVELOPE)


def test_nothing_of_the_content_stands_in_a_reason() -> None:
    for bad in (
        payload(type="canary canary"),
        payload(set={"canary canary": 1}),
        payload(set={"name": {"canary": float("inf")}}),
        payload(reason=["canary"]),
    ):
        kept_out = read(bad, **ENVELOPE)
        assert isinstance(kept_out, Quarantined)
        assert "canary" not in repr(kept_out)


def test_a_payload_that_would_not_be_read_is_not_written() -> None:
    with pytest.raises(Malformed):
        encode(
            hlc=(1, 0),
            at=Moment(1, 0, None, None),
            seen=(0, HEAD),
            type="hotspot",
            version=1,
            record="not an id",
            fields={},
        )


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5) | st.integers(), inner)
    ),
    max_leaves=10,
)


@settings(max_examples=300)
@given(st.data())
def test_any_json_at_all_is_a_change_or_malformed(data: st.DataObject) -> None:
    base = data.draw(st.sampled_from([payload(), REVIEW]))
    places = st.sampled_from([*base, "reason", "audit"])
    spoilt = {**base, **data.draw(st.dictionaries(places, anything, max_size=3))}
    if data.draw(st.booleans()):
        inside = st.sampled_from(["record", "verdict", "versions", "comments", "withdrawn", "name"])
        spoilt["set"] = {**base["set"], **data.draw(st.dictionaries(inside, anything, max_size=3))}
    given_whole = data.draw(st.booleans())
    read(spoilt if given_whole else data.draw(anything), **ENVELOPE)
