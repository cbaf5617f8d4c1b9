"""Handing entries out."""

import httpx
import pytest

from sync import wire
from tests.sync.store.partnership import Partnership


def code(answer: httpx.Response) -> str:
    read = answer.json()["code"]
    assert answer.status_code == wire.STATUS[read]
    return str(read)


def test_pages_cut_anywhere_give_the_same_entries_and_true_heads(partnership: Partnership) -> None:
    p = partnership
    p.push(p.writer, *p.write(p.writer, 40))
    whole = p.page(p.admin)
    heads = {}
    for limit in (1, 700, 2500, 1 << 20):
        after, items = 0, []
        while after < whole.latest:
            page = p.page(p.admin, after, limit_bytes=limit)
            assert page.items
            after = page.items[-1].position
            page.statement.check(p.store.signing_key.public())
            assert page.statement.position == after
            assert heads.setdefault(after, page.statement.head) == page.statement.head
            items += page.items
        assert items == whole.items


def test_ones_own_entries_come_as_their_ids(partnership: Partnership) -> None:
    p = partnership
    entries = p.write(p.writer, 2)
    p.push(p.writer, *entries)
    p.push(p.admin, *p.write(p.admin, 1))
    page = p.page(p.writer, own=0)
    assert [item.own for item in page.items] == [False, True, True, False]
    assert [item.raw for item in page.items[1:3]] == [e.id for e in entries]
    assert not any(item.own for item in p.page(p.writer, own=1).items)


def test_nothing_new_is_an_empty_page_about_the_latest_head(partnership: Partnership) -> None:
    p = partnership
    got = wire.Receipt.parse(p.push(p.writer, *p.write(p.writer, 2)).content)
    page = p.page(p.admin, after=3)
    assert (page.latest, page.items) == (3, [])
    assert (page.statement.position, page.statement.head) == (3, got.head)


def test_a_device_that_has_seen_more_meets_an_older_copy(partnership: Partnership) -> None:
    page = partnership.page(partnership.admin, after=99)
    assert (page.latest, page.items, page.statement.position) == (1, [], 1)


def test_a_depositor_may_not_read(partnership: Partnership) -> None:
    assert code(partnership.pull(partnership.depositor)) == wire.NOT_ALLOWED


def test_a_token_is_for_its_own_space(partnership: Partnership) -> None:
    p = partnership
    answer = p.send("GET", f"/v1/spaces/{'00' * 16}/entries", token=p.writer.token)
    assert code(answer) == wire.UNAUTHENTICATED


@pytest.mark.parametrize(
    "query", ["after=-1", "after=x", "after=99999999999999999999", "limit_bytes=-5", "own=7"]
)
def test_odd_parameters_are_answered_cleanly(partnership: Partnership, query: str) -> None:
    p = partnership
    answer = p.send("GET", f"/v1/spaces/{p.space.hex()}/entries?{query}", token=p.writer.token)
    assert code(answer) == wire.MALFORMED
    assert query.partition("=")[2] not in answer.text


def test_odd_paths_are_answered_cleanly(partnership: Partnership) -> None:
    p = partnership
    assert code(p.send("GET", "/v1/spaces/zz/entries", token=p.writer.token)) == wire.MALFORMED
    for path in ("/", "/docs", "/openapi.json", "/v1/nothing"):
        answer = p.send("GET", path)
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_route")
    assert p.send("DELETE", "/v1/health").status_code == 405


def test_health_needs_no_token(unfounded: Partnership) -> None:
    p = unfounded
    answer = p.send("GET", "/v1/health")
    assert answer.status_code == 200
    assert answer.json()["store_key"] == p.store.signing_key.public().hex()
