"""How ``sync/dictionaries/1.bin`` was built, the preset dictionary of codec 1.

That file is frozen. The models grow, so a later run of this gives other bytes: they would be a new
codec with the next number, and this script overwrites no file.

It holds what every team's payloads share: the glue of the JSON, the names of fields, the codes, the
shape of times, and common English words of this trade. No sentence, no place and nobody's name:
those would flatter the figures and help nobody else. Deflate finds near matches cheaper than far
ones, so the commonest stands last.

    python -m tests.vectors.make_dictionary            what the frozen one is worth
    python -m tests.vectors.make_dictionary --build    what one built now would be worth
    python -m tests.vectors.make_dictionary --write 2  write that one, for codec 2
"""

from __future__ import annotations

import hashlib
import json
import random
import statistics
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from outreach.model.codes import code_list
from outreach.model.kinds import KINDS
from outreach.model.kinds.registry import PLANS
from tests.visits import MAKERS, records

FOLDER = Path(__file__).resolve().parents[2] / "sync" / "dictionaries"
WORDS = Path(__file__).with_name("dictionary_words.txt")
MOST_BYTES = 12 * 1024
#: Fields of a visit whose answer is nearly always the one in its skeleton.
NOT_A_CODE = frozenset({"point_source", "handling"})


def rare_first() -> Iterator[str]:
    """The pieces of the dictionary, the commonest last."""
    words = WORDS.read_text(encoding="utf-8").splitlines()
    yield "".join(line for line in words if line and not line.startswith("#"))
    seen: set[str] = set()
    # A visit is what a team writes most, so its fields stand nearest.
    order = [
        "premises",
        "outing",
        "hotspot",
        "vehicle-sighting",
        "person-sighting",
        "premises-check",
    ]
    for kind in order:
        yield f'"type":"{kind}","version":1,"id":"'
        yield from _fields(kind, seen)
    yield '},"reason":"corrected","audit":null}{"record":"","verdict":"returned","versions":['
    yield '"verdict":"approved","versions":["'
    yield '"comments":[{"field":null,"text":"'
    yield '{"unknown":"declined"},{"unknown":"not_practicable"},{"unknown":"not_asked","why":"'
    yield '{"unknown":"not_known"},"'
    yield from _seldom()
    yield from _answers_of_a_visit()
    yield USUAL
    yield START


def _fields(kind: str, seen: set[str]) -> Iterator[str]:
    """Names and codes of a kind that no earlier kind has, in the order of its fields."""
    plan = PLANS[kind]
    for name in KINDS[kind].model_fields:
        if name in seen or name in KINDS["hotspot-visit"].model_fields:
            continue
        seen.add(name)
        ask = plan.asks[name]
        opening = {"chips": '":["', "yesno": '":true', "checklist": '":{"', "number": '":'}
        yield f',"{name}{opening.get(ask.widget, chr(34) + ":" + chr(34))}'
        if ask.codes and ask.codes not in seen:
            seen.add(ask.codes)
            glue = '":"in_order","' if ask.widget == "checklist" else '","'
            yield glue.join(code.code for code in code_list(ask.codes).active)
    if kind == "premises-check":
        yield '":"not_in_order","":"not_checked","":"not_applicable","'
        yield '":[{"item":"bedding","where":"","seen_by":"","left_or_handed_to":"'
        yield '","exhibit_reference":"'


#: What usually follows an answer of a visit, as the fields are ordered.
FOLLOWED_BY = {
    "category": '"legal_regime":"safeguarding","hotspot_type":"',
    "hotspot_type": '"nothing_seen":false,"indicators":["',
    "indicators": '"estimated_under_18s":"',
    "purpose": '"attendees":[{"name":"',
    "lighting": '"cctv_working":',
    "guardians": "}}",
}


def _answers_of_a_visit() -> Iterator[str]:
    """Each code with the name of its field, so that a field and its answer are one match."""
    plan = PLANS["hotspot-visit"]
    agencies = [code.code for code in code_list("agency").active]
    yield "".join(f'","agency":"{code}"}},{{"name":"' for code in reversed(agencies))
    yield "".join(f'{code}"}}],"observation_mode":"' for code in reversed(agencies[:6]))
    for name in KINDS["hotspot-visit"].model_fields:
        ask = plan.asks[name]
        if ask.codes and name not in NOT_A_CODE:
            opening, closing = ('["', '"],') if ask.widget == "chips" else ('"', '",')
            for code in reversed(code_list(ask.codes).active):
                yield f'"{name}":{opening}{code.code}{closing}{FOLLOWED_BY.get(name, "")}'
    yield '"lighting":{"unknown":"not_practicable"},"cctv_working":{"unknown":"not_known"},'
    yield '"cctv_working":false,"cctv_working":true,"guardians":["'


def _seldom() -> Iterator[str]:
    """Fields that most visits leave out, so that they do not stand between the others."""
    for name in KINDS["hotspot-visit"].model_fields:
        if f'"{name}"' not in USUAL and name not in FOLLOWED_BY:
            yield f'"{name}":"'


#: The glue of one visit's payload from end to end, with nothing in it.
USUAL = (
    '"occurred_from":"2026-11-12T23:30:00+01:00","occurred_to":"2026-02-03T20:45:00+00:00",'
    '"occurred_precision":"exact","hotspot":"","place_name":"'
    '","latitude":53.4,"longitude":-2.2,"accuracy_m":12.0,"point_source":"gps","address":"'
    ' Street, Road, ","postcode":"M1 ","authority_code":"E08000001","ward_code":"E0501'
    '","fact":" . ","verbatim":".","assessment":".","category":["cse","missing"],'
    '"legal_regime":"safeguarding","hotspot_type":"takeaway","nothing_seen":false,'
    '"immediate_risk":false,"indicators":["none"],"estimated_under_18s":"two_to_three",'
    '"estimated_adults":"one","presence_effect":["no_change"],"purpose":"routine_presence",'
    '"outing":"","attendees":[{"name":"","agency":"youth_service"}],'
    '"observation_mode":"overt_visit","lighting":"poor","cctv_working":true,"guardians":["none"]}}'
)
START = (
    '{"hlc":[1790000000000,0],"at":[1790000000000,0,1,0],"seen":[1,"'
    '"],"type":"hotspot-visit","version":1,"id":"","set":{"occurred_from":"2026-'
)


def build() -> bytes:
    """The dictionary's bytes, the same in every run."""
    return "".join(rare_first()).encode()


def payload(kind: str, fields: dict[str, Any], rng: random.Random) -> bytes:
    """The compact JSON of the change that carries ``fields``, as ``model/changes.py`` writes it."""
    wall = 1_790_000_000_000 + rng.randrange(10**10)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    change = {
        "hlc": [wall, rng.choice((0, 0, 0, 1))],
        "at": [wall, 0, rng.randrange(10**7), rng.randrange(-900, 900)],
        "seen": [rng.randrange(10**5), "".join(rng.choice(letters) for _ in range(43))],
        "type": kind,
        "version": 1,
        "id": f"{rng.getrandbits(128):032x}",
        "set": fields,
    }
    return json.dumps(change, ensure_ascii=False, separators=(",", ":")).encode()


def compressed(raw: bytes, dictionary: bytes) -> bytes:
    """Raw deflate, level 6, with the preset dictionary."""
    deflate = zlib.compressobj(6, zlib.DEFLATED, -15, 8, zlib.Z_DEFAULT_STRATEGY, dictionary)
    return deflate.compress(raw) + deflate.flush()


def ratio(
    kind: str, dictionary: bytes, seed: int = 1, n: int = 2_000
) -> tuple[float, float, float]:
    """Mean bytes of a record as compact JSON, mean bytes of its compressed payload, their ratio."""
    rng = random.Random(seed)
    plain, packed = [], []
    for fields in records(kind, seed, n):
        written = {name: fields[name] for name in KINDS[kind].model_fields if name in fields}
        compact = json.dumps(written, ensure_ascii=False, separators=(",", ":"))
        plain.append(len(compact.encode()))
        packed.append(len(compressed(payload(kind, written, rng), dictionary)))
    return (statistics.mean(plain), statistics.mean(packed), sum(packed) / sum(plain))


def main(arguments: list[str]) -> None:
    """Print what a dictionary is worth; write a new one when asked to."""
    dictionary = build() if arguments else (FOLDER / "1.bin").read_bytes()
    if len(dictionary) > MOST_BYTES:
        sys.exit(f"{len(dictionary)} bytes are more than {MOST_BYTES}")
    print(f"dictionary: {len(dictionary)} bytes, SHA-256 {hashlib.sha256(dictionary).hexdigest()}")
    for kind in MAKERS:
        plain, packed, share = ratio(kind, dictionary)
        print(
            f"{kind:16} {plain:6.0f} bytes of JSON, payload compressed {packed:5.0f}: {share:.3f}"
        )
    if arguments[:1] == ["--write"]:
        with (FOLDER / f"{int(arguments[1])}.bin").open("xb") as file:
            file.write(dictionary)


if __name__ == "__main__":
    main(sys.argv[1:])
