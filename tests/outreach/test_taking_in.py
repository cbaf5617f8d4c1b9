"""Taking in a register: what goes in, what comes again, what is undone, and what a crash leaves."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach import taking_in
from outreach.model.areas import name_of, taken, ward_at
from outreach.model.geography import view
from outreach.model.mapping import Atlas, shown, spots
from outreach.model.register.files import BadRegister, from_bytes, from_path, open_table
from outreach.model.register.told import imports, remembered
from outreach.session import Session
from sync.errors import DiskFull, InputError, NotAllowed, NotFound
from tests.bench.loads import vault_with
from tests.partnership import PASSPHRASE

DATA = Path(__file__).resolve().parent.parent.parent / "assets"
FIVE = (
    ("premises", "registers/gm_gambling_premises.csv", 415),
    ("premises", "registers/trafford_fast_food_outlets.csv", 291),
    ("premises", "registers/trafford_metrolink_stops.csv", 18),
    ("area", "boundaries/gm_wards_2023.geojson", 215),
    ("area", "boundaries/gm_local_authorities_2023.geojson", 10),
)
HEAD = ("FHRSID", "BusinessName", "AddressLine1", "PostCode")


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return vault_with(tmp_path_factory.mktemp("founded") / "vault", 0)


@pytest.fixture
def vault(founded: Path, tmp_path: Path) -> Path:
    shutil.copytree(founded, tmp_path / "vault")
    return tmp_path / "vault"


@pytest.fixture
def session(vault: Path) -> Iterator[Session]:
    opened = Session.unlock(vault, PASSPHRASE)
    yield opened
    opened.lock(at_once=True)


@pytest.fixture(scope="module")
def lasting(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """One for many examples, which use registers of other names."""
    folder = tmp_path_factory.mktemp("lasting") / "vault"
    shutil.copytree(founded, folder)
    opened = Session.unlock(folder, PASSPHRASE)
    yield opened
    opened.lock(at_once=True)


def table(*rows: Sequence[object], head: Sequence[str] = HEAD) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue().encode()


def take(
    session: Session, data: bytes, called: str = "Food", kind: str = "premises", **said: str
) -> taking_in.Outcome:
    file = from_bytes(data, f"{called}.csv")
    register = taking_in.open_register(session, file, kind, called, said)
    return taking_in.take_in(session, register)


def names(session: Session) -> dict[str, str]:
    """The reference of each record that stands, and its name."""
    found = {}
    for row in session.rows(kind="premises"):
        fields = session.show(row.id).fields
        if not row.withdrawn:
            found[fields["source_reference"]] = fields["name"]
    return found


def test_the_five_files_go_in_without_code_and_come_again_without_effect(session: Session) -> None:
    for again in (False, True):
        for kind, path, rows in FIVE:
            file = from_path(DATA / path)
            register = taking_in.open_register(session, file, kind, file.name, {})
            outcome = taking_in.take_in(session, register)
            assert (outcome.new, outcome.same) == ((0, rows) if again else (rows, 0)), path
            assert outcome.changed == outcome.left == len(outcome.gone) == 0
    assert len(session.rows(kind="premises")) == 415 + 291 + 18
    assert len(session.queue()) == 0, "nobody need review what a register says"
    assert [one.counts["new"] for one in imports(session.model)] == [10, 215, 18, 291, 415]


def test_the_borders_of_another_county_tell_the_ward_of_a_place(session: Session) -> None:
    ring = [[0.1, 52.0], [0.2, 52.0], [0.2, 52.1], [0.1, 52.1], [0.1, 52.0]]
    feature = (
        '{"type": "Feature", "properties": {"%s": "%s", "%s": "%s", "LAD23CD": "E07000999"},'
        ' "geometry": {"type": "Polygon", "coordinates": [%s]}}'
    )
    ward = feature % ("WD23CD", "E05099999", "WD23NM", "Elsewhere", ring)
    authority = feature % ("code", "E07000999", "name", "Farshire", ring)
    both = f'{{"type": "FeatureCollection", "features": [{ward}, {authority}]}}'
    assert ward_at(session.model, 52.05, 0.15) is None
    for file in (both.replace(authority, ward, 1).replace(f", {ward}]", "]"), both):
        take(session, file.encode(), "Borders", "area")
    assert ward_at(session.model, 52.05, 0.15) is not None
    assert ward_at(session.model, 52.05, 0.25) is None
    assert name_of(session.model, "E05099999") == "Elsewhere"
    assert len(taken(session.model).wards) == 1

    data = b"name,postcode,lat,lon\nFar Inn,CB1 1AA,52.05,0.15\nNear Inn,M1 1AA,53.4669,-2.2303\n"
    register = taking_in.open_register(session, from_bytes(data), "premises", "Inns", {})
    without = taking_in.look(session, register)
    assert without.report.placed_without_ward == 2
    outcome = taking_in.take_in(session, register, wards=True)
    assert [d.row for d in outcome.report.doubtful.named if "told from its position" in d.reason]
    far, near = sorted(
        (session.show(row.id).fields for row in session.rows(kind="premises")),
        key=lambda fields: str(fields["name"]),
    )
    assert (far["ward_code"], far["ward_name"]) == ("E05099999", "Elsewhere")
    assert near["authority_code"] == "E08000003"


def test_an_update_by_identifier_never_overrules_what_somebody_knew_better(
    session: Session,
) -> None:
    take(session, table((1, "Old Fry", "1 Road", "M1 1AA"), (2, "Café", "2 Road", "M1 1AB")))
    fry = next(r.id for r in session.rows(kind="premises") if r.title == "Old Fry")
    session.correct(fry, {"address": "1 Road, at the back"}, "Seen on a visit")

    same = take(session, table((1, "Old Fry", "1 Road", "M1 1AA"), (2, "Café", "2 Road", "M1 1AB")))
    assert (same.changed, same.same, same.clashing) == (0, 2, 0)
    assert session.show(fry).fields["address"] == "1 Road, at the back"

    renamed = take(
        session, table((1, "New Fry", "1 Road", "M1 1AA"), (3, "Bar", "3 Road", "M1 1AC"))
    )
    assert (renamed.new, renamed.changed) == (1, 1)
    assert session.show(fry).fields["name"] == "New Fry"
    assert session.show(fry).fields["address"] == "1 Road, at the back"
    assert session.history(fry)[-1].reason == "Changed in the register: Food"
    assert [session.show(one).title for one in renamed.gone] == ["Café"]
    assert names(session) == {"1": "New Fry", "2": "Café", "3": "Bar"}, "what is gone stays"

    moved = take(session, table((1, "New Fry", "9 Road", "M1 1AA"), (3, "Bar", "3 Road", "M1 1AC")))
    assert (moved.changed, moved.clashing) == (0, 1)
    assert moved.clashes == {fry: ("address",)}
    assert session.show(fry).fields["address"] == "1 Road, at the back"


def test_a_row_under_another_name_at_the_same_place_is_the_same_place(session: Session) -> None:
    head = ("name", "address", "postcode")
    take(session, table(("Old Inn", "1 Road", "M1 1AA"), head=head))
    found = take(session, table(("New Inn", "1 Road", "M1 1AA"), head=head))
    assert (found.new, found.changed, found.gone) == (0, 1, [])
    (row,) = session.rows(kind="premises")
    assert row.title == "New Inn"


def test_what_is_gone_is_withdrawn_only_when_somebody_says_so(session: Session) -> None:
    take(session, table((1, "A", "1 Road", "M1 1AA"), (2, "B", "2 Road", "M1 1AB")))
    fewer = table((1, "A", "1 Road", "M1 1AA"))
    register = taking_in.open_register(session, from_bytes(fewer), "premises", "Food", {})
    outcome = taking_in.take_in(session, register)
    assert taking_in.withdraw_gone(session, register, outcome.gone) == 1
    assert names(session) == {"1": "A"}
    back = take(session, table((1, "A", "1 Road", "M1 1AA"), (2, "B", "2 Road", "M1 1AB")))
    assert back.new == 1


def test_undoing_leaves_what_somebody_changed_and_where_something_was_recorded(
    session: Session,
) -> None:
    first = take(session, table(*((n, f"Shop {n}", f"{n} Road", "M1 1AA") for n in range(4))))
    records = {row.title: row.id for row in session.rows(kind="premises")}
    second = take(session, table(*((n, f"Store {n}", f"{n} Road", "M1 1AA") for n in range(4))))
    assert second.changed == 4
    session.correct(records["Shop 1"], {"name": "Its Real Name"}, "Seen on a visit")
    done = taking_in.undo(session, second.id[:8])
    assert (done.withdrawn, done.reverted, done.leaving) == (0, 3, 1)
    assert done.left == [(records["Shop 1"], "changed since: name")]
    assert sorted(names(session).values()) == ["Its Real Name", "Shop 0", "Shop 2", "Shop 3"]
    with pytest.raises(InputError, match="undone already"):
        taking_in.undo(session, second.id)

    session.add("premises-check", {"premises": records["Shop 2"]})
    done = taking_in.undo(session, first.id)
    left = {session.show(record).title: why for record, why in done.left}
    assert left["Shop 2"] == "something was recorded there"
    assert left["Its Real Name"] == "it was changed since"
    assert names(session).keys() >= {"1", "2"}
    assert [one.state for one in imports(session.model)] == ["undone", "undone"]
    with pytest.raises(NotFound):
        taking_in.undo(session, "ffffffff")


def test_undone_and_taken_in_again(session: Session) -> None:
    data = table((1, "A", "1 Road", "M1 1AA"), (2, "B", "2 Road", "M1 1AB"))
    taking_in.undo(session, take(session, data).id)
    assert names(session) == {}
    assert take(session, data).new == 2
    assert names(session) == {"1": "A", "2": "B"}


def test_a_mapping_is_remembered_sealed_and_after_a_restart(vault: Path) -> None:
    data = table(("Golden Fry", "Unit 4", "M1 1AA"), head=("Trading as", "Shop", "Postcode"))
    session = Session.unlock(vault, PASSPHRASE)
    take(session, data, "Shops", name="Shop", premises_type="=takeaway")
    session.lock()
    assert b"Golden Fry" not in (vault / "log.db").read_bytes()
    assert b"Trading as" not in (vault / "log.db").read_bytes()
    session = Session.unlock(vault, PASSPHRASE)
    assert remembered(session.model, "premises", "Shops")["name"] == ["Shop"]
    again = take(session, data, "Shops")
    assert (again.new, again.same) == (0, 1)
    (row,) = session.rows(kind="premises")
    assert session.show(row.id).fields["premises_type"] == "takeaway"
    assert take(session, data, "Other shops").new == 1, "another register has a mapping of its own"
    session.lock()


def test_an_import_that_was_broken_off_says_so_and_goes_on(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_in, "PORTION", 10)
    data = table(*((n, f"Shop {n}", f"{n} Road", "M1 1AA") for n in range(35)))
    write, portions = session.write_rows, 0

    def full(*given: object, **named: object) -> None:
        nonlocal portions
        portions += 1
        if portions > 2:
            raise DiskFull("The disk is full.")
        write(*given, **named)

    monkeypatch.setattr(session, "write_rows", full)
    with pytest.raises(DiskFull):
        take(session, data)
    (told,) = imports(session.model)
    assert told.state == "begun"
    assert len(names(session)) == 20
    monkeypatch.setattr(session, "write_rows", write)
    on = take(session, data)
    assert (on.new, on.same) == (15, 20)
    assert len(names(session)) == 35
    taking_in.undo(session, told.id)
    assert len(names(session)) == 15


def test_a_look_saves_nothing_and_says_how_far_it_is(session: Session) -> None:
    data = table(*((n, f"Shop {n}", f"{n} Road", "M1 1AA") for n in range(5_000)))
    far: list[tuple[str, int, int]] = []
    register = taking_in.open_register(
        session,
        from_bytes(data),
        "premises",
        "Food",
        {},
        progress=lambda *told: far.append(told),
    )
    outcome = taking_in.look(session, register, progress=lambda *told: far.append(told))
    assert outcome.new == 5_000
    assert session.model.count == 0
    assert imports(session.model) == []
    assert ("looking", 4_000, 5_000) in far
    assert far[-1] == ("looking", 5_000, 5_000)


def test_who_cannot_read_a_space_takes_nothing_into_it(session: Session) -> None:
    with pytest.raises(BadRegister, match="No register is taken in as"):
        take(session, table((1, "A", "1 Road", "M1 1AA")), kind="hotspot-visit")
    with pytest.raises(NotAllowed):
        session.check_may_import("soft-intelligence")


CELL = st.text(st.sampled_from("ab é\"',;\n"), min_size=1, max_size=6)
ROWS = st.lists(
    st.tuples(st.integers(1, 9), CELL.filter(str.strip), CELL.filter(str.strip)),
    min_size=1,
    max_size=12,
    unique_by=lambda row: row[0],
)
_turn = iter(range(1_000_000))


@settings(max_examples=15, deadline=None)
@given(ROWS, ROWS, st.integers(0, 12), st.integers(0, 3))
def test_any_split_any_order_and_any_repetition_come_to_the_same(
    lasting: Session, before: list[tuple], after: list[tuple], cut: int, repeated: int
) -> None:
    """Whatever was there, the register stands as its last file says, once each."""
    register = f"Register {next(_turn)}"
    head = ("reference", "name", "address")

    def stands() -> dict[str, tuple[str, str]]:
        found = {}
        for row in lasting.rows(kind="premises"):
            fields = lasting.show(row.id).fields
            if fields["source_register"] == register and not row.withdrawn:
                assert fields["source_reference"] not in found
                found[fields["source_reference"]] = (fields["name"], fields["address"])
        return found

    def said(rows: list[tuple]) -> dict[str, tuple[str, str]]:
        return {str(n): (" ".join(a.split()), " ".join(b.split())) for n, a, b in rows}

    for part in (before[:cut], before[cut:], before[:repeated]):
        if part:
            take(lasting, table(*part, *part[:repeated], head=head), register)
    assert stands() == said(before)
    first = take(lasting, table(*reversed(after), head=head), register)
    assert stands() == said(before) | said(after)
    again = take(lasting, table(*after, head=head), register)
    assert (again.new, again.changed, again.same) == (0, 0, len(after))
    if first.new or first.changed:
        taking_in.undo(lasting, first.id)
    assert stands() == said(before)


def test_a_map_draws_the_borders_that_were_taken_in_and_none_twice(session: Session) -> None:
    ring = [[-1.6, 53.7], [-1.5, 53.7], [-1.5, 53.8], [-1.6, 53.8], [-1.6, 53.7]]
    feature = (
        '{"type": "Feature", "properties": {"WD23CD": "E05099998", "WD23NM": "Over the border"},'
        f' "geometry": {{"type": "Polygon", "coordinates": [{ring}]}}}}'
    )
    take(session, f'{{"features": [{feature}]}}'.encode(), "Borders", "area")
    file = from_path(DATA / "boundaries/gm_wards_2023.geojson")
    taking_in.take_in(session, taking_in.open_register(session, file, "area", "Wards", {}))
    held = taken(session.model)
    assert len(held.wards) == 216
    (line,) = held.lines
    atlas = Atlas(spots(session.model, 0), held)
    there = shown(atlas, view(53.75, -1.55, 11, 400, 400), 11)
    assert line in there.lines
    assert [label.name for label in there.labels] == ["Over the border"]
    at_home = shown(atlas, view(53.48, -2.24, 14, 400, 400), 14)
    assert at_home.lines == shown([], view(53.48, -2.24, 14, 400, 400), 14).lines


def test_strange_names_of_columns_and_strange_references_harm_nothing(session: Session) -> None:
    strange = "Na\u202eme " + "x" * 300
    rows = [{strange: "A", "reference": "\ud800", "postcode": "M1 1AA", "a": {"b": [1, "c"]}}]
    rows.append({strange: "B", "reference": "y" * 400, "postcode": "M1 1AB", "new": "late"})
    data = json.dumps(rows).encode()
    name = open_table(from_bytes(data)).header[0]
    assert name.isprintable()
    assert len(name) <= 120
    said = {"name": name}
    register = taking_in.open_register(session, from_bytes(data), "premises", "Od\x00d\n", said)
    assert not register.reference
    assert taking_in.take_in(session, register).new == 2
    assert session.quarantine() == []
    (told,) = imports(session.model)
    assert (told.source, told.mapping["name"]) == ("Od d", [name])
    again = taking_in.open_register(session, from_bytes(data), "premises", "Od d", {})
    assert taking_in.take_in(session, again).same == 2


def test_a_file_named_after_its_month_is_told_to_be_the_register_of_the_last(
    session: Session,
) -> None:
    rows = [(n, f"Shop {n}", f"{n} Road", "M1 1AA") for n in range(10)]
    take(session, table(*rows), "Shops in May")
    june = from_bytes(table(*rows[2:], (11, "New", "11 Road", "M1 1AB")))
    register = taking_in.open_register(session, june, "premises", "Shops in June", {})
    assert register.perhaps == "Shops in May"
    register = taking_in.open_register(session, june, "premises", register.perhaps, {})
    assert not register.perhaps
    outcome = taking_in.take_in(session, register)
    assert (outcome.new, outcome.same, len(outcome.gone)) == (1, 8, 2)
    other = from_bytes(table(*((n, "X", "Y", "Z") for n in range(5, 30))))
    assert not taking_in.open_register(session, other, "premises", "Others", {}).perhaps
