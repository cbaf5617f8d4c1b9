"""Registration marks as people see them at night: `?` for a character that was not read.

The format is worked out to warn of a slip, never to reject: a mark may be false, foreign, cherished
or half hidden. Formats: Driver and Vehicle Licensing Agency, INF104.
"""

from __future__ import annotations

import re

_KEPT = re.compile(r"[^A-Z0-9?]")
#: A character class that also takes an unread character.
_L, _D = "[A-Z?]", "[0-9?]"
#: The first format that fits wins, so the order matters: what is most on the road stands first.
_FORMATS = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("current", f"^{_L}{{2}}{_D}{{2}}{_L}{{3}}$"),
        ("q", f"^Q{_D}{{1,3}}{_L}{{3}}$"),
        ("prefix", f"^{_L}{_D}{{1,3}}{_L}{{3}}$"),
        ("suffix", f"^{_L}{{3}}{_D}{{1,3}}{_L}$"),
        ("diplomatic", f"^{_D}{{3}}[DX?]{_D}{{3}}$"),
        # Northern Irish marks have an I or a Z among their letters; other dateless ones do not.
        ("northern_ireland", f"^(?:{_L}?(?:[IZ]{_L}|{_L}[IZ])){_D}{{1,4}}$"),
        ("dateless", f"^(?:{_L}{{1,3}}{_D}{{1,4}}|{_D}{{1,4}}{_L}{{1,3}})$"),
    )
)


def normalise(seen: str) -> str:
    """Capitals, digits and `?` only: ``ab12 ?de`` becomes ``AB12?DE``."""
    return _KEPT.sub("", seen.upper())


def format_class(seen: str) -> str:
    """A code of the list ``registration_format``; ``foreign`` for what fits no British format."""
    mark = normalise(seen)
    for name, pattern in _FORMATS:
        if pattern.match(mark):
            return name
    return "foreign"


def spaced(seen: str) -> str:
    """The mark with the space that a current one has: ``AB12CDE`` becomes ``AB12 CDE``."""
    mark = normalise(seen)
    return f"{mark[:4]} {mark[4:]}" if format_class(mark) == "current" else mark
