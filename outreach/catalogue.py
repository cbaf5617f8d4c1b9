"""Gathers every text that people read into ``assets/locale/outreach.pot``: ``make catalogue``.

Texts come from four places, and each is found where it stands:

- calls of ``_``, ``mark`` and ``several`` in ``outreach/``
- messages and advice of the errors in ``sync/`` and ``outreach/``, which screens show with ``_``
- labels, helps and section titles of the record kinds, and the labels of code lists
- data that the app shows: ``assets/help``, where it has texts, and the duties' labels

A text that is put together at run time cannot be translated: the extractor reports it as a fault.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from outreach.assets import asset, assets_folder
from outreach.words import DOMAIN, SOURCE

_PACKAGES: Final = Path(__file__).resolve().parent.parent
_ONE: Final = frozenset(("_", "mark"))
#: Keys of our JSON files whose values people read.
_READ: Final = frozenset(
    ("label", "title", "text", "why", "words", "question", "answer", "lines", "does",
     "said", "never_said", "author_said", "says", "note", "what", "prompt", "age_unknown_prompt",
     "reason", "home", "person", "authorised", "ask")
)  # fmt: skip
_DATA: Final = ("codes", "help")
_FILES: Final = (
    "duties.json", "reserved.json", "cautions.json", "notices.json", "wording.json",
    "watching.json", "escalation.json",
)  # fmt: skip


class Text(NamedTuple):
    """One text: in one form, or in two for one and many; and where it was found."""

    one: str
    many: str | None
    where: str


class Fault(NamedTuple):
    """A call whose text is no constant."""

    where: str


def texts() -> tuple[list[Text], list[Fault]]:
    """Every text of the app, and the calls that hide theirs."""
    found: list[Text] = []
    faults: list[Fault] = []
    errors = _error_names()
    for package in ("outreach", "sync"):
        for file in sorted((_PACKAGES / package).rglob("*.py")):
            where = file.relative_to(_PACKAGES).as_posix()
            for item in _of_code(ast.parse(file.read_text(encoding="utf-8")), where, errors):
                (faults if isinstance(item, Fault) else found).append(item)  # type: ignore[arg-type]
    found += _of_kinds()
    for folder in _DATA:
        if not (assets_folder() / folder).is_dir():
            continue
        for file in sorted(asset(folder).glob("*.json")):
            where = f"assets/{folder}/{file.name}"
            found += _of_data(json.loads(file.read_text(encoding="utf-8")), where)
    for name in _FILES:
        data = json.loads(asset(name).read_text(encoding="utf-8"))
        found += _of_data(data, f"assets/{name}")
    return found, faults


def catalogue() -> Catalog:
    """The template of all translations."""
    made = Catalog(domain=DOMAIN, project="Outreach", charset="utf-8", header_comment="# Outreach")
    for text in texts()[0]:
        message = (text.one, text.many) if text.many else text.one
        made.add(message, locations=[(text.where, 0)])
    return made


def path() -> Path:
    """Where the template lies in the source tree."""
    return assets_folder() / "locale" / f"{DOMAIN}.pot"


def shipped() -> Catalog:
    """The template as it was last written. FileNotFoundError before that."""
    with asset(f"locale/{DOMAIN}.pot").open("rb") as file:
        return read_po(file)


def write() -> Path:
    """Write the template anew."""
    file = path()
    file.parent.mkdir(parents=True, exist_ok=True)
    made = catalogue()
    # A fixed date: the file changes when a text does, and not when somebody runs this.
    made.creation_date = made.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    with file.open("wb") as out:
        write_po(out, made, sort_output=True, omit_header=False, include_lineno=False, width=100)
    return file


# -- where texts stand -----------------------------------------------------------------------------


def _of_code(tree: ast.AST, where: str, errors: frozenset[str]) -> Iterator[Text | Fault]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name in errors:
            yield from _advice_of(node, where)
        if not isinstance(node, ast.Call):
            continue
        name = _called(node.func)
        if name in _ONE and len(node.args) == 1 and isinstance(node.func, ast.Name):
            yield from _constant(node.args[0], where)
        elif name == "several" and len(node.args) == 3:
            one, many = node.args[0], node.args[1]
            if _is_text(one) and _is_text(many):
                yield Text(one.value, many.value, where)  # type: ignore[attr-defined]
            else:
                yield Fault(f"{where}:{node.lineno}")
        elif name in errors:
            said = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "advice")]
            yield from (Text(text.value, None, where) for text in said if _is_text(text))  # type: ignore[attr-defined]


def _constant(given: ast.expr, where: str) -> Iterator[Text | Fault]:
    """A constant text; a name or an attribute leads to one that is marked elsewhere."""
    if _is_text(given):
        if given.value:  # type: ignore[attr-defined]
            yield Text(given.value, None, where)  # type: ignore[attr-defined]
    elif isinstance(given, ast.IfExp):
        yield from _constant(given.body, where)
        yield from _constant(given.orelse, where)
    elif isinstance(given, (ast.JoinedStr, ast.BinOp)):
        yield Fault(f"{where}:{given.lineno}")


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def _advice_of(found: ast.ClassDef, where: str) -> Iterator[Text]:
    for line in found.body:
        value = getattr(line, "value", None)
        targets = line.targets if isinstance(line, ast.Assign) else [getattr(line, "target", None)]
        named = any(isinstance(t, ast.Name) and t.id == "advice" for t in targets)
        if named and value is not None and _is_text(value):
            yield Text(value.value, None, where)


def _error_names() -> frozenset[str]:
    """The error classes, by name: all that lead back to ``OutreachError``."""
    known = {"OutreachError"}
    trees = [
        ast.parse(file.read_text(encoding="utf-8"))
        for package in ("sync", "outreach")
        for file in (_PACKAGES / package).rglob("*.py")
    ]
    classes = [n for tree in trees for n in ast.walk(tree) if isinstance(n, ast.ClassDef)]
    grown = True
    while grown:
        new = {c.name for c in classes if {_called(base) for base in c.bases} & known} - known
        known |= new
        grown = bool(new)
    return frozenset(known)


def _of_kinds() -> Iterator[Text]:
    from outreach.model.kinds import KINDS, form

    for kind in KINDS:
        where = f"outreach/model/kinds/{kind}"
        shape = form(kind)
        yield Text(shape.title, None, where)
        for section in shape.sections:
            yield Text(section.title, None, where)
            for field in section.fields:
                yield Text(field.label, None, where)
                if field.help:
                    yield Text(field.help, None, where)


def _of_data(data: object, where: str) -> Iterator[Text]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key in _READ and isinstance(value, str) and value:
                yield Text(value, None, where)
            elif key in _READ and isinstance(value, list):
                yield from (Text(v, None, where) for v in value if isinstance(v, str) and v)
                yield from _of_data([v for v in value if not isinstance(v, str)], where)
            else:
                yield from _of_data(value, where)
    elif isinstance(data, list):
        for item in data:
            yield from _of_data(item, where)


if __name__ == "__main__":
    hidden = texts()[1]
    for one in hidden:
        print(f"{one.where}: this text is put together and cannot be translated", file=sys.stderr)
    print(f"{write().name}: {len(catalogue()) - 1} texts, source {SOURCE}")
    sys.exit(bool(hidden))
