"""A pack as a file, with its statement: what was taken out, of what how many.

The rules that this module enforces:

1. Ids are random, new in each pack, and sorted, so that neither they nor their order lead back.
2. What is told of nobody is not even named: that somebody has something rare is told too.
3. Numbers of 1 to 4 are *fewer than 5* in the statement as well.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from outreach.exports.pack_rows import PART
from outreach.model import geography, kinds, outgoing
from outreach.model.deidentify import BLANK, NOT_TOLD, Coarsened, Row
from outreach.model.kinds.registry import plan_of
from outreach.model.pack_rules import AREA, pack_rules
from outreach.model.queries import RecordView
from outreach.model.small import LEAST, shown
from outreach.words import _


@dataclass(slots=True)
class Tally:
    """What it took: ``kind.field`` -> how many; texts by what became of them."""

    removed: Counter[str] = field(default_factory=Counter)
    coarser: Counter[str] = field(default_factory=Counter)
    untold: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    texts: Counter[str] = field(default_factory=Counter)
    links: int = 0

    def add(self, kind: str, done: Coarsened) -> None:
        """What coarsening one kind took."""
        for found, seen in ((self.coarser, done.coarser), (self.untold, done.untold)):
            for name, count in seen.items():
                found[f"{kind}.{name.partition(PART)[0]}"] += count
        self.dropped[kind] = done.dropped


def count_removed(kind: str, views: Iterable[RecordView], tally: Tally) -> None:
    rules = pack_rules()
    for view in views:
        for name, value in view.fields.items():
            if name in kinds.UNASKED or value is None or value == "" or value == []:
                continue
            if rules.of(kind, name).do == "remove":
                tally.removed[f"{kind}.{name}"] += 1


def as_json(
    partnership: str,
    rows: Mapping[str, Sequence[Row]],
    told: Mapping[str, Mapping[str, str]],
    tally: Tally,
    random: Callable[[int], bytes],
    first: str,
    last: str,
) -> bytes:
    every = [row.id for some in rows.values() for row in some]
    known = _known(rows)
    ids = dict(zip(every, _random_ids(len(every), random), strict=True))
    records: dict[str, list[dict[str, Any]]] = {}
    for kind, some in rows.items():
        found = [_record(row, ids, told.get(row.id, {}), known[kind]) for row in some]
        records[kind] = sorted(found, key=lambda one: str(one["id"]))
    made = {
        "outreach_pack": 1,
        "marking": outgoing.marking_without_people(de_identified=True),
        "partnership": partnership,
        "from": first[:7],
        "through": last[:7],
        "k": pack_rules().k,
        "statement": statement(rows, tally),
        "labels": _labels(rows, known, told),
        "records": records,
    }
    return json.dumps(made, ensure_ascii=False, indent=1).encode()


def _random_ids(count: int, random: Callable[[int], bytes]) -> list[str]:
    found: set[str] = set()
    while len(found) < count:
        found.add(random(6).hex())
    # A set has an order of its own: what decides who gets which is the random part alone.
    return sorted(found, key=lambda one: random(8))


def _known(rows: Mapping[str, Sequence[Row]]) -> dict[str, frozenset[str]]:
    """Of each kind the attributes that are told of anybody (rule 2)."""
    nothing = (NOT_TOLD, BLANK)
    found = {}
    for kind, some in rows.items():
        told = ((a, v) for row in some for a, v in row.told.items() if v not in nothing)
        found[kind] = frozenset(a for a, v in told if v == "yes" or PART not in a)
    return found


def _record(
    row: Row, ids: Mapping[str, str], told: Mapping[str, str], known: frozenset[str]
) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    not_told: list[str] = []
    for attribute, value in row.told.items():
        name, joined, part = attribute.partition(PART)
        if attribute not in known:
            continue
        if value == NOT_TOLD:
            not_told.append(attribute)
        elif joined:
            if value == "yes":
                fields.setdefault(name, []).append(part)
        elif value != BLANK:
            fields[name] = value
    links = [{"to": ids[other], "as": name} for other, name in row.links if other in ids]
    return {
        "id": ids[row.id],
        "fields": fields,
        "texts": dict(told),
        "links": sorted(links, key=lambda one: (one["as"], one["to"])),
        "not_told": sorted(not_told),
    }


def _labels(
    rows: Mapping[str, Sequence[Row]],
    known: Mapping[str, frozenset[str]],
    told: Mapping[str, Mapping[str, str]],
) -> dict[str, Any]:
    """What the fields and codes that stand in it are called."""
    found: dict[str, Any] = {}
    for kind, some in rows.items():
        fields: dict[str, dict[str, str]] = defaultdict(dict)
        for attribute in sorted(known[kind]):
            name, joined, part = attribute.partition(PART)
            values = {part} if joined else {row.told[attribute] for row in some}
            codes = {v: _value(kind, name, v) for v in sorted(values - {NOT_TOLD, BLANK})}
            fields[name] |= codes
        texts = sorted({name for row in some for name in told.get(row.id, ())})
        found[kind] = {
            "texts": {name: _(kinds.label(kind, name)) for name in texts},
            "label": kinds.KINDS[kind].plural,
            "fields": {
                name: {"label": _field_label(kind, name), "codes": codes}
                for name, codes in fields.items()
            },
        }
    return found


def _field_label(kind: str, name: str) -> str:
    return _("Area") if name == AREA else _(kinds.label(kind, name))


def _value(kind: str, name: str, value: str) -> str:
    if name == AREA:
        return _area_names().get(value, value)
    if value.startswith("unknown:"):
        return kinds.describe(kind, name, {"unknown": value.partition(":")[2]})
    if value in pack_rules().age_labels:
        return _(pack_rules().age_labels[value])
    if name == "categories":
        return kinds.describe(kind, name, [{"category": value}])
    if name == "observations":
        return kinds.describe(kind, name, [{"item": value}])
    item, colon, answer = value.partition(":")
    if colon and name in plan_of(kind).checklists:
        return kinds.describe(kind, name, {item: answer})
    if name in plan_of(kind).codes:
        return kinds.describe(kind, name, value)
    return value


def _area_names() -> dict[str, str]:
    ground = geography.ground()
    return {area.code: area.name for area in (*ground.authorities, *ground.wards)}


# -- what was taken out ----------------------------------------------------------------------------


def statement(rows: Mapping[str, Sequence[Row]], tally: Tally) -> list[str]:
    """What was removed, coarsened, reviewed and held back, of what how many, in sentences."""
    said = [
        _("Whatever is told of a record here is told alike of {k} subjects of its kind or more.")
        .format(k=pack_rules().k),
    ]  # fmt: skip
    for kind, count in tally.dropped.items():
        if count:
            said.append(
                _("{kind}: all left out, there are too few.").format(
                    kind=_(kinds.KINDS[kind].plural)
                )
            )
    said += [
        _("{kind}: {n} records.").format(kind=_(kinds.KINDS[kind].plural), n=len(some))
        for kind, some in rows.items()
    ]
    said += _lines(_("Removed, whatever stood there"), tally.removed, rows)
    said += _lines(_("Told less exactly"), tally.coarser, rows)
    said += _lines(_("Not told, since too few share it"), tally.untold, rows)
    read = tally.texts
    said.append(
        _("Texts: {same} as they were, {changed} changed, {out} left out by whoever read them, "
          "{nobody} left out because nobody read them.").format(
            same=_count(read["as they were"]),
            changed=_count(read["changed"]),
            out=_count(read["left out"]),
            nobody=_count(read["nobody read"]),
        )
    )  # fmt: skip
    said.append(
        _("Links left out, since too few records have the same: {n}.").format(n=_count(tally.links))
    )
    said.append(_("Ids are random, and others in every pack. Withdrawn records are not in it."))
    said.append(
        _("Who is known to be in a group is known to have what all of it have. Do not compare "
          "packs of overlapping days, and do not publish this.")
    )  # fmt: skip
    return said


def _lines(title: str, found: Counter[str], rows: Mapping[str, Sequence[Row]]) -> list[str]:
    by_kind: dict[str, list[str]] = defaultdict(list)
    for key, count in sorted(found.items()):
        kind, _dot, name = key.partition(".")
        if kind in rows and count:
            by_kind[kind].append(f"{_field_label(kind, name)} ({_count(count)})")
    return [
        f"{_(kinds.KINDS[kind].plural)}. {title}: {', '.join(names)}."
        for kind, names in by_kind.items()
    ]


def _count(number: int) -> str:
    seen = shown(number)
    return str(seen.least) if seen.exact else _("fewer than {n}").format(n=LEAST)
