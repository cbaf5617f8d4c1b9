"""Nothing that people write, and nothing that opens it, ever reaches a disk, the network, a log,
a terminal or the text of an error.

Canaries go into every text field of every kind and everywhere else that takes words. Then every
byte that came out of the process is searched for them in every disguise.
"""

from __future__ import annotations

import json
import logging
import random
import sqlite3
import tempfile
import traceback
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from outreach.drafts import Draft
from outreach.founding import Joiner, new_joiner
from outreach.model import kinds
from outreach.model.codes import code_list
from outreach.model.fields import FormField
from outreach.model.kinds.answers import PART_CODES, PART_DAYS
from outreach.session import Session
from outreach.sharing import DECISION, PARTNERSHIP
from sync.client.recovery_code import RecoveryCode
from sync.errors import InputError, OutreachError
from sync.roster import Person
from tests.partnership import PASSPHRASE
from tests.scenarios.below import packed_text, payload, write
from tests.scenarios.canaries import Canaries, files_under, find, planted
from tests.scenarios.team import Team, reply

#: Fields that take no words at all: a code, an id, a number, a date. These get numbers to look for.
WITHOUT_WORDS = {"uprn", "authority_code", "ward_code", "lsoa_code", "os_grid", "area_code"}
#: Who may write every kind: the worker grades too, the supervisor answers.
EVERYWHERE: dict[str, Any] = {
    "supervisor": (
        "Rochdale Council",
        ("supervisor", "auditor"),
        {name: "admin" for name in kinds.space_names() if name != "audit"},
    ),
    "worker": (
        "Early Break",
        ("intelligence-officer",),
        {name: "writer" for name in kinds.space_names() if name != "audit"},
    ),
    "licensing": ("Trafford Licensing", (), {"premises": "writer"}),
}


class Wire(httpx.AsyncBaseTransport):
    """Keeps everything that travels: addresses, headers and bodies, both ways."""

    def __init__(self, through: httpx.AsyncBaseTransport) -> None:
        self._through = through
        self.heard = bytearray()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        sent = await request.aread()
        answer = await self._through.handle_async_request(request)
        content = await answer.aread()
        for headers in (request.headers, answer.headers):
            self.heard += b"\n".join(key + b":" + value for key, value in headers.raw)
        self.heard += str(request.url).encode() + sent + content
        return reply(request, answer.status_code, content)


class Everything(logging.Handler):
    """Keeps every line of every logger, with its arguments and its traceback."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(name)s %(pathname)s %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record) + repr(record.args))


@pytest.fixture
def logs() -> Iterator[Everything]:
    """All logging at DEBUG, SQLAlchemy's and httpx's too."""
    handler = Everything()
    root = logging.getLogger()
    names = ["", "httpx", "httpcore", "sqlalchemy", "sqlalchemy.engine", "sqlalchemy.pool"]
    names += ["asyncio", "filelock", "uvicorn", "fastapi", "outreach", "outreach.store", "sync"]
    before = {name: logging.getLogger(name).level for name in names}
    root.addHandler(handler)
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    try:
        yield handler
    finally:
        root.removeHandler(handler)
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh folder for whatever anybody thinks is temporary."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


# ---------------------------------------------------------------- canaries everywhere


def value_for(field: FormField, kind: str, canaries: Canaries) -> Any:
    """Something with a canary for one question; None where it can hold no words."""
    where = f"{kind}.{field.name}"
    if field.name == "uprn":
        return canaries.digits(12)
    if field.name in WITHOUT_WORDS:
        return None
    if field.widget in ("text", "long", "verbatim"):
        return canaries.word(where)
    if field.widget == "people":
        return [{"name": canaries.word(where)}]
    if field.widget == "challenged":
        return [{"name": canaries.word(where)}]
    if field.widget == "parts":
        words = [part for part in field.shape if part not in PART_CODES and part not in PART_DAYS]
        codes = {part: next(iter(code_list(PART_CODES[part]).labels)) for part in field.shape[:1]
                 if part in PART_CODES}  # fmt: skip
        return [codes | {part: canaries.word(f"{where}.{part}") for part in words}]
    if field.widget == "observations":
        assert field.codes is not None
        parts = ("where", "seen_by", "left_or_handed_to", "exhibit_reference", "words")
        item = next(iter(code for code in field.codes.labels if code != "nothing"))
        return [{"item": item, **{part: canaries.word(f"{where}.{part}") for part in parts}}]
    if field.unknowns:
        return {"unknown": "not_asked", "why": canaries.word(f"{where}.why")}
    if field.name == "latitude":
        return canaries.degrees(53)
    return None


def filled(kind: str, canaries: Canaries, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """A record with a canary in every field that takes words."""
    form = kinds.form(kind).without(without)
    fields = {f.name: value_for(f, kind, canaries) for f in form.fields()}
    if fields.get("latitude"):
        fields["longitude"] = -canaries.degrees(2)
    return {name: value for name, value in fields.items() if value is not None}


#: Of a kind: fields that exclude one another. A record is made without each in turn.
ONE_OF = {"link": (frozenset({"to_handle"}), frozenset({"to_telephone"}))}


def test_every_text_field_of_every_kind_gets_one(rng: random.Random) -> None:
    """A new field, or a new sort of question, must not slip past the search."""
    canaries = Canaries(rng)
    for kind, model in kinds.KINDS.items():
        fields: dict[str, Any] = {}
        for without in ONE_OF.get(kind, (frozenset(),)):
            fields |= kinds.validate(kind, filled(kind, canaries, without))
        text = json.dumps(fields)
        takers = 0
        schema = model.model_json_schema()
        for field in kinds.form(kind).fields():
            takes_text = field.widget in ("text", "long", "verbatim")
            if takes_text and field.name not in WITHOUT_WORDS:
                takers += 1
                assert canaries.stem in json.dumps(fields[field.name]).lower(), field.name
        assert set(schema["properties"]) >= set(fields)
        assert takers, kind
        assert text.lower().count(canaries.stem) >= takers, kind


def with_canaries(monkeypatch: pytest.MonkeyPatch, canaries: Canaries) -> Callable[..., Team]:
    """A partnership whose people, agencies and duties are canaries too."""

    def joiner(name: str, agency: str, duties: Any, roles: Any) -> Joiner:
        made = new_joiner(name, agency, duties, roles)
        person = Person(
            made.person.person,
            f"{name} {canaries.word('a name')}",
            f"{agency} {canaries.word('an agency')}",
            (*duties, canaries.word("a duty")),
        )
        return Joiner(made.keys, person, made.roles)

    monkeypatch.setattr("tests.partnership.new_joiner", joiner)
    return Team


def note_secrets(team: Team, canaries: Canaries) -> None:
    """What must not stand anywhere either: every key, the passphrase, the recovery codes."""
    canaries.secrets["the passphrase"] = PASSPHRASE.encode()
    for name, code in team.codes.items():
        canaries.secrets[f"{name}'s recovery code"] = code.secret
        canaries.secrets[f"{name}'s recovery code in words"] = str_of(code)
    for name in team.joiners:
        identity = team[name].identity
        canaries.secrets[f"{name}'s signing key"] = identity.keys.signing.seed
        canaries.secrets[f"{name}'s KEM key"] = identity.keys.kem.seed
        canaries.secrets[f"{name}'s deposit key"] = identity.deposit_key
        for epochs in identity.epochs.values():
            for key in epochs.values():
                canaries.secrets["an epoch key"] = key
        for number, key in identity.local_keys.items():
            canaries.secrets[f"{name}'s local key {number}"] = key
    for space in (b"safeguarding", b"premises"):
        canaries.secrets[f"the name of a space, {space.decode()},"] = space


def str_of(code: RecoveryCode) -> bytes:
    """A recovery code as a person reads it."""
    return code.text().encode()


def live(team: Team, canaries: Canaries) -> list[str]:
    """A night in which everything that takes words is given some."""
    worker, supervisor, licensing = team.worker, team.supervisor, team.licensing
    plain = [kind for kind in kinds.KINDS if not kinds.goes_with_its_record(kind)]
    made = {
        kind: worker.add(kind, filled(kind, canaries, worker.kept_from(kind))) for kind in plain
    }
    for without in ONE_OF["link"]:
        ends = {"from_record": made["person"], "sort": "other"}
        worker.add("link", filled("link", canaries, without) | ends)
    decided = filled(DECISION, canaries)
    worker.refuse(made["hotspot-visit"], PARTNERSHIP, decided)
    for kind in plain:
        if licensing.may_record(kind):
            licensing.add(kind, filled(kind, canaries))
        worker.save_draft(
            Draft(
                id=made[kind],
                kind=kind,
                version=1,
                fields=filled(kind, canaries) | {"unchecked": canaries.word("a draft")},
                field_in_focus=canaries.word("a field in focus"),
            )
        )
    worker.set_setting("theme", canaries.word("a setting"))
    visit = made["hotspot-visit"]
    worker.correct(
        visit, {"fact": canaries.word("a correction")}, canaries.word("a correction's reason")
    )
    worker.withdraw(made["vehicle-sighting"], canaries.word("a withdrawal's reason"))
    team.go_round()
    supervisor.return_record(
        visit,
        [("fact", canaries.word("a comment")), (None, canaries.word("a comment on the whole"))],
    )
    write(worker, packed_text(f'{{"{canaries.word("rubbish")}"'.encode()))
    write(worker, payload(worker, type="review", set={"record": canaries.word("a bad review")}))
    answer = {"answer": canaries.word("an answer"), "outcome": "upheld"}
    supervisor.correct(made["challenge"], answer, canaries.word("why it was answered"))
    team.network.on = False
    for session in (worker, supervisor):
        field = canaries.word("a conflict")
        session.correct(visit, {"weather": field}, canaries.word("a conflict's reason"))
    team.network.on = True
    team.go_round()
    conflict = worker.show(visit).conflicts["weather"]
    worker.resolve(visit, "weather", conflict[1].version)
    team.go_round()
    for word in list(canaries.words)[:5]:
        supervisor.find(word)
        supervisor.find(word[:8])
    worker.searching(canaries.word("what is typed into a search"))
    worker.log_act("share", record=visit, purpose=canaries.word("a purpose"))
    supervisor.set_setting("own_premises", [made["premises"]])
    supervisor.break_glass(made["premises"], canaries.word("why the glass was broken"))
    supervisor.set_setting("own_premises", [])
    return list(made.values())


def test_nothing_comes_out(
    tmp_path: Path,
    scratch: Path,
    logs: Everything,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    rng: random.Random,
) -> None:
    canaries = Canaries(rng)
    folder = tmp_path / "team"
    folder.mkdir()
    team = with_canaries(monkeypatch, canaries)(folder, members=EVERYWHERE)
    wire = Wire(team.network)
    for session in team.everyone:
        session.through = wire
    try:
        team.sync()
        note_secrets(team, canaries)
        live(team, canaries)
        check_that_it_was_there(team, canaries)
        needles = canaries.needles()
        leaks: dict[str, set[str]] = {}
        searched: set[bytes] = set()

        def search(when: str, what: str, data: bytes) -> None:
            digest = sha256(data).digest()
            found = find(data, needles) if digest not in searched else set()
            searched.add(digest)
            if found:
                leaks[f"{when}: {what}"] = found

        for when in ("while it is open", "when it is locked", "when it was opened again"):
            if when != "while it is open":
                for session in team.everyone:
                    if when == "when it is locked":  # a snapshot is worth its while
                        session._keeper._folded_since = 1000
                    session.lock()
            if when == "when it was opened again":
                assert all((folder / name / "snapshot").exists() for name in team.joiners)
                for name in team.joiners:
                    team[name].rows()
            for path in files_under(folder, scratch):
                search(when, str(path.relative_to(tmp_path)), path.read_bytes())
        search("then", "the network", bytes(wire.heard))
        assert leaks == {}
        # What is text cannot be inflated.
        assert find_plainly("\n".join(logs.lines).encode(), needles) == set()
        out, err = capfd.readouterr()
        assert find_plainly((out + err).encode(), needles) == set()
        assert len(logs.lines) > 100, "the loggers did speak"
        assert len(wire.heard) > 50_000
    finally:
        team.close()


def check_that_it_was_there(team: Team, canaries: Canaries) -> None:
    """The search would be worth nothing if the words had never been kept."""
    shown = json.dumps(
        [
            [repr(session.show(row.id)), repr(session.history(row.id))]
            for session in team.everyone
            for row in session.rows()
        ]
        + [repr(draft) for draft in team.worker.drafts()]
        + [team.worker.settings]
        + [repr(session.me) for session in team.everyone]
        + [repr(session._trail.batch()) for session in team.everyone]
        + [repr(session.broken_glass()) for session in team.everyone]
    ).lower()
    unseen = {where for word, where in canaries.words.items() if word not in shown}
    assert unseen <= {"rubbish", "a bad review"}, unseen
    assert len(canaries.words) > 200
    assert find(team.worker.model.serialize(), canaries.needles()), "the search finds them"


# ---------------------------------------------------------------- the texts of errors


def provocations(team: Team, canaries: Canaries) -> dict[str, Callable[[], Any]]:
    """Ways to go wrong with a canary in hand."""
    worker, supervisor = team.worker, team.supervisor
    word = canaries.word
    visit = worker.add("hotspot-visit", {"fact": word("a fact")})
    worker.sync()
    supervisor.sync()
    ways: dict[str, Callable[[], Any]] = {}
    for kind in kinds.KINDS:
        for name in kinds.KINDS[kind].model_fields:
            for wrong in ([{"a": word(f"{kind}.{name}")}], word("x") * 2000, {word("y"): 1}, 1e300):
                ways[f"{kind}.{name} {type(wrong).__name__}"] = (
                    lambda k=kind, n=name, w=wrong: worker.add(k, {n: w})  # type: ignore[misc]
                )
    ways |= {
        "no object": lambda: worker.add("hotspot-visit", word("no object")),  # type: ignore[arg-type]
        "correct": lambda: worker.correct(visit, {"occurred_from": word("a date")}, word("reason")),
        "no record": lambda: worker.show(word("an id")),
        "resolve": lambda: worker.resolve(visit, "fact", word("a version")),
        "return": lambda: worker.return_record(visit, [("fact", word("a comment"))]),
        "approve own": lambda: worker.approve(visit),
        "passphrase": lambda: Session.unlock(team.folder / "licensing", word("a passphrase")),
        "new passphrase": lambda: worker.change_passphrase(word("p")[:9]),
        "in use": lambda: Session.unlock(team.folder / "worker", word("a passphrase")),
        "too large": lambda: worker.add(
            "person-sighting", {"fact": "".join(chr(0x4E00 + n) for n in range(9000)) + word("z")}
        ),
        "half a surrogate": lambda: worker.add("hotspot-visit", {"fact": word("c") + "\ud800"}),
        "a nul": lambda: worker.add("hotspot-visit", {"fact": word("d") + "\0"}),
        "not finite": lambda: worker.add("hotspot-visit", {"latitude": float("nan"), "fact": "x"}),
    }
    return ways


def test_no_error_quotes_what_it_was_given(
    team: Team, logs: Everything, capfd: pytest.CaptureFixture[str], rng: random.Random
) -> None:
    canaries = Canaries(rng)
    needles = canaries.needles()
    ways = provocations(team, canaries)
    team.licensing.lock()
    went_wrong = 0
    for how, act in ways.items():
        try:
            act()
        except OutreachError as error:
            told = error
        else:
            continue
        went_wrong += 1
        said = [str(told), repr(told), *map(str, told.args), told.advice]
        said += traceback.format_exception(told)
        said.append(repr(getattr(told, "problems", "")))
        assert find_plainly("\n".join(said).encode(), needles) == set(), how
    assert went_wrong > 200
    assert find_plainly("\n".join(logs.lines).encode(), needles) == set()
    out, err = capfd.readouterr()
    assert find_plainly((out + err).encode(), needles) == set()


def find_plainly(data: bytes, needles: dict[bytes, str]) -> set[str]:
    """As ``find``, without inflating: what people read is not compressed."""
    return {what for needle, what in needles.items() if needle in data}


def test_words_in_the_place_of_a_name_are_not_quoted_either(team: Team, rng: random.Random) -> None:
    """Whoever pastes a narrative where a name belongs must not find it in a log. (One word that
    could be a field's name is quoted, so that a mistyped one can be found.)"""
    word = Canaries(rng).word("the name of a field") + " was there"
    visit = team.worker.add("hotspot-visit", {})
    team.sync("worker", "supervisor")
    acts: list[Callable[[], Any]] = [
        lambda: team.worker.add("hotspot-visit", {word: "x"}),
        lambda: team.worker.add("hotspot-visit", {"attendees": [{word: "x"}]}),
        lambda: team.worker.add("premises-check", {"licensing_checklist": {word: "in_order"}}),
        lambda: team.worker.add(word, {}),
        lambda: team.worker.correct(visit, {word: "x"}, "reason"),
        lambda: team.worker.resolve(visit, word, "a"),
        lambda: team.supervisor.return_record(visit, [(word, "Why?")]),
        lambda: team.worker.set_setting(word, 1),
    ]
    for act in acts:
        with pytest.raises(InputError) as told:
            act()
        assert word not in "".join(traceback.format_exception(told.value)) + told.value.advice


# ---------------------------------------------------------------- the search itself


def test_the_search_finds_a_canary_in_every_disguise(rng: random.Random) -> None:
    canaries = Canaries(rng)
    needles = canaries.needles()
    for _ in range(3):
        for how, data in planted(canaries.word("planted"), rng).items():
            assert find(data, needles), how
        assert find(rng.randbytes(20_000), needles) == set(), "and nothing where nothing is"
    number = canaries.digits(12)
    degrees = canaries.degrees(53)
    needles = canaries.needles()
    for text in (number, str(degrees), json.dumps({"latitude": degrees})):
        assert find(b"\0" * 40 + text.encode(), needles), text


def test_the_search_finds_a_canary_in_a_file_of_sqlite(tmp_path: Path, rng: random.Random) -> None:
    canaries = Canaries(rng)
    for what in ("table", "index", "deleted", "real"):
        path = tmp_path / what
        db = sqlite3.connect(path)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE t (a)")
        if what == "index":
            db.execute("CREATE VIRTUAL TABLE f USING fts5(a, content='')")
            db.execute("INSERT INTO f (rowid, a) VALUES (1, ?)", (canaries.word(what),))
        elif what == "real":
            db.execute("INSERT INTO t VALUES (?)", (canaries.degrees(53),))
        else:
            db.execute("INSERT INTO t VALUES (?)", (canaries.word(what),))
        db.commit()
        if what == "deleted":
            db.execute("DELETE FROM t")
            db.commit()
        found = set()
        for file in files_under(tmp_path):
            if file.name.startswith(what):
                found |= find(file.read_bytes(), canaries.needles())
        db.close()
        assert found, what
