"""Match pointers: what is compared, what a token gives away, and which of them stand."""

from __future__ import annotations

import itertools
import json
import random
from typing import Any

import pytest

from outreach.assets import asset
from outreach.model import pointers
from outreach.model.fold import FoldReport, ReadModel
from outreach.model.pointers import POINTER, keys, keys_of_text, match_key, token
from tests.outreach.model.team import Space, hex_of, person

KEY = match_key(bytes(range(32)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Big Tony", "BIG  TÓNY"),
        ("a lad called Smiler", "Smiler"),
        ("Smiler, Big Tony", "Big Tony"),
    ],
)
def test_a_nickname_is_compared_as_it_is_meant(one: str, other: str) -> None:
    assert set(pointers.nicknames(one)) & set(pointers.nicknames(other))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("0161 496 0123", "+44 161 496 0123", True),
        ("0161 496 0123", "0044 (0)161 4960123", True),
        ("07700 900123", "07700900123 (works nights)", True),
        ("07700 900123", "07700 900124", False),
        ("999", "999", False),
        ("", "", False),
    ],
)
def test_a_telephone_number_is_compared_by_its_digits(one: str, other: str, same: bool) -> None:
    assert bool(set(pointers.telephones(one)) & set(pointers.telephones(other))) is same


def test_a_registration_counts_where_it_was_read_in_full() -> None:
    assert pointers.registrations("ab12 cde") == pointers.registrations("AB12CDE") == ["AB12CDE"]
    assert pointers.registrations("AB12 ?DE") == []
    assert pointers.registrations({"unknown": "not_known"}) == []


def test_which_fields_are_compared() -> None:
    fields = {"names_heard": "Smiler", "telephone": "07700 900123", "clothing": "A grey coat"}
    found = [("nickname", "smiler"), ("telephone", "07700900123")]
    assert keys("person-sighting", fields) == found
    assert keys("vehicle-sighting", {"registration": "AB12 CDE"}) == [("registration", "AB12CDE")]
    assert keys("hotspot-visit", {"fact": "Smiler"}) == keys("nothing", {"names": "X"}) == []
    assert ("registration", "AB12CDE") in keys_of_text("ab12 cde")


def test_a_token_says_nothing_without_the_key() -> None:
    """Same value, same token under one key; under another nothing in common."""
    values = ["smiler", "big tony", "ab12cde", "07700900123"]
    made = {token(KEY, what, v) for what in ("nickname", "registration") for v in values}
    assert len(made) == 8
    others = {token(match_key(bytes(32)), "nickname", v) for v in values}
    assert not made & others
    assert token(KEY, "nickname", "smiler") == token(KEY, "nickname", "smiler")


def test_what_must_never_publish_does_not_even_by_mistake() -> None:
    said = json.loads(asset("pointers.json").read_text(encoding="utf-8"))
    never = {one["space"] for one in said["never"]}
    assert {"sealed-sources", "audit"} <= never
    assert not never & {one["space"] for one in said["spaces"]}
    for wrong in (
        {"space": "sealed-sources", "of": ["nickname"], "ask": "supervisor"},
        {"space": "premises", "of": ["nickname"], "ask": "supervisor"},
        {"space": "other", "of": ["shoe-size"], "ask": "supervisor"},
    ):
        with pytest.raises(ValueError, match="a space publishes"):
            pointers.read(json.dumps({**said, "spaces": [*said["spaces"], wrong]}))


# -- folded ----------------------------------------------------------------------------------------

SMILER = token(KEY, "nickname", "smiler")


def said(**changed: Any) -> dict[str, Any]:
    return {
        "token": SMILER, "what": "nickname", "space": "safeguarding", "ask": "supervisor", **changed
    }  # fmt: skip


def of(model: ReadModel) -> list[pointers.Held]:
    return pointers.standing(model.connection, [SMILER])


def test_a_pointer_is_no_record_and_stands_until_it_is_withdrawn() -> None:
    space, amina = Space("premises"), person("Amina")
    published = space.write(amina, hex_of("p"), kind=POINTER, **said())
    model = ReadModel()
    assert model.apply([published]) == FoldReport(1, 0, 0)
    assert model.apply([published]) == FoldReport()
    assert (model.count, model.unknown, model.quarantine()) == (0, 0, [])
    (held,) = of(model)
    assert (held.space, held.what, held.ask) == ("safeguarding", "nickname", "supervisor")
    gone = space.write(amina, hex_of("p"), kind=POINTER, **said(withdrawn=True))
    model.apply([gone])
    assert of(model) == []


def test_what_stands_does_not_depend_on_the_order_of_arrival() -> None:
    space, amina, bela = Space("premises"), person("Amina"), person("Bela")
    entries = [
        space.write(amina, hex_of("p"), kind=POINTER, **said()),
        space.write(bela, hex_of("q"), kind=POINTER, **said()),
        space.write(bela, hex_of("p"), kind=POINTER, **said(withdrawn=True)),
        space.write(amina, hex_of("p"), kind=POINTER, **said()),
        space.write(amina, hex_of("q"), kind=POINTER, **said(withdrawn=True)),
    ]
    whole = ReadModel()
    whole.apply(entries)
    assert [held.record for held in of(whole)] == [hex_of("p")]
    for shuffled in itertools.islice(itertools.permutations(entries), 0, None, 7):
        model = ReadModel()
        for entry in shuffled:
            model.apply([entry])
        assert of(model) == of(whole)
    again = ReadModel.deserialize(whole.serialize())
    assert of(again) == of(whole), "they are in the snapshot"


@pytest.mark.parametrize(
    "fields",
    [
        said(token="AB" * 16),
        said(token=7),
        said(what=None),
        said(space="Not a name"),
        said(space="sealed-sources"),
        said(space="audit"),
        said(space="premises"),
        said(fact="Smiler is a boy of 13"),
        {},
    ],
)
def test_what_is_no_pointer_is_set_aside(fields: dict[str, Any]) -> None:
    space, amina = Space("premises"), person("Amina")
    model = ReadModel()
    assert model.apply([space.write(amina, hex_of("p"), kind=POINTER, **fields)]).quarantined == 1
    assert of(model) == []
    (kept,) = model.quarantine()
    assert "Smiler" not in kept.reason


def test_a_pointer_in_another_space_points_to_nothing() -> None:
    space, amina = Space("safeguarding"), person("Amina")
    model = ReadModel()
    assert model.apply([space.write(amina, hex_of("p"), kind=POINTER, **said())]).quarantined == 1
    newer = space.write(amina, hex_of("q"), kind=POINTER, version=2, more=1)
    assert model.apply([newer]).unknown == 1


def test_any_text_is_compared_without_harm(rng: random.Random) -> None:
    for _ in range(300):
        text = "".join(chr(rng.randrange(1, 0x3000)) for _ in range(rng.randrange(60)))
        keys_of_text(text)
        keys("person-sighting", {"names_heard": text, "telephone": text})
