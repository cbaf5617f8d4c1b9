"""insights localities: what is measured by ward beside what was recorded there."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli.ending import Usage
from outreach.cli.opened import JsonOption, PassphraseOption, VaultOption, opened
from outreach.cli.printing import note, out, plain, table

if TYPE_CHECKING:
    from outreach.model.localities import Measure
    from outreach.session import Session

commands = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="What the records say together; counts under five are suppressed.",
)


@commands.command("localities")
def localities(
    authority: Annotated[
        str | None,
        typer.Option("--authority", metavar="CODE", help="A district, such as E08000005."),
    ] = None,
    measure: Annotated[
        str | None,
        typer.Option("--measure", metavar="CODE", help="What was measured, and its newest period."),
    ] = None,
    period: Annotated[
        str | None,
        typer.Option("--period", metavar="P", help="Of the measure, as the source says."),
    ] = None,
    weeks: Annotated[
        int, typer.Option("--weeks", help="Weeks of what was recorded: 4, 13 or 52.")
    ] = 52,
    as_csv: Annotated[bool, typer.Option("--csv", help="As a table for a spreadsheet.")] = False,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print an authority's wards: a measure, visits, sightings, soft intelligence.

    Counts of 1 to 4 are not shown, and what would give them away beside a total is held back. To
    take the table out of the vault, sealed and recorded, see `outreach export localities`.
    """
    from outreach.exports import localities as told
    from outreach.model import localities as model
    from outreach.model.measures import PERIODS

    if weeks not in PERIODS:
        raise Usage("Weeks are 4, 13 or 52.")
    today = date.today()  # noqa: DTZ011 - the day on the wall
    with opened(vault, passphrase_file) as session:
        session.check_export("localities")
        code = authority or default_authority(session, today)
        chosen = chosen_measure(session, code, measure, period)
        if as_csv or as_json:
            made = told.exported(session, code, chosen, today, "csv" if as_csv else "jsonl", weeks)
            out(made.content.decode("utf-8-sig").rstrip("\r\n"))
            return
        found = told.table(session, code, chosen, today, weeks)
        others = model.measures(session.model, code)
    out(plain(f"{found.authority.name} ({found.authority.code}), {weeks} weeks"))
    if found.measure is not None:
        out(plain(f"Measure: {told.called(found.measure)} ({found.source}, {found.licence})"))
    columns = [one for one in found.columns if one.visible]
    table(
        [
            ("Ward", *(told.HEADINGS[one.name] for one in columns), "In 1,000"),
            *(
                (
                    told.row_name(*row),
                    *(told.number(one.cells[at]) or "-" for one in columns if one.cells),
                    f"{per:.1f}" if (per := found.per[at]) is not None else "-",
                )
                for at, row in enumerate(found.rows)
            ),
            ("All", *(told.number(one.total) or "-" for one in columns), "-"),
        ]
    )
    for one in found.columns:
        if not one.visible:
            note(f"{told.HEADINGS[one.name]}: not visible to you.")
    if chosen is None and others:
        note("There are measures: " + plain("; ".join(told.called(one) for one in others)))


def default_authority(session: Session, today: date) -> str:
    """The authority of the partnership's own area where it has that name, else the first."""
    from outreach.model.localities import authorities

    areas = {area.casefold() for area in session.partnership.areas}
    known = authorities()
    return next((one.code for one in known if one.name.casefold() in areas), known[0].code)


def chosen_measure(
    session: Session, authority: str, code: str | None, period: str | None
) -> Measure | None:
    """The measure of that code, or words, and period; the newest where none is named.

    Raises Usage where there is none.
    """
    from outreach.model.localities import measures

    found = [
        one
        for one in measures(session.model, authority)
        if (code is None or code in (one.code, one.words)) and period in (None, one.period)
    ]
    if code is None and period is None:
        return None
    if not found:
        raise Usage("There is no such measure for this authority. Nothing was shown.")
    return found[0]
