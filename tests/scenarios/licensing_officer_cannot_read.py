"""The licensing officer's tablet holds no key for what concerns a child, so nothing can open it.

Not a server's ``if``: with the whole store's database in hand there is still nothing to read.
"""

from __future__ import annotations

import asyncio
import sqlite3

import pytest

from sync.client.transport import Transport
from sync.client.vault import Vault
from sync.envelope import Kind, open_body, parse
from sync.errors import CannotOpen, NotAllowed, NotFound, StoreRefused
from sync.wire import NOT_A_MEMBER
from tests.partnership import PASSPHRASE, STORE_URL
from tests.scenarios.below import space_of
from tests.scenarios.team import PREMISES, VISIT, Team

MARK = "Zyglophine"


def test_what_concerns_a_child_never_reaches_the_tablet(team: Team) -> None:
    visit = team.worker.add("hotspot-visit", {**VISIT, "fact": f"{MARK} was there."})
    premises = team.worker.add("premises", PREMISES)
    team.sync("worker", "licensing")

    assert team.licensing.spaces == ["premises"]
    assert [row.id for row in team.licensing.rows()] == [premises]
    assert team.licensing.find(MARK) == []
    with pytest.raises(NotFound):
        team.licensing.show(visit)
    team.licensing.lock()
    safeguarding = space_of(team.worker, "safeguarding")
    for path in (team.folder / "licensing").iterdir():
        assert safeguarding not in path.read_bytes(), "not even the space's id is there"


@pytest.mark.parametrize("kind", ["hotspot-visit", "person-sighting", "vehicle-sighting"])
def test_the_app_says_so_before_anything_is_written(team: Team, kind: str) -> None:
    assert not team.licensing.may_record(kind)
    with pytest.raises(NotAllowed, match=r"holds no key.*Nothing was saved") as refused:
        team.licensing.add(kind, {"fact": f"{MARK} was there."})
    assert MARK not in str(refused.value) + refused.value.advice
    assert team.licensing.only_here() == 0
    assert team.licensing.rows() == []


def test_with_the_whole_database_of_the_store_there_is_nothing_to_open(team: Team) -> None:
    for number in range(3):
        team.worker.add("hotspot-visit", {**VISIT, "fact": f"{MARK} {number}."})
        team.worker.add("premises", PREMISES)
    team.sync("worker", "licensing")
    safeguarding = space_of(team.worker, "safeguarding")
    team.licensing.lock()
    vault = Vault.unlock(team.folder / "licensing", PASSPHRASE)
    keys = [key for epochs in vault.identity.epochs.values() for key in epochs.values()]
    device = vault.identity.device
    vault.lock()

    with sqlite3.connect(team.store_database) as store:
        entries = [parse(raw) for (raw,) in store.execute("SELECT raw FROM entry")]
    closed = [e for e in entries if e.space == safeguarding and e.kind is Kind.CHANGE]
    opened = [e for e in entries if e.space != safeguarding and e.kind is Kind.CHANGE]
    assert (len(closed), len(opened)) == (3, 3)
    assert all(open_body(entry, keys[0]) for entry in opened), "their own space does open"
    for entry in closed:
        for key in keys:
            with pytest.raises(CannotOpen):
                open_body(entry, key)
    rosters = [e for e in entries if e.space == safeguarding and e.kind is Kind.ROSTER]
    assert len(rosters) == 1
    assert rosters[0].body is not None
    assert device.hex().encode() not in rosters[0].body, "the roster wraps no key for this tablet"


async def _ask_for(team: Team, space: bytes, vault: Vault) -> None:
    identity = vault.identity
    async with Transport(
        STORE_URL, identity.store_key, identity.keys, through=team.network
    ) as transport:
        await transport._sign_in(space)


def test_the_store_does_not_even_hand_out_the_sealed_bytes(team: Team) -> None:
    safeguarding = space_of(team.worker, "safeguarding")
    vault = Vault.unlock(team.folder / "licensing", PASSPHRASE)
    try:
        with pytest.raises(StoreRefused) as refused:
            asyncio.run(_ask_for(team, safeguarding, vault))
    finally:
        vault.lock()
    assert refused.value.reason == NOT_A_MEMBER


def test_a_link_to_a_record_of_the_other_space_stays_a_bare_number(team: Team) -> None:
    """A premises check may name the outing; a visit names the premises: nothing leads back."""
    premises = team.worker.add("premises", PREMISES)
    team.worker.add("hotspot-visit", {**VISIT, "premises": premises})
    team.sync("worker", "licensing", "supervisor")
    assert team.licensing.rows(place=premises) == [], "that somebody visited is not to be seen"
    assert len(team.supervisor.rows(place=premises)) == 1


def test_no_name_agency_duty_or_space_name_stands_in_any_byte_of_the_store(team: Team) -> None:
    team.worker.add("hotspot-visit", {**VISIT, "fact": f"{MARK} was there."})
    team.sync("worker", "supervisor")
    words = [MARK, "safeguarding", "premises"]
    for name, joiner in team.joiners.items():
        words += [joiner.person.name, joiner.person.agency, *joiner.person.duties]
        words += [joiner.person.person, name]
    held = b"".join(
        path.read_bytes() for path in sorted(team.folder.glob("store*")) if path.is_file()
    )
    assert len(held) > 50_000
    for word in words:
        assert word.encode() not in held, "a word of the members stands in the store"
        assert word.encode("utf-16-le") not in held
