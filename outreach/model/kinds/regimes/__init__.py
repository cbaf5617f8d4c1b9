"""The regimes under which premises are checked: one file each, with the questions that it asks.

The rules that these files enforce:

1. A question is asked when its regime was chosen (``when``), and at no other time.
2. The items of a checklist are data (``assets/codes``), and so is what the law says.
3. A regime says what was looked at. It gives nobody a power: which one was relied on is asked once
   for the whole check, and only one's own agency's powers are offered.
"""

from outreach.model.kinds.regimes.fire import Fire
from outreach.model.kinds.regimes.gambling import Gambling
from outreach.model.kinds.regimes.hotel import Hotel
from outreach.model.kinds.regimes.housing import Housing
from outreach.model.kinds.regimes.licensing import Licensing
from outreach.model.kinds.regimes.private_hire import PrivateHire
from outreach.model.kinds.regimes.takeaway import Takeaway

#: The checklist of each regime.
CHECKLISTS = tuple(
    name
    for regime in (Licensing, Takeaway, Gambling, Hotel, PrivateHire, Housing, Fire)
    for name in regime.model_fields
    if name.endswith("_checklist")
)

__all__ = [
    "CHECKLISTS",
    "Fire",
    "Gambling",
    "Hotel",
    "Housing",
    "Licensing",
    "PrivateHire",
    "Takeaway",
]
