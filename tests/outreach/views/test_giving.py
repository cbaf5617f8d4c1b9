"""To another partnership and from one, in two windows: an address, a sealed file, six words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flet as ft
import pytest

from sync.client.log import Log
from sync.giving import Address
from tests.headless import Window
from tests.partnership import Partnership
from tests.rules import faults
from tests.tablets import Tablets, desk_of, play

VISIT = {
    "hotspot_type": "takeaway",
    "place_name": "Invented Chicken",
    "occurred_from": "2026-01-05T22:10:00+00:00",
    "fact": "Kylie, 13, left with a man in a grey saloon.",
    "verbatim": "He said I can stay here.",
}


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Partnership:
    made = Partnership(tmp_path_factory.mktemp("elsewhere"))
    made.found()
    made.close()
    return made


@pytest.fixture
def others(elsewhere: Partnership, tmp_path: Path) -> Iterator[Tablets]:
    made = elsewhere.copy_to(tmp_path / "others")
    yield Tablets(made)
    made.close()


def address_of(others: Tablets) -> tuple[str, str]:
    """The others' address, and its words."""
    session = others.partnership.unlock("supervisor")
    try:
        made = session.address_of("safeguarding")
        return made.text(), " ".join(made.words())
    finally:
        session.lock()


async def decided(window: Window, record: str) -> None:
    """All that a decision to share needs, but to whom in the other partnership."""
    desk_of(window).go(f"/records/{record}")
    await window.settle(lambda: window.has("share"))
    await window.press("share")
    await window.settle(lambda: window.says("What do you decide?"))
    await window.select("decision.share")
    assert not window.has("their-address")
    await window.select("to.partnership")
    await window.settle(lambda: window.has("their-address"))
    await window.type("purpose", "They have to look after her")
    await window.press("basis.6_1_e")
    await window.press("consent.not_asked_risk")
    await window.type("necessity", "Without it nobody there knows of her")


def saved(window: Window) -> list[dict[str, Any]]:
    return [args for name, args in window.wire.calls if name == "save_file"]


def offer(window: Window, name: str, data: bytes) -> None:
    """What the file picker gives back."""
    window.answers["pick_files"] = [{"id": 1, "name": name, "size": len(data), "bytes": data}]


def test_it_is_given_with_the_decision(tablets: Tablets, others: Tablets) -> None:
    (visit,) = tablets.write("worker", ("hotspot-visit", VISIT))
    address, words = address_of(others)

    async def story() -> None:
        async with tablets.open("worker", width=390) as window:
            session = desk_of(window).open
            await decided(window, visit)
            await window.type("their-address", address[:-9])
            assert window.says("cut short or changed")
            assert not window.has("their-words")
            await window.type("their-address", address)
            await window.settle(lambda: window.has("their-words"))
            assert window.at("their-words").value == words
            assert window.says("Compare these words with them before you give anything")
            assert window.at("own-words").value == " ".join(session.own_words())
            assert list(faults(window)) == []
            # The same from a file; what is in it comes into the field.
            await window.type("their-address", "")
            assert not window.has("their-words")
            await window.press("save")
            await window.settle(lambda: window.says("Enter the address that they gave you"))
            offer(window, "address", f"{address}\n".encode())
            await window.press("choose-address")
            await window.settle(lambda: window.has("their-words"))
            await window.select("extent.sanitised")
            await window.settle(lambda: window.has("leave-out.verbatim"))
            await window.press("leave-out.verbatim")
            assert session.rows(kind="sharing-decision") == []
            await window.press("save")
            await window.settle(lambda: window.says("Given to"))
            (file,) = saved(window)
            (row,) = session.rows(kind="sharing-decision")
            fields = session.show(row.id).fields
            assert (fields["to"], fields["left_out"]) == ("partnership", ["verbatim"])
            assert fields["to_words"].endswith(", safeguarding")
            assert session.drafts() == []
            assert not window.wire.crashes
            receiver = others.partnership.unlock("supervisor")
            try:
                taken = receiver.receive(file["src_bytes"])
                assert receiver.show(taken.record).fields["fact"] == VISIT["fact"]
                assert "verbatim" not in receiver.show(taken.record).fields
                assert taken.received.words() == session.own_words()
            finally:
                receiver.lock()

    play(story)


def test_a_cancelled_save_gives_nothing_and_a_file_without_its_decision_goes(
    tablets: Tablets, others: Tablets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (visit,) = tablets.write("worker", ("hotspot-visit", VISIT))
    address, _words = address_of(others)

    def full(*_: Any) -> None:
        raise OSError("no room")

    async def story() -> None:
        async with tablets.open("worker") as window:
            session = desk_of(window).open
            await decided(window, visit)
            await window.type("their-address", address)
            await window.select("extent.whole")
            # A browser has saved it somewhere, and nobody can take it back from there.
            with monkeypatch.context() as broken:
                broken.setattr(Log, "append", full)
                await window.press("save")
                await window.settle(lambda: window.says("Do not send outreach-gift.sealed"))
            assert session.rows(kind="sharing-decision") == []

            window.session.apply_page_patch({"web": False})
            await window.press("save")
            await window.settle(lambda: window.says("nothing was given"))
            assert len(saved(window)) == 2
            assert session.rows(kind="sharing-decision") == []
            assert not desk_of(window).lock_rule.picker_open

            kept = tmp_path / "gift"
            kept.write_bytes(b"as the client wrote it")
            window.answers["save_file"] = str(kept)
            with monkeypatch.context() as broken:
                broken.setattr(Log, "append", full)
                await window.press("save")
                await window.settle(lambda: not kept.exists())
            assert session.rows(kind="sharing-decision") == []

            kept.write_bytes(b"as the client wrote it")
            await window.press("save")
            await window.settle(lambda: window.says("Given to"))
            assert kept.exists()
            assert len(session.rows(kind="sharing-decision")) == 1

    play(story)


def test_it_is_seen_from_whom_before_it_is_taken_in(tablets: Tablets, others: Tablets) -> None:
    (visit,) = others.write("supervisor", ("hotspot-visit", VISIT))
    decision = {
        "purpose": "You have to look after her",
        "basis": ["6_1_e"],
        "consent": "not_asked_risk",
        "necessity": "Without it nobody there knows of her",
    }

    async def story() -> None:
        async with tablets.open("supervisor", width=390) as window:
            session = desk_of(window).open
            await window.go("/settings")
            await window.press("to-partnerships")
            await window.settle(lambda: window.has("address-of-safeguarding"))
            await window.press("address-of-safeguarding")
            await window.settle(lambda: window.has("our-address"))
            await window.press("save-address")
            await window.settle(lambda: saved(window))
            text = saved(window)[0]["src_bytes"].decode()
            assert text.strip() == window.at("our-address").value
            giver = others.partnership.unlock("supervisor")
            try:
                address = Address.parse(text)
                assert window.told("address-words") == " ".join(address.words())
                sealed: list[bytes] = []
                giver.share_out(visit, address, decision, sealed.append, sealed.clear)
                words = " ".join(giver.own_words())
            finally:
                giver.lock()

            offer(window, "photo.jpg", b"no gift")
            await window.press("choose-gift")
            await window.settle(lambda: window.says("holds nothing that another partnership gave"))
            offer(window, "gift", sealed[0])
            await window.press("choose-gift")
            await window.settle(lambda: window.has("take-gift"))
            assert window.told("giver-words") == words
            assert window.says(decision["purpose"])
            assert window.says("Compare these words with them")
            assert session.rows(kind="hotspot-visit") == [], "seen, and not taken in yet"
            assert list(faults(window)) == []
            await window.press("take-gift")
            await window.settle(lambda: window.says("This was given"))
            (row,) = session.rows(kind="hotspot-visit")
            assert window.page.route == f"/records/{row.id}"
            assert session.show(row.id).fields["given"]["words"] == words

            await window.go("/partnerships")
            await window.press("choose-gift")
            await window.settle(lambda: window.says("received before"))
            assert not window.has("take-gift")
            assert not window.wire.crashes

    play(story)


def test_who_administers_nothing_makes_no_address(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go("/partnerships")
            await window.settle(lambda: window.says("Ask an administrator"))
            assert window.told("own-words") == " ".join(desk_of(window).open.own_words())
            assert list(faults(window)) == []

    play(story)


def test_a_lock_while_the_file_is_being_saved_gives_nothing(
    tablets: Tablets, others: Tablets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (visit,) = tablets.write("worker", ("hotspot-visit", VISIT))
    address, _words = address_of(others)
    kept, written = tmp_path / "gift", []

    async def story() -> None:
        async with tablets.open("worker") as window:
            window.session.apply_page_patch({"web": False})

            async def save_file(_self: ft.FilePicker, **how: Any) -> str:
                await desk_of(window).lock()
                written.append(kept.write_bytes(how["src_bytes"]))
                return str(kept)

            monkeypatch.setattr(ft.FilePicker, "save_file", save_file)
            await decided(window, visit)
            await window.type("their-address", address)
            await window.select("extent.whole")
            await window.press("save")
            await window.settle(lambda: window.has("unlock"))
            await window.settle(lambda: written and not kept.exists())
        async with tablets.open("worker") as window:
            session = desk_of(window).open
            assert session.rows(kind="sharing-decision") == []
            assert [draft.fields["purpose"] for draft in session.drafts()]

    play(story)
