"""How complete the records are: of each answer that is wanted, how often it is a value, a reason
why there is none, or missing. By answer, agency, team, month and kind.

The rules that this module enforces:

1. A value or a reason is complete; a blank is not. What another answer has made pointless is not
   asked for, and is in no number. The rule is that of ``kinds.missing``, one for one.
2. A number and the list behind it come from one walk over the records, so that they agree.
3. It is worked out when somebody asks, for the months they chose, from what the records say: the
   fold does nothing for it. The model's lock is let go between two pieces.

Whoever asks may read the records themselves, so small numbers stand as they are; the screen and the
command are for supervisors.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Final, Literal, get_args

from pydantic_core import from_json

from outreach.assets import asset
from outreach.model import kinds
from outreach.model.fold import ReadModel
from outreach.model.kinds.registry import KINDS, PLANS
from outreach.model.pages import JOINED, LISTED, row_of
from outreach.model.rows import Row

By = Literal["field", "agency", "team", "month", "kind"]
State = Literal["given", "reason", "missing"]
BYS: Final[tuple[By, ...]] = get_args(By)
STATES: Final[tuple[State, ...]] = get_args(State)

#: Rows that are read before the model's lock is let go.
_PIECE: Final = 400
_ASKED: Final = tuple(kind for kind, plan in PLANS.items() if plan.wanted)
_MARKS: Final = ", ".join("?" * len(_ASKED))
_ROWS: Final = (  # every part is a constant; what is asked for is bound
    "SELECT r.row, r.kind, a.agency, r.sort_ms, r.utc_offset_min, r.data"  # noqa: S608
    " FROM record r CROSS JOIN author a ON a.id = r.author"
    f" WHERE r.sort_ms >= ? AND r.row > ? AND NOT r.withdrawn AND r.kind IN ({_MARKS})"
    f" ORDER BY r.row LIMIT {_PIECE}"
)
_TEAMS: Final = "SELECT id, json_extract(data, '$.team') FROM record WHERE kind = 'outing'"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which records and answers. ``months``: so many, up to this one. What is None is not
    narrowed down; an agency, a team or a month "" is that of records that name none."""

    months: int = 3
    kind: str | None = None
    agency: str | None = None
    team: str | None = None
    month: str | None = None
    field: str | None = None
    state: State | None = None

    def but(self, **other: Any) -> Asked:
        """The same with something else."""
        return replace(self, **other)


@dataclass(frozen=True, slots=True)
class Line:
    """Answers that are wanted under one heading. ``records``: how many ask for them; ``blank``: in
    how many something is missing."""

    key: str
    label: str
    records: int
    blank: int
    given: int
    reason: int
    missing: int

    @property
    def asked(self) -> int:
        """How many answers are wanted."""
        return self.given + self.reason + self.missing

    def count(self, state: State) -> int:
        return int(getattr(self, state))

    def share(self, state: State) -> float:
        """Of the answers that are wanted, 0 to 1."""
        return self.count(state) / self.asked if self.asked else 0.0


@dataclass(frozen=True, slots=True)
class Completeness:
    """The lines, and all of them together."""

    lines: tuple[Line, ...]
    whole: Line


@dataclass(frozen=True, slots=True)
class _Record:
    row: int
    kind: str
    agency: str
    team: str
    month: str
    states: Mapping[str, State]

    def key(self, by: By) -> str:
        return str(getattr(self, by))


def label(field: str) -> str:
    """What an answer is called, in the first kind that asks for it."""
    kind = next((kind for kind in _ASKED if field in PLANS[kind].asks), None)
    return field if kind is None else kinds.label(kind, field)


@cache
def periods() -> tuple[int, ...]:
    """Numbers of months that one can look at."""
    return tuple(_data()["months"])


def completeness(
    model: ReadModel,
    asked: Asked,
    by: By,
    *,
    today: date,
    wanted: Callable[[], bool] = lambda: True,
) -> Completeness | None:
    """What is complete, by ``by``; None when it is not ``wanted`` any more. A second or two for
    100,000 records: call it in a thread."""
    sums: dict[str, dict[str, int]] = {}
    whole = _nothing()
    labels: dict[str, str] = {}
    for record in _records(model, asked, today):
        if record is None:
            if not wanted():
                return None
            continue
        _add(whole, record.states.values())
        if by == "field":
            for name, state in record.states.items():
                _add(sums.setdefault(name, _nothing()), (state,))
                labels.setdefault(name, kinds.label(record.kind, name))
        else:
            _add(sums.setdefault(record.key(by), _nothing()), record.states.values())
    lines = [Line(key, labels.get(key) or _label(by, key), **held) for key, held in sums.items()]
    return Completeness(tuple(sorted(lines, key=_order(by))), Line("", "", **whole))


def records(model: ReadModel, asked: Asked, *, today: date, limit: int | None = None) -> list[Row]:
    """The records behind a number, newest first: those with ``asked.field`` in ``asked.state``, or
    with any answer so where no field is given."""
    found = [
        record.row
        for record in _records(model, asked, today)
        if record is not None and _has(record, asked)
    ]
    sql = f"{LISTED} FROM json_each(?) j CROSS JOIN record r ON r.row = j.value{JOINED}"
    with model.lock:
        rows = model.connection.execute(
            f"{sql} ORDER BY r.sort_ms DESC, r.row DESC LIMIT ?",
            (json.dumps(found), -1 if limit is None else limit),
        ).fetchall()
    return [row_of(one) for one in rows]


def states(kind: str, fields: Mapping[str, Any]) -> dict[str, State]:
    """What became of each answer that this record is asked for."""
    found: dict[str, State] = {}
    for name, unless, when in PLANS[kind].wanted:
        state = _state(fields.get(name))
        if state == "missing":
            if when is not None and not _holds(fields.get(when[0]), when[1]):
                continue
            if any(fields.get(other) for other in unless):
                if name not in unless:
                    continue
                state = "given"  # any of several will do, and one of them is there
        found[name] = state
    return found


def _state(value: Any) -> State:
    if type(value) is dict and "unknown" in value:
        return "reason"
    return "given" if value or value == 0 else "missing"


def _holds(held: Any, code: str) -> bool:
    return bool(held == code or (type(held) is list and code in held))


def _records(model: ReadModel, asked: Asked, today: date) -> Iterator[_Record | None]:
    """The records that are asked about; None after each piece."""
    first = _first(asked.months, today)
    low = int(datetime(first.year, first.month, 1, tzinfo=UTC).timestamp() * 1000) - 86_400_000
    begin = f"{first.year:04d}-{first.month:02d}"
    with model.lock:
        teams = dict(model.connection.execute(_TEAMS).fetchall())
    row = -(1 << 62)
    while True:
        with model.lock:
            piece = model.connection.execute(_ROWS, (low, row, *_ASKED)).fetchall()
        if not piece:
            return
        for found in piece:
            row, kind, agency, sort_ms, offset, data = found
            if asked.kind is not None and kind != asked.kind:
                continue
            if asked.agency is not None and agency != asked.agency:
                continue
            fields = from_json(data)
            month = _month(fields, sort_ms, offset)
            if month < begin or (asked.month is not None and month != asked.month):
                continue
            team = _team(kind, fields, teams)
            if asked.team is not None and team != asked.team:
                continue
            yield _Record(row, kind, agency, team, month, states(kind, fields))
        yield None


def _first(months: int, today: date) -> date:
    first = today.replace(day=1)
    for _ in range(months - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    return first


def _month(fields: Mapping[str, Any], sort_ms: int, offset_min: int) -> str:
    """By the clock on the wall where it happened; of a record without a time, where it was made."""
    said = fields.get("occurred_from")
    if type(said) is str:
        return said[:7]
    try:
        at = datetime.fromtimestamp(sort_ms / 1000, UTC) + timedelta(minutes=offset_min)
    except (OverflowError, ValueError, OSError):
        return ""
    return f"{at.year:04d}-{at.month:02d}"


def _team(kind: str, fields: Mapping[str, Any], teams: Mapping[str, Any]) -> str:
    said = fields.get("team") if kind == "outing" else teams.get(str(fields.get("outing")))
    return said if isinstance(said, str) else ""


def _has(record: _Record, asked: Asked) -> bool:
    if asked.field is not None:
        state = record.states.get(asked.field)
        return state is not None and asked.state in (None, state)
    return asked.state is None or asked.state in record.states.values()


def _nothing() -> dict[str, int]:
    return {"records": 0, "blank": 0, "given": 0, "reason": 0, "missing": 0}


def _add(sums: dict[str, int], found: Any) -> None:
    blank = False
    for state in found:
        sums[state] += 1
        blank = blank or state == "missing"
    sums["records"] += 1
    sums["blank"] += blank


def _label(by: By, key: str) -> str:
    return KINDS[key].plural if by == "kind" else key


def _order(by: By) -> Callable[[Line], tuple[Any, ...]]:
    if by == "month":
        return lambda line: (tuple(-ord(letter) for letter in line.key),)
    named: list[str] = _data()["first"] if by == "field" else []
    places = {name: place for place, name in enumerate(named)}
    return lambda line: (places.get(line.key, len(places)), -line.share("missing"), line.key)


@cache
def _data() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(asset("completeness.json").read_text(encoding="utf-8"))
    return found
