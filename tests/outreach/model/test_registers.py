"""Registers: the known faults are met and reported, and nothing is guessed silently."""

import contextlib
import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.assets import asset
from outreach.model import kinds
from outreach.model.registers import BadRegister, Import, plan, read_register

GAMBLING = asset("registers/gm_gambling_premises.csv")
TAKEAWAYS = asset("registers/trafford_fast_food_outlets.csv")
STOPS = asset("registers/trafford_metrolink_stops.csv")

SMALL = "Name;Address;Post Code;LAT;Long\nCafé Ünal;1 Example Road;M2 4EL;53.48;-2.24\n"


def known(read: Import) -> list[tuple[str, dict[str, object]]]:
    return [(f"{number:032x}", row) for number, row in enumerate(read.rows)]


def reasons(read: Import, part: str) -> list[int]:
    return [doubt.row for doubt in read.doubtful if part in doubt.reason]


def test_the_known_faults_of_the_gambling_register_are_reported_and_not_patched() -> None:
    read = read_register(GAMBLING.read_bytes())
    assert len(read.rows) == 415
    assert not read.left_out
    assert any("area_code: 370 of 415" in fault and "la_code" in fault for fault in read.faults)
    assert len(reasons(read, "no ward")) == 2
    assert len(reasons(read, "no position")) == 2
    assert len(reasons(read, "same name and postcode")) == 19
    assert len(reasons(read, "postcode has not the shape")) == 1
    assert len(reasons(read, "name different authorities")) == 1
    assert len({row["source_reference"] for row in read.rows}) == 415
    assert sum(row.get("postcode") == "BL9 OBH" for row in read.rows) == 1
    assert all(row.get("authority_code", "E08").startswith("E08") for row in read.rows)
    assert not any("NA" in map(str, row.values()) for row in read.rows)
    assert "area_code" in read.ignored


def test_the_other_registers_go_in_without_code() -> None:
    takeaways = read_register(TAKEAWAYS.read_bytes())
    assert len(takeaways.rows) == 291
    assert takeaways.columns["activity"] == ("type",)
    assert takeaways.rows[0]["premises_type"] == "takeaway"
    assert len(reasons(takeaways, "no postcode")) == 1
    stops = read_register(STOPS.read_bytes())
    assert len(stops.rows) == 18
    assert stops.columns["longitude"] == ("long",)
    assert stops.columns["ward_code"] == ("area_code",)
    assert any("area_code is taken for the code of the ward" in fault for fault in stops.faults)


@pytest.mark.parametrize("path", [GAMBLING, TAKEAWAYS, STOPS], ids=lambda path: path.stem)
def test_the_same_file_twice_adds_nothing(path: Path) -> None:
    read = read_register(path.read_bytes(), source="First")
    assert len(plan(read, []).new) == len(read.rows)
    for source in ("First", "Called otherwise"):
        again = plan(read_register(path.read_bytes(), source=source), known(read))
        assert not again.new
        assert not again.changed
        assert len(again.same) == len(read.rows)


def test_every_row_is_a_record_that_nobody_need_review() -> None:
    for row in read_register(TAKEAWAYS.read_bytes()).rows:
        assert kinds.validate("premises", row) == row
        assert not kinds.reviewed("premises", row)


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with a byte order mark"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16 without a byte order mark"),
        ("utf-16-be", "UTF-16 without a byte order mark"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_the_encoding_is_found_out_and_said(encoding: str, said: str) -> None:
    read = read_register(SMALL.encode(encoding))
    assert read.encoding == said
    assert read.delimiter == "semicolon"
    assert read.rows[0]["name"] == "Café Ünal"
    assert read.rows[0]["latitude"] == 53.48


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"PK\x03\x04rest", "Excel"),
        (b'{"a": 1}', "JSON"),
        (b"\x81\x8d\x8f,\x90\x9d\nx,y\n", "not text"),
        (b"name\nx\n", "column names"),
        (b"name,address\n", "no rows"),
        (b"name,name,address\na,b,c\n", "twice"),
        (b"colour,size\nred,big\n", "colour, size"),
        (b"name,size\nred,big\n", "where the premises are"),
        (b"n\x00a\x00m\x00e\x00,\x00\xff\xdf", "not text"),
    ],
)
def test_a_file_that_is_no_register_is_refused_in_plain_words(data: bytes, said: str) -> None:
    with pytest.raises(BadRegister, match=said) as caught:
        read_register(data)
    assert caught.value.advice


def test_a_mapping_is_believed_before_any_proposal() -> None:
    data = b"Shop,name,street,pc\nThe Anchor,Ms Owner,1 Road,M2 4EL\n"
    read = read_register(data, {"name": "Shop", "postcode": "PC"})
    assert read.rows[0]["name"] == "The Anchor"
    assert read.rows[0]["postcode"] == "M2 4EL"
    assert read.columns["address"] == ("street",)
    assert read.ignored == ("name",)
    with pytest.raises(BadRegister, match="no column 'shopp'"):
        read_register(data, {"name": "shopp"})
    with pytest.raises(BadRegister, match="no field 'colour'"):
        read_register(data, {"colour": "Shop"})


def test_doubtful_positions_are_left_out_and_said() -> None:
    data = (
        b"name,postcode,lat,lon\n"
        b"Swapped,M2 4EL,-2.24,53.48\n"
        b"Abroad,M2 4EL,40.0,3.0\n"
        b"Words,M2 4EL,north,west\n"
        b"Nowhere,M2 4EL,,\n"
        b"Nought,M2 4EL,0,0\n"
        b"Infinite,M2 4EL,nan,inf\n"
    )
    read = read_register(data)
    assert reasons(read, "swapped") == [2]
    assert reasons(read, "outside the United Kingdom") == [3, 6, 7]
    assert reasons(read, "no pair of numbers") == [4]
    assert reasons(read, "no position") == [5]
    assert not any("latitude" in row for row in read.rows)


def test_rows_that_cannot_be_taken_are_left_out_and_the_rest_goes_in() -> None:
    data = f"name,address,postcode\n,,M2 4EL\n{'x' * 300},1 Road,M2 4EL\nGood,2 Road,M2 4EL\n"
    read = read_register(data.encode())
    assert [row["name"] for row in read.rows] == ["Good"]
    assert [doubt.row for doubt in read.left_out] == [2, 3]
    assert "name" in read.left_out[1].reason


def test_two_rows_that_are_equal_are_both_kept() -> None:
    read = read_register(b"name,postcode\nA,M2 4EL\nA,M2 4EL\n")
    assert len(read.rows) == 2
    assert reasons(read, "same name and postcode as row 2") == [3]
    assert len(plan(read, known(read)).same) == 2


def test_a_changed_row_is_a_candidate_for_a_correction() -> None:
    before = read_register(b"name,address,postcode,lat,lon\nA,1 Road,M2 4EL,53.4,-2.2\n")
    moved = read_register(b"name,address,postcode,lat,lon\nA,1 Road,M2 4EL,53.5,-2.2\n")
    found = plan(moved, known(before))
    assert [change.fields for change in found.changed] == [{"latitude": 53.5}]
    renamed = read_register(b"name,address,postcode,lat,lon\nB,1 Road,M2 4EL,53.4,-2.2\n")
    (change,) = plan(renamed, known(before)).changed
    assert change.fields["name"] == "B"
    assert change.id == "0" * 32


def test_a_reference_of_the_register_is_the_identity_where_every_row_has_one() -> None:
    before = read_register(b"FHRSID,BusinessName,PostCode\n7,Old,M2 4EL\n8,Other,M2 4EL\n")
    assert [row["source_reference"] for row in before.rows] == ["7", "8"]
    after = read_register(b"FHRSID,BusinessName,PostCode\n8,Other,M2 4EL\n7,New,M9 9ZZ\n")
    found = plan(after, known(before))
    assert not found.new
    assert [change.fields for change in found.changed] == [{"name": "New", "postcode": "M9 9ZZ"}]
    elsewhere = read_register(b"FHRSID,BusinessName,PostCode\n7,X,OL1 1AA\n", source="Another")
    assert len(plan(elsewhere, known(before)).new) == 1


def test_a_repeated_reference_is_no_identity_and_that_is_said() -> None:
    read = read_register(b"reference,name,postcode\n7,A,M2 4EL\n7,B,M2 4EL\n")
    assert any("reference is missing or repeated" in fault for fault in read.faults)
    assert len({row["source_reference"] for row in read.rows}) == 2


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)


@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=12),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_whatever_stands_in_the_cells_every_row_is_taken_or_named(
    rows: list[tuple[str, str, str]], delimiter: str, encoding: str
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(["name", "address", "postcode"])
    writer.writerows(rows)
    filled = sum(any(cell.strip() for cell in row) for row in rows)
    try:
        read = read_register(out.getvalue().encode(encoding))
    except BadRegister:
        assert not filled
        return
    assert len(read.rows) + len(read.left_out) == filled
    again = plan(read_register(out.getvalue().encode(encoding)), known(read))
    assert not again.new
    assert not again.changed
    assert len(again.same) == len(read.rows)


@given(st.binary(max_size=300))
def test_any_bytes_give_a_register_or_a_clear_refusal(data: bytes) -> None:
    with contextlib.suppress(BadRegister):
        read = read_register(b"name,postcode\n" + data)
        assert read.rows or read.left_out
