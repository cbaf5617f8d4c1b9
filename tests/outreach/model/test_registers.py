"""Registers: the known faults are met and reported, and nothing is guessed silently."""

import contextlib
import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.assets import asset
from outreach.model import kinds
from outreach.model.postcodes import normalise as postcode_of
from outreach.model.register.borders import decoded
from outreach.model.register.columns import kinds_taken, rules
from outreach.model.register.files import BadRegister, from_bytes, open_table
from outreach.model.register.grid import to_degrees
from outreach.model.register.rows import checked
from tests.outreach.model.registers import read, workbook

GAMBLING = asset("registers/gm_gambling_premises.csv")
TAKEAWAYS = asset("registers/trafford_fast_food_outlets.csv")
STOPS = asset("registers/trafford_metrolink_stops.csv")
WARDS = asset("boundaries/gm_wards_2023.geojson")
AUTHORITIES = asset("boundaries/gm_local_authorities_2023.geojson")

SMALL = "Name;Address;Post Code;LAT;Long\nCafé Ünal;1 Example Road;M2 4EL;53.48;-2.24\n"

HYGIENE_XML = """<?xml version="1.0" encoding="utf-8"?>
<FHRSEstablishment xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <Header><ExtractDate>2025-01-04</ExtractDate><ItemCount>2</ItemCount></Header>
  <EstablishmentCollection>
    <EstablishmentDetail>
      <FHRSID>101</FHRSID><LocalAuthorityBusinessID>PI/1</LocalAuthorityBusinessID>
      <BusinessName>Invented Fry</BusinessName><BusinessType>Takeaway/sandwich shop</BusinessType>
      <AddressLine1>1 Nowhere Road</AddressLine1><AddressLine2>Sale</AddressLine2>
      <PostCode>M33 3BR</PostCode><RatingValue>5</RatingValue>
      <LocalAuthorityName>Trafford</LocalAuthorityName>
      <Scores><Hygiene>0</Hygiene></Scores>
      <Geocode><Longitude>-2.316966</Longitude><Latitude>53.423824</Latitude></Geocode>
    </EstablishmentDetail>
    <EstablishmentDetail>
      <FHRSID>102</FHRSID><BusinessName>Café Imaginary</BusinessName>
      <BusinessType>Mobile caterer</BusinessType><PostCode/>
      <LocalAuthorityName>Trafford</LocalAuthorityName><Geocode/>
    </EstablishmentDetail>
  </EstablishmentCollection>
</FHRSEstablishment>
"""
HYGIENE_ROWS = [
    {
        "FHRSID": 101,
        "LocalAuthorityBusinessID": "PI/1",
        "BusinessName": "Invented Fry",
        "BusinessType": "Takeaway/sandwich shop",
        "AddressLine1": "1 Nowhere Road",
        "AddressLine2": "Sale",
        "PostCode": "M33 3BR",
        "RatingValue": "5",
        "LocalAuthorityName": "Trafford",
        "Scores": {"Hygiene": 0},
        "Geocode": {"Longitude": "-2.316966", "Latitude": "53.423824"},
    },
    {
        "FHRSID": 102,
        "BusinessName": "Café Imaginary",
        "BusinessType": "Mobile caterer",
        "PostCode": "",
        "LocalAuthorityName": "Trafford",
        "Geocode": None,
    },
]


def test_the_known_faults_of_the_gambling_register_are_reported_and_not_patched() -> None:
    found = read(GAMBLING.read_bytes())
    assert len(found.rows) == 415
    assert not found.left_out
    assert any("area_code: 370 of 415" in fault and "la_code" in fault for fault in found.faults)
    assert len(found.saying("no ward")) == 2
    assert len(found.saying("no position")) == 2
    assert len(found.saying("same name and postcode")) == 19
    assert len(found.saying("postcode has not the shape")) == 1
    assert len(found.saying("name different authorities")) == 1
    assert len(set(found.references)) == 415
    assert sum(row.get("postcode") == "BL9 OBH" for row in found.rows) == 1
    assert all(row.get("authority_code", "E08").startswith("E08") for row in found.rows)
    assert not any("NA" in map(str, row.values()) for row in found.rows)
    assert "area_code" in found.register.ignored


def test_the_other_registers_go_in_without_code() -> None:
    takeaways = read(TAKEAWAYS.read_bytes())
    assert len(takeaways.rows) == 291
    assert takeaways.register.columns["activity"] == ("type",)
    assert takeaways.rows[0]["premises_type"] == "takeaway"
    assert len(takeaways.saying("no postcode")) == 1
    stops = read(STOPS.read_bytes(), {"premises_type": "=tram_stop"})
    assert len(stops.rows) == 18
    assert stops.register.columns["longitude"] == ("long",)
    assert stops.register.columns["ward_code"] == ("area_code",)
    assert any("area_code is taken for the code of the ward" in fault for fault in stops.faults)
    assert {row["premises_type"] for row in stops.rows} == {"tram_stop"}


def test_words_that_are_not_understood_are_counted_and_kept() -> None:
    data = b"name,postcode,type\nA,M2 4EL,Pub\nB,M2 4EL,Circus\nC,M2 4EL,Circus\nD,M2 4EL,\n"
    found = read(data)
    assert [row.get("premises_type") for row in found.rows] == ["pub_or_bar", None, None, None]
    assert found.report.untold == {("premises_type", "Circus"): 2}
    assert found.rows[1]["activity"] == "Circus"


def test_borders_go_in_as_areas_with_their_codes() -> None:
    wards = read(WARDS.read_bytes(), kind="area")
    assert len(wards.rows) == 215
    assert wards.register.table.format == "GeoJSON"
    ancoats = next(row for row in wards.rows if row["area_code"] == "E05011350")
    assert ancoats["name"] == "Ancoats & Beswick"
    assert ancoats["authority_code"] == "E08000003"
    assert ancoats["border_off_m"] == 0.0
    (ring,) = decoded(ancoats["border"])
    assert ring[0] == (53.48827, -2.19974)
    authorities = read(AUTHORITIES.read_bytes(), kind="area")
    assert {row["area_code"] for row in authorities.rows} == {
        f"E080000{number:02}" for number in range(1, 11)
    }


def test_a_border_that_is_too_long_is_thinned_until_it_fits_and_that_is_said() -> None:
    from math import cos, sin, tau

    around = [[-1 + 0.1 * cos(t / 9000 * tau), 53 + 0.1 * sin(t / 9000 * tau)] for t in range(9000)]
    island = [[-1.5, 53.0], [-1.5, 53.01], [-1.49, 53.01], [-1.5, 53.0]]
    feature = {
        "type": "Feature",
        "properties": {"WD25CD": "E05099999", "WD25NM": "Invented"},
        "geometry": {"type": "MultiPolygon", "coordinates": [[island], [[*around, around[0]]]]},
    }
    data = json.dumps({"type": "FeatureCollection", "features": [feature]})
    found = read(data.encode(), kind="area")
    (row,) = found.rows
    assert len(row["border"]) <= 10_000
    assert 0 < row["border_off_m"] < 50
    assert found.saying("thinned to fit") == [1]
    largest, other = decoded(row["border"])
    assert len(other) == 3
    assert max(point[0] for point in largest) == pytest.approx(53.1, abs=0.001)
    assert kinds.validate("area", row) == row


def test_every_row_is_a_record_that_nobody_need_review() -> None:
    for row in read(TAKEAWAYS.read_bytes()).rows:
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
    found = read(SMALL.encode(encoding))
    assert found.register.table.how == f"{said}, with a semicolon between cells"
    assert found.rows[0]["name"] == "Café Ünal"
    assert found.rows[0]["latitude"] == 53.48


def test_a_file_put_together_from_two_programs_is_read_as_what_each_part_is() -> None:
    rows = [f"Café Ünal {n},{n} Road,M2 4EL\n".encode() for n in range(5)]
    rows.append("Crêperie,9 Road,M2 4EL\n".encode("cp1252"))
    found = read(b"name,address,postcode\n" + b"".join(rows))
    assert "UTF-8, but for 1 characters in Windows-1252" in found.register.table.how
    assert [row["name"] for row in found.rows][-2:] == ["Café Ünal 4", "Crêperie"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        (b"PK\x03\x04rest", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\n <!DOCTYPE HTML><html><body><table>", "web page"),
        (b"<table><tr><td>name</td></tr></table>", "web page"),
        (b"<?xml version='1.0'?><a><b>1</b></a>", "not the food-hygiene register"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "makes text out of itself"),
        (b"<EstablishmentCollection><EstablishmentDetail><FHRSID>1", "broken off"),
        (b'{"a": 1}', "no list of objects"),
        (b'[{"name": "A", "postcode": "M2 4EL"}, {"nam', "broken off or damaged after row 1"),
        (b"\x81\x8d\x8f,\x90\x9d\nx,y\n", "not text"),
        (b"name\nx\n", "column names"),
        (b"name,address\n", "no rows"),
        (b"colour,size\nred,big\n", "colour, size"),
        (b"name,size\nred,big\n", "where the premises are"),
        (b"n\x00a\x00m\x00e\x00,\x00\xff\xdf", "not text"),
    ],
)
def test_a_file_that_is_no_register_is_refused_in_plain_words(data: bytes, said: str) -> None:
    with pytest.raises(BadRegister, match=said) as caught:
        read(data)
    assert caught.value.advice


def test_a_bomb_is_not_unpacked() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", "<workbook/>")
        made.writestr("xl/worksheets/sheet1.xml", b"0" * (20 << 20))
    with pytest.raises(BadRegister, match="would unpack to more"):
        read(packed.getvalue())
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as made:
        made.writestr("register.csv", "name,postcode\nA,M2 4EL\n")
    with pytest.raises(BadRegister, match="zip file"):
        read(other.getvalue())


def test_excel_under_its_titles_with_days_and_numbers_as_they_are_written() -> None:
    data = workbook(
        ("Read me", [["Published monthly"], ["Ask the licensing team"]]),
        (
            "Operators",
            [
                ["Private hire operators as at 1 June 2025"],
                [],
                ["Licence No", "Operator Name", "Post Code", "Expiry Date", "No of Vehicles"],
                [
                    1204.0,
                    "Invented Cars",
                    "M2 4EL",
                    datetime(2026, 3, 31, tzinfo=UTC).replace(tzinfo=None),
                    12.0,
                ],
                ["PHO/7", "Imaginary Taxis", "M33 3BR", date(2025, 12, 1), None],
                [None, None, None, None, None],
                ["PHO/9", "Nowhere Cabs", "OL1 1AA", "31 March 2027", "about 5"],
            ],
        ),
    )
    found = read(data, {"licensing_authority": "=Rochdale"}, kind="operator-licence")
    assert found.register.table.how == "the sheet “Operators”"
    assert any("Row 3 names the columns" in note for note in found.faults)
    assert any("“Read me”" in note for note in found.faults)
    assert [row["licence_number"] for row in found.rows] == ["1204", "PHO/7", "PHO/9"]
    assert [row["expires_on"] for row in found.rows] == ["2026-03-31", "2025-12-01", "2027-03-31"]
    assert [row.get("vehicles") for row in found.rows] == [12, None, None]
    assert found.saying("No of Vehicles is no whole number") == [7]
    assert {row["licensing_authority"] for row in found.rows} == {"Rochdale"}
    with pytest.raises(BadRegister, match="no sheet “Drivers”"):
        read(data, kind="operator-licence", sheet="Drivers")


def test_the_food_hygiene_register_is_the_same_in_xml_and_in_json() -> None:
    from_xml = read(HYGIENE_XML.encode())
    whole = {"FHRSEstablishment": {"Header": {}, "EstablishmentCollection": HYGIENE_ROWS}}
    older = {
        "FHRSEstablishment": {"EstablishmentCollection": {"EstablishmentDetail": HYGIENE_ROWS}}
    }
    for shape in (whole, older, {"establishments": HYGIENE_ROWS}, HYGIENE_ROWS):
        from_json = read(json.dumps(shape).encode())
        assert from_json.rows == from_xml.rows
        assert from_json.references == ["101", "102"]
    fry, cafe = from_xml.rows
    assert fry["address"] == "1 Nowhere Road, Sale"
    assert (fry["latitude"], fry["longitude"]) == (53.423824, -2.316966)
    assert fry["premises_type"] == "takeaway"
    assert "latitude" not in cafe
    assert from_xml.register.reference


def test_points_of_a_geojson_are_positions_and_other_grids_are_told() -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"Name": "A", "Postcode": "M2 4EL"},
            "geometry": {"type": "Point", "coordinates": [-2.24, 53.48]},
        },
        {"type": "Feature", "properties": {"Name": "B"}, "geometry": None},
    ]
    found = read(json.dumps({"type": "FeatureCollection", "features": features}).encode())
    assert found.rows[0]["latitude"] == 53.48
    assert found.saying("no position") == [2]


def test_eastings_and_northings_become_degrees() -> None:
    # The worked example of the Ordnance Survey's guide, shifted to WGS84.
    assert to_degrees(651_409.903, 313_177.270) == pytest.approx((52.657979, 1.716052), abs=1e-5)
    found = read(b"name,address,X,Y\nA,1 Road,384000,398000\nB,2 Road,-2.24,53.48\nC,3 Road,1,2\n")
    assert found.rows[0]["latitude"] == pytest.approx(53.4785, abs=1e-3)
    assert found.rows[1]["longitude"] == -2.24
    assert found.saying("outside the United Kingdom") == [4]


def test_a_broken_quotation_mark_costs_its_own_row_and_no_other() -> None:
    rows = [f'{n},"Shop, {n}","{n} Road\nSale",M2 4EL\n' for n in range(3_000)]
    rows[1_000] = '1000,"Shop, 1000,"1000 Road",M2 4EL\n'
    rows[2_000] = '2000,"Shop, 2000,2000 Road,M2 4EL\n'
    rows[2_500] = '2500,12" Pizza,2500 Road,M2 4EL\n'
    found = read(("reference,name,address,postcode\n" + "".join(rows)).encode())
    assert [doubt.row for doubt in found.left_out] == [1_002, 2_002]
    assert all("a quotation mark is missing" in doubt.reason for doubt in found.left_out)
    assert "line 4,001 of the file" in found.left_out[1].reason
    assert len(found.rows) == 2_998
    assert found.rows[-1]["address"] == "2999 Road Sale"
    assert sum(row["name"] == '12" Pizza' for row in found.rows) == 1


def test_a_line_without_an_end_and_a_column_that_is_there_twice() -> None:
    data = f"name,postcode,name\nA,M2 4EL,a\n{'x' * 400_000}\nB,M2 4EL,b\n".encode()
    found = read(data)
    assert [row["name"] for row in found.rows] == ["A", "B"]
    assert [doubt.row for doubt in found.left_out] == [3]
    assert any("the other is called 'name (2)'" in fault for fault in found.faults)


def test_a_mapping_is_believed_before_any_proposal() -> None:
    data = b"Shop,name,street,pc\nThe Anchor,Ms Owner,1 Road,M2 4EL\n"
    found = read(data, {"name": "Shop", "postcode": "PC"})
    assert found.rows[0]["name"] == "The Anchor"
    assert found.rows[0]["postcode"] == "M2 4EL"
    assert found.register.columns["address"] == ("street",)
    assert found.register.ignored == ("name",)
    without = read(data, {"name": "Shop", "postcode": "PC", "address": "-"})
    assert "address" not in without.register.columns
    with pytest.raises(BadRegister, match="no column 'shopp'"):
        read(data, {"name": "shopp"})
    with pytest.raises(BadRegister, match="no field 'paint'"):
        read(data, {"paint": "Shop"})
    with pytest.raises(BadRegister, match="does not take the value"):
        read(data, {"name": "Shop", "postcode": "PC", "premises_type": "=castle"})


def test_what_was_chosen_the_last_time_is_chosen_again() -> None:
    data = b"Shop,name,street,pc\nThe Anchor,Ms Owner,1 Road,M2 4EL\n"
    before = {"name": ["Shop"], "premises_type": ["=takeaway"], "postcode": ["gone"]}
    found = read(data, remembered=before)
    assert found.rows[0]["name"] == "The Anchor"
    assert found.rows[0]["premises_type"] == "takeaway"
    assert any("gone of the last time is not there any more" in fault for fault in found.faults)
    assert read(data, {"name": "name"}, remembered=before).rows[0]["name"] == "Ms Owner"


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
    found = read(data)
    assert found.saying("swapped") == [2]
    assert found.saying("outside the United Kingdom") == [3, 6]
    assert found.saying("no pair of numbers") == [4]
    assert found.saying("no position") == [5, 7]
    assert not any("latitude" in row for row in found.rows)


def test_rows_that_cannot_be_taken_are_left_out_and_the_rest_goes_in() -> None:
    long, far = "x" * 300, "y" * 300
    data = f"name,address,postcode,type\n,,M2 4EL,Pub\n{long},1 Road,M2 4EL,\n"
    data += f"Good,2 Road,M2 4EL,{far}\n"
    found = read(data.encode())
    assert [row["name"] for row in found.rows] == ["Good"]
    assert "activity" not in found.rows[0]
    assert found.saying("200 characters or fewer; it is left out") == [4]
    assert [doubt.row for doubt in found.left_out] == [2, 3]
    assert "name" in found.left_out[1].reason


def test_the_same_row_twice_is_taken_once_and_named() -> None:
    found = read(b"name,postcode,type\nA,M2 4EL,Pub\nA,M2 4EL,Pub\nA,M2 4EL,Bar\n")
    assert len(found.rows) == 2
    assert [doubt.row for doubt in found.report.twice.named] == [3]
    assert found.saying("same name and postcode as row 2; both are kept") == [4]
    vehicles = read(b"Reg No,Make\nAB12 CDE,Invented\nab12cde,Imagined\n", kind="vehicle")
    assert len(vehicles.rows) == 1
    assert "about the same as row 2" in vehicles.left_out[0].reason


def test_a_repeated_reference_is_no_identity_and_that_is_said() -> None:
    found = read(b"reference,name,postcode\n7,A,M2 4EL\n7,B,M2 4EL\n")
    assert any("reference is missing or repeated" in fault for fault in found.faults)
    assert len(set(found.references)) == 2
    twice = read(b"reference,name,postcode\n7,A,M2 4EL\n8,B,M2 4EL\n7,A,M2 4EL\n")
    assert twice.register.reference
    assert twice.references == ["7", "8"]


def test_a_licence_is_known_by_its_number_where_each_has_one() -> None:
    head = "Badge No,Driver Name,Expiry Date\n"
    found = read(
        f"{head}7,A Driver,1/4/2027\n8,B Driver,1/4/2027\n".encode(), kind="driver-licence"
    )
    assert found.register.reference == "Badge No"
    assert found.references == ["7", "8"]
    repeated = read(f"{head}7,A Driver,\n7,B Driver,\n".encode(), kind="driver-licence")
    assert not repeated.register.reference
    assert len(set(repeated.references)) == 2


def test_measures_of_localities_and_what_their_publisher_hid() -> None:
    data = (
        b"Ward Code,Indicator,Year,Count,Population\n"
        b'E05011350,Absence from school,2024/25,"1,204",9000\n'
        b"E05011351,Absence from school,2024/25,<5,8000\n"
        b"E0501135,Absence from school,2024/25,12,8000\n"
    )
    found = read(data, {"source": "=Invented Statistics"}, kind="locality-measure")
    assert [row.get("numerator") for row in found.rows] == [1204, None]
    assert found.rows[0]["measure"] == "absence"
    assert found.saying("Count is hidden by its publisher") == [3]
    assert [doubt.row for doubt in found.left_out] == [4]
    assert not any(kinds.reviewed("locality-measure", row) for row in found.rows)


def test_every_field_that_a_register_is_mapped_to_is_one_of_its_kind() -> None:
    for kind in kinds_taken():
        fields = kinds.KINDS[kind].model_fields.keys() | {"easting", "northing"}
        held = rules(kind)
        assert held.columns.keys() <= fields, kind
        assert set(held.identity) <= fields, kind
        for name, (_told, words) in held.codes.items():
            codes = kinds.form(kind).field(name).codes
            assert set(words.values()) <= codes.active_codes, (kind, name)
        for group in held.needs:
            assert set(group) <= held.columns.keys(), kind


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
        found = read(out.getvalue().encode(encoding))
    except BadRegister:
        assert not filled
        return
    named = len(found.left_out) + found.report.twice.rows
    assert len(found.rows) + named == filled
    again = read(out.getvalue().encode(encoding))
    assert (again.rows, again.references) == (found.rows, found.references)


@given(st.lists(st.sampled_from(['"', ",", "\n", "a", " ", "é"]), max_size=120))
def test_a_break_anywhere_never_reaches_the_rows_behind_it(noise: list[str]) -> None:
    """Whatever stands in the middle, all rows that come 60 lines later are there."""
    before = "".join(f"{n},Shop {n},M2 4EL\n" for n in range(3))
    after = "".join(f'{n},"Shop, {n}",M2 4EL\n' for n in range(100, 200))
    data = f"reference,name,postcode\n{before}{''.join(noise)}\n{after}"
    table = open_table(from_bytes(data.encode()))
    sound = {row.cells[0] for row in table.rows() if not row.fault}
    assert {str(n) for n in range(3)} <= sound
    assert {str(n) for n in range(162, 200)} <= sound


@given(st.binary(max_size=300))
def test_any_bytes_give_a_register_or_a_clear_refusal(data: bytes) -> None:
    for start in (b"name,postcode\n", b"{", b"[{", b"<a>", b"PK\x03\x04", b""):
        with contextlib.suppress(BadRegister):
            assert read(start + data).lines


def test_a_file_is_read_as_often_as_wanted(tmp_path: Path) -> None:
    for name, data in (
        ("a.csv", TAKEAWAYS.read_bytes()),
        ("a.xlsx", workbook(("One", [["name", "postcode"], ["A", "M2 4EL"]]))),
        ("a.geojson", WARDS.read_bytes()),
        ("a.xml", HYGIENE_XML.encode()),
    ):
        table = open_table(from_bytes(data, name))
        assert list(table.rows()) == list(table.rows())


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=230)


@given(
    st.fixed_dictionaries(
        {"name": TEXTS.filter(str.strip)},
        optional={
            "address": TEXTS,
            "postcode": st.sampled_from(["m24el", "M2 4EL", "bl9 obh", "x" * 20]),
            "uprn": st.sampled_from(["100", "1" * 13]),
            "at": st.tuples(st.floats(49, 61), st.floats(-8, 2)),
            "ward_code": st.sampled_from(["E05011350", "E0501"]),
            "premises_type": st.just("takeaway"),
            "activity": TEXTS,
        },
    )
)
def test_the_quick_check_of_a_row_takes_what_the_whole_one_takes(fields: dict[str, object]) -> None:
    made = {
        name: " ".join(value.split()) if isinstance(value, str) else value
        for name, value in fields.items()
    }
    if "at" in made:
        made["latitude"], made["longitude"] = made.pop("at")
    if "postcode" in made:
        made["postcode"] = postcode_of(str(made["postcode"])) or str(made["postcode"]).upper()
    made = {name: value for name, value in made.items() if value != ""}
    found, why = checked("premises", dict(made), [])
    try:
        whole = kinds.validate("premises", made)
    except kinds.InvalidRecord as error:
        bad = {problem.field for problem in error.problems}
        try:
            whole = kinds.validate("premises", {n: v for n, v in made.items() if n not in bad})
        except kinds.InvalidRecord:
            assert found is None
            return
        if "name" in bad:
            assert found is None
            assert why
            return
    assert found == whole
