"""What follows from a record, in the app: a referral to its end, a notice that counts down."""

from __future__ import annotations

import time

from outreach.model.terms import moment_of
from tests.tablets import Tablets, desk_of, play

HOUR = 3_600_000
GRILL = {"name": "Invented Grill", "address": "1 Sample Street", "premises_type": "takeaway"}


def _in(hours: float) -> str:
    return moment_of(int(time.time() * 1000 + hours * HOUR))


def test_a_referral_is_raised_on_one_tablet_seen_to_on_another_and_told_to_its_author(
    tablets: Tablets,
) -> None:
    (visit,) = tablets.write("worker", ("hotspot-visit", {"fact": "A girl of about 14, alone."}))

    async def raise_it() -> None:
        async with tablets.open("worker") as window:
            await window.go(f"/records/{visit}")
            await window.settle(lambda: window.has("refer"))
            await window.press("refer")
            await window.settle(lambda: window.has("save"))
            (form,) = desk_of(window).forms.values()
            assert form.value("about") == visit
            await window.press("referral_type.mash")
            await window.type("to_whom", "MASH duty desk")
            await window.type("why", "She is out alone every night")
            await window.select("priority.same_day")
            await window.press("fold-who")
            await window.settle(lambda: window.has("due.proposed"))
            await window.select("due.proposed")
            assert form.value("due") is not None
            await window.press("save")
            await window.settle(lambda: not desk_of(window).forms)
            await window.go(f"/records/{visit}")
            await window.settle(lambda: window.says("What became of it"))
            assert window.says("Not acknowledged yet")
            await window.go("/")
            await window.settle(lambda: window.says("1 thing due"))

    play(raise_it)
    tablets.sync("worker")
    tablets.sync("supervisor")

    async def see_to_it() -> None:
        async with tablets.open("supervisor") as window:
            await window.go("/due")
            await window.settle(lambda: window.says("To be acknowledged"))
            (referral,) = desk_of(window).open.rows(kind="referral")
            assert referral.space == "safeguarding"
            await window.press(f"due-{referral.id[:8]}-acknowledge")
            await window.settle(lambda: window.has("step-acknowledge"))
            await window.type("step-words", "Duty worker 3")
            await window.press("step-acknowledge")
            await window.settle(lambda: window.has("step-outcome"))
            assert window.says("Duty worker 3")
            await window.press("step-outcome")
            await window.settle(lambda: window.says("Choose an outcome"))
            await window.select("step-outcome.done")
            await window.type("step-words", "Seen the same night")
            await window.press("step-outcome")
            await window.settle(lambda: window.has("step-tell"))
            await window.press("step-tell")
            await window.settle(lambda: window.says("Say what the author was told"))
            await window.type("step-words", "She is safe. You were right to call")
            await window.press("step-tell")
            await window.settle(lambda: window.says("It is done"))

    play(see_to_it)
    tablets.sync("supervisor")
    tablets.sync("worker")

    async def read_it() -> None:
        async with tablets.open("worker") as window:
            await window.go(f"/records/{visit}")
            await window.settle(lambda: window.says("You were told"))
            assert window.says("She is safe. You were right to call")
            assert window.says("Outcome: Done")
            assert window.says("Duty worker 3")
            await window.go("/due")
            await window.settle(lambda: window.says("Nothing is due"))

    play(read_it)


def test_a_closure_notice_counts_down_on_tonight_the_premises_and_its_own_page(
    tablets: Tablets,
) -> None:
    (grill,) = tablets.write("licensing", ("premises", GRILL))
    served = {"notice_type": "asb_closure", "premises": grill, "served_at": _in(-19.65)}
    over = {"notice_type": "other", "type_words": "Hygiene notice", "premises": grill,
            "served_at": _in(-30), "expires_at": _in(-2)}  # fmt: skip
    notice, gone = tablets.write("licensing", ("notice", served), ("notice", over))

    async def story() -> None:
        async with tablets.open("licensing") as window:
            await window.settle(lambda: window.says("Notice ends"))
            assert window.says("4 h 20 min left") or window.says("4 h 21 min left")
            await window.go(f"/places/{grill}")
            await window.settle(lambda: window.says("Notices in force"))
            assert window.says("4 h 2")
            assert window.says("expired")
            assert window.says("magistrates")
            await window.press(f"notice-{notice[:8]}")
            await window.settle(lambda: window.has("notice-outcome"))
            assert window.says("by its type")
            assert window.says("s.80(3)")
            await window.press("notice-outcome")
            await window.settle(lambda: window.has("save"))
            await window.select("notice_outcome.order_made")
            await window.press("save")
            await window.settle(lambda: not desk_of(window).forms)
            await window.go(f"/places/{grill}")
            await window.settle(lambda: window.says("Hygiene notice"))
            assert not window.has(f"notice-{notice[:8]}")
            assert window.has(f"notice-{gone[:8]}")

    play(story)


def test_a_home_is_checked_with_the_law_beside_the_question_and_ones_own_powers_alone(
    tablets: Tablets,
) -> None:
    async def story() -> None:
        async with tablets.open("licensing") as window:
            await window.press("check")
            await window.settle(lambda: window.has("save"))
            assert not window.says("24 hours' notice")
            (form,) = desk_of(window).forms.values()
            await window.select("regimes.housing")
            await window.settle(lambda: window.says("24 hours' notice"))
            form.put("housing_entry", "notice_given")
            await window.settle(lambda: not window.says("24 hours' notice to owner"))
            form.agency = "Housing"
            form.put("powers", ["consent"])
            await window.settle(lambda: window.has("powers.housing_act_s239"))
            assert not window.has("powers.pace_s17")
            await window.press("fold-later")
            await window.settle(lambda: window.has("powers_of_others.add.fire_and_rescue"))
            await window.press("powers_of_others.add.fire_and_rescue")
            await window.settle(lambda: window.says("Power relied on"))
            assert window.says("Fire Safety Order 2005 art. 27")
            assert not window.says("PACE 1984")

    play(story)
