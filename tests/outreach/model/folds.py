"""Changes folded into a model, for tests."""

from outreach.model.changes import Change
from outreach.model.fold import ReadModel
from outreach.model.quarantine import Quarantined
from tests.outreach.model.team import hex_of

RECORD = hex_of("the record")


def folded(*changes: Change | Quarantined) -> ReadModel:
    model = ReadModel()
    model.apply(changes)
    return model
