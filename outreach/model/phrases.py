"""Words to look for in a text, as people write them down who are no programmers.

    placement               this word, whole, small or capital letters alike
    abscond~                it and its regular endings: absconds, absconded, absconding
    alarm/switch            either
    @child                  any word of the list of that name
    (own)                   may be left out
    ..                      up to three other words; ``...``: up to eight

The rules that this module enforces:

1. A phrase never goes on past the end of a sentence, nor into a quotation or out of it. A hyphen
   parts two words, an apostrophe does not, and a straight one is the same as a curly one.
2. Words are looked up in a table, one look for each word of the text: what a phrase says cannot
   make it slow, whoever wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

_WORD: Final = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
#: Between two words: the end of a sentence or of a line, and where a quotation begins or ends.
_END: Final = re.compile(r"[!?;\n\r\"\u201c\u201d]|\.(?=\s|$|[\"\u201d\u2019'])")
_PLAIN: Final = re.compile(r"[a-z0-9']+~?")
_VOWELS: Final = "aeiou"
_GAPS: Final = {"..": 3, "...": 8}
_MAX_PARTS: Final = 16
_MAX_GAPS: Final = 3


class Part(NamedTuple):
    """One part of a phrase: any of ``words``; where there are none, up to ``gap`` words."""

    words: frozenset[str]
    optional: bool = False
    gap: int = 0


Phrase = tuple[Part, ...]


class Words(NamedTuple):
    """The words of a text in small letters, and where each begins and ends in it."""

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]

    def is_cut(self, at: int) -> bool:
        """Whether a sentence ends between the word ``at`` and the next."""
        end, start = self.ends[at], self.starts[at + 1]
        if start - end == 1 and self.text[end] == " ":
            return False
        return _END.search(self.text, end, start) is not None


def words_of(text: str) -> Words:
    """Split a text into its words."""
    found = [match.span() for match in _WORD.finditer(text)]
    said = [text[start:end].lower() for start, end in found]
    if "\u2019" in text:
        said = [word.replace("\u2019", "'") for word in said]
    return Words(text, said, [one[0] for one in found], [one[1] for one in found])


def compiled(phrase: str, lists: Mapping[str, Sequence[str]]) -> Phrase:
    """A phrase, ready to be looked for. Raises ValueError, which says what is wrong with it."""
    parts = tuple(_part(said, lists) for said in phrase.split())
    if not parts:
        raise ValueError("it has no words")
    if len(parts) > _MAX_PARTS:
        raise ValueError(f"it has more than {_MAX_PARTS} words")
    if sum(part.gap > 0 for part in parts) > _MAX_GAPS:
        raise ValueError(f"it leaves words out in more than {_MAX_GAPS} places")
    if parts[0].optional or parts[0].gap or parts[-1].gap:
        raise ValueError("it must begin with a word that is needed, and end with a word")
    return parts


def _part(said: str, lists: Mapping[str, Sequence[str]]) -> Part:
    if said in _GAPS:
        return Part(frozenset(), gap=_GAPS[said])
    optional = said.startswith("(") and said.endswith(")")
    found: set[str] = set()
    for one in (said[1:-1] if optional else said).split("/"):
        if one.startswith("@"):
            if one[1:] not in lists:
                raise ValueError(f"there is no list of words named “{one}”")
            for listed in lists[one[1:]]:
                found.update(_forms(listed))
        else:
            found.update(_forms(one))
    return Part(frozenset(found), optional)


def _forms(word: str) -> Iterator[str]:
    """A word, and where it ends in ``~`` its regular endings too."""
    if not _PLAIN.fullmatch(word):
        raise ValueError(f"“{word[:40]}” is no word of small letters")
    if not word.endswith("~"):
        yield word
        return
    stem = word[:-1]
    yield from (stem, f"{stem}'s", f"{stem}s'")
    if stem.endswith("y") and stem[-2:-1] not in _VOWELS:
        yield from (f"{stem[:-1]}ies", f"{stem[:-1]}ied", f"{stem}ing")
        return
    if stem.endswith("e"):
        yield from (f"{stem}s", f"{stem}d", f"{stem[:-1]}ing")
        return
    yield f"{stem}es" if stem.endswith(("s", "x", "z", "ch", "sh")) else f"{stem}s"
    yield from (f"{stem}ed", f"{stem}ing")
    if stem[-1] not in "aeiouwxy" and stem[-2:-1] in _VOWELS:
        yield from (f"{stem}{stem[-1]}ed", f"{stem}{stem[-1]}ing")


class Table:
    """Phrases by the word that they begin with."""

    def __init__(self, phrases: Iterable[tuple[int, Phrase]]) -> None:
        """``phrases``: a number of the caller's with each."""
        self._by_word: dict[str, list[tuple[int, Phrase]]] = {}
        for number, phrase in phrases:
            for word in phrase[0].words:
                self._by_word.setdefault(word, []).append((number, phrase))

    def found(
        self, words: Words, first: int = 0, last: int | None = None
    ) -> Iterator[tuple[int, int, int]]:
        """(number, index of the first word, index behind the last), in order. ``first`` and
        ``last``: begin only at the words between these."""
        known = self._by_word
        said = words.words
        for at in range(first, len(said) if last is None else min(last, len(said))):
            if (begun := known.get(said[at])) is None:
                continue
            for number, phrase in begun:
                end = matched(phrase, words, at)
                if end:
                    yield number, at, end


def matched(phrase: Phrase, words: Words, at: int) -> int:
    """The index behind the last word of a phrase that begins at the word ``at``; 0: it does not."""
    if words.words[at] not in phrase[0].words:
        return 0
    return _rest(phrase, 1, words, at + 1)


def _rest(phrase: Phrase, part: int, words: Words, at: int) -> int:
    while part < len(phrase):
        now = phrase[part]
        if now.gap:
            for skipped in range(now.gap + 1):
                if end := _rest(phrase, part + 1, words, at + skipped):
                    return end
                if at + skipped >= len(words.words) or words.is_cut(at + skipped - 1):
                    return 0
            return 0
        fits = at < len(words.words) and words.words[at] in now.words and not words.is_cut(at - 1)
        if now.optional:
            if fits and (end := _rest(phrase, part + 1, words, at + 1)):
                return end
        elif fits:
            at += 1
        else:
            return 0
        part += 1
    return at
