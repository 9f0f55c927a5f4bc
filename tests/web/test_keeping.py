"""Pages are made once for a release; nothing that was taken out is shown again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from kg.changes import Changeset
from kg.knowledge_graph import KnowledgeGraph, open_graph
from kg.rdf import literal
from kg.settings import Settings
from kg.takedown import of_text
from kg.vocab import EXTERNAL_PREFIXES as P
from kg.web.app import create_app
from kg.web.keeping import Keeper, Made
from tests.web.names import BASE, BROWSER, asked

BODY = f"{BASE}id/body/somebody"
EMPTY = ["/", "/browse", "/browse/review", "/nations", "/nations/wales", "/about/privacy"]


def _named(name: str) -> Changeset:
    graph = f"<{BASE}data/one>"
    lines = {
        f"<{BODY}> <{P['rdf']}type> <{P['org']}Organization> {graph} .",
        f"<{BODY}> <{P['skos']}prefLabel> {literal(name, language='en')} {graph} .",
    }
    return Changeset(frozenset(lines))


@pytest.fixture
def graph() -> Iterator[KnowledgeGraph]:
    with open_graph(Settings(store="memory:", workers=1)) as opened:
        yield opened


def test_what_was_made_is_not_made_again() -> None:
    """Until there is too much of it: then what was used longest ago goes."""
    keeper, made = Keeper(limit=44_000), []

    def make(name: str) -> Made:
        made.append(name)
        return Made(b"x" * 10_000)

    for name in ("a", "a", "b", "c", "d", "a", "e", "b"):
        keeper.get((name,), lambda name=name: make(name))
    assert made == ["a", "b", "c", "d", "e", "b"]


def test_what_could_not_be_made_is_tried_again() -> None:
    """And what is far too large is made each time."""
    keeper = Keeper(limit=44_000)
    with pytest.raises(ZeroDivisionError):
        keeper.get(("a",), lambda: Made(bytes(1 // 0)))
    assert keeper.get(("a",), lambda: Made(b"1" * 40_000)).body == b"1" * 40_000
    assert keeper.get(("a",), lambda: Made(b"2" * 40_000)).body == b"2" * 40_000


@pytest.mark.parametrize("path", EMPTY)
def test_an_empty_graph_has_pages(graph: KnowledgeGraph, path: str) -> None:
    """Before the first load."""
    assert TestClient(create_app(graph)).get(path, headers=asked(BROWSER)).status_code == 200


def test_a_new_release_makes_new_pages(graph: KnowledgeGraph) -> None:
    """The page of the older one stays what it was."""
    client = TestClient(create_app(graph))
    graph.store.commit(_named("The first name"), parent=0, at="2025-11-24T09:00:00Z", note={})
    for path in ("/doc/body/somebody", "/browse/body"):
        assert "The first name" in client.get(path, headers=asked(BROWSER)).text
    change = Changeset(_named("The second name").added, _named("The first name").added)
    change = Changeset(change.added - change.removed, change.removed - change.added)
    graph.store.commit(change, parent=1, at="2025-11-25T09:00:00Z", note={})
    for path in ("/doc/body/somebody", "/browse/body"):
        page = client.get(path, headers=asked(BROWSER)).text
        assert "The second name" in page
        assert "The first name" not in page
        assert "The first name" in client.get(f"{path}?as-of=1", headers=asked(BROWSER)).text


def test_what_was_erased_is_on_no_page(graph: KnowledgeGraph) -> None:
    """Not on those of older releases either, though they were shown before."""
    client = TestClient(create_app(graph))
    graph.store.commit(_named("Somebody Real"), parent=0, at="2025-11-24T09:00:00Z", note={})
    paths = ["/doc/body/somebody?as-of=1", "/browse/body?as-of=1", "/doc/body/somebody.ttl?as-of=1"]
    assert all("Somebody Real" in client.get(path).text for path in paths)
    takedown = of_text("Somebody Real")
    graph.store.erase(takedown.holds, takedown.scrub, {"at": "now", "authority": "a test"})
    assert not any("Somebody Real" in client.get(path).text for path in paths)
