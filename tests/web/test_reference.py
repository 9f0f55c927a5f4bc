"""Every class, property, list and rule has a page that says all of it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from kg.changes import Changeset
from kg.knowledge_graph import KnowledgeGraph, open_graph
from kg.rdf import Syntax, in_graph, parse
from kg.settings import Settings
from kg.validate import Validator
from kg.web.app import create_app
from tests.ontology.files import DEF, handbook, terms
from tests.web.conftest import FIXTURE
from tests.web.names import BASE, BROWSER, asked
from tests.web.outline import Outline

TERMS = sorted(handbook().terms)
SHAPES = sorted(handbook().shapes)
SCHEMES = sorted(handbook().schemes)
WHOLE = ["/def/", "/def/core/", "/def/shape/", "/def/shape/core", "/def/shape/1.0.0"]


# A concept and a property that have had their day.
OLD = f"""
@prefix crv: <{DEF}core/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix outcome: <{DEF}outcome/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
outcome:fatality a skos:Concept ; skos:inScheme outcome: ; skos:prefLabel "Fatality"@en ;
  skos:definition "Someone died."@en ; owl:deprecated true ; dcterms:isReplacedBy outcome:death .
crv:topic a owl:ObjectProperty ; rdfs:isDefinedBy crv: ; rdfs:label "topic"@en ;
  skos:definition "What it is about."@en ; owl:deprecated true ; dcterms:isReplacedBy crv:theme ;
  skos:changeNote "1.1.0: crv:theme says the same."@en .
"""


@pytest.fixture(scope="module")
def kg() -> Iterator[KnowledgeGraph]:
    """A graph with all terms and rules, and a few things."""
    settings = Settings(store="memory:", workers=2, query_seconds=10)
    triples = parse((FIXTURE / "one.ttl").read_bytes(), Syntax.TURTLE, source="one.ttl").triples
    things = frozenset(in_graph(one, f"{BASE}data/one") for one in triples)
    with open_graph(settings) as graph:
        old = parse(OLD.encode(), Syntax.TURTLE, source="old").triples
        retired = frozenset(in_graph(one, f"{DEF}old/") for one in old)
        change = Changeset(terms() | things | retired)
        graph.store.commit(change, parent=0, at="2025-11-24T09:00:00Z", note={})
        yield graph


@pytest.fixture(scope="module")
def client(kg: KnowledgeGraph) -> Iterator[TestClient]:
    with TestClient(create_app(kg), follow_redirects=True) as opened:
        yield opened


def page(client: TestClient, iri: str) -> str:
    """The page about an IRI of ours, or at a path. It is there, and it is well made."""
    answer = client.get(f"/{iri.removeprefix(BASE).lstrip('/')}", headers=asked(BROWSER))
    assert answer.status_code == 200, iri
    outline = Outline(answer.text)
    assert outline.open == []
    assert outline.headings.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(outline.headings, outline.headings[1:], strict=False))
    assert len(outline.ids) == len(set(outline.ids))
    return answer.text


def plain(page: str) -> str:
    """The words of a page without its markup."""
    return flat(html.unescape(re.sub(r"<[^>]*>", "", page)))


def flat(text: str) -> str:
    """A text with single spaces."""
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("iri", TERMS, ids=lambda one: one.rpartition("/")[2])
def test_a_term_is_explained(client: TestClient, iri: str) -> None:
    """Its page has its label, definition, note, a query, and every rule that names it."""
    book = handbook()
    text, term = page(client, iri), book.terms[iri]
    words = plain(text)
    assert term.label.casefold() in words.casefold()
    assert flat(term.definition) in words
    assert flat(term.note) in words
    assert "SELECT" in words
    if not term.is_class:
        for rule in book.about_property(iri):
            assert f">{rule.code}</a>" in text


@pytest.mark.parametrize("iri", SHAPES, ids=lambda one: one.rpartition("/")[2])
def test_a_rule_is_explained(client: TestClient, iri: str) -> None:
    """Its page has the reason, the remedy, the good and the broken example."""
    book = handbook()
    rule = book.shapes[iri]
    words = plain(page(client, iri))
    for said in (rule.name, rule.description, rule.remedy, rule.why, rule.example):
        assert flat(said).casefold() in words.casefold()
    if rule.code:
        assert "This file breaks the rule." in words
        assert book.modules[rule.module].title in words


@pytest.mark.parametrize("iri", SCHEMES, ids=lambda one: one.rstrip("/").rpartition("/")[2])
def test_a_list_shows_every_concept_with_its_definition(client: TestClient, iri: str) -> None:
    """Narrower concepts inside broader ones; none left out."""
    index = handbook().index
    words = plain(page(client, iri))
    for concept in index.users(iri, "skos:inScheme"):
        assert flat(index.called(concept)) in words
        assert flat(index.text(concept, "skos:definition")) in words


@pytest.mark.parametrize("path", WHOLE)
def test_the_pages_of_the_whole_lead_everywhere(client: TestClient, path: str) -> None:
    """Every link on an index page leads to a page."""
    outline = Outline(page(client, path))
    here = {one.partition("#")[0] for one in outline.links if one.startswith("/def/")}
    assert here
    assert [one for one in here if client.head(one).status_code != 200] == []


def test_every_rule_is_found_by_its_code(client: TestClient) -> None:
    """A report names the code; in small letters too it leads to the page of the shape."""
    for code, rule in handbook().rules.items():
        answer = client.get(f"/def/rule/{code.lower()}", follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["Location"] == f"/{rule.iri.removeprefix(BASE)}"


def test_an_unknown_code_gets_help(client: TestClient) -> None:
    """A slip of the pen is answered with the nearest codes."""
    answer = client.get("/def/rule/REV-022")
    assert answer.status_code == 404
    assert "REV-02" in answer.json()["detail"]


def test_a_class_of_others_is_explained_by_our_rules_for_it(client: TestClient) -> None:
    """org:Organization leads to what a body has here, not to the W3C."""
    words = page(client, "/def/core/commissionedBy")
    assert '<a href="/def/shape/Organization">org:Organization</a>' in words
    assert "What org:Organization has here" in plain(page(client, "/def/shape/Organization"))


def test_a_derived_term_shows_how_it_is_worked_out(client: TestClient) -> None:
    """The query that the loader runs, and that no file may say it."""
    words = plain(page(client, "/def/core/published"))
    assert "No file may say it." in words
    assert "CONSTRUCT" in words


def test_a_deprecated_term_says_what_to_use_instead(client: TestClient) -> None:
    """At the head of its page, and with the change in its history."""
    text = page(client, "/def/core/topic")
    assert "Deprecated. Use crv:theme instead." in plain(text)
    assert '<a href="/def/core/theme">crv:theme</a>' in text
    assert "1.1.0: crv:theme says the same." in plain(text)
    assert "Deprecated. Use outcome:death instead." in plain(page(client, "/def/outcome/fatality"))


def test_deprecated_terms_stand_at_the_end(client: TestClient) -> None:
    """Apart from those in use, with what replaces them."""
    for path, old, instead in (
        ("/def/outcome/", "outcome:fatality", "use outcome:death"),
        ("/def/core/", "crv:topic", "use crv:theme"),
    ):
        used, _, gone = plain(page(client, path)).partition("No longer used")
        assert old not in used
        assert f"{old}" in gone
        assert instead in gone


def test_a_page_counts_uses_in_the_data(client: TestClient) -> None:
    """One review of the fixture, by name, on the page of its class."""
    assert "1 of them." in plain(page(client, "/def/core/CaseReview"))


def test_a_shape_in_rdf_has_the_nodes_inside_it(client: TestClient) -> None:
    """The alternatives of sh:or have no page of their own."""
    turtle = client.get("/def/shape/CaseReview-startDate.ttl").text
    graph = parse(turtle.encode(), Syntax.TURTLE, source="answer").triples
    said = {one.split(" ")[2] for one in graph if "shacl#datatype>" in one}
    assert said == {
        f"<http://www.w3.org/2001/XMLSchema#{name}>" for name in ("date", "gYearMonth", "gYear")
    }


def test_the_start_page_is_data_too(client: TestClient) -> None:
    """What there is below def/ can be read by a program."""
    turtle = client.get("/def/", headers=asked("text/turtle")).text
    assert "dcterms:hasPart" in turtle
    assert "rtype: dcterms:title" in turtle


def test_what_an_example_only_mentions_is_no_link(client: TestClient) -> None:
    """Invented identifiers would lead to nothing."""
    assert 'href="/doc/' not in page(client, "/def/shape/CaseReview-title")


CLASSES = sorted(
    iri
    for iri in {one for shape in handbook().shapes.values() for one in shape.target_classes}
    if handbook().example(iri)
)


def test_every_class_of_ours_has_an_example() -> None:
    """A reader sees what to write for each."""
    own = {iri for iri in TERMS if handbook().terms[iri].is_class}
    assert own - set(CLASSES) == set()


@pytest.mark.parametrize("iri", CLASSES, ids=lambda one: one.rpartition("/")[2])
def test_the_least_example_of_a_class_breaks_no_rule(iri: str, validator: Validator) -> None:
    """Who copies it from the page and loads it is not refused."""
    graph = f"{BASE}data/example"
    turtle = handbook().example(iri).encode()
    triples = parse(turtle, Syntax.TURTLE, source="example").triples
    statements = frozenset(in_graph(one, graph) for one in triples)
    assert validator.judge({graph: statements}, terms()).violations == ()
