"""The design language lives in ``outreach.ui.design``; its older name is kept for imports."""

from outreach.ui.design import *  # noqa: F403
from outreach.ui.design import __all__ as __all__
