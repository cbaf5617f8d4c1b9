"""Every form, drawn once at each of its widths: what its first paint costs, and with every section
open the names for screen readers, the targets for fingers and the words for everything asked."""

from __future__ import annotations

import pytest

from outreach.model.kinds import KINDS
from outreach.ui.form.begin import begin
from tests import access
from tests.outreach.views.everywhere import CENTRAL, kinds_at
from tests.rules import faults
from tests.tablets import Tablets, desk_of, play

WIDTHS = (390, 820, 1440)
#: Bytes of a form's first paint: half of what a screen may take.
PAINT = 30_000


def test_each_kind_is_drawn_and_the_central_ones_at_every_width() -> None:
    drawn = [kind for width in WIDTHS for kind in kinds_at(width, WIDTHS)]
    assert set(drawn) == set(KINDS)
    assert all(drawn.count(kind) == (3 if kind in CENTRAL else 1) for kind in KINDS)


@pytest.mark.parametrize("width", WIDTHS)
def test_every_form(tablets: Tablets, width: int) -> None:
    async def story() -> None:
        async with tablets.open("worker", width=width) as window:
            desk = desk_of(window)
            desk.resize(width)
            for kind in kinds_at(width, WIDTHS):
                await window.go("/")
                await window.settle(lambda: window.has("log-visit"))
                before = window.wire.bytes
                regimes = {"regimes": ["licensing", "takeaway"]} if "check" in kind else {}
                state = begin(desk, kind, regimes)
                await window.settle(lambda: window.has("save"))
                assert window.wire.bytes - before < PAINT, kind
                shown = {name.split(".")[0] for name in window.names()}
                folded = {f.name for s in state.form.sections for f in s.fields if not f.first}
                assert not shown & folded, f"{kind}: what is folded costs nothing"

                state.folds.opened = frozenset(s.name for s in state.form.sections)
                await window.settle()
                assert list(faults(window)) == [], kind
                assert access.faults(window) == [], kind
                said = "\n".join(window.texts())
                for field in state.form.fields():
                    if state.asked(field.name) and not field.unless:
                        assert field.label in said, (kind, field.name)

                await window.press("save")
                await window.settle()
                assert access.faults(window) == [], f"{kind}, with what is missing"
                if desk.forms:
                    await window.press("discard")
                    await window.press("discard")
                assert desk.forms == {}
            assert desk.open.drafts() == []
            assert not window.wire.crashes

    play(story)
