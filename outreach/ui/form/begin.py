"""Beginning a form: from the likeliest answers, from a draft, or to correct a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from outreach.model.kinds import form
from outreach.ui.desk import Desk
from outreach.ui.form.saver import keep
from outreach.ui.form.state import FormState
from outreach.ui.moments import HOUR, now_ms, to_text

if TYPE_CHECKING:
    from outreach.drafts import Draft

#: An outing that nobody ended counts as going on for so long.
OUTING_HOURS = 14


def current_outing(session: Any) -> Any | None:
    """The newest outing that has begun in the last 14 hours and has no end; a record view."""
    for row in session.rows(kind="outing", limit=5):
        if row.withdrawn or row.recorded_ms < now_ms() - OUTING_HOURS * HOUR:
            continue
        view = session.show(row.id)
        if not view.fields.get("occurred_to"):
            return view
    return None


def begin(desk: Desk, kind: str, values: Mapping[str, Any] | None = None) -> None:
    """Open a new form, with now as its time and this outing as its outing."""
    shape = form(kind)
    given: dict[str, Any] = dict(values or {})
    if shape.field("occurred_from") and kind not in ("hotspot", "premises"):
        given.setdefault("occurred_from", to_text(now_ms()))
    if shape.field("outing") and (outing := current_outing(desk.open)) is not None:
        given.setdefault("outing", outing.id)
    _open(desk, FormState(shape, given))


def reopen(desk: Desk, draft: Draft) -> None:
    """Carry on where the draft was left."""
    _open(desk, from_draft(desk, draft))


def from_draft(desk: Desk, draft: Draft) -> FormState:
    """The form of a draft, as it was left."""
    original: Mapping[str, Any] = {}
    if draft.corrects:
        original = desk.open.show(draft.corrects).fields
    return FormState(
        form(draft.kind),
        draft.fields,
        draft_id=draft.id,
        corrects=draft.corrects,
        original=original,
        started_ms=draft.started_ms,
        focus=draft.field_in_focus,
        as_of=draft.as_of,
    )


def correct(desk: Desk, view: Any, *, focus: str | None = None) -> None:
    """Open the form of a record, with what it says now."""
    state = FormState(
        form(view.kind),
        corrects=view.id,
        original=view.fields,
        focus=focus,
        as_of=desk.open.as_of(view.id),
    )
    _open(desk, state)


def _open(desk: Desk, state: FormState) -> None:
    keep(desk, state)
    desk.go(f"/write/{state.id}")
