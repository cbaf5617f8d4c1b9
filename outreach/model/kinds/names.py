"""Names as they stand within a line: any script, any length, and no line of others turned round.

The rule that this module enforces: a name is kept as it was given, letter by letter. Only where it
stands among other words it is set apart (Unicode's first strong isolate), so that a name written
from right to left leaves the words beside it where they are.
"""

from __future__ import annotations

import unicodedata
from typing import Any

#: First strong isolate and pop directional isolate (Unicode Standard Annex 9).
_ISOLATE, _POP = "\u2068", "\u2069"
_FROM_RIGHT = frozenset({"R", "AL", "RLE", "RLO", "RLI"})
#: What a name is taken from first: what somebody is called, then a handle, then a legal name.
_FIRST = ("nickname", "street", "alias", "online", "legal")


def isolated(text: str) -> str:
    """``text``, set apart if anything in it runs from right to left or forces a direction."""
    if text.isascii():
        return text
    if any(unicodedata.bidirectional(c) in _FROM_RIGHT | {"LRO", "LRE"} for c in text):
        return f"{_ISOLATE}{text}{_POP}"
    return text


def spoken_name(names: Any) -> str:
    """The name by which somebody is listed, of ``names`` as a person has them; empty without any.
    A nickname comes before a handle, a handle before the name on a document."""
    if type(names) is not list:
        return ""
    given = [one for one in names if type(one) is dict and one.get("name")]
    given.sort(key=_rank)
    return str(given[0]["name"]) if given else ""


def _rank(one: dict[str, str]) -> int:
    sort = one.get("sort", "nickname")
    return _FIRST.index(sort) if sort in _FIRST else len(_FIRST)
