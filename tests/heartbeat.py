"""How long the window's event loop stood still: a beat every few milliseconds, the widest gap kept.

What the tests themselves have loaded is left out of the search for garbage meanwhile: going through
it takes a tenth of a second, and an app has none of it.

A gap counts as the processor time that this process spent in it, where that is less than the time
that passed: on a machine that others share, a pause of theirs is no fault of ours.
"""

from __future__ import annotations

import asyncio
import gc
import time
from types import TracebackType

#: Seconds between two beats.
EVERY = 0.005


class Heartbeat:
    """Use it as ``async with Heartbeat() as heart:``; ``heart.widest`` is in seconds."""

    def __init__(self) -> None:
        self.widest = 0.0
        self.beats = 0
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Heartbeat:
        gc.collect()
        gc.freeze()
        self._task = asyncio.get_running_loop().create_task(self._beat())
        await asyncio.sleep(0)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._task is not None
        await asyncio.sleep(2 * EVERY)
        self._task.cancel()
        gc.unfreeze()

    async def _beat(self) -> None:
        wall, cpu = time.perf_counter(), time.process_time()
        while True:
            await asyncio.sleep(EVERY)
            now, spent = time.perf_counter(), time.process_time()
            self.widest = max(self.widest, min(now - wall, spent - cpu) - EVERY)
            self.beats += 1
            wall, cpu = now, spent
