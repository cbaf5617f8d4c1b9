"""Reviews: whose count, and what becomes of a record. In whatever order the entries come."""

import itertools

from outreach.model import queries
from outreach.model.changes import Change
from outreach.model.fold import ReadModel
from outreach.model.reviews import NOT_A_SUPERVISOR, OTHER_SPACE, OWN_RECORD
from tests.outreach.model.contents import contents
from tests.outreach.model.team import Space, hex_of, numbered, person

VISIT = hex_of("a visit")


class Night:
    """A worker's visit in the safeguarding space, two supervisors, and what they do."""

    def __init__(self) -> None:
        self.space = Space("safeguarding")
        self.worker = person("Amina")
        self.ben = person("Ben", "supervisor")
        self.cara = person("Cara", "supervisor")
        self.visit = self.space.write(self.worker, VISIT, kind="hotspot-visit", fact="Two girls")

    def correct(self, fact: str, who: object = None, **how: object) -> Change:
        author = who or self.worker
        return self.space.write(
            author, VISIT, kind="hotspot-visit", reason="Asked to", fact=fact, **how  # type: ignore[arg-type]
        )  # fmt: skip

    def model(self) -> ReadModel:
        """Every order of the first few entries gives what this gives."""
        whole = ReadModel()
        whole.apply(self.space.written)
        for some in itertools.permutations(self.space.written):
            one_by_one = ReadModel()
            for change in some:
                one_by_one.apply([change])
            assert contents(one_by_one) == contents(whole)
        return whole

    def state(self) -> str:
        return queries.show(self.model(), VISIT).review


def test_a_new_visit_waits_for_review() -> None:
    night = Night()
    assert night.state() == "to_review"
    assert [row.id for row in queries.queue(night.model())] == [VISIT]


def test_what_is_only_here_does_not_wait_for_a_supervisor_yet() -> None:
    space, amina = Space("safeguarding"), person("Amina")
    visit = space.write(amina, VISIT, kind="hotspot-visit", fact="Dark", synced=False)
    model = ReadModel()
    model.apply([visit])
    assert queries.rows(model)[0].review == "to_review"
    assert queries.queue(model) == []

    model.apply([numbered(visit, 1)])
    assert [row.id for row in queries.queue(model)] == [VISIT]


def test_an_approval_that_saw_everything_approves() -> None:
    night = Night()
    night.space.review(night.ben, "approved", night.visit)
    assert night.state() == "approved"
    assert queries.queue(night.model()) == []


def test_a_returned_visit_goes_to_its_author_and_comes_back_corrected() -> None:
    night = Night()
    night.space.review(
        night.ben, "returned", night.visit, comments=[("fact", "How old?"), (None, "Thank you")]
    )
    model = night.model()
    assert [row.id for row in queries.returned_to(model, night.worker.author.person)] == [VISIT]
    assert queries.returned_to(model, night.ben.author.person) == []
    assert queries.queue(model) == []
    told = [(c.field, c.text, c.author_name, c.open) for c in queries.show(model, VISIT).comments]
    assert told == [("fact", "How old?", "Ben", True), (None, "Thank you", "Ben", True)]

    corrected = night.correct("Two girls of about 14")
    assert night.state() == "corrected"
    assert [row.id for row in queries.queue(night.model())] == [VISIT]

    night.space.review(night.cara, "approved", night.visit, corrected)
    assert night.state() == "approved"
    assert [c.open for c in queries.show(night.model(), VISIT).comments] == [False, False]


def test_a_change_after_an_approval_brings_the_record_back() -> None:
    night = Night()
    night.space.review(night.ben, "approved", night.visit)
    later = night.correct("Three girls")
    assert night.state() == "to_review"
    [row] = queries.queue(night.model())
    assert row.id == VISIT

    night.space.review(night.ben, "approved", night.visit, later)
    assert night.state() == "approved"


def test_an_approval_of_only_what_was_seen_leaves_the_unseen_to_review() -> None:
    night = Night()
    night.correct("Three girls", seen=0)
    night.space.review(night.ben, "approved", night.visit, seen=1)
    assert night.state() == "to_review"


def test_a_withdrawal_is_for_the_supervisor_to_see() -> None:
    night = Night()
    night.space.review(night.ben, "approved", night.visit)
    night.space.write(
        night.worker, VISIT, kind="hotspot-visit", withdrawn=True, reason="Another night"
    )
    [row] = queries.queue(night.model())
    assert (row.withdrawn, row.review) == (True, "to_review")


def test_nobody_without_the_duty_reviews() -> None:
    night = Night()
    dan = person("Dan", "licensing")
    review = night.space.review(dan, "approved", night.visit)
    model = night.model()
    assert night.state() == "to_review"
    [kept_out] = model.quarantine()
    assert (kept_out.entry, kept_out.reason) == (review.entry, NOT_A_SUPERVISOR)
    assert [v.kind for v in queries.history(model, VISIT)] == ["created"]


def test_a_review_by_nobody_that_the_roster_names_does_not_count() -> None:
    night = Night()
    review = night.space.review(night.ben, "approved", night.visit)._replace(author=None)
    model = ReadModel()
    model.apply([night.visit, review])
    assert queries.show(model, VISIT).review == "to_review"
    assert [one.reason for one in model.quarantine()] == [NOT_A_SUPERVISOR]


def test_nobody_reviews_what_they_wrote_on_whichever_device() -> None:
    for tablet in (None, person("Ben", "supervisor", device=hex_of("another tablet"))):
        night = Night()
        night.correct("Three girls", night.ben)
        night.space.review(tablet or night.ben, "approved", *versions(night))
        assert night.state() == "to_review"
        assert [one.reason for one in night.model().quarantine()] == [OWN_RECORD]


def versions(night: Night) -> list[Change]:
    return [change for change in night.space.written if change.record == VISIT]


def test_a_review_does_not_stop_counting_when_its_author_edits_afterwards() -> None:
    night = Night()
    night.space.review(night.ben, "returned", night.visit, comments=[("fact", "How old?")])
    night.correct("Two girls of about 14", night.ben)
    model = night.model()
    assert model.quarantine() == []
    assert night.state() == "corrected"
    assert [c.text for c in queries.show(model, VISIT).comments] == ["How old?"]

    night.space.review(night.ben, "approved", *versions(night))
    assert night.state() == "corrected"
    assert [one.reason for one in night.model().quarantine()] == [OWN_RECORD]


def test_naming_a_version_of_ones_own_never_counts_even_before_it_is_numbered() -> None:
    night = Night()
    own = night.correct("Three girls", person("Ben", device=hex_of("x")), synced=False)
    night.space.review(night.ben, "approved", night.visit, own)
    assert [one.reason for one in night.model().quarantine()] == [OWN_RECORD]


def test_a_review_in_another_space_does_not_count() -> None:
    night = Night()
    other = Space("premises")
    review = other.review(night.ben, "approved", night.visit)
    for order in ([night.visit, review], [review, night.visit]):
        model = ReadModel()
        for change in order:
            model.apply([change])
        assert queries.show(model, VISIT).review == "to_review"
        assert [one.reason for one in model.quarantine()] == [OTHER_SPACE]


def test_an_approval_does_not_hide_a_return_that_its_author_had_not_seen() -> None:
    night = Night()
    night.space.review(night.ben, "returned", night.visit, comments=[("fact", "How old?")])
    night.space.review(night.cara, "approved", night.visit, seen=1)
    assert night.state() == "returned"

    night.space.review(night.cara, "approved", night.visit)
    assert night.state() == "approved"


def test_the_longest_waiting_comes_first_counted_from_its_oldest_unreviewed_version() -> None:
    space = Space("safeguarding")
    amina, ben = person("Amina"), person("Ben", "supervisor")
    visits = [
        space.write(amina, hex_of(number), kind="hotspot-visit", fact="Dark") for number in range(3)
    ]
    space.review(ben, "approved", visits[0])
    space.write(amina, hex_of(0), kind="hotspot-visit", fact="Lit", reason="Lamps")
    space.review(ben, "approved", visits[2])
    model = ReadModel()
    model.apply(space.written)
    assert [row.id for row in queries.queue(model)] == [hex_of(1), hex_of(0)]


def test_what_came_from_a_public_register_is_not_reviewed() -> None:
    space, amina = Space(), person("Amina")
    model = ReadModel()
    model.apply(
        [
            space.write(amina, hex_of(1), kind="premises", name="A", source_register="FHRS"),
            space.write(amina, hex_of(2), kind="premises", name="B"),
        ]
    )
    assert {row.title[:1]: row.review for row in queries.rows(model)} == {
        "A": "none",
        "B": "to_review",
    }
    assert [row.id for row in queries.queue(model)] == [hex_of(2)]


def test_a_review_of_a_record_that_never_comes_waits_out_of_sight() -> None:
    night = Night()
    review = night.space.review(night.ben, "approved", night.visit)
    model = ReadModel()
    assert model.apply([review]).applied == 1
    assert (model.count, model.quarantine(), queries.rows(model)) == (0, [], [])
