"""A form that is being filled in: its answers, what is wrong with them, and its draft.

Each answer is a cell of its own, so that a keystroke redraws one question and not the form.
Values are plain JSON as the model takes them; a cell without an answer holds None.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from outreach.model.fields import Form, FormField
from outreach.model.problems import Problem
from outreach.ui.moments import now_ms
from outreach.ui.pulse import Watched

if TYPE_CHECKING:
    from outreach.drafts import Draft
    from outreach.ui.form.saver import Saver


class Cell(Watched):
    """One answer, and what is wrong with it."""

    def __init__(self, value: Any = None) -> None:
        self.value = value
        self.error = ""


class Folds(Watched):
    """Which sections are open, and the problems of the last try to save."""

    def __init__(self, opened: frozenset[str]) -> None:
        self.opened = opened
        self.problems: tuple[Problem, ...] = ()
        self.saving = False

    def toggle(self, section: str) -> None:
        self.opened = self.opened ^ {section}


class FormState:
    """The answers of one form. ``corrects`` is the record that is corrected, with ``original``
    its values; ``touched`` is called after each change."""

    def __init__(
        self,
        form: Form,
        values: Mapping[str, Any] | None = None,
        *,
        draft_id: str | None = None,
        corrects: str | None = None,
        original: Mapping[str, Any] | None = None,
        started_ms: int | None = None,
        focus: str | None = None,
        as_of: int | None = None,
    ) -> None:
        self.form = form
        self.id = draft_id or secrets.token_hex(16)
        self.corrects = corrects
        self.original = dict(original or {})
        self.started_ms = started_ms or now_ms()
        self.focus = focus
        #: How much of the space its author had seen when they began (of a correction).
        self.as_of = as_of
        self.unsaved = False
        self.touched: Callable[[], None] = lambda: None
        self.saver: Saver | None = None
        given = dict(self.original) | dict(values or {})
        self.cells: dict[str, Cell] = {}
        for field in form.fields():
            for name in (field.name, *field.parts):
                self.cells[name] = Cell(given.pop(name, None))
        #: Values that this form does not ask for; they stay with the record.
        self.others = given
        self.reason = Cell(self.others.pop("reason", None) if corrects else None)
        self.folds = Folds(self._opened_at_first())

    def _opened_at_first(self) -> frozenset[str]:
        """Sections with answers or with the field that was in focus; the rest are folded."""
        opened = set()
        for section in self.form.sections:
            for field in section.fields:
                if field.first:
                    continue
                if self.cells[field.name].value is not None or field.name == self.focus:
                    opened.add(section.name)
        return frozenset(opened)

    # --- answering ----------------------------------------------------------------------

    def put(self, name: str, value: Any) -> None:
        """Set an answer; an empty one is none."""
        if value in ("", [], {}, ()):
            value = None
        cell = self.cells[name]
        cell.value = value
        if cell.error:
            cell.error = ""
        self.focus = name
        self._note()

    def put_reason(self, words: str) -> None:
        self.reason.value = words or None
        if self.reason.error:
            self.reason.error = ""
        self._note()

    def focused(self, name: str) -> None:
        self.focus = name

    def _note(self) -> None:
        self.unsaved = True
        self.touched()

    def close(self) -> None:
        """Forget the answers: the tablet is locking."""
        self.touched = lambda: None
        self.cells = {}
        self.original, self.others = {}, {}

    # --- reading ------------------------------------------------------------------------

    def fields(self) -> dict[str, Any]:
        """The answers that are given and asked for now, as the model takes them."""
        given = {
            name: _number(cell.value) if self._is_number(name) else cell.value
            for name, cell in self.cells.items()
            if cell.value is not None and self.asked(name)
        }
        return given | self.others

    def asked(self, name: str) -> bool:
        """False for a question that another answer has made pointless."""
        field = self.form.field(name)
        if field is None or field.when is None:
            return True
        on, code = field.when
        held = self.cells[on].value if on in self.cells else None
        return code in held if isinstance(held, list) else held == code

    def changes(self) -> dict[str, Any]:
        """Of a correction: the fields that differ now. An answer that was emptied is None."""
        now = self.fields()
        changed = {k: v for k, v in now.items() if self.original.get(k) != v}
        return changed | {k: None for k in self.original if k in self.cells and k not in now}

    def _is_number(self, name: str) -> bool:
        field = self.form.field(name)
        return field is not None and field.widget == "number"

    def draft(self) -> Draft:
        """What is kept, sealed, while the form is unfinished."""
        from outreach.drafts import Draft

        if self.corrects:
            # Only what its author changed: what others change meanwhile is not theirs to undo.
            values = self.changes()
        else:
            given = {name: cell.value for name, cell in self.cells.items()}
            values = {name: value for name, value in given.items() if value is not None}
            values |= self.others
        if self.reason.value:
            values["reason"] = self.reason.value
        return Draft(
            id=self.id,
            kind=self.form.kind,
            version=self.form.version,
            fields=values,
            field_in_focus=self.focus,
            started_ms=self.started_ms,
            updated_ms=now_ms(),
            corrects=self.corrects,
            as_of=self.as_of,
        )

    # --- problems -----------------------------------------------------------------------

    def show(self, problems: Iterable[Problem]) -> None:
        """Problems beside their fields and in the summary; their sections are opened."""
        told = tuple(problems)
        for cell in self.cells.values():
            if cell.error:
                cell.error = ""
        opened = set(self.folds.opened)
        for problem in told:
            name = problem.field.split(".")[0].split("[")[0]
            if name in self.cells:
                self.cells[name].error = problem.message
            if section := self.section_of(name):
                opened.add(section)
        self.folds.opened = frozenset(opened)
        self.folds.problems = told

    def section_of(self, name: str) -> str | None:
        for section in self.form.sections:
            if any(name == f.name or name in f.parts for f in section.fields):
                return section.name
        return None

    def label(self, name: str) -> str:
        field = self.form.field(name)
        return field.label if field else name.replace("_", " ").capitalize()


def _number(value: Any) -> Any:
    """A number that was typed, as a number; anything else as it is, for the model to refuse."""
    if not isinstance(value, str):
        return value
    whole = value.strip().lstrip("+-").isdecimal()
    try:
        return int(value) if whole else float(value.replace(",", "."))
    except ValueError:
        return value


def is_unknown(value: Any) -> bool:
    """Whether an answer says why there is no value."""
    return isinstance(value, dict) and "unknown" in value


def first_questions(form: Form) -> list[FormField]:
    """What matters at one in the morning: the questions that stand above the sections."""
    return [field for field in form.fields() if field.first]
