"""The organisation's key on paper, used on the first screen: no administrator is left."""

from __future__ import annotations

from sync.recovery_sheet import space_text, store_key_text
from tests.headless import Window
from tests.rules import faults
from tests.scenarios.circle import Circle
from tests.tablets import at_the_door, desk_of, play


async def appointed(window: Window) -> None:
    """From the name on to the records."""
    await window.press("who-next")
    assert window.says("Enter your name")
    await window.type("my-name", "Bea")
    await window.type("my-agency", "Rochdale Council")
    await window.press("who-next")
    await window.settle(lambda: window.has("use-words"))
    passphrase = window.told("offered-words")
    await window.press("use-words")
    await window.type("words-again", passphrase)
    await window.press("passphrase-next")
    await window.settle(lambda: window.has("code-written"))
    code = window.told("recovery-code")
    await window.press("code-written")
    await window.type("last-group", code[-4:])
    await window.press("code-checked")
    await window.settle(lambda: window.has("begin-work"))
    await window.press("begin-work")
    await window.settle(lambda: window.says("Bea, Rochdale Council"))


def test_the_square_appoints_an_administrator(circle: Circle) -> None:
    (sheet,) = circle.sheets

    async def story() -> None:
        async with at_the_door(circle.folder / "tablet", circle.network, width=390) as window:
            await window.press("recovery")
            assert window.says("no administrator can open a tablet")
            await window.press("recover-go")
            await window.press("sheet-next")
            assert window.says("Enter what the square says")
            await window.type("sheet-square", sheet.text()[:-3])
            await window.press("sheet-next")
            assert window.says("cut short or has a slip")
            await window.type("sheet-square", sheet.text())
            await window.press("sheet-next")
            assert list(faults(window)) == []
            await appointed(window)
            assert len(desk_of(window).open.administers) == 6
            assert not window.wire.crashes

    play(story)


def test_it_can_be_typed_part_by_part(circle: Circle) -> None:
    (sheet,) = circle.sheets

    async def story() -> None:
        async with at_the_door(circle.folder / "tablet", circle.network) as window:
            await window.press("recovery")
            await window.press("recover-go")
            await window.press("sheet-by-hand")
            words = sheet.key.words()
            await window.type("sheet-words", " ".join([*words[:-1], "outreach"]))
            await window.press("sheet-next")
            assert window.says("Word 24 is not in the list")
            await window.type("sheet-words", " ".join(word[:4] for word in words))
            await window.press("sheet-next")
            await window.press("sheet-next")
            assert window.says("Enter the code of each space")
            await window.type("sheet-address", sheet.store_url)
            await window.type("sheet-store-key", store_key_text(sheet.store_key)[0])
            await window.type("sheet-spaces", "\n".join(map(space_text, sheet.spaces)))
            await window.press("sheet-next")
            assert window.says("two lines of seven groups")
            await window.type("sheet-store-key", "\n".join(store_key_text(sheet.store_key)))
            await window.press("sheet-next")
            await window.press("entrance-back")
            assert window.has("sheet-store-key"), "what was typed is still there"
            await window.press("sheet-next")
            await appointed(window)

    play(story)


def test_leaving_forgets_what_was_typed(circle: Circle) -> None:
    (sheet,) = circle.sheets

    async def story() -> None:
        async with at_the_door(circle.folder / "tablet", circle.network) as window:
            await window.press("recovery")
            await window.press("recover-go")
            await window.type("sheet-square", sheet.text())
            await window.press("entrance-back")
            await window.press("entrance-back")
            await window.settle(lambda: window.has("recovery"))
            await window.press("recovery")
            await window.press("recover-go")
            assert window.at("sheet-square").value == ""

    play(story)
