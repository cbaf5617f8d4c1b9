"""Taking in a register: seen before it is saved, not twice, and undone."""

from __future__ import annotations

from typing import Any

from outreach.assets import asset
from tests.headless import Window
from tests.outreach.model.registers import workbook
from tests.tablets import Tablets, desk_of, play


def offer(window: Window, name: str, data: bytes) -> None:
    """What the file picker gives back."""
    window.answers["pick_files"] = [{"id": 1, "name": name, "size": len(data), "bytes": data}]


async def choose(window: Window, name: str, data: bytes, then: Any) -> None:
    offer(window, name, data)
    await window.press("choose-file")
    await window.settle(then)


def test_a_public_register_is_taken_in_once_and_undone(tablets: Tablets) -> None:
    data = asset("registers/trafford_fast_food_outlets.csv").read_bytes()

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go("/import")
            await choose(window, "food_outlets.csv", data, lambda: window.has("take-in"))
            session = desk_of(window).open
            assert session.rows(kind="premises") == []
            assert window.says("What was understood")
            assert window.says("Rows to look at")
            assert window.says("Such as: Alfresco")
            await window.press("take-in")
            await window.settle(lambda: window.says("Taken in before"))
            taken = len(session.rows(kind="premises"))
            assert taken > 250
            await choose(window, "food_outlets.csv", data, lambda: window.has("take-in"))
            assert window.says("0 new, 0 changed")
            assert window.at("take-in").disabled
            await window.press("cancel-import")
            assert len(session.rows(kind="premises")) == taken

            (undo,) = [name for name in window.names() if name.startswith("undo-")]
            await window.press(undo)
            await window.settle(lambda: window.has("question-yes"))
            await window.press("question-yes")
            await window.settle(lambda: window.says("291 records withdrawn"))
            assert all(row.withdrawn for row in session.rows(kind="premises"))

    play(story)


def test_the_way_to_it_is_on_the_empty_list_and_in_the_settings(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("licensing", width=390) as window:
            await window.go("/places")
            await window.press("import-first")
            await window.settle(lambda: window.says("Take in a register"))
            assert "Import" in window.texts()
            await window.press("back")
            await window.select("kind-premises")
            await window.press("to-import")
            await window.settle(lambda: window.page.route == "/import")
            await window.go("/settings")
            await window.press("to-import")
            await window.settle(lambda: window.page.route == "/import")

    play(story)


def test_another_column_is_chosen_and_remembered(tablets: Tablets) -> None:
    data = b"Trading as,Shop,Postcode\nGolden Fry,Unit 4,M1 1AA\n"

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go("/import")
            await choose(window, "shops.csv", data, lambda: window.has("column-name"))
            menu = window.at("column-name").content
            assert menu.value == "Trading as"
            window.session.apply_patch(menu._i, {"value": "Shop"})
            await window.event(menu, "select", "Shop")
            await window.settle(
                lambda: (
                    window.has("column-name") and window.at("column-name").content.value == "Shop"
                )
            )
            await window.press("take-in")
            await window.settle(lambda: window.says("Taken in before"))
            (row,) = desk_of(window).open.rows(kind="premises")
            assert row.title == "Unit 4"
            await choose(window, "shops.csv", data, lambda: window.has("column-name"))
            assert window.at("column-name").content.value == "Shop"
            assert window.says("0 new, 0 changed, 1 here already")

    play(story)


def test_a_sheet_is_chosen_wards_are_told_and_what_is_gone_is_withdrawn(tablets: Tablets) -> None:
    head = ["Name", "Postcode", "Latitude", "Longitude"]
    shops = [head, ["Far Fry", "M1 1AA", 53.4669, -2.2303], ["Old Fry", "M1 1AB", 53.48, -2.24]]

    async def story() -> None:
        async with tablets.open("worker") as window:
            session = desk_of(window).open
            await window.go("/import")
            book = workbook(("Inns", [head, ["Inn", "M1 1AC", None, None]]), ("Shops", shops))
            await choose(window, "places.xlsx", book, lambda: window.has("sheet-1"))
            await window.select("sheet-1")
            await window.settle(lambda: window.says("2 new, 0 changed"))
            await window.select("tell-wards")
            await window.settle(lambda: window.says("its ward is told from its position"))
            await window.press("take-in")
            await window.settle(lambda: window.says("Taken in before"))
            fields = [session.show(row.id).fields for row in session.rows(kind="premises")]
            assert all(one["ward_code"].startswith("E05") for one in fields)

            fewer = workbook(("Shops", shops[:2]))
            await choose(window, "places.xlsx", fewer, lambda: window.has("take-in"))
            assert window.says("No more in the register: they stay")
            assert window.at("take-in").disabled

            shops[1][0] = "New Fry"
            fewer = workbook(("Shops", shops[:2]))
            await window.press("cancel-import")
            await choose(window, "places.xlsx", fewer, lambda: window.has("take-in"))
            await window.press("take-in")
            await window.settle(lambda: window.has("withdraw-gone"))
            await window.press("withdraw-gone")
            await window.settle(lambda: not window.has("withdraw-gone"))
            standing = [r.title for r in session.rows(kind="premises") if not r.withdrawn]
            assert standing == ["New Fry"]

    play(story)


def test_a_file_with_another_name_is_said_to_be_the_same_register(tablets: Tablets) -> None:
    data = b"Reference,Name,Postcode\n1,Fry,M1 1AA\n2,Inn,M1 1AB\n"

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go("/import")
            await choose(window, "may.csv", data, lambda: window.has("take-in"))
            await window.press("take-in")
            await window.settle(lambda: window.says("Taken in before"))
            await choose(window, "june.csv", data, lambda: window.has("same-register"))
            assert window.says("2 new")
            await window.press("same-register")
            await window.settle(lambda: window.says("0 new, 0 changed, 2 here already"))
            assert not window.has("same-register")

    play(story)


def test_borders_are_taken_in_as_areas(tablets: Tablets) -> None:
    data = asset("boundaries/gm_local_authorities_2023.geojson").read_bytes()

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go("/import")
            await window.select("register-kind-area")
            await choose(window, "authorities.geojson", data, lambda: window.has("take-in"))
            await window.press("take-in")
            await window.settle(lambda: window.says("Taken in before"))
            assert len(desk_of(window).open.rows(kind="area")) == 10

    play(story)


def test_what_is_no_register_is_refused_in_words(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go("/import")
            said = lambda: window.says("Nothing was saved")  # noqa: E731
            await choose(window, "photo.csv", bytes(range(256)) * 40, said)
            await choose(window, "list.csv", b"colour,size\nred,4\n", said)
            await choose(window, "large.csv", b"a" * (13 << 20), lambda: window.says("12 MB"))
            assert desk_of(window).open.rows(kind="premises") == []
            assert not window.wire.crashes

    play(story)


def test_choosing_nothing_changes_nothing(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go("/import")
            window.answers["pick_files"] = []
            await window.press("choose-file")
            assert window.has("choose-file")
            assert not desk_of(window).lock_rule.picker_open

    play(story)
