"""Nothing that people wrote gets into a log or a crash text.

The rules that this module enforces:

1. Our own log lines name a kind of error and a place in the code, never an error's text.
2. A log line of a library keeps where it was written and the kind of error. Its words are dropped:
   a library quotes whatever it was working on.
3. What ends the app, a thread or a background task is told in the same way.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any, Final

#: Whose log lines are ours, written under rule 1.
OURS: Final = ("outreach", "sync")

logger = logging.getLogger("outreach.ui")


def where(trace: TracebackType | None) -> str:
    """The innermost places in the code: ``search.py:40 < query.py:51``."""
    frames = traceback.extract_tb(trace)
    return " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames[-4:]))


def log_without_content(error: BaseException) -> None:
    """The kind of error and where in the code, and not its text."""
    logger.error("%s at %s", type(error).__name__, where(error.__traceback__) or "unknown place")


def strip(record: logging.LogRecord) -> logging.LogRecord:
    """The same record without anything that could quote what people wrote."""
    info = record.exc_info
    kind = info[0].__name__ if isinstance(info, tuple) and info[0] is not None else ""
    if record.name.partition(".")[0] not in OURS:
        words = f"{record.levelname.lower()} in {record.module}, line {record.lineno}"
        record.msg, record.args = (f"{words} ({kind})" if kind else words), None
    record.exc_info = record.exc_text = record.stack_info = None
    return record


def quiet_logs() -> None:
    """Make every log record of this process pass through :func:`strip`. Safe to call again."""
    made = logging.getLogRecordFactory()
    if not getattr(made, "without_content", False):

        def factory(*args: Any, **kwargs: Any) -> logging.LogRecord:
            return strip(made(*args, **kwargs))

        factory.without_content = True  # type: ignore[attr-defined]
        logging.setLogRecordFactory(factory)
    for name in ("flet", "flet_web.fastapi", "flet_components", "asyncio"):
        target = logging.getLogger(name)
        target.setLevel(max(target.level, logging.WARNING))
    for name in ("flet_object_patch", "flet_transport", "flet_controls"):
        logging.getLogger(name).setLevel(logging.ERROR)


def crashed(
    kind: type[BaseException], _error: BaseException | None, trace: TracebackType | None
) -> None:
    """What is printed when the app ends by a fault: for ``sys.excepthook``."""
    if issubclass(kind, KeyboardInterrupt):
        return
    place = where(trace) or "unknown place"
    print(f"Outreach ended: {kind.__name__} at {place}", file=sys.stderr, flush=True)


def quiet_crashes() -> None:
    """Let the end of the app, of a thread or of an object be told without content."""

    def in_thread(args: threading.ExceptHookArgs) -> None:
        logger.error("%s in a thread at %s", args.exc_type.__name__, where(args.exc_traceback))

    def in_passing(args: Any) -> None:
        logger.error("%s in passing at %s", args.exc_type.__name__, where(args.exc_traceback))

    sys.excepthook = crashed
    threading.excepthook = in_thread
    sys.unraisablehook = in_passing
