"""Wording prompts, sentence by sentence, as a safeguarding lead would read them."""

import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from outreach.assets import asset
from outreach.model.fold import ReadModel
from outreach.model.wording import prompts
from outreach.model.wording_force import in_force, text_in_force
from outreach.model.wording_rules import read, shipped
from outreach.model.wording_standing import standing
from sync.errors import InputError
from tests.outreach.model.team import Person, Space, hex_of, person

SENTENCES: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("wording_sentences.json").read_text(encoding="utf-8")
)


def edited(**change: Any) -> str:
    """The shipped rules with some parts said otherwise."""
    return json.dumps(json.loads(asset("wording.json").read_text(encoding="utf-8")) | change)


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda one: str(one["name"]))
def test_a_sentence_is_prompted_or_stays_silent(sentence: dict[str, Any]) -> None:
    found = prompts(sentence["text"], sentence.get("answers"))
    assert [one.rule for one in found] == sentence["rules"]
    for one in found:
        assert sentence["text"][one.start : one.end] == one.words
        assert one.prompt
        assert one.reason
        assert one.source


def test_half_of_the_sentences_stay_silent_and_every_rule_speaks() -> None:
    silent = [one for one in SENTENCES if not one["rules"]]
    assert len(SENTENCES) >= 60
    assert len(silent) * 2 >= len(SENTENCES)
    assert {rule for one in SENTENCES for rule in one["rules"]} == {r.id for r in shipped().rules}


def test_what_is_found_in_one_sentence_is_found_in_a_night_of_them() -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    loud = [one for one in SENTENCES if "answers" not in one and "sexually" not in one["text"]]
    loud = [one for one in loud if one["text"].count('"') % 2 == 0]
    random.Random(seed).shuffle(loud)
    text = "\n".join(one["text"] for one in loud)
    assert [one.rule for one in prompts(text)] == [rule for one in loud for rule in one["rules"]]


def test_a_younger_child_and_an_unknown_age_are_told_different_things() -> None:
    known = prompts("The 12-year-old is sexually active.")[0].prompt
    unknown = prompts("She is sexually active.")[0].prompt
    assert "cannot consent" in known
    assert unknown.startswith("Give the age")


def test_what_is_verbatim_is_never_looked_at_and_a_name_is_no_narrative() -> None:
    rules = shipped()
    assert rules.looks_at("fact", "long", 10_000)
    assert rules.looks_at("outcome_words", "text", 2_000)
    assert not rules.looks_at("wishes", "verbatim", 10_000)
    assert not rules.looks_at("names_heard", "text", 2_000)
    assert not rules.looks_at("address", "text", 200)


def test_a_lead_adds_a_rule_of_their_own() -> None:
    given = json.loads(edited())
    rule = {
        "id": "known-to-services",
        "label": "Known to services",
        "phrases": ["known to services/police"],
        "unless": ["@staff .. known to services/police"],
        "prompt": "Say what is known, and by whom.",
        "reason": "It hides who knew what",
        "source": "Our own review",
    }
    rules = read(json.dumps(given | {"rules": [*given["rules"], rule]}))
    assert [p.rule for p in prompts("He is known to police.", rules=rules)] == [rule["id"]]
    assert prompts("The licensee is known to police.", rules=rules) == []
    assert prompts("He is known to police.") == []


def test_what_stands_in_the_records_is_counted_of_everybody_and_small_numbers_are_not() -> None:
    space = Space("safeguarding")
    for n in range(6):
        who = person(f"Author {n}")
        fields: dict[str, Any] = {
            "fact": "He absconded. He absconded.",
            "verbatim": "My boyfriend.",
        }
        if n == 0:
            fields["fact"] = "She put herself at risk."
        space.write(who, hex_of("record", n), kind="hotspot-visit", **fields)
    model = ReadModel()
    model.apply(space.written)
    found = standing(model, shipped(), months=1, today=date(2026, 1, 9))
    assert found.records.least == 6
    assert [(rule, n.exact, n.least) for rule, n in found.rules] == [
        ("absconded", True, 5),
        ("puts-themselves-at-risk", False, 1),
    ]
    assert standing(model, shipped(), months=1, today=date(2026, 2, 1)).rules == ()


def test_a_leads_rules_are_in_force_for_everybody_and_nobody_elses_are() -> None:
    space = Space("premises")
    lead, worker = person("Lea", "supervisor"), person("Amina")

    def change(who: Person, text: str, name: str = "premises") -> None:
        space.name = name
        own = hex_of("rules", len(space.written))
        space.write(who, own, kind="wording-rules", rules=text, why="A review asked for it")

    given = json.loads(edited())
    change(lead, json.dumps(given | {"rules": given["rules"][:1]}))
    change(worker, json.dumps(given | {"rules": given["rules"][1:2]}))
    change(lead, json.dumps(given | {"rules": given["rules"][2:3]}), "safeguarding")
    change(lead, json.dumps({"rules": "of a newer app"}))
    model = ReadModel()
    assert in_force(model) is shipped()
    assert text_in_force(model) is None
    model.apply(space.written)
    assert [rule.id for rule in in_force(model).rules] == ["puts-themselves-at-risk"]
    assert len(model.quarantine()) == 2
    assert prompts("He absconded.", rules=in_force(model)) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON"),
        ("[]", "no list"),
        (edited(rules=[]), "no rule"),
        (edited(lists={}), "no list of words named"),
        (edited(denied={}), "missing"),
        (edited(rules=[{"id": "Bad Id"}]), "id of a rule"),
        (edited(rules=[{"id": "a", "label": "A"}]), "“a” has no prompt"),
    ],
)
def test_rules_that_are_wrong_are_refused_with_the_place(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read(text)


@pytest.mark.parametrize(
    "phrase",
    ["", "..", "a ..", "(a) b", "Abc", "x-y", "@nobody", "a " * 40, "a .. b .. c .. d .. e"],
)
def test_a_phrase_that_cannot_be_looked_for_is_named(phrase: str) -> None:
    given = json.loads(edited())
    given["rules"][0]["phrases"] = [phrase]
    with pytest.raises(InputError, match="puts-themselves-at-risk"):
        read(json.dumps(given))


def test_any_text_is_taken_and_gives_places_inside_it() -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    letters = "aB é\u2019'\"“”\n.-İßﬀ\u200d\U0001f692\u0627 not own choice boyfriend"
    for _ in range(200):
        text = "".join(chance.choice(letters) for _ in range(chance.randrange(200)))
        for one in prompts(text):
            assert text[one.start : one.end] == one.words
