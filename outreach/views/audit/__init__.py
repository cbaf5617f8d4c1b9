"""The audit, for whoever holds its keys: what people opened, searched, gave away and decided.

The rule: others never see a line of it, and looking is noted like everything else.
"""

from outreach.views.audit.screen import Audit

__all__ = ["Audit"]
