"""A page whose release went between two of its questions is made anew, and no reader notices."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from kg.errors import KgError, Moved, OnlyNewest
from kg.knowledge_graph import KnowledgeGraph
from kg.web import pages


@pytest.fixture
def gone(monkeypatch: pytest.MonkeyPatch) -> list[KgError]:
    """The errors that the next questions of a page end with."""
    waiting: list[KgError] = []
    real = pages.counts

    def counts(kg: KnowledgeGraph, release: int) -> dict[str, int]:
        if waiting:
            raise waiting.pop()
        return real(kg, release)

    monkeypatch.setattr(pages, "counts", counts)
    return waiting


def twice() -> Iterator[KgError]:
    """A release that is gone, then another."""
    yield OnlyNewest("only the newest", asked=1, current=2)
    yield Moved("moved", planned=2, current=3)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_page_is_made_again(client: TestClient, gone: list[KgError], method: str) -> None:
    """On the release that is the newest now."""
    before = client.get("/browse").text
    gone.extend(twice())
    reply = client.request(method, "/browse")
    assert reply.status_code == 200
    assert not gone
    assert reply.text == (before if method == "GET" else "")


def test_a_store_that_never_rests_is_said_so_in_the_end(
    client: TestClient, gone: list[KgError]
) -> None:
    """And no request runs for ever."""
    gone.extend(OnlyNewest("only the newest", asked=1, current=2) for _ in range(9))
    reply = client.get("/browse", headers={"Accept": "application/problem+json"})
    assert (reply.status_code, reply.json()["type"][-19:]) == (501, "only-newest-release")
    assert len(gone) == 5
