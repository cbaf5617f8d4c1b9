"""What was typed, laid against one thing that somebody is known by.

Rules:

1. A number and a plate fit as a whole; a name, a handle and a description also word by word, each
   typed word to one of theirs, the best first.
2. Two typed words may be one of theirs, and two of theirs one that was typed.
3. Initials alone are nobody. What is left over, in another order or in another alphabet lowers the
   score a little and is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from outreach.model import known_by, spelling, telephones
from outreach.model.fits import Fit, Key, Why
from outreach.model.known_by import HANDLE, REGISTRATION, TELEPHONE, Known
from outreach.model.registrations import normalise
from outreach.model.spelling import Word


@dataclass(slots=True)
class Typed:
    """What was typed, as it is compared: words of a name with what each may stand for, and wholes
    (numbers, plates, handles). ``pairs``: the first of two words that may be one -> what that may
    stand for."""

    text: str
    words: tuple[Word, ...] = ()
    each: list[dict[Key, Fit]] = field(default_factory=list)
    pairs: dict[int, dict[Key, Fit]] = field(default_factory=dict)
    wholes: dict[Key, Fit] = field(default_factory=dict)
    weights: list[float] = field(default_factory=list)


def fit_of(typed: Typed, one: Known) -> Fit | None:
    """How well, and why; None where it does not fit at all."""
    whole = typed.wholes.get(_whole(one))
    if one.sort in ("telephone", "registration"):
        return whole
    if one.sort == "mark":
        words = tuple(Word(text) for text in known_by.words_of_mark(one.value))
    else:
        words = known_by.words_of_known(one)
    fit = _fit_words(typed, one, words) if typed.words and words else None
    if whole is None or (fit is not None and fit.score > whole.score):
        return fit
    return whole


def _whole(one: Known) -> Key:
    if one.sort == "handle":
        return HANDLE, known_by.bare_handle(one.value)
    if one.sort == "telephone":
        return TELEPHONE, telephones.normal(one.value)
    if one.sort == "registration":
        return REGISTRATION, normalise(one.value)
    return -1, ""


def _fit_words(typed: Typed, one: Known, words: Sequence[Word]) -> Fit | None:
    best = _assigned(typed, one, words, {})
    for at, pair in typed.pairs.items():
        for word in words:  # two typed words that are one here
            if (fit := pair.get(key_of(one, word))) is not None:
                best = better(best, _assigned(typed, one, words, {at: (fit, word)}))
    for at, (first, second) in enumerate(pairwise(words)):  # two here that were typed as one
        together = Word((first.text + second.text)[: spelling.LONGEST_WORD], first.vowelless)
        if any(key_of(one, together) in each for each in typed.each):
            put = (*words[:at], together, *words[at + 2 :])
            fit = _assigned(typed, one, put, {})
            if fit is not None:
                why: tuple[Why, ...] = ("joined", *_without(fit.why, "same", "joined"))
                best = better(best, Fit(fit.score * 0.98, why))
    return best


def _assigned(
    typed: Typed,
    one: Known,
    words: Sequence[Word],
    given: Mapping[int, tuple[Fit, Word]],
) -> Fit | None:
    """Each typed word to one of the name, the best first. ``given``: a typed word and its neighbour
    that stand for one."""
    sort = known_by.MARK if one.sort == "mark" else None
    pairs: list[tuple[float, int, int, Fit]] = []
    for at, each in enumerate(typed.each):
        for to, word in enumerate(words):
            fit = each.get((sort, word.text) if sort is not None else key_of(one, word))
            if fit is None and sort is None:
                fit = _initial(typed.words[at].text, word.text)
            if fit is not None:
                pairs.append((fit.score, at, to, fit))
    pairs.sort(key=lambda pair: (-pair[0], abs(pair[1] - pair[2]), pair[1]))
    taken: dict[int, tuple[int, Fit]] = {}
    used: set[int] = set()
    for first, (fit, word) in given.items():
        to = list(words).index(word)
        taken[first] = taken[first + 1] = (to, fit)
        used.add(to)
    for _score, at, to, fit in pairs:
        if at not in taken and to not in used:
            taken[at] = (to, fit)
            used.add(to)
    if not taken or all(fit.why == ("initial",) for _to, fit in taken.values()):
        return None
    total = sum(typed.weights)
    score = sum(typed.weights[at] * fit.score for at, (_to, fit) in taken.items()) / total
    why: list[Why] = []
    for _to, fit in sorted(taken.values(), key=lambda pair: pair[1].score):
        why += [reason for reason in fit.why if reason not in why and reason != "same"]
    order = [to for _at, (to, _fit) in sorted(taken.items())]
    if order != sorted(order):
        score *= 0.99
        why.append("order")
    extra = len(words) - len(used)
    if extra:
        score *= 1 - 0.02 * min(extra, 4)
    if (extra and one.sort != "mark") or len(taken) < len(typed.words):
        why.append("part")
    if one.sort == "handle":
        score *= 0.95
        if "part" in why or "".join(word.text for word in words) != known_by.bare_handle(one.value):
            why = ["within", *_without(tuple(why), "part")]
    across = spelling.other_alphabet(one.value) != spelling.other_alphabet(typed.text)
    if across or "alphabet" in why:
        why = ["alphabet", *_without(tuple(why), "alphabet", "sounds", "spelt")]
        score *= 0.99
    return Fit(score, tuple(why) or ("same",))


def _initial(typed: str, word: str) -> Fit | None:
    short = min(typed, word, key=len)
    if len(short) == 1 and len(typed) != len(word) and typed[0] == word[0]:
        return Fit(0.6, ("initial",))
    return None


def key_of(one: Known, word: Word) -> Key:
    """What a word of a name is looked up by."""
    return (known_by.VOWELLESS if word.vowelless else known_by.NAME, word.text)


def _without(why: tuple[Why, ...], *gone: Why) -> tuple[Why, ...]:
    return tuple(reason for reason in why if reason not in gone)


def better(held: Fit | None, new: Fit | None) -> Fit | None:
    """The one with the higher score; the first where they are alike."""
    if held is None or (new is not None and new.score > held.score):
        return new
    return held
