"""review queue, approve, return, late, take, watched, decide: a supervisor's side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli.ending import Usage
from outreach.cli.looking import IdArgument
from outreach.cli.opened import JsonOption, PassphraseOption, VaultOption, opened
from outreach.cli.printing import SHORT, moment, note, out, out_json, plain, table, when

if TYPE_CHECKING:
    from outreach.model.watching import Alert
    from outreach.session import Session

commands = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Review what others wrote.",
)


@commands.command()
def queue(
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what waits for your review: what weighs most first, then the longest waiting."""
    from outreach.cli.shown import print_rows

    with opened(vault, passphrase_file) as session:
        print_rows(session.queue(), as_json=as_json, with_kind=True)


@commands.command()
def approve(
    record: IdArgument,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Approve a record as it stands on this device. A later change brings it back."""
    with opened(vault, passphrase_file) as session:
        out(session.approve(record))


@commands.command("return")
def return_(
    record: IdArgument,
    comments: Annotated[
        list[str],
        typer.Option("--comment", metavar="T", help="What should be corrected; may be repeated."),
    ],
    fields: Annotated[
        list[str] | None,
        typer.Option(
            "--field", metavar="F", help="The field that the comment is about; one a comment."
        ),
    ] = None,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Send a record back to its author with comments."""
    about: list[str | None] = list(fields or [])
    if about and len(about) != len(comments):
        raise Usage(
            "Each --field needs its own --comment. Nothing was sent back.",
            advice="Give them in the same order: --field F1 --comment T1 --field F2 --comment T2",
        )
    about = about or [None] * len(comments)
    with opened(vault, passphrase_file) as session:
        out(session.return_record(record, list(zip(about, comments, strict=True))))


@commands.command()
def late(
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List reviews that are late and have come up to you, and who has taken one on."""
    from outreach.model import escalation

    with opened(vault, passphrase_file) as session:
        session.log_act("search")  # titles of all of them are a search for nothing
        now = session.clock.now()
        me = session.me
        found = escalation.told(session.model, me.person, me.duties, now)
        rows = session.veil([one.row for one in found])
    shown = list(zip(found, rows, strict=True))
    if as_json:
        for one, row in shown:
            out_json(
                {
                    "id": one.id, "kind": row.kind, "title": row.title, "level": one.level.name,
                    "since": moment(one.since_ms), "due": moment(one.due_ms),
                    "escalated_to": one.step.label,
                    "taken_by": one.taken.name if one.is_taken(now) and one.taken else None,
                }
            )  # fmt: skip
        return
    table(
        (
            one.id[:SHORT],
            one.level.label,
            f"due {when(one.due_ms)}",
            f"{one.taken.name} has it" if one.is_taken(now) and one.taken else one.step.label,
            f"{row.title}, by {row.author_name}",
        )
        for one, row in shown
    )
    note(f"{len(shown)} late")


@commands.command()
def take(
    record: IdArgument,
    words: Annotated[
        str, typer.Option("--words", metavar="T", help="What you do about it; all readers see it.")
    ] = "",
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Say that you have a late review. It stays late until it is reviewed or returned."""
    with opened(vault, passphrase_file) as session:
        out(session.take_review(record, words))


@commands.command()
def watched(
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List homes and people that were recorded again and again, with the visits behind each."""
    from outreach.cli.shown import print_rows, row_object

    with opened(vault, passphrase_file) as session:
        session.log_act("search")
        for alert in _alerts(session):
            rows = session.veil(list(alert.visits))
            if as_json:
                out_json(
                    {
                        "subject": alert.subject, "what": alert.what, "title": alert.title,
                        "reason": alert.reason, "visits": [row_object(row) for row in rows],
                    }
                )  # fmt: skip
                continue
            out(plain(f"{alert.subject[:SHORT]}  {alert.title}: {alert.reason}"))
            print_rows(rows, as_json=False, with_kind=True)


@commands.command()
def decide(
    subject: Annotated[
        str, typer.Argument(metavar="SUBJECT", help="The start of an alert's subject.")
    ],
    decision: Annotated[
        str, typer.Option("--decision", metavar="D", help="not_surveillance, stop or authority.")
    ],
    words: Annotated[str, typer.Option("--words", metavar="T", help="Why, or which authority.")],
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Record what you decide about one home or person that was recorded again and again."""
    with opened(vault, passphrase_file) as session:
        found = [one for one in _alerts(session) if one.subject.startswith(subject)]
        if len(found) != 1 or not subject:
            raise Usage(
                "This names no single alert. Nothing was saved.",
                advice="Give the start of a subject that `outreach review watched` prints.",
            )
        session.decide_watch(found[0], decision, words)
        out(found[0].subject)


def _alerts(session: Session) -> list[Alert]:
    from outreach.model.reviews import SUPERVISOR
    from outreach.model.watching import alerts
    from sync.errors import NotAllowed

    if SUPERVISOR not in session.me.duties:
        raise NotAllowed(
            "Alerts about repeated watching are for supervisors.",
            advice="Ask the supervisor of your team.",
        )
    return alerts(session.model, session.clock.now())
