"""Notices: kept one by one, the newest last; one of another shape is set aside and stops none."""

from __future__ import annotations

from typing import Any

from outreach.model.changes import Author, Change, Moment
from outreach.model.fold import ReadModel

AUTHOR = Author("a" * 32, "Ada", "Council", "b" * 32, "admin", frozenset())
REPORT: dict[str, Any] = {"device": "c" * 32, "who": "Bea", "words": "On the tram."}


def change(number: int, fields: dict[str, Any], *, position: int | None, **changed: Any) -> Change:
    made = Change(
        f"{number:064x}",
        "premises",
        "b" * 32,
        number,
        position,
        None if position is None else 1_000 + position,
        0,
        (number, 0),
        Moment(500 + number, 0, None, None),
        "lost-report",
        1,
        f"{number:032x}",
        fields,
        None,
        AUTHOR,
    )
    return made._replace(**changed)


def test_they_are_kept_in_order_and_once() -> None:
    model = ReadModel()
    second = change(2, REPORT, position=7)
    for _ in range(2):
        model.apply([change(3, REPORT, position=None), second, change(1, REPORT, position=5)])
    found = model.notices("lost-report")
    assert [n.position for n in found] == [5, 7, None]
    assert (found[0].name, found[0].fields["words"]) == ("Ada", "On the tram.")
    assert model.notices("answer") == []
    assert model.count == 0, "no record"


def test_one_that_is_only_here_gets_its_place() -> None:
    model = ReadModel()
    model.apply([change(1, REPORT, position=None)])
    model.apply([change(1, REPORT, position=9)])
    (found,) = model.notices("lost-report")
    assert (found.position, found.received_ms) == (9, 1_009)


def test_what_has_another_shape_is_set_aside() -> None:
    model = ReadModel()
    bad = [{}, {**REPORT, "device": 3}, {**REPORT, "who": None}, {**REPORT, "words": "x" * 20_000}]
    report = model.apply([change(n, f, position=n) for n, f in enumerate(bad, start=1)])
    assert report.quarantined == len(bad)
    assert model.notices("lost-report") == []
    stranger = change(9, REPORT, position=9, author=None)
    assert model.apply([stranger]).quarantined == 1


def test_nobody_makes_a_report_disappear_but_an_administrator() -> None:
    model = ReadModel()
    answer = {"notice": "1" * 64, "decision": "done", "words": ""}
    worker = AUTHOR._replace(role="writer")
    model.apply([change(1, answer, position=1, type="answer", author=worker)])
    assert model.notices("answer") == []
    model.apply([change(2, answer, position=2, type="answer")])
    assert len(model.notices("answer")) == 1


def test_a_newer_version_is_kept_unread() -> None:
    model = ReadModel()
    assert model.apply([change(1, {"new": True}, position=1, version=2)]).unknown == 1


def test_it_survives_the_snapshot() -> None:
    model = ReadModel()
    model.apply([change(1, REPORT, position=1)])
    again = ReadModel.deserialize(model.serialize())
    assert again.notices("lost-report") == model.notices("lost-report")
