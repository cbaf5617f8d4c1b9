"""The window stays alive while much is going on: no gap over 200 ms between two of its beats.

What is measured is how long this process kept the window's loop from running (``tests/heartbeat``).
"""

from __future__ import annotations

import asyncio
import csv
import io
import time

from outreach import taking_in
from outreach.assets import asset
from outreach.model.register.files import from_bytes
from tests.heartbeat import Heartbeat
from tests.partnership import PASSPHRASE
from tests.tablets import Tablets, desk_of, play
from tests.visits import visits

#: Seconds.
LONGEST = 0.2
ENTRIES = 10_000


def test_a_loop_that_stands_still_is_noticed() -> None:
    async def story() -> None:
        async with Heartbeat() as heart:
            busy_until = time.process_time() + 2 * LONGEST
            while time.process_time() < busy_until:
                pass
        assert heart.widest > LONGEST

    asyncio.run(story())


def _stayed_alive(heart: Heartbeat) -> None:
    print(f"widest gap: {heart.widest * 1000:.0f} ms")
    assert heart.widest < LONGEST


def _written(tablets: Tablets, seed: int) -> None:
    """The worker writes so many visits and sends them."""
    print(f"seed: {seed}")
    session = tablets.partnership.unlock("worker")
    session.add_many("hotspot-visit", list(visits(seed, ENTRIES)))
    assert session.sync().problem is None
    session.lock()


def test_while_ten_thousand_entries_come_and_when_they_are_opened(
    tablets: Tablets, seed: int
) -> None:
    _written(tablets, seed)

    async def syncing() -> None:
        async with tablets.open("supervisor") as window:
            async with Heartbeat() as heart:
                await window.press("status")
                await window.press("sync-now")
                await window.settle(lambda: desk_of(window).open.model.count == ENTRIES, 60)
            assert heart.beats > 20
            _stayed_alive(heart)

    play(syncing)

    async def unlocking() -> None:
        async with tablets.locked("supervisor") as window:
            await window.type("passphrase", PASSPHRASE)
            async with Heartbeat() as heart:
                await window.press("unlock")
                await window.settle(lambda: window.has("lock"))
            _stayed_alive(heart)
            assert desk_of(window).open.model.count == ENTRIES

    play(unlocking)

    # The same without a snapshot: everything is folded from the log.
    (tablets.partnership.folder / "supervisor" / "snapshot").unlink()
    play(unlocking)


def _register(rows: int) -> bytes:
    """A register of so many premises, as a council publishes it: one register, many times over."""
    with asset("registers/trafford_fast_food_outlets.csv").open(encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    text = io.StringIO()
    writer = csv.DictWriter(text, found[0])
    writer.writeheader()
    for number in range(rows):
        row = dict(found[number % len(found)])
        row["name"] = f"{row['name']} {number}"
        writer.writerow(row)
    return text.getvalue().encode()


def test_while_a_register_of_four_thousand_premises_is_taken_in(tablets: Tablets) -> None:
    data = _register(4_000)

    async def story() -> None:
        async with tablets.open("worker") as window:
            session = desk_of(window).open

            def take_in() -> None:
                file = from_bytes(data, "food.csv")
                register = taking_in.open_register(session, file, "premises", "Food register", {})
                taking_in.take_in(session, register)

            async with Heartbeat() as heart:
                await asyncio.to_thread(take_in)
                await window.settle()
            assert heart.beats > 20
            _stayed_alive(heart)
            assert len(session.rows(kind="premises")) > 3_000

    play(story)
