"""Links on a page: added by a form, told from both ends, undone; two people merge; the picture."""

from __future__ import annotations

from typing import Any

import pytest

from outreach import linking
from tests.partnership import Partnership
from tests.tablets import Tablets, desk_of, play

WIDTHS = (390, 1440)


def person(name: str, **more: Any) -> tuple[str, dict[str, Any]]:
    return ("person", {"names": [{"name": name, "sort": "nickname"}], **more})


def linked(partnership: Partnership, name: str, *links: tuple[str, str, str]) -> list[str]:
    """Links on a tablet without its window."""
    session = partnership.unlock(name)
    made = [linking.link(session, start, to, sort, {}) for start, to, sort in links]
    session.sync()
    session.lock()
    return made


def test_a_link_is_added_from_a_page_and_undone_there(tablets: Tablets) -> None:
    kez, mum = tablets.write("worker", person("Kez"), person("Shaz"))

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go(f"/people/{kez}")
            await window.settle(lambda: window.has("add-link"))
            assert window.says("Nobody has linked anything to this yet.")
            await window.press("add-link")
            await window.settle(lambda: window.has("save"))
            (form,) = desk_of(window).forms.values()
            assert form.fields()["from_record"] == kez
            await window.type("to_record.find", "Shaz")
            await window.press(f"to_record.take.{mum[:8]}")
            form.put("sort", "parent")
            form.put("source", "School")
            await window.press("save")
            await window.settle(lambda: window.says("Saved on this tablet"))
            await window.go(f"/people/{mum}")
            await window.settle(lambda: window.has("open-network") or window.says("Child of"))
            assert window.says("School · Not graded · Worker")
            link = desk_of(window).open.rows(kind="link")[0].id[:8]
            await window.press(f"undo-{link}")
            await window.press(f"undo-now-{link}")
            assert window.says("Enter why it is undone")
            await window.type(f"undo-reason-{link}", "It was her aunt")
            await window.press(f"undo-now-{link}")
            await window.settle(lambda: not window.has(f"link-{link}"))
            assert desk_of(window).open.show(link).withdrawn
            assert not window.wire.crashes

    play(story)


def test_what_cannot_be_is_said_in_the_form(tablets: Tablets) -> None:
    kez, mum = tablets.write("worker", person("Kez"), person("Shaz"))
    linked(tablets.partnership, "worker", (mum, kez, "parent"))

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go(f"/people/{kez}")
            await window.press("add-link")
            await window.settle(lambda: window.has("save"))
            (form,) = desk_of(window).forms.values()
            form.put("sort", "parent")
            form.put("to_record", mum)
            await window.press("save")
            await window.settle(lambda: window.says("own ancestor"))
            assert len(desk_of(window).open.rows(kind="link")) == 1

    play(story)


def test_two_people_on_two_tablets_make_two_records_one(tablets: Tablets) -> None:
    kez, kerry, mum = tablets.write("worker", person("Kez"), person("Kerry"), person("Shaz"))
    linked(tablets.partnership, "worker", (mum, kerry, "parent"))
    session = tablets.partnership.unlock("worker")
    merge = linking.propose(session, [kerry], kez, "The same tattoo")
    session.sync()
    session.lock()
    tablets.sync("supervisor")

    async def story() -> None:
        async with tablets.open("worker") as window:
            assert not window.has(f"merge-waits-{merge[:8]}")
            await window.go(f"/people/{kez}")
            await window.settle(lambda: window.says("One and the same?"))
            assert not window.has(f"confirm-{merge[:8]}"), "nobody confirms their own"
        async with tablets.open("supervisor") as window:
            await window.settle(lambda: window.says("1 merge waits for a second person"))
            await window.press(f"merge-waits-{merge[:8]}")
            await window.settle(lambda: window.has(f"confirm-{merge[:8]}"))
            assert window.says("The same tattoo")
            assert not window.says("Child of")
            await window.press(f"confirm-{merge[:8]}")
            await window.settle(lambda: window.says("Confirmed by Supervisor"))
            assert window.says("Child of")
            assert window.says("Kerry (nickname)")
            await window.press(f"one-{kerry[:8]}")
            await window.settle(lambda: window.page.route == f"/people/{kerry}")
            await window.settle(lambda: window.says("This page"))
            await window.press(f"undo-{merge[:8]}")
            await window.type(f"undo-reason-{merge[:8]}", "Two girls")
            await window.press(f"undo-now-{merge[:8]}")
            await window.settle(lambda: not window.says("One with other records"))
            assert not window.wire.crashes

    play(story)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_picture_is_a_list_too_and_each_end_opens(tablets: Tablets, width: int) -> None:
    kez, mum, man, sis = tablets.write(
        "worker", person("Kez"), person("Shaz"), person("Tall man"), person("Sis")
    )
    (car,) = tablets.write("worker", ("vehicle", {"registration": "AB12 CDE"}))
    linked(
        tablets.partnership,
        "worker",
        (mum, kez, "parent"),
        (mum, sis, "parent"),
        (man, kez, "alleged_exploiter_of"),
        (man, car, "vehicle"),
        (kez, "tel:07700 900123", "phone"),
    )

    async def story() -> None:
        async with tablets.open("worker", width=width) as window:
            await window.go(f"/people/{kez}")
            await window.settle(lambda: window.has("open-network"))
            assert window.says("Family")
            assert window.says("The generation above")
            assert window.has(f"relative-{sis[:8]}")
            before = window.wire.bytes
            await window.press("open-network")
            await window.settle(lambda: window.has(f"node-{man[:8]}"))
            assert window.wire.bytes - before < 60_000
            assert not window.has(f"node-{car[:8]}")
            await window.select("two-steps")
            await window.settle(lambda: window.has(f"node-{car[:8]}"))
            assert window.says("Alleged exploiter of: Kez\nUses the vehicle: AB12CDE")
            await window.press(f"node-{man[:8]}")
            await window.settle(lambda: window.page.route == f"/people/{man}")
            assert not window.wire.crashes

    play(story)


def test_a_timeline_tells_of_names_and_links_by_their_own_days(tablets: Tablets) -> None:
    kez, mum = tablets.write("worker", person("Kez"), person("Shaz"))
    heard = {"person": kez, "name": "Big Kez", "sort": "street", "first_heard": "2024-02-03"}
    carer = {"from_record": mum, "to_record": kez, "sort": "carer", "until": "2023-05-06"}
    tablets.write("worker", ("alias", heard), ("link", carer))

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go(f"/people/{kez}")
            await window.settle(lambda: window.says("First heard: Big Kez"))
            assert window.says("3 Feb 2024")
            assert window.says("Until then: Cared for by Shaz")
            assert window.says("Kez (nickname) · Big Kez (street name)")

    play(story)


def test_what_may_be_the_same_is_linked_with_its_reasons(tablets: Tablets) -> None:
    kez, other = tablets.write(
        "worker",
        person("Kez", telephones=[{"number": "07700 900123"}]),
        person("Nobody", telephones=[{"number": "+44 7700 900123"}]),
    )
    (seen,) = tablets.write("worker", ("person-sighting", {"names_heard": "Kez"}))

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go(f"/people/{kez}")
            await window.settle(lambda: window.has(f"perhaps-{other[:8]}"))
            assert window.says("The same telephone number: 447700900123")
            await window.press(f"same-{other[:8]}")
            await window.settle(lambda: window.has("save"))
            (form,) = desk_of(window).forms.values()
            assert form.fields()["sort"] == "possibly_same"
            await window.press("save")
            await window.settle(lambda: window.says("Saved on this tablet"))
            await window.go(f"/people/{kez}")
            await window.settle(lambda: window.says("Possibly the same as"))
            assert not window.has(f"perhaps-{other[:8]}"), "it was said, and stands among the links"
            await window.press(f"same-{seen[:8]}")
            await window.settle(lambda: window.has("save"))
            (form,) = desk_of(window).forms.values()
            assert (form.fields()["from_record"], form.fields()["sort"]) == (seen, "sighting_of")
            await window.press("save")
            await window.settle(lambda: window.says("Saved on this tablet"))
            await window.go(f"/people/{kez}")
            await window.settle(lambda: window.has(f"record-{seen[:8]}"))

    play(story)
