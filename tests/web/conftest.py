"""A small graph in a real store, served without a socket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from kg.changes import Changeset
from kg.content import ontology_files
from kg.describe import MOST_LINKS
from kg.history import LoadedFile, Note, provenance
from kg.knowledge_graph import KnowledgeGraph, open_graph
from kg.rdf import Syntax, in_graph, parse
from kg.settings import Settings
from kg.web.app import create_app
from tests.queries.regenerate import own_graph
from tests.web.names import BASE, THEME
from tests.web.serving import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.web.windows import Open, Visit

FIXTURE = Path(__file__).parent / "fixture"


def _statements() -> Iterator[str]:
    files = [(path, f"{BASE}data/{path.stem}") for path in FIXTURE.glob("*.ttl")]
    for path, graph in [*files, (ontology_files()[0], f"{BASE}def/core/")]:
        for triple in parse(path.read_bytes(), Syntax.TURTLE, source=path.name).triples:
            yield in_graph(triple, graph)
    yield from _busy_theme()


def _busy_theme() -> Iterator[str]:
    """A concept that more things point to than a page lists."""
    label = "http://www.w3.org/2004/02/skos/core#prefLabel"
    yield f'<{THEME}> <{label}> "busy theme"@en <{BASE}data/two> .'
    for number in range(MOST_LINKS + 7):
        point = f"{BASE}id/learning-point/lp-{number}"
        yield f"<{point}> <{BASE}def/core/theme> <{THEME}> <{BASE}data/two> ."


@pytest.fixture(scope="session")
def kg() -> Iterator[KnowledgeGraph]:
    """Release 1 holds nothing but a dataset's title; release 2 holds the fixture."""
    settings = Settings(store="memory:", workers=2, query_seconds=5, body_mib=1)
    with open_graph(settings) as graph:
        title = "<http://purl.org/dc/terms/title>"
        first = f'<{BASE}data/two> {title} "Dataset two"@en <{BASE}data/two> .'
        when = "2025-11-24T09:00:00Z"
        graph.store.commit(Changeset(frozenset({first})), parent=0, at=when, note={})
        note = Note("a test", "The fixture", (LoadedFile("one.ttl", "0" * 64, f"{BASE}data/one"),))
        fixture = frozenset(_statements()) - {first}
        history = provenance(graph.vocabulary, 1, when, note, Changeset()) | provenance(
            graph.vocabulary, 2, "2025-11-25T09:00:00Z", note, Changeset(fixture)
        )
        rest = Changeset(fixture | history)
        graph.store.commit(rest, parent=1, at="2025-11-25T09:00:00Z", note=note.as_record())
        yield graph


@pytest.fixture(scope="session")
def client(kg: KnowledgeGraph) -> Iterator[TestClient]:
    with TestClient(create_app(kg), follow_redirects=False) as opened:
        yield opened


@pytest.fixture(scope="session")
def own() -> Iterator[KnowledgeGraph]:
    """The data that come with the package."""
    with own_graph() as graph:
        yield graph


@pytest.fixture(scope="session")
def own_client(own: KnowledgeGraph) -> Iterator[TestClient]:
    with TestClient(create_app(own), follow_redirects=False) as opened:
        yield opened


@pytest.fixture(scope="session")
def address(own: KnowledgeGraph) -> Iterator[str]:
    """Of a real server of the data that come with the package."""
    with served(own) as listening:
        yield listening


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    from tests.web.windows import CHROMIUM

    with sync_playwright() as playwright:
        chromium = playwright.chromium
        opened = chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Open]:
    """Opens windows; none of them may have asked another host, or broken a rule of the page."""
    from tests.web.windows import Visit

    made: list[Visit] = []

    def opened(**options: object) -> Visit:
        made.append(Visit(browser, address, **options))
        return made[-1]

    yield opened
    for one in made:
        one.page.context.close()
        assert one.faults == []
