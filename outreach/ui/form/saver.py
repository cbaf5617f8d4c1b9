"""Half-written forms are sealed on disk within a second of the last keystroke.

The first change after a save starts a timer of 0.4 s; the draft that is then saved holds whatever
had been typed by then, and a change during the save starts the next. So nothing older than a
second is ever lost, however long someone types.
"""

from __future__ import annotations

import asyncio

from outreach.ui.desk import Desk
from outreach.ui.form.state import FormState

DELAY = 0.4


class Saver:
    """Keeps the draft of one form; a form has one saver, from its opening to its end."""

    def __init__(self, desk: Desk, form: FormState) -> None:
        self.desk = desk
        self.form = form
        self._waiting = False
        self._done = False
        self._one_at_a_time = asyncio.Lock()
        form.touched = self.touched

    @property
    def saving(self) -> bool:
        """Whether a draft is on its way to the disk: it may not have got there yet."""
        return self._one_at_a_time.locked() and not self._done

    @property
    def keeps(self) -> bool:
        """Whether a save would keep anything: the vault is open, and the form has not ended."""
        return self.desk.session is not None and not self._done

    def touched(self) -> None:
        if not self._waiting and not self._done:
            self._waiting = True
            self.desk.start(self._save_soon())

    async def _save_soon(self) -> None:
        await asyncio.sleep(DELAY)
        self._waiting = False
        await self.save()

    async def save(self) -> None:
        """Save now what has changed."""
        async with self._one_at_a_time:
            session = self.desk.session
            if session is None or not self.form.unsaved or self._done:
                return
            draft = self.form.draft()
            self.form.unsaved = False
            try:
                await asyncio.to_thread(session.save_draft, draft)
            except BaseException:
                self.form.unsaved = True
                raise

    async def leave(self) -> None:
        """The form has left the screen: keep it as a draft, or forget it when nobody began it."""
        form = self.form
        if self._done or form.shown or self.desk.session is None:
            return
        if form.begun:
            form.unsaved = True
            await self.save()
        if not form.shown and self.desk.forms.get(form.id) is form:
            del self.desk.forms[form.id]
            self.desk.syncs.rows_changed()

    async def finish(self) -> None:
        """The form has become a record, or its author threw it away: no draft is left."""
        self._done = True
        async with self._one_at_a_time:
            self.form.unsaved = False
            self.desk.forms.pop(self.form.id, None)
            if self.desk.session is not None:
                await asyncio.to_thread(self.desk.session.discard_draft, self.form.id)


def keep(desk: Desk, form: FormState) -> FormState:
    """Open a form on this desk and keep its draft from now on."""
    form.saver = Saver(desk, form)
    if desk.session is not None:
        for one in (form, *form.along):
            one.listening.rules = desk.session.wording_rules()
    desk.forms[form.id] = form
    return form
