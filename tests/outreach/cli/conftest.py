"""A laid-out demonstration for every test here."""

from tests.command_line import demonstration, laid_out, worker

__all__ = ["demonstration", "laid_out", "worker"]
