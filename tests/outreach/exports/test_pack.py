"""A pack is attacked with all that anybody could know from elsewhere, and leads to nobody."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from outreach.cli.exporting import _decisions
from outreach.exports import pack
from outreach.exports.pack import Decision
from outreach.model.deidentify import K
from outreach.model.pack_rules import pack_rules
from outreach.session import Session
from sync.errors import InputError, NotAllowed
from tests.partnership import Partnership

SEED = 20261128
#: Points in four wards of two authorities, and places around each.
WARDS = ((53.6163, -2.1551), (53.6105, -2.1720), (53.4433, -2.3080), (53.4640, -2.2890))
INDICATORS = ("gifts_or_money", "expensive_items", "child_alone_late")


@pytest.fixture
def session(partnership: Partnership) -> Session:
    return partnership.unlock("supervisor")


def night(rng: random.Random, month: int) -> str:
    day, hour, minute = rng.randint(1, 28), rng.randint(19, 23), rng.randint(10, 59)
    return f"2026-{month:02}-{day:02}T{hour}:{minute}:00+00:00"


def a_winter(session: Session) -> dict[str, dict[str, Any]]:
    """Visits and sightings of three months, and one child whom everybody would know again: seen
    seven times, once with a rare sign, at a place of her own."""
    print("seed", SEED)
    rng = random.Random(SEED)
    made: dict[str, dict[str, Any]] = {}

    def add(kind: str, **fields: Any) -> str:
        record = session.add(kind, fields)
        made[record] = {"kind": kind, **fields}
        return record

    for _n in range(36):
        latitude, longitude = rng.choice(WARDS)
        visit = add(
            "hotspot-visit",
            occurred_from=night(rng, rng.choice((1, 1, 1, 2, 3))),
            latitude=latitude + rng.randint(-2, 2) / 1000,
            longitude=longitude + rng.randint(-2, 2) / 1000,
            hotspot_type=rng.choice(("takeaway", "takeaway", "park")),
            indicators=[rng.choice(INDICATORS)],
            fact="A lad stood by the door. Nobody spoke.",
        )
        if rng.random() < 0.6:
            add(
                "person-sighting",
                occurred_from=made[visit]["occurred_from"],
                latitude=latitude,
                longitude=longitude,
                apparent_age=rng.choice(("13_to_15", "16_to_17", "18_to_24")),
                sex_perceived=rng.choice(("female", "male")),
                visit=visit,
            )
    for n in range(8):  # what many have in common, links and all
        at = {"occurred_from": night(rng, 4), "latitude": 53.44 + n % 6 / 1000, "longitude": -2.308}
        visit = add("hotspot-visit", hotspot_type="park", indicators=["alcohol_for_child"], **at)
        add("person-sighting", apparent_age="35_to_49", sex_perceived="male", visit=visit, **at)
    for n in range(7):
        visit = add(
            "hotspot-visit",
            occurred_from=f"2026-02-14T2{n % 4}:1{n}:00+00:00",
            latitude=53.5871,
            longitude=-2.1263,
            place_name="Zeppelin Arcade",
            hotspot_type="transport_hub",
            indicators=["gifts_or_money", *(["drugs"] if n == 3 else [])],
            fact="Kylie Marchbanks, 13, was at Zeppelin Arcade at 21:40 on 14 February.",
            verbatim="My brother Dwayne took me",
        )
        add(
            "person-sighting",
            occurred_from=made[visit]["occurred_from"],
            latitude=53.5871,
            longitude=-2.1263,
            apparent_age="10_to_12",
            sex_perceived="female",
            names_heard="Kylie Marchbanks",
            visit=visit,
        )
    return made


def made_of(session: Session, decisions: dict[tuple[str, str], Decision]) -> dict[str, Any]:
    rng = random.Random(SEED)
    document = pack.pack(session, pack.gather(session), decisions, rng.randbytes)
    found: dict[str, Any] = json.loads(document.content)
    return found


def parts_of(kind: str, value: Any) -> set[str]:
    return set(value) if isinstance(value, list) else set()


def candidates(told: dict[str, Any], kind: str, known: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows that may be this record, for somebody who knows all of it that is ever told."""
    rows = told["records"].get(kind, [])
    named = {a for row in rows for a in row["not_told"]} | {f for r in rows for f in r["fields"]}
    return [row for row in rows if may_be(row, kind, known, named)]


def may_be(row: dict[str, Any], kind: str, known: dict[str, Any], named: set[str]) -> bool:
    for name, rule in pack_rules().kinds[kind].items():
        if rule.do not in ("keep", "coarsen") or name == "place":
            continue
        value, said = known.get(name), row["fields"].get(name)
        if isinstance(value, list) or isinstance(said, list):
            told, has = parts_of(kind, said), parts_of(kind, value)
            if not told <= has:
                return False
            lacking = {one for one in has - told if f"{name}={one}" not in row["not_told"]}
            if any(one for one in lacking if f"{name}={one}" in named):
                return False
        elif said is not None:
            if said not in exactness(name, rule.how, value):
                return False
        elif value is not None and name in named and name not in row["not_told"]:
            return False
    return True


def exactness(name: str, how: str, value: Any) -> set[str]:
    if how == "time":
        return {value[:7], f"{value[:4]} Q{(int(value[5:7]) + 2) // 3}", value[:4]}
    if how == "age":
        return {value, *pack_rules().ages[value]}
    return {value}


def test_nobody_is_found_again_by_all_that_anybody_could_know(session: Session) -> None:
    made = a_winter(session)
    told = made_of(session, {})
    for fields in made.values():
        found = candidates(told, fields["kind"], fields)
        assert len(found) == 0 or len(found) >= K, (fields, found)
        # Those that may be her have nothing in common that is told of them alone.
        for row in found:
            alike = [r for r in told["records"][fields["kind"]] if r["fields"] == row["fields"]]
            assert len(alike) >= K
    text = json.dumps(told)
    for leads in (
        "Kylie", "Marchbanks", "Dwayne", "Zeppelin", "Arcade", "53.58", "-14", "21:40", "transport",
        "10_to_12", "drugs", "Supervisor", *made,
    ):  # fmt: skip
        assert leads not in text, leads
    assert all(r["texts"] == {} for some in told["records"].values() for r in some)


def test_links_lead_no_further_than_what_they_link(session: Session) -> None:
    made = a_winter(session)
    told = made_of(session, {})
    rows = {row["id"]: (kind, row) for kind, some in told["records"].items() for row in some}

    def look(one: str, steps: int) -> str:
        kind, row = rows[one]
        beside = [(f">{link['as']}", link["to"]) for link in row["links"]]
        beside += [
            (f"<{link['as']}", other)
            for other, (_kind, its) in rows.items()
            for link in its["links"]
            if link["to"] == one
        ]
        further = sorted(f"{name}{look(to, steps - 1)}" for name, to in beside) if steps else []
        return json.dumps([kind, row["fields"], sorted(row["not_told"]), further])

    for steps in (1, 2):
        seen: dict[str, int] = {}
        for one in rows:
            seen[look(one, steps)] = seen.get(look(one, steps), 0) + 1
        assert min(seen.values()) >= K
    linked = sum(len(row["links"]) for _kind, row in rows.values())
    assert 0 < linked < sum("visit" in fields for fields in made.values())
    again = made_of(session, {})
    assert {r["id"] for r in told["records"]["hotspot-visit"]} == {
        r["id"] for r in again["records"]["hotspot-visit"]
    }, "one seed, one pack"


def test_a_text_is_in_it_as_the_one_who_read_it_left_it(session: Session) -> None:
    a_winter(session)
    gathered = pack.gather(session)
    asked = pack.texts(gathered)
    hers = [one for one in asked if "Kylie" in one.text]
    assert len(hers) == 7
    certain = {hers[0].text[f.start : f.end] for f in hers[0].found if f.certain}
    assert {"Kylie", "Marchbanks", "Zeppelin", "21:40"} <= certain
    key = (hers[0].record, hers[0].field)
    with pytest.raises(InputError, match="still found in 1 of the texts"):
        made_of(session, {key: Decision(hers[0].text)})
    edited = "A child was at a place where she should not have been."
    plain = next(one for one in asked if one.text.startswith("A lad"))
    told = made_of(
        session,
        {
            key: Decision(edited),
            (plain.record, plain.field): Decision(plain.text),
            (hers[1].record, hers[1].field): Decision(None),
        },
    )
    kept = [text for r in told["records"]["hotspot-visit"] for text in r["texts"].values()]
    assert sorted(kept) == sorted([edited, plain.text])
    (said,) = [line for line in told["statement"] if line.startswith("Texts:")]
    assert "fewer than 5 as they were, fewer than 5 changed" in said
    assert f"{len(asked) - 3} left out because nobody read them" in said
    assert any("Names or nicknames heard" in line and "(7)" in line for line in told["statement"])


def test_at_a_terminal_one_is_asked_for_each_text(
    session: Session, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for n in range(5):
        fact = f"Kylie {n}" if n else "Quiet \u202etonight"
        session.add("hotspot-visit", {"fact": fact, "place_name": "Zeppelin Arcade"})
    session.add("person-sighting", {"names_heard": "Kylie"})
    gathered = pack.gather(session)
    # Recorded within a millisecond they may stand in any order.
    gathered.views["hotspot-visit"].sort(key=lambda view: str(view.fields["fact"]))
    answers = iter(
        # Her name stays only where somebody types that they are sure.
        ["k", "no", "k", "SURE", "e", "She and Kylie", "no", "She", "", "k"]
    )
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _words: next(answers))
    found = list(_decisions(session, gathered, None).values())
    assert [(one.text, one.sure) for one in found] == [
        (None, False),
        ("Kylie 2", True),
        ("She", False),
        (None, False),
        ("Quiet \u202etonight", False),
    ]
    said = capsys.readouterr().err
    assert "«Kylie»" in said
    assert "\u202e" not in said


def test_too_few_are_left_out_whole_and_no_duty_no_pack(
    session: Session, partnership: Partnership
) -> None:
    for n in range(4):
        session.add("hotspot-visit", {"nothing_seen": True, "place_name": f"Corner {n}"})
    with pytest.raises(InputError, match="No kind of record has 5"):
        made_of(session, {})
    session.add("hotspot-visit", {"nothing_seen": True, "place_name": "Corner 5"})
    session.add("person-sighting", {"apparent_age": "10_to_12"})
    told = made_of(session, {})
    assert list(told["records"]) == ["hotspot-visit"]
    assert any("all left out" in line for line in told["statement"])
    assert "10_to_12" not in json.dumps(told)
    other = partnership.unlock("worker")
    with pytest.raises(NotAllowed):
        pack.gather(other)


def test_what_nobody_decided_about_is_removed() -> None:
    rules = pack_rules()
    assert rules.of("hotspot-visit", "a_field_of_tomorrow").do == "remove"
    assert rules.of("a-kind-of-tomorrow", "fact").do == "remove"
    for kind, fields in rules.kinds.items():
        for name, rule in fields.items():
            assert rule.why, (kind, name)
            assert rule.do in ("keep", "coarsen", "remove", "review", "link")
            assert (rule.how != "") == (rule.do == "coarsen"), (kind, name)
