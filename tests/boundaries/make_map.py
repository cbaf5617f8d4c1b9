"""Makes ``assets/boundaries/map.json`` from the published boundaries: run it after changing those.

    .venv/bin/python tests/boundaries/make_map.py

The wards of the files share every vertex of a common border, and the borders of the authorities
are borders of wards. So the whole is cut into arcs: a line between two junctions that has the same
ward, or nothing, on either side. Each arc is thinned once (Douglas and Peucker, 1973), which keeps
neighbours together, and drawn once, which halves what is sent. Junctions never move.
"""

from __future__ import annotations

import itertools
import json
import math
from collections import defaultdict
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "boundaries"
TARGET = FOLDER / "map.json"
CREDIT = "Contains National Statistics and OS data © Crown copyright and database right 2023"
#: The published lines are generalised to 200 m; thinning by this much more is not seen.
TOLERANCE_M = 40.0
#: Borders of authorities are also kept whole and thinner, for a map that shows all of them.
COARSE_M = 90.0
LAND_M = 60.0
#: Points in a line of those that are joined, about.
LONGEST = 14
#: Degrees are kept as whole numbers of this part of a degree: about a metre.
SCALE = 100_000
METRES_NORTH = 111_320.0

Point = tuple[int, int]  # latitude, longitude, in parts of a degree
OUTER, AUTHORITY, WARD = 0, 1, 2


def metres(point: Point) -> tuple[float, float]:
    """North and east of the origin, near Manchester."""
    shrink = math.cos(math.radians(53.5))
    return point[0] / SCALE * METRES_NORTH, point[1] / SCALE * METRES_NORTH * shrink


def off(point: Point, start: Point, end: Point) -> float:
    """Metres from a point to the line from start to end."""
    (py, px), (ay, ax), (by, bx) = metres(point), metres(start), metres(end)
    dy, dx = by - ay, bx - ax
    length = dy * dy + dx * dx
    share = max(0.0, min(1.0, ((py - ay) * dy + (px - ax) * dx) / length)) if length else 0.0
    return math.hypot(py - ay - share * dy, px - ax - share * dx)


def thin(line: list[Point], tolerance: float) -> list[Point]:
    """The line without the points that lie within the tolerance of what is left. Ends stay. Of an
    outline, whose ends are the same point, the furthest point stays too."""
    if len(line) < 3:
        return line
    far, at = max((off(p, line[0], line[-1]), i) for i, p in enumerate(line[1:-1], 1))
    if far <= tolerance:
        return [line[0], line[-1]]
    return thin(line[: at + 1], tolerance)[:-1] + thin(line[at:], tolerance)


def read(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((FOLDER / name).read_text(encoding="utf-8"))[
        "features"
    ]
    return found


def ring(feature: dict[str, Any]) -> list[Point]:
    """The outline of an area; every one in these files is a single ring."""
    (outline,) = feature["geometry"]["coordinates"]
    return [(round(lat * SCALE), round(lon * SCALE)) for lon, lat in outline]


def arcs_of(wards: list[dict[str, Any]]) -> tuple[list[list[Point]], dict[frozenset[Point], int]]:
    """Every arc once, and which arc an edge belongs to."""
    sides: dict[frozenset[Point], list[str]] = defaultdict(list)
    for ward in wards:
        outline = ring(ward)
        for a, b in itertools.pairwise(outline):
            if a != b:
                sides[frozenset((a, b))].append(ward["properties"]["area_code"])
    beside: dict[Point, list[Point]] = defaultdict(list)
    for edge in sides:
        a, b = sorted(edge)
        beside[a].append(b)
        beside[b].append(a)

    def same(point: Point) -> bool:
        """Whether a line goes on through a point with the same wards on either side."""
        if len(beside[point]) != 2:
            return False
        one, other = (sorted(sides[frozenset((point, q))]) for q in beside[point])
        return one == other

    arcs: list[list[Point]] = []
    arc_of: dict[frozenset[Point], int] = {}
    starts = sorted(p for p in beside if not same(p)) + sorted(p for p in beside if same(p))
    for start in starts:
        for following in sorted(beside[start]):
            if frozenset((start, following)) in arc_of:
                continue
            line = [start, following]
            while same(line[-1]) and line[-1] != start:
                line.append(next(q for q in beside[line[-1]] if q != line[-2]))
            for a, b in itertools.pairwise(line):
                arc_of[frozenset((a, b))] = len(arcs)
            arcs.append(line)
    return arcs, arc_of


def joined(arcs: list[list[Point]]) -> list[list[Point]]:
    """The same lines in fewer, longer ones: a line that goes on is sent with fewer points. None
    gets so long that most of it would be out of view."""
    at: dict[Point, list[int]] = defaultdict(list)
    for i, line in enumerate(arcs):
        at[line[0]].append(i)
        at[line[-1]].append(i)
    left = set(range(len(arcs)))
    found = []
    for i, arc in enumerate(arcs):
        if i not in left:
            continue
        left.remove(i)
        line = list(arc)
        while len(line) < LONGEST:
            following = [j for j in at[line[-1]] if j in left]
            if not following:
                break
            j = following[0]
            left.remove(j)
            on = arcs[j] if arcs[j][0] == line[-1] else arcs[j][::-1]
            line += on[1:]
        found.append(line)
    return found


def outline_in_arcs(
    outline: list[Point], arcs: list[list[Point]], arc_of: dict[frozenset[Point], int]
) -> list[int]:
    """An outline as arcs in order: the number of an arc plus one, negative where it runs back."""
    found: list[int] = []
    for a, b in itertools.pairwise(outline):
        if a == b:
            continue
        arc = arc_of[frozenset((a, b))]
        line = arcs[arc]
        forward = any((p, q) == (a, b) for p, q in itertools.pairwise(line))
        signed = arc + 1 if forward else -arc - 1
        if not found or found[-1] != signed:
            found.append(signed)
    if len(found) > 1 and found[0] == found[-1]:
        found.pop()
    return found


def land_in_arcs(arcs: list[list[Point]], outer: set[int]) -> list[int]:
    """The outline of all of it: the outer arcs, one after another."""
    left = set(outer)
    first = min(left)
    left.remove(first)
    found = [first + 1]
    end = arcs[first][-1]
    while end != arcs[first][0]:
        arc = min(i for i in left if end in (arcs[i][0], arcs[i][-1]))
        left.remove(arc)
        forward = arcs[arc][0] == end
        found.append(arc + 1 if forward else -arc - 1)
        end = arcs[arc][-1 if forward else 0]
    if left:
        raise ValueError("the land is in more than one piece")
    return found


def closed(signed: list[int], arcs: list[list[Point]]) -> list[Point]:
    """The points of an outline in arcs, the first one again at the end."""
    found: list[Point] = []
    for number in signed:
        arc = arcs[abs(number) - 1]
        found += arc[:-1] if number > 0 else arc[:0:-1]
    return [*found, found[0]]


def coded(line: list[Point]) -> list[int]:
    """Latitude and longitude of the first point, then the steps."""
    flat = [*line[0]]
    for (a, b), (c, d) in itertools.pairwise(line):
        flat += [c - a, d - b]
    return flat


def area(feature: dict[str, Any], outline: list[int], parent: str | None) -> dict[str, Any]:
    about = feature["properties"]
    made = {
        "code": about["area_code"],
        "name": about["area_name"],
        "at": [round(float(about["lat"]), 5), round(float(about["lon"]), 5)],
        "km2": round(float(about["area"]) / 1e6, 2),
        "outline": outline,
    }
    return made | ({"authority": parent} if parent else {})


def made() -> str:
    """The text of the file."""
    wards = sorted(read("gm_wards_2023.geojson"), key=lambda w: w["properties"]["area_code"])
    authorities = sorted(
        read("gm_local_authorities_2023.geojson"), key=lambda a: a["properties"]["area_code"]
    )
    arcs, arc_of = arcs_of(wards)
    kinds = [WARD] * len(arcs)
    owner: dict[frozenset[Point], set[str]] = defaultdict(set)
    times: dict[frozenset[Point], int] = defaultdict(int)
    for ward in wards:
        outline = ring(ward)
        for a, b in itertools.pairwise(outline):
            owner[frozenset((a, b))].add(ward["properties"]["local_authority_area_code"])
            times[frozenset((a, b))] += 1
    for edge, arc in arc_of.items():
        if times[edge] == 1:
            kinds[arc] = OUTER
        elif len(owner[edge]) > 1:
            kinds[arc] = AUTHORITY
    thinned = [thin(line, TOLERANCE_M) for line in arcs]
    whole_arcs, whole_arc_of = arcs_of(authorities)
    edges: dict[frozenset[Point], int] = defaultdict(int)
    for authority in authorities:
        outline = ring(authority)
        for a, b in itertools.pairwise(outline):
            edges[frozenset((a, b))] += 1
    inner = sorted({arc for edge, arc in whole_arc_of.items() if edges[edge] == 2})
    outer = {i for i, kind in enumerate(kinds) if kind == OUTER}
    whole = {
        "source": "assets/boundaries/README.md",
        "licence": "Open Government Licence v3.0",
        "credit": CREDIT,
        "scale": SCALE,
        "land": coded(thin(closed(land_in_arcs(arcs, outer), arcs), LAND_M)),
        "borders": [coded(thin(whole_arcs[i], COARSE_M)) for i in inner],
        "lines": [
            [kind, *coded(line)]
            for kind in (AUTHORITY, WARD)
            for line in joined([t for k, t in zip(kinds, thinned, strict=True) if k == kind])
        ],
        "arcs": [coded(line) for line in thinned],
        "authorities": [area(a, outline_in_arcs(ring(a), arcs, arc_of), None) for a in authorities],
        "wards": [
            area(
                w,
                outline_in_arcs(ring(w), arcs, arc_of),
                w["properties"]["local_authority_area_code"],
            )
            for w in wards
        ],
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    TARGET.write_text(made(), encoding="utf-8")
