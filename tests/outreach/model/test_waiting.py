"""The review queue: its order, its clock, and what may be approved from the list."""

from __future__ import annotations

from outreach.model import risk, waiting
from outreach.model.fold import ReadModel
from tests.outreach.model.team import Space, hex_of, person

HOUR = 3_600_000


class Desk:
    """A safeguarding space with a worker's records, as a supervisor's tablet holds it."""

    def __init__(self) -> None:
        self.space = Space("safeguarding")
        self.amina = person("Amina")
        self.ben = person("Ben", "supervisor")
        self.seen: list[str] = []

    def visit(self, name: str, who: object = None, **fields: object) -> str:
        record = hex_of(name)
        self.space.write(who or self.amina, record, kind="hotspot-visit", **fields)  # type: ignore[arg-type]
        return record

    def model(self) -> ReadModel:
        model = ReadModel()
        model.apply(self.space.written)
        return model

    def queue(self, which: waiting.Which = "all", after: int = 0) -> list[waiting.Waiting]:
        model, ben = self.model(), self.ben.author.person
        every = waiting.waiting(model, ben, 0)
        newest = max((one.since_ms for one in every), default=0)
        return waiting.waiting(model, ben, newest + after, which)

    def counts(self, after: int = 0) -> waiting.Counts:
        model, ben = self.model(), self.ben.author.person
        newest = max((one.since_ms for one in waiting.waiting(model, ben, 0)), default=0)
        return waiting.counts(model, ben, newest + after)


def test_what_weighs_most_stands_first_then_what_waits_longest() -> None:
    desk = Desk()
    quiet = desk.visit("quiet", nothing_seen=True)
    first = desk.visit("first", indicators=["child_alone_late"])
    second = desk.visit("second", indicators=["child_alone_late"])
    now = desk.visit("now", immediate_risk=True)
    plain = desk.visit("plain", fact="Dark")
    assert [one.id for one in desk.queue()] == [now, first, second, plain, quiet]
    assert desk.queue()[1].reasons == ("Child alone late",)
    assert desk.queue()[1].level.name == "high"


def test_nobody_finds_their_own_records_in_their_queue() -> None:
    desk = Desk()
    desk.visit("mine", who=desk.ben, immediate_risk=True)
    theirs = desk.visit("theirs", fact="Dark")
    assert [one.id for one in desk.queue()] == [theirs]
    assert desk.counts().records == 1


def test_the_clock_runs_by_the_level() -> None:
    desk = Desk()
    now = desk.visit("now", immediate_risk=True)
    desk.visit("high", indicators=["child_alone_late"])
    desk.visit("plain", fact="Dark")
    assert desk.counts().over == 0
    assert [one.id for one in desk.queue("over", after=2 * HOUR)] == [now]
    assert desk.counts(after=2 * HOUR).over == 1
    assert desk.counts(after=30 * HOUR).over == 3
    assert desk.counts().by_level == tuple(
        (rank, 1) for rank in sorted(dict(desk.counts().by_level), reverse=True)
    )


def test_only_what_a_row_shows_whole_names_its_versions() -> None:
    desk = Desk()
    quiet = desk.visit("quiet", nothing_seen=True)
    desk.visit("words", nothing_seen=True, fact="Two girls, known to us, said hello.")
    (one, *_), others = desk.queue("quiet"), desk.queue()
    assert one.id == quiet
    assert one.versions == tuple(w.entry for w in desk.space.written if w.record == quiet)
    assert [bool(other.versions) for other in others] == [False, True]


def test_a_correction_before_the_review_is_named_too() -> None:
    desk = Desk()
    quiet = desk.visit("quiet", nothing_seen=True)
    again = desk.space.write(
        desk.amina, quiet, kind="hotspot-visit", reason="The hour was wrong",
        occurred_from="2026-01-05T22:10:00+00:00",
    )  # fmt: skip
    (one,) = desk.queue("quiet")
    assert set(one.versions) == {desk.space.written[0].entry, again.entry}


def test_what_came_back_corrected_can_be_listed_alone() -> None:
    desk = Desk()
    visit = desk.visit("visit", nothing_seen=True)
    desk.visit("other", fact="Dark")
    desk.space.review(desk.ben, "returned", desk.space.written[0])
    desk.space.write(
        desk.amina, visit, kind="hotspot-visit", reason="Asked to",
        occurred_from="2026-01-05T22:10:00+00:00",
    )  # fmt: skip
    (one,) = desk.queue("corrected")
    assert (one.id, one.row.review) == (visit, "corrected")
    assert not one.versions  # somebody asked for something: it is read on its own
    assert desk.counts().corrected == 1


def test_what_was_approved_weighs_nothing() -> None:
    desk = Desk()
    desk.visit("visit", immediate_risk=True)
    desk.space.review(desk.ben, "approved", desk.space.written[0])
    assert desk.queue() == []
    with (model := desk.model()).lock:
        assert model.connection.execute("SELECT risk FROM record").fetchall() == [(0,)]
    assert risk.rank({"immediate_risk": True}) == 5
