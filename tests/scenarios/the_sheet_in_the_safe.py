"""The organisation's recovery key: rehearsed, made anew, used when every administrator is gone."""

from __future__ import annotations

import pytest

from outreach.recovering import recover
from outreach.session import Session
from sync.errors import BadKey, InputError, StoreUnreachable
from sync.recovery_key import RecoveryKey
from sync.recovery_sheet import RecoverySheet
from tests.partnership import CHEAP, PASSPHRASE
from tests.scenarios.circle import Circle
from tests.scenarios.team import VISIT


def test_a_rehearsal_proves_the_sheet_and_says_when(circle: Circle) -> None:
    circle.enrol("worker")
    (sheet,) = circle.sheets
    before = [view.version for view in circle.ada.space_views()]
    assert circle.ada.rehearsed_ms() is None
    typed = RecoveryKey.from_words(" ".join(sheet.key.words()))
    assert len(circle.ada.rehearse(typed)) == 6
    assert len(circle.ada.rehearse(sheet.key, RecoverySheet.parse(sheet.text()))) == 6
    circle.sync("ada", "worker")
    assert circle["worker"].rehearsed_ms() is not None
    assert [view.version for view in circle.ada.space_views()] == before
    assert len(circle["worker"].rehearse(typed)) == 6, "also where one only adds"


def test_another_key_is_no_recovery_key(circle: Circle) -> None:
    other = RecoveryKey.from_random(lambda n: bytes(range(n)))
    with pytest.raises(BadKey, match="not the recovery key"):
        circle.ada.rehearse(other)
    assert circle.ada.rehearsed_ms() is None


def test_a_new_sheet_makes_the_old_one_worthless(circle: Circle) -> None:
    circle.enrol("auditor", hand_over=["audit"])
    circle.sync("ada", "auditor")
    old, made = circle.sheets[0], []
    done = circle.ada.renew_recovery(lambda sheet, names: made.append(sheet))
    assert done.asked == ("audit",)
    with pytest.raises(BadKey):
        circle.ada.rehearse(old.key)
    circle.sync("auditor")
    (asked,) = circle["auditor"].asked_of_me()
    assert asked.what == "recovery-card"
    circle["auditor"].fulfil(asked)
    circle.sync("ada")
    assert len(circle.ada.rehearse(made[0].key)) == 6


def test_a_sheet_that_cannot_be_printed_changes_nothing(circle: Circle) -> None:
    def jam(sheet: object, names: object) -> None:
        raise InputError("The printer is jammed.")

    with pytest.raises(InputError):
        circle.ada.renew_recovery(jam)
    circle.sync("ada")
    assert len(circle.ada.rehearse(circle.sheets[0].key)) == 6


def test_every_admin_is_gone_and_the_sheet_appoints_another(circle: Circle) -> None:
    visit = circle.ada.add("hotspot-visit", VISIT)
    circle.enrol("worker")
    circle.sync("ada")
    ada_device = circle.ada.identity.device
    circle.ada.lock()
    folder = circle.folder / "bea"
    sheet = RecoverySheet.parse(circle.sheets[0].text())

    def use() -> object:
        return recover(
            folder, PASSPHRASE, sheet, name="Bea", agency="Council", through=circle.network,
            scrypt_n=CHEAP,
        )  # fmt: skip

    circle.network.on = False
    with pytest.raises(StoreUnreachable):
        use()
    circle.network.on = True
    assert use() is not None
    assert use() is None, "given again, it goes on, and has nothing to do"
    bea = circle.sessions["bea"] = Session.unlock(folder, PASSPHRASE, through=circle.network)
    circle.sync("bea")
    assert len(bea.administers) == 6
    assert bea.show(visit).fields["fact"] == VISIT["fact"]
    bea.remove(ada_device.hex(), "lost")
    circle.sync("worker")
    assert circle.ada.sync().wiped
    later = circle["worker"].add("hotspot-visit", VISIT)
    circle.sync("worker", "bea")
    assert bea.show(later).author_name == "Worker"
