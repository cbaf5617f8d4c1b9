"""One row of a register as the fields of a record, and what is doubtful about it.

Rules:

1. A doubtful value is reported, never patched: a strange postcode is kept as it is written; a
   position outside the country is left out, and that is said.
2. Name and postcode are no identity. A row's identity is the register's own reference where each
   row has one, else a digest of the fields that tell one from another (``columns.json``).
3. Positions on the national grid become degrees; nothing else is computed.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

from outreach.model import instants, values
from outreach.model.codes import CodeList
from outreach.model.fields import branches
from outreach.model.kinds import InvalidRecord, Record, read, validate
from outreach.model.kinds.registry import KINDS, plan_of
from outreach.model.limits import limits
from outreach.model.postcodes import normalise as postcode_of
from outreach.model.register import borders
from outreach.model.register.columns import (
    GSS,
    VALUE,
    Columns,
    is_nothing,
    known_columns,
    plain,
    rules,
)
from outreach.model.register.files import BadRegister, Table
from outreach.model.register.grid import on_grid, to_degrees
from outreach.model.registrations import normalise as mark_of

#: Fields that are put together from several, by :func:`_position`.
_PLACE: Final = frozenset({"latitude", "longitude", "easting", "northing"})
#: Numbers that a publisher hid because they are small.
_HIDDEN: Final = re.compile(r"^(<\s*\d+|\*|c|s|x|supp(ressed)?\.?|\[c\]|\.\.)$", re.IGNORECASE)
_DAY_FORMATS: Final = ("%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%d/%m/%y", "%d.%m.%y")

#: So many different words are counted.
MOST_UNTOLD: Final = 500

Converter = Callable[[str], tuple[Any, str]]


class Maker:
    """Makes the fields of a kind out of cells. ``source``: what the register is called."""

    def __init__(self, kind: str, table: Table, columns: Columns, source: str) -> None:
        self.kind = kind
        self._rules = rules(kind)
        self._source = source
        self._columns = columns
        said = {name: g[0] for name, g in columns.items() if g[0].startswith(VALUE)}
        self._always = _always(kind, said)
        columns = {name: group for name, group in columns.items() if name not in said}
        self._placed = {name: table.at[g[0]] for name, g in columns.items() if name in _PLACE}
        self._simple = [
            (name, tuple(table.at[one] for one in group), _converter(kind, name, group[0]))
            for name, group in columns.items()
            if name not in _PLACE
        ]
        self._wanted = [
            (name, f"no {said}") for name, said in self._rules.wanted.items() if name in columns
        ]
        self._codes = [
            (name, told, words, plan_of(kind).codes.get(name))
            for name, (told, words) in self._rules.codes.items()
            if told != name
        ]
        #: Words from which no code could be told: (field, word) to how many rows have it.
        self.untold: Counter[tuple[str, str]] = Counter()
        self._border = table.at[table.border] if table.border and kind == "area" else -1
        self._rivals = self._other_names(table)
        fields = KINDS[kind].model_fields
        self.has_reference = "source_reference" in fields
        self._has_source = "source_register" in fields

    def make(self, cells: Sequence[str]) -> tuple[dict[str, Any], list[str]]:
        """The fields of one row, not checked yet, and what is doubtful about it."""
        fields: dict[str, Any] = dict(self._always)
        doubts: list[str] = []
        for name, places, convert in self._simple:
            if len(places) == 1:
                text = cells[places[0]]
                if is_nothing(text):
                    continue
                text = " ".join(text.split())
            else:
                parts = [" ".join(cells[at].split()) for at in places]
                text = ", ".join(part.strip(" ,") for part in parts if not is_nothing(part))
            if not text:
                continue
            if convert is None:
                fields[name] = text
                continue
            value, doubt = convert(text)
            if doubt:
                doubts.append(doubt)
            if value is not None:
                fields[name] = value
        for name, said in self._wanted:
            if name not in fields and not self._is_bad(name, doubts):
                doubts.append(said)
        if self._placed:
            _position(fields, self._placed, cells, doubts)
        for name, told, words, codes in self._codes:
            word = fields.get(told)
            if not word or name in fields:
                continue
            code = words.get(str(word).casefold())
            if code is not None and codes is not None and code in codes.active_codes:
                fields[name] = code
            elif len(self.untold) < MOST_UNTOLD or (name, word) in self.untold:
                self.untold[name, word] += 1
        if self._border >= 0:
            _with_border(fields, cells[self._border], doubts)
        for there, here, said in self._rivals:
            one, other = cells[there], cells[here]
            if plain(one) != plain(other) and not is_nothing(one) and not is_nothing(other):
                doubts.append(said)
        if self._has_source:
            fields["source_register"] = self._source
        return fields, doubts

    def _is_bad(self, name: str, doubts: Sequence[str]) -> bool:
        """Whether it was said already that the value is none."""
        column = self._columns[name][0]
        return any(doubt.startswith(column) for doubt in doubts)

    def _other_names(self, table: Table) -> list[tuple[int, int, str]]:
        """Columns that should name the same authority as the one that is used."""
        used = self._columns.get("authority_name", ())
        if not used or not self._rules.areas:
            return []
        ward = self._columns.get("ward_name", ())
        return [
            (
                table.at[name],
                table.at[used[0]],
                f"{name} and {used[0]} name different authorities; {used[0]} is used",
            )
            for name in table.header
            if plain(name) in known_columns()["area_name"] and name not in (*used, *ward)
        ]

    def identity(self, fields: Mapping[str, Any]) -> str:
        """A digest of what tells the row from all others."""
        names = self._rules.identity
        parts = [
            mark_of(str(fields.get(name, "")))
            if name == "registration"
            else plain(fields.get(name))
            for name in names
        ]
        told = "\n".join(parts) if self.has_reference else "\n".join((self.kind, *parts))
        return f"row:{hashlib.sha256(told.encode('utf-8', 'replace')).hexdigest()[:24]}"

    @property
    def once(self) -> bool:
        """Whether of rows with one identity only the first is taken."""
        return self._rules.once

    @property
    def needs(self) -> tuple[tuple[str, ...], ...]:
        """Of each group a row must fill one."""
        return self._rules.needs


def lacks(fields: Mapping[str, Any], kind: str) -> str:
    """Why a row can be no record; empty if it can. Of premises the name or the address is enough:
    a place without a name is a place."""
    group = rules(kind).needs[0]
    if any(fields.get(name) for name in group):
        return ""
    said = {"name": "name", "address": "address"}
    return " and ".join(f"no {said.get(name, name.replace('_', ' '))}" for name in group)


def checked(
    kind: str, fields: dict[str, Any], doubts: list[str]
) -> tuple[dict[str, Any] | None, str]:
    """The fields as a record takes them, or why it cannot. A value that cannot be kept is left out
    and said, where the record can be without it."""
    try:
        if _is_plain(kind, fields):
            return read(kind, KINDS[kind].version, fields), ""
        return validate(kind, fields), ""
    except InvalidRecord:
        pass
    try:
        return validate(kind, fields), ""
    except InvalidRecord as error:
        problems = error.problems
    said = "; ".join(f"{problem.field}: {problem.message}" for problem in problems)
    group = rules(kind).needs[0]
    bad = {problem.field for problem in problems}
    fewer = {name: value for name, value in fields.items() if name not in bad}
    named = group[0] not in bad and any(fewer.get(name) for name in group)
    if not bad or not named or not bad <= fields.keys():
        return None, said
    try:
        found = validate(kind, fewer)
    except InvalidRecord:
        return None, said
    doubts.extend(f"{p.field}: {p.message}; it is left out" for p in problems)
    return found, ""


def _is_plain(kind: str, fields: Mapping[str, Any]) -> bool:
    """Whether nothing but types and sizes can be wrong with a row: its texts are spelt in one way
    already, its codes come from the lists, and its kind has no answers that contradict each other.
    It is most rows of the largest registers, and takes a quarter of the time."""
    if not _only_sizes(kind):
        return False
    return all(type(value) is not str or _is_spelt(value) for value in fields.values())


def _is_spelt(text: str) -> bool:
    return text.isprintable() and (text.isascii() or unicodedata.is_normalized("NFC", text))


@cache
def _only_sizes(kind: str) -> bool:
    model = KINDS[kind]
    own = (model.contradictions, model.impossible)
    return not plan_of(kind).days and own == (Record.contradictions, Record.impossible)


def _always(kind: str, said: Mapping[str, str]) -> dict[str, Any]:
    """Values that all rows have. Raises ``BadRegister`` for one that the field does not take."""
    found: dict[str, Any] = {}
    for name, text in said.items():
        given = text.removeprefix(VALUE).strip()
        convert = _converter(kind, name, name)
        value, doubt = convert(given) if convert is not None else (given, "")
        if value is None or doubt:
            raise BadRegister(f"{name} does not take the value {given[:40]!r}.")
        found[name] = value
    try:
        validate(kind, found)
    except InvalidRecord as error:
        problem = error.problems[0]
        raise BadRegister(f"{problem.field}: {problem.message}") from None
    return found


# -- values ----------------------------------------------------------------------------------------


def _converter(kind: str, name: str, column: str) -> Converter | None:
    """What makes a value of a field out of a text; None: the text itself."""
    plan = plan_of(kind)
    if name == "postcode":
        return _postcode
    if name == "uprn":
        return _uprn
    if name in plan.days:
        return lambda text: _day(text, column)
    codes = plan.codes.get(name)
    if codes is not None:
        words = rules(kind).codes.get(name, ("", {}))[1]
        return lambda text: _code(text, column, codes, words)
    info = KINDS[kind].model_fields.get(name)
    types = list(branches(info.annotation)) if info is not None else []
    if values.GssCode in types:
        return lambda text: _gss(text, column)
    if values.Count in types:
        return lambda text: _count(text, column)
    return None


def _postcode(text: str) -> tuple[str, str]:
    code = postcode_of(text)
    if code is None:
        return text.upper(), "the postcode has not the shape of one; it is kept as written"
    return code, ""


def _uprn(text: str) -> tuple[str | None, str]:
    if re.fullmatch(r"[0-9]{1,12}", text):
        return text, ""
    return None, "the UPRN is no number of up to 12 digits; it is left out"


def _gss(text: str, column: str) -> tuple[str | None, str]:
    if GSS.match(text):
        return text, ""
    return None, f"{column} is no GSS code; it is left out"


def _day(text: str, column: str) -> tuple[str | None, str]:
    given = re.sub(r"[T ]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?Z?$", "", text).strip()
    try:
        return instants.canonical_day(given), ""
    except ValueError:
        pass
    for form in _DAY_FORMATS:
        try:
            return datetime.strptime(given, form).date().isoformat(), ""  # noqa: DTZ007 - a day
        except ValueError:
            continue
    return None, f"{column} is no date; it is left out"


def _count(text: str, column: str) -> tuple[int | None, str]:
    plain_number = text.replace(",", "").replace(" ", "")
    if re.fullmatch(r"[0-9]+(\.0+)?", plain_number):
        return int(float(plain_number)), ""
    if _HIDDEN.match(text):
        return None, f"{column} is hidden by its publisher; it is left out"
    return None, f"{column} is no whole number; it is left out"


def _code(
    text: str, column: str, codes: CodeList, words: Mapping[str, str]
) -> tuple[str | None, str]:
    given = text.casefold()
    found = words.get(given)
    if found is None:
        found = next((c.code for c in codes.active if given in (c.code, c.label.casefold())), None)
    if found is not None and found in codes.active_codes:
        return found, ""
    return None, f"{column} is not in the list of the app; it is left out"


def _position(
    fields: dict[str, Any], at: Mapping[str, int], cells: Sequence[str], doubts: list[str]
) -> None:
    """Puts a sound position into ``fields``; says what is wrong with any other."""
    given = {name: cells[place].strip() for name, place in at.items()}
    given = {name: text for name, text in given.items() if not is_nothing(text)}
    pair = ("latitude", "longitude")
    if not given.keys() >= set(pair):
        pair = ("northing", "easting")
        if not given.keys() >= set(pair):
            if at.keys() >= {"latitude", "longitude"} or at.keys() >= {"northing", "easting"}:
                doubts.append("no position")
            return
    try:
        first, second = (float(given[name].replace(",", "")) for name in pair)
    except ValueError:
        doubts.append("the position is no pair of numbers; it is left out")
        return
    if on_grid(second, first):
        first, second = to_degrees(second, first)
    limit = limits()
    if limit.in_uk(first, second):
        fields["latitude"], fields["longitude"] = round(first, 6), round(second, 6)
        fields["point_source"] = "register"
    elif limit.in_uk(second, first):
        doubts.append("latitude and longitude look swapped; the position is left out")
    else:
        doubts.append("the position is outside the United Kingdom; it is left out")


def _with_border(fields: dict[str, Any], text: str, doubts: list[str]) -> None:
    rings = borders.rings_in(text)
    if not rings:
        doubts.append("no border")
        return
    fields["border"], off, left = borders.fitted(rings)
    fields["border_off_m"] = off
    if off >= 1:
        doubts.append(f"its border is thinned to fit: it may be off by {off:,.0f} m")
    if left:
        doubts.append(f"{left:,} small parts of its border are left out")
