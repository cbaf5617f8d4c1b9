"""What changed between what somebody saw and what stands now."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from outreach.model import compare
from outreach.model.fold import ReadModel
from tests.outreach.model.team import Space, hex_of, person

VISIT = hex_of("a visit")


def marked(before: str, now: str) -> str:
    signs = {"same": "{}", "gone": "[-{}-]", "new": "[+{}+]"}
    return "".join(signs[piece.kind].format(piece.text) for piece in compare.words(before, now))


def test_texts_are_compared_word_by_word() -> None:
    assert marked("A girl waited by the doors.", "A girl of about 14 waited by the door.") == (
        "A girl[+ of about 14+] waited by the [-doors-][+door+]."
    )
    assert marked("The same.", "The same.") == "The same."
    assert marked("", "New") == "[+New+]"


@given(st.text(max_size=80), st.text(max_size=80))
def test_what_is_shown_gives_back_both_texts(before: str, now: str) -> None:
    pieces = compare.words(before, now)
    assert "".join(p.text for p in pieces if p.kind != "new") == before
    assert "".join(p.text for p in pieces if p.kind != "gone") == now


def test_a_very_long_text_is_compared_by_lines() -> None:
    before = "word " * 5_000 + "\nthe end"
    pieces = compare.words(before, before + "\nand more")
    assert "".join(p.text for p in pieces if p.kind != "new") == before
    assert pieces[0].kind == "same"


def test_then_is_what_the_seen_versions_make_of_the_record() -> None:
    space, amina = Space("safeguarding"), person("Amina")
    first = space.write(amina, VISIT, kind="hotspot-visit", fact="Dark", indicators=["drugs"])
    space.write(amina, VISIT, kind="hotspot-visit", reason="More", fact="Dark, two girls")
    space.write(
        amina, VISIT, kind="hotspot-visit", reason="More", fact="Dark, two girls", lighting="poor"
    )
    model = ReadModel()
    model.apply(space.written)
    found = compare.since(model, VISIT, [first.entry, "an entry that never came"])
    assert [(c.field, c.before, c.now) for c in found.changed] == [
        ("fact", "Dark", "Dark, two girls"),
        ("lighting", None, "poor"),
    ]
    assert (found.seen, found.versions) == (1, 3)
    everything = [change.entry for change in space.written]
    assert compare.since(model, VISIT, everything).changed == ()


def test_withdrawing_is_a_change_of_its_own() -> None:
    space, amina = Space("safeguarding"), person("Amina")
    first = space.write(amina, VISIT, kind="hotspot-visit", fact="Dark")
    space.write(amina, VISIT, kind="hotspot-visit", reason="Twice", withdrawn=True)
    model = ReadModel()
    model.apply(space.written)
    found = compare.since(model, VISIT, [first.entry])
    assert (found.changed, found.was_withdrawn, found.is_withdrawn) == ((), False, True)
