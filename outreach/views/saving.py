"""Saving a form: it becomes a record, or a correction of one, and its draft goes.

The rule that this module enforces: all or nothing. What was seen along with it is saved in the same
breath; a problem in one of them saves none; the draft is there until the record is.
"""

from __future__ import annotations

import asyncio
from typing import Any

from outreach.model import codes
from outreach.model.kinds import form as form_of
from outreach.model.kinds import missing, validate
from outreach.model.kinds.sharing_decision import DECISION, PARTNERSHIP
from outreach.model.problems import InvalidRecord, Problem
from outreach.ui.desk import Desk
from outreach.ui.form.along import goes_to
from outreach.ui.form.sanitised import sanitising
from outreach.ui.form.saver import Saver
from outreach.ui.form.state import FormState
from outreach.ui.values import said_of
from outreach.views.giving import give_out
from outreach.words import _, several
from sync.errors import InputError


def saver_of(form: FormState) -> Saver:
    """The one that keeps this form's draft."""
    if form.saver is None:
        raise RuntimeError("the form was never opened")
    return form.saver


async def save_form(desk: Desk, form: FormState) -> str | None:
    """Save for good; the words to say, or None when something has to be put right first."""
    session = desk.open
    if form.misfits():
        message = _("Write what matters into the form, then leave these out")
        raise InvalidRecord(form.form.kind, [Problem("", message)])
    if form.corrects:
        changes, reason = form.changes(), form.reason.value or ""
        if not changes:
            desk.tell(_("Nothing was changed, so nothing was saved."))
            return None
        if not reason.strip():
            form.reason.error = _("Enter why you correct it")
            desk.tell(_("Enter why you correct it. Nothing was saved yet."))
            return None
        await asyncio.to_thread(
            session.correct, form.corrects, changes, reason, form.as_of, begun=form.begun_in
        )
        await saver_of(form).finish()
        return _("Correction saved on this tablet. The original stays, struck through.")
    fields = form.fields()
    if form.form.kind == DECISION:
        return await _decide(desk, form, fields)
    with codes.using(session.lists_for(form.begun_in)):
        along = _along(form)
    if along:
        await asyncio.to_thread(
            session.add_with, form.form.kind, fields, along, begun=form.begun_in
        )
    else:
        await asyncio.to_thread(session.add, form.form.kind, fields, begun=form.begun_in)
    await saver_of(form).finish()
    wanting = len(missing(form.form.kind, fields))
    said = [_("Saved on this tablet.")]
    sealed = [kind for kind, _f, _b in along if form_of(kind).apart]
    if seen := len(along) - len(sealed):
        said.append(several("{n} sighting with it.", "{n} sightings with it.", seen))
    if sealed:
        said.append(_("Who told it is sealed apart."))
    saved = dict.fromkeys((form.form.kind, *(kind for kind, _f, _b in along)))
    said += dict.fromkeys(where for kind in saved if (where := goes_to(desk, kind)))
    if wanting:
        said.append(
            several(
                "{n} answer can be completed later.", "{n} answers can be completed later.", wanting
            )
        )
    return " ".join(said)


async def _decide(desk: Desk, form: FormState, fields: dict[str, Any]) -> str:
    """Share a record, or record that it is not shared. Raises InvalidRecord for what is lacking."""
    session = desk.open
    record = str(next(iter(fields.get("records") or ()), ""))
    problems = [
        Problem(name, said)
        for name, said, there in (
            ("records", _("Choose the record"), record),
            ("decision", _("Say what you decide"), fields.get("decision")),
            ("to", _("Say who it is for"), fields.get("to")),
        )
        if not there
    ]
    to = str(fields.get("to") or "")
    elsewhere = fields.get("decision") == "share" and to == PARTNERSHIP
    if elsewhere and form.address.value is None:
        problems.append(Problem("to", _("Enter the address that they gave you")))
    if problems:
        raise InvalidRecord(DECISION, problems)
    try:
        if fields["decision"] == "refuse":
            await asyncio.to_thread(session.refuse, record, to, fields)
            said = _("Recorded that it is not shared, and why.")
        elif elsewhere:
            said = await give_out(desk, record, form.address.value, fields, sanitising(form))
        else:
            await asyncio.to_thread(session.share, record, to, fields, sanitising(form))
            said = _("Shared with {space}, and the decision recorded.").format(space=said_of(to))
    except InvalidRecord:
        raise
    except InputError as error:
        name = "" if elsewhere else "to"
        raise InvalidRecord(DECISION, [Problem(name, error.message)]) from None
    await saver_of(form).finish()
    return said


def _along(form: FormState) -> list[tuple[str, dict[str, Any], str]]:
    """What was recorded along with it and says something. Raises InvalidRecord, shown beside it."""
    found = []
    for child in form.along:
        if not child.fields():
            continue
        kind, fields = child.form.kind, form.inherit(child)
        try:
            validate(kind, fields)
        except InvalidRecord as error:
            child.show(error.problems)
            label = _(child.form.title)
            told = [Problem("", f"{label}: {_(problem.message)}") for problem in error.problems]
            raise InvalidRecord(form.form.kind, told) from None
        found.append((kind, fields, child.back))
    return found
