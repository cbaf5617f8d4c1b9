"""The sealed, signed, blind protocol that Outreach syncs with."""
