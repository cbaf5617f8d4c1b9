"""Older versions become the current one, step by step, whole records and corrections alike."""

from collections.abc import Mapping
from typing import Any

import pytest

from outreach.model import kinds, upcast
from outreach.model.kinds import InvalidRecord


def v1_to_v2(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Pretend that version 1 called the type of place ``type``."""
    return {"hotspot_type" if name == "type" else name: value for name, value in fields.items()}


def v2_to_v3(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Pretend that version 2 had one indicator, in a field of its own."""
    found = dict(fields)
    if "indicator" in found:
        found["indicators"] = [found.pop("indicator")]
    return found


@pytest.fixture
def third_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds.KINDS["hotspot-visit"], "version", 3)
    monkeypatch.setitem(upcast.STEPS, ("hotspot-visit", 1), v1_to_v2)
    monkeypatch.setitem(upcast.STEPS, ("hotspot-visit", 2), v2_to_v3)


@pytest.mark.usefixtures("third_version")
def test_a_record_of_the_first_version_is_read_as_the_third_has_it() -> None:
    old = {"type": "park", "indicator": "drugs", "fact": "Seen"}
    now = {"hotspot_type": "park", "indicators": ["drugs"], "fact": "Seen"}
    assert kinds.read("hotspot-visit", 1, old) == now
    assert kinds.read("hotspot-visit", 2, {"indicator": "drugs"}) == {"indicators": ["drugs"]}
    assert kinds.read("hotspot-visit", 3, now) == now
    assert old == {"type": "park", "indicator": "drugs", "fact": "Seen"}


@pytest.mark.usefixtures("third_version")
def test_a_correction_of_the_first_version_passes_through_the_same_steps() -> None:
    assert kinds.read("hotspot-visit", 1, {"type": "flat"}) == {"hotspot_type": "flat"}


@pytest.mark.usefixtures("third_version")
def test_what_is_malformed_in_an_old_version_is_refused_and_does_not_raise_otherwise() -> None:
    for broken in ({"type": 7}, {"indicators": 7}, [], None):
        with pytest.raises(InvalidRecord):
            kinds.read("hotspot-visit", 1, broken)  # type: ignore[arg-type]


def test_a_lacking_step_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds.KINDS["outing"], "version", 2)
    with pytest.raises(InvalidRecord, match="version 1"):
        kinds.read("outing", 1, {})
