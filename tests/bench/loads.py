"""A log of many sealed visits, made without a store's help: the bench holds the store's key.

What it writes is what a sync would have written: entries that link, heads that add up, a signed
statement. The sessions that read it check nothing less.
"""

from __future__ import annotations

import base64
import secrets
import time
from pathlib import Path
from typing import Any

from outreach.founding import FoundedSpace, Joiner, create_vault, found_spaces, new_joiner
from sync.chain import Tip, head_zero, next_head
from sync.client.log import Arrival, Log, Place, Status
from sync.envelope import Entry, seal
from sync.keys import SigningKey
from sync.plaintext import pack
from sync.wire import Statement
from tests.partnership import CHEAP, PASSPHRASE, STORE_URL
from tests.visits import visits


def payload(number: int, fields: dict[str, Any], seen: tuple[int, bytes]) -> dict[str, Any]:
    """The frozen payload of a first version."""
    now = time.time_ns() // 1_000_000
    head = base64.urlsafe_b64encode(seen[1]).rstrip(b"=").decode()
    return {
        "hlc": [now + number, 0],
        "at": [now + number, 0, None, None],
        "seen": [seen[0], head],
        "type": "hotspot-visit",
        "version": 1,
        "id": secrets.token_hex(16),
        "set": fields,
    }


def sealed_visits(
    space: FoundedSpace, author: Joiner, tip: Tip, seen: tuple[int, bytes], n: int, seed: int
) -> list[Entry]:
    """``n`` visits in one chain after ``tip``."""
    entries: list[Entry] = []
    device = author.keys.card().device
    prev, seq = tip.id, tip.seq
    for number, fields in enumerate(visits(seed, n)):
        seq += 1
        entry = seal(
            pack(payload(number, fields, seen)),
            space=space.entry.space,
            device=device,
            seq=seq,
            prev=prev,
            epoch=1,
            epoch_key=space.epoch_key,
            salt=secrets.token_bytes(16),
            signing=author.keys.signing,
        )
        prev = entry.id
        entries.append(entry)
    return entries


def vault_with(folder: Path, n: int, seed: int = 1) -> Path:
    """A reader's vault whose log holds ``n`` visits of a colleague, pulled and verified."""
    store = SigningKey(secrets.token_bytes(32))
    roles: dict[str, Any] = {"premises": "admin", "safeguarding": "admin"}
    reader = new_joiner("Reader", "Bench", ("supervisor",), roles)
    author = new_joiner("Author", "Bench", (), {"safeguarding": "writer"})
    founded = found_spaces(reader, [author], store_url=STORE_URL, store_key=store.public())
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
    for space in founded:
        entries = [space.entry]
        if space.name == "safeguarding":
            after_roster = next_head(head_zero(space.entry.space), 1, 1, space.entry.id)
            tip = Tip(0, bytes(32))
            entries += sealed_visits(space, author, tip, (1, after_roster), n, seed)
        head = head_zero(space.entry.space)
        arrivals: list[Arrival] = []
        for position, entry in enumerate(entries, 1):
            head = next_head(head, position, 1, entry.id)
            arrivals.append(Arrival(entry, position, 1, head, Status.COUNTS))
        last = entries[-1]
        log.take_page(
            space.entry.space,
            arrivals,
            settled=[],
            tips={last.device: Tip(last.seq, last.id)},
            place=Place(len(entries), head),
            statement=Statement(space.entry.space, len(entries), head, 1).signed(store),
            own=[],
        )
    log.close()
    return folder
