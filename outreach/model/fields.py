"""What a form asks, in what order and words: hints beside each field of a record's model.

A record kind needs no view of its own. ``form()`` reads the hints (``Ask``) from the model and
builds a ``Form``, which the screen only draws. What matters at one in the morning stands first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import UnionType
from typing import Any, ClassVar, Literal, Union, get_args, get_origin

from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from outreach.model.codes import CodeList, code_list

Widget = Literal[
    "text",
    "long",
    "verbatim",
    "yesno",
    "choice",
    "chips",
    "number",
    "datetime",
    "date",
    "place",
    "record",
    "people",
    "checklist",
    "observations",
    "parts",
    "challenged",
    "point",
    "sanitise",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """How one field is asked for.

    ``wanted``: reported as missing without a value or a reason. ``unless``: not wanted when any of
    these fields has an answer other than no. ``when``: asked only when that field holds that code.
    ``of``: drawn inside the control of that field (a longitude inside the point of its latitude).
    ``refers``: the kinds of record that a reference may lead to. ``beside``: stays right behind
    that field, which it only explains (a role behind its name). ``past``: a day that cannot lie
    ahead (a birth). ``ahead``: a time that lies ahead (an expiry). ``settled``: pointless once the
    checklist of that name has an answer to that item.
    """

    label: str
    section: str
    widget: Widget
    help: str = ""
    codes: str = ""
    wanted: bool = False
    unless: tuple[str, ...] = ()
    when: tuple[str, str] | None = None
    first: bool = False
    of: str = ""
    refers: tuple[str, ...] = ()
    beside: str = ""
    past: bool = False
    ahead: bool = False
    settled: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One question of a form. ``codes`` and ``answers`` are the lists to choose from: of a
    checklist, its items and the answers to each. ``parts``: fields that this control fills too.
    ``shape``: of a list of answers with parts, their names in order. ``many``: the value is a list.
    ``unknowns``: the four answers for what is not known apply. ``ahead``: a time to come."""

    name: str
    label: str
    help: str
    widget: Widget
    codes: CodeList | None
    answers: CodeList | None
    wanted: bool
    unknowns: bool
    max_length: int | None
    first: bool
    many: bool
    unless: tuple[str, ...]
    when: tuple[str, str] | None
    parts: tuple[str, ...]
    refers: tuple[str, ...]
    settled: tuple[str, str] | None
    shape: tuple[str, ...] = ()
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that belong together, in order."""

    name: str
    title: str
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """All that a screen needs to ask for one kind of record. ``takes``: every field that a record
    of it may have, asked for or not. ``also``: kinds that are recorded along with it, and the field
    by which each names it (a vehicle that was seen during a visit); ``also_unless``: none are when
    one of these fields is answered (nothing was seen)."""

    kind: str
    title: str
    sections: tuple[Section, ...]
    version: int = 1
    takes: frozenset[str] = frozenset()
    also: tuple[tuple[str, str], ...] = ()
    also_unless: tuple[str, ...] = ()
    #: Of ``also``: kinds whose button stays in sight while this one is written, and its words.
    in_sight: tuple[tuple[str, str], ...] = ()
    #: The help card that guides through it.
    guide: str = ""
    #: Recorded along with another, it takes nothing from it but its id.
    apart: bool = False

    def without(self, names: frozenset[str]) -> Form:
        """The same form, not asking for some of its fields: those are for somebody else."""
        kept = (
            Section(s.name, s.title, tuple(f for f in s.fields if f.name not in names))
            for s in self.sections
        )
        return replace(self, sections=tuple(s for s in kept if s.fields)) if names else self

    def fields(self) -> Iterator[FormField]:
        """Every question, in order."""
        for section in self.sections:
            yield from section.fields

    def field(self, name: str) -> FormField | None:
        """The question for ``name``, or None when it is drawn inside another or not asked."""
        return next((found for found in self.fields() if found.name == name), None)


class Asked(BaseModel):
    """A model whose fields carry an ``Ask`` each."""

    #: Section names to titles, in the order of the form.
    sections: ClassVar[Mapping[str, str]] = {}
    #: Fields of the header that this kind accepts but does not ask for.
    not_asked: ClassVar[frozenset[str]] = frozenset()
    #: Kinds that are recorded along with this one -> their field that names it.
    also: ClassVar[Mapping[str, str]] = {}
    #: Fields whose answer makes that pointless.
    also_unless: ClassVar[tuple[str, ...]] = ()
    #: Kinds of ``also`` whose button stays in sight all the while -> the words on it.
    in_sight: ClassVar[Mapping[str, str]] = {}
    #: The help card (``assets/help``) that guides through it.
    guide: ClassVar[str] = ""
    #: Recorded along with another, it takes nothing from it but its id.
    apart: ClassVar[bool] = False


def ask_of(info: FieldInfo) -> Ask | None:
    """The hints of a model's field."""
    return next((found for found in info.metadata if isinstance(found, Ask)), None)


def asks(model: type[BaseModel]) -> dict[str, Ask]:
    """The hints of every field: first those that the kind declares itself, in its order, then
    those of its header."""
    own = [name for name in model.__annotations__ if name in model.model_fields]
    names = own + [name for name in model.model_fields if name not in own]
    found = {name: ask_of(model.model_fields[name]) for name in names}
    return {name: ask for name, ask in found.items() if ask is not None}


def branches(annotation: Any) -> Iterator[Any]:
    """The types inside a union, with the metadata of each, flat."""
    if get_origin(annotation) in (Union, UnionType):
        for arg in get_args(annotation):
            yield from branches(arg)
    else:
        yield annotation


def takes_unknown(info: FieldInfo) -> bool:
    """Whether *not known, not asked, declined, not practicable* are answers to this field."""
    return any(getattr(kind, "__name__", "") == "Unknown" for kind in get_args(info.annotation))


def max_length_of(info: FieldInfo) -> int | None:
    """The most characters that a text field takes."""
    for kind in (info, *branches(info.annotation)):
        for meta in getattr(kind, "__metadata__", getattr(kind, "metadata", ())):
            if isinstance(meta, StringConstraints) and meta.max_length is not None:
                return meta.max_length
    return None


def _is_list(info: FieldInfo) -> bool:
    kinds = (getattr(kind, "__origin__", kind) for kind in branches(info.annotation))
    return any(getattr(kind, "__origin__", kind) is list for kind in kinds)


def _shape(info: FieldInfo) -> tuple[str, ...]:
    """The parts of each answer of a list, as its type declares them."""
    for kind in (info.annotation, *branches(info.annotation)):
        bare = getattr(kind, "__origin__", kind)
        for listed in (kind, bare):
            for inner in get_args(listed):
                if hasattr(inner, "__required_keys__"):
                    return tuple(inner.__annotations__)
    return ()


def build(kind: str, title: str, version: int, model: type[Asked]) -> Form:
    """The form of a model, in the order of its sections."""
    hints = asks(model)
    parts: dict[str, list[str]] = {}
    for name, ask in hints.items():
        if ask.of:
            parts.setdefault(ask.of, []).append(name)

    def question(name: str, ask: Ask) -> FormField:
        info = model.model_fields[name]
        return FormField(
            name=name,
            label=ask.label,
            help=ask.help,
            widget=ask.widget,
            codes=code_list(ask.codes) if ask.codes else None,
            answers=code_list("checklist_answer") if ask.widget == "checklist" else None,
            wanted=ask.wanted,
            unknowns=takes_unknown(info),
            max_length=max_length_of(info),
            first=ask.first,
            many=_is_list(info),
            unless=ask.unless,
            when=ask.when,
            parts=tuple(parts.get(name, ())),
            refers=ask.refers,
            settled=ask.settled,
            shape=_shape(info) if ask.widget == "parts" else (),
            ahead=ask.ahead,
        )

    sections = []
    for section, heading in model.sections.items():
        asked = {
            name: ask
            for name, ask in hints.items()
            if ask.section == section and not ask.of and name not in model.not_asked
        }
        if asked:
            chosen = tuple(question(name, asked[name]) for name in _in_order(asked))
            sections.append(Section(section, heading, chosen))
    return Form(
        kind,
        title,
        tuple(sections),
        version,
        takes=frozenset(model.model_fields),
        also=tuple(model.also.items()),
        also_unless=model.also_unless,
        in_sight=tuple(model.in_sight.items()),
        guide=model.guide,
        apart=model.apart,
    )


def _in_order(asked: Mapping[str, Ask]) -> list[str]:
    """The names of a section's questions: what stands above the sections, then what is wanted, else
    as they were declared."""
    leaders = [name for name, ask in asked.items() if ask.beside not in asked]
    leaders.sort(key=lambda name: 0 if asked[name].first else 1 if asked[name].wanted else 2)
    return [
        name
        for leader in leaders
        for name in (leader, *(n for n, ask in asked.items() if ask.beside == leader))
    ]
