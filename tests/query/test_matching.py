"""Searching by words inside a query: the triple becomes what was found, wherever it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pyoxigraph as ox
import pytest

from kg.errors import BadRequest, QuerySyntax
from kg.formats import JSON, TURTLE
from kg.knowledge_graph import KnowledgeGraph
from kg.query.matching import with_matches
from tests.queries.regenerate import own_graph

BASE = "https://w3id.org/uk-case-reviews/"
PREFIX = f"PREFIX search: <{BASE}def/search/>\n"
ONE, TWO = f"{BASE}id/body/one", f"{BASE}id/body/two"
BLOCK = f"VALUES ?x {{ <{ONE}> <{TWO}> }}"
SCORED = f"VALUES (?x ?s) {{ (<{ONE}> 2.500) (<{TWO}> 1.000) }}"


class Found:
    """Finds two bodies, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []

    def __call__(self, text: str, limit: int) -> Sequence[tuple[str, float]]:
        self.asked.append((text, limit))
        return [(ONE, 2.5), (TWO, 1.0)][:limit]


def written(query: str) -> str:
    """The query as it is sent to the store, its spaces made even; it is checked to be SPARQL."""
    text = with_matches(PREFIX + query, BASE, Found())
    ox.Store().query(text)
    return " ".join(text.removeprefix(PREFIX).split())


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ('SELECT * { ?x search:matches "a" }', f"SELECT * {{ {BLOCK} }}"),
        (
            'SELECT * { ?x search:matches "a". ?x ?p 1.5 . }',
            f"SELECT * {{ {BLOCK} . ?x ?p 1.5 . }}",
        ),
        ("SELECT * { (?x ?s) search:matches 'a' }", f"SELECT * {{ {SCORED} }}"),
        ('SELECT * { ( ?x $s ) search:matches ("""a""" 5) }', f"SELECT * {{ {SCORED} }}"),
        ('SELECT * { ?x search:matches ("a") ; ?p ?o }', f"SELECT * {{ {BLOCK} ?x ?p ?o }}"),
        ('SELECT * { ?x search:matches "a" ; ; . }', f"SELECT * {{ {BLOCK} . }}"),
        (
            'SELECT * { ?x a ?t, ?u ; search:matches "a" ; ?p [ ?q ?r ] }',
            f"SELECT * {{ ?x a ?t, ?u . {BLOCK} ?x ?p [ ?q ?r ] }}",
        ),
        (
            'SELECT * { ?a ?b ?c . ?x ?q (1 2) ; search:matches "a" }',
            f"SELECT * {{ ?a ?b ?c . ?x ?q (1 2) . {BLOCK} }}",
        ),
        (
            'SELECT * { { ?a ?b ?c } ?x ?q ?r ; search:matches "a" }',
            f"SELECT * {{ {{ ?a ?b ?c }} ?x ?q ?r . {BLOCK} }}",
        ),
        (
            'SELECT * { FILTER(?c > 1) ?x search:matches "a" . ?x ?b ?c }',
            f"SELECT * {{ FILTER(?c > 1) {BLOCK} . ?x ?b ?c }}",
        ),
        (
            f'SELECT * {{ GRAPH ?g {{ ?x <{BASE}def/search/matches> "a" . ?x ?p ?o }} }}',
            f"SELECT * {{ GRAPH ?g {{ {BLOCK} . ?x ?p ?o }} }}",
        ),
        (
            'CONSTRUCT { ?x ?p ?o } WHERE { ?x ?p ?o ; search:matches "a" }',
            f"CONSTRUCT {{ ?x ?p ?o }} WHERE {{ ?x ?p ?o . {BLOCK} }}",
        ),
        (
            'ASK { OPTIONAL { ?x search:matches "a" } FILTER EXISTS { ?x search:matches "b" } }',
            f"ASK {{ OPTIONAL {{ {BLOCK} }} FILTER EXISTS {{ {BLOCK} }} }}",
        ),
    ],
)
def test_a_search_becomes_what_was_found(query: str, wanted: str) -> None:
    """In every place where a triple may stand, with the rest of the query as it was."""
    assert written(query) == wanted


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?x ?p "search:matches" } # ?x search:matches "a"',
        "SELECT * { ?x ?p ?o FILTER(?p != search:matches) }",
        "DESCRIBE search:matches",
        'SELECT * { ?x <https://other.example/matches> "a" }',
    ],
)
def test_what_only_speaks_of_the_property_stays(query: str) -> None:
    """In strings, comments, filters; and properties of others."""
    found = Found()
    assert with_matches(PREFIX + query, BASE, found) == PREFIX + query
    assert found.asked == []


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?x search:matches ?words }",
        'SELECT * { <urn:x> search:matches "a" }',
        'SELECT * { ?x search:matches "a"@en }',
        'SELECT * { ?x search:matches "a", "b" }',
        'SELECT * { ?x search:matches " .?! " }',
        'SELECT * { ?x search:matches ("a" 0) }',
        'SELECT * { ?x search:matches ("a" 99999) }',
        'SELECT * { ?x search:matches ("a" 5 6) }',
        'SELECT * { ?x search:matches+ "a" }',
        'SELECT * { ?x ^search:matches "a" }',
        'SELECT * { ?x ?p/search:matches "a" }',
        'SELECT * { (?x ?x) search:matches "a" }',
        'SELECT * { (?x ?s ?t) search:matches "a" }',
        'SELECT * { [] a ?t ; search:matches "a" }',
        'SELECT * { ?y ?p [ ?q ?x ; search:matches "a" ] }',
        'SELECT * { FILTER(?y) ?x a ?t ; search:matches "a" }',
        'CONSTRUCT { ?x search:matches "a" } WHERE { ?x ?p ?o }',
        'SELECT * { ?x search:matches "a',
    ],
)
def test_a_search_in_another_form_is_refused_with_its_place(query: str) -> None:
    """So that none is passed over in silence."""
    with pytest.raises(BadRequest, match="Line 2, column") as refused:
        with_matches(PREFIX + query, BASE, Found())
    assert refused.value.fields["line"] == 2
    assert "search:matches" in refused.value.detail


def test_the_words_are_those_that_the_string_means() -> None:
    """Escapes undone, the limit passed on; without one, one more than may be."""
    found = Found()
    query = r"""SELECT * { ?x search:matches "\"learning\treview\" caf\u00e9" . }"""
    with_matches(PREFIX + query, BASE, found)
    with_matches(
        PREFIX + "SELECT * { ?x search:matches ('it''s' 1) }".replace("''", "\\'"), BASE, found
    )
    assert found.asked == [('"learning\treview" café', 10_001), ("it's", 1)]


def test_too_many_matches_are_refused_and_never_cut() -> None:
    """Unless the query says how many it wants."""
    many = [(f"{ONE}{number}", 1.0) for number in range(10_001)]
    query = PREFIX + "SELECT * { ?x search:matches %s }"
    with pytest.raises(BadRequest, match="More than 10,000"):
        with_matches(query % '"a"', BASE, lambda _, limit: many[:limit])
    text = with_matches(query % '("a" 10000)', BASE, lambda _, limit: many[:limit])
    assert text.count("<https://w3id.org/uk-case-reviews/id/body/one") == 10_000


@pytest.fixture(scope="module")
def graph() -> Iterator[KnowledgeGraph]:
    """The data that come with the package."""
    with own_graph() as opened:
        yield opened


def answer(graph: KnowledgeGraph, query: str) -> list[dict[str, Any]]:
    """The rows of a query with our prefixes."""
    text = graph.vocabulary.prologue(query) + query
    found: list[dict[str, Any]] = json.loads(graph.answer(graph.plan(text), JSON).body)["results"][
        "bindings"
    ]
    return found


def test_a_search_joins_with_the_data_and_is_ranked(graph: KnowledgeGraph) -> None:
    """Bodies with a word in their names and a type, the best first."""
    rows = answer(
        graph,
        """SELECT ?name ?score { (?body ?score) search:matches "fife" .
            ?body a org:Organization ; skos:prefLabel ?name } ORDER BY DESC(?score) ?name""",
    )
    names = [row["name"]["value"] for row in rows]
    scores = [float(row["score"]["value"]) for row in rows]
    assert {"Fife Council", "Fife Child Protection Committee"} <= set(names)
    assert scores == sorted(scores, reverse=True)
    assert rows[0]["score"]["datatype"].endswith("#decimal")


def test_a_search_that_finds_nothing_gives_no_rows_and_no_complaint(graph: KnowledgeGraph) -> None:
    """The hints do not call the property unknown."""
    query = 'SELECT * { ?x search:matches "qqqqzzz" ; a org:Organization }'
    plan = graph.plan(graph.vocabulary.prologue(query) + query)
    given = graph.answer(plan, JSON)
    assert json.loads(given.body)["results"]["bindings"] == []
    assert graph.hints(plan, JSON, given) == []


def test_a_fault_elsewhere_in_the_query_keeps_its_place(graph: KnowledgeGraph) -> None:
    """Though the text that ran was another."""
    query = 'PREFIX search: <%sdef/search/> SELECT * { ?x search:matches "fife" . ?x ?p } '
    with pytest.raises(QuerySyntax) as refused:
        graph.answer(graph.plan(query % BASE), JSON)
    assert refused.value.fields["column"] > len(BASE) + 60


def test_a_blank_node_on_both_sides_of_a_search_is_one_node(graph: KnowledgeGraph) -> None:
    """As if the search did not part the triples around it."""
    query = """SELECT (COUNT(*) AS ?n) { %s crv:commissionedBy ?x .
        ?x search:matches "board" . %s dcterms:title ?title }"""
    counts = [answer(graph, query.replace("%s", node)) for node in ("_:review", "?review")]
    assert counts[0] == counts[1]
    assert int(counts[0][0]["n"]["value"]) > 10


def test_a_graph_can_be_made_of_what_is_found(graph: KnowledgeGraph) -> None:
    """CONSTRUCT and DESCRIBE too."""
    query = "DESCRIBE ?x { ?x search:matches ('fife cpc' 1) }"
    text = graph.vocabulary.prologue(query) + query
    assert b"Fife Child Protection Committee" in graph.answer(graph.plan(text), TURTLE).body
