"""Beginning a form: from the likeliest answers, from a draft, or to correct a record.

The rule that this module enforces: nothing that was written gets lost on the way. A draft of an
older form is brought up to date; what fits nowhere any more is kept beside the form and said.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from outreach.model.codes import Lists
from outreach.model.fields import Form
from outreach.model.kinds import KINDS, form
from outreach.model.upcast import upcast
from outreach.ui.desk import Desk
from outreach.ui.form.saver import keep
from outreach.ui.form.state import FormState
from outreach.ui.moments import HOUR, now_ms, to_text
from outreach.words import _

if TYPE_CHECKING:
    from outreach.drafts import Draft

#: An outing that nobody ended counts as going on for so long.
OUTING_HOURS = 14

#: Sessions in which it was looked whether a form was cut off.
_looked: WeakSet[Any] = WeakSet()


def current_outing(session: Any) -> Any | None:
    """The newest outing that has begun in the last 14 hours and has no end; a record view."""
    for row in session.rows(kind="outing", limit=5):
        if row.withdrawn or row.recorded_ms < now_ms() - OUTING_HOURS * HOUR:
            continue
        view = session.show(row.id)
        if not view.fields.get("occurred_to"):
            return view
    return None


def begin(desk: Desk, kind: str, values: Mapping[str, Any] | None = None) -> FormState:
    """Open a new form, with now as its time and this outing as its outing."""
    shape = asked_of(desk, kind)
    given: dict[str, Any] = dict(values or {})
    if shape.field("occurred_from") and kind not in ("hotspot", "premises"):
        given.setdefault("occurred_from", to_text(now_ms()))
    if shape.field("outing") and (outing := current_outing(desk.open)) is not None:
        given.setdefault("outing", outing.id)
    return _open(desk, FormState(shape, given, edition=_edition(desk)))


def asked_of(desk: Desk, kind: str) -> Form:
    """The form of a kind as it is for this person: without what somebody with another duty says.
    Raises ``UnknownKind``."""
    return form(kind).without(desk.open.kept_from(kind))


def reopen(desk: Desk, draft: Draft) -> FormState:
    """Carry on where the draft was left."""
    if (state := desk.forms.get(draft.id)) is not None:  # it is only just being left
        desk.go(f"/write/{state.id}")
        return state
    return _open(desk, from_draft(desk, draft))


def from_draft(desk: Desk, draft: Draft) -> FormState:
    """The form of a draft, as it was left. Raises ``UnknownKind`` for one of a newer app."""
    original: Mapping[str, Any] = {}
    if draft.corrects:
        view = desk.open.show(draft.corrects)
        desk.open.note_reading(view, still=True)
        original = view.fields
    shape = asked_of(desk, draft.kind)
    state = FormState(
        shape,
        brought_up_to_date(draft.kind, draft.version, draft.fields),
        draft_id=draft.id,
        corrects=draft.corrects,
        original=original,
        started_ms=draft.started_ms,
        focus=draft.field_in_focus,
        as_of=draft.as_of,
        begun_version=draft.version,
        edition=_edition(desk, draft.lists),
    )
    backs = dict(shape.also)
    for one in draft.along:
        if one["kind"] in backs:
            fields = brought_up_to_date(one["kind"], one["version"], one["fields"])
            state.add_along(form(one["kind"]), backs[one["kind"]], fields)
        else:
            state.along_unread.append(one)
    if state.focus:
        state.jump(state.focus)
    return state


def _edition(desk: Desk, begun: Mapping[str, str] | None = None) -> tuple[dict[str, str], Lists]:
    """In which edition of each code list something was begun, and the lists as they were; now,
    where it is only just begun."""
    editions = desk.open.editions
    pins = editions.pins() if begun is None else dict(begun)
    return pins, editions.as_of(pins)


def brought_up_to_date(kind: str, version: int, fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answers of an older form as the present one has them. Where no step leads on from that
    version they stay as they are, and the form says what does not fit."""
    current = KINDS[kind].version
    if version >= current:
        return fields
    try:
        return upcast(kind, version, current, fields)
    except KeyError:
        return fields


def correct(
    desk: Desk,
    view: Any,
    *,
    focus: str | None = None,
    reason: str | None = None,
    values: Mapping[str, Any] | None = None,
) -> FormState:
    """Open the form of a record, with what it says now. ``reason`` and ``values``: what to suggest;
    the person sees them and may change them before they save."""
    desk.open.note_reading(view, still=True)
    state = FormState(
        asked_of(desk, view.kind),
        dict(values or {}) | ({"reason": reason} if reason else {}),
        corrects=view.id,
        original=view.fields,
        focus=focus,
        as_of=desk.open.as_of(view.id),
        edition=_edition(desk),
    )
    if focus:
        state.jump(focus)
    return _open(desk, state)


def complete(desk: Desk, view: Any) -> FormState:
    """Open a record at the first question that nobody has answered yet."""
    missing = view.missing_fields
    return correct(
        desk, view, focus=missing[0] if missing else None, reason=_("Completed afterwards")
    )


def cut_off(desk: Desk, drafts: list[Draft]) -> Draft | None:
    """The draft that was on the screen when the app was killed or locked; asked for once after
    each unlocking, so that nobody is led back into a form that they have left since."""
    if desk.session is None or desk.session in _looked:
        return None
    _looked.add(desk.session)
    return next((d for d in drafts if d.open and d.kind in KINDS and d.id not in desk.forms), None)


def _open(desk: Desk, state: FormState) -> FormState:
    state.agency = desk.open.me.agency
    keep(desk, state)
    # Not begun: a lock keeps it, leaving it does not.
    state.unsaved = True
    if desk.session is not None:
        _looked.add(desk.session)
    desk.page.pop_dialog()  # a line about the last record would lie over Save
    desk.go(f"/write/{state.id}")
    return state
