"""About: which version this is, and by whose leave it has its typefaces, data and packages.

Nothing of it is written by hand: typefaces and data are read from the files beside them, packages
from what is installed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import metadata

from outreach.assets import assets_folder

APP = "outreach"


@dataclass(frozen=True, slots=True)
class Thing:
    """Something with a licence. ``credit`` is what its licence wants said; ``text`` the licence
    itself, where it is at hand."""

    name: str
    licence: str
    credit: str = ""
    text: str = ""


def version() -> str:
    """The app's version; empty where it is not installed as a package."""
    try:
        return metadata.version(APP)
    except metadata.PackageNotFoundError:
        return ""


@cache
def typefaces() -> tuple[Thing, ...]:
    """Each typeface that ships, from the licence beside it."""
    found = []
    for file in sorted((assets_folder() / "fonts").glob("*.txt")):
        stem, _dash, kind = file.stem.rpartition("-")
        text = file.read_text(encoding="utf-8")
        upstream = re.search(r"^Upstream-Name: (.+)$", text, re.MULTILINE)
        name = upstream.group(1) if upstream else re.sub(r"(?<=[a-z])(?=[A-Z])", " ", stem)
        licence = "SIL Open Font License 1.1" if kind == "OFL" else _named(text)
        lines = (line.removeprefix("Copyright:").strip() for line in text.splitlines())
        credit = next((line for line in lines if re.match(r"Copyright.* \d{4}", line)), "")
        found.append(Thing(name, licence, credit, text))
    return tuple(found)


def _named(text: str) -> str:
    """The licence that a Debian copyright file gives to the fonts themselves."""
    found = re.search(r"^License:\s*(\S.*)$", text, re.MULTILINE)
    return found.group(1) if found else ""


@cache
def data() -> tuple[Thing, ...]:
    """The registers and map layers that ship, from the pages beside them."""
    found = []
    for file in sorted(assets_folder().glob("*/README.md")):
        text = file.read_text(encoding="utf-8")
        licence = re.search(r"^Licence: \[([^\]]+)\]", text, re.MULTILINE)
        if licence is None:
            continue
        title = text.splitlines()[0].lstrip("# ")
        said = [part for part in text.split("\n\n") if part.startswith("Contains ")]
        credit = " ".join(" ".join(said).split())
        found.append(Thing(title, licence.group(1), credit))
    return tuple(found)


@cache
def packages() -> tuple[Thing, ...]:
    """The Python packages that the app stands on, all the way down, by name."""
    seen: dict[str, Thing] = {}
    ahead = [APP]
    while ahead:
        name = ahead.pop()
        if name in seen:
            continue
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        seen[name] = Thing(f"{found.metadata['Name']} {found.version}", _licence(found.metadata))
        ahead += [
            _name(need) for need in found.requires or () if "extra ==" not in need.partition(";")[2]
        ]
    seen.pop(APP, None)  # a build that carries the app without its own name
    return tuple(sorted(seen.values(), key=lambda thing: thing.name.lower()))


def _name(requirement: str) -> str:
    wanted = re.match(r"[A-Za-z0-9._-]+", requirement)
    return re.sub(r"[-_.]+", "-", wanted.group()).lower() if wanted else ""


def _licence(about: metadata.PackageMetadata) -> str:
    """What a package says of its licence, in a few words."""
    for field in ("License-Expression", "License"):
        said = " ".join(about.get_all(field) or ()).strip()
        if said and len(said) < 60 and "\n" not in said:
            return said
    for line in about.get_all("Classifier") or ():
        if line.startswith("License ::"):
            return str(line).rpartition(":: ")[2]
    return ""
