"""A form that is being filled in: its answers, what is wrong with them, and its draft.

Each answer is a cell of its own, so that a keystroke redraws one question and not the form.
Values are plain JSON as the model takes them; a cell without an answer holds None. What is seen
along with it (a vehicle during a visit) is a form of its own inside this one.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from outreach.model import pointers
from outreach.model.begun import in_edition
from outreach.model.codes import Lists
from outreach.model.fields import Form, FormField, Section
from outreach.model.kinds import UNASKED
from outreach.model.problems import Problem
from outreach.ui.form.cells import Cell, Compared, Folds, Tally, Target
from outreach.ui.form.listening import Listening
from outreach.ui.moments import now_ms, to_text

if TYPE_CHECKING:
    from outreach.drafts import Draft
    from outreach.ui.form.saver import Saver

#: Widgets into which one types.
TYPED = frozenset({"text", "long", "verbatim", "number", "date"})
#: The answer that comes before every look-up, and when it was kept as it is.
FIRST = "first_description"
KEPT_AT = "described_at"
#: What a record has from the one that it was recorded along with, if it says nothing of its own.
INHERITED = (
    "occurred_from",
    "hotspot",
    "premises",
    "place_name",
    "latitude",
    "longitude",
    "accuracy_m",
    "point_source",
    "address",
    "postcode",
    "outing",
)


class FormState:
    """The answers of one form.

    ``corrects``: the record that is corrected, with ``original`` its values. ``touched`` is called
    after each change. ``back``: of a form inside another, the field that will name the other's
    record. ``begun_version``: of a draft, the version of the form it was begun with. ``edition``:
    in which edition of each code list it was begun (list -> entry), and the lists as they were.
    """

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
        back: str = "",
        begun_version: int | None = None,
        edition: tuple[Mapping[str, str], Lists] | None = None,
    ) -> None:
        #: Lists stay as they were when it was begun: nothing changes under a person's hands.
        self.edition = edition
        self.form = form = form if edition is None else in_edition(form, edition[1])
        self.id = draft_id or secrets.token_hex(16)
        self.corrects = corrects
        self.original = dict(original or {})
        self.started_ms = started_ms or now_ms()
        self.focus = focus
        #: How much of the space its author had seen when they began (of a correction).
        self.as_of = as_of
        self.back = back
        self.begun_version = begun_version or form.version
        #: Whether a person has answered anything, or it was a draft before.
        self.begun = draft_id is not None
        self.unsaved = False
        #: How often it is on the screen now: a form that is left is not there when one comes back.
        self.shown = 0
        self.touched: Callable[[], None] = lambda: None
        #: Called after each change too, by whoever looks at the words while they are typed.
        self.changed: Callable[[], None] = lambda: None
        self.saver: Saver | None = None
        self.along: list[FormState] = []
        #: The form that this one is inside of.
        self.outer: FormState | None = None
        #: What a newer app had begun along with it: kept in the draft as it is.
        self.along_unread: list[dict[str, Any]] = []
        given = dict(self.original) | dict(values or {})
        for name in UNASKED:
            given.pop(name, None)  # it stays with the record, and no form is asked
        self.cells: dict[str, Cell] = {}
        self._fields: dict[str, FormField] = {}
        for field in form.fields():
            self._fields[field.name] = field
            for name in (field.name, *field.parts):
                self.cells[name] = Cell(given.pop(name, None))
        #: Of which agency the person is: nobody is offered another agency's powers.
        self.agency = ""
        self.reason = Cell(given.pop("reason", None) if corrects else None)
        #: Answers of an older or newer form that have no place in this one; kept until someone
        #: leaves them out.
        takes = form.takes or given.keys()
        self.left_over = {name: given.pop(name) for name in list(given) if name not in takes}
        #: Values that this form takes and does not ask for; they stay with the record.
        self.others = given
        self.target = Target()
        self.compared = Compared()
        self.listening = Listening()
        #: Of a decision to share: another partnership's address. It is in no draft, so that its
        #: words are compared when it is given.
        self.address = Cell()
        self.folds = Folds(self._opened_at_first())
        self.tallies = {section.name: Tally() for section in form.sections}
        self.total = Tally()
        self.recount()

    def _opened_at_first(self) -> frozenset[str]:
        """The section of the field that was in focus; a new form has all of them folded. They are
        drawn when they are opened."""
        section = self._fold_of(self.focus) if self.focus else None
        return frozenset({section} if section else ())

    # --- answering ----------------------------------------------------------------------

    def put(self, name: str, value: Any, *, typed: bool = False) -> None:
        """Set an answer; an empty one is none. ``typed``: a letter more or less of words inside
        the answer that is there, which nothing else depends on."""
        if value in ("", [], {}, ()):
            value = None
        cell = self.cells[name]
        field = self._fields.get(name)
        self._go_on_to(name)
        if field is not None and field.widget in TYPED:
            typed = isinstance(cell.value, str) and isinstance(value, str)
        if typed and not cell.error:
            cell.type(value)
        else:
            cell.value, cell.error = value, ""
            self.recount()
            self._open_what_follows(name)
        self._note()

    def _open_what_follows(self, name: str) -> None:
        """A section that is asked for because of this answer is opened: it is what comes next."""
        for section in self.form.sections:
            lead = next((f for f in section.fields if f.when and f.when[0] == name), None)
            here = self.section_of(name) == section.name
            if lead and not here and lead.widget == "checklist" and self.asked(lead.name):
                self.folds.open(section.name)

    def may_look_up(self) -> bool:
        """Whether somebody may be looked for already: where the form asks for a first description,
        not before there is one, and not while it is being written."""
        return FIRST not in self.cells or (bool(self.value(FIRST)) and self.focus != FIRST)

    def keep_first(self) -> None:
        """Something was looked up: what was described before stays as it is from now on."""
        if FIRST in self.cells and self.value(FIRST) and not self.value(KEPT_AT):
            self.cells[KEPT_AT].value = to_text(now_ms())
            self._note()

    @property
    def first_is_kept(self) -> bool:
        """Whether the first description cannot be changed in this form any more."""
        return KEPT_AT in self.cells and bool(self.value(KEPT_AT))

    def put_reason(self, words: str) -> None:
        self.reason.value, self.reason.error = words or None, ""
        self._note()

    def focused(self, name: str) -> None:
        """Where the person is; a draft that is there already remembers it."""
        if self.focus != name:
            self._go_on_to(name)
            if self.begun:
                self._note()

    def _go_on_to(self, name: str) -> None:
        """Where the person is now; what they leave may be held elsewhere too."""
        if self.focus != name and self.focus in (FIRST, *pointers.fields_of(self.form.kind)):
            self.compared.turn += 1
        self.focus = name

    def add_along(
        self, form: Form, back: str, values: Mapping[str, Any] | None = None
    ) -> FormState:
        """Begin a record that goes with this one; its answers are kept in this one's draft."""
        child = FormState(form, values, back=back, edition=self.edition)
        child.touched = self._note
        child.listening.rules = self.listening.rules
        child.outer = self
        self.along.append(child)
        self.folds.along += 1
        return child

    def drop_along(self, child: FormState) -> None:
        self.along.remove(child)
        self.folds.along += 1
        self._note()

    def _note(self) -> None:
        self.unsaved = self.begun = True
        self.touched()
        self.changed()

    def misfits(self) -> dict[str, Any]:
        """Answers that have no place in this form, or in one of those along with it."""
        found = dict(self.left_over)
        for child in self.along:
            found |= {f"{child.form.title} {name}": v for name, v in child.left_over.items()}
        return found

    def leave_out(self) -> None:
        """Let go of the answers that have no place in this form."""
        for one in (self, *self.along):
            one.left_over = {}
        self.folds.along += 1
        self._note()

    def close(self) -> None:
        """Forget the answers: the tablet is locking."""
        self.touched = self.changed = lambda: None
        for child in self.along:
            child.close()
        self.cells, self.along, self.reason = {}, [], Cell()
        self.address.value = None
        self.listening.forget()
        self.folds.problems = ()
        self.original, self.others, self.left_over = {}, {}, {}

    # --- reading ------------------------------------------------------------------------

    def fields(self) -> dict[str, Any]:
        """The answers that are given and asked for now, as the model takes them."""
        given = {
            name: _number(cell.value) if self._is_number(name) else cell.value
            for name, cell in self.cells.items()
            if cell.value is not None and self.asked(name)
        }
        return given | self.others

    def inherit(self, child: FormState) -> dict[str, Any]:
        """The answers of a form inside this one, with what it has from this one: nothing, where it
        is kept apart."""
        if child.form.apart:
            return child.fields()
        mine = self.fields()
        lent = {n: mine[n] for n in INHERITED if n in mine and n in child.form.takes}
        return lent | child.fields()

    def asked(self, name: str) -> bool:
        """False for a question that another answer has made pointless."""
        field = self._fields.get(name)
        if field is None:
            return True
        if self.back and (name == self.back or name in INHERITED):
            return False
        if field.settled and (cell := self.cells.get(name)) and cell.value is None:
            checklist, item = field.settled
            if item in (self.value(checklist) or {}):
                return False
        if field.when is None:
            return True
        on, code = field.when
        held = self.value(on)
        return code in held if isinstance(held, list) else held == code

    def value(self, name: str) -> Any:
        """An answer as it is held, asked for or not; None where there is none."""
        return self.cells[name].value if name in self.cells else self.others.get(name)

    def wants(self, field: FormField) -> bool:
        """Whether this question is still to be answered before the record is complete."""
        if not field.wanted or not self.asked(field.name):
            return False
        value = self.cells[field.name].value
        if value or value is False or value == 0:
            return False
        return not any(self.value(other) for other in field.unless)

    def wanting(self) -> list[FormField]:
        """What is still to be answered, in the order of the form."""
        return [field for field in self.form.fields() if self.wants(field)]

    def changes(self) -> dict[str, Any]:
        """Of a correction: the fields that differ now. An answer that was emptied is None."""
        now = self.fields()
        changed = {k: v for k, v in now.items() if self.original.get(k) != v}
        return changed | {k: None for k in self.original if k in self.cells and k not in now}

    def _is_number(self, name: str) -> bool:
        field = self._fields.get(name)
        return field is not None and field.widget == "number"

    def recount(self) -> None:
        """Count again what is answered and what is wanted."""
        sums = [0, 0, 0, 0]
        for section in self.form.sections:
            counts = self._count(section)
            self.tallies[section.name].set(*counts)
        for field in self.form.fields():
            sums[2] += self.wants(field)
        self.total.set(*sums)

    def _count(self, section: Section) -> tuple[int, int, int, int]:
        asked = [f for f in section.fields if not f.first and self.asked(f.name)]
        return (
            len(asked),
            sum(self.cells[f.name].value is not None for f in asked),
            sum(self.wants(f) for f in asked),
            sum(bool(self.cells[n].error) for f in asked for n in (f.name, *f.parts)),
        )

    def renew(self, edition: tuple[Mapping[str, str], Lists]) -> None:
        """Offer what is in force now, because the person asks for it; answers stay."""
        self.edition = edition
        self.form = in_edition(self.form, edition[1])
        self._fields = {field.name: field for field in self.form.fields()}
        for child in self.along:
            child.renew(edition)
        self._note()

    @property
    def begun_in(self) -> dict[str, str]:
        """In which edition of each code list it was begun: list -> entry."""
        return dict(self.edition[0]) if self.edition is not None else {}

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
        values |= self.left_over
        if self.reason.value:
            values["reason"] = self.reason.value
        return Draft(
            id=self.id,
            kind=self.form.kind,
            version=self.begun_version if self.left_over else self.form.version,
            fields=values,
            field_in_focus=self.focus,
            started_ms=self.started_ms,
            updated_ms=now_ms(),
            corrects=self.corrects,
            as_of=self.as_of,
            open=self.shown > 0,
            along=[
                {"kind": c.form.kind, "version": c.form.version, "fields": c.draft().fields}
                for c in self.along
            ]
            + self.along_unread,
            lists=self.begun_in,
        )

    # --- problems -----------------------------------------------------------------------

    def show(self, problems: Iterable[Problem]) -> None:
        """Problems beside their fields and in the summary; their sections are opened."""
        told = tuple(problems)
        for cell in self.cells.values():
            cell.error = ""
        opened = set(self.folds.opened)
        for problem in told:
            name = field_of(problem)
            if name in self.cells:
                self.cells[name].error = problem.message
            if section := self._fold_of(name):
                opened.add(section)
        self.folds.opened = frozenset(opened)
        self.folds.problems = told
        self.recount()

    def jump(self, name: str) -> None:
        """Bring a question into sight, its section open and the keyboard in it."""
        if section := self._fold_of(name):
            self.folds.open(section)
        self.focus = name
        self.target.name = name
        self.target.turn += 1
        if (cell := self.cells.get(name)) is not None:
            cell.turn += 1

    def section_of(self, name: str) -> str | None:
        for section in self.form.sections:
            if any(name == f.name or name in f.parts for f in section.fields):
                return section.name
        return None

    def _fold_of(self, name: str) -> str | None:
        """The section that has to be open for this question to be seen."""
        field = self._fields.get(name)
        return None if field is not None and field.first else self.section_of(name)

    def label(self, name: str) -> str:
        field = self._fields.get(name)
        return field.label if field else name.replace("_", " ").capitalize()


def field_of(problem: Problem) -> str:
    """The name of the question that a problem stands beside; a part of an answer counts as it."""
    return problem.field.split(".")[0].split("[")[0]


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
