"""Soft intelligence from the command line: given, its source apart, and said again for others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_line import Tablet
from tests.partnership import PASSPHRASE, Partnership
from tests.scenarios.soft_intelligence import GRADE, ITEM, MEMBERS, SOURCE


@pytest.fixture
def partnership(tmp_path: Path) -> Iterator[Partnership]:
    made = Partnership(tmp_path, members=MEMBERS)
    made.found()
    assert made.unlock("worker").sync().problem is None
    made.close()
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    yield made
    made.close()


def test_given_its_source_apart_and_said_again(partnership: Partnership) -> None:
    worker = Tablet(partnership.folder / "worker", partnership.folder / "passphrase")
    refused = worker.run("add", "soft-intelligence", stdin=json.dumps({**ITEM, **GRADE}))
    assert refused.code != 0
    assert "Only somebody with the duty of intelligence officer may grade this." in refused.err
    assert "Nothing was saved" in refused.err

    item = worker.run("add", "soft-intelligence", stdin=json.dumps(ITEM)).line
    told = worker.run("add", "intelligence-source", stdin=json.dumps({**SOURCE, "item": item}))
    assert told.code == 0, told.err
    leading = worker.run(
        "add", "intelligence-source", stdin=json.dumps({"item": item, "fact": "At the arcade"})
    )
    assert "kept apart from what they told" in leading.err
    assert "Not graded" in worker.run("list", "--deposited").out

    worker.run("add", "person", stdin=json.dumps({"names": [{"name": "Spider"}]}))
    version = {"fact": "Spider gives vapes to children. Ring 07700 900123."}
    made = worker.run("add", "sanitised-intelligence", stdin=json.dumps(version))
    assert made.code == 0, made.err
    assert "this may lead to somebody: “Spider” (name)" in made.err
    assert "this may lead to somebody: “07700 900123” (telephone)" in made.err
