"""member list, remove, duties: who belongs, and what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from outreach.cli import enrolling
from outreach.cli.ending import Usage
from outreach.cli.enrolling import DutyOption
from outreach.cli.opened import JsonOption, PassphraseOption, VaultOption, opened
from outreach.cli.printing import SHORT, note, out, out_json, table

if TYPE_CHECKING:
    from outreach.leaving import Outcome

commands = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Who belongs: invite, approve, remove, give duties.",
)

WhoArgument = Annotated[
    str, typer.Argument(metavar="WHO", help="A name, or the start of a person's or device's id.")
]


@commands.command("list")
def list_members(
    everybody: Annotated[bool, typer.Option("--closed", help="Also removed devices.")] = False,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the devices of the spaces that you read, with their people and roles."""
    with opened(vault, passphrase_file) as session:
        members = session.members()
        closed = session.closed() if everybody else []
    if as_json:
        for view in members:
            out_json(
                {
                    "device": view.device,
                    "person": view.person.person,
                    "name": view.person.name,
                    "agency": view.person.agency,
                    "duties": list(view.person.duties),
                    "roles": view.roles,
                }
            )
        for gone in closed:
            out_json({"device": gone.device, "closed": gone.reasons})
        return
    table(
        (
            view.device[:SHORT],
            view.person.name or "(a name of a space you do not read)",
            view.person.agency,
            ", ".join(view.person.duties) or "no duty",
            ", ".join(f"{space}: {role}" for space, role in view.roles.items()),
        )
        for view in members
    )
    table((g.device[:SHORT], "removed", ", ".join(sorted(set(g.reasons.values())))) for g in closed)


@commands.command()
def remove(
    who: WhoArgument,
    reason: Annotated[
        Literal["moved", "left", "lost"],
        typer.Option(help="moved or left: the keys go. lost: the tablet wipes itself."),
    ],
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove a person, or one device, from every space that you administer.

    What they had written and not sent goes to the late box: see `outreach late list`.
    """
    with opened(vault, passphrase_file) as session:
        outcome = session.remove(who, reason)
    print_outcome(outcome, as_json=as_json)


@commands.command("duties")
def duties_of(
    who: WhoArgument,
    duties: DutyOption = None,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give a person other duties, and the roles that go with them, on all their devices."""
    if not duties:
        raise Usage("Give at least one --duty. Nothing was changed.")
    with opened(vault, passphrase_file) as session:
        outcome = session.set_duties(who, duties)
    print_outcome(outcome, as_json=as_json)


def print_outcome(outcome: Outcome, *, as_json: bool) -> None:
    """Where a change of members is in force, and where it is not."""
    if as_json:
        out_json(
            {
                "devices": list(outcome.devices),
                "spaces": list(outcome.spaces),
                "asked": list(outcome.asked),
                "without_admin": list(outcome.without_admin),
            }
        )
        return
    for space in outcome.spaces:
        out(space)
    for space in outcome.asked:
        note(f"You do not administer “{space}”: it was asked for there.")
    for space in outcome.without_admin:
        note(
            f"Nobody else administers “{space}”: use the recovery sheet (`outreach recovery use`)."
        )


for command in (
    enrolling.invite,
    enrolling.withdraw,
    enrolling.requests,
    enrolling.approve,
    enrolling.decline,
    enrolling.request,
    enrolling.join,
):
    commands.command()(command)
