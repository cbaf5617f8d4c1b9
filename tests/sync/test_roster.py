"""Rosters: the first names its space, each next one follows by nine rules, taken one by one."""

import base64
import json
from typing import Any

import pytest

from sync.chain import START
from sync.envelope import Kind, redact, sign
from sync.errors import BadKey, BadRoster, BadSignature, CannotOpen, IntegrityError, MalformedEntry
from sync.first_roster import found
from sync.keys import (
    KEM_MLKEM768_X25519,
    KEM_X25519,
    DeviceKeys,
    KemKey,
    SigningKey,
    best_kem,
    seal_part,
)
from sync.plaintext import pack
from sync.roster import (
    check_first,
    commitment,
    deposit_pair,
    parse,
    wrap_info,
)
from tests.sync.people import STORE_URL, Device, Team, b64, new_device
from tests.sync.rosters import follow, founding, without


class TestTheFirst:
    """Rule 1: it names its own space."""

    def test_founds_its_space(self, team: Team) -> None:
        roster = team.roster()
        check_first(roster, team.founding)
        assert roster.admins == {team.admin.id}
        assert {roster.members[d.id].role for d in (team.reader, team.depositor)} == {
            "reader",
            "depositor",
        }

    def test_a_founding_roster_of_another_space_is_refused(self, team: Team) -> None:
        # A false root: the same signature by a real admin over another body, under this space's id.
        body = json.loads(team.founding_body())
        raw = json.dumps(body).encode()
        false = sign(
            Kind.ROSTER,
            space=team.space,
            device=team.admin.id,
            seq=1,
            prev=bytes(32),
            epoch=1,
            body=raw,
            signing=team.admin.keys.signing,
        )
        with pytest.raises(BadRoster, match="own space"):
            check_first(parse(false), false)

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            pytest.param({"version": 2}, "version 1", id="version 2"),
            pytest.param({"epoch": 2}, "version 1", id="epoch 2"),
            pytest.param({"previous": "11" * 32}, "version 1", id="a roster before"),
            pytest.param({"previous_key": b64(bytes(48))}, "before itself", id="a key before"),
            pytest.param(
                {"closed": [{"device": "11" * 16, "seq": 1, "id": "22" * 32, "reason": "lost"}]},
                "before itself",
                id="a closing",
            ),
            pytest.param({"cards": {}}, "card", id="no cards"),
            pytest.param({"wraps": {}}, "no key", id="no wraps"),
            pytest.param({"members": {}, "cards": {}, "wraps": {}}, "admins", id="nobody"),
        ],
    )
    def test_must_begin_at_the_beginning(
        self, team: Team, change: dict[str, Any], says: str
    ) -> None:
        roster, entry = founding(team, team.admin, {**team.body, **change})
        with pytest.raises(BadRoster, match=says):
            check_first(roster, entry)

    def test_is_signed_by_one_of_its_admins(self, team: Team) -> None:
        roster, entry = founding(team, team.writer, team.body)
        with pytest.raises(BadRoster, match="admins"):
            check_first(roster, entry)

    def test_a_small_order_store_key_is_refused(self, team: Team) -> None:
        body = {**team.body, "store": {"url": STORE_URL, "key": b64(bytes(32))}}
        roster, entry = founding(team, team.admin, body)
        with pytest.raises(BadKey):
            check_first(roster, entry)

    def test_a_swapped_card_is_refused(self, team: Team) -> None:
        stranger = new_device(team.rng).keys.card()
        team.body["cards"][team.writer.id.hex()] = b64(stranger.raw())
        roster, entry = founding(team, team.admin, team.body)
        with pytest.raises(BadRoster, match="card"):
            check_first(roster, entry)

    def test_a_card_of_somebody_else_under_the_right_hash_is_refused(self, team: Team) -> None:
        # Hash and card agree with each other, but neither hashes to the device.
        stranger = new_device(team.rng).keys.card()
        name = team.writer.id.hex()
        team.body["cards"][name] = b64(stranger.raw())
        team.body["members"][name]["card"] = stranger.hash.hex()
        roster, entry = founding(team, team.admin, team.body)
        with pytest.raises(BadRoster, match="card"):
            check_first(roster, entry)

    def test_a_card_that_is_not_signed_by_itself_is_refused(self, team: Team) -> None:
        name = team.writer.id.hex()
        raw = bytearray(base64.b64decode(team.body["cards"][name]))
        raw[-1] ^= 1
        team.body["cards"][name] = b64(bytes(raw))
        with pytest.raises(BadSignature):
            founding(team, team.admin, team.body)


class TestWhatOpens:
    """Keys, names, deposits: noticed by their recipients where they are wrong."""

    def test_every_reader_receives_the_same_key(self, team: Team) -> None:
        roster = team.roster()
        for device in (team.admin, team.writer, team.reader):
            assert roster.receive_key(device.id, device.keys.kem) == team.key

    def test_a_depositor_is_given_none(self, team: Team) -> None:
        with pytest.raises(BadRoster, match="no key"):
            team.roster().receive_key(team.depositor.id, team.depositor.keys.kem)

    def test_a_wrap_for_somebody_else_does_not_open(self, team: Team) -> None:
        wraps = team.body["wraps"]
        wraps[team.writer.id.hex()] = wraps[team.reader.id.hex()]
        roster, _ = founding(team, team.admin, team.body)
        for key in (team.writer.keys.kem, team.reader.keys.kem):
            with pytest.raises(CannotOpen):
                roster.receive_key(team.writer.id, key)

    def test_a_wrong_key_in_a_wrap_is_noticed_by_its_recipient(self, team: Team) -> None:
        roster = team.roster()
        wrong = team.wrapped(team.writer, 1, team.rng.randbytes(32), roster.commitment)
        info_scope = team.space
        team.space = roster.scope  # wraps of a founding roster are bound to its founding value
        wrong = team.wrapped(team.writer, 1, team.rng.randbytes(32), roster.commitment)
        team.space = info_scope
        team.body["wraps"][team.writer.id.hex()] = b64(wrong)
        changed, _ = founding(team, team.admin, team.body)
        with pytest.raises(BadKey, match="another key"):
            changed.receive_key(team.writer.id, team.writer.keys.kem)

    def test_a_wrong_commitment_is_noticed(self, team: Team) -> None:
        team.body["commitment"] = commitment(team.founding_value, 1, bytes(32)).hex()
        changed, _ = founding(team, team.admin, team.body)
        with pytest.raises(BadKey):
            changed.check_key(team.key)
        with pytest.raises(CannotOpen):  # the wraps are bound to the commitment as well
            changed.receive_key(team.writer.id, team.writer.keys.kem)

    def test_a_wrong_deposit_key_is_noticed_by_every_reader(self, team: Team) -> None:
        stranger = KemKey.from_random(KEM_X25519, team.rng.randbytes)
        team.body["deposit"]["key"] = b64(stranger.public())
        changed, _ = founding(team, team.admin, team.body)
        with pytest.raises(BadKey, match="deposits"):
            changed.receive_key(team.writer.id, team.writer.keys.kem)

    def test_a_commitment_is_for_one_space_and_epoch(self) -> None:
        made = {
            commitment(b"s" * 16, 1, bytes(32)),
            commitment(b"t" * 16, 1, bytes(32)),
            commitment(b"s" * 16, 2, bytes(32)),
            commitment(b"s" * 16, 1, b"k" * 32),
        }
        infos = {wrap_info(b"s" * 16, 1, b"d" * 16, c) for c in made}
        assert len(made) == len(infos) == 4

    def test_names_open_with_the_epoch_key_only(self, team: Team) -> None:
        roster = team.roster()
        details = roster.open_details(team.key)
        assert details.space_name == "safeguarding"
        assert details.people[team.admin.id].duties == ("supervisor",)
        with pytest.raises(CannotOpen):
            roster.open_details(bytes(32))

    def test_no_name_duty_or_space_name_stands_in_the_store_bytes(self, team: Team) -> None:
        raw = team.founding.raw()
        for word in (b"safeguarding", b"Wendy Writer", b"Invented Agency", b"supervisor"):
            assert word not in raw
            assert base64.b64encode(word)[:-4] not in raw

    @pytest.mark.parametrize(
        "details",
        [{}, {"name": "x", "people": []}, {"name": "x", "people": {"zz": {}}}, {"people": {}}],
    )
    def test_a_sealed_part_of_another_shape_is_malformed(
        self, team: Team, details: dict[str, Any]
    ) -> None:
        place = team.founding_value + (1).to_bytes(4, "big")
        team.body["sealed"] = b64(
            seal_part(team.key, "roster-details", pack(details), bytes(16), place)
        )
        roster, _ = founding(team, team.admin, team.body)
        with pytest.raises(MalformedEntry):
            roster.open_details(team.key)

    def test_the_previous_epochs_key_is_held_against_its_commitment(self, team: Team) -> None:
        first = team.roster()
        second = parse(team.lead(team.admin, team.next_epoch()))
        key = team.epoch_keys[2]
        assert second.receive_key(team.writer.id, team.writer.keys.kem) == key
        assert second.open_previous_key(key, first) == team.key
        with pytest.raises(BadRoster):
            first.open_previous_key(team.key, first)
        with pytest.raises(CannotOpen):
            second.open_previous_key(bytes(32), first)
        place = team.space + (2).to_bytes(4, "big")
        team.body["previous_key"] = b64(seal_part(key, "previous-key", bytes(32), bytes(16), place))
        team.admin.tip = START
        wrong = parse(team.other_kind(team.admin, Kind.ROSTER, json.dumps(team.body).encode()))
        with pytest.raises(BadKey):
            wrong.open_previous_key(key, first)

    @pytest.mark.skipif(best_kem() != KEM_MLKEM768_X25519, reason="no ML-KEM in this build")
    def test_deposits_are_hybrid_only_where_everybody_can_open_them(self, team: Team) -> None:
        def deposit_kem(*kems: int) -> int:
            admissions = [
                team.admission(
                    Device(DeviceKeys.from_random(team.rng.randbytes, kem)), "admin", "x"
                )
                for kem in kems
            ]
            body = found(
                "premises",
                admissions,
                epoch_key=team.key,
                founding=bytes(16),
                salt=bytes(16),
                store_url=STORE_URL,
                store_key=team.store.public(),
            )
            kem = json.loads(body)["deposit"]["kem"]
            assert isinstance(kem, int)
            return kem

        assert deposit_kem(KEM_MLKEM768_X25519, KEM_MLKEM768_X25519) == KEM_MLKEM768_X25519
        assert deposit_kem(KEM_MLKEM768_X25519, KEM_X25519) == KEM_X25519

    def test_deposit_keys_differ_by_epoch(self) -> None:
        assert deposit_pair(bytes(32), KEM_X25519) != deposit_pair(b"k" * 32, KEM_X25519)


class TestTheRecoveryKey:
    """All admins lost: the organisation's offline key signs the next roster."""

    @pytest.fixture
    def offline(self, rng: Any) -> Device:
        return new_device(rng)

    @pytest.fixture
    def team(self, rng: Any, offline: Device) -> Team:
        return Team(rng, recovery=offline.keys.card())

    def test_holds_the_epoch_key(self, team: Team, offline: Device) -> None:
        roster = team.roster()
        assert roster.recovery is not None
        info = wrap_info(roster.scope, 1, offline.id, roster.commitment)
        assert offline.keys.kem.unwrap(roster.recovery.wrap, info) == team.key

    def test_signs_the_next_roster(self, team: Team, offline: Device) -> None:
        newcomer = new_device(team.rng)
        follow(team, team.next_body(team.admitting(newcomer, "admin")), by=offline)

    def test_may_leave_no_admin(self, team: Team, offline: Device) -> None:
        def nobody_leads(body: dict[str, Any]) -> None:
            body["members"][team.admin.id.hex()]["role"] = "writer"

        follow(team, team.next_body(nobody_leads), by=offline)

    def test_rule_7_is_not_dropped_within_an_epoch(self, team: Team) -> None:
        with pytest.raises(BadRoster, match="recovery"):
            follow(team, {**team.next_body(), "recovery": None})

    def test_rule_7_is_not_exchanged_within_an_epoch(self, team: Team) -> None:
        other = new_device(team.rng).keys.card()
        changed = {"card": b64(other.raw()), "wrap": b64(bytes(80))}
        with pytest.raises(BadRoster, match="recovery"):
            follow(team, {**team.next_body(), "recovery": changed})

    def test_may_be_exchanged_with_a_new_epoch(self, team: Team) -> None:
        other = new_device(team.rng).keys.card()
        changed = {"card": b64(other.raw()), "wrap": b64(bytes(80))}
        follow(team, {**team.next_epoch(), "recovery": changed})


class TestShapes:
    """A roster's body comes from a valid admin at best; anything else is refused in one piece."""

    @pytest.mark.parametrize(
        "name",
        [
            "version", "previous", "founding", "epoch", "commitment", "previous_key", "members",
            "cards", "wraps", "closed", "store", "recovery", "deposit", "sealed",
        ],
    )  # fmt: skip
    def test_every_field_is_needed(self, team: Team, name: str) -> None:
        without(name)(team.body)
        with pytest.raises(BadRoster, match="shape"):
            founding(team, team.admin, team.body)

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("version", True),
            ("version", 1.0),
            ("version", "1"),
            ("version", -1),
            ("epoch", 0),
            ("epoch", 1 << 32),
            ("founding", "AA" * 16),
            ("founding", "aa " * 16),
            ("founding", "aa" * 15),
            ("commitment", "aa" * 31),
            ("commitment", None),
            ("members", []),
            ("members", {"x": {}}),
            ("members", {"aa" * 16: {"role": "owner", "card": "bb" * 32}}),
            ("members", {"aa" * 16: None}),
            ("cards", {"aa" * 16: "not base64!"}),
            ("wraps", {"aa" * 16: 5}),
            ("closed", {}),
            ("closed", [{"device": "aa" * 16, "seq": -1, "id": "bb" * 32, "reason": "lost"}]),
            ("closed", [{"device": "aa" * 16, "seq": 1, "id": "bb" * 32, "reason": "bored"}]),
            (
                "closed",
                [{"device": "aa" * 16, "seq": 1, "id": "bb" * 32, "reason": "lost"}] * 2,
            ),
            ("store", {"url": 5, "key": ""}),
            ("deposit", {"kem": KEM_X25519, "key": b64(bytes(31))}),
            ("recovery", {"card": ""}),
            ("sealed", 7),
        ],
    )
    def test_a_field_of_another_shape_is_refused(self, team: Team, name: str, value: Any) -> None:
        if name == "closed" and value == {}:
            value = None
        with pytest.raises(IntegrityError):
            founding(team, team.admin, {**team.body, name: value})

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"a":1,"a":2}', b"\xff"])
    def test_what_is_no_json_object_is_refused(self, team: Team, body: bytes) -> None:
        with pytest.raises(BadRoster):
            parse(team.other_kind(team.admin, Kind.ROSTER, body))

    def test_a_stub_or_a_change_is_no_roster(self, team: Team) -> None:
        for entry in (redact(team.founding), team.write(team.writer)):
            with pytest.raises(BadRoster, match="none"):
                parse(entry)

    def test_too_many_members_are_refused(self, team: Team) -> None:
        crowd = {f"{n:032x}": {"role": "reader", "card": "bb" * 32} for n in range(2_001)}
        with pytest.raises(BadRoster):
            founding(team, team.admin, {**team.body, "members": crowd})

    def test_the_store_key_is_an_ed25519_key(self, team: Team) -> None:
        assert team.roster().store_key == SigningKey(team.store.seed).public()
