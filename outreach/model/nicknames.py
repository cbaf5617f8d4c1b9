"""Short forms of given names, and the spellings that neither letters nor sound bring together.

Data with its source: ``assets/nicknames.json``. Used when somebody searches, never when a record is
written: a nickname makes nobody the bearer of a name.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Final

from outreach.assets import asset

#: Of a short form that stands for very many names, nothing is learnt.
MOST: Final = 40


@cache
def _known() -> dict[str, frozenset[str]]:
    data = json.loads(asset("nicknames.json").read_text(encoding="utf-8"))
    found: dict[str, set[str]] = {}
    for names in (data["names"], data["ours"]):
        for name, short in names.items():
            for form in short:
                found.setdefault(name, set()).add(form)
                found.setdefault(form, set()).add(name)
    return {name: frozenset(others) for name, others in found.items()}


def others(name: str) -> frozenset[str]:
    """What somebody of this name may be called, or somebody called so may be named: small letters
    without accents, both ways."""
    found = _known().get(name, frozenset())
    return found if len(found) <= MOST else frozenset()
