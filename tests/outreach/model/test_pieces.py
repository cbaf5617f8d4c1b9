"""A large model goes through the snapshot in pieces, and comes out as it was."""

from __future__ import annotations

from contextlib import closing
from threading import Thread
from typing import Any

import pytest

from outreach.model import fold, pieces, queries
from outreach.model.fold import ReadModel
from tests.outreach.model.test_editions import DESSERT, edit, hotspot


@pytest.fixture
def in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if everything were large."""
    monkeypatch.setattr(fold, "MOST_WHOLE", 0)
    monkeypatch.setattr(pieces, "PIECE", 1 << 16)
    monkeypatch.setattr(pieces, "STEP", 7)


def through_parts(model: ReadModel) -> tuple[ReadModel, int]:
    parts = list(model.parts())
    sealed = b"".join(parts)
    at = 0

    def read(size: int) -> bytearray:
        nonlocal at
        at += size
        return bytearray(sealed[at - size : at])

    return ReadModel.from_parts(read, lambda: len(sealed) - at), len(parts) // 2


def everything(model: ReadModel) -> dict[str, Any]:
    tables = model.connection.execute(pieces._TABLES).fetchall()
    return {
        name: sorted(map(repr, model.connection.execute(f'SELECT * FROM "{name}"')))
        for name, _sql in tables
    }


def indexes(model: ReadModel) -> set[Any]:
    return set(model.connection.execute(pieces._INDEXES))


@pytest.mark.usefixtures("in_pieces")
def test_every_table_comes_back_and_it_can_be_used_and_folded_on() -> None:
    model = ReadModel()
    entries = [hotspot(n, "dessert_bar" if n % 3 else "park") for n in range(1, 240)]
    model.apply([*entries, edit(900, DESSERT), edit(901, {"burn": "it"})])
    again, count = through_parts(model)
    assert count > 3, "there were several"
    assert everything(again) == everything(model)
    assert indexes(again) == indexes(model)
    assert again.editions.of("hotspot_type") == model.editions.of("hotspot_type")
    for one in (model, again):
        one.apply([hotspot(950, "park"), *entries])
        one.apply([edit(960, {"rename": "dessert_bar", "label": "Shisha lounge"}, follows=1)])
        assert one.count == 240
        assert len(queries.find(one, "shisha", 500)) == sum(n % 3 > 0 for n in range(1, 240))
        assert queries.find(one, "dessert") == []
    assert everything(again) == everything(model)
    assert again.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert again.connection.execute("PRAGMA database_list").fetchall()[1:] in (
        [],
        [(1, "temp", "")],
    )


@pytest.mark.usefixtures("in_pieces")
def test_an_empty_one_too() -> None:
    again, _count = through_parts(ReadModel())
    again.apply([hotspot(1, "park")])
    assert [row.title for row in queries.find(again, "park")] == ["Corner 1"]


@pytest.mark.usefixtures("in_pieces")
def test_a_seal_that_is_broken_off_leaves_the_model_as_it_was_and_free() -> None:
    model = ReadModel()
    model.apply([hotspot(n, "park") for n in range(1, 240)])
    before = everything(model)
    kept: list[BaseException] = []

    def full() -> None:
        with closing(model.parts()) as parts:
            for number, _part in enumerate(parts):
                if number == 3:
                    raise OSError("No space left on device")

    try:
        full()
    except OSError as error:
        kept.append(error)  # and with it every frame that it went through
    others = Thread(target=lambda: kept.append(RuntimeError(str(model.count))))
    others.start()
    others.join(10)
    assert str(kept[-1]) == "239", "another thread can read it"
    assert everything(model) == before
    names = [name for _n, name, _file in model.connection.execute("PRAGMA database_list")]
    assert "piece" not in names
