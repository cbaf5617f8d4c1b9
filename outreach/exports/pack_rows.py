"""The records of a pack as rows: whom each is of, where it was, and what may be told of it.

The rules that this module enforces:

1. Records that anybody said are of one person are of one, whether or not it was confirmed: too few
   subjects are told of too little, never too many of too much.
2. A place is what a record names, or a corner of about a hundred metres.
3. Each code of a list is an attribute of its own, so that a rare one does not hide all others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, Final

from outreach.model import geography
from outreach.model.deidentify import Edge, Raw
from outreach.model.kinds.registry import plan_of
from outreach.model.pack_rules import AREA, FieldRule, pack_rules
from outreach.model.queries import RecordView
from outreach.session import Session
from sync.errors import NotFound

#: Between a field and one of its codes: each code of a list is told or not by itself.
PART: Final = "="
#: Kinds that say what belongs together, and are in no pack themselves.
LINK: Final = "link"
MERGE: Final = "merge"


# -- whom a record is of ---------------------------------------------------------------------------


def subjects(views: Sequence[RecordView], links: Iterable[RecordView]) -> dict[str, Hashable]:
    """Record -> whom it is of: those that somebody said are of one are one, whether or not that was
    confirmed. Of a check, the premises."""
    rules = pack_rules()
    lead: dict[str, str] = {}

    def root(one: str) -> str:
        while (above := lead.get(one, one)) != one:
            lead[one] = lead.get(above, above)
            one = above
        return one

    for view in views:
        named: list[Any] = [view.fields.get(name) for name in rules.subjects]
        if view.kind == "premises-check":
            named.append(view.place)
        heard = view.fields.get("names_heard")
        if isinstance(heard, str) and heard.strip():
            named.append(f"heard {' '.join(heard.casefold().split())}")
        for other in named:
            if isinstance(other, str):
                lead[root(view.id)] = root(other)
    for link in links:
        ends: Any = link.fields.get("joins") if link.kind == MERGE else None
        if link.kind == LINK and link.fields.get("sort") in rules.same_subject:
            ends = [link.fields.get("from_record"), link.fields.get("to_record")]
        joined = [one for one in ends or () if isinstance(one, str)]
        for other in joined[1:]:
            lead[root(joined[0])] = root(other)
    return {view.id: root(view.id) for view in views}


def edges(views: Iterable[RecordView], links: Iterable[RecordView]) -> list[Edge]:
    """What names what, by its field, and what was linked, by its sort."""
    rules = pack_rules()
    found: list[Edge] = []
    for view in views:
        for name in plan_of(view.kind).refs:
            if rules.of(view.kind, name).do == "link":
                value = view.fields.get(name)
                ids = value if isinstance(value, list) else [value]
                found += [(view.id, one, name) for one in ids if isinstance(one, str)]
    for link in links:
        start, end = link.fields.get("from_record"), link.fields.get("to_record")
        sort = link.fields.get("sort")
        if link.kind == LINK and isinstance(start, str) and isinstance(end, str):
            found.append((start, end, str(sort or "linked")))
    return found


# -- what may be told of it ------------------------------------------------------------------------


class Places:
    """Where records are: as the place itself, and as ward and authority."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._held: dict[str, Mapping[str, Any]] = {}
        self._wards: dict[tuple[float, float], tuple[str, ...]] = {}

    def of(self, view: RecordView) -> tuple[Hashable, tuple[str, ...]]:
        """The place, and its area from the most to the least exact."""
        fields: Mapping[str, Any] = view.fields
        area = self._area(fields, view.latitude, view.longitude)
        if view.place is not None:
            if not area:
                held = self._place(view.place)
                area = self._area(held, held.get("latitude"), held.get("longitude"))
            return ("place", view.place), area
        if view.latitude is not None and view.longitude is not None:
            # About a hundred metres: the same corner typed twice is one place.
            return ("at", round(view.latitude, 3), round(view.longitude, 3)), area
        said = fields.get("place_name") or fields.get("postcode") or fields.get("address")
        return ("said", str(said).casefold()) if said else ("row", view.id), area

    def _place(self, record: str) -> Mapping[str, Any]:
        if record not in self._held:
            try:
                self._held[record] = self._session.show(record).fields
            except NotFound:
                self._held[record] = {}
        return self._held[record]

    def _area(self, fields: Mapping[str, Any], latitude: Any, longitude: Any) -> tuple[str, ...]:
        ward, authority = fields.get("ward_code"), fields.get("authority_code")
        if isinstance(latitude, float) and isinstance(longitude, float):
            at = (latitude, longitude)
            if at not in self._wards:
                found = geography.ward_at(*at)
                self._wards[at] = (found[0].code, found[1].code) if found else ()
            if self._wards[at]:
                return self._wards[at]
        codes = [code for code in (ward, authority) if isinstance(code, str)]
        return tuple(codes)


def attributes_of(kind: str, views: Sequence[RecordView]) -> list[str]:
    """All that may be told of a kind, what matters most first; each code of a list by itself, those
    that are most frequent first."""
    found: list[str] = []
    for name, rule in pack_rules().kinds[kind].items():
        if rule.do not in ("keep", "coarsen"):
            continue
        if not _is_of_parts(kind, name, rule):
            found.append(name)
            continue
        seen = Counter(part for view in views for part in _parts(view.fields.get(name), rule))
        found += [f"{name}{PART}{part}" for part, _n in sorted(seen.items(), key=_frequent)]
    return found


def _frequent(one: tuple[str, int]) -> tuple[int, str]:
    return (-one[1], one[0])


def _is_of_parts(kind: str, name: str, rule: FieldRule) -> bool:
    if rule.how in ("codes", "items"):
        return True
    ask = plan_of(kind).asks.get(name)
    return ask is not None and ask.widget in ("chips", "checklist")


def _parts(value: Any, rule: FieldRule) -> list[str]:
    """The codes of a list, the answers of a checklist, the codes of its parts; or why none."""
    if isinstance(value, dict):
        if "unknown" in value:
            return [_unknown(value)]
        return sorted(f"{item}:{answer}" for item, answer in value.items())
    if not isinstance(value, list):
        return []
    part = {"codes": "category", "items": "item"}.get(rule.how, "")
    codes = [one.get(part) if isinstance(one, dict) else one for one in value]
    return sorted({one for one in codes if isinstance(one, str)})


def raw(view: RecordView, attributes: Sequence[str], subject: Hashable, places: Places) -> Raw:
    place, area = places.of(view)
    rules = pack_rules()
    values: dict[str, tuple[str, ...]] = {}
    parts: dict[str, list[str]] = {}
    for attribute in attributes:
        name, joined, part = attribute.partition(PART)
        if joined:
            if name not in parts:
                parts[name] = _parts(view.fields.get(name), rules.of(view.kind, name))
            values[attribute] = ("yes" if part in parts[name] else "no",)
        elif name == AREA:
            values[attribute] = area
        else:
            values[attribute] = _rungs(view.fields.get(name), rules.of(view.kind, name).how)
    return Raw(view.id, subject, place, values)


def _rungs(value: Any, how: str) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    if isinstance(value, dict):
        return (_unknown(value),) if "unknown" in value else ()
    if isinstance(value, bool):
        return ("yes",) if value else ("no",)
    if not isinstance(value, str):
        return ()
    if how == "time":
        quarter = (int(value[5:7]) + 2) // 3
        return (value[:7], f"{value[:4]} Q{quarter}", value[:4])
    if how == "age":
        return (value, *pack_rules().ages.get(value, ()))
    return (value,)


def _unknown(value: Mapping[str, Any]) -> str:
    return f"unknown:{value['unknown']}"  # without the words that say why
