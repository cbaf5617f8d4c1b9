"""The address of a central store: https, or plain http to this very machine.

Certificates are what tells a device that it talks to the store at all, so an address without them
is refused wherever one comes in: typed, in an invitation, on the recovery sheet.
"""

from __future__ import annotations

import ipaddress
from typing import Final
from urllib.parse import urlsplit

from sync.errors import InputError

_MAX_URL: Final = 500


def check_url(url: str) -> str:
    """The store's address without a trailing slash.

    Raises:
        InputError: no HTTPS, and not a loopback address.
    """
    try:
        # urlsplit drops line ends and tabs in silence; what is kept must be what was checked.
        if len(url) > _MAX_URL or any(c.isspace() or not c.isprintable() for c in url):
            raise ValueError
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise InputError(
            "This is not the address of a store.", advice="https://store.example.org"
        ) from None
    if parts.username or parts.password or parts.query or parts.fragment or not parts.hostname:
        raise InputError("This is not the address of a store.", advice="https://store.example.org")
    if parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname)):
        return url.rstrip("/")
    raise InputError(
        "A store must be reached by https.",
        advice="Plain http is for a store on this very machine only (127.0.0.1).",
    )


def is_loopback(host: str) -> bool:
    """Whether a host can only be this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
