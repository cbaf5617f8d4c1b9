"""share, receive, partnership address: giving a record to others, or not, and deciding so."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from outreach.cli.ending import Usage
from outreach.cli.looking import IdArgument
from outreach.cli.opened import JsonOption, PassphraseOption, VaultOption, opened
from outreach.cli.printing import note, out, out_json, plain

if TYPE_CHECKING:
    from outreach.session import Session
    from outreach.sharing import Shared
    from sync.giving import Address


def share(
    record: IdArgument,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="SPACE", help="A space of this partnership."),
    ] = None,
    to_address: Annotated[
        Path | None,
        typer.Option(
            "--to-address", metavar="FILE", help="Another partnership's address; needs --out."
        ),
    ] = None,
    out_file: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="The sealed file to send to them."),
    ] = None,
    purpose: Annotated[str | None, typer.Option(metavar="T", help="What it is for.")] = None,
    basis: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE", help="Legal basis, once or more; see `outreach schema`."),
    ] = None,
    consent: Annotated[
        str | None, typer.Option(metavar="CODE", help="Whether it was asked for, or why not.")
    ] = None,
    consent_words: Annotated[
        str | None, typer.Option(metavar="T", help="The same in words.")
    ] = None,
    necessity: Annotated[str | None, typer.Option(metavar="T", help="Why it is necessary.")] = None,
    decided_by: Annotated[
        str | None, typer.Option(metavar="N", help="Who decided, if not you.")
    ] = None,
    leave_out: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD", help="Not given; once or more."),
    ] = None,
    replace: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=TEXT", help="What stands there instead; once or more."),
    ] = None,
    refuse: Annotated[
        bool, typer.Option("--refuse", help="It is not shared: record that, with --reason.")
    ] = False,
    reason: Annotated[str | None, typer.Option(metavar="T", help="Why it is not shared.")] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Print what would be given, and give nothing.")
    ] = False,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give a record to another space or partnership, or record that it is not given.

    The decision is recorded with it, in the record's own space. With --leave-out or --replace a
    part of it is given, as a record that leads to nobody. Prints the ids of the decision and of the
    copy.
    """
    given = {
        "purpose": purpose,
        "basis": basis or None,
        "consent": consent,
        "consent_words": consent_words,
        "necessity": necessity,
        "decided_by": decided_by,
        "refusal_reason": reason,
    }
    decision = {name: value for name, value in given.items() if value is not None}
    if (to is None) == (to_address is None):
        raise Usage("Say to whom, with one of --to and --to-address. Nothing was given.")
    if reason is not None and not refuse:
        raise Usage("--reason is why it is not shared: add --refuse. Nothing was given.")
    patch = _patch(leave_out or [], replace or [])
    if to_address is None:
        with opened(vault, passphrase_file) as session:
            if preview:
                _preview(session, record, patch)
                return
            assert to is not None
            if refuse:
                shared = session.refuse(record, to, decision)
            else:
                shared = session.share(record, to, decision, patch)
            unread = to in session.deposits_in
        _tell(shared, as_json=as_json, to=to)
        if unread and not refuse:
            note(f"It was deposited in {to}, which this device cannot read.")
        return
    address = read_address(to_address)
    with opened(vault, passphrase_file) as session:
        if preview:
            _preview(session, record, patch)
        elif refuse:
            words = f"{address.partnership}, {address.space_name}"
            shared = session.refuse(record, "partnership", {**decision, "to_words": words})
            _tell(shared, as_json=as_json, to=words)
        else:
            if out_file is None:
                raise Usage("Say where the file is to be written: --out FILE. Nothing was given.")
            _give_out(session, record, address, decision, patch, out_file, as_json=as_json)


def _preview(session: Session, record: str, patch: dict[str, Any] | None) -> None:
    """What would be given; that it was opened is noted like any opening."""
    out_json(session.sanitise(session.consult(record).id, patch))


def _patch(leave_out: list[str], replace: list[str]) -> dict[str, Any] | None:
    """What is left out and replaced; None: nothing is, so all of it is given."""
    found: dict[str, Any] = dict.fromkeys(leave_out)
    for one in replace:
        name, sign, text = one.partition("=")
        if not sign or not text.strip():
            raise Usage("--replace takes FIELD=TEXT. Nothing was given.")
        found[name] = text
    return found or None


def _give_out(
    session: Session,
    record: str,
    address: Address,
    decision: dict[str, Any],
    patch: dict[str, Any] | None,
    file: Path,
    *,
    as_json: bool,
) -> None:
    def keep(raw: bytes) -> None:
        try:
            with file.open("xb") as made:
                made.write(raw)
        except FileExistsError:
            raise Usage("There is a file of that name already. Nothing was given.") from None
        except OSError as error:
            raise Usage(f"The file cannot be written: {error.strerror}. Nothing given.") from None

    def discard() -> None:
        with contextlib.suppress(OSError):
            file.unlink()

    shared = session.share_out(record, address, decision, keep, discard, patch)
    words = " ".join(session.own_words())
    _tell(
        shared,
        as_json=as_json,
        to=f"{address.partnership}, {address.space_name}",
        words=words,
        address_words=" ".join(address.words()),
        file=str(file),
    )
    note(f"Sealed for {plain(address.partnership)}, space {plain(address.space_name)}.")
    note(f"Before you send it, let them read out the six words of their address: "
         f"{' '.join(address.words())}")  # fmt: skip
    note(f"When they receive it they see yours, to be compared aloud: {words}")


def _tell(shared: Shared, *, as_json: bool, to: str, **more: str) -> None:
    if as_json:
        out_json({"decision": shared.decision, "copy": shared.copy, "to": to, **more})
        return
    out(shared.decision)
    if shared.copy is not None:
        out(shared.copy)


def read_address(file: Path) -> Address:
    """The address that a file holds. Raises Usage, InputError."""
    from sync.giving import MAX_ADDRESS, Address

    try:
        with file.open("rb") as held:
            text = held.read(MAX_ADDRESS + 1).decode("ascii", "replace")
    except OSError as error:
        raise Usage(f"The file with the address cannot be read: {error.strerror}.") from None
    return Address.parse(text)


def receive(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What they sent.")],
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Open what another partnership gave, and record it with where it came from.

    Only whoever reads the space that it was sealed for can. Compare the six words with the giver:
    until then their name is only what the file says.
    """
    from sync.giving import MAX_GIFT

    try:
        with file.open("rb") as held:
            raw = held.read(MAX_GIFT + 1)
    except OSError as error:
        raise Usage(f"The file cannot be read: {error.strerror}.") from None
    with opened(vault, passphrase_file) as session:
        taken = session.receive(raw)
        space = session.show(taken.record).space
    gift, words = taken.received.gift, " ".join(taken.received.words())
    if as_json:
        out_json(
            {
                "id": taken.record,
                "space": space,
                "partnership": gift.partnership,
                "by": gift.name,
                "agency": gift.agency,
                "from": gift.space,
                "kind": gift.kind,
                "whole": gift.record is not None,
                "words": words,
            }
        )
    else:
        out(taken.record)
    note(f"Recorded in {space}. It says that it is from {plain(gift.name)}, {plain(gift.agency)},")
    note(f"of {plain(gift.partnership)}. Compare these six words with them: {words}")


def address(
    space: Annotated[str, typer.Argument(metavar="SPACE", help="A space that you administer.")],
    out_file: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write it here, not to the screen.")
    ] = None,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print the address at which other partnerships can give to a space of yours.

    It holds a public key and no secret. Whoever reads the space opens what is sealed to it. When
    the space changes its keys, because somebody left, make a new one.
    """
    with opened(vault, passphrase_file) as session:
        made = session.address_of(space)
    text, words = made.text(), " ".join(made.words())
    if out_file is not None:
        try:
            with out_file.open("x", encoding="ascii") as held:
                held.write(text + "\n")
        except OSError as error:
            raise Usage(f"The file cannot be written: {error.strerror}.") from None
    if as_json:
        out_json({"address": text, "words": words, "space": space, "epoch": made.epoch})
    elif out_file is None:
        out(text)
    note(f"Six words, to be read out to whoever will give to it: {words}")
