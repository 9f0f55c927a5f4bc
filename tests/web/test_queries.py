"""Named queries over HTTP: the list, pages with forms, answers, RDF, and their place in OpenAPI."""

from __future__ import annotations

import csv
import io
import re

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from kg.content import CANONICAL_BASE
from kg.query import Kind, named_queries
from tests.web.names import BASE, BROWSER, asked

QUERIES = named_queries(CANONICAL_BASE)
SH = "http://www.w3.org/ns/shacl#"


def _page(client: TestClient, target: str) -> str:
    return client.get(target, headers=asked(BROWSER)).text


@pytest.mark.parametrize("name", QUERIES)
def test_every_named_query_answers_and_has_a_page(client: TestClient, name: str) -> None:
    """As CSV with its own columns, and as a page whose form holds each of its parameters."""
    answer = client.get(f"/queries/{name}", headers=asked("text/csv"))
    assert answer.status_code == 200
    assert next(csv.reader(io.StringIO(answer.text))) == list(QUERIES[name].columns)
    page = _page(client, f"/queries/{name}")
    assert page.partition("<main")[2].count("</label>") == len(QUERIES[name].parameters)
    assert 'id="answer">Answer' in page


def test_the_list_names_every_query(client: TestClient) -> None:
    """For people by group, for programs as JSON with the kinds of the parameters."""
    page = _page(client, "/queries")
    assert all(f'href="/queries/{name}"' in page for name in QUERIES)
    listed = {one["name"]: one for one in client.get("/queries").json()}
    assert set(listed) == set(QUERIES)
    assert listed["exploitation-since-a-year"]["parameters"][0]["kind"] == "year"


def test_a_parameter_changes_the_answer_and_the_links(own_client: TestClient) -> None:
    """The address holds the question, so that the page, the file and the program agree."""
    target = "/queries/reviews-of-a-kind?kind=significant-case-review"
    rows = list(csv.DictReader(io.StringIO(own_client.get(f"{target}&format=csv").text)))
    assert {row["type"] for row in rows} == {"Significant case review"}
    page = _page(own_client, target)
    assert f"{len(rows)} rows" in page
    assert 'href="/queries/reviews-of-a-kind?kind=significant-case-review&amp;format=csv"' in page
    assert '<option value="significant-case-review" selected>' in page


def test_a_form_offers_what_a_parameter_may_be(own_client: TestClient) -> None:
    """Concepts as a list to choose from, things of a small class by name, days by the calendar."""
    kinds = _page(own_client, "/queries/reviews-of-a-kind")
    assert re.search(r'<option value="child-case-review" selected>\s*Child case review', kinds)
    nations = _page(own_client, "/queries/reviews-by-guidance")
    assert "</select>" not in nations
    days = _page(own_client, "/queries/rules-in-force-on-a-date")
    assert 'type="date"' in days


def test_an_empty_field_has_its_default(client: TestClient) -> None:
    """A form sends what was left out as an empty text."""
    given = client.get("/queries/exploitation-since-a-year?from=&format=csv")
    assert (given.status_code, given.text.split(",")[0]) == (200, "review")


@pytest.mark.parametrize(
    ("target", "status", "said"),
    [
        ("/queries/exploitation-since-a-year?from=soon", 400, "a year in four digits"),
        ("/queries/exploitation-since-a-year?from=2010&from=2011", 400, "one from="),
        ("/queries/exploitation-since-a-year?until=2011", 400, "no parameter 'until'"),
        ("/queries/exploitation-since-a-year?format=png", 406, "no format 'png'"),
        ("/queries/exploitation-since-year", 404, "exploitation-since-a-year"),
        ("/queries/reviews-of-a-kind?kind=a%3E%20%3Fs", 400, "kind cannot be"),
    ],
)
def test_a_wrong_request_says_what_was_expected(
    client: TestClient, target: str, status: int, said: str
) -> None:
    """A value of another kind never reaches the query."""
    answer = client.get(target)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert said in answer.json()["detail"]


def test_a_wrong_value_stays_in_the_form(client: TestClient) -> None:
    """A person sees what is wrong above the fields that they filled in."""
    answer = client.get("/queries/exploitation-since-a-year?from=soon", headers=asked(BROWSER))
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert 'value="soon"' in answer.text


def _said(body: bytes) -> list[ox.Quad]:
    return list(ox.parse(body, ox.RdfFormat.TURTLE))


def test_the_queries_are_executable_rdf(client: TestClient) -> None:
    """sh:SPARQLExecutable with the text, its prefixes and its target, as SIB writes them."""
    quads = _said(client.get("/queries?format=turtle").content)
    texts = {q.subject.value: q.object.value for q in quads if q.predicate.value == f"{SH}select"}
    assert set(texts) == {f"{BASE}queries/{name}" for name in QUERIES}
    for text in texts.values():
        ox.Store().query(text)
    targets = {q.object.value for q in quads if q.predicate.value == "https://schema.org/target"}
    assert targets == {f"{BASE}sparql"}
    assert f"{SH}declare" in {q.predicate.value for q in quads}


def test_a_query_describes_its_parameters_in_rdf(client: TestClient) -> None:
    """Each with its path, its default and what it takes."""
    quads = _said(client.get("/queries/exploitation-since-a-year?format=turtle").content)
    node = f"{BASE}queries/exploitation-since-a-year#from"
    about = {q.predicate.value: q.object for q in quads if q.subject.value == node}
    assert about[f"{SH}defaultValue"].datatype.value.endswith("#gYear")
    assert about[f"{SH}datatype"].value.endswith("#gYear")
    assert about[f"{SH}name"].value == "from"


def test_openapi_types_the_parameters_of_each_query(client: TestClient) -> None:
    """A client made from the document knows each question and what it takes."""
    paths = client.get("/openapi.json").json()["paths"]
    for name, query in QUERIES.items():
        said = {one["name"]: one for one in paths[f"/queries/{name}"]["get"]["parameters"]}
        for parameter in query.parameters:
            assert said[parameter.name]["schema"]["default"] == parameter.default
            assert (parameter.kind is Kind.DATE) == (
                said[parameter.name]["schema"].get("format") == "date"
            )
    assert {one["name"] for one in paths["/sparql"]["get"]["parameters"]} >= {"query", "timeout"}


def test_the_service_description_names_the_queries(client: TestClient) -> None:
    """Who finds the endpoint finds the questions that it comes with."""
    body = client.get("/sparql", headers=asked("text/turtle")).content
    kinds = [q for q in _said(body) if q.object == ox.NamedNode(f"{SH}SPARQLExecutable")]
    assert len(kinds) == len(QUERIES)


def test_an_answer_says_that_it_is_whole(client: TestClient) -> None:
    """In a header, whatever the format, so that a program need not look inside."""
    for form in ("csv", "json", "xml", "tsv"):
        answer = client.get(f"/queries/where-to-read-reports?format={form}")
        assert (answer.headers["KG-Complete"], answer.headers["KG-Release"]) == ("true", "2")
