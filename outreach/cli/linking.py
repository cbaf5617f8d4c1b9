"""link, unlink, merge, links: what one record has to do with another, and that two are of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from outreach.cli.ending import Usage
from outreach.cli.looking import IdArgument
from outreach.cli.opened import JsonOption, PassphraseOption, VaultOption, opened
from outreach.cli.printing import SHORT, moment, note, out, out_json, plain, table, when
from outreach.cli.writing import ReasonOption

if TYPE_CHECKING:
    from outreach.linking import Linked
    from outreach.model.families import Family
    from outreach.model.linking import End, Link
    from outreach.model.merging import Merge
    from outreach.model.network import Network

ToArgument = Annotated[
    str, typer.Argument(metavar="TO", help="A record's id, tel:NUMBER or handle:NAME.")
]
_MERGE_STATES = {
    "waits": "waits for a second person",
    "counts": "counts",
    "changed": "was changed after it was confirmed: it waits again",
    "undone": "undone",
    "void": "counts for nothing here: not all that it names is on this device, or of one kind",
}
_WRONG = {
    "circle": "These people are each other's ancestors",
    "generations": "The links put these two in other generations",
    "births": "By their dates of birth one is too young to be the other's parent",
}


def link(
    start: Annotated[str, typer.Argument(metavar="FROM", help="A record's id, or its start.")],
    to: ToArgument,
    sort: Annotated[
        str, typer.Option("--sort", metavar="S", help="A code of the list link_sort: parent, …")
    ],
    since: Annotated[
        str | None, typer.Option("--since", metavar="DAY", help="When it began: YYYY-MM-DD.")
    ] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DAY")] = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="T", help="Who or what says so.")
    ] = None,
    grade: Annotated[
        str | None, typer.Option("--grade", metavar="G", help="A code of the list how_known.")
    ] = None,
    words: Annotated[
        str | None, typer.Option("--words", metavar="T", help="What happened, as fact.")
    ] = None,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Link a record with another, with a telephone number or with an online handle.

    It says what FROM is to TO: `outreach link MOTHER CHILD --sort parent`. It is kept in the most
    restricted space of the two, and changes neither.
    """
    from outreach.linking import link as linked

    given = {"since": since, "until": until, "source": source, "grade": grade, "fact": words}
    with opened(vault, passphrase_file) as session:
        out(linked(session, start, to, sort, {n: v for n, v in given.items() if v is not None}))


def unlink(
    record: IdArgument,
    reason: ReasonOption,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Undo a link, a merge, or the confirmation of one. It stays in the history."""
    from outreach.linking import unlink as unlinked

    with opened(vault, passphrase_file) as session:
        out(unlinked(session, record, reason))


def merge(
    record: Annotated[
        str, typer.Argument(metavar="ID|confirm", help="A record's id; or the word confirm.")
    ],
    into: Annotated[
        str, typer.Argument(metavar="INTO|ID", help="The record that leads; or the merge's id.")
    ],
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="T", help="Why. A second person reads it.")
    ] = None,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Say that two records are of one, or confirm what somebody else said.

    It counts when a second person confirms it: `outreach merge confirm ID`. No record is changed;
    `outreach unlink` undoes either word.
    """
    from outreach import linking

    if record != "confirm" and reason is None:
        raise Usage("Say why: a second person decides by it. Nothing was done.", advice="--reason")
    with opened(vault, passphrase_file) as session:
        if record == "confirm":
            out(linking.confirm(session, into, reason or ""))
            return
        out(linking.propose(session, [record], into, reason or ""))
        note("It waits for a second person: outreach merge confirm ID")


def links(
    record: ToArgument,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
    steps: Annotated[
        int | None,
        typer.Option(
            "--steps",
            metavar="N",
            min=1,
            max=2,
            help="The network around it instead: 1 or 2 steps, with what records imply.",
        ),
    ] = None,
) -> None:
    """Show what a record is linked to, its family, and what it is merged with.

    Of tel:NUMBER or handle:NAME: who uses it. That you looked is noted, for the auditor.
    """
    from outreach import linking
    from outreach.model.linking import links_of
    from outreach.model.links import handle_key, telephone_key

    with opened(vault, passphrase_file) as session:
        for start, key_of in ((linking.TELEPHONE, telephone_key), (linking.HANDLE, handle_key)):
            if record.startswith(start):
                session.log_act("search", text=record)
                key = key_of(record.removeprefix(start))
                found = linking.veiled(session, links_of(session.model, [key]))
                _print_links(key, found, as_json=as_json)
                return
        if steps is not None:
            _print_network(linking.network_of(session, record, steps), as_json=as_json)
            return
        one = linking.linked(session, record)
        family = linking.family(session, one.view.id)
        _print_links(one.key, one.links, as_json=as_json)
        _print_merges(one, as_json=as_json)
        if family is not None:
            _print_family(family, as_json=as_json)


def _print_links(key: str, found: list[Link], *, as_json: bool) -> None:
    if as_json:
        for one in found:
            out_json(_object(key, one))
        return
    if not found:
        note("Nothing is linked to this.")
    table(
        [
            (
                one.id[:SHORT],
                one.said_from(key),
                _named(one.other(key)),
                " to ".join(day for day in (one.since, one.until) if day) or "-",
                one.source or "-",
                _graded(one.grade),
                one.row.author_name,
            )
            for one in found
        ],
        cut=True,
    )


def _object(key: str, one: Link) -> dict[str, Any]:
    other = one.other(key)
    return {
        "id": one.id,
        "what": "link",
        "sort": one.sort,
        "said": one.said_from(key),
        "to": other.row.id if other.row is not None else other.title,
        "to_kind": other.what,
        "title": other.title,
        "since": one.since or None,
        "until": one.until or None,
        "source": one.source or None,
        "grade": one.grade or None,
        "fact": one.fact or None,
        "author": one.row.author_name,
        "recorded": moment(one.row.recorded_ms),
    }


def _named(end: End) -> str:
    return f"{end.title} ({end.row.id[:SHORT]})" if end.row is not None else end.title


def _graded(grade: str) -> str:
    from outreach.model.codes import code_list

    return code_list("how_known").label(grade) if grade else "not graded"


def _print_network(found: Network, *, as_json: bool) -> None:
    titles = {node.key: node.end.title for node in found.nodes}
    for node in found.nodes:
        ties = found.ties_of(node.key)
        if as_json:
            said = [
                {
                    "said": tie.said_from(node.key),
                    "to": titles[tie.other(node.key)],
                    "implied": tie.implied,
                    "links": list(tie.links),
                }
                for tie in ties
            ]
            row = node.end.row
            out_json(
                {
                    "what": "node",
                    "kind": node.end.what,
                    "id": row.id if row is not None else None,
                    "title": node.end.title,
                    "steps": node.ring,
                    "ties": said,
                }
            )
            continue
        out(plain("  " * node.ring + _named(node.end)))
        for tie in ties:
            implied = " (implied by a record)" if tie.implied else ""
            words = f"{tie.said_from(node.key)}: {titles[tie.other(node.key)]}{implied}"
            out("  " * node.ring + "  - " + plain(words))
    if found.left_out:
        note(f"{found.left_out} more are left out.")


def _print_merges(one: Linked, *, as_json: bool) -> None:
    for merge in one.merges:
        if as_json:
            out_json(_merge_object(merge))
        else:
            others = ", ".join(other[:SHORT] for other in (merge.leads, *merge.joins))
            said = f"{merge.id[:SHORT]}  Merge of {others}: {_MERGE_STATES[merge.state]}"
            out(plain(f"{said}. {merge.row.author_name}, {when(merge.row.recorded_ms)}"))
    if not as_json and len(one.group.members) > 1:
        lead = one.group.lead
        rest = ", ".join(m[:SHORT] for m in one.group.members if m != lead)
        out(f"One with others: {lead[:SHORT]} leads; {rest}")
        if one.group.contested:
            out("The merges do not agree on which record leads: the first recorded does.")


def _merge_object(merge: Merge) -> dict[str, Any]:
    return {
        "id": merge.id,
        "what": "merge",
        "state": merge.state,
        "leads": merge.leads,
        "joins": list(merge.joins),
        "why": merge.why,
        "author": merge.row.author_name,
        "confirmed_by": [c.row.author_name for c in merge.confirmed if c.counts],
    }


def _print_family(family: Family, *, as_json: bool) -> None:
    if as_json:
        people = [
            {"id": one.end.row.id if one.end.row else None, "generation": one.generation}
            for one in family.people
        ]
        wrong = [{"sort": c.what, "links": list(c.links)} for c in family.contradictions]
        out_json({"what": "family", "people": people, "contradictions": wrong})
        return
    out("Family:")
    for one in family.people:
        step = one.generation
        at = "generation not known" if step is None else f"generation {step:+d}" if step else "same"
        out(plain(f"  {_named(one.end)}  {at}" + (f"  {one.said}" if one.said else "")))
    for one_wrong in family.contradictions:
        named = ", ".join(end.title for end in one_wrong.people)
        ids = ", ".join(one[:SHORT] for one in one_wrong.links)
        out(plain(f"  Cannot be: {_WRONG[one_wrong.what]}: {named} (links {ids})"))
