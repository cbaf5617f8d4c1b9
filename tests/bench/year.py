"""A year of a partnership, or of a region: records of every kind, nine in ten of them reviewed.

Written as a sync would have written it, page by page, like ``loads.py``: what the bench of the
screens looks at, and the bench of a region.
"""

from __future__ import annotations

import base64
import random
import secrets
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from outreach.founding import FoundedSpace, Joiner, create_vault, found_spaces, new_joiner
from outreach.model.verdicts import REVIEW, REVIEW_VERSION, review_fields
from sync.chain import Tip, head_zero, next_head
from sync.client.log import Arrival, Log, Place, Status
from sync.envelope import Entry, seal
from sync.keys import SigningKey
from sync.plaintext import pack
from sync.wire import Statement
from tests.partnership import CHEAP, PASSPHRASE, STORE_URL
from tests.visits import records

#: Kind -> its part of all records, in thousandths.
MIX = {
    "hotspot": 4,
    "premises": 30,
    "outing": 16,
    "premises-check": 50,
    "person-sighting": 120,
    "vehicle-sighting": 80,
    "hotspot-visit": 700,
}
IN_PREMISES = ("hotspot", "premises", "outing", "premises-check")
DAY_MS = 86_400_000
REVIEWED = 0.9
#: Entries that are written in one go.
PAGE = 2_000


class _Chain:
    """The entries of one space, on their way into a log, and the head after them."""

    def __init__(self, space: FoundedSpace, log: Log, store: SigningKey) -> None:
        self.space = space
        self._log = log
        self._store = store
        self.position = 1
        self.head = next_head(head_zero(space.entry.space), 1, 1, space.entry.id)
        self.arrivals = [Arrival(space.entry, 1, 1, self.head, Status.COUNTS)]
        self.tips: dict[bytes, Tip] = {space.entry.device: Tip(1, space.entry.id)}

    def add(self, author: Joiner, payload: dict[str, Any], received_ms: int) -> Entry:
        device = author.keys.card().device
        tip = self.tips.get(device, Tip(0, bytes(32)))
        head = base64.urlsafe_b64encode(self.head).rstrip(b"=").decode()
        entry = seal(
            pack(payload | {"seen": [self.position, head]}),
            space=self.space.entry.space,
            device=device,
            seq=tip.seq + 1,
            prev=tip.id,
            epoch=1,
            epoch_key=self.space.epoch_key,
            salt=secrets.token_bytes(16),
            signing=author.keys.signing,
        )
        self.tips[device] = Tip(tip.seq + 1, entry.id)
        self.position += 1
        self.head = next_head(self.head, self.position, received_ms, entry.id)
        arrival = Arrival(entry, self.position, received_ms, self.head, Status.COUNTS)
        self.arrivals.append(arrival)
        if len(self.arrivals) >= PAGE:
            self.write()
        return entry

    def write(self) -> None:
        """Put what has gathered into the log, as a page that was pulled and verified."""
        space = self.space.entry.space
        self._log.take_page(
            space,
            self.arrivals,
            settled=[],
            tips=self.tips,
            place=Place(self.position, self.head),
            statement=Statement(space, self.position, self.head, 1).signed(self._store),
            own=[],
        )
        self.arrivals.clear()


def _payload(
    kind: str, version: int, record: str, fields: dict[str, Any], at_ms: int
) -> dict[str, Any]:
    return {
        "hlc": [at_ms, 0],
        "at": [at_ms, 0, None, None],
        "type": kind,
        "version": version,
        "id": record,
        "set": fields,
    }


def _year(n: int, seed: int) -> Iterator[tuple[str, str, dict[str, Any], int]]:
    """Kind, id, fields and time of recording of ``n`` records; places first."""
    rng = random.Random(seed)
    now = time.time_ns() // 1_000_000
    hotspots: list[str] = []
    premises: list[str] = []
    for kind, part in MIX.items():
        count = n * part // 1000
        for number, fields in enumerate(records(kind, seed, count)):
            record = f"{rng.getrandbits(128):032x}"
            at = now - 370 * DAY_MS
            if kind == "hotspot":
                hotspots.append(record)
            elif kind == "premises":
                premises.append(record)
                fields["source_register"] = "Public register"
            else:
                at = now - 365 * DAY_MS + 365 * DAY_MS * number // count
                began = datetime.fromtimestamp(at / 1000, UTC) - timedelta(minutes=20)
                fields["occurred_from"] = began.isoformat(timespec="seconds")
                fields.pop("occurred_to", None)
            if "hotspot" in fields:
                fields["hotspot"] = rng.choice(hotspots)
            if "premises" in fields:
                fields["premises"] = rng.choice(premises)
            if "planned_hotspots" in fields:
                fields["planned_hotspots"] = rng.sample(hotspots, 4)
            yield kind, record, fields, at


def vault_with_a_year(folder: Path, n: int, seed: int = 1) -> Path:
    """A supervisor's vault that holds ``n`` records of colleagues and their reviews. Memory does
    not depend on ``n``."""
    store = SigningKey(secrets.token_bytes(32))
    roles: dict[str, Any] = {"premises": "admin", "safeguarding": "admin"}
    writes: dict[str, Any] = {"premises": "writer", "safeguarding": "writer"}
    reader = new_joiner("Ruth Adeyemi", "Children's Services", ("supervisor",), roles)
    judge = new_joiner("Sam Okafor", "Police", ("supervisor",), writes)
    authors = [
        new_joiner(f"{name} Whitfield", agency, (), writes)
        for name, agency in (("Dana", "Early Break"), ("Tom", "Licensing"), ("Ada", "Youth Team"))
    ]
    founded = found_spaces(reader, [judge, *authors], store_url=STORE_URL, store_key=store.public())
    create_vault(
        folder,
        PASSPHRASE,
        reader,
        founded,
        store_url=STORE_URL,
        store_key=store.public(),
        scrypt_n=CHEAP,
    )
    log = Log(folder / "log.db")
    chains = {space.name: _Chain(space, log, store) for space in founded}
    rng = random.Random(seed + 1)
    for kind, record, fields, at in _year(n, seed):
        chain = chains["premises" if kind in IN_PREMISES else "safeguarding"]
        payload = _payload(kind, 1, record, fields, at)
        received = at + rng.randrange(60_000, 8 * 3_600_000)
        entry = chain.add(rng.choice(authors), payload, received)
        if kind == "premises" or rng.random() > REVIEWED:
            continue
        verdict: Any = "approved" if rng.random() < 0.97 else "returned"
        comments = [] if verdict == "approved" else [(None, "Who else was there?")]
        said = review_fields(record, verdict, [entry.id.hex()], comments)
        later = received + rng.randrange(3_600_000, 3 * DAY_MS)
        review = _payload(REVIEW, REVIEW_VERSION, f"{rng.getrandbits(128):032x}", said, later)
        chain.add(judge, review, later + 60_000)
    for chain in chains.values():
        chain.write()
    log.close()
    return folder
