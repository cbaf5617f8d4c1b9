"""What is shown of a register before it is taken in: columns with samples, doubts, what is gone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import flet as ft

from outreach.model.kinds import label
from outreach.model.register.columns import NOTHING, VALUE
from outreach.model.register.reading import Register, Remarks, Report
from outreach.session import Session
from outreach.taking_in import Outcome
from outreach.ui import frame
from outreach.ui.buttons import ident
from outreach.words import _, mark, number, several

#: So many rows of one sort are named; the rest are counted.
NAMED = 40
_SAMPLE = 60
#: What is no field of a record and makes its position.
_NAMES = {"easting": mark("Easting"), "northing": mark("Northing")}

Remap = Callable[[str, str], Awaitable[None]]


def counts(found: Outcome) -> str:
    """What it comes to, on one line."""
    return _("{new} new, {changed} changed, {same} here already.").format(
        new=number(found.new), changed=number(found.changed), same=number(found.same)
    )


def outcome(register: Register, found: Outcome) -> ft.Control:
    """What the file was read as, and what taking it in would do."""
    read = _("Read as {format}, {how}.").format(
        format=register.table.format, how=register.table.how
    )
    lines: list[ft.Control] = [
        ft.Text(register.source, theme_style=ft.TextThemeStyle.TITLE_MEDIUM),
        ft.Text(counts(found)),
        frame.soft(read, small=True),
    ]
    lines += [frame.soft(note, small=True) for note in (*register.notes, *register.faults)]
    if found.report.placed_without_ward and register.kind == "premises":
        without = several(
            "{n} row has a position and no ward.",
            "{n} rows have a position and no ward.",
            found.report.placed_without_ward,
        )
        lines.append(frame.soft(without, small=True))
    return frame.card(*lines)


def columns(register: Register, remap: Remap) -> list[ft.Control]:
    """Each field with the column that it is taken from and what stands there; another can be
    chosen, and so can none."""
    rows = [_column(register, name, group, remap) for name, group in register.columns.items()]
    parts: list[ft.Control] = [
        frame.heading(_("What was understood"), level=2),
        frame.card(*rows),
    ]
    if register.ignored:
        ignored = _("Columns that were left aside: {columns}.")
        named = ignored.format(columns=", ".join(register.ignored))
        parts.append(frame.soft(named, small=True))
    return parts


def _column(register: Register, name: str, group: Sequence[str], remap: Remap) -> ft.Control:
    said = _(_NAMES.get(name, label(register.kind, name)))
    if len(group) > 1 or group[0].startswith(VALUE):
        chosen: ft.Control = ft.Text(" + ".join(group).removeprefix(VALUE))
    else:

        async def picked(event: ft.ControlEvent, name: str = name) -> None:
            await remap(name, str(event.control.value))

        options = [ft.DropdownOption(key=one, text=one) for one in register.table.header]
        options.append(ft.DropdownOption(key=NOTHING, text=_("None of them")))
        chosen = ident(
            f"column-{name}",
            ft.Semantics(
                label=_("Column for {field}").format(field=said),
                content=ft.Dropdown(
                    value=group[0], options=options, on_select=picked, width=240, dense=True
                ),
            ),
        )
    return ft.Column(
        spacing=0,
        controls=[
            ft.Row(
                [ft.Container(ft.Text(said), width=150), chosen],
                wrap=True,
                vertical_alignment=ft.CrossAxisAlignment.CENTER,
            ),
            *_sample(register, group),
        ],
    )


def _sample(register: Register, group: Sequence[str]) -> list[ft.Control]:
    places = [register.table.at[one] for one in group if one in register.table.at]
    for row in register.sample if places else ():
        text = ", ".join(row[at].strip() for at in places if row[at].strip())
        if text:
            shown = text if len(text) <= _SAMPLE else f"{text[: _SAMPLE - 1]}…"
            return [frame.soft(_("Such as: {sample}").format(sample=shown), small=True)]
    return []


def remarks(kind: str, report: Report) -> list[ft.Control]:
    """Rows to look at, rows that are there twice, rows that cannot be taken in, strange words."""
    parts: list[ft.Control] = []
    for title, some in (
        (_("Rows to look at: they are taken in as they are"), report.doubtful),
        (_("Rows that are there twice: they are taken in once"), report.twice),
        (_("Rows that cannot be taken in"), report.left_out),
    ):
        if some.rows:
            parts += [frame.heading(title, level=2), frame.card(*_lines(some))]
    if report.untold:
        words = [
            ft.Text(
                _("{field}: {word}, {rows}").format(
                    field=_(label(kind, name)),
                    word=word,
                    rows=several("{n} row", "{n} rows", count),
                )
            )
            for (name, word), count in report.untold.most_common(NAMED)
        ]
        title = _("Words that were not understood: they are kept as they are written")
        parts += [frame.heading(title, level=2), frame.card(*words)]
    return parts


def _lines(some: Remarks) -> list[ft.Control]:
    lines: list[ft.Control] = [
        ft.Text(_("Row {row}: {why}").format(row=number(doubt.row), why=doubt.reason))
        for doubt in some.named[:NAMED]
    ]
    rest = some.said - min(len(some.named), NAMED)
    if rest:
        lines.append(frame.soft(several("and {n} more remark", "and {n} more remarks", rest)))
    return lines


def gone_and_clashing(session: Session, found: Outcome) -> list[ft.Control]:
    """What the register does not have any more, and what changed both there and here: all of it
    stays as it is."""
    parts: list[ft.Control] = []
    for title, records, count in (
        (_("No more in the register: they stay"), found.gone, len(found.gone)),
        (
            _("Changed in the register and here: left as they are"),
            list(found.clashes),
            found.clashing,
        ),
    ):
        if not count:
            continue
        lines: list[ft.Control] = [
            ft.Text(session.show(record).title) for record in records[:NAMED]
        ]
        if count > len(lines):
            more = several("and {n} more", "and {n} more", count - len(lines))
            lines.append(frame.soft(more))
        parts += [frame.heading(title, level=2), frame.card(*lines)]
    return parts
