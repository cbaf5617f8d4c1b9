"""export, open-export: what leaves the vault as a file, and what comes as one."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from outreach.cli.ending import Usage
from outreach.cli.opened import (
    JsonOption,
    PassphraseOption,
    VaultOption,
    need_terminal,
    one_line,
    opened,
)
from outreach.cli.printing import counted, note, out, out_json, plain, when

if TYPE_CHECKING:
    from outreach.exporting import Document, To
    from outreach.exports.pack import Decision, Gathered, Text
    from outreach.session import Session

#: What can be exported besides a kind of record.
SHAPES = ("shift", "premises", "disclosure", "pack", "localities")


def export(
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT",
            help="A kind of record, or shift, premises, disclosure, pack, localities.",
        ),
    ],
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ID...",
            help="The outing of a shift, the premises of a history, the records of a schedule.",
        ),
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="As a table for a spreadsheet.")] = False,
    as_jsonl: Annotated[bool, typer.Option("--jsonl", help="As JSON Lines, for programs.")] = False,
    about: Annotated[
        str | None,
        typer.Option("--about", metavar="ID", help="Of a schedule: all that names this record."),
    ] = None,
    first: Annotated[
        str, typer.Option("--from", metavar="DAY", help="Only from this day on, as 2026-11-28.")
    ] = "",
    last: Annotated[
        str, typer.Option("--through", metavar="DAY", help="Only up to this day, it included.")
    ] = "",
    authority: Annotated[
        str, typer.Option("--authority", metavar="CODE", help="Of localities: E08…, a district.")
    ] = "",
    measure: Annotated[
        str | None,
        typer.Option("--measure", metavar="CODE", help="Of localities: what was measured."),
    ] = None,
    period: Annotated[
        str | None,
        typer.Option("--period", metavar="P", help="Of the measure, as its source says."),
    ] = None,
    texts: Annotated[
        bool,
        typer.Option("--texts", help="Of a pack: print the texts that somebody has to read first."),
    ] = False,
    check: Annotated[
        Path | None,
        typer.Option(
            "--check", metavar="F", help="Hold a schedule (JSON Lines) to what this device has."
        ),
    ] = None,
    reviewed: Annotated[
        Path | None,
        typer.Option(
            "--reviewed", metavar="F", help="Of a pack: what was decided of each text, JSON Lines."
        ),
    ] = None,
    purpose: Annotated[
        str | None, typer.Option("--purpose", metavar="T", help="What it is for. It is recorded.")
    ] = None,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="WHO", help="Seal it for this member: name or tablet's id."),
    ] = None,
    to_address: Annotated[
        Path | None,
        typer.Option(
            "--to-address", metavar="F", help="Seal it for another partnership: their address."
        ),
    ] = None,
    words_for: Annotated[
        str | None,
        typer.Option(
            "--words-for",
            metavar="WHOM",
            help="Seal it under six words, shown once, to be told to them.",
        ),
    ] = None,
    not_sealed: Annotated[
        bool, typer.Option("--plain", help="Not sealed, with --reason. Both are recorded.")
    ] = False,
    reason: Annotated[
        str | None,
        typer.Option("--reason", metavar="T", help="With --plain: why it is not sealed."),
    ] = None,
    expires: Annotated[
        str,
        typer.Option("--expires", metavar="DAY", help="The last day on which the app opens it."),
    ] = "",
    out_file: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Where to write it. Never over a file."),
    ] = None,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Export records, a shift report, a premises history, a schedule or a pack, as a sealed file.

    It is sealed for whoever --to, --to-address or --words-for names. What was exported, for what
    and to whom is noted for the auditor before the file exists.
    """
    _check_days(first, last)
    if texts:
        if what != "pack":
            raise Usage("--texts goes with a pack. Nothing was shown.")
        with opened(vault, passphrase_file) as session:
            _print_texts(session, first, last)
        return
    if check is not None:
        _check(vault, passphrase_file, check, as_json=as_json)
        return
    whom = [one for one in (to, to_address, words_for) if one is not None]
    if len(whom) + not_sealed != 1:
        raise Usage(
            "Say for whom, with one of --to, --to-address, --words-for and --plain. Nothing left."
        )
    if not_sealed != (reason is not None):
        raise Usage("--plain and --reason go together. Nothing left.")
    if as_csv and as_jsonl:
        raise Usage("Choose one of --csv and --jsonl. Nothing left.")
    if out_file is None:
        raise Usage("Say where it is to be written: --out FILE. Nothing left.")
    if out_file.exists():
        raise Usage("There is a file of that name already. Nothing left.")
    purpose = purpose if purpose is not None else _ask_purpose()
    form = "csv" if as_csv else "jsonl" if as_jsonl else ""
    with opened(vault, passphrase_file) as session:
        recipient = _recipient(session, to, to_address, words_for, reason)
        made = _made(
            session,
            what,
            ids or [],
            form=form,
            about=about,
            first=first,
            last=last,
            authority=authority,
            measure=measure,
            period=period,
            reviewed=reviewed,
            purpose=purpose,
            recipient=recipient,
        )
        done = session.export(
            made, purpose=purpose, to=recipient, keep=_keeper(out_file), until=expires
        )
        _warn(session, made, recipient)
    if as_json:
        told: dict[str, Any] = {
            "file": str(out_file),
            "sha256": done.sha256,
            "to": done.to,
            "sealed": not not_sealed,
            "records": len(made.records),
            "left_out": made.left_out,
            "marking": made.marking,
        }
        out_json(told | ({"words": done.words} if done.words else {}))
    else:
        out(str(out_file))
        note(f"SHA-256 of what is inside: {done.sha256}")
    note(f"{counted(len(made.records), 'record')}. {plain(made.marking)}.")
    if made.left_out:
        note(f"{counted(made.left_out, 'record')} that the app hides from you are not in it.")
    if done.words and not as_json:
        note(f"The six words that open it, shown once: {done.words}")
        note("Tell them by telephone, and never in the mail that brings the file.")
    if not_sealed:
        note("It is not sealed: whoever gets the file reads it. Your reason was noted.")


def _made(
    session: Session,
    what: str,
    ids: list[str],
    *,
    form: str,
    about: str | None,
    first: str,
    last: str,
    authority: str,
    measure: str | None,
    period: str | None,
    reviewed: Path | None,
    purpose: str,
    recipient: To,
) -> Document:
    """What is exported. Nothing of it is shown or written yet."""
    from outreach.exporting import said_of
    from outreach.exports import disclosure, pack, premises, records, shift

    whom = said_of(recipient)
    if what == "disclosure":
        return disclosure.disclosure(
            session,
            ids,
            "csv" if form == "csv" else "jsonl" if form == "jsonl" else "pdf",
            about=about or "",
            purpose=purpose,
            recipient=whom,
        )
    if what == "localities":
        return _localities(session, authority, measure, period, form)
    if what == "pack":
        if ids or form:
            raise Usage("A pack is one file: no ids, --csv or --jsonl go with it. Nothing left.")
        gathered = pack.gather(session, first, last)
        decisions = _decisions(session, gathered, reviewed)
        return pack.pack(session, gathered, decisions, secrets.token_bytes, first=first, last=last)
    if what == "shift" or (what == "premises" and ids):
        (record,) = _exactly_one(ids)
        if form:
            raise Usage("A report is a PDF: leave out --csv and --jsonl. Nothing left.")
        make = shift.shift if what == "shift" else premises.premises
        return make(session, record, purpose=purpose, recipient=whom)
    if ids:
        raise Usage("No ids go with that. Nothing left.")
    return records.records(
        session, what, "jsonl" if form == "jsonl" else "csv", first=first, last=last
    )


def _localities(
    session: Session, authority: str, measure: str | None, period: str | None, form: str
) -> Document:
    from datetime import date

    from outreach.cli.insights import chosen_measure, default_authority
    from outreach.exports import localities

    today = date.today()  # noqa: DTZ011 - the day on the wall
    code = authority or default_authority(session, today)
    chosen = chosen_measure(session, code, measure, period)
    return localities.exported(session, code, chosen, today, "jsonl" if form == "jsonl" else "csv")


def _check(vault: Path | None, passphrase_file: Path | None, file: Path, *, as_json: bool) -> None:
    from outreach.exports import disclosure

    try:
        held = file.read_bytes()
    except OSError as error:
        raise Usage(f"The file cannot be read: {error.strerror}.") from None
    with opened(vault, passphrase_file) as session:
        agree, found = disclosure.check(session, held)
    if as_json:
        out_json({"agree": agree, "differ": found})
    else:
        out(f"{counted(agree, 'item')} as they are here.")
        for one in found:
            out(plain(one))
    if found:
        raise typer.Exit(5)


def _check_days(*days: str) -> None:
    from datetime import date

    for day in days:
        try:
            if day and date.fromisoformat(day).isoformat() != day:
                raise ValueError
        except ValueError:
            raise Usage("A day is written as 2026-11-28. Nothing left.") from None


def _exactly_one(ids: list[str]) -> list[str]:
    if len(ids) != 1:
        raise Usage("Give the id of one record. Nothing left.")
    return ids


def _print_texts(session: Session, first: str, last: str) -> None:
    """The texts that somebody has to read before they are in a pack, as JSON Lines."""
    from outreach.exports import pack

    for one in pack.texts(pack.gather(session, first, last)):
        session.consult(one.record)  # it is noted that somebody reads it, first
        out_json(
            {
                "record": one.record,
                "field": one.field,
                "label": one.label,
                "text": one.text,
                "found": [one.text[f.start : f.end] for f in one.found],
                "sure": False,
            }
        )


def _decisions(
    session: Session, gathered: Gathered, reviewed: Path | None
) -> dict[tuple[str, str], Decision]:
    """What was decided of each text: from a file, or asked at the terminal, one after the other.
    Where there is neither, nobody read them, and none is in the pack."""
    from outreach.cli.given import read_records
    from outreach.exports.pack import Decision, texts

    found: dict[tuple[str, str], Decision] = {}
    if reviewed is not None:
        for given in read_records(str(reviewed)):
            said = given.fields
            key, text = (said.get("record"), said.get("field")), said.get("text")
            if not all(isinstance(one, str) for one in key) or not isinstance(text, str | None):
                raise Usage(given.at("A decision has a record, a field and a text or null."))
            found[str(key[0]), str(key[1])] = Decision(text, said.get("sure") is True)
        return found
    if not sys.stdin.isatty():
        note("Nobody read the texts, so none is in the pack. See --texts and --reviewed.")
        return found
    asked = texts(gathered)
    for number, one in enumerate(asked, 1):
        session.consult(one.record)
        note(f"\nText {number} of {len(asked)}: {plain(one.label)}. «…» may lead to somebody.")
        note(_marked(one))
        answer = input("[k]eep, [e]dit, or leave it out (Enter): ").strip().casefold()
        if answer.startswith("k"):
            sure = any(f.certain for f in one.found) and _is_sure()
            found[one.record, one.field] = Decision(one.text if sure or not _certain(one) else None,
                                                    sure)  # fmt: skip
        elif answer.startswith("e"):
            found[one.record, one.field] = _edited(gathered)
        else:
            found[one.record, one.field] = Decision(None)
    return found


def _edited(gathered: Gathered) -> Decision:
    from outreach.exports.pack import Decision, still_found

    text = input("As it is to be told: ")
    while text.strip() and still_found(gathered, text):
        if _is_sure():
            return Decision(text, sure=True)
        text = input("Once more, without names and numbers (Enter leaves it out): ")
    return Decision(text or None)


def _certain(one: Text) -> bool:
    return any(found.certain for found in one.found)


def _is_sure() -> bool:
    answer = input("A name or number is still in it. Type SURE to tell it all the same: ")
    return answer.strip() == "SURE"


def _marked(one: Text) -> str:
    """A text with what was found between marks; nothing in it is obeyed by the terminal."""
    parts, at = [], 0
    for found in one.found:
        parts += [
            plain(one.text[at : found.start]),
            f" «{plain(one.text[found.start : found.end])}» ",
        ]
        at = found.end
    return "".join([*parts, plain(one.text[at:])])


def _recipient(
    session: Session,
    to: str | None,
    to_address: Path | None,
    words_for: str | None,
    reason: str | None,
) -> To:
    from outreach.cli.sharing import read_address
    from outreach.exporting import Plain, Words

    if to is not None:
        return session.recipient(to)
    if to_address is not None:
        address = read_address(to_address)
        note(f"Before you send it, let them read out the six words of their address: "
             f"{' '.join(address.words())}")  # fmt: skip
        return address
    if words_for is not None:
        return Words(words_for)
    return Plain("nobody by name", reason or "")


def _warn(session: Session, made: Document, recipient: To) -> None:
    """That a member gets what they could not open themselves."""
    from outreach.exporting import Member, unread_by

    if isinstance(recipient, Member) and made.sort != "pack":
        beyond = unread_by(recipient, {one.space for one in made.records})
        if beyond:
            note(f"{plain(recipient.name)} does not read {', '.join(beyond)}: this gives them what "
                 "they could not open. Record the decision with `outreach share`.")  # fmt: skip


def _keeper(file: Path) -> Any:
    def keep(raw: bytes) -> None:
        try:
            with file.open("xb") as made:
                made.write(raw)
        except FileExistsError:
            raise Usage("There is a file of that name already. Nothing left.") from None
        except OSError as error:
            raise Usage(f"The file cannot be written: {error.strerror}. Nothing left.") from None

    return keep


def _ask_purpose() -> str:
    need_terminal("a purpose", "Say what it is for: --purpose T.")
    return input("What is it for? It is recorded: ")


def open_export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What they sent.")],
    out_file: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="Write what is inside here, readable to everybody."
        ),
    ] = None,
    words_file: Annotated[
        Path | None,
        typer.Option("--words-file", metavar="F", help="A file with the six words on one line."),
    ] = None,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Open a sealed export: print who made it and for what, and write what is inside with --out.

    That you opened it is noted, for the auditor.
    """
    from outreach.model.parcel import MAX_PARCEL, SealedParcel

    try:
        with file.open("rb") as held:
            raw = held.read(MAX_PARCEL + 1)
    except OSError as error:
        raise Usage(f"The file cannot be read: {error.strerror}.") from None
    if out_file is not None and out_file.exists():
        raise Usage("There is a file of that name already. Nothing was opened.")
    words = one_line(words_file, "words") if words_file is not None else None
    with opened(vault, passphrase_file) as session:
        if words is None and SealedParcel.parse(raw).takes_passphrase:
            need_terminal("the six words", "Give them in a file: --words-file F.")
            words = input("The six words: ")
        found = session.open_parcel(raw, words)
    inside = found.parcel
    if out_file is not None:
        _keeper(out_file)(inside.content)
    if as_json:
        out_json(
            {
                "name": inside.name,
                "what": inside.what,
                "marking": inside.marking,
                "purpose": inside.purpose,
                "by": inside.by,
                "agency": inside.agency,
                "partnership": inside.partnership,
                "until": inside.until,
                "bytes": len(inside.content),
                "known_as": found.known_as,
                "words": " ".join(found.words),
            }
        )
    else:
        out(plain(f"{inside.name}: {inside.what}"))
        out(plain(f"Marking: {inside.marking}"))
        whose = ", ".join((inside.by, inside.agency, inside.partnership))
        out(plain(f"Made by: {whose}, {when(inside.made_ms)}"))
        out(plain(f"For: {inside.purpose}"))
    if found.known_as:
        note(f"Signed by a tablet of {plain(found.known_as)}.")
    else:
        note("This device does not know the tablet that signed it. Compare these six words with "
             f"whoever sent it: {' '.join(found.words)}")  # fmt: skip
    if out_file is not None:
        note(f"Written to {out_file}, readable. Delete it when you have done with it.")
