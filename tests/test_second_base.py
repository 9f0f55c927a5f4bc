"""Everything works under another base: the same verdicts, pages and answers, and no trace of ours.

The named queries are held to their golden answers in tests/queries.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

import pytest
from starlette.testclient import TestClient

from kg.content import CANONICAL_BASE, broken_files, rebased
from kg.knowledge_graph import KnowledgeGraph, open_graph
from kg.load import Outcome, own_statements, own_validator
from kg.rdf import Statements, Syntax, in_graph, parse
from kg.rdf.parse import Parsed
from kg.settings import Settings
from kg.validate import Result
from kg.vocab import Vocabulary
from kg.web.app import create_app

ELSEWHERE = "https://example.org/cases/"
BASES = (CANONICAL_BASE, ELSEWHERE)
Loaded = dict[str, tuple[KnowledgeGraph, Outcome]]
Verdict = set[tuple[str, str, str]]

PAGES = [
    "/",
    "/def/",
    "/def/core/CaseReview.html",
    "/def/core/theme.html",
    "/def/shape/PrivateSubject",
    "/def/shape/1.0.0",
    "/def/review-type/",
    "/def/review-type/serious-case-review.html",
    "/doc/body/sbni",
    "/doc/review/eng-q4qx45",
    "/data/bodies",
    "/browse/review",
    "/releases",
    "/queries",
    "/queries/bodies-and-what-replaced-them",
    "/sparql",
]
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d|\d+ \w+ \d{4} at [\d:]+")


@pytest.fixture(scope="module")
def loaded() -> Iterator[Loaded]:
    """The data of the package under each base, through the gate."""
    graphs = {base: open_graph(Settings(store="memory:", base=base)) for base in BASES}
    yield {base: (graph, graph.load_own_data()) for base, graph in graphs.items()}
    for graph in graphs.values():
        graph.close()


@pytest.fixture(scope="module")
def clients(loaded: Loaded) -> dict[str, TestClient]:
    return {base: TestClient(create_app(graph)) for base, (graph, _) in loaded.items()}


def verdict(results: Iterable[Result], base: str) -> Verdict:
    """Who broke which rule, as if under our own base."""
    return {(one.focus.replace(base, CANONICAL_BASE), one.code, one.severity) for one in results}


def test_the_data_get_the_same_verdict(loaded: Loaded) -> None:
    """No violation, and the same warnings and notes about the same things."""
    ours, theirs = (verdict(outcome.report.results, base) for base, (_, outcome) in loaded.items())
    assert ours == theirs


def test_the_graphs_say_the_same(loaded: Loaded) -> None:
    """Statement for statement, derived ones too; blank nodes were named anew."""

    def said(base: str) -> set[str]:
        statements = loaded[base][0].store.dump()
        rebased = (one.replace(base, CANONICAL_BASE) for one in statements)
        return {one for one in rebased if "/genid/" not in one and "data/history>" not in one}

    assert said(CANONICAL_BASE) == said(ELSEWHERE)


def broken(base: str) -> Verdict:
    """What the rules find in all the broken examples together."""
    vocabulary = Vocabulary(base)
    graph = vocabulary.dataset("example")
    statements: Statements = frozenset(
        in_graph(one, graph)
        for path in broken_files()
        for one in parse(rebased(path.read_bytes(), base), Syntax.TURTLE, source=path.name).triples
    )
    report = own_validator(base).judge({graph: statements}, own_statements(vocabulary))
    return verdict(report.results, base)


def test_broken_examples_break_the_same_rules() -> None:
    """No rule depends on the base that it was written with."""
    assert broken(CANONICAL_BASE) == broken(ELSEWHERE)


def words(page: str, base: str) -> list[str]:
    """The words of a page, as if under our own base and at no time; in no order, since lists are in
    the order of IRIs.
    """
    plain = html.unescape(re.sub(r"<[^>]*>", " ", page)).replace(base, CANONICAL_BASE)
    return sorted(_MOMENT.sub("then", plain).split())


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_the_same(clients: dict[str, TestClient], path: str) -> None:
    """The same words, with the other base in place of ours."""
    ours, theirs = (clients[base].get(path, headers={"Accept": "text/html"}).text for base in BASES)
    assert CANONICAL_BASE not in theirs
    assert words(theirs, ELSEWHERE) == words(ours, CANONICAL_BASE)


def comparable(parsed: Parsed) -> set[str]:
    """The triples without those of releases, whose time and fingerprint differ, and of nodes that
    have a name by their base.
    """
    apart = (f"<{CANONICAL_BASE}releases/", f"<{CANONICAL_BASE}.well-known/")
    return {one for one in parsed.triples if not one.startswith(apart)}


@pytest.mark.parametrize("path", ["/doc/body/sbni", "/data/bodies", "/def/role/", "/def/"])
def test_a_file_says_the_same(clients: dict[str, TestClient], path: str) -> None:
    """Turtle under the other base, with prefixes to match."""
    ours, theirs = (
        clients[base].get(path, headers={"Accept": "text/turtle"}).text for base in BASES
    )
    assert CANONICAL_BASE not in theirs
    moved = parse(theirs.replace(ELSEWHERE, CANONICAL_BASE).encode(), Syntax.TURTLE, source=path)
    assert comparable(moved) == comparable(parse(ours.encode(), Syntax.TURTLE, source=path))


def test_an_identifier_leads_to_its_document(clients: dict[str, TestClient]) -> None:
    """303 on the server itself, wherever the base is."""
    answer = clients[ELSEWHERE].get("/id/body/sbni", follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/doc/body/sbni")
    page = clients[ELSEWHERE].get("/doc/body/sbni")
    assert f'<{ELSEWHERE}id/body/sbni>; rel="cite-as"' in page.headers["Link"]
