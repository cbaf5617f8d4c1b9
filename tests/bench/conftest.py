"""Prints the table of figures when the benchmarks are done."""

from __future__ import annotations

import pytest

from tests.bench.figures import FIGURES, table


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table, under pytest's own lines."""
    if FIGURES:
        terminalreporter.section("figures")
        terminalreporter.write_line(table())
