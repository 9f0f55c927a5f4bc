"""Things, terms and datasets: every format says the same, and pages read whole."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest
import rdflib
from starlette.testclient import TestClient

from kg.knowledge_graph import KnowledgeGraph
from kg.web.in_process import fetch
from tests.web.names import BASE, BROWSER, REVIEW, THEME, asked

SUFFIXES = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}


def _page(client: TestClient, path: str) -> str:
    return client.get(path, headers=asked(BROWSER)).text


@pytest.mark.parametrize("path", ["/doc/review/abc-12345", "/def/core/CaseReview", "/def/core"])
def test_every_rdf_format_says_the_same(client: TestClient, path: str) -> None:
    """The syntaxes differ, the triples do not."""
    graphs = [
        {str(quad) for quad in ox.parse(client.get(f"{path}.{suffix}").content, form)}
        for suffix, form in SUFFIXES.items()
    ]
    assert len(graphs[0]) > 10
    assert all(graph == graphs[0] for graph in graphs)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own JSON-LD reader
@pytest.mark.parametrize("suffix", ["ttl", "jsonld", "rdf"])
def test_rdflib_reads_what_we_write(client: TestClient, suffix: str) -> None:
    """The library that most of our users have takes every format."""
    name = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml"}[suffix]
    graph = rdflib.Graph().parse(
        data=client.get(f"/doc/review/abc-12345.{suffix}").content, format=name
    )
    title = graph.value(rdflib.URIRef(REVIEW), rdflib.DCTERMS.title)
    assert title == rdflib.Literal("Child J", lang="en")


def test_rdf_keeps_the_base_and_pages_link_here(client: TestClient) -> None:
    """The data are the same on every server; a reader stays on this one."""
    turtle = client.get("/doc/review/abc-12345.ttl").text
    assert f"@prefix review: <{BASE}id/review/>" in turtle
    links = re.findall(r'href="([^"]*)"', _page(client, "/doc/review/abc-12345"))
    assert "/doc/body/invented-committee" in links
    assert not [link for link in links if link.startswith(BASE)]


def test_a_review_reads_whole(client: TestClient) -> None:
    """Incident, subject, report, edition and copy are inside it, and disagreement is shown."""
    page = _page(client, "/doc/review/abc-12345")
    for text in ("Invented Committee", "2015", "10 May 2016", "June 2016", "copies.example/report"):
        assert text in page
    assert 'href="https://copies.example/report.pdf" rel="external nofollow"' in page


def test_a_fact_names_its_dataset_where_there_are_several(client: TestClient) -> None:
    """Two datasets give two dates; the unusual one has the number of its dataset."""
    page = _page(client, "/doc/review/abc-12345")
    assert re.search(r'>June 2016</time> <a class="mark" href="#source-2"', page)
    assert '<li id="source-2"><a href="/data/two">Dataset two</a>' in page


def test_a_course_says_who_delivered_it(client: TestClient) -> None:
    """The deliverer, their role and their title are on the page of the course."""
    page = _page(client, "/doc/course/foundation")
    for text in ("A. Deliverer", "course deliverer", "Head of Invented Training", "May 2015"):
        assert text in page


def test_a_part_is_named_by_what_it_belongs_to(client: TestClient) -> None:
    """An edition has no title of its own, so its document's stands in."""
    page = _page(client, "/doc/edition/abc-12345-report-en")
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", page)
    assert heading
    assert heading[1] == "<bdi>Edition: &lt;script&gt;alert(&#39;report&#39;)&lt;/script&gt;</bdi>"


def test_what_is_in_the_data_is_never_markup(client: TestClient) -> None:
    """Titles and descriptions are escaped, and a javascript: homepage is text."""
    for path in ("/doc/document/abc-12345-report", "/doc/document/v1.2-notes"):
        page = _page(client, path)
        plain = page.replace('<script src="/static/', "")
        assert plain.count("<script") == plain.count('<script type="application/ld+json">') == 1
        assert "<b>things" not in page
    page = _page(client, "/doc/body/invented-committee")
    assert "javascript:alert(1)" in page
    assert 'href="javascript' not in page


def test_other_languages_are_marked(client: TestClient) -> None:
    """A screen reader changes its voice for Welsh."""
    assert '<span lang="cy">Pwyllgor Dychmygol</span>' in _page(
        client, "/doc/body/invented-committee"
    )
    assert '<h1 lang="cy"><bdi>Nodiadau</bdi></h1>' in _page(client, "/doc/document/nodate")


def test_links_left_out_are_said_on_the_page_and_in_rdf(client: TestClient) -> None:
    """More than 200 things point here; both say so, and how to get them all."""
    path = THEME.removeprefix(BASE)
    page = _page(client, f"/{path}.html")
    assert "These are 200 of 207." in page
    turtle = client.get(f"/{path}.ttl").text
    assert turtle.count("\nlp:lp-") == 200
    assert f"SELECT ?thing {{ ?thing <{BASE}def/core/theme> <{THEME}> }}" in turtle


def test_a_dataset_in_rdf_is_its_whole_graph(client: TestClient, kg: KnowledgeGraph) -> None:
    """The page describes it; the file holds it."""
    body = client.get("/data/one.nt").text
    graph = kg.store.dump([f"{BASE}data/one"])
    assert len(graph) > 50
    assert {f"{one.rsplit(' ', 2)[0]} ." for one in graph} <= set(body.splitlines())


def test_the_page_in_rdf_names_its_topic_licence_and_datasets(client: TestClient) -> None:
    """What is said of the document is apart from what is said of the thing."""
    body = client.get("/doc/review/abc-12345.nt").text
    page = f"<{BASE}doc/review/abc-12345>"
    assert f"{page} <http://xmlns.com/foaf/0.1/primaryTopic> <{REVIEW}> ." in body
    assert f"{page} <http://purl.org/dc/terms/source> <{BASE}data/two> ." in body
    assert f"{page} <http://purl.org/dc/terms/license>" in body


def test_a_tombstone_says_only_when_and_why(client: TestClient) -> None:
    """410 carries the tombstone and nothing else."""
    answer = client.get("/doc/review/withdrawn.nt")
    predicates = {
        line.split()[1].rpartition("/")[2].strip(">") for line in answer.text.splitlines()
    }
    assert answer.status_code == 410
    assert predicates == {"22-rdf-syntax-ns#type", "activitystreams#deleted", "removalReason"}


@pytest.mark.parametrize("path", ["/def/core", "/def/core/1.0.0"])
def test_an_ontology_is_found_without_its_slash_and_by_its_version(
    client: TestClient, path: str
) -> None:
    """What people type, and what owl:versionIRI says, lead to the ontology."""
    answer = client.get(path, headers=asked(BROWSER))
    assert answer.status_code == 200
    assert f'<{BASE}def/core/>; rel="cite-as"' in answer.headers["Link"]


def test_an_unknown_identifier_gets_help(client: TestClient) -> None:
    """The nearest known ones of the same kind, as links and in the problem."""
    page = client.get("/doc/review/abc-12354", headers=asked(BROWSER))
    assert page.status_code == 404
    assert '<a href="/doc/review/abc-12345">id/review/abc-12345</a>' in page.text
    assert '<a href="/browse/review">Browse case reviews</a>' in page.text
    assert client.get("/doc/review/abc-12354").json()["similar"] == [REVIEW]


@pytest.mark.parametrize("key", ["%3Ex%3C", "a%20b", "%22", "%7B%7D", "%0A", "é", "%E2%80%AE"])
def test_odd_identifiers_are_simply_unknown(client: TestClient, key: str) -> None:
    """What is no IRI, or would break out of one, is a 404 and never a 500."""
    for path in (f"/id/review/{key}", f"/doc/review/{key}.ttl", f"/def/{key}"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("key", ["cyngor-môn", "cyngor-m%C3%B4n"])
def test_identifiers_beyond_ascii_are_served(client: TestClient, key: str) -> None:
    """An IRI is an IRI in the data, and a URI in headers."""
    answer = client.get(f"/doc/document/{key}", headers=asked("text/turtle"))
    assert "id/document/cyngor-môn>" in answer.text
    assert f'<{BASE}id/document/cyngor-m%C3%B4n>; rel="cite-as"' in answer.headers["Link"]
    assert client.get(f"/id/document/{key}").headers["Location"] == "/doc/document/cyngor-m%C3%B4n"


def test_a_page_is_the_same_each_time(client: TestClient, kg: KnowledgeGraph) -> None:
    """Bytes depend on the release alone, so that ETags hold across servers."""
    first, second = kg.describe(REVIEW), kg.describe(REVIEW)
    assert first == second
    assert first.graphs == [f"{BASE}data/one", f"{BASE}data/two"]
    assert _page(client, "/doc/review/abc-12345") == _page(client, "/doc/review/abc-12345")


def test_one_answer_can_be_had_without_a_server(kg: KnowledgeGraph) -> None:
    """`kg get` follows the redirect of a thing to the format asked for."""
    got = fetch(kg, "/id/review/abc-12345", "text/turtle")
    assert (got.status, got.headers["content-type"]) == (200, "text/turtle; charset=utf-8")
    assert b"review:abc-12345 a" in got.body


def test_the_page_of_a_release_is_told_in_words(own_client: TestClient) -> None:
    """The versions of terms and rules have addresses and no labels."""
    page = own_client.get("/releases/1", headers={"Accept": "text/html"}).text
    assert ">core 1.0.0<" in page
    assert ">shape/privacy 1.0.0<" in page
    assert "crv:1.0.0" not in page
