"""The schedule of what there is: every version and review of records, with what proves each.

The rules that this module enforces:

1. Every version is an item of its own, numbered, in the order of the records and of their
   histories: what was corrected or withdrawn is listed like what stands.
2. An item names its entry by its id (SHA-256 over header, digest and signature), the SHA-256 of its
   sealed body, whether its signature verifies now, and where it stands: its number in its device's
   chain, its position in the space.
3. Sensitive items are listed apart, in a schedule of their own, described by their kind only.
4. Six words stand for all ids in order. Whoever makes the schedule again, of the same records, gets
   the same words, unless something was added or is missing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, TypeAlias

from outreach.exporting import Document, Held, Proof
from outreach.exports import told
from outreach.exports.records import day_of, moment
from outreach.exports.table import as_csv
from outreach.model import kinds, outgoing, timeline
from outreach.model.queries import RecordView, VersionView
from outreach.paper.report import Item, Line, Part, Report, report
from outreach.session import Session
from outreach.words import _, mark
from sync.errors import InputError, NotFound
from sync.keys import digest
from sync.words import fingerprint

Format: TypeAlias = Literal["pdf", "csv", "jsonl"]

_MOST: Final = 2_000
_STATES: Final = {
    "signed": mark("its signature verifies"),
    "wrong": mark("ITS SIGNATURE DOES NOT VERIFY"),
    "gone": mark("the entry is not on this device any more"),
}
_DEEDS: Final = {
    "created": mark("first version"),
    "corrected": mark("correction"),
    "withdrawn": mark("withdrawal"),
    "restored": mark("taken back: the withdrawal"),
    "reviewed": mark("review"),
}


@dataclass(frozen=True, slots=True)
class Scheduled:
    """One item. ``entry``, ``sha256``: 64 hex; ``position`` None: not in the store yet."""

    number: int
    sensitive: bool
    record: str
    kind: str
    description: str
    date: str
    author: str
    agency: str
    recorded: str
    received: str
    space: str
    entry: str
    sha256: str
    device: str
    chain: int
    position: int | None
    signature: str


def disclosure(
    session: Session,
    ids: Sequence[str],
    form: Format = "pdf",
    *,
    about: str = "",
    purpose: str = "",
    recipient: str = "",
) -> Document:
    """The schedule of these records, and of all that name or happened at ``about``.

    Raises:
        NotFound. NotAllowed: without the duty. InputError: no record, or too many.
    """
    session.check_export("disclosure")
    wanted = [session.show(one).id for one in ids]
    if about:
        wanted += _about(session, about)
    wanted = list(dict.fromkeys(wanted))
    if not wanted:
        raise InputError(
            "No record was named. Nothing left.",
            advice="Give ids of records, or --about with the id of one that others name.",
        )
    views, left_out = session.all_to_go_out(wanted)
    items = list(scheduled(session, views))
    marking = outgoing.marking(view.fields for view in views)
    spoken = words(items)
    if form == "pdf":
        content = report(
            _report(session, items, marking, purpose, recipient, spoken), told.made_at(session)
        )
    elif form == "csv":
        content = _table(items, marking)
    else:
        content = _lines(items, marking)
    return Document(
        sort="disclosure",
        name=f"outreach-schedule.{form}",
        what=f"disclosure schedule of {len(items)} items ({' '.join(spoken[:3])}…)",
        content=content,
        marking=marking,
        records=tuple(Held.of(view) for view in views),
        left_out=left_out,
    )


def _about(session: Session, record: str) -> list[str]:
    view = session.show(record)
    if view.kind in timeline.SUBJECTS:
        rows = timeline.known(session.model, view.id, limit=_MOST).rows
    else:
        rows, _total = timeline.naming(session.model, view.id, _MOST)
    if len(rows) >= _MOST:
        raise InputError(
            f"More than {_MOST:,} records name this one. Nothing left.",
            advice="Name the records that are to be listed.",
        )
    return [view.id, *reversed([row.id for row in rows])]


def scheduled(session: Session, views: Sequence[RecordView]) -> Iterable[Scheduled]:
    """The items: first those of the schedule that is not sensitive, then the others."""
    number = 0
    for sensitive in (False, True):
        for view in views:
            if outgoing.is_sensitive(view.kind, view.space, view.fields) is not sensitive:
                continue
            history = session.history(view.id)
            proofs = session.proofs(view.space, ((v.entry, v.position) for v in history))
            for version in history:
                number += 1
                yield _item(view, version, proofs[version.entry], number, sensitive)


def _item(
    view: RecordView, version: VersionView, proof: Proof, number: int, sensitive: bool
) -> Scheduled:
    noun = _(kinds.KINDS[view.kind].noun)
    title = noun if sensitive else told.titled(view)
    deed = _(_DEEDS[version.kind])
    why = f" ({version.reason})" if version.reason and not sensitive else ""
    return Scheduled(
        number=number,
        sensitive=sensitive,
        record=view.id,
        kind=view.kind,
        description=f"{title}, {deed}{why}",
        date=day_of(view),
        author=version.author_name,
        agency=version.agency,
        recorded=moment(version.recorded_ms),
        received=moment(version.received_ms),
        space=view.space,
        entry=version.entry,
        sha256=proof.sha256,
        device=proof.device,
        chain=proof.chain,
        position=version.position,
        signature=proof.state,
    )


def words(items: Iterable[Scheduled]) -> list[str]:
    """Six words for the ids of all items, in order."""
    ids = b"".join(bytes.fromhex(item.entry) for item in items)
    return fingerprint(digest("disclosure-words", ids))


# -- as a file -------------------------------------------------------------------------------------


def _report(
    session: Session,
    items: Sequence[Scheduled],
    marking: str,
    purpose: str,
    recipient: str,
    spoken: Sequence[str],
) -> Report:
    usual = tuple(_told(item) for item in items if not item.sensitive)
    sensitive = tuple(_told(item) for item in items if item.sensitive)
    wrong = sum(item.signature != "signed" for item in items)
    about = (
        *told.produced(session, purpose, recipient, marking),
        Line(_("Items"), str(len(items))),
        Line(
            _("Signatures"),
            _("Every signature was checked, and verifies.")
            if not wrong
            else _("{n} could not be verified: see the items.").format(n=wrong),
        ),
        Line(_("Six words"), " ".join(spoken)),
    )
    return Report(
        title=_("Disclosure schedule"),
        under=_("Every version of every item"),
        marking=marking,
        about=about,
        parts=(
            Part(_("Schedule"), usual, "" if usual else _("Nothing is listed here.")),
            Part(
                _("Sensitive schedule"),
                sensitive,
                _("Described by their kind only.") if sensitive else _("Nothing is listed here."),
            ),
        ),
        closing=(
            _("To check this schedule on a tablet that holds the records:"),
            _("1. “outreach verify” checks every signature, and that no entry is missing."),
            _("2. “outreach history ID --json” prints a record's entry ids: they are those here."),
            _("   “outreach export disclosure --check FILE” compares the schedule as JSON Lines."),
            _("3. Made again of the same records, the schedule has the same six words, unless "
              "something was added since, or is missing."),
            _("End of the schedule."),
        ),
    )  # fmt: skip


def _told(item: Scheduled) -> Item:
    by = ", ".join(part for part in (item.author, item.agency) if part)
    signature = _(_STATES[item.signature])
    place = (
        _("position {n} in the space {space}").format(n=item.position, space=item.space)
        if item.position is not None
        else _("not in the central store yet")
    )
    return Item(
        title=f"{item.number}. {item.description}",
        under=" · ".join((item.date, by)),
        signs=() if item.signature == "signed" else (signature,),
        foot=(
            _("Entry (SHA-256): {id}").format(id=item.entry),
            _("Sealed body (SHA-256): {id}").format(id=item.sha256 or "-"),
            _("Signed by tablet {device}, number {n} of its chain: {state}").format(
                device=item.device or "-", n=item.chain or "-", state=signature
            ),
            _("Recorded {recorded}, received by the store {received}, {place}").format(
                recorded=item.recorded or "-", received=item.received or "-", place=place
            ),
            _("Record {id}").format(id=item.record),
        ),
    )


def _table(items: Sequence[Scheduled], marking: str) -> bytes:
    headings = (
        _("Number"), _("Sensitive"), _("Record"), _("Kind"), _("Description"), _("Date"),
        _("Written by"), _("Agency"), _("Recorded"), _("Received by the store"), _("Space"),
        _("Entry (SHA-256)"), _("Sealed body (SHA-256)"), _("Tablet"), _("Number in its chain"),
        _("Position"), _("Signature"),
    )  # fmt: skip
    rows = (
        [
            (_("Yes") if value else _("No")) if isinstance(value, bool) else value
            for value in asdict(item).values()
        ]
        for item in items
    )
    return as_csv(headings, rows, marking)


def _lines(items: Sequence[Scheduled], marking: str) -> bytes:
    found = (json.dumps({"marking": marking, **asdict(i)}, ensure_ascii=False) for i in items)
    return "".join(f"{line}\n" for line in found).encode()


# -- checked again ---------------------------------------------------------------------------------


def check(session: Session, lines: bytes) -> tuple[int, list[str]]:
    """Hold a schedule (JSON Lines) to what this device has: how many items agree, and in words
    what of which item does not. Nothing of the records is shown.

    Raises:
        InputError: it is no schedule.
    """
    found: list[str] = []
    agree = 0
    for item in _read(lines):
        number = item["number"]
        try:
            view = session.show(item["record"])
            version = next(v for v in session.history(view.id) if v.entry == item["entry"])
        except (NotFound, StopIteration):
            found.append(_("Item {n}: this device does not hold it.").format(n=number))
            continue
        proofs = session.proofs(view.space, [(version.entry, version.position)])
        now = _item(view, version, proofs[version.entry], number, bool(item["sensitive"]))
        differing = [
            name
            for name, value in asdict(now).items()
            if name not in _MAY_DIFFER and item.get(name) != value
        ]
        if differing:
            named = ", ".join(differing)
            said = _("Item {n}: not as it is here: {named}.").format(n=number, named=named)
            found.append(said)
        else:
            agree += 1
    return agree, found


#: What may be another on another day: an entry that has been received since, or words in another
#: language.
_MAY_DIFFER: Final = frozenset({"description", "date", "received", "position", "number"})


def _read(lines: bytes) -> list[dict[str, Any]]:
    try:
        items = [json.loads(one) for one in lines.decode("utf-8-sig").splitlines() if one.strip()]
        if not items or not all(
            {"number", "record", "entry", "sensitive"} <= set(i) for i in items
        ):
            raise ValueError
    except (ValueError, TypeError):
        raise InputError(
            "This is no disclosure schedule in JSON Lines. Nothing was checked.",
            advice="Make one with `outreach export disclosure ID --jsonl`.",
        ) from None
    return items
