"""Tiles from a partnership's server, under the borders. The setting is in ``views/tiles.py``.

The rules that this module enforces:

1. Without an address nothing is asked for anywhere: the map is drawn from what the app brings.
2. An address names one host over https, or this machine: never a password in it, never several
   hosts. Anything else counts as none.
3. A browser is told by its page which hosts it may ask, and the page is there before the tablet is
   unlocked and the address known. So it takes loading the page again, once, after the address was
   set or the app was started; until then the map says so.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from outreach.ui.desk import Desk

PARTS: Final = ("{z}", "{x}", "{y}")
LOCAL: Final = ("127.0.0.1", "localhost")


def origin(address: str) -> str:
    """Scheme, host and port of a tile address; "" for one that is not allowed."""
    try:
        parts = urlsplit(address.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    named = host.replace("-", "").replace(".", "").isalnum() and host.isascii()
    safe = parts.scheme == "https" or (parts.scheme == "http" and host in LOCAL)
    if not (named and safe) or "@" in parts.netloc or any(part not in address for part in PARTS):
        return ""
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


def address_of(desk: Desk) -> str:
    """The tile address in use; "" for none, and for one that is not allowed."""
    address = str(desk.setting("map_tiles", "") or "").strip()
    return address if origin(address) else ""


def allowed(desk: Desk, address: str) -> bool:
    """Whether the window can show these tiles now; tells the window's page to let them in from the
    next time it is loaded. Only a browser has to be told."""
    if desk.allow_tiles is None:
        return True
    let_in = desk.allow_tiles(origin(address))  # none, too: what was let in before is shut out
    return let_in or not address
