"""The fold: the same rows from the same entries, in whatever way they came."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.model import batch, kinds, queries
from outreach.model.changes import Change
from outreach.model.fold import FoldReport, ReadModel
from outreach.model.quarantine import Quarantined
from tests.outreach.model.contents import contents, index, index_from_scratch
from tests.outreach.model.folds import RECORD, folded
from tests.outreach.model.team import NIGHT_MS, Person, Space, hex_of, numbered, person
from tests.visits import MAKERS, records

names = st.sampled_from(["Mill Gate", "Canal steps", "Bus station"])


acts = st.fixed_dictionaries(
    {
        "who": st.integers(0, 4),
        "record": st.integers(0, 2),
        "what": st.sampled_from(
            ["write", "write", "write", "withdraw", "review", "review", "odd kind", "stranger"]
        ),
        "field": st.sampled_from(["name", "fact", "address"]),
        "value": names,
        "behind": st.integers(0, 4),
        "clock": st.integers(-3, 3),
        "verdict": st.sampled_from(["approved", "returned"]),
        "named": st.integers(0, 7),
    }
)


def play(script: list[dict[str, Any]], unsynced: int) -> list[Change | Quarantined]:
    """Entries that such a script makes; the last ``unsynced`` of them are only here."""
    team = [
        person("Amina"),
        person("Amina", device=hex_of("Amina's other tablet")),
        person("Ben", "supervisor"),
        person("Cara", "supervisor"),
        person("Dan", "licensing"),
    ]
    space, other = Space(), Space("safeguarding")
    written: list[Change | Quarantined] = []
    for number, act in enumerate(script):
        who: Person = team[act["who"]]
        record = hex_of("record", act["record"])
        here = space if act["what"] != "stranger" else other
        synced = number < len(script) - unsynced
        how: dict[str, Any] = {
            "seen": max(0, here.position - act["behind"]),
            "synced": synced,
            "wall_ms": NIGHT_MS + number * 60_000 + act["clock"] * 10**10,
        }
        match act["what"]:
            case "write" | "stranger":
                made = here.write(who, record, **{act["field"]: act["value"]}, **how)
            case "withdraw":
                made = here.write(who, record, withdrawn=True, reason="Twice", **how)
            case "odd kind":
                kind = ["premises", "telegram", "hotspot"][act["named"] % 3]
                version = 2 if kind == "hotspot" else 1
                made = here.write(who, record, kind=kind, version=version, name="X", **how)
            case _:
                versions = [v for v in space.written if v.record == record][: act["named"]]
                if not versions:
                    versions = [space.write(who, record, fact="First", **how)]
                    written += versions
                made = here.review(who, act["verdict"], *versions, **how)
        written.append(made)
        if act["named"] == 7:
            written.append(
                Quarantined(
                    hex_of("bad", number, digits=64), "premises", who.device, "Dan", number, "No."
                )
            )
    return written


@settings(deadline=None, max_examples=300)
@given(
    script=st.lists(acts, min_size=1, max_size=14),
    unsynced=st.integers(0, 3),
    chance=st.randoms(use_true_random=False),
)
def test_any_order_duplication_and_split_gives_the_same_rows(
    script: list[dict[str, Any]], unsynced: int, chance: random.Random
) -> None:
    entries = play(script, unsynced)
    whole = folded(*entries)

    often = entries + chance.choices(entries, k=len(entries))
    chance.shuffle(often)
    parts = ReadModel()
    while often:
        parts.apply([often.pop() for _ in range(min(len(often), chance.randrange(1, 5)))])

    assert contents(parts) == contents(whole)
    assert index(parts) == index_from_scratch(parts)


@settings(deadline=None, max_examples=100)
@given(
    script=st.lists(acts, min_size=1, max_size=10),
    unsynced=st.integers(1, 10),
    chance=st.randoms(use_true_random=False),
)
def test_what_was_only_here_ends_as_if_it_had_always_had_its_position(
    script: list[dict[str, Any]], unsynced: int, chance: random.Random
) -> None:
    entries = play(script, unsynced)
    last = max((c.position or 0 for c in entries), default=0)
    synced: list[Change | Quarantined] = []
    for entry in entries:
        if isinstance(entry, Change) and entry.position is None:
            last += 1
            entry = numbered(entry, last)
        synced.append(entry)

    step_by_step = folded(*entries)
    again = list(synced)
    chance.shuffle(again)
    for entry in again:
        step_by_step.apply([entry])

    assert contents(step_by_step) == contents(folded(*synced))
    assert index(step_by_step) == index_from_scratch(step_by_step)


@settings(deadline=None, max_examples=50)
@given(script=st.lists(acts, min_size=1, max_size=10), cut=st.integers(0, 10))
def test_folding_goes_on_from_a_snapshot(script: list[dict[str, Any]], cut: int) -> None:
    entries = play(script, 2)
    before = folded(*entries[:cut])

    after = ReadModel.deserialize(before.serialize())
    assert contents(after) == contents(before)
    after.apply(entries)

    assert contents(after) == contents(folded(*entries))


def test_every_kind_of_record_folds_alone_as_in_company(rng: random.Random) -> None:
    space, amina = Space("safeguarding"), person("Amina")
    entries = [
        space.write(amina, hex_of(kind, number), kind=kind, **kinds.validate(kind, fields))
        for kind in MAKERS
        for number, fields in enumerate(records(kind, 7, 12))
    ]
    whole = folded(*entries)
    assert whole.count == len(entries)

    rng.shuffle(entries)
    one_by_one = ReadModel()
    for entry in entries:
        one_by_one.apply([entry])

    assert contents(one_by_one) == contents(whole)


def test_an_unknown_type_or_newer_version_is_kept_counted_and_not_folded() -> None:
    space, amina = Space(), person("Amina")
    created = space.write(amina, RECORD, name="Mill Gate")
    strange = space.write(amina, hex_of("n"), kind="telegram", served_on="Somebody")
    newer = space.write(amina, RECORD, name="Mill Gate", lamps=4, version=2)
    review = space.write(amina, hex_of("r"), kind="review", version=2, stars=5)
    model = ReadModel()

    assert model.apply([strange, newer, created, review, strange]) == FoldReport(1, 0, 3)
    assert model.apply([strange, newer, created, review]) == FoldReport()
    assert (model.count, model.unknown) == (1, 3)
    assert queries.show(model, RECORD).versions == [created.entry]


def test_a_field_that_breaks_its_rules_goes_to_quarantine_and_quotes_nothing() -> None:
    space, amina = Space(), person("Amina")
    bad = space.write(amina, RECORD, name="canary " * 1000, canary_field=3)
    good = space.write(amina, hex_of("good"), name="Mill Gate")
    model = ReadModel()

    assert model.apply([bad, good]) == FoldReport(1, 1, 0)

    [one] = model.quarantine()
    assert (one.entry, one.author_name, one.position) == (bad.entry, "Amina", 1)
    assert "canary" not in one.reason
    assert len(one.reason) < 500


def test_an_entry_leaves_quarantine_when_it_can_be_read_at_last() -> None:
    space, amina = Space(), person("Amina")
    good = space.write(amina, RECORD, name="Mill Gate")
    refused = Quarantined(good.entry, "premises", amina.device, "Amina", 1, "It did not open.")
    model = folded(refused, refused)
    assert len(model.quarantine()) == 1

    assert model.apply([good]) == FoldReport(1, 0, 0)

    assert model.quarantine() == []
    assert model.count == 1


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.just("\ud800")
    | st.just("2026-01-05T23:15:00+00:00"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["unknown", "why", "name", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(deadline=None, max_examples=400)
@given(data=st.data(), kind=st.sampled_from(sorted(kinds.KINDS)))
def test_whatever_a_member_writes_the_fold_does_not_raise(data: st.DataObject, kind: str) -> None:
    fields = st.sampled_from([*sorted(kinds.KINDS[kind].model_fields), "withdrawn", "other"])
    given_fields = data.draw(st.dictionaries(fields, json_values, max_size=5))
    good = Space().write(person("Amina"), RECORD, kind=kind)
    change = good._replace(fields=given_fields)
    model = ReadModel()

    report = model.apply([change])

    assert report.applied + report.quarantined == 1
    for row in queries.rows(model):
        queries.show(model, row.id)
        queries.history(model, row.id)


def test_a_batch_that_fails_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    space, amina, ben = Space(), person("Amina"), person("Ben")
    created = space.write(amina, RECORD, name="Mill Gate")
    model = folded(created)
    before = contents(model)
    with monkeypatch.context() as patch:
        patch.setattr(batch.search, "add", _no_memory)
        with pytest.raises(MemoryError):
            model.apply([space.write(ben, hex_of("more"), name="Canal steps")])
    assert contents(model) == before

    model.apply(space.written)

    assert contents(model) == contents(folded(*space.written))


def _no_memory(*_: Any) -> None:
    raise MemoryError
