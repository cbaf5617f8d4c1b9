"""Rosters that follow one another: who may change what, rule by rule."""

from typing import Any

import pytest

from sync.chain import START
from sync.errors import BadRoster
from sync.keys import (
    KEM_X25519,
    KemKey,
)
from sync.roster import (
    check_successor,
    parse,
)
from tests.sync.people import Team, b64, new_device
from tests.sync.rosters import follow


class TestTheNext:
    """Rules 2 to 9, one by one, from a roster that is in order."""

    def test_the_same_epoch(self, team: Team) -> None:
        follow(team, team.next_body())

    def test_the_next_epoch(self, team: Team) -> None:
        follow(team, team.next_epoch())

    def test_somebody_arrives(self, team: Team) -> None:
        follow(team, team.next_body(team.admitting(new_device(team.rng), "writer")))

    def test_a_depositor_arrives(self, team: Team) -> None:
        follow(team, team.next_body(team.admitting(new_device(team.rng), "depositor")))

    def test_somebody_is_removed(self, team: Team) -> None:
        follow(team, team.next_epoch(team.removing(team.writer)))

    @pytest.mark.parametrize(
        "change",
        [
            pytest.param({"version": 3}, id="version left out"),
            pytest.param({"version": 1, "founding": "11" * 16}, id="version repeated"),
            pytest.param({"previous": "11" * 32}, id="another before it"),
            pytest.param({"previous": None}, id="none before it"),
        ],
    )
    def test_rule_2_follows_the_one_in_force(self, team: Team, change: dict[str, Any]) -> None:
        with pytest.raises(BadRoster, match="follow"):
            follow(team, {**team.next_body(), **change})

    def test_rule_2_is_of_the_same_space(self, team: Team) -> None:
        other = Team(team.rng)
        body = team.next_body()
        entry = other.lead(other.admin, body)
        with pytest.raises(BadRoster, match="follow"):
            check_successor(team.roster(), parse(entry), entry)

    @pytest.mark.parametrize("name", ["writer", "reader", "depositor"])
    def test_rule_3_only_an_admin_signs(self, team: Team, name: str) -> None:
        with pytest.raises(BadRoster, match="admin"):
            follow(team, team.next_body(), by=getattr(team, name))

    def test_rule_3_nobody_makes_themselves_admin(self, team: Team) -> None:
        def promote(body: dict[str, Any]) -> None:
            body["members"][team.writer.id.hex()]["role"] = "admin"

        with pytest.raises(BadRoster, match="admin"):
            follow(team, team.next_body(promote), by=team.writer)
        follow(team, team.next_body(promote))

    def test_rule_4_an_epoch_is_not_left_out(self, team: Team) -> None:
        with pytest.raises(BadRoster, match="epoch"):
            follow(team, {**team.next_epoch(), "epoch": 3})

    def test_rule_4_within_an_epoch_the_key_stays(self, team: Team) -> None:
        with pytest.raises(BadRoster, match="epoch"):
            follow(team, {**team.next_body(), "commitment": "11" * 32})

    def test_rule_4_within_an_epoch_the_deposit_key_stays(self, team: Team) -> None:
        key = b64(KemKey.from_random(KEM_X25519, team.rng.randbytes).public())
        with pytest.raises(BadRoster, match="deposits"):
            follow(team, {**team.next_body(), "deposit": {"kem": KEM_X25519, "key": key}})

    def test_rule_4_a_new_epoch_seals_the_old_key(self, team: Team) -> None:
        with pytest.raises(BadRoster, match="seals"):
            follow(team, {**team.next_epoch(), "previous_key": None})
        with pytest.raises(BadRoster, match="seals"):
            follow(team, {**team.next_body(), "previous_key": b64(bytes(64))})

    def test_rule_4_its_entry_names_the_epoch_in_force(self, team: Team) -> None:
        team.admin.epoch = 2
        with pytest.raises(BadRoster, match="epoch in force"):
            follow(team, team.next_epoch())

    def test_rule_5_a_new_device_brings_its_card(self, team: Team) -> None:
        body = team.next_body(team.admitting(new_device(team.rng), "writer"))
        with pytest.raises(BadRoster, match="without its card"):
            follow(team, {**body, "cards": {}})

    def test_rule_5_a_card_is_its_devices(self, team: Team) -> None:
        newcomer, stranger = new_device(team.rng), new_device(team.rng)
        body = team.next_body(team.admitting(newcomer, "writer"))
        body["cards"][newcomer.id.hex()] = b64(stranger.keys.card().raw())
        with pytest.raises(BadRoster, match="named after"):
            follow(team, body)

    def test_rule_5_nobody_changes_a_members_card(self, team: Team) -> None:
        def swap(body: dict[str, Any]) -> None:
            stranger, name = new_device(team.rng).keys.card(), team.writer.id.hex()
            body["members"][name]["card"] = stranger.hash.hex()
            body["cards"][name] = b64(stranger.raw())

        with pytest.raises(BadRoster, match="named after"):
            follow(team, team.next_body(swap))

    def test_rule_5_no_cards_for_strangers(self, team: Team) -> None:
        stranger = new_device(team.rng)
        body = team.next_body()
        body["cards"][stranger.id.hex()] = b64(stranger.keys.card().raw())
        with pytest.raises(BadRoster, match="no members"):
            follow(team, body)

    def test_rule_6_who_may_read_is_given_the_key(self, team: Team) -> None:
        body = team.next_body(team.admitting(new_device(team.rng), "reader"))
        with pytest.raises(BadRoster, match="no key"):
            follow(team, {**body, "wraps": {}})

    def test_rule_6_everybody_is_given_a_new_epochs_key(self, team: Team) -> None:
        body = team.next_epoch()
        del body["wraps"][team.reader.id.hex()]
        with pytest.raises(BadRoster, match="no key"):
            follow(team, body)

    def test_rule_6_a_depositor_who_may_read_now_is_given_the_key(self, team: Team) -> None:
        def promote(body: dict[str, Any]) -> None:
            body["members"][team.depositor.id.hex()]["role"] = "reader"

        with pytest.raises(BadRoster, match="no key"):
            follow(team, team.next_body(promote))

    def test_rule_6_a_depositor_is_given_none(self, team: Team) -> None:
        body = team.next_body()
        body["wraps"][team.depositor.id.hex()] = b64(bytes(80))
        with pytest.raises(BadRoster, match="depositor"):
            follow(team, body)

    def test_rule_6_no_key_for_strangers(self, team: Team) -> None:
        body = team.next_body()
        body["wraps"]["11" * 16] = b64(bytes(80))
        with pytest.raises(BadRoster, match="no members"):
            follow(team, body)

    def test_rule_7_removal_needs_a_new_epoch(self, team: Team) -> None:
        with pytest.raises(BadRoster, match="right to read"):
            follow(team, team.next_body(team.removing(team.writer)))

    def test_rule_7_so_does_a_reader_who_becomes_a_depositor(self, team: Team) -> None:
        def demote(body: dict[str, Any]) -> None:
            body["members"][team.reader.id.hex()]["role"] = "depositor"

        with pytest.raises(BadRoster, match="right to read"):
            follow(team, team.next_body(demote))

    def test_rule_7_a_depositor_leaves_within_the_epoch(self, team: Team) -> None:
        follow(team, team.next_body(team.removing(team.depositor, reason="left")))

    def test_rule_8_a_removed_device_is_closed(self, team: Team) -> None:
        with pytest.raises(BadRoster, match="closed"):
            follow(team, {**team.next_epoch(team.removing(team.writer)), "closed": []})

    def test_rule_8_a_closed_device_is_no_member(self, team: Team) -> None:
        body = team.next_epoch(team.removing(team.writer))
        body["members"][team.writer.id.hex()] = {
            "role": "writer",
            "card": team.writer.keys.card().hash.hex(),
        }
        with pytest.raises(BadRoster, match="closed device"):
            follow(team, body)

    @pytest.mark.parametrize("how", ["dropped", "changed", "readmitted"])
    def test_rule_8_a_closing_is_never_taken_back(self, team: Team, how: str) -> None:
        closed = parse(team.lead(team.admin, team.next_epoch(team.removing(team.writer))))
        team.admin.epoch = 2
        if how == "readmitted":
            body = team.next_body(team.admitting(team.writer, "writer"))
            says = "closed device"
        else:
            body = team.next_body()
            says = "takes back"
            if how == "dropped":
                body["closed"] = []
            else:
                body["closed"][0]["reason"] = "left"
        entry = team.lead(team.admin, body)
        with pytest.raises(BadRoster, match=says):
            check_successor(closed, parse(entry), entry)

    def test_rule_8_a_device_that_never_wrote_is_closed_at_its_start(self, team: Team) -> None:
        assert team.reader.tip == START
        follow(team, team.next_epoch(team.removing(team.reader, reason="moved")))

    def test_rule_9_an_admin_is_left(self, team: Team) -> None:
        def nobody_leads(body: dict[str, Any]) -> None:
            body["members"][team.admin.id.hex()]["role"] = "writer"

        with pytest.raises(BadRoster, match="without an admin"):
            follow(team, team.next_body(nobody_leads))
