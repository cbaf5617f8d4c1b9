"""Composing a space's first roster: who starts, in which role, with the first epoch's key for each.

Every later roster is version n+1 of this one; the rules for both are in ``sync/roster.py``.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sync.keys import KEM_MLKEM768_X25519, KEM_X25519, Card, wrap
from sync.people import Details, Partnership, details_place, seal_details
from sync.roster import MAY_READ, Person, Role, commitment, deposit_pair, wrap_info


@dataclass(frozen=True, slots=True)
class Admission:
    """A device with what its roster says of it."""

    card: Card
    role: Role
    person: Person


def found(
    name: str,
    admissions: list[Admission],
    *,
    epoch_key: bytes,
    founding: bytes,
    salt: bytes,
    store_url: str,
    store_key: bytes,
    recovery: Card | None = None,
    roles: dict[str, str] | None = None,
    partnership: Partnership | None = None,
    erasers: int = 1,
) -> bytes:
    """The body of a space's first roster.

    Args:
        name: the space's name; sealed.
        admissions: everyone who starts; at least one admin.
        epoch_key: 32 fresh random bytes. founding, salt: 16 fresh random bytes each.
        recovery: the organisation's recovery card, where there is one.
        roles: the partnership's own table of duties and roles for this space; sealed.
        partnership: which one it is; sealed.
        erasers: how many admins it takes to erase, 1 or 2.
    """
    committed = commitment(founding, 1, epoch_key)
    people = {a.card.device: a.person for a in admissions}
    sealed = seal_details(
        Details(name, people, roles or {}, partnership),
        epoch_key,
        salt,
        details_place(founding, 1),
    )
    deposits = deposit_pair(epoch_key, deposit_kem([*(a.card for a in admissions), recovery]))

    def wrapped(card: Card) -> str:
        info = wrap_info(founding, 1, card.device, committed)
        return text64(wrap(card.kem_id, card.kem_key, epoch_key, info))

    body: dict[str, Any] = {
        "version": 1,
        "previous": None,
        "founding": founding.hex(),
        "epoch": 1,
        "commitment": committed.hex(),
        "previous_key": None,
        "members": {
            a.card.device.hex(): {"role": a.role, "card": a.card.hash.hex()} for a in admissions
        },
        "cards": {a.card.device.hex(): text64(a.card.raw()) for a in admissions},
        "wraps": {a.card.device.hex(): wrapped(a.card) for a in admissions if a.role in MAY_READ},
        "closed": [],
        "store": {"url": store_url, "key": text64(store_key)},
        "recovery": recovery and {"card": text64(recovery.raw()), "wrap": wrapped(recovery)},
        "deposit": {"kem": deposits.kem_id, "key": text64(deposits.public())},
        "sealed": text64(sealed),
    }
    if erasers != 1:
        body["erasers"] = erasers
    return json.dumps(body, separators=(",", ":")).encode()


def deposit_kem(cards: Sequence[Card | None]) -> int:
    """The hybrid only where every recipient of the epoch key can use it.

    Each member checks the deposit key against the epoch key, so its build must know the KEM; and
    one X25519 recipient undoes the protection of the epoch key anyway.
    """
    kems = {card.kem_id for card in cards if card is not None}
    return KEM_MLKEM768_X25519 if kems == {KEM_MLKEM768_X25519} else KEM_X25519


def text64(raw: bytes) -> str:
    """Bytes as a roster writes them."""
    return base64.b64encode(raw).decode()
