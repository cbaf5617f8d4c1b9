"""What somebody or a vehicle is known by: names, handles, telephone numbers, plates, marks.

The rules that this module enforces:

1. What gives it goes by the field's name, for the kinds of :data:`KINDS` alike. Others give nothing
   and cost nothing: visits, checks and places are most of the records, and are found by their words
   and places. A source of intelligence is never among them, nor is one whom a challenge is about.
2. Neither ethnicity nor sex is among it, and words for them are left out of what a description
   gives: nobody is picked out by them.
3. What is known of a person is theirs, whichever record it stands in: a record that names one
   (``person``; the first end of a link) counts as that one's. Records are never merged by it.
4. It is a function of the values alone, so that what was put in can be taken out again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from hashlib import sha256
from typing import Any, Final, Literal, NamedTuple

from outreach.model import spelling, telephones
from outreach.model.codes import shipped
from outreach.model.links import mark_of, words_of
from outreach.model.registrations import normalise

Sort = Literal["name", "handle", "telephone", "registration", "mark"]

#: The kinds that anybody or anything is known by.
KINDS: Final = frozenset(
    {"person", "alias", "vehicle", "person-sighting", "vehicle-sighting", "driver-licence",
     "operator-licence", "link"}
)  # fmt: skip
#: A name of a sort that is a handle, though it may look like a name.
_ONLINE: Final = "online"
_MOST: Final = 80
_BETWEEN: Final = re.compile(r"[,;/\n]|\band\b|\bor\b|\baka\b|\balso called\b", re.IGNORECASE)
#: What stands round a name that was heard, quotation marks of all sorts among it.
_ROUND: Final = " '\".()\u2018\u2019\u201c\u201d"
_PLATFORM: Final = re.compile(r"^\s*[A-Za-z ]{2,20}:\s*")
_HANDLE: Final = re.compile(r"[^\W_]+")
_IS_HANDLE: Final = re.compile(r"@\S+|\S*[A-Za-z]\S*[0-9_]\S*|\S+[._]\S+|\S*[0-9_]\S*[A-Za-z]\S*")
#: Digits that stand for a letter.
LEET: Final = str.maketrans("0134578", "oieastb")
#: What is read for another character of a plate: all of a group are compared as its first.
MISREAD: Final = str.maketrans("OQDILZSGB", "000112568")
_PART: Final = re.compile(r"[a-z]{3,}")


class Known(NamedTuple):
    """One thing that somebody or something is known by, as it was written."""

    sort: Sort
    value: str


class Entry(NamedTuple):
    """A word of it, as the index holds it. ``sort``: a number of :data:`SORTS`. ``words``: how many
    words the whole has."""

    sort: int
    text: str
    words: int


#: Names by their words; those of alphabets without vowels; words of marks; whole handles, telephone
#: numbers and plates.
NAME, VOWELLESS, MARK, HANDLE, TELEPHONE, REGISTRATION = range(6)


# -- what stands in the fields ---------------------------------------------------------------------


def _name(value: object) -> Iterable[Known]:
    if type(value) is str and value.strip():
        return (Known("handle" if is_handle(value) else "name", value),)
    return ()


def _names(value: object) -> Iterable[Known]:
    for one in value if type(value) is list else ():
        if type(one) is dict and type(name := one.get("name")) is str and name.strip():
            online = one.get("sort") == _ONLINE
            yield Known("handle", name) if online else next(iter(_name(name)))


def _heard(value: object) -> Iterable[Known]:
    for one in _BETWEEN.split(value[:2_000]) if type(value) is str else ():
        yield from _name(one.strip(_ROUND))


def _handle(value: object) -> Iterable[Known]:
    if type(value) is str and value.strip():
        yield Known("handle", _PLATFORM.sub("", value))


def _telephone(value: object) -> Iterable[Known]:
    if type(value) is str and telephones.normal(value):
        yield Known("telephone", value)


def _telephones(value: object) -> Iterable[Known]:
    for one in value if type(value) is list else ():
        if type(one) is dict:
            yield from _telephone(one.get("number"))


def _registration(value: object) -> Iterable[Known]:
    if mark_of(value):
        yield Known("registration", str(value))


def _mark(value: object) -> Iterable[Known]:
    if type(value) is str and value.strip():
        yield Known("mark", value)


_BY_NAME: Final[Mapping[str, Callable[[object], Iterable[Known]]]] = {
    "names": _names,
    "name": _name,
    "names_heard": _heard,
    "holder": _name,
    "telephones": _telephones,
    "telephone": _telephone,
    "to_telephone": _telephone,
    "handles": _handle,
    "to_handle": _handle,
    "registration": _registration,
    "marks": _mark,
    "description": _mark,
    "first_description": _mark,
}


def known_by(kind: str, fields: Mapping[str, Any]) -> list[Known]:
    """What a record's subject is known by, each once; of most kinds nothing."""
    if kind not in KINDS:
        return []
    found: list[Known] = []
    for name, make in _BY_NAME.items():
        value = fields.get(name)
        if value is not None:
            if kind == "alias" and name == "name" and fields.get("sort") == _ONLINE:
                make = _handle
            found += make(value)
    return list(dict.fromkeys(found))[:_MOST] if len(found) > 1 else found


def subject(kind: str, record: str, fields: Mapping[str, Any]) -> str:
    """Whose it is: the id of the record that is meant, or a plate that was read in full."""
    named = fields.get("from_record") if kind == "link" else fields.get("person")
    if type(named) is str and named:
        return named
    plate = mark_of(fields.get("registration"))
    return f"v:{plate}" if plate and "?" not in plate else record


def number_of(subject: str) -> int:
    """A subject as a number of 60 bits. Two may have the same one: it narrows and never decides."""
    return int(sha256(subject.encode()).hexdigest()[:15], 16)


# -- how it is compared ----------------------------------------------------------------------------


def is_handle(value: str) -> bool:
    """Whether a name has the looks of a handle: ``@kash``, ``kash_m4``, ``k.khan``; no spaces."""
    return _IS_HANDLE.fullmatch(value.strip()) is not None


def bare_handle(value: str) -> str:
    """A handle without capitals, accents and signs: ``@Kash.M_4`` is ``kashm4``."""
    plain = "".join(_HANDLE.findall(value[: spelling.LONGEST]))
    if not plain.isascii():
        plain = "".join(word.text for word in spelling.words(plain))
    return plain.lower()[: spelling.LONGEST_WORD]


def parts_of_handle(value: str) -> tuple[spelling.Word, ...]:
    """The words that can be read in a handle: ``kash.khan_99`` has kash and khan."""
    if value.isascii():
        return tuple(spelling.Word(w) for w in _PART.findall(value.lower()))[: spelling.MOST_WORDS]
    found = spelling.words(value)
    return tuple(word for word in found if not word.text.isdecimal())


@cache
def _said_of_a_people() -> frozenset[str]:
    found: set[str] = set()
    for name in ("ethnicity_perceived", "ethnic_group"):
        for label in shipped(name).labels.values():
            found.update(word.text for word in spelling.words(label))
    return frozenset(found)


def words_of_mark(value: str) -> list[str]:
    """The telling words of a description, without those for an ethnic group or a sex."""
    found = (word for said in words_of(value) for word in spelling.words(said))
    return [word.text for word in found if word.text not in _said_of_a_people()]


def words_of_known(one: Known) -> tuple[spelling.Word, ...]:
    """The words of one thing that are compared as those of a name."""
    if one.sort == "name":
        return spelling.words(one.value)
    return parts_of_handle(one.value) if one.sort == "handle" else ()


def _entries_of(one: Known) -> Iterable[Entry]:
    if one.sort in ("name", "handle"):
        words = words_of_known(one)
        for word in (*words, *spelling.joined(words)):
            yield Entry(VOWELLESS if word.vowelless else NAME, word.text, len(words))
    if one.sort == "handle" and (whole := bare_handle(one.value)):
        yield Entry(HANDLE, whole, 1)
    elif one.sort == "telephone":
        yield Entry(TELEPHONE, telephones.normal(one.value), 1)
    elif one.sort == "registration":
        yield Entry(REGISTRATION, normalise(one.value), 1)
    elif one.sort == "mark":
        words_here = words_of_mark(one.value)
        for said in words_here:
            yield Entry(MARK, said, len(words_here))


def entries(kind: str, fields: Mapping[str, Any]) -> list[Entry]:
    """Every word under which a record stands in the index, each once, in the shortest of what it
    stands in; of most kinds none."""
    if kind not in KINDS:
        return []
    found: dict[tuple[int, str], int] = {}
    for one in known_by(kind, fields):
        for sort, text, words in _entries_of(one):
            held = found.get((sort, text))
            if held is None or words < held:
                found[sort, text] = words
    return [Entry(sort, text, words) for (sort, text), words in found.items()]
