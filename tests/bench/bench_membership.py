"""Who belongs, among 200 devices and 100,000 entries: what it takes to add one, and to remove one.

Processor time of everything that computes: the admin's device composes and signs, the store judges
and takes it, the admin's device judges the page that brings it back and learns the keys. Nothing
that exists is sealed again, and it does not depend on how much there is.
"""

from __future__ import annotations

import random
import secrets
import time
from pathlib import Path

from sync import wire
from sync.chain import START, Tip, next_head
from sync.client.epoch_keys import learn
from sync.client.intake import judge
from sync.client.log import Arrival, Log, Place, Status
from sync.client.rosters import membership_of
from sync.envelope import NO_PREV, Entry, Kind, founding_space, parse, seal, sign
from sync.first_roster import Admission, found
from sync.keys import DeviceKeys, SigningKey, best_kem
from sync.membership import Membership
from sync.next_roster import Changes, next_roster
from sync.plaintext import pack
from sync.roster import Closing, Person
from sync.store.authority import Authority
from tests.bench.figures import median, note

DEVICES = 200
ENTRIES = 100_000
#: An entry's own work is elsewhere in the bench; here it is only there.
PER_DEVICE = ENTRIES // DEVICES
ROUNDS = 5
NOW = 1_792_000_000_000


class Crowd:
    """A space of 200 devices, as its admin's log holds it."""

    def __init__(self, folder: Path, seed: int = 5) -> None:
        print(f"seed {seed}")
        self.random = random.Random(seed).randbytes
        self.store = SigningKey(self.random(32))
        self.devices = [DeviceKeys.from_random(self.random, best_kem()) for _ in range(DEVICES)]
        self.admin = self.devices[0]
        self.key = self.random(32)
        people = [Person(self.random(16).hex(), f"Person {n}", "An agency", ()) for n in range(200)]
        body = found(
            "safeguarding",
            [
                Admission(keys.card(), "admin" if keys is self.admin else "writer", person)
                for keys, person in zip(self.devices, people, strict=True)
            ],
            epoch_key=self.key,
            founding=self.random(16),
            salt=self.random(16),
            store_url="http://127.0.0.1:8471",
            store_key=self.store.public(),
        )
        self.space = founding_space(body)
        self.ids = [keys.card().device for keys in self.devices]
        self.tips = dict.fromkeys(self.ids, START)
        self.log = Log(folder / "log.db", new=True)
        self.keys_known = {1: self.key}
        self._fill(self._signed(Kind.ROSTER, body, 1))

    def _signed(self, kind: Kind, body: bytes, epoch: int) -> Entry:
        tip = self.tips[self.ids[0]]
        entry = sign(
            kind,
            space=self.space,
            device=self.ids[0],
            seq=tip.seq + 1,
            prev=NO_PREV if tip == START else tip.id,
            epoch=epoch,
            body=body,
            signing=self.admin.signing,
        )
        self.tips[self.ids[0]] = Tip(entry.seq, entry.id)
        return entry

    def _fill(self, founding: Entry) -> None:
        place = Place(0, self.log.place(self.space).head)
        arrivals = [
            Arrival(founding, 1, NOW, next_head(place.head, 1, NOW, founding.id), Status(1))
        ]
        plaintext = pack({"fact": "Two cars by the side door."})
        for number in range(PER_DEVICE):
            for keys, device in zip(self.devices, self.ids, strict=True):
                tip = self.tips[device]
                entry = seal(
                    plaintext,
                    space=self.space,
                    device=device,
                    seq=tip.seq + 1,
                    prev=tip.id,
                    epoch=1,
                    epoch_key=self.key,
                    salt=self.random(16),
                    signing=keys.signing,
                )
                self.tips[device] = Tip(entry.seq, entry.id)
                before = arrivals[-1]
                position = before.position + 1
                head = next_head(before.head, position, NOW, entry.id)
                arrivals.append(Arrival(entry, position, NOW, head, Status.COUNTS))
            if number % 50 == 49:
                self._keep(arrivals)
                arrivals = arrivals[-1:]

    def _keep(self, arrivals: list[Arrival]) -> None:
        held = self.log.place(self.space).position
        new = [arrival for arrival in arrivals if arrival.position > held]
        last = new[-1]
        place = Place(last.position, last.head)
        statement = wire.Statement(self.space, place.position, place.head, NOW).signed(self.store)
        self.log.take_page(
            self.space, new, settled=[], tips=self.tips, place=place, statement=statement, own=[]
        )

    def change(self, changes: Changes) -> float:
        """Seconds of processor time for one change, with all that three parties compute."""
        store = Membership()
        for stored in self.log.rosters(self.space):
            store.take(parse(stored.raw), stored.position or 0)
        began = time.process_time()
        membership = membership_of(self.log, self.space)
        old = membership.current
        body = next_roster(
            old,
            changes,
            epoch_key=self.keys_known[old.epoch],
            cards=membership.cards,
            random=secrets.token_bytes,
        )
        tip = self.log.tip(self.space, self.ids[0])
        self.tips[self.ids[0]] = tip
        entry = self._signed(Kind.ROSTER, body, old.epoch)
        place = self.log.place(self.space)
        position = place.position + 1
        Authority(store, 1).admit(entry, position)
        head = next_head(place.head, position, NOW, entry.id)
        statement = wire.Statement(self.space, position, head, NOW).signed(self.store)
        page = wire.Page(position, [wire.Item(position, NOW, False, entry.raw())], statement)
        judged = judge(
            page,
            space=self.space,
            store_key=self.store.public(),
            membership=membership,
            place=place,
            tip_of=lambda device: self.log.tip(self.space, device),
            pending_of=lambda device: self.log.pending(self.space, device),
            counted_from=lambda device, seq: self.log.counted_from(self.space, device, seq),
            own_bytes=lambda entry_id: None,
            held_at=lambda at: self.log.at(self.space, at),
        )
        self.log.take_page(
            self.space,
            judged.arrivals,
            settled=judged.settled,
            tips=judged.tips,
            place=judged.place,
            statement=statement,
            own=[],
        )
        learn(self.keys_known, membership.history(), self.ids[0], self.admin.kem)
        took = time.process_time() - began
        assert membership.current.entry_id == entry.id
        assert judged.settled == [], "nothing that exists is touched"
        return took


def test_a_member_comes_and_one_goes(tmp_path: Path) -> None:
    crowd = Crowd(tmp_path)
    added, removed = [], []
    for number in range(ROUNDS):
        newcomer = DeviceKeys.from_random(secrets.token_bytes, best_kem())
        person = Person(f"{number:032x}", f"Newcomer {number}", "An agency", ())
        added.append(crowd.change(Changes(admit=[Admission(newcomer.card(), "writer", person)])))
        leaver = crowd.ids[-1 - number]
        tip = crowd.tips[leaver]
        removed.append(crowd.change(Changes(remove={leaver: Closing(tip.seq, tip.id, "moved")})))
    crowd.log.close()
    among = "200 devices, 100,000 entries"
    for what, times, most in (("add a member", added, 1.0), ("remove one", removed, 2.0)):
        took = median(times)
        note(f"{what} among {among}", f"{took:.2f} s of computing", "", f"{most} s", took < most)
