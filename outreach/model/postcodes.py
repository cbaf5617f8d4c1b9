"""UK postcodes, as BS 7666 and the Royal Mail write them: outward part, space, inward part."""

from __future__ import annotations

import re

_SHAPE = re.compile(r"^(GIR|[A-Z]{1,2}[0-9][A-Z0-9]?)\s*([0-9][A-Z]{2})$")


def normalise(text: str) -> str | None:
    """``m24el`` as ``M2 4EL``; None for what has not the shape of a full postcode."""
    found = _SHAPE.match(" ".join(text.upper().split()))
    return f"{found[1]} {found[2]}" if found else None
