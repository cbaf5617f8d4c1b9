"""A code list changes while records, drafts and other tablets use it: nothing breaks or is lost."""

from __future__ import annotations

import random
from typing import Any

import pytest

from outreach.model import codes, kinds, list_edits, list_rules, queries
from outreach.model.changes import Author, Change, Moment
from outreach.model.codes import Code, code_list, shipped
from outreach.model.fold import ReadModel

ADMIN = Author("a" * 32, "Ada", "Council", "b" * 32, "admin", frozenset({"administrator"}))
OTHER = Author("d" * 32, "Bea", "Police", "e" * 32, "admin", frozenset({"administrator"}))
WRITER = ADMIN._replace(role="writer")
DESSERT = {"add": "dessert_bar", "label": "Dessert bar"}


def change(
    number: int,
    kind: str,
    fields: dict[str, Any],
    *,
    position: int | None = -1,
    space: str = "premises",
    author: Author | None = ADMIN,
) -> Change:
    at = number if position == -1 else position
    return Change(
        f"{number:064x}",
        space,
        author.device if author else "b" * 32,
        number,
        at,
        None if at is None else 1_000 + at,
        0,
        (number, 0),
        Moment(1_800_000_000_000 + number, 0, None, None),
        kind,
        1,
        f"{number:032x}",
        fields,
        None,
        author,
    )


def edit(number: int, *edits: dict[str, Any], follows: int = 0, **given: Any) -> Change:
    named = given.pop("list", "hotspot_type")
    fields = {"list": named, "follows": follows, "edits": list(edits), "reason": "Seen often"}
    return change(number, "code-list", fields, **given)


def hotspot(number: int, code: str) -> Change:
    return change(number, "hotspot", {"name": f"Corner {number}", "hotspot_type": code})


def second_line(model: ReadModel, name: str) -> str:
    return next(row.subtitle for row in queries.rows(model) if row.title == name)


def found(model: ReadModel, words: str) -> list[str]:
    return [row.title for row in queries.find(model, words)]


def test_an_added_option_is_offered_named_and_found_and_only_in_its_own_vault() -> None:
    model, elsewhere = ReadModel(), ReadModel()
    model.apply([edit(1, DESSERT), hotspot(2, "dessert_bar")])
    assert second_line(model, "Corner 2") == "Dessert bar"
    assert found(model, "dessert bar") == ["Corner 2"]
    listed = code_list("hotspot_type")
    with codes.using(model.editions.lists):
        assert listed.offered()[-1].label == "Dessert bar"
        fields = {"name": "The corner", "hotspot_type": "dessert_bar"}
        assert kinds.validate("hotspot", fields) == fields
        form = kinds.form("hotspot").field("hotspot_type")
        assert form is not None
        assert form.codes is not None
        assert form.codes.label("dessert_bar") == "Dessert bar"
    with codes.using(elsewhere.editions.lists), pytest.raises(kinds.InvalidRecord):
        kinds.validate("hotspot", fields)
    assert "dessert_bar" not in listed.labels, "nothing of it stays where no vault is open"


@pytest.mark.parametrize("together", [True, False])
def test_a_record_that_came_before_its_option_is_worded_anew(together: bool) -> None:
    """A tablet that gets the record first shows the code; and its words once the list is there."""
    model = ReadModel()
    entries = [hotspot(5, "dessert_bar"), hotspot(6, "park"), edit(9, DESSERT)]
    for some in [entries] if together else [[one] for one in entries]:
        model.apply(some)
    assert second_line(model, "Corner 5") == "Dessert bar"
    renamed = {"rename": "dessert_bar", "label": "Shisha lounge"}
    model.apply([edit(10, renamed, follows=1)])
    assert second_line(model, "Corner 5") == "Shisha lounge"
    assert found(model, "shisha") == ["Corner 5"]
    assert found(model, "dessert") == [], "the index holds today's words and no others"
    assert second_line(model, "Corner 6") == "Park"


def test_rows_are_the_same_in_any_order_and_after_a_snapshot() -> None:
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    entries = [
        hotspot(1, "dessert_bar"),
        edit(2, DESSERT),
        hotspot(3, "park"),
        edit(4, {"rename": "park", "label": "Park or green"}, follows=1),
        edit(5, {"rename": "park", "label": "Open space"}, follows=1, author=OTHER),
        hotspot(6, "park"),
        edit(7, {"retire": "flat"}, {"order": ["park", "dessert_bar"]}, follows=3),
    ]

    def state(model: ReadModel) -> Any:
        rows = [(r.title, r.subtitle) for r in queries.rows(model)]
        made = model.editions.of("hotspot_type")
        searches = [found(model, word) for word in ("green", "open", "dessert", "park")]
        return rows, made, searches

    straight = ReadModel()
    straight.apply(entries)
    for turn in range(6):
        shuffled = rng.sample(entries, len(entries))
        model = ReadModel()
        if turn % 2:  # as everything is folded from the log, block by block
            with model.filling():
                for one in shuffled:
                    model.apply([one])
        else:
            cut = rng.randrange(len(entries))
            model.apply(shuffled[:cut])
            model.apply(shuffled[cut:])
        assert state(model) == state(straight)
    again = ReadModel.deserialize(straight.serialize())
    assert state(again) == state(straight)
    again.apply([edit(8, {"rename": "park", "label": "Park"}, follows=4)])
    assert found(again, "open") == []


def test_two_people_change_a_list_without_knowing_of_each_other() -> None:
    model = ReadModel()
    model.apply(
        [
            edit(1, DESSERT, {"rename": "flat", "label": "Flat or bedsit"}),
            edit(
                2,
                {"add": "gym", "label": "Gym"},
                {"rename": "flat", "label": "Flat above a shop"},
                author=OTHER,
            ),
        ]
    )
    first, second = model.editions.of("hotspot_type")
    labels = [code.label for code in second.codes.active]
    assert labels[-2:] == ["Dessert bar", "Gym"], "neither is lost"
    assert second.codes.label("flat") == "Flat above a shop", "the later one stands"
    assert (first.unseen, first.both) == ((), ())
    assert (second.unseen, second.both) == ((1,), ("flat",)), "and it is said"
    assert second.codes.version == shipped("hotspot_type").version + 2


def test_an_own_change_takes_its_place_behind_what_came_first() -> None:
    model = ReadModel()
    mine = edit(9, {"rename": "flat", "label": "Mine"}, position=None)
    model.apply([mine])
    assert model.editions.of("hotspot_type")[0].only_here
    model.apply([edit(1, {"rename": "flat", "label": "Theirs"}, position=4, author=OTHER)])
    assert [one.codes.label("flat") for one in model.editions.of("hotspot_type")] == [
        "Theirs",
        "Mine",
    ]
    model.apply([mine._replace(position=3, received_ms=5)])
    assert model.editions.lists["hotspot_type"].label("flat") == "Theirs"
    assert not model.editions.of("hotspot_type")[0].only_here


def test_nobody_changes_a_list_but_an_administrator_of_the_space_that_all_read() -> None:
    model = ReadModel()
    report = model.apply(
        [
            edit(1, DESSERT, author=WRITER),
            edit(2, DESSERT, space="safeguarding"),
            edit(3, DESSERT, author=None),
            edit(4, {"add": "Dessert bar", "label": "x"}),
            edit(5, {"add": "x", "label": " x"}),
            edit(6, {"add": "x", "label": "x", "colour": "red"}),
            edit(7, {"burn": "x"}),
            edit(8),
            edit(9, {"order": ["x", 3]}),
            edit(10, DESSERT, list="../secrets"),
            edit(11, DESSERT, follows=-1),
        ]
    )
    assert report.quarantined == 11
    assert model.editions.lists.changed == {}
    said = {one.reason for one in model.quarantine()}
    assert any("not from an administrator" in reason for reason in said)


def test_edits_of_options_and_lists_that_this_app_does_not_know_break_nothing() -> None:
    model = ReadModel()
    newer = edit(2, {"rename": "from_a_newer_app", "label": "Newer"}, {"retire": "also_newer"})
    report = model.apply([edit(1, DESSERT, list="a_newer_list"), newer, hotspot(3, "park")])
    assert report.quarantined == 0
    assert model.editions.of("a_newer_list") == ()
    listed = model.editions.lists["hotspot_type"]
    assert listed.label("from_a_newer_app") == "Newer"
    assert "from_a_newer_app" not in listed.active_codes
    strange = change(4, "code-list", {"new": True})._replace(version=2)
    assert model.apply([strange]).unknown == 1, "a newer shape is kept, with a banner"


def test_an_option_in_use_that_is_removed_still_says_what_it_is() -> None:
    model = ReadModel()
    model.apply([hotspot(1, "flat"), edit(2, {"remove": "flat"})])
    assert second_line(model, "Corner 1") == "Flat"
    assert found(model, "flat") == ["Corner 1"]
    with codes.using(model.editions.lists):
        listed = code_list("hotspot_type")
        assert "flat" not in [code.code for code in listed.codes]
        assert [code.label for code in listed.offered(["flat"])][-1] == "Flat"
        assert kinds.describe("hotspot", "hotspot_type", "flat") == "Flat"
        existing = {"name": "The corner", "hotspot_type": "flat"}
        kinds.validate_partial("hotspot", {"name": "The flat"}, existing=existing)


def test_a_correction_may_keep_what_the_record_holds_and_take_no_other_retired_option() -> None:
    model = ReadModel()
    retired = [{"retire": "gifts_or_money"}, {"remove": "drugs"}, {"retire": "expensive_items"}]
    model.apply([edit(1, *retired, list="indicator")])
    existing = {"indicators": ["gifts_or_money", "drugs"]}
    with codes.using(model.editions.lists):
        kept = {"indicators": ["gifts_or_money", "drugs", "child_in_vehicle"]}
        assert kinds.validate_partial("hotspot-visit", kept, existing=existing) == kept
        for fields, held in ((kept, {}), ({"indicators": ["expensive_items"]}, existing)):
            with pytest.raises(kinds.InvalidRecord, match="Choose from the list"):
                kinds.validate_partial("hotspot-visit", fields, existing=held)


def test_what_was_begun_in_an_edition_is_finished_in_it() -> None:
    model = ReadModel()
    model.apply([edit(1, DESSERT)])
    pins = model.editions.pins()
    model.apply([edit(2, {"remove": "dessert_bar"}, {"retire": "park"}, follows=1)])
    editions = model.editions
    assert editions.changed_since(pins) == ("hotspot_type",)
    then = editions.as_of(pins)["hotspot_type"]
    assert then.active[-1].label == "Dessert bar"
    assert editions.as_of({})["hotspot_type"] == shipped("hotspot_type")
    for code in ("dessert_bar", "park"):
        with codes.using(editions.taking(pins)):
            kinds.validate("hotspot", {"hotspot_type": code})
        with codes.using(editions.lists), pytest.raises(kinds.InvalidRecord):
            kinds.validate("hotspot", {"hotspot_type": code})
    gone = editions.as_of({"hotspot_type": "f" * 64})["hotspot_type"]
    assert gone == editions.lists["hotspot_type"], "an edition that came to nothing"


def test_a_file_becomes_the_smallest_edits_that_make_it() -> None:
    now = shipped("hotspot_type")
    assert list_edits.between(now, now.codes) == []
    wanted = [code for code in now.codes if code.code not in ("flat", "hmo")]
    wanted[0] = Code("takeaway", "Takeaway or café")
    wanted[1] = Code(wanted[1].code, wanted[1].label, retired=True)
    wanted.insert(2, Code("gym", "Gym"))
    edits = list_edits.between(now, wanted)
    made = list_edits.apply(now, edits, 2)
    assert [(c.code, c.label, c.retired) for c in made.codes] == [
        (c.code, c.label, c.retired) for c in wanted
    ]
    assert list_edits.are_edits(edits)
    assert list_edits.between(made, wanted) == []
    assert made.label("flat") == "Flat"
    assert list_edits.code_for("Café, late!", ["cafe_late"]) == "cafe_late_2"
    assert list_edits.code_for("東", []) != "", "any script"


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("indicator", "child_alone_late", "The order of the review queue: Child alone late"),
        ("hotspot_standing", "quiet", "When a place is due again"),
        ("referral_priority", "immediate", "When a referral is due"),
        ("notice_type", "cawn", "How a notice counts down"),
        ("handling", "conditions", "A form asks only then: Conditions for sharing"),
        ("unknown_answer", "not_asked", "The app itself, wherever such an answer is counted"),
    ],
)
def test_what_rests_on_an_option_is_read_from_the_rules_themselves(
    name: str, code: str, said: str
) -> None:
    assert said in [use.said() for use in list_rules.uses(name, code)]
    assert list_rules.uses("hotspot_type", "park") == ()
