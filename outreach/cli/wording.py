"""wording: what a text says of a child that could be said better, and how often that was kept."""

from __future__ import annotations

import json
import sys
from bisect import bisect_right
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from outreach.cli.ending import Usage
from outreach.cli.opened import (
    JsonOption,
    PassphraseOption,
    VaultOption,
    opened,
    wait_for_input,
)
from outreach.cli.printing import note, out, out_json, plain, table
from sync.errors import InputError

if TYPE_CHECKING:
    from outreach.model.small import Shown
    from outreach.model.wording_counts import Counts

#: Bytes of one file that are looked at: no narrative is longer.
_MOST: Final = 16 * 1024 * 1024


def wording(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE...", help="Texts (UTF-8); - reads standard input."),
    ] = None,
    rules: Annotated[
        Path | None,
        typer.Option("--rules", metavar="F", help="Try an edited copy of the rules."),
    ] = None,
    print_rules: Annotated[
        bool, typer.Option("--print-rules", help="Print the rules, to edit a copy of them.")
    ] = False,
    in_force: Annotated[
        bool, typer.Option("--in-force", help="Of this vault's partnership, not the app's own.")
    ] = False,
    use: Annotated[
        Path | None,
        typer.Option("--use", metavar="F", help="Put these rules in force, for everybody."),
    ] = None,
    reason: Annotated[
        str, typer.Option("--reason", metavar="T", help="With --use: why they change.")
    ] = "",
    counts: Annotated[
        bool,
        typer.Option(
            "--counts",
            help="Print how often prompted words were kept or changed in this vault, by rule.",
        ),
    ] = False,
    standing: Annotated[
        bool,
        typer.Option(
            "--standing", help="For supervisors: in how many records such words stand, by rule."
        ),
    ] = False,
    months: Annotated[
        int, typer.Option("--months", metavar="N", min=1, max=120, help="With --standing.")
    ] = 3,
    add_up: Annotated[
        bool,
        typer.Option(
            "--add-up", help="The files are counts that five people or more gave out: add them up."
        ),
    ] = False,
    vault: VaultOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Look at the wording of a text. It is advice: nothing is changed, and the exit code is 0."""
    given = files or []
    texts = bool(given) or rules is not None
    if print_rules + counts + standing + (use is not None) + texts != 1:
        raise Usage("Give a text, or --print-rules, --use, --standing or --counts. Nothing done.")
    own: str | None = None
    if in_force:
        from outreach.model.wording_force import text_in_force

        with opened(vault, passphrase_file) as session:
            own = text_in_force(session.model)
    if print_rules:
        _print_rules(own)
    elif use is not None:
        with opened(vault, passphrase_file) as session:
            session.change_wording(_text(use), reason)
        note("These rules are in force here, and for everybody at their next sync.")
    elif counts:
        from outreach.model.wording_counts import SETTING
        from outreach.model.wording_counts import counts as read_counts

        with opened(vault, passphrase_file) as session:
            _print_own(read_counts(session.settings[SETTING]), as_json=as_json)
    elif standing:
        _standing(vault, passphrase_file, months, as_json=as_json)
    elif add_up:
        _add_up(given, as_json=as_json)
    else:
        _look(given, own if rules is None else _text(rules), as_json=as_json)


def _print_rules(own: str | None) -> None:
    """One rule or list a line or so, to be edited by hand."""
    from outreach.assets import asset

    if own is None:
        out(asset("wording.json").read_text(encoding="utf-8").rstrip())
    else:
        out(json.dumps(json.loads(own), ensure_ascii=False, indent=2))


def _look(files: list[Path], rules: str | None, *, as_json: bool) -> None:
    from outreach.model.wording import prompts
    from outreach.model.wording_rules import read, shipped

    told = shipped() if rules is None else read(rules)
    if not files:
        note("These rules can be used. Give a text to try them on.")
    for file in files:
        text = _text(file)
        lines = [0, *(at + 1 for at, letter in enumerate(text) if letter == "\n")]
        stem = f"{plain(str(file))}:" if len(files) > 1 else ""
        found = prompts(text, rules=told)
        for one in found:
            line = bisect_right(lines, one.start)
            column = one.start - lines[line - 1] + 1
            if as_json:
                out_json(
                    {
                        "file": str(file), "line": line, "column": column, "rule": one.rule,
                        "words": one.words, "prompt": one.prompt, "reason": one.reason,
                        "source": one.source,
                    }
                )  # fmt: skip
            else:
                out(f"{stem}{line}:{column}: “{plain(one.words)}”: {one.prompt} ({one.rule})")
        if not found and not as_json:
            note(f"{stem or 'The text'} has no words that the rules prompt for.".strip())


def _print_own(held: Counts, *, as_json: bool) -> None:
    if as_json:
        out_json({"counts": held})
        return
    from outreach.model.wording_rules import shipped

    said = shipped()
    rows = [
        (said.label(rule), f"kept {one.get('kept', 0):,}", f"changed {one.get('changed', 0):,}")
        for rule, one in sorted(held.items())
    ]
    table(rows)
    if not rows:
        note("Nothing was prompted in this vault and saved since.")
    note("These counts are in this vault only. Who hands them in gives numbers, and no words.")


def _standing(
    vault: Path | None, passphrase_file: Path | None, months: int, *, as_json: bool
) -> None:
    from datetime import date

    from outreach.model.reviews import SUPERVISOR
    from outreach.model.wording_standing import standing
    from sync.errors import NotAllowed

    today = date.today()  # noqa: DTZ011 - the day on the wall
    with opened(vault, passphrase_file) as session:
        if SUPERVISOR not in session.me.duties:
            raise NotAllowed(
                "What stands in the records is for supervisors. Nothing was counted.",
                advice="Ask the supervisor of your team.",
            )
        rules = session.wording_rules()
        found = standing(session.model, rules, months=months, today=today)
    for rule, count in found.rules:
        if as_json:
            number = count.least if count.exact else None
            out_json({"rule": rule, "label": rules.label(rule), "records": number})
    if not as_json:
        table((rules.label(rule), _shown(count)) for rule, count in found.rules)
        note(f"Of {_shown(found.records)} records with a narrative, whoever wrote them.")


def _shown(count: Shown) -> str:
    from outreach.model.small import LEAST

    return f"{count.least:,}" if count.exact else f"fewer than {LEAST}"


def _add_up(files: list[Path], *, as_json: bool) -> None:
    from outreach.model.small import LEAST
    from outreach.model.wording_counts import handed_in, pooled
    from outreach.model.wording_rules import shipped

    sums = pooled([handed_in(_text(file)) for file in files])
    if as_json:
        for rule, one in sums.items():
            out_json({"rule": rule, **one, "people": len(files)})
        return
    said = shipped()
    fewer = f"fewer than {LEAST}"
    table(
        (
            said.label(rule),
            *(f"{o} {fewer if one[o] is None else format(one[o], ',')}" for o in one),
        )
        for rule, one in sums.items()
    )
    note(f"Added up of {len(files)} people.")


def _text(file: Path) -> str:
    """What stands in a file, or comes in. Raises InputError, which quotes nothing of it."""
    try:
        if str(file) == "-":
            wait_for_input()
            raw = sys.stdin.buffer.read(_MOST + 1)
        else:
            with file.open("rb") as opened_file:
                raw = opened_file.read(_MOST + 1)
    except OSError as error:
        raise InputError(
            f"The file cannot be read: {error.strerror}.", advice="Check its name, and try again."
        ) from None
    if len(raw) > _MOST:
        raise InputError("The file is larger than 16 MiB.", advice="Give the text in parts.")
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise InputError(
            "The file is not text in UTF-8.", advice="Save it as plain text in UTF-8."
        ) from None
