"""What the app says about syncing is true: counted from receipts."""

from __future__ import annotations

from tests.tablets import ARCADE, Tablets, desk_of, play


def test_only_here_until_the_store_has_signed(tablets: Tablets) -> None:
    tablets.partnership.network.on = False
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE), sync=False)

    async def story() -> None:
        async with tablets.open("worker") as window:
            assert window.says("1 change only on this tablet")
            await window.go(f"/records/{arcade}")
            await window.settle(lambda: window.says("Only on this tablet"))
            await window.go("/sync")
            await window.press("sync-now")
            await window.settle(lambda: window.says("The last sync did not finish"))
            assert desk_of(window).open.only_here() == 1
            tablets.partnership.network.on = True
            await window.press("sync-now")
            await window.settle(lambda: window.says("Everything is safe in the central store"))
            assert not window.says("The last sync did not finish")
            await window.go(f"/records/{arcade}")
            await window.settle(lambda: window.says("Safe in the central store"))

    play(story)


def test_a_record_that_arrives_appears_by_itself(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("supervisor") as window:
            await window.go("/search")
            await window.settle(lambda: window.says("No records yet"))
            await window.thread(
                lambda: tablets.write("worker", ("hotspot-visit", {"fact": "A quiet night."}))
            )
            assert await desk_of(window).sync_now()
            await window.settle(lambda: window.says("1 record"))
            assert "Review" in [d.label for d in window.rail()]

    play(story)


def test_nothing_syncs_while_locked(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            await window.press("lock")
            before = tablets.partnership.network.sent_bytes
            await desk.syncs.now_and_then()
            assert tablets.partnership.network.sent_bytes == before

    play(story)
