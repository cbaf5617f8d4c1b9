"""member invite, requests, approve; and the other side: request, join. How somebody comes in."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from outreach.cli import opened as opening
from outreach.cli.ending import Usage
from outreach.cli.opened import JsonOption, PassphraseOption, VaultOption, opened
from outreach.cli.printing import SHORT, moment, note, out, out_json, table, when
from outreach.cli.private import write_private
from outreach.cli.vaults import FolderArgument, show_once

if TYPE_CHECKING:
    from outreach.asking import SpaceRequest
    from outreach.enrolling import Asked
    from outreach.inviting import OpenInvitation
    from outreach.session import Session

DutyOption = Annotated[
    list[str] | None,
    typer.Option("--duty", metavar="D", help="A duty of the table; may be repeated."),
]


# ---------------------------------------------------------------- inviting


def invite(
    hours: Annotated[
        float, typer.Option(metavar="N", help="For how many hours it is good; at most a week.")
    ] = 24,
    spaces: Annotated[
        list[str] | None,
        typer.Option("--space", metavar="S", help="A space that it offers; all, if none is given."),
    ] = None,
    card: Annotated[
        Path | None, typer.Option(metavar="PDF", help="Also write a card to hand over.")
    ] = None,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Invite one device. The line that is printed lets nobody in by itself."""
    with opened(vault, passphrase_file) as session:
        made = session.invite(hours, spaces)
        if card is not None:
            write_private(card, _card(session, made))
    if as_json:
        out_json(_invitation(made))
    else:
        note("For the new device: `outreach member request`, or “Join a partnership” in the app.")
        note(f"Good for one device, until {when(made.expires_ms)}. Then compare six words.")
        out(made.text)


def _card(session: Session, made: OpenInvitation) -> bytes:
    from outreach.paper import invitation_sheet

    return invitation_sheet(
        made.invitation,
        partnership=session.partnership.name,
        inviter=session.me.name,
        made=datetime.now(UTC).astimezone(),
        expires=datetime.fromtimestamp(made.expires_ms / 1000, UTC).astimezone(),
    )


def _invitation(made: OpenInvitation) -> dict[str, Any]:
    return {
        "invitation": made.text,
        "expires": moment(made.expires_ms),
        "spaces": list(made.spaces),
    }


def withdraw(
    invitation: Annotated[
        str, typer.Argument(metavar="INVITATION", help="The line that was printed.")
    ],
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Take an invitation back: its code is good for nothing any more."""
    from sync.errors import NotFound
    from sync.invitation import Invitation

    wanted = Invitation.parse(invitation).text()
    with opened(vault, passphrase_file) as session:
        for one in session.invitations():
            if one.text == wanted:
                session.withdraw_invitation(one)
                note("The invitation is withdrawn.")
                return
    raise NotFound("This vault has made no such invitation, or it is over.")


def requests(
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List who waits for your decision: invited devices, and what others ask of your spaces."""
    with opened(vault, passphrase_file) as session:
        asked, wanted = session.requests(), session.asked_of_me()
        waiting = session.invitations()
    if as_json:
        for one in asked:
            out_json(_asked(one))
        for request in wanted:
            out_json(_wanted(request))
        return
    for one in asked:
        out(f"{one.device[:SHORT]}  {one.name}, {one.agency}")
        out(f"    words: {' '.join(one.words)}")
        if one.renews:
            out(f"    goes on for the device {one.renews[:SHORT]}, which is closed then")
    table(
        (
            request.id[:SHORT],
            request.space,
            request.what,
            request.name,
            ", ".join(request.duties) or request.reason,
            f"asked by {request.by}, {when(request.at_ms)}",
        )
        for request in wanted
    )
    if not asked and not wanted:
        answered = {one.invitation.text for one in asked}
        still = [one for one in waiting if one.text not in answered]
        note(f"Nobody waits. Invitations that nobody has answered: {len(still)}.")


def _asked(one: Asked) -> dict[str, Any]:
    return {
        "id": one.device,
        "what": "invited",
        "name": one.name,
        "agency": one.agency,
        "words": list(one.words),
        "renews": one.renews,
        "invitation": one.invitation.text,
    }


def _wanted(request: SpaceRequest) -> dict[str, Any]:
    return {
        "id": request.id,
        "what": request.what,
        "space": request.space,
        "name": request.name,
        "agency": request.agency,
        "duties": list(request.duties),
        "role": request.role,
        "device": request.device,
        "by": request.by,
        "at": moment(request.at_ms),
    }


def approve(
    request: Annotated[str, typer.Argument(metavar="ID", help="Of a request, or its start.")],
    duties: DutyOption = None,
    words: Annotated[
        str | None,
        typer.Option(metavar="W", help="The six words that the other person read to you."),
    ] = None,
    name: Annotated[str | None, typer.Option(metavar="N", help="Their name, if others.")] = None,
    agency: Annotated[
        str | None, typer.Option(metavar="A", help="Their agency, if another.")
    ] = None,
    person: Annotated[
        str | None, typer.Option(metavar="P", help="Whose further device it is: a person's id.")
    ] = None,
    hand_over: Annotated[
        list[str] | None,
        typer.Option(
            "--hand-over",
            metavar="S",
            help="A space that they administer from now on and you only add to, such as audit.",
        ),
    ] = None,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let somebody in, or do what is asked of a space that you administer.

    Whoever comes in reads the whole past of the spaces that their duties open. Compare the six
    words first: give those that the other person reads to you, or say at the terminal that they
    agree.
    """
    with opened(vault, passphrase_file) as session:
        asked, wanted = _find(session, request)
        if wanted is not None:
            session.fulfil(wanted)
            session.sync()
            out(wanted.id)
            return
        assert asked is not None
        reads = [] if asked.renews else session.reads_with(duties or (), asked)
        if reads:
            note(f"{name or asked.name} will read everything ever written in: {', '.join(reads)}.")
        _compare(asked, words)
        done = session.admit(
            asked,
            duties or (),
            name=name,
            agency=agency,
            person=_person(session, person),
            hand_over=hand_over or (),
        )
    if as_json:
        out_json(
            {
                "person": done.person,
                "device": done.device,
                "name": done.name,
                "roles": done.roles,
                "pending": done.pending,
                "handed_over": list(done.handed_over),
            }
        )
        return
    table([("Space", "Role"), *sorted(done.roles.items())])
    for space in sorted(done.pending):
        note(f"In “{space}” somebody else decides: it was asked for. What they add there waits.")


def _find(session: Session, text: str) -> tuple[Asked | None, SpaceRequest | None]:
    from sync.errors import NotFound

    wanted = [one for one in session.asked_of_me() if text and one.id.startswith(text)]
    asked = [one for one in session.requests() if text and one.device.startswith(text)]
    if len(asked) + len(wanted) != 1:
        raise NotFound(
            "No single request has this id. Nothing was changed.",
            advice="`outreach member requests` lists them.",
        )
    return (asked[0], None) if asked else (None, wanted[0])


def _compare(asked: Asked, words: str | None) -> None:
    from sync.errors import InputError

    if words is None:
        if not sys.stdin.isatty():
            raise Usage(
                "The six words were not compared. Nothing was changed.",
                advice="Give what the other person reads to you: --words 'one two three ...'.",
            )
        out(" ".join(asked.words))
        note("Read these words to one another. Do both of you see the same? Type yes:")
        words = " ".join(asked.words) if input().strip().casefold() == "yes" else ""
    if words.casefold().replace("-", " ").split() != list(asked.words):
        raise InputError(
            "The words are not the same: somebody else may have the code. Nothing was changed.",
            advice="Withdraw the invitation and make a new one.",
        )


def _person(session: Session, text: str | None) -> str | None:
    if text is None:
        return None
    from sync.errors import NotFound

    people = {v.person.person for v in session.members() if v.person.person.startswith(text)}
    if len(people) != 1:
        raise NotFound("No single person has this id. Nothing was changed.")
    return people.pop()


def decline(
    request: Annotated[str, typer.Argument(metavar="ID", help="Of a request, or its start.")],
    reason: Annotated[str, typer.Option(metavar="T", help="Why, for whoever asked.")],
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Do not do what is asked. An invited device's invitation is withdrawn."""
    with opened(vault, passphrase_file) as session:
        asked, wanted = _find(session, request)
        if wanted is not None:
            session.decline_request(wanted, reason)
        elif asked is not None:
            session.withdraw_invitation(asked.invitation)
        session.sync()
    out(wanted.id if wanted else asked.device if asked else "")


# ---------------------------------------------------------------- being invited


def request(
    invitation: Annotated[
        str, typer.Argument(metavar="INVITATION", help="The line that you were given.")
    ],
    name: Annotated[str, typer.Option(metavar="N", help="Your name, as colleagues know you.")],
    agency: Annotated[str, typer.Option(metavar="A", help="The agency that you work for.")],
    folder: FolderArgument = None,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask to be let in: makes your vault, which waits, and prints the six words to compare.

    The recovery code is shown once. When you were approved, run `outreach member join`.
    """
    from outreach.joining import Joining
    from sync.client.vault import check_passphrase, is_vault
    from sync.errors import InputError
    from sync.invitation import Invitation

    chosen = opening.named(folder or vault)
    parsed = Invitation.parse(invitation)
    if is_vault(chosen):
        raise InputError(
            "There is a vault in this folder already. Nothing was changed.",
            advice="Choose another folder.",
        )
    secret = opening.new_passphrase(passphrase_file, "--passphrase-file")
    check_passphrase(secret)
    joining = Joining.begin(parsed, name, agency)
    code = joining.keep(chosen, secret)
    offer = joining.offer
    if as_json:
        out_json(
            {
                "partnership": offer.partnership,
                "inviter": offer.inviter_name,
                "inviter_agency": offer.inviter_agency,
                "spaces": [space.name for space in offer.spaces],
                "words": joining.words,
                "recovery_code": code.text(),
            }
        )
        return
    note(f"{offer.inviter_name}, {offer.inviter_agency}, invites you to {offer.partnership}.")
    note("Read these words to one another; only if they are the same, you are approved:")
    out(" ".join(joining.words))
    show_once(code)


def join(
    folder: FolderArgument = None,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Come in, once you were approved; then everything that you may read is fetched."""
    from sync.errors import InputError

    with opened(folder or vault, passphrase_file) as session:
        if not session.complete_joining():
            raise InputError(
                "Nobody has approved this device yet. Nothing was changed.",
                advice="Compare the six words with whoever invited you, then try again.",
            )
        report = session.sync()
        if report.problem is not None:
            raise report.problem
        about = {
            "name": session.me.name,
            "duties": sorted(session.me.duties),
            "reads": session.spaces,
            "adds_to": session.deposits_in,
        }
    if as_json:
        out_json(about)
    else:
        table(
            [
                ("Duties", ", ".join(about["duties"])),
                ("You read", ", ".join(about["reads"]) or "nothing"),
                ("You add to", ", ".join(about["adds_to"]) or "nothing else"),
            ]
        )
