"""Rosters of a team, as the tests of rosters make them."""

import json
from typing import Any

from sync.chain import START
from sync.envelope import Entry, Kind, founding_space, sign
from sync.roster import (
    Roster,
    check_successor,
    parse,
)
from tests.sync.people import Change, Device, Team


def founding(team: Team, device: Device, body: dict[str, Any]) -> tuple[Roster, Entry]:
    """A founding roster with this body, signed by that device as its first entry."""
    device.tip = START
    raw = json.dumps(body, separators=(",", ":")).encode()
    entry = sign(
        Kind.ROSTER,
        space=founding_space(raw),
        device=device.id,
        seq=1,
        prev=bytes(32),
        epoch=1,
        body=raw,
        signing=device.keys.signing,
    )
    return parse(entry), entry


def follow(team: Team, body: dict[str, Any], by: Device | None = None) -> None:
    """Check a body as the successor of the roster in force."""
    old = team.roster()
    before = (by or team.admin).tip, team.body, team.roster_id
    entry = team.lead(by or team.admin, body)
    (by or team.admin).tip, team.body, team.roster_id = before
    check_successor(old, parse(entry), entry)


def without(name: str) -> Change:
    return lambda body: body.pop(name)
