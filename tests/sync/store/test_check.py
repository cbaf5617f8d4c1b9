"""``outreach-store check`` finds what was changed behind the store's back."""

from typing import Any

import pytest
from sqlalchemy import delete, update

from sync.store.check import check
from sync.store.cli import main
from sync.store.tables import DEVICE, ENTRY, ROSTER, SPACE
from tests.sync.store.partnership import Partnership

CHANGES: dict[str, Any] = {
    "a flipped bit in a body": lambda raw: (
        update(ENTRY).where(ENTRY.c.position == 3).values(raw=raw[:-1] + bytes([raw[-1] ^ 1]))
    ),
    "another signature": lambda raw: (
        update(ENTRY).where(ENTRY.c.position == 5).values(raw=raw[:116] + bytes(64) + raw[180:])
    ),
    "an entry cut short": lambda raw: (
        update(ENTRY).where(ENTRY.c.position == 3).values(raw=raw[:100])
    ),
    "an entry taken out": lambda raw: delete(ENTRY).where(ENTRY.c.position == 3),
    "another time": lambda raw: update(ENTRY).where(ENTRY.c.position == 2).values(received_ms=5),
    "another head": lambda raw: update(ENTRY).where(ENTRY.c.position == 2).values(head=bytes(32)),
    "the last entry taken out": lambda raw: delete(ENTRY).where(ENTRY.c.position == 5),
    "a space rolled back": lambda raw: update(SPACE).values(position=4),
    "a tip moved": lambda raw: update(DEVICE).values(seq=1),
    "a roster forgotten": lambda raw: delete(ROSTER),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_found(
    partnership: Partnership, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    p = partnership
    entries = p.write(p.writer, 4)
    p.push(p.writer, *entries)
    assert check(p.store).faults == []
    raw = entries[3 if change == "another signature" else 1].raw()
    p.store.write(lambda connection: connection.execute(CHANGES[change](raw)))
    assert check(p.store).faults
    arguments = ["check", "--database", p.settings.database, "--key", str(p.settings.key_path())]
    monkeypatch.setattr("sys.argv", ["outreach-store", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 5
