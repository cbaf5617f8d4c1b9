"""Every address that shows a screen, with something to see on each; and every form at a width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from outreach.model.kinds import KINDS
from tests.tablets import ARCADE, Tablets

#: Never to be seen outside the screen that shows it.
CANARY = "Marigold Quillfeather"

#: What nights are made of. The forms of these are drawn at every width.
CENTRAL = (
    "outing", "hotspot-visit", "premises-check", "person-sighting", "vehicle-sighting", "hotspot",
    "premises",
)  # fmt: skip


def kinds_at(width: int, widths: Sequence[int]) -> list[str]:
    """The kinds whose forms are drawn at one of several widths: the central ones at each, every
    other one at one of them. A form is put together from the same fields at any width."""
    others = [kind for kind in KINDS if kind not in CENTRAL]
    return [*CENTRAL, *others[widths.index(width) :: len(widths)]]


@dataclass(frozen=True, slots=True)
class Filled:
    """What there is to open."""

    arcade: str
    visit: str
    vehicle: str
    person: str
    #: The worker's tablet, which somebody reported lost.
    device: str
    report: str

    def routes(self) -> list[str]:
        """One address for each screen, and one that is none."""
        return [
            "/",
            "/map",
            "/places",
            f"/places/{self.arcade}",
            f"/people/{self.person}",
            f"/vehicles/{self.vehicle}",
            f"/network/{self.person}",
            "/search",
            f"/records/{self.visit}",
            f"/records/{self.arcade}",
            "/records/there-is-none",
            "/review",
            f"/review/{self.visit}",
            "/due",
            "/late",
            "/insights",
            "/insights/measure=visits~weeks=13",
            "/insights/wards",
            "/export/pack",
            "/export/records",
            f"/export/premises/{self.arcade}",
            "/opened",
            "/sync",
            "/sync/aside",
            "/settings",
            "/lists",
            "/lists/hotspot_type",
            "/happened",
            "/help",
            "/help/practice",
            "/help/agencies",
            "/help/about",
            "/import",
            "/members",
            f"/members/{self.device}",
            f"/members/{'ab' * 16}",
            "/members/invite",
            f"/members/join/{'ab' * 16}",
            f"/members/asked/{'ab' * 32}",
            "/members/lost",
            f"/members/lost/{self.device}",
            f"/members/reports/{self.report}",
            "/members/late",
            "/members/rulings",
            "/members/recovery",
            f"/records/{self.visit}/keep",
            "/partnerships",
            "/audit",
            "/write/nothing",
            "/nowhere",
        ]


def fill(tablets: Tablets) -> Filled:
    """A night's work by the worker, received by the supervisor."""
    arcade, visit, vehicle, person = tablets.write(
        "worker",
        ("hotspot", ARCADE),
        ("hotspot-visit", {"fact": f"{CANARY} was there.", "verbatim": "He said he'd wait."}),
        ("vehicle-sighting", {"registration": "MT?9 KXP", "fact": "It waited."}),
        ("person-sighting", {"recognition": "unknown", "fact": "She left alone."}),
    )
    device, report = _reported(tablets)
    return Filled(arcade, visit, vehicle, person, device, report)


def _reported(tablets: Tablets) -> tuple[str, str]:
    """The supervisor reports the worker's tablet lost: its device, and the report."""
    session = tablets.partnership.unlock("supervisor")
    try:
        session.sync()
        (report,) = session.report_lost("Worker", "Left on the tram.")
        session.sync()
        (device,) = [v.device for v in session.members() if v.person.name == "Worker"]
        return device, report
    finally:
        session.lock()


def _broken(*_: Any, **__: Any) -> Any:
    raise ValueError("Marigold Quillfeather")


def _refused(*_: Any, **__: Any) -> Any:
    return __import__("flet").Text("Marigold Quillfeather", max_lines=object())


def break_(monkeypatch: pytest.MonkeyPatch, component: Any, *, late: bool = False) -> None:
    """Let a component fail wherever it is drawn from now on; ``late``: it gives a control that
    cannot be sent."""
    inner = getattr(component, "__component_impl__", component)
    monkeypatch.setattr(inner, "__code__", (_refused if late else _broken).__code__)
