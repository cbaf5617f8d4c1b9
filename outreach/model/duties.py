"""Duties, and the role in each space that somebody with a duty is given: data that people decide.

The table that ships is ``assets/duties.json``; a partnership may have its own, which is carried in
the sealed part of each space's roster. The rules that this module enforces:

1. A duty gives one of the four roles in each space that it names, and none in others.
2. Who has several duties is given the strongest role of them in each space.
3. Every space has a duty that administers it: else nobody could ever be admitted there. There are
   supervisors, without whom nothing is ever reviewed.

The table binds nobody: it says what an administrator is about to sign. What counts is the role in
the roster.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from outreach.assets import asset
from outreach.model.kinds import space_names
from outreach.model.reviews import SUPERVISOR
from sync.errors import InputError
from sync.roster import ROLES, Role

#: From the weakest to the strongest.
STRENGTH: Final[tuple[Role, ...]] = ("depositor", "reader", "writer", "admin")
#: The duty of whoever founds a partnership.
FOUNDER: Final = "founder"

_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,63}")
_MAX_DUTIES: Final = 64
_MAX_WORDS: Final = 200


@dataclass(frozen=True, slots=True)
class Duty:
    """``label`` and ``does`` are for people; ``roles`` maps a space's name to the role there."""

    label: str
    does: str
    roles: dict[str, Role]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of duties, in the order in which they are shown."""

    duties: dict[str, Duty]
    source: str = ""

    def roles(self, duties: Iterable[str]) -> dict[str, Role]:
        """Space -> role for somebody with these duties (rules 1 and 2).

        Raises:
            InputError: no duty is given, or one that the table does not have.
        """
        given = list(dict.fromkeys(duties))
        unknown = [duty for duty in given if duty not in self.duties]
        if unknown or not given:
            raise InputError(
                "There is no such duty. Nothing was changed."
                if unknown
                else "No duty was given. Nothing was changed.",
                advice=f"The duties are: {', '.join(self.duties)}.",
            )
        found: dict[str, Role] = {}
        for duty in given:
            for space, role in self.duties[duty].roles.items():
                before = found.get(space)
                if before is None or STRENGTH.index(role) > STRENGTH.index(before):
                    found[space] = role
        return found

    def of_space(self, space: str) -> dict[str, str]:
        """Duty -> role, as the roster of a space carries it."""
        return {n: duty.roles[space] for n, duty in self.duties.items() if space in duty.roles}

    def with_spaces(self, spaces: Mapping[str, Mapping[str, str]]) -> Table:
        """The same with what the rosters of some spaces say instead: space -> duty -> role.

        A roster that carries no table changes nothing. Where there are some, the duties are those
        that they name; what is given in a space that nobody here can read is as it ships.
        """
        own = {space: roles for space, roles in spaces.items() if roles}
        if not own:
            return self
        named = {duty for roles in own.values() for duty in roles}
        ordered = [*(n for n in self.duties if n in named), *sorted(named - self.duties.keys())]
        made: dict[str, Duty] = {}
        for name in ordered:
            known = self.duties.get(name, Duty(name.replace("-", " ").capitalize(), "", {}))
            roles: dict[str, Any] = {s: r for s, r in known.roles.items() if s not in own}
            roles.update({s: own[s][name] for s in own if own[s].get(name) in ROLES})
            made[name] = Duty(known.label, known.does, roles)
        return Table(made, self.source)


@cache
def shipped() -> Table:
    """The table that comes with the app."""
    return read(asset("duties.json").read_text(encoding="utf-8"))


def read(text: str) -> Table:
    """Read a table, the shipped one or a partnership's own.

    Raises:
        InputError: what is wrong with it, and where.
    """
    try:
        given = json.loads(text, object_pairs_hook=_unique)
    except _Twice as twice:
        raise _refused(f"It names “{twice.args[0][:64]}” twice") from None
    except (ValueError, RecursionError):
        raise _refused("It is not JSON") from None
    if not isinstance(given, dict) or not isinstance(given.get("duties"), dict):
        raise _refused("It has no object “duties”")
    duties = {name: _duty(name, said) for name, said in given["duties"].items()}
    if not 0 < len(duties) <= _MAX_DUTIES:
        raise _refused(f"It has no duty, or more than {_MAX_DUTIES}")
    if SUPERVISOR not in duties:  # rule 3
        raise _refused(f"It has no duty “{SUPERVISOR}”, without which no review counts")
    for space in space_names():
        if all(duty.roles.get(space) != "admin" for duty in duties.values()):
            raise _refused(f"No duty has the role “admin” in the space “{space}”")
    return Table(duties, str(given.get("source", ""))[:_MAX_WORDS])


def _duty(name: str, said: Any) -> Duty:
    if not _NAME.fullmatch(name):
        raise _refused("A duty's name is of small letters, digits and hyphens")
    if not isinstance(said, dict):
        raise _refused(f"The duty “{name}” is no object")
    roles = said.get("roles")
    if not isinstance(roles, dict):
        raise _refused(f"The duty “{name}” has no object “roles”")
    for space, role in roles.items():
        if space not in space_names():
            raise _refused(
                f"The duty “{name}” names the space “{space[:64]}”, which there is not; the spaces "
                f"are {', '.join(space_names())}"
            )
        if role not in ROLES:
            raise _refused(
                f"The duty “{name}” has no known role in the space “{space}”; the roles are "
                f"{', '.join(STRENGTH)}"
            )
    label = said.get("label", name.replace("-", " ").capitalize())
    does = said.get("does", "")
    if not all(isinstance(text, str) and len(text) <= _MAX_WORDS for text in (label, does)):
        raise _refused(f"The label of the duty “{name}” is no text, or too long")
    return Duty(label, does, dict(roles))


def _refused(why: str) -> InputError:
    return InputError(
        f"This table of duties cannot be taken. {why}. Nothing was changed.",
        advice="Print the table in force with `outreach duties --json`, and change a copy of it.",
    )


class _Twice(Exception):
    """An object names one thing twice."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Twice(next(name for name, _ in pairs if [n for n, _ in pairs].count(name) > 1))
    return found
