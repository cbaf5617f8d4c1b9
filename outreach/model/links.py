"""What a record may be found by besides its place: the records it names, plates, names, looks.

The rules that this module enforces:

1. A key finds; it decides nothing. Whether two sightings are of the same vehicle or person is for
   people to say, so rows are never merged by a key.
2. Which field gives which keys goes by the field's name, for every kind alike: a new kind with a
   ``registration`` or ``names_heard`` is found without a line here.
3. Ethnicity gives no key, and neither does a concern: nobody is picked out by them.
4. The keys are a function of the values alone, so that what was put in can be taken out again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Final

from outreach.model import telephones
from outreach.model.kinds.registry import PLANS
from outreach.model.registrations import normalise

#: What stands before a key.
RECORD: Final = "r:"
MARK: Final = "v:"
PLATE: Final = "p:"
NAME: Final = "n:"
LOOKS: Final = "l:"
CLOTHES: Final = "c:"
TELEPHONE: Final = "t:"
HANDLE: Final = "h:"
#: Of an end of a link, and of what a merge names: found without looking at all that names a record.
END: Final = "e:"
ONE: Final = "o:"

#: A mark of which less was read would fit half of the road.
LEAST_READ: Final = 3
_LEAST_WORD: Final = 3
_MOST_WORDS: Final = 12
_MOST_NAMES: Final = 60
_WORD: Final = re.compile(r"[^\W_]+")
#: Words that say nothing about who it is or how they look.
_SAYING_NOTHING: Final = """
aka alias also and any are called has have heard her him his its known later maybe name named names
nickname not nothing one onto other over she some somebody someone that the their them then they
thinks this two under unknown very was wearing were who with you boy child female girl lad lady male
man men mister old person street woman women young younger
"""
_EMPTY: Final = frozenset(_SAYING_NOTHING.split())


def mark_of(value: object) -> str:
    """A registration as a key compares it; empty when too little of it was read."""
    mark = normalise(value) if type(value) is str else ""
    return mark if len(mark) - mark.count("?") >= LEAST_READ else ""


def words_of(value: object) -> list[str]:
    """The telling words of a short text, each once: small letters, no accents."""
    if type(value) is not str:
        return []
    plain = unicodedata.normalize("NFKD", value[:400]).casefold()
    kept = (word for word in _WORD.findall(_without_accents(plain)) if len(word) >= _LEAST_WORD)
    return list(dict.fromkeys(word for word in kept if word not in _EMPTY))[:_MOST_WORDS]


def _without_accents(text: str) -> str:
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def _marks(value: object) -> Iterable[str]:
    mark = mark_of(value)
    return (MARK + mark,) if mark else ()


def _plates(value: object) -> Iterable[str]:
    plate = "".join(_WORD.findall(value)).casefold() if type(value) is str else ""
    return (PLATE + plate[:40],) if plate else ()


def _names(value: object) -> Iterable[str]:
    """Of a text, or of names as a person has them."""
    if type(value) is list:
        said = [one.get("name") for one in value if type(one) is dict]
        return [NAME + word for name in said[:_MOST_NAMES] for word in words_of(name)]
    return [NAME + word for word in words_of(value)]


def _looks(value: object) -> Iterable[str]:
    return [LOOKS + word for word in words_of(value)]


def _clothes(value: object) -> Iterable[str]:
    return [CLOTHES + word for word in words_of(value)]


def telephone_key(number: str) -> str:
    """A telephone number as a key compares it; as it is written where it has too few digits."""
    return TELEPHONE + (telephones.normal(number) or number.strip()[:40])


def handle_key(handle: str) -> str:
    """An online handle as a key compares it: ``Snapchat: @Night_Owl`` is ``snapchat:night_owl``."""
    platform, found, name = handle.casefold().rpartition(":")
    parts = (platform.strip(), name.strip().removeprefix("@"))
    return HANDLE + (":".join(parts) if found else parts[1])[:200]


def _telephone(value: object) -> Iterable[str]:
    return (telephone_key(value),) if type(value) is str and value.strip() else ()


def _telephones(value: object) -> Iterable[str]:
    held = value if type(value) is list else []
    return [telephone_key(one["number"]) for one in held if type(one) is dict and one.get("number")]


def _handle(value: object) -> Iterable[str]:
    return (handle_key(value),) if type(value) is str and value.strip() else ()


def _records(value: object) -> Iterable[str]:
    if type(value) is str:
        return (RECORD + value,)
    return [RECORD + one for one in value if type(one) is str] if type(value) is list else ()


def _ends(value: object) -> Iterable[str]:
    return (END + value,) if type(value) is str else ()


def _ones(value: object) -> Iterable[str]:
    held = value if type(value) is list else [value]
    return [ONE + one for one in held if type(one) is str]


_BY_NAME: Final[Mapping[str, Callable[[object], Iterable[str]]]] = {
    "registration": _marks,
    "licensed_plate": _plates,
    "licence_plate": _plates,
    "names_heard": _names,
    "names": _names,
    "hair": _looks,
    "marks": _looks,
    "accent": _looks,
    "clothing": _clothes,
    "to_telephone": _telephone,
    "telephones": _telephones,
    "to_handle": _handle,
    "from_record": _ends,
    "to_record": _ends,
    "leads": _ones,
    "joins": _ones,
}
#: These stand in the column ``place`` of a record's row, the first that is given.
_PLACES: Final = ("premises", "hotspot")


@cache
def _makers(kind: str) -> tuple[tuple[str, Callable[[object], Iterable[str]]], ...]:
    """The fields of a kind that give keys, worked out once."""
    plan = PLANS[kind]
    named = [(name, make) for name, make in _BY_NAME.items() if name in plan.model.model_fields]
    refs = [(name, _records) for name in sorted(plan.refs) if name not in _PLACES]
    return (*refs, *named)


def keys(kind: str, fields: Mapping[str, Any]) -> list[str]:
    """Every key of a record, without repetition; of most records none."""
    found: list[str] = []
    for name, make in _makers(kind):
        value = fields.get(name)
        if value is not None:
            found.extend(make(value))
    if "premises" in fields and fields.get("premises") and fields.get("hotspot"):
        found.append(RECORD + fields["hotspot"])  # the column holds the premises
    return list(dict.fromkeys(found)) if len(found) > 1 else found
