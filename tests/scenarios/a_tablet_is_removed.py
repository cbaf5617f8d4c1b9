"""A tablet is lost, and its device is removed below the Session (the app cannot do it yet).

Nothing past the closing counts, on any device, whether it had been folded already or lies in a
snapshot. What is written afterwards does not open for the lost one, with the whole store in hand.
"""

from __future__ import annotations

import base64
import json
import secrets
import sqlite3

import pytest

from outreach.session import Session
from sync.chain import Tip
from sync.client.vault import is_vault
from sync.envelope import Entry, Kind, open_body, parse, sign
from sync.errors import CannotOpen, VaultLocked
from sync.keys import seal_part, wrap
from sync.plaintext import pack, unpack
from sync.roster import commitment, deposit_pair, wrap_info
from sync.roster import parse as parse_roster
from tests.scenarios.below import log_of, space_of
from tests.scenarios.team import PREMISES, QUIET, VISIT, Team, rows_of


def text64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def remove(admin: Session, removed: bytes, last: Tip, space_name: str = "safeguarding") -> Entry:
    """The next roster, with a new epoch, without this device; signed and put into the outbox."""
    space, log, identity = space_of(admin, space_name), log_of(admin), admin.identity
    before = parse(log.rosters(space)[-1].raw)
    assert before.body is not None
    old = parse_roster(before)
    old_key = identity.epochs[space][old.epoch]
    details = old.open_details(old_key)
    epoch, version, key = old.epoch + 1, old.version + 1, secrets.token_bytes(32)
    committed = commitment(space, epoch, key)
    deposits = deposit_pair(key, old.deposit_kem)
    cards = {device: card for device, card in old.cards.items() if device != removed}

    def wrapped(device: bytes) -> str:
        card = cards[device]
        return text64(
            wrap(card.kem_id, card.kem_key, key, wrap_info(space, epoch, device, committed))
        )

    people = {
        device.hex(): {
            "person": person.person,
            "name": person.name,
            "agency": person.agency,
            "duties": list(person.duties),
        }
        for device, person in details.people.items()
        if device != removed
    }
    sealed = seal_part(
        key,
        "roster-details",
        pack({"name": space_name, "people": people}),
        secrets.token_bytes(16),
        space + version.to_bytes(4, "big"),
    )
    body = json.loads(before.body)
    body.pop("founding")
    body["members"].pop(removed.hex())
    body.update(
        version=version,
        previous=before.id.hex(),
        epoch=epoch,
        commitment=committed.hex(),
        previous_key=text64(
            seal_part(
                key,
                "previous-key",
                old_key,
                secrets.token_bytes(16),
                space + epoch.to_bytes(4, "big"),
            )
        ),
        cards={},
        wraps={device.hex(): wrapped(device) for device in cards},
        closed=[{"device": removed.hex(), "seq": last.seq, "id": last.id.hex(), "reason": "lost"}],
        deposit={"kem": deposits.kem_id, "key": text64(deposits.public())},
        sealed=text64(sealed),
    )
    tip = log.own_tip(space, identity.device)
    entry = sign(
        Kind.ROSTER,
        space=space,
        device=identity.device,
        seq=tip.seq + 1,
        prev=tip.id,
        epoch=old.epoch,
        body=json.dumps(body, separators=(",", ":")).encode(),
        signing=identity.keys.signing,
    )
    log.append([entry])
    return entry


def lose(team: Team, keep: int) -> list[str]:
    """The worker's tablet wrote three visits, all of them seen; whoever found it wrote the last
    ones, so the supervisor closes its chain after ``keep`` of them."""
    visits = [team.worker.add("hotspot-visit", {**QUIET, "weather": f"{n}"}) for n in range(3)]
    team.worker.add("premises", PREMISES)
    team.sync("worker", "supervisor")
    device = team.worker.identity.device
    last = log_of(team.supervisor).at(space_of(team.worker, "safeguarding"), 1 + keep)
    assert last is not None
    entry = parse(last.raw)
    assert entry.device == device
    remove(team.supervisor, device, Tip(entry.seq, entry.id))
    return visits


@pytest.mark.parametrize("with_snapshot", [False, True], ids=["", "with an older snapshot"])
def test_what_comes_after_the_closing_leaves_the_rows(team: Team, with_snapshot: bool) -> None:
    visits = lose(team, keep=1)
    if with_snapshot:
        team.supervisor._keeper._folded_since = 1000
        team.supervisor.lock()
    team.sync("supervisor")
    for turn in ("at once", "after unlocking", "read anew"):
        session = team.supervisor
        assert [row.id for row in session.rows("hotspot-visit")] == visits[:1], turn
        assert len(session.quarantine()) == 2, turn
        assert len(session.rows("premises")) == 1, "the other space knows of no closing"
        if turn == "at once":
            session.lock()
        if turn == "after unlocking":
            session.retry_quarantine()


def test_the_app_dies_when_the_closing_is_in_the_log_and_not_yet_in_the_rows(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    visits = lose(team, keep=1)
    team.supervisor._keeper._folded_since = 1000
    team.supervisor.lock()  # with a snapshot in which all three count

    def dies(*_: object) -> None:
        raise VaultLocked("The battery came out.")

    with monkeypatch.context() as patched:
        patched.setattr(Session, "_take_page", dies)
        with pytest.raises(VaultLocked):
            team.supervisor.sync()
    assert len(team.supervisor.rows("hotspot-visit")) == 3
    team.supervisor._log.close()
    team.supervisor._vault.lock()
    assert [row.id for row in team.supervisor.rows("hotspot-visit")] == visits[:1]


def test_it_may_write_no_more_and_wipes_itself(team: Team) -> None:
    lose(team, keep=3)
    team.worker.add("hotspot-visit", VISIT)
    device, space = team.worker.identity.device, space_of(team.worker, "safeguarding")
    assert sessions_of(team, device, space), "it is signed in, from the sync before"
    team.sync("supervisor")
    assert not sessions_of(team, device, space), "and is not any more, whatever it kept"
    keys = {**team.worker.identity.epochs}
    report = team.worker.sync()
    assert report.wiped
    assert not is_vault(team.folder / "worker")
    team.sync("supervisor")
    assert len(team.supervisor.rows("hotspot-visit")) == 3
    [late] = late_of(team)
    key = keys[late.space][late.epoch]
    assert VISIT["fact"] in unpack(open_body(late, key))["set"]["fact"], "its words are not lost"


def sessions_of(team: Team, device: bytes, space: bytes) -> int:
    """How many sessions the store knows of a device in a space."""
    mine = "SELECT count(*) FROM session WHERE device = ? AND space_id = ?"
    with sqlite3.connect(team.store_database) as store:
        return int(store.execute(mine, (device, space)).fetchone()[0])


def late_of(team: Team) -> list[Entry]:
    """What waits in the store's late box."""
    with sqlite3.connect(team.store_database) as store:
        return [parse(raw) for (raw,) in store.execute("SELECT raw FROM late ORDER BY seq")]


def test_with_the_whole_store_it_opens_nothing_that_came_afterwards(team: Team) -> None:
    lose(team, keep=3)
    space = space_of(team.worker, "safeguarding")
    keys = [key for epochs in team.worker.identity.epochs.values() for key in epochs.values()]
    team.sync("supervisor")
    after = team.supervisor.add("hotspot-visit", VISIT)
    team.sync("supervisor")
    assert team.supervisor.standing(after) == "safe"
    with sqlite3.connect(team.store_database) as store:
        entries = [parse(raw) for (raw,) in store.execute("SELECT raw FROM entry")]
    changes = [e for e in entries if e.space == space and e.kind is Kind.CHANGE]
    assert [entry.epoch for entry in changes] == [1, 1, 1, 2]
    for key in keys:
        with pytest.raises(CannotOpen):
            open_body(changes[-1], key)
    before = rows_of(team.supervisor)
    team.supervisor.lock()
    assert rows_of(team.supervisor) == before, "who stayed reads both epochs"
