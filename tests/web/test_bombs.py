"""Queries that would run for ever: each ends, in a way that its sender understands, and others are
served.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest

from kg.changes import Changeset
from kg.knowledge_graph import open_graph
from kg.settings import Settings
from tests.query.bombs import BOMBS
from tests.stores.editions import AT
from tests.web.serving import served

pytestmark = [pytest.mark.server, pytest.mark.slow]
# In fault, refused, too large, too many at once, past the limit of time or memory.
ENDINGS = {200, 400, 403, 413, 429, 503}


class Reply(NamedTuple):
    """What came back: the status, when to try again, and the body."""

    status: int
    retry_after: str | None
    body: bytes


def ask(address: str, query: str, client: int) -> Reply:
    """The reply to a query that is sent from an address of this client's own, on loopback."""
    here = urlsplit(address)
    connection = http.client.HTTPConnection(
        here.hostname or "", here.port, timeout=60, source_address=(f"127.0.0.{client}", 0)
    )
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        connection.request("POST", "/sparql", urlencode({"query": query}), headers)
        answer = connection.getresponse()
        return Reply(answer.status, answer.getheader("Retry-After"), answer.read())
    finally:
        connection.close()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server with a low limit, over a graph where everything is joined to everything."""
    things = [f"<http://x/{number}>" for number in range(60)]
    graph = "<http://x/g>"
    statements = {
        f"{one} <http://x/p> {other} {graph} ." for one in things for other in things[:40]
    }
    statements |= {f'{one} <http://x/says> "a text of some length" {graph} .' for one in things}
    settings = Settings(store="memory:", query_seconds=1, query_mib=256, answer_mib=4)
    with open_graph(settings) as kg:
        kg.store.commit(Changeset(frozenset(statements)), parent=0, at=AT, note={})
        with served(kg) as listening:
            yield listening


def assert_ended(reply: Reply) -> None:
    """A status that says whose fault it is, when to try again where that helps, and a body that is
    whole.
    """
    assert reply.status in ENDINGS, reply.body[:300]
    assert (reply.retry_after is not None) == (reply.status in {429, 503})
    if reply.status != 200:
        assert json.loads(reply.body)["detail"]


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_and_another_client_is_answered_meanwhile(address: str, name: str) -> None:
    """While it runs, and after."""
    with ThreadPoolExecutor(1) as thread:
        bomb = thread.submit(ask, address, BOMBS[name], 2)
        while not bomb.done():
            assert ask(address, "ASK {}", 9).status == 200
        assert_ended(bomb.result())
    assert ask(address, f"ASK {{ ?s ?p '{name}' }}", 9).status == 200


def test_four_bombs_at_once_end_and_others_are_answered(address: str) -> None:
    """From one client, which gets no more than its share, and from four."""
    names = list(BOMBS)
    for clients in ((2, 2, 2, 2), (2, 3, 4, 5)):
        for first in range(0, len(names), 4):
            four = names[first : first + 4]
            with ThreadPoolExecutor(4) as threads:
                bombs = [
                    threads.submit(ask, address, BOMBS[name], client)
                    for name, client in zip(four, clients, strict=False)
                ]
                while not all(bomb.done() for bomb in bombs):
                    assert ask(address, "ASK {}", 9).status == 200
                for bomb in bombs:
                    assert_ended(bomb.result())
