"""Linking records and undoing it; saying that two are one, which takes a second person.

The rules that this module enforces:

1. A link, a merge and a confirmation are records like any other, kept where the most restricted of
   what they name is kept (``recording``). Undoing one withdraws it, with a reason: all of it stays
   in the history.
2. Nobody confirms a merge to which they wrote. Every device holds to that by itself (``merging``);
   here it is said before anything is written.
3. What is shown is noted first, as opening the record is. An end that the app hides from whoever
   reads is there without its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from outreach.model import families, linking, merging
from outreach.model.dated import Dated, Name
from outreach.model.families import Family
from outreach.model.kinds.link import LINK
from outreach.model.kinds.merge import CONFIRMATION, MERGE
from outreach.model.linking import End, Link
from outreach.model.merging import Group, Merge
from outreach.model.network import Network, network
from outreach.model.queries import RecordView, Row
from sync.errors import InputError, NotAllowed

if TYPE_CHECKING:
    from outreach.session import Session

#: How an end that is no record begins on the command line.
TELEPHONE: Final = "tel:"
HANDLE: Final = "handle:"


@dataclass(frozen=True, slots=True)
class Linked:
    """A record with its links. ``key``: of the end that it is; ``group``: what it is merged with;
    ``merges``: every merge that names one of them, undone ones too."""

    view: RecordView
    key: str
    links: list[Link]
    group: Group
    merges: list[Merge]


class Told(NamedTuple):
    """What of days and names this person may see."""

    days: list[Dated]
    names: list[Name]


def link(session: Session, start: str, to: str, sort: str, more: Mapping[str, Any]) -> str:
    """Link a record with another, with ``tel:NUMBER`` or with ``handle:NAME``; the link's id.

    Args:
        start: the first record's id, or the unambiguous start of it.
        more: since, until, source, grade, fact, as the form has them.

    Raises:
        NotFound, InvalidRecord, NotAllowed, DiskFull: nothing was saved.
    """
    fields = {"from_record": session.show(start).id, "sort": sort, **more}
    if to.startswith(TELEPHONE):
        fields["to_telephone"] = to.removeprefix(TELEPHONE)
    elif to.startswith(HANDLE):
        fields["to_handle"] = to.removeprefix(HANDLE)
    else:
        fields["to_record"] = session.show(to).id
    return session.add(LINK, fields)


def unlink(session: Session, record: str, reason: str) -> str:
    """Undo a link, a merge or the confirmation of one: it is withdrawn, and stays in the history.

    Raises:
        NotFound. InputError: it is none of these, or is undone, or no reason is given. NotAllowed.
    """
    view = session.show(record)
    if view.kind not in (LINK, MERGE, CONFIRMATION):
        raise InputError(
            "This is no link and no merge. Nothing was changed.",
            advice="`outreach links ID` prints the id of each link.",
        )
    if view.withdrawn:
        raise InputError("It was undone before. Nothing was changed.")
    return session.withdraw(view.id, reason)


def propose(session: Session, joins: Sequence[str], leads: str, why: str) -> str:
    """Say that records are of the same one; the merge's id. It counts when a second person confirms
    it. Raises as :func:`link`."""
    fields = {
        "joins": [session.show(one).id for one in joins],
        "leads": session.show(leads).id,
        "why": why,
    }
    return session.add(MERGE, fields)


def confirm(session: Session, record: str, why: str = "") -> str:
    """Confirm a merge that somebody else proposed, as it stands now; the confirmation's id.

    Raises:
        NotAllowed: this person wrote to it, or may not write to its space. InputError: it is no
            merge, or not to be confirmed.
    """
    found = _merge(session, record)
    if found.state == "counts":
        raise InputError("This merge is confirmed already. Nothing was saved.")
    if found.state == "undone":
        raise InputError("This merge was undone. Nothing was saved.")
    if found.state == "void":
        raise InputError(
            "What this merge names is not all on this device, or not of one kind. Nothing was "
            "saved.",
            advice="Sync, then look again.",
        )
    if session.me.person in found.wrote:
        raise NotAllowed(
            "A merge takes a second person, and you wrote this one. Nothing was saved.",
            advice="Ask a colleague who knows the records.",
        )
    fields: dict[str, Any] = {"merge": found.id, "versions": list(found.versions)}
    if why.strip():
        fields["why"] = why.strip()
    return session.add(CONFIRMATION, fields)


def may_confirm(session: Session, merge: Merge) -> bool:
    """Whether this person could confirm a merge."""
    waits = merge.state in ("waits", "changed")
    return waits and session.me.person not in merge.wrote and session.may_add_to(merge.row.space)


def waiting_for(session: Session) -> list[Merge]:
    """The merges that this person could confirm, the newest first; without those that the app hides
    from them."""
    found = [one for one in merging.proposed(session.model) if may_confirm(session, one)]
    seen = session.veil([one.row for one in found])
    return [one for one, row in zip(found, seen, strict=True) if row is one.row]


def linked(session: Session, record: str, *, still: bool = False) -> Linked:
    """A record with its links, to be shown from now on. Raises NotFound, Hidden, DiskFull as
    ``Session.consult``; ``still`` as there."""
    view = session.consult(record, still=still)
    with session.model.lock:
        group = merging.group_of(session.model, view.id)
        end = linking.end_of_record(session.model, view.id)
        assert end is not None  # the record is here
        found = linking.links_of(session.model, [end.key])
        # What was linked before it was merged leads from the one to itself.
        found = [one for one in found if one.start.key != one.to.key]
        merges = merging.merges_naming(session.model, group.members)
    seen = session.veil([one.row for one in merges])
    merges = [
        one if row is one.row else replace(one, why="")
        for one, row in zip(merges, seen, strict=True)
    ]
    return Linked(view, end.key, veiled(session, found), group, merges)


def veiled(session: Session, found: Sequence[Link]) -> list[Link]:
    """Links, those whose own words are hidden from this person without them, and ends likewise."""
    rows = {one.row.id: one.row for one in found}
    rows |= {end.row.id: end.row for one in found for end in (one.start, one.to) if end.row}
    seen = {row.id: row for row in session.veil(list(rows.values()))}

    def end(one: End) -> End:
        known = one.row is None or seen[one.row.id] is rows[one.row.id]
        return one if known else _hidden(one, seen)

    made = []
    for one in found:
        shown = replace(one, start=end(one.start), to=end(one.to))
        if seen[one.row.id] is not rows[one.row.id]:
            shown = replace(shown, row=seen[one.row.id], source="", fact="", assessment="")
        made.append(shown)
    return made


def network_of(session: Session, record: str, depth: int = 1, *, still: bool = False) -> Network:
    """The network around a record, to be shown from now on. Raises as :func:`linked`."""
    view = session.consult(record, still=still)
    found = network(session.model, view.id, depth=depth)
    rows = {node.end.row.id: node.end.row for node in found.nodes if node.end.row}
    seen = {row.id: row for row in session.veil(list(rows.values()))}
    nodes = tuple(
        node
        if node.end.row is None or seen[node.end.row.id] is rows[node.end.row.id]
        else replace(node, end=_hidden(node.end, seen))
        for node in found.nodes
    )
    return replace(found, nodes=nodes)


def family(session: Session, record: str) -> Family | None:
    """The family group of a person; who is hidden from this person is in it without their name."""
    found = families.family_of(session.model, record)
    if found is None:
        return None
    rows = {one.end.row.id: one.end.row for one in found.people if one.end.row}
    seen = {row.id: row for row in session.veil(list(rows.values()))}

    def end(one: End) -> End:
        known = one.row is None or seen[one.row.id] is rows[one.row.id]
        return one if known else _hidden(one, seen)

    return replace(
        found,
        people=tuple(replace(one, end=end(one.end)) for one in found.people),
        contradictions=tuple(
            replace(one, people=tuple(map(end, one.people))) for one in found.contradictions
        ),
    )


def shown(session: Session, days: Sequence[Dated], called: Sequence[Name]) -> Told:
    """Days and names, without those that come from a record that is hidden from this person, or
    speak of one."""
    rows = {row.id: row for one in days for row in one.about}
    ids = {*(one.record for one in days), *(one.record for one in called)} - rows.keys()
    rows |= {row.id: row for row in linking.rows_of(session.model, ids)}
    seen = session.veil(list(rows.values()))
    hidden = {row.id for row, was in zip(seen, rows.values(), strict=True) if row is not was}
    return Told(
        [one for one in days if hidden.isdisjoint({one.record, *(row.id for row in one.about)})],
        [one for one in called if one.record not in hidden],
    )


def rows_of(session: Session, records: Iterable[str]) -> dict[str, Row]:
    """Records as rows, by their ids, as far as they are here; hidden ones without their words."""
    found = linking.rows_of(session.model, records)
    return {row.id: row for row in session.veil(found)}


def _hidden(end: End, seen: Mapping[str, Row]) -> End:
    assert end.row is not None
    return replace(end, title=seen[end.row.id].title, row=seen[end.row.id])


def _merge(session: Session, record: str) -> Merge:
    view = session.show(record)
    if view.kind != MERGE:
        raise InputError(
            "This is no merge. Nothing was saved.",
            advice="`outreach links ID` prints the id of each merge that waits.",
        )
    return merging.merge(session.model, view.id)
