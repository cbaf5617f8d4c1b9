"""An open store: transactions that are tried again, errors that say no more than they should."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import OperationalError

from sync.errors import InputError, StoreError
from sync.store.refusal import Refusal
from sync.store.settings import Settings
from sync.store.store import Store
from sync.store.tables import SETTING, StoreTable
from sync.wire import BUSY

#: The tables of schema 2 that schema 1 had not.
ADDED = ("ruling", "late", "mailbox")


class Failure(Exception):
    """What a driver raises; PostgreSQL's carry a state."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__()
        self.sqlstate = sqlstate


@pytest.mark.parametrize("sqlstate", ["40001", "40P01"])
def test_what_the_database_wants_tried_again_is_tried_again(
    settings: Settings, sqlstate: str
) -> None:
    store = Store(settings)
    tries = []

    def work(_: Connection) -> str:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("", None, Failure(sqlstate))
        return "done"

    assert store.write(work) == "done"
    store.close()


def test_a_database_that_stays_busy_is_named_busy(settings: Settings) -> None:
    store = Store(settings)

    def work(_: Connection) -> None:
        raise OperationalError("", None, Failure("40001"))

    with pytest.raises(Refusal) as refused:
        store.write(work)
    assert (refused.value.reason, refused.value.status) == (BUSY, 503)
    store.close()


def test_a_schema_of_another_version_is_left_alone(settings: Settings) -> None:
    store = Store(settings)
    store.write(
        lambda connection: connection.execute(
            SETTING.update().where(SETTING.c.name == "schema_version").values(value="99")
        )
    )
    store.close()
    with pytest.raises(StoreError, match="schema 99"):
        Store(settings)


def test_a_store_of_before_opens_and_has_the_tables_it_lacked(settings: Settings) -> None:
    store = Store(settings)
    key = store.signing_key
    lacked = [table for table in StoreTable.metadata.tables.values() if table.name in ADDED]
    assert len(lacked) == len(ADDED)

    def go_back(connection: Connection) -> None:
        StoreTable.metadata.drop_all(connection, lacked)
        connection.execute(
            SETTING.update().where(SETTING.c.name == "schema_version").values(value="1")
        )

    store.write(go_back)
    store.close()
    store = Store(settings)
    assert store.signing_key == key
    assert dict(store.read(lambda c: c.execute(select(SETTING)).all()))["schema_version"] == "2"
    for table in lacked:
        assert store.read(lambda c, t=table: c.execute(select(t)).all()) == []
    store.close()
    Store(settings).close()


def test_sqlite_is_durable_at_every_commit(tmp_path: Path) -> None:
    store = Store(Settings(f"sqlite:///{tmp_path / 'store.db'}"))

    def pragma(connection: Connection) -> list[object]:
        return [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous")
        ]

    assert store.read(pragma) == ["wal", 2]
    assert store.write(pragma) == ["wal", 2]
    store.close()


def test_two_processes_of_one_store_share_its_key(settings: Settings) -> None:
    one, two = Store(settings), Store(settings)
    assert one.signing_key == two.signing_key
    assert one.read(lambda c: c.execute(select(SETTING)).all()) == two.read(
        lambda c: c.execute(select(SETTING)).all()
    )
    one.close()
    two.close()


@pytest.mark.parametrize("url", ["", "sqlite://", "sqlite:///:memory:", "mysql://a:pw@b/c", "::"])
def test_other_databases_are_refused_without_quoting_the_address(url: str) -> None:
    with pytest.raises(InputError) as refused:
        Settings(url).url()
    assert "pw" not in refused.value.message
