"""A de-identified pack for learning and peer review: the same fields everywhere, and nobody in it.

The rules that this module enforces:

1. Which field is kept, coarsened, removed or reviewed is data (``pack_rules``); how far what is
   kept is told is worked out so that five or more share all of it (``deidentify``).
2. A text is in it only if a person has read it, as they left it. One in which something certain
   still leads to somebody (``identifying``) is taken only where they say that they are sure.
3. It says what was taken out (``pack_file``). Whoever has two packs of nearly the same records can
   compare them: it says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from outreach.exporting import Document, Held
from outreach.exports.pack_file import Tally, as_json, count_removed
from outreach.exports.pack_rows import LINK, MERGE, Places, attributes_of, edges, raw, subjects
from outreach.exports.records import within
from outreach.model import deidentify, kinds, outgoing
from outreach.model.deidentify import Row
from outreach.model.identifying import Found, found_in, words_in
from outreach.model.kinds.registry import PLANS, plan_of
from outreach.model.pack_rules import AREA, pack_rules
from outreach.model.queries import RecordView
from outreach.model.small import LEAST
from outreach.session import Session
from sync.errors import InputError

#: What is read off names of people, however it is written.
_PEOPLE: Final = (
    "names", "names_heard", "driver", "companions", "occupants_words", "person_in_charge",
    "licence_holder", "designated_supervisor", "served_on", "attendees", "owner", "to_whom",
    "drivers_seen", "manager", "responsible_person", "telephones", "telephone",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Text:
    """A free text, for somebody to read: ``found``: what in it may lead to somebody."""

    record: str
    kind: str
    field: str
    text: str
    found: tuple[Found, ...]

    @property
    def label(self) -> str:
        """What people call the field."""
        return kinds.label(self.kind, self.field)


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided of a text: what stands there instead, or the same; None: it is left
    out. ``sure``: it stays though something certain is found in it."""

    text: str | None
    sure: bool = False


@dataclass(slots=True)
class Gathered:
    """All that a pack is made of, before: by kind, in the order of the rules."""

    views: dict[str, list[RecordView]]
    links: list[RecordView]
    left_out: int
    names: frozenset[str] = frozenset()
    usual: frozenset[str] = frozenset()

    def all(self) -> list[RecordView]:
        """Every record that may be told of."""
        return [view for some in self.views.values() for view in some]


# -- what it is made of ----------------------------------------------------------------------------


def gather(session: Session, first: str = "", last: str = "") -> Gathered:
    """The records of some days that this person may read, of the kinds that a pack tells of.

    Withdrawn records are not among them. Raises NotAllowed: without the duty.
    """
    session.check_export("pack")
    found: dict[str, list[RecordView]] = {}
    left_out = 0
    for kind in pack_rules().kinds:
        if kind not in PLANS:
            continue
        views, hidden = session.all_to_go_out([row.id for row in session.rows(kind)])
        left_out += hidden
        found[kind] = [v for v in views if not v.withdrawn and within(v, first, last)]
    links = []
    for kind in (LINK, MERGE):
        if kind in PLANS:
            some, _hidden = session.all_to_go_out([row.id for row in session.rows(kind)])
            links += [view for view in some if not view.withdrawn]
    made = Gathered(found, links, left_out)
    every = made.all()
    rules = pack_rules()
    people = [v.fields.get(name) for v in every for name in _PEOPLE]
    people += [v.author_name for v in every]
    things = [
        value
        for v in every
        for name, value in v.fields.items()
        if rules.of(v.kind, name).do == "remove" and name not in plan_of(v.kind).codes
    ]
    things += [place for v in every if (place := v.place_title)]
    made.names = words_in(people, rules.usual_words)
    made.usual = words_in(things, rules.usual_words)
    return made


def texts(gathered: Gathered) -> list[Text]:
    """Every free text that somebody has to read before it is in a pack."""
    rules = pack_rules()
    found = []
    for view in gathered.all():
        for name, value in view.fields.items():
            if rules.of(view.kind, name).do != "review" or not isinstance(value, str):
                continue
            if value.strip():
                seen = tuple(found_in(value, gathered.names, gathered.usual))
                found.append(Text(view.id, view.kind, name, value, seen))
    return found


def still_found(gathered: Gathered, text: str) -> list[Found]:
    """What certain is left in a text after somebody edited it."""
    return [one for one in found_in(text, gathered.names, gathered.usual) if one.certain]


# -- the pack --------------------------------------------------------------------------------------


def pack(
    session: Session,
    gathered: Gathered,
    decisions: Mapping[tuple[str, str], Decision],
    random: Callable[[int], bytes],
    *,
    first: str = "",
    last: str = "",
) -> Document:
    """The pack as JSON. ``decisions``: (record, field) -> what was decided; others are left out.

    Raises:
        InputError: a text still leads to somebody, and nobody is sure; or nothing is left at all.
    """
    session.check_export("pack")
    tally = Tally()
    told = _texts_told(gathered, decisions, tally)
    every = gathered.all()
    subject_of = subjects(every, gathered.links)
    places = Places(session)
    rows: dict[str, list[Row]] = {}
    for kind, views in gathered.views.items():
        attributes = attributes_of(kind, views)
        raws = [raw(view, attributes, subject_of[view.id], places) for view in views]
        done = deidentify.coarsen(raws, attributes, areas=(AREA,), k=pack_rules().k)
        tally.add(kind, done)
        if done.rows:
            rows[kind] = done.rows
        count_removed(kind, views, tally)
    if not rows:
        raise InputError(
            f"No kind of record has {LEAST} that could be told of. Nothing left.",
            advice="Choose more days, and try again.",
        )
    found = edges(every, gathered.links)
    tally.links = deidentify.keep_links(rows, subject_of, found, k=pack_rules().k)
    content = as_json(session.partnership.name, rows, told, tally, random, first, last)
    return Document(
        sort="pack",
        name="outreach-pack.json",
        what=f"de-identified pack, {first or 'the beginning'} to {last or 'today'}",
        content=content,
        marking=outgoing.marking_without_people(de_identified=True),
        records=tuple(Held.of(v) for v in gathered.all() if v.kind in rows),
        left_out=gathered.left_out,
    )


def _texts_told(
    gathered: Gathered, decisions: Mapping[tuple[str, str], Decision], tally: Tally
) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    unsure = 0
    for one in texts(gathered):
        decision = decisions.get((one.record, one.field))
        if decision is None:
            tally.texts["nobody read"] += 1
        elif decision.text is None or not decision.text.strip():
            tally.texts["left out"] += 1
        else:
            if not decision.sure and still_found(gathered, decision.text):
                unsure += 1
            changed = decision.text.strip() != one.text.strip()
            tally.texts["changed" if changed else "as they were"] += 1
            found[one.record][one.field] = decision.text.strip()
    if unsure:
        raise InputError(
            f"Names or numbers are still found in {unsure} of the texts. Nothing left.",
            advice="Take them out, or say of each text that you are sure.",
        )
    return found
