"""completeness: how often what is wanted is there, has a reason, or is missing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli.ending import Usage
from outreach.cli.opened import JsonOption, PassphraseOption, VaultOption, opened
from outreach.cli.printing import note, out_json, table

if TYPE_CHECKING:
    from outreach.model.completeness import Line


def completeness(
    by: Annotated[
        str, typer.Option("--by", metavar="B", help="field, agency, team, month or kind.")
    ] = "field",
    months: Annotated[
        int, typer.Option("--months", metavar="N", min=1, max=120, help="Up to this month.")
    ] = 3,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="K", help="Only this kind of record.")
    ] = None,
    agency: Annotated[
        str | None, typer.Option("--agency", metavar="A", help="Only of this agency.")
    ] = None,
    team: Annotated[
        str | None, typer.Option("--team", metavar="T", help="Only of this team.")
    ] = None,
    month: Annotated[
        str | None, typer.Option("--month", metavar="M", help="Only this month, as 2026-11.")
    ] = None,
    field: Annotated[
        str | None,
        typer.Option("--missing", metavar="F", help="List the records without this answer."),
    ] = None,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say how complete the records are. For supervisors; what is missing blocks nothing."""
    from outreach.model import completeness as model
    from outreach.model.kinds import registry

    if kind is not None:
        registry.plan_of(kind)
    chosen = next((one for one in model.BYS if one == by), None)
    if chosen is None:
        raise Usage(
            "It cannot be counted by that. Nothing was done.",
            advice=f"Give one of: {', '.join(model.BYS)}.",
        )
    today = date.today()  # noqa: DTZ011 - the day on the wall
    asked = model.Asked(months, kind, agency, team, month)
    with opened(vault, passphrase_file) as session:
        _for_supervisors(session.me.duties)
        if field is not None:
            from outreach.cli.shown import print_rows

            session.log_act("search", kind=kind)  # titles of all of them are a search for nothing
            rows = model.records(
                session.model, asked.but(field=field, state="missing"), today=today
            )
            print_rows(session.veil(rows), as_json=as_json, with_kind=True)
            return
        found = model.completeness(session.model, asked, chosen, today=today)
    assert found is not None
    if as_json:
        for line in (*found.lines, found.whole):
            out_json(_object(chosen if line is not found.whole else "all", line))
        return
    table(
        [
            ("", "value", "reason", "missing", "of", "records"),
            *(_row(line, line.label or "not named") for line in found.lines),
            _row(found.whole, "All together"),
        ]
    )
    note("A reason is an answer. Nothing that is missing stops anybody from saving.")


def _for_supervisors(duties: Collection[str]) -> None:
    from outreach.model.reviews import SUPERVISOR
    from sync.errors import NotAllowed

    if SUPERVISOR not in duties:
        raise NotAllowed(
            "How complete the records are is for supervisors. Nothing was counted.",
            advice="Ask the supervisor of your team.",
        )


def _row(line: Line, label: str) -> tuple[str, ...]:
    shares = (f"{line.share(state):.0%}" for state in ("given", "reason", "missing"))
    return (label, *shares, f"{line.asked:,}", f"{line.records:,}")


def _object(by: str, line: Line) -> dict[str, object]:
    return {
        "by": by, "key": line.key, "label": line.label, "records": line.records,
        "asked": line.asked, "given": line.given, "reason": line.reason, "missing": line.missing,
    }  # fmt: skip
