"""Hypothesis without a stop-watch: a machine that is busy fails no test."""

from hypothesis import settings

settings.register_profile("outreach", deadline=None)
settings.load_profile("outreach")
