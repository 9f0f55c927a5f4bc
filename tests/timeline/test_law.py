"""The law of releases: an answer as of a release is the answer of a fresh store that holds the
release's dump and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.changes import Changeset, diff
from kg.errors import BadRequest
from kg.formats import NTRIPLES, TSV
from kg.knowledge_graph import KnowledgeGraph, open_graph
from kg.query import named_queries
from kg.rdf import Syntax, parse
from kg.settings import Settings
from kg.stores import Limits, Store, open_store
from kg.takedown import of_text
from tests.queries.regenerate import own_graph
from tests.timeline.past import BASE, OTHER, VOCABULARY, at, says, title

pytestmark = pytest.mark.slow

GRAPHS = [f"{BASE}data/{name}" for name in ("one", "two")]
THINGS = [f"{BASE}id/review/{name}" for name in "abc"]
STATEMENTS = st.builds(
    says,
    st.sampled_from(THINGS),
    st.sampled_from(["dcterms:title", "dcterms:relation", "dcterms:isPartOf"]),
    st.sampled_from([*THINGS, '"1"', '"2"@cy', '"a \\"b\\""@en', f'"2"^^<{BASE}def/core/x>']),
    st.sampled_from(GRAPHS),
)
CONTENTS = st.lists(st.frozensets(STATEMENTS, max_size=12), min_size=2, max_size=4)
QUERIES = [
    "SELECT * { ?s ?p ?o }",
    "SELECT * { GRAPH ?g { ?s ?p ?o } }",
    "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s",
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g {} }",
    f"SELECT * FROM <{GRAPHS[0]}> {{ ?s ?p ?o }}",
    f"SELECT * FROM <{GRAPHS[0]}> FROM <{GRAPHS[1]}> {{ ?s ?p ?o }}",
    f"SELECT * FROM NAMED <{GRAPHS[1]}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "SELECT DISTINCT ?a ?b { ?a dcterms:relation+ ?b }",
    "SELECT * { ?s dcterms:title ?t FILTER NOT EXISTS { ?s dcterms:relation ?o } }",
    "SELECT * { ?s dcterms:title ?t OPTIONAL { ?s dcterms:isPartOf ?o } MINUS { ?t ?u ?v } }",
    'ASK { ?s ?p "1" }',
    "CONSTRUCT { ?o ?p ?s } { ?s ?p ?o FILTER(ISIRI(?o)) }",
    f"DESCRIBE <{THINGS[0]}>",
]


def answers(store: Store, query: str, release: int | None) -> list[str]:
    """The lines of the answer, in the order of their text; what is wrong, where it is refused."""
    text = VOCABULARY.prologue(query) + query
    form = NTRIPLES if query.startswith(("CONSTRUCT", "DESCRIBE")) else TSV
    if query.startswith("ASK"):
        text = text.replace("ASK", "SELECT (COUNT(*) AS ?n)")
    try:
        return sorted(store.query(text, form, release=release).decode().splitlines())
    except BadRequest as error:
        return [error.detail]


def fresh(store: Store, release: int, limits: Limits) -> Store:
    """A new store of one release, which holds what a dump of `release` says, read as a file."""
    text = "".join(f"{statement}\n" for statement in store.dump(release=release))
    read = parse(text.encode(), Syntax.NQUADS, source="dump.nq").statements
    opened = open_store("memory:", limits)
    opened.commit(Changeset(read), parent=0, at=at(1), note={})
    return opened


@pytest.fixture(scope="module")
def long_lived(limits: Limits) -> Iterator[Store]:
    """A store that examples add releases to, so that they are built on many older ones."""
    with closing(open_store("memory:", limits)) as store:
        yield store


@settings(max_examples=10)
@given(CONTENTS)
def test_an_answer_as_of_a_release_is_that_of_a_store_of_its_dump(
    long_lived: Store, limits: Limits, contents: list[frozenset[str]]
) -> None:
    """Whatever came before, and whatever came after."""
    start = long_lived.current()
    before = long_lived.dump()
    for parent, content in enumerate(contents, start):
        long_lived.commit(diff(before, content), parent=parent, at=at(1), note={})
        before = content
    for number, content in enumerate(contents, start + 1):
        assert long_lived.dump(release=number) == content
        with closing(fresh(long_lived, number, limits)) as alone:
            for query in QUERIES:
                assert answers(long_lived, query, number) == answers(alone, query, None)


def test_the_law_holds_after_a_takedown_and_after_dropping(limits: Limits) -> None:
    """Both build or remove releases that others share files with."""
    kept, gone = title(OTHER, "stays"), title(OTHER, "must go")
    with closing(open_store("memory:", limits)) as store:
        for parent, change in enumerate(
            (
                Changeset(frozenset({kept})),
                Changeset(frozenset({gone, title(THINGS[0], "a")})),
                Changeset(frozenset({title(THINGS[1], "b")}), frozenset({gone})),
                Changeset(frozenset({title(THINGS[2], "c")}), frozenset({kept})),
            )
        ):
            store.commit(change, parent=parent, at=at(1), note={})
        store.drop([1])
        takedown = of_text("must go")
        store.erase(takedown.holds, takedown.scrub, {})
        for release in store.releases():
            with closing(fresh(store, release.number, limits)) as alone:
                for query in QUERIES:
                    assert answers(store, query, release.number) == answers(alone, query, None)


@pytest.fixture(scope="module")
def real() -> Iterator[KnowledgeGraph]:
    """Three releases: the data of the package; without the courses; as the first was."""
    with own_graph() as graph:
        first = graph.current()
        courses = Changeset(removed=graph.store.dump([f"{BASE}data/courses"]))
        graph.store.commit(courses, parent=first, at=at(1), note={})
        graph.roll_back(first)
        yield graph


def test_the_law_holds_for_every_named_query_on_real_releases(real: KnowledgeGraph) -> None:
    """With the answers that a reader would get, through the plan and the formats."""
    for release in real.releases():
        dump = real.store.dump(release=release.number)
        with open_graph(Settings(store="memory:", workers=2)) as alone:
            alone.store.commit(Changeset(dump), parent=0, at=release.at, note={})
            for query in named_queries(BASE).values():
                plan = real.plan(query.text_with({}))
                then = real.answer(plan, TSV, release=release.number).body
                assert then == alone.answer(plan, TSV).body, (release.number, query.name)
