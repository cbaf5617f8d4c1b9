"""Which import a record was taken in by, and what its register knows it by. Nobody types it."""

from __future__ import annotations

from typing import NotRequired

from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

from outreach.model.values import Line, Ref


@with_config(ConfigDict(extra="forbid"))
class Taken(TypedDict):
    """``by``: the id of the import that said this last. ``key``: the row's identity, of kinds that
    have no field for it."""

    by: Ref
    key: NotRequired[Line]
