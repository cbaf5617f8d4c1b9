"""A partnership with an audit space: five people, one of whom only audits."""

from __future__ import annotations

from typing import Any

DEPOSITS = {
    "intelligence": "depositor",
    "sealed-sources": "depositor",
    "challenges": "depositor",
    "audit": "depositor",
}
EVERYWHERE = (
    "premises",
    "safeguarding",
    "intelligence",
    "sealed-sources",
    "challenges",
    "audit",
)
MEMBERS: dict[str, tuple[str, tuple[str, ...], dict[str, Any]]] = {
    "founder": ("Rochdale Council", ("founder",), dict.fromkeys(EVERYWHERE, "admin")),
    "supervisor": (
        "Rochdale Council",
        ("supervisor",),
        {**DEPOSITS, "premises": "writer", "safeguarding": "writer"},
    ),
    "worker": (
        "Early Break",
        ("outreach-worker",),
        {**DEPOSITS, "premises": "writer", "safeguarding": "writer"},
    ),
    "licensing": (
        "Trafford Licensing",
        ("licensing-officer",),
        {**DEPOSITS, "premises": "writer", "safeguarding": "depositor"},
    ),
    "auditor": (
        "Rochdale Council",
        ("auditor",),
        {**DEPOSITS, "premises": "depositor", "safeguarding": "depositor", "audit": "writer"},
    ),
}
