"""Which prompted words stand in the records of some months, by rule: what was kept, of everybody.

The rules that this module enforces:

1. A number is how many records have such words in a narrative, whoever wrote them; under five it is
   only said to be small. No name, agency or record stands beside it.
2. Nothing is told for it: it is worked out from records that this device may read, when somebody
   asks. Verbatim answers and quotations are left alone, as when one types.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from pydantic_core import from_json

from outreach.model.fold import ReadModel
from outreach.model.kinds.registry import KINDS, form
from outreach.model.small import Shown, shown
from outreach.model.wording import prompts
from outreach.model.wording_rules import Rules

_PIECE: Final = 200
_ROWS: Final = (
    "SELECT row, kind, data FROM record WHERE sort_ms >= ? AND row > ? AND NOT withdrawn"
    " ORDER BY row LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """``records``: how many were looked at, with a narrative in them; ``rules``: by rule, those
    that stand most often first."""

    records: Shown
    rules: tuple[tuple[str, Shown], ...]


def standing(model: ReadModel, rules: Rules, *, months: int, today: date) -> Standing:
    """Count. About a millisecond for ten records: call it in a thread."""
    first = today.replace(day=1)
    for _ in range(months - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    low = int(datetime(first.year, first.month, 1, tzinfo=UTC).timestamp() * 1000)
    narratives = {kind: _narratives(kind, rules) for kind in KINDS}
    found: Counter[str] = Counter()
    records, row = 0, -(1 << 62)
    while True:
        with model.lock:
            piece = model.connection.execute(_ROWS, (low, row, _PIECE)).fetchall()
        if not piece:
            break
        for row, kind, data in piece:  # noqa: B007 - the last row is where the next piece begins
            fields: dict[str, Any] = from_json(data)
            texts = [fields[n] for n in narratives.get(kind, ()) if isinstance(fields.get(n), str)]
            records += bool(texts)
            found.update({one.rule for text in texts for one in prompts(text, fields, rules=rules)})
    ordered = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return Standing(shown(records), tuple((rule, shown(n)) for rule, n in ordered))


def _narratives(kind: str, rules: Rules) -> tuple[str, ...]:
    return tuple(
        field.name
        for field in form(kind).fields()
        if rules.looks_at(field.name, field.widget, field.max_length)
    )
