"""Nights on bad networks, from one seed: tablets with real log files, and a store in memory.

The real engine runs on every tablet. Between its steps this module drops, repeats, delays, reorders
and garbles what travels, and crashes tablets: before a transaction of the log, after it, or while
it waits for an answer. A tablet that has crashed goes on from a copy of its files as they lay on
the disk at that moment, write-ahead log included.

:class:`MemoryStore` speaks ``sync/wire.py`` and keeps the append rules in its own few lines, so
that the engine is not tested against the code that it was written beside.
"""
