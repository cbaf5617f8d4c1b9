"""PROTOCOL.md names tests, labels and codes: those that it names exist, and none is left out."""

import hashlib
import re
from pathlib import Path

from sync import wire
from sync.plaintext import dictionary

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "sync" / "PROTOCOL.md").read_text(encoding="utf-8")


def test_every_test_that_it_names_exists() -> None:
    promises = TEXT[TEXT.index("## Promises") :]
    tests = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "tests").rglob("*.py"))
    for name in set(re.findall(r"\bscenarios/\w+\.py\b", promises)):
        assert (ROOT / "tests" / name).is_file(), name
    for name in set(re.findall(r"\btest_\w+\.py\b", promises)):
        assert list((ROOT / "tests").rglob(name)), name
    for name in set(re.findall(r"\b(test_\w+)(?!\.py|\w)", promises)):
        assert f"def {name}(" in tests, name
    for name in set(re.findall(r"\b(Test[A-Z]\w+)", promises)):
        assert f"class {name}" in tests, name


def test_every_label_is_in_its_table() -> None:
    table = TEXT[TEXT.index("## Labels") : TEXT.index("## Keys and cards")]
    named = set(re.findall(r"`([a-z-]+)`", table))
    call = re.compile(
        r"\b(?:label|digest|derive|sign|verify|seal_part|open_part|local_key|seal_local|open_local)"
        r"\((?:[\w.()]+,\s*)*\"([a-z-]+)\"",
        re.DOTALL,
    )
    for path in (ROOT / "sync").rglob("*.py"):
        source = re.sub(r"\(\s+", "(", path.read_text(encoding="utf-8"))
        assert set(call.findall(source)) <= named, path


def test_every_error_code_is_in_its_table() -> None:
    for code, status in wire.STATUS.items():
        assert re.search(rf"`{code}`.*\| {status} \|", TEXT), code


def test_the_dictionarys_hash_is_its_own() -> None:
    digest = hashlib.sha256(dictionary()).hexdigest()
    assert f"`{digest[:8]}…{digest[-6:]}`" in TEXT
