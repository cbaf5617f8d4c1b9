"""The picture of a network: everything in it, nothing over anything, a finger hits each."""

from __future__ import annotations

import itertools

import pytest

from outreach.model.linking import End
from outreach.model.network import Network, Node, Tie
from outreach.ui.charts.chart import Ink
from outreach.ui.design.palettes import DARK, LIGHT
from outreach.ui.network import Around
from outreach.ui.network.picture import TARGET
from outreach.ui.network.place import places

SIZES = [(300, 1.0), (326, 1.0), (326, 2.0), (420, 1.3), (688, 1.0), (1048, 1.0), (1048, 1.6)]


def tie(start: str, to: str, *, implied: bool = False, unsure: bool = False) -> Tie:
    words = ("Alleged exploiter of", "Allegedly exploited by", "Alleged exploiter", "Allegedly")
    return Tie(start, to, *words, implied, unsure, ("l" * 32,), "", "")


def network(first: int, second: int) -> Network:
    """So many in the first ring, and so many under each of the first three of them."""
    whats = itertools.cycle(("person", "vehicle", "premises", "telephone", "handle", "outing"))
    nodes = [Node(End("r:0", "person", "Kez"), 0, "")]
    ties = []
    for n in range(first):
        key = f"r:1-{n}"
        title = f"Somebody with a rather long name {n}" if n % 2 else f"Jo {n}"
        nodes.append(Node(End(key, next(whats), title), 1, "r:0"))
        ties.append(tie("r:0", key, implied=n % 3 == 2, unsure=n == 1))
        if n:
            ties.append(tie(key, f"r:1-{n - 1}"))
    for n, child in itertools.product(range(min(first, 3)), range(second)):
        key = f"r:2-{n}-{child}"
        nodes.append(Node(End(key, next(whats), f"Of {n}, number {child}"), 2, f"r:1-{n}"))
        ties.append(tie(f"r:1-{n}", key))
    return Network(tuple(nodes), tuple(ties), 0)


@pytest.mark.parametrize(("width", "scale"), SIZES)
@pytest.mark.parametrize(("first", "second"), [(1, 0), (2, 0), (10, 0), (5, 3), (8, 2)])
def test_nothing_lies_over_anything_and_all_of_it_is_inside(
    width: float, scale: float, first: int, second: int
) -> None:
    found = network(first, second)
    drawn = Around(found, "Links").draw(Ink(LIGHT, scale), width)
    assert [key for _box, key in drawn.marks] == [node.key for node in found.nodes]
    for (x, y, wide, tall), key in drawn.marks:
        assert wide >= TARGET - 0.01, key
        assert tall >= TARGET - 0.01, key
        assert x >= -1, (key, x)
        assert x + wide <= width + 1, (key, x + wide)
        assert y >= -1, (key, y)
        assert y + tall <= drawn.drawing.height + 1, (key, y + tall)
    for (one, key), (other, its) in itertools.combinations(drawn.marks, 2):
        across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
        down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
        assert min(across, down) <= 6, (key, its, across, down)
    at = places(found, width, scale)
    for (_, one), (_, other) in itertools.combinations(at.spots.items(), 2):
        apart = ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5
        assert apart >= one.radius + other.radius
        assert apart >= TARGET or at.tree


def test_the_same_network_is_the_same_picture_and_only_inks_differ() -> None:
    found = Around(network(6, 2), "Links")
    light, again = (found.draw(Ink(LIGHT), 688).drawing.svg() for _ in range(2))
    assert light == again
    dark = found.draw(Ink(DARK), 688)
    assert dark.drawing.svg() != light
    assert dark.marks == found.draw(Ink(LIGHT), 688).marks


def test_narrow_screens_and_large_text_get_a_tree() -> None:
    assert places(network(4, 2), 326, 1).tree
    assert not places(network(4, 2), 688, 1).tree
    assert not places(network(4, 0), 326, 1).tree
    assert places(network(4, 0), 326, 1.6).tree


def test_the_list_says_everything_that_the_lines_say() -> None:
    found = Around(network(3, 1), "Links")
    lines = {line.key: line for line in found.as_table()}
    assert len(lines) == 1 + 3 + 3
    said = lines["r:0"].number
    assert said.count("Alleged exploiter of") == 3
    assert said.count("(implied by a record)") == 1
    assert "Allegedly exploited by: Kez" in lines["r:1-0"].number
    svg = found.draw(Ink(LIGHT), 688).drawing.svg()
    assert "Possibly the same" in svg
    assert "Records imply it" in svg


def test_what_people_wrote_is_escaped() -> None:
    node = Node(End("r:0", "person", "<script>&"), 0, "")
    svg = Around(Network((node,), (), 0), "x").draw(Ink(LIGHT), 400).drawing.svg()
    assert "<script>" not in svg
