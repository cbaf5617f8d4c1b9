"""Every shared control, and where the gallery shows it."""

from __future__ import annotations

from outreach.ui import (
    alike,
    badges,
    buttons,
    choices,
    dialogs,
    fault,
    figures,
    frame,
    matches,
    rows,
    waiting,
)
from outreach.ui.field import Field
from outreach.views.gallery import lists, presses, sheets
from outreach.views.gallery.specimen import Specimen
from outreach.words import mark

a, b, c, f, r, w = alike, buttons, choices, frame, rows, waiting
#: Section -> what stands in it.
SPECIMENS: dict[str, tuple[Specimen, ...]] = {
    mark("Buttons"): (
        Specimen(
            mark("Buttons"),
            (b.primary, b.tonal, b.secondary, b.quiet, b.sign),
            presses.show_buttons,
        ),
        Specimen(mark("Tiles"), (b.tile,), presses.show_tiles),
        Specimen(mark("Surfaces to press"), (b.pressed, b.ident), presses.show_own),
    ),
    mark("Choices"): (
        Specimen(
            mark("Chips"),
            (c.chip, c.adding, c.Kept, c.flow, c.pick, c.filters, c.toggles),
            presses.show_chips,
        ),
    ),
    mark("Fields"): (Specimen(mark("Fields"), (Field,), presses.show_fields),),
    mark("States"): (Specimen(mark("Badges"), (badges.badge, badges.note), presses.show_badges),),
    mark("Rows"): (
        Specimen(mark("Records"), (r.RecordRow, r.MemoRow, r.warnings), lists.show_records),
        Specimen(
            mark("Whoever may be meant"),
            (a.AlikeRow, a.MemoAlike, a.listed, a.rows, a.said),
            lists.show_alike,
        ),
        Specimen(mark("Places"), (r.place_tile,), lists.show_places),
        Specimen(mark("Under a row's title"), (r.tag, r.below), lists.show_tags),
        Specimen(mark("A long list"), (r.Records, r.Windowed), lists.show_long_list),
    ),
    mark("Sheets"): (
        Specimen(
            mark("Layout"),
            (
                f.heading,
                f.soft,
                f.beside,
                f.foot,
                f.card,
                f.rows,
                f.page,
                f.reading,
                f.two_panes,
            ),
            sheets.show_sheets,
        ),
        Specimen(mark("Notices"), (f.notice,), sheets.show_notices),
        Specimen(mark("A match elsewhere"), (matches.told,), sheets.show_matches),
        Specimen(mark("Nothing here"), (f.empty,), sheets.show_empty),
    ),
    mark("Figures"): (
        Specimen(
            mark("Figures"), (figures.figure, figures.figures, figures.facts), sheets.show_figures
        ),
    ),
    mark("Waiting"): (
        Specimen(mark("On its way"), (w.waiting, w.skeleton, w.progress), sheets.show_waiting),
        Specimen(mark("Faults"), (fault.part,), sheets.show_faults),
    ),
    mark("Dialogs"): (
        Specimen(
            mark("In front of a screen"), (dialogs.question, dialogs.sheet), sheets.show_dialogs
        ),
    ),
}
