"""Whom what was typed may mean: the same however it is spelt, sounds or is written, and why."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import from_json
from rapidfuzz.distance import OSA

from outreach.assets import asset
from outreach.model import known_by, naming, nicknames
from outreach.model.alike import Alike, alike
from outreach.model.fold import ReadModel
from outreach.model.reasons import in_words
from outreach.model.spelling import words
from outreach.model.vocabulary import Vocabulary
from sync.errors import VaultLocked
from tests.outreach.model.folds import folded
from tests.outreach.model.team import Space, hex_of, person


class Register:
    """People and vehicles in a space of their own."""

    def __init__(self) -> None:
        self.space = Space("safeguarding")
        self.amina = person("Amina")

    def add(self, kind: str, own: str, **fields: Any) -> str:
        record = hex_of(kind, own)
        self.space.write(self.amina, record, kind=kind, **fields)
        return record

    def person(self, *names: str, **fields: Any) -> str:
        given = [{"name": name, "sort": "nickname"} for name in names]
        return self.add(
            "person", repr((names, fields)), **({"names": given} if names else {}), **fields
        )

    def called(self, who: str, name: str, sort: str = "nickname") -> str:
        return self.add("alias", repr((who, name)), person=who, name=name, sort=sort)

    def correct(self, kind: str, record: str, **fields: Any) -> None:
        self.space.write(self.amina, record, kind=kind, reason="Misheard", **fields)

    @property
    def model(self) -> ReadModel:
        return folded(*self.space.written)


def said(found: list[Alike]) -> list[tuple[str, str]]:
    return [(one.matched, in_words(one.sort, one.why, one.said)) for one in found]


#: Somebody's name, what was typed, and a reason among those that are given.
SPELLINGS = [
    ("Mohammed Khan", "Muhamad Khan", "sounds like it"),
    ("Mohammed Khan", "mohamed khan", "spelt almost the same"),
    ("Siân O'Brien", "sian obrien", "the same name"),
    ("Siân O'Brien", "O Brien", "written as one word or as two"),
    ("Yusuf Malik", "Yousef Malik", "sounds like it"),
    ("Katya Petrova", "Катя Петрова", "written in another alphabet"),
    ("Катя", "Katya", "written in another alphabet"),
    ("محمد", "Mohammed", "written in another alphabet"),
    ("Mohammed", "محمد", "written in another alphabet"),
    ("يوسف", "Yousef", "written in another alphabet"),
    ("عبد الله", "Abdullah", "written in another alphabet"),
    ("मोहम्मद", "Mohammed", "written in another alphabet"),
    ("王伟", "Wang Wei", "written in another alphabet"),
    ("דוד", "David", "written in another alphabet"),
    ("Catherine Jones", "Kathryn Jones", "sounds like it"),
    ("Catherine Jones", "Jones Catherine", "in another order"),
    ("Robert Walker", "Bob Walker", "a short or other form of the name"),
    ("Siobhan", "Shivaun", "a short or other form of the name"),
    ("Mohammed Akhtar Khan", "Akhtar Khan", "part of the name"),
    ("Akhtar Khan", "Mohammed Akhtar Khan", "part of the name"),
    ("M Khan", "Mohammed Khan", "with an initial"),
    ("Kayleigh", "Kayl", "begins so"),
    ("Al-Hassan", "Alhassan", "written as one word or as two"),
    ("@kash.m_4", "KashM4", "the same handle"),
    ("k4sh_m4n", "kashman", "digits for letters"),
    ("kash_khan99", "Kash Khan", "part of the handle"),
    ("dan.the.van01", "danthevan", "part of the handle"),
    ("🐍", "snake", "the same name"),
    ("Dmitri Rehman", "DmitriRehman", "the same name"),
    ("Robert Walker", "Xyzzy Walker", "part of the name"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "typed", "why"), SPELLINGS)
def test_a_name_is_found_however_it_is_written(name: str, typed: str, why: str) -> None:
    register = Register()
    register.person("Bethany Clough")
    wanted = register.person(name)
    register.person("Zed")
    found = alike(register.model, typed)
    assert [one.row.id for one in found] == [wanted]
    assert found[0].matched == name
    assert why in in_words(found[0].sort, found[0].why, found[0].said)
    assert 0.5 < found[0].score <= 1


def test_who_fits_better_comes_first_and_a_rare_name_counts_for_more() -> None:
    register = Register()
    for surname in ("Ali", "Patel", "Jones", "Malik", "Evans"):
        register.person(f"Mohammed {surname}")
    near = register.person("Muhammed Zubrowka")
    exact = register.person("Mohammed Zubrovka")
    other = register.person("Bilal Zubrovka")
    found = alike(register.model, "Mohammed Zubrovka")
    assert [one.row.id for one in found[:3]] == [exact, near, other]
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert found[0].why == ("same",)


def test_a_word_is_taken_apart_only_where_nobody_has_one_like_it() -> None:
    register = Register()
    for name in ("Kat", "Hrin", "Muha", "Mad", "Smith"):
        register.person(name)
    kathryn, muhammad = register.person("Kathryn Smith"), register.person("Muhammad Khan")
    model = register.model
    assert alike(model, "kathrin smith")[0].row.id == kathryn
    assert alike(model, "muhamad kahn")[0].row.id == muhammad
    assert {one.matched for one in alike(model, "muhasmith")} <= {"Muha", "Smith"}
    assert alike(model, "muhasmith")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("07700 900123", "the same number"),
        ("+44 7700 900123", "the same number"),
        ("0044 (0)7700-900123", "the same number"),
        ("\u0660\u0667\u0667\u0660\u0660 \u0669\u0660\u0660\u0661\u0662\u0663", "the same number"),
        ("900123", "part of the number"),
        ("0123", "part of the number"),
        ("0770 0900", "part of the number"),
        ("07700 900132", "the number but for one digit"),
        ("call Kez on 07700 900123", "the same number"),
    ],
)
def test_a_telephone_number_is_found_by_itself_or_by_four_digits(typed: str, why: str) -> None:
    register = Register()
    register.person("Somebody else", telephones=[{"number": "0161 496 0777"}])
    wanted = register.person(telephones=[{"number": "(+44) 7700 900123", "source": "School"}])
    found = alike(register.model, typed)
    assert [(one.row.id, why) for one in found[:1]] == [(wanted, why)]
    assert said(found[:1]) == [("(+44) 7700 900123", why)]
    assert alike(register.model, "123") == []


@pytest.mark.parametrize(
    ("seen", "typed", "why"),
    [
        ("AB12 CDE", "ab12cde", "the same registration"),
        ("AB12 CDE", "AB1? CDE", "a registration with 1 unread character"),
        ("AB?2 ?DE", "AB12 CDE", "a registration with 2 unread characters"),
        ("AB12 CDE", "A812 CDE", "easily misread: 8/B"),
        ("AB12 CDO", "AB12 CD0", "easily misread: 0/O"),
        ("AB12 CDE", "12 CDE", "part of the registration"),
        ("AB12 CDE", "AB12", "part of the registration"),
        ("AB12 CDE", "AB12 CD", "part of the registration"),
        ("AB12 CDE", "AB13 CDE", "the registration but for one character"),
        ("AB12 CDE", "white van AB1? CDE by the gate", "a registration with 1 unread character"),
    ],
)
def test_a_registration_is_found_by_what_was_read_of_it(seen: str, typed: str, why: str) -> None:
    register = Register()
    wanted = register.add("vehicle-sighting", "one", registration=seen)
    register.add("vehicle-sighting", "other", registration="XY99 ZZT")
    found = alike(register.model, typed)
    assert [one.row.id for one in found] == [wanted]
    assert why in said(found)[0][1]
    assert alike(register.model, "A?") == []


def test_a_vehicle_that_was_seen_often_is_one_result_and_opens_its_own_record() -> None:
    register = Register()
    for night in range(5):
        register.add("vehicle-sighting", str(night), registration="AB12 CDE")
    vehicle = register.add("vehicle", "own", registration="AB12CDE")
    for night in range(5, 9):
        register.add("vehicle-sighting", str(night), registration="AB12 CDE")
    assert [one.row.id for one in alike(register.model, "AB12 C?E")] == [vehicle]


def test_another_name_leads_to_the_person_and_to_itself_where_the_person_is_not_held() -> None:
    register = Register()
    kez = register.person("Kieran Doyle")
    alias = register.called(kez, "Big Kez")
    elsewhere = register.called(hex_of("in another space"), "Shadow")
    model = register.model
    (found,) = alike(model, "big kezz")
    assert (found.row.id, found.by, found.matched) == (kez, alias, "Big Kez")
    (found,) = alike(model, "shadow")
    assert (found.row.id, found.by) == (elsewhere, elsewhere)


def test_records_that_two_people_said_are_one_are_one_result_until_that_is_undone() -> None:
    register = Register()
    first, second = register.person("Big Kez"), register.person("Bigg Kezz")
    merge = register.space.write(
        register.amina, hex_of("m"), kind="merge", joins=[second], leads=first, why="The tattoo"
    )
    assert {one.row.id for one in alike(register.model, "bigg kezz")} == {first, second}
    word = {"merge": merge.record, "versions": [merge.entry]}
    ben = person("Ben")
    register.space.write(ben, hex_of("w"), kind="merge-confirmation", **word)
    (found,) = alike(register.model, "bigg kezz")
    assert (found.row.id, found.by, found.matched) == (first, second, "Bigg Kezz")
    register.correct("merge-confirmation", hex_of("w"), withdrawn=True)
    assert {one.row.id for one in alike(register.model, "bigg kezz")} == {first, second}


def test_ten_thousand_names_of_one_person_are_one_result() -> None:
    register = Register()
    many = register.person("Kash Khan")
    for number in range(10_000):
        register.called(many, f"Kash Khan {number}" if number % 2 else "Kash Khan")
    other = register.person("Kash Kahn")
    model = register.model
    assert [one.row.id for one in alike(model, "Kash Khan")] == [many, other]
    assert {one.row.id for one in alike(model, "kash")} == {many, other}
    assert [one.matched for one in alike(model, "Kash Khan 7777")][:1] == ["Kash Khan 7777"]


def test_what_was_withdrawn_comes_last_and_says_so() -> None:
    register = Register()
    person_ = register.person("Daz")
    wrong = register.called(person_, "Shadowfax")
    right = register.person("Shadowfix")
    register.correct("alias", wrong, withdrawn=True)
    found = alike(register.model, "Shadowfax")
    assert [(one.row.id, one.withdrawn) for one in found] == [(right, False), (person_, True)]
    assert found[0].score < found[1].score


def test_neither_an_ethnic_group_nor_a_sex_finds_anybody() -> None:
    register = Register()
    register.person(
        description="Asian male, White British female, black rose tattoo on the neck",
        ethnicity_perceived="asian",
        sex="male",
    )
    model = register.model
    for typed in ("asian", "male", "white", "british", "black", "female", "asian male"):
        assert alike(model, typed) == [], typed
    assert said(alike(model, "rose tattoo"))[0][1] == "in a description"
    assert said(alike(model, "tatoo"))[0][1] == "in a description, spelt almost the same"


def test_what_a_child_protection_record_owes_nobody_is_not_indexed() -> None:
    for kind in ("intelligence-source", "soft-intelligence", "challenge", "premises", "hotspot"):
        assert known_by.entries(kind, {"name": "Kez", "names": [{"name": "Kez"}]}) == [], kind


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "?", "???", "'", '"', "''''", "-", "%", "_", "*", "@", "@@", ".", "()", "[", "\\",
        "\0", "\n", "a\0b", '" OR 1=1 --', "kez* AND NEAR(", "x'); DROP TABLE word;--", "[^\n]+",
        "(((((", "{0}", "%s", "\ud800", "\u202egnp", "\u200d", "e" + "\u0301" * 5_000,
        "a " * 5_000, "k" * 100_000, "?" * 10_000, "0" * 10_000, "1?" * 5_000, "🐍" * 5_000,
        "محمد " * 3_000, "@" * 9_000 + "kez",
    ],
)  # fmt: skip
def test_hostile_words_find_nothing_and_break_nothing(typed: str) -> None:
    register = Register()
    register.person("Kez", "🐍", "محمد", marks="Rose", telephones=[{"number": "07700 900123"}])
    register.add("vehicle-sighting", "one", registration="AB12 CDE")
    model = register.model
    found = alike(model, typed)
    assert len(found) <= 2
    assert len(alike(model, "kez")) == 1


# -- the index -------------------------------------------------------------------------------------


def held(model: ReadModel) -> set[tuple[Any, ...]]:
    """The index as it is: every word with what is worked out of it, and by which record."""
    found = model.connection.execute(
        "SELECT w.sort, w.text, k.words, w.sound, w.sound_too, w.bones, k.subject, r.id"
        " FROM word w LEFT JOIN known k ON k.word = w.id LEFT JOIN record r ON r.row = k.row"
    )
    return set(found)


def due(model: ReadModel) -> set[tuple[Any, ...]]:
    """The index as it has to be, from the records alone."""
    found = set()
    for row, record, kind, data in model.connection.execute(
        "SELECT row, id, kind, data FROM record"
    ).fetchall():
        for (sort, text, many), subject, _ in naming.of(row, record, kind, from_json(data)):
            heard = naming.heard(sort, text)
            found.add((sort, text, many, *heard, subject, record))
    return found


NAMES = st.sampled_from(
    [
        "Kez",
        "Big Kez",
        "Kezz",
        "محمد",
        "Mohammed",
        "🐍",
        "@kez_07",
        "Siân",
        "Katya",
        "Катя",
        "x",
        "",
    ]
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["person", "alias", "rename", "move", "withdraw", "restore", "car"]),
        st.integers(0, 3),
        NAMES,
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=40, deadline=None)
@given(STEPS, st.randoms(use_true_random=False))
def test_the_index_is_what_the_records_say_after_any_story_in_any_order(
    steps: list[tuple[str, int, str]], rng: Any
) -> None:
    register = Register()
    write, amina = register.space.write, register.amina
    model = ReadModel()
    alike(model, "kez")  # from now on every word is taken over as it comes and goes
    for way, number, name in steps:
        who, alias = hex_of("person", number), hex_of("alias", number)
        before = len(register.space.written)
        if way == "person":
            names = [{"name": name, "sort": "nickname"}] if name else []
            write(amina, who, kind="person", names=names, reason="Heard")
        elif way == "alias":
            write(amina, alias, kind="alias", person=who, name=name or "Kez", reason="Heard")
        elif way == "rename":
            write(amina, alias, kind="alias", name=name or "Shaz", reason="Misheard")
        elif way == "move":
            write(
                amina, alias, kind="alias", person=hex_of("person", 3 - number), reason="Not hers"
            )
        elif way == "car":
            plate = f"AB1{number} CDE" if name else "AB1? CDE"
            write(amina, hex_of("car", number), kind="vehicle-sighting", registration=plate,
                  reason="Seen")  # fmt: skip
        else:
            gone = way == "withdraw"
            write(amina, alias, kind="alias", withdrawn=gone, reason="Wrong")
        model.apply(register.space.written[before:])
        alike(model, name or "kez")
    mixed = list(register.space.written)
    rng.shuffle(mixed)
    anew = folded(*mixed)
    assert held(model) == due(model) == held(anew) == due(anew)
    for text in ("kez", "Mohammed", "Katya", "snake", "AB12CDE", "kez07"):
        assert said(alike(model, text)) == said(alike(anew, text)), text


def test_a_snapshot_holds_it_and_a_fold_that_fails_leaves_it() -> None:
    register = Register()
    kez = register.person("Kieran Doyle")
    register.called(kez, "Big Kez")
    model = register.model
    opened = ReadModel.deserialize(model.serialize())
    assert held(opened) == held(model)
    assert [one.row.id for one in alike(opened, "big kez")] == [kez]
    opened.connection.execute(
        "CREATE TEMP TRIGGER refused BEFORE INSERT ON main.link"
        " BEGIN SELECT RAISE(ABORT, 'after the names'); END"
    )
    names = [{"name": "Zanzibar", "sort": "nickname"}]
    numbers = [{"number": "07700 900123"}]
    late = register.space.write(
        register.amina, hex_of("late"), kind="person", names=names, telephones=numbers
    )
    with pytest.raises(sqlite3.IntegrityError, match="after the names"):
        opened.apply([late])
    assert alike(opened, "zanzibar") == []
    assert held(opened) == due(opened) == held(model)
    opened.close()
    assert not opened.vocabulary.matching(known_by.NAME, "doyle", 1), "a lock lets go of names"
    with pytest.raises(VaultLocked):
        alike(opened, "big kez")


@settings(max_examples=60, deadline=None)
@given(
    st.sets(st.text("abc", min_size=1, max_size=6), min_size=1, max_size=30),
    st.text("abc", min_size=3, max_size=6),
)
def test_of_the_words_that_differ_by_one_letter_none_is_missed(words: set[str], typed: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE word (sort INTEGER, text TEXT)")
    connection.executemany("INSERT INTO word VALUES (0, ?)", [(word,) for word in words])
    vocabulary = Vocabulary()
    vocabulary.refresh(connection)
    distances = {word: OSA.distance(typed, word) for word in words}
    near = {word: distance for word, distance in distances.items() if distance <= 1}
    assert dict(vocabulary.near(0, typed, 1)) == near
    both_ends = {w for w in words if w[0] != typed[0] and w[-1] != typed[-1]}
    within = {w for w, distance in distances.items() if distance <= 2}
    assert set(dict(vocabulary.near(0, typed, 2))) == within - both_ends


def test_short_forms_have_a_source_and_go_both_ways() -> None:
    data = json.loads(asset("nicknames.json").read_text(encoding="utf-8"))
    assert "Apache License" in data["source"]
    assert data["ours_source"]
    for names in (data["names"], data["ours"]):
        for name, forms in names.items():
            for form in (name, *forms):
                (word,) = words(form)
                assert (word.text, word.vowelless) == (form, False), "or nothing ever finds it"
    assert "robert" in nicknames.others("bob")
    assert "bob" in nicknames.others("robert")
