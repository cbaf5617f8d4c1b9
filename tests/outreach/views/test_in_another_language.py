"""Every screen in a made-up language: what is not said in it was never looked up in the catalogue.

What people wrote stays as they wrote it, and so do names, and the titles that a record gets from
its own values: they are told from the app's texts by standing in the records themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from outreach import words
from outreach.model.geography import ground
from outreach.session import Session
from outreach.ui.form.begin import begin
from tests import visits
from tests.headless import Window
from tests.partnership import MEMBERS
from tests.tablets import ARCADE, Tablets, desk_of, play

OPEN, CLOSE = "⟦", "⟧"

#: Not in any language: the app's name, a licence's name, the languages' own names.
PROPER = (
    "Outreach",
    "English",
    # The credit that the licence asks for, in its own words.
    "Contains National Statistics and OS data © Crown copyright and database right 2023",
)
DATE = re.compile(r"([A-Z][a-z]+ )?\d+ [A-Z][a-z]+( \d{4})?")


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    words.use(words.SOURCE)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _strings(one)


def written(session: Session) -> str:
    """Everything that people wrote, and what records are called."""
    found: list[str] = []
    for row in session.rows():
        found += [row.title, row.subtitle, row.author_name, row.agency]
        found += _strings(session.show(row.id).fields)
        for version in session.history(row.id):
            found += [version.author_name, version.agency, version.reason or ""]
            found += _strings(version.fields)
    me = session.me
    found += [me.name, me.agency, *session.spaces]
    found += [agency for agency, *_rest in MEMBERS.values()]
    found += [name.title() for name in MEMBERS]
    found += [area.name for area in (*ground().wards, *ground().authorities)]
    return " ".join(" ".join(found).split())


def _unsaid(text: str, data: str) -> str:
    """What of a text was neither looked up nor written by people; empty when nothing is."""
    left = text
    while OPEN in left:  # innermost first: a text may be put into another
        shorter = re.sub(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", " ", left)
        if shorter == left:
            break
        left = shorter
    unsaid = []
    for part in re.split(r"[\n·,;:/()“”…|]+", left):
        plain = " ".join(part.split()).strip(" .")
        if not re.search(r"[^\W\d_]{2}", plain) or plain in data or plain in PROPER:
            continue
        if DATE.fullmatch(plain) or re.fullmatch(r"[0-9a-f]{6,64}", plain):
            continue
        unsaid.append(plain)
    return " | ".join(unsaid)


def unsaid(texts: Iterable[str], data: str) -> list[str]:
    """The texts of a screen with something in them that is said in English only."""
    return sorted({f"{text!r}: {rest}" for text in texts if (rest := _unsaid(text, data))})


def said_aloud(window: Window) -> list[str]:
    """Every word on the screen, and the names and hints that only a screen reader says."""
    found = list(window.texts())
    for control in window.controls():
        for name in ("tooltip", "hint_text", "semantics_label", "suffix", "helper", "counter"):
            value = getattr(control, name, None)
            if isinstance(value, str) and value:
                found.append(value)
    return found


def test_what_was_not_looked_up_is_noticed() -> None:
    words.use(words.PSEUDO)
    looked_up = words._("Save")
    assert unsaid([looked_up, f"{looked_up} · Bus station", "12:30"], "Bus station") == []
    assert unsaid(["Save"], "Bus station") == ["'Save': Save"]
    assert unsaid([f"{looked_up} now"], "")


def _places_and_sightings(tablets: Tablets, seed: int) -> None:
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE))
    seen = [
        (kind, {k: v for k, v in fields.items() if k not in ("outing", "premises")})
        for kind in ("hotspot-visit", "person-sighting", "vehicle-sighting", "premises")
        for fields in visits.records(kind, seed, 2)
    ]
    for _kind, fields in seen:
        if "hotspot" in fields:
            fields["hotspot"] = arcade
    tablets.write("worker", *seen)
    tablets.sync("supervisor")
    session = tablets.partnership.unlock("supervisor")
    session.set_setting("language", words.PSEUDO)
    session.lock()


SCREENS = (
    "/",
    "/map",
    "/places",
    "/places/{place}",
    "/people/{person}",
    "/vehicles/{vehicle}",
    "/search",
    "/records/{visit}",
    "/review",
    "/review/{visit}",
    "/insights",
    "/insights/measure=visits~weeks=13",
    "/import",
    "/sync",
    "/quarantine",
    "/settings",
    "/happened",
    "/help",
    "/help/practice",
    "/help/agencies",
    "/members",
    "/members/{worker}",
    "/members/invite",
    "/members/lost/{worker}",
    "/members/late",
    "/members/rulings",
    "/members/recovery",
    "/records/{visit}/keep",
    "/audit",
)


@pytest.mark.parametrize("width", [390, 1440])
def test_every_screen(tablets: Tablets, seed: int, width: float) -> None:
    print(f"seed: {seed}")
    _places_and_sightings(tablets, seed)

    async def story() -> None:
        async with tablets.open("supervisor", width=width) as window:
            session = desk_of(window).open
            data = written(session)
            ids = {
                name: session.rows(kind=kind, limit=1)[0].id
                for name, kind in (
                    ("place", "hotspot"),
                    ("person", "person-sighting"),
                    ("vehicle", "vehicle-sighting"),
                    ("visit", "hotspot-visit"),
                )
            }
            ids["worker"] = next(v.device for v in session.members() if v.person.name == "Worker")
            missed: dict[str, list[str]] = {}
            for screen in SCREENS:
                await window.go(screen.format(**ids))
                if found := unsaid(said_aloud(window), data):
                    missed[screen] = found
            for kind in ("hotspot-visit", "premises-check", "person-sighting", "vehicle-sighting"):
                begin(desk_of(window), kind)
                await window.settle()
                if found := unsaid(said_aloud(window), data):
                    missed[kind] = found
            for screen, found in missed.items():
                print(screen, *found, sep="\n    ")
            assert not missed
            assert not window.wire.crashes

    play(story)
