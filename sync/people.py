"""Who uses the devices of a space: the sealed part of a roster, which the store never sees.

    plaintext {"name": of the space, "people": {device: {"person", "name", "agency", "duties"}},
               "roles": {duty: role}, "partnership": {"name", "areas", "agencies"}}
                                             under the epoch key, bound to scope and version

``roles`` is the partnership's own table for this space: what role somebody with a duty gets when
they are admitted. It binds nobody; what counts is the role in the clear that admins sign. Where it
is left out, the table that ships with the app is taken. ``partnership`` says which one this is, in
every space, so that every member who reads anything knows; it may be left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sync.errors import MalformedEntry
from sync.keys import open_part, seal_part
from sync.plaintext import pack, unpack


@dataclass(frozen=True, slots=True)
class Person:
    """Who uses a device. ``person`` is a random id, the same on all their devices."""

    person: str
    name: str
    agency: str
    duties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Partnership:
    """Which partnership a space belongs to: its name, its areas and its agencies, as people say."""

    name: str
    areas: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Details:
    """What the members know of a space and its people."""

    space_name: str
    people: dict[bytes, Person]
    roles: dict[str, str] = field(default_factory=dict)
    partnership: Partnership | None = None


def details_place(scope: bytes, version: int) -> bytes:
    """What the sealed part of a roster is bound to."""
    return scope + version.to_bytes(4, "big")


def seal_details(details: Details, key: bytes, salt: bytes, place: bytes) -> bytes:
    """The sealed part. ``salt`` is 16 fresh random bytes; ``place`` of :func:`details_place`."""
    said: dict[str, object] = {
        "name": details.space_name,
        "people": {
            device.hex(): {
                "person": p.person,
                "name": p.name,
                "agency": p.agency,
                "duties": list(p.duties),
            }
            for device, p in details.people.items()
        },
    }
    if details.roles:
        said["roles"] = dict(sorted(details.roles.items()))
    if details.partnership is not None:
        said["partnership"] = {
            "name": details.partnership.name,
            "areas": list(details.partnership.areas),
            "agencies": list(details.partnership.agencies),
        }
    return seal_part(key, "roster-details", pack(said), salt, place)


def open_details(sealed: bytes, key: bytes, place: bytes) -> Details:
    """The inverse of :func:`seal_details`.

    Raises:
        CannotOpen, MalformedEntry: not sealed under this key, or not what it should be.
    """
    read = unpack(open_part(key, "roster-details", sealed, place))
    try:
        people = {
            bytes.fromhex(device): Person(
                str(p["person"]),
                str(p["name"]),
                str(p["agency"]),
                tuple(map(str, p["duties"])),
            )
            for device, p in read["people"].items()
        }
        roles = {str(duty): str(role) for duty, role in read.get("roles", {}).items()}
        return Details(str(read["name"]), people, roles, _partnership(read.get("partnership")))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise MalformedEntry("The sealed part of a roster is not what it should be.") from None


def _partnership(said: Any) -> Partnership | None:
    if said is None:
        return None
    return Partnership(
        str(said["name"]), tuple(map(str, said["areas"])), tuple(map(str, said["agencies"]))
    )
