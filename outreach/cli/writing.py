"""schema, add, correct, withdraw, resolve: writing records. All of what is given, or none of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from outreach.cli.looking import IdArgument
from outreach.cli.opened import PassphraseOption, VaultOption, opened
from outreach.cli.printing import note, out

if TYPE_CHECKING:
    from outreach.cli.given import Given
    from outreach.session import Session

FileArgument = Annotated[
    str | None,
    typer.Argument(metavar="FILE|-", help="A JSON file; - or nothing: standard input."),
]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="T", help="Why. Everybody sees it.")]

#: How many mistakes of a file are named before the rest is only counted.
_NAMED = 20


def schema(
    kind: Annotated[
        str | None, typer.Argument(metavar="KIND", help="Without it: the kinds there are.")
    ] = None,
) -> None:
    """Print a kind's JSON Schema, or the names of the kinds."""
    from outreach.model import kinds

    if kind is None:
        for name in kinds.KINDS:
            out(name)
        return
    out(json.dumps(kinds.schema(kind), ensure_ascii=False, indent=2))


def add(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="Such as hotspot-visit.")],
    file: FileArgument = None,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Save records from JSON, one object or one a line.


    All are saved, or none; their ids are printed. Everything may be left out: what is missing is
    said on standard error.
    """
    from outreach.cli.given import read_records
    from outreach.model.kinds import registry

    registry.plan_of(kind)
    records = read_records(file)
    with opened(vault, passphrase_file) as session:
        rows = _checked(kind, records)
        ids = session.add_many(kind, rows)
        now_ms = session.clock.now()
        unread = session.goes_unread(kind)
        leading = [_leads(session, kind, row) for row in rows]
    for record in ids:
        out(record)
    if unread is not None:
        note(f"It was deposited in {unread}: those who may read it can, and your own and your")
        note("colleagues' tablets open nothing that others add there. You can see what you sent:")
        note("outreach list --deposited")
    for given, row, told in zip(records, rows, leading, strict=True):
        _remark(kind, given, row, now_ms)
        for words in told:
            note(given.at(f"warning: this may lead to somebody: {words}"))


def deposit(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="Such as person-sighting.")],
    file: FileArgument = None,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Add records to a space that you may not read.

    Works as `add` does, which deposits too where one may not read. What you sent is listed by
    `outreach list --deposited`; nobody without the right to read it can open it.
    """
    add(kind, file, vault, passphrase_file)


def _checked(kind: str, records: list[Given]) -> list[dict[str, Any]]:
    """Every record as it will be saved. Raises InvalidRecord with the mistakes of all of them."""
    from outreach.model import kinds
    from outreach.model.kinds import InvalidRecord, Problem

    rows, problems = [], []
    for given in records:
        try:
            rows.append(kinds.validate(kind, given.fields))
        except InvalidRecord as error:
            said = "; ".join(f"{p.field}: {p.message}" if p.field else p.message
                             for p in error.problems)  # fmt: skip
            problems.append(Problem("", given.at(said)))
    if problems:
        left = len(problems) - _NAMED
        more = [Problem("", f"and {left} more lines like these")] if left > 0 else []
        raise InvalidRecord(kind, problems[:_NAMED] + more)
    return rows


def _leads(session: Session, kind: str, row: dict[str, Any]) -> list[str]:
    """What in a sanitised version may lead to somebody; of other kinds nothing."""
    from outreach.model import leads

    if kind != leads.KIND:
        return []
    texts = (row.get(name) for name in leads.LOOKED_AT)
    text = "\n".join(one for one in texts if isinstance(one, str))
    return [f"“{one.said}” ({one.sort})" for one in leads.leads(session.model, text)]


def _remark(kind: str, given: Given, row: dict[str, Any], now_ms: int) -> None:
    from outreach.model import kinds

    missing = kinds.missing(kind, row, recorded_ms=now_ms)
    if missing:
        note(given.at("missing: " + ", ".join(missing)))
    for warning in kinds.warnings(kind, row, recorded_ms=now_ms):
        note(given.at(f"warning: {warning.field}: {warning.message}"))


def correct(
    record: IdArgument,
    reason: ReasonOption,
    file: FileArgument = None,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Correct fields of a record from a JSON object.

    Give the fields that change; null clears one.

    The original stays in the history, struck through.
    """
    from outreach.cli.given import read_one

    fields = read_one(file)
    with opened(vault, passphrase_file) as session:
        out(session.correct(record, fields, reason))


def withdraw(
    record: IdArgument,
    reason: ReasonOption,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Strike a whole record through. It is never removed."""
    with opened(vault, passphrase_file) as session:
        out(session.withdraw(record, reason))


def resolve(
    record: IdArgument,
    field: Annotated[str, typer.Argument(metavar="FIELD", help="The field in conflict.")],
    keep: Annotated[
        str,
        typer.Option(
            "--keep", metavar="VERSION", help="The version that is right; `show` names them."
        ),
    ],
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Decide a conflict between two versions of a field."""
    with opened(vault, passphrase_file) as session:
        out(session.resolve(record, field, keep))
