"""Grades and answers to challenges: whose count, in whatever order the entries come."""

import itertools

from outreach.model import queries, reserved
from outreach.model.changes import Change
from outreach.model.fold import ReadModel
from tests.outreach.model.contents import contents
from tests.outreach.model.team import Person, Space, hex_of, numbered, person

ITEM = hex_of("an item")
GRADED = {"source_grade": "2", "assessment_grade": "d", "handling_grade": "p"}
UNTRAINED = reserved.rules()["soft-intelligence"].said
NOT_HEARD = reserved.rules()["challenge"]


def in_any_order(space: Space) -> ReadModel:
    """What the entries make, the same in every order in which they come."""
    whole = ReadModel()
    whole.apply(space.written)
    for some in itertools.permutations(space.written):
        one_by_one = ReadModel()
        for change in some:
            one_by_one.apply([change])
        assert contents(one_by_one) == contents(whole)
    return whole


def kept_out(model: ReadModel) -> dict[str, str]:
    return {one.entry: one.reason for one in model.quarantine()}


def test_a_grade_counts_from_whoever_was_trained_and_from_nobody_else() -> None:
    space = Space("intelligence")
    worker, officer = person("Amina"), person("Noor", "intelligence-officer")
    space.write(worker, ITEM, kind="soft-intelligence", fact="A flat above the shop")
    by_worker = space.write(
        worker, ITEM, kind="soft-intelligence", reason="Graded", assessment_grade="a"
    )
    model = in_any_order(space)
    assert queries.show(model, ITEM).subtitle == "Not graded"
    assert kept_out(model) == {by_worker.entry: UNTRAINED}

    space.write(officer, ITEM, kind="soft-intelligence", reason="Graded", **GRADED)
    model = in_any_order(space)
    assert queries.show(model, ITEM).subtitle == "2 D P"
    assert queries.show(model, ITEM).fields["fact"] == "A flat above the shop"
    assert kept_out(model) == {by_worker.entry: UNTRAINED}


def test_an_item_that_begins_with_a_false_grade_is_kept_out_until_a_part_of_it_counts() -> None:
    space = Space("intelligence")
    worker, officer = person("Amina"), person("Noor", "intelligence-officer")
    false = space.write(worker, ITEM, kind="soft-intelligence", fact="Sure", source_grade="1")
    model = in_any_order(space)
    assert queries.rows(model) == []
    assert queries.find(model, "sure") == []
    assert kept_out(model) == {false.entry: UNTRAINED}
    assert ReadModel.deserialize(model.serialize()).quarantine() == model.quarantine()

    space.write(officer, ITEM, kind="soft-intelligence", reason="Said again", fact="He said so")
    model = in_any_order(space)
    assert queries.show(model, ITEM).fields == {"fact": "He said so"}
    assert kept_out(model) == {false.entry: UNTRAINED}


def test_a_duty_that_was_lost_before_the_store_numbered_the_grade_is_lost_for_it_everywhere() -> (
    None
):
    space, officer = Space("intelligence"), person("Noor", "intelligence-officer")
    graded = space.write(
        officer, ITEM, kind="soft-intelligence", fact="A room", synced=False, **GRADED
    )
    here = ReadModel()
    here.apply([graded])
    assert queries.show(here, ITEM).subtitle == "2 D P"
    assert [row.id for row in queries.find(here, "room")] == [ITEM]

    came_back = numbered(graded, 7)._replace(author=person("Noor").author)
    here.apply([came_back])
    elsewhere = ReadModel()
    elsewhere.apply([came_back])
    assert queries.rows(here) == queries.rows(elsewhere) == []
    assert queries.find(here, "room") == []
    assert kept_out(here) == kept_out(elsewhere) == {graded.entry: UNTRAINED}


class Heard:
    """A challenge by a worker of how a supervisor handled something, and two who hear it."""

    def __init__(self) -> None:
        self.space = Space("challenges")
        self.worker = person("Amina", "auditor")  # even with the duty it is not hers to close
        self.ben = person("Ben", "supervisor", "auditor")
        self.cara, self.dan = person("Cara", "auditor"), person("Dan", "auditor")
        named = [{"name": "Ben", "person": self.ben.author.person}, {"name": "DAN "}]
        self.challenge = self.space.write(
            self.worker, ITEM, kind="challenge", fact="It was left for a week", challenged=named
        )

    def write(self, who: Person, **fields: object) -> Change:
        return self.space.write(who, ITEM, kind="challenge", reason="Answered", **fields)

    def outcome(self) -> object:
        return queries.show(in_any_order(self.space), ITEM).fields.get("outcome")


ANSWER = {"answer": "We looked at it", "outcome": "upheld"}


def test_nobody_closes_a_challenge_who_is_challenged_by_it() -> None:
    heard = Heard()
    by_ben, by_dan = heard.write(heard.ben, **ANSWER), heard.write(heard.dan, **ANSWER)
    assert heard.outcome() is None
    said = NOT_HEARD.never_said
    assert kept_out(in_any_order(heard.space)) == {by_ben.entry: said, by_dan.entry: said}


def test_whoever_is_challenged_can_neither_take_themselves_off_nor_put_others_on() -> None:
    heard = Heard()
    heard.write(heard.ben, challenged=[{"name": "Cara", "person": heard.cara.author.person}])
    heard.write(heard.ben, **ANSWER)
    heard.write(heard.ben, withdrawn=True)
    heard.write(heard.cara, **ANSWER)
    model = in_any_order(heard.space)
    view = queries.show(model, ITEM)
    assert view.fields["outcome"] == "upheld"
    assert not view.withdrawn
    assert view.fields["challenged"] == heard.challenge.fields["challenged"]
    assert len(kept_out(model)) == 3


def test_neither_its_author_nor_somebody_without_the_duty_answers_a_challenge() -> None:
    heard = Heard()
    own = heard.write(heard.worker, **ANSWER)
    other = heard.write(person("Eve", "supervisor"), withdrawn=True)
    assert heard.outcome() is None
    assert kept_out(in_any_order(heard.space)) == {
        own.entry: NOT_HEARD.author_said,
        other.entry: NOT_HEARD.said,
    }
    heard.write(heard.worker, fact="It was left for two weeks")
    assert queries.show(in_any_order(heard.space), ITEM).fields["fact"].endswith("two weeks")
