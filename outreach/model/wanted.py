"""How many answers a record is asked for, as SQL: the rule is that of ``kinds.missing``."""

from __future__ import annotations

from collections import Counter
from typing import Final

from outreach.model.kinds.registry import PLANS
from outreach.model.measures import ASKED


def _truthy(field: str) -> str:
    return f"coalesce(json_extract(r.data, '$.{field}'), 0) NOT IN (0, '', '[]', '{{}}')"


def _wanted(kind: str) -> str:
    always, terms = 0, []
    weights: Counter[tuple[tuple[str, ...], tuple[str, str] | None]] = Counter()
    for want in PLANS[kind].wanted:
        if want.name in want.unless:  # any of several will do: that is one thing asked for
            always += 1
        else:
            weights[want.unless, want.when] += 1
    for (unless, when), weight in weights.items():
        parts = [f"NOT ({_truthy(field)})" for field in unless]
        if when is not None:
            field, code = when
            held = f"json_extract(r.data, '$.{field}')"
            parts.append(f"({held} IS '{code}' OR instr(coalesce({held}, ''), '\"{code}\"'))")
        if parts:
            terms.append(f"{weight} * ({' AND '.join(parts)})")
        else:
            always += weight
    return " + ".join([str(always), *terms])


_CASES: Final = " ".join(f"WHEN '{kind}' THEN {_wanted(kind)}" for kind in ASKED)
#: Of ``record r``.
WANTED: Final = f"CASE r.kind {_CASES} ELSE 0 END"
