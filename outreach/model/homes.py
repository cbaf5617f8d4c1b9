"""Ids that belong to one space, whatever somebody who learns them writes elsewhere.

A record's id is chosen by its author; its home is the space of its kind (``assets/spaces.json``).
A copy that was given to another space, and a decision that is kept with its record, have no such
home. So their ids are made from the space's name and a random proof that the record holds:

    id = H("record-home", name of the space, proof 16)[:16]

Who wants to write a version of such a record from another space needs a proof that gives the same
id there: 128 given bits.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync.keys import digest


def home_id(space: str, proof: bytes) -> str:
    """The id of a record that belongs to the space of this name; ``proof`` is 16 random bytes."""
    return digest("record-home", space.encode(), b"\0", proof)[:16].hex()


def is_home(space: str, record: str, fields: Mapping[str, Any], proof_name: str) -> bool:
    """Whether these fields prove that the id was made for this space."""
    proof = fields.get(proof_name)
    return type(proof) is str and home_id(space, bytes.fromhex(proof)) == record
