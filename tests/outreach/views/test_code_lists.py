"""Code lists on the screen: everybody reads them, an administrator changes them, and a form that
was begun before is finished as it was begun."""

from __future__ import annotations

from outreach.model.codes import SHIPPED, code_list, shipped
from outreach.ui.form.begin import begin
from tests.headless import Window
from tests.rules import faults
from tests.tablets import Tablets, desk_of, play

LIST = "hotspot_type"
REASON = "As agreed in May"


async def change(window: Window) -> None:
    """Dessert bar is added, Park renamed, Shopping centre retired."""
    await window.go(f"/lists/{LIST}")
    await window.settle(lambda: window.has("add-option"))
    await window.type("new-option", "Dessert bar")
    await window.press("add-option")
    await window.press("option-park")
    await window.type("option-label", "Park or green")
    await window.press("option-rename")
    await window.press("option-park")
    await window.press("option-shopping")
    await window.press("option-retire")
    await window.settle(lambda: window.says("Added: Dessert bar (dessert_bar)"))


async def all_options(window: Window) -> None:
    await window.settle(lambda: window.has("hotspot_type.more"))
    await window.press("hotspot_type.more")


def test_an_administrator_sees_what_changes_says_why_and_it_is_offered(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("supervisor") as window:
            desk = desk_of(window)
            await change(window)
            assert window.says("Renamed: Park is now Park or green")
            assert window.says("Retired: Shopping centre or parade")
            assert list(faults(window)) == []
            await window.press("list-change")
            assert window.says("Say why the list changes")
            assert desk.open.editions.of(LIST) == ()
            await window.type("list-reason", REASON)
            await window.press("list-change")
            await window.settle(lambda: len(desk.open.editions.of(LIST)) == 1)
            await window.settle(lambda: window.says("not sent yet"))
            assert window.says(REASON)
            assert window.says("Version 2")
            begin(desk, "hotspot")
            await all_options(window)
            assert window.has("hotspot_type.dessert_bar")
            assert not window.has("hotspot_type.shopping")
            assert not window.wire.crashes
        assert "dessert_bar" not in code_list(LIST).labels, "nothing of it stays in the process"

    play(story)


def test_what_cannot_be_done_is_said_and_can_be_left(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("supervisor") as window:
            await window.go(f"/lists/{LIST}")
            await window.settle(lambda: window.has("add-option"))
            await window.type("new-option", "Park")
            await window.press("add-option")
            await window.settle(lambda: window.says("Two options would be called"))
            await window.press("list-undo")
            await window.settle(lambda: not window.says("Two options would be called"))
            assert not window.has("list-change")
            await window.go("/lists/no_such")
            await window.settle(lambda: window.says("There is no such list"))

    play(story)


def test_a_draft_opens_as_it_was_begun_says_so_and_is_saved_so(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            begin(desk, "hotspot", {"name": "The parade", "hotspot_type": "flat"})
            await window.settle(lambda: window.has("name"))
            await window.type("name", "The old parade")
            await window.press("later")
            await window.settle(lambda: len(desk.open.drafts()) == 1)
        async with tablets.open("supervisor") as window:
            await change(window)
            await window.type("list-reason", REASON)
            await window.press("list-change")
            await window.settle(lambda: window.says("not sent yet"))
            await desk_of(window).sync_now()
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            await desk.sync_now()
            await window.go(f"/lists/{LIST}")
            await window.settle(lambda: window.says(REASON))
            assert not window.has("list-change")
            assert window.says("Dessert bar")
            (draft,) = desk.open.drafts()
            await window.go(f"/write/{draft.id}")
            await all_options(window)
            assert window.has("hotspot_type.shopping")
            assert window.says("Some questions offer something else by now")
            assert not window.has("hotspot_type.dessert_bar")
            assert window.says("Park")
            assert not window.says("Park or green")
            await window.select("hotspot_type.shopping")
            await window.press("later")
            begin(desk, "hotspot", {"name": "Another", "hotspot_type": "park"})
            await window.settle(lambda: window.has("name"))
            (form,) = desk.forms.values()
            form.edition = ({}, SHIPPED)  # as if it had been begun before, too
            form.renew(form.edition)
            await window.go("/")
            await window.go(f"/write/{form.id}")
            await window.press("renew-lists")
            await all_options(window)
            assert window.has("hotspot_type.dessert_bar")
            assert window.says("Park or green")
            assert window.at("name").value == "Another"
            await window.press("discard")
            await window.press("discard")
            await window.go(f"/write/{draft.id}")
            await window.press("save")
            await window.settle(lambda: window.says("Saved on this tablet"))
            (row,) = desk.open.rows(kind="hotspot")
            assert desk.open.show(row.id).fields["hotspot_type"] == "shopping"
            await window.go(f"/records/{row.id}")
            await window.settle(lambda: window.says("Shopping centre or parade"))
            begin(desk, "hotspot")
            await all_options(window)
            assert window.has("hotspot_type.dessert_bar")
            assert not window.says("Some questions offer something else by now")
            assert not window.wire.crashes
        assert shipped(LIST).active_codes >= {"shopping"}

    play(story)
