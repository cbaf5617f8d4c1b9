"""Outreach: an encrypted, local-first field app for safeguarding outreach teams."""
