"""SPARQL 1.1 Protocol: the three ways to send a query, its parameters, and its page."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from kg.query import named_queries
from tests.web.names import BASE, BROWSER, asked

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
TITLES = "SELECT ?title { ?d <http://purl.org/dc/terms/title> ?title } ORDER BY ?title"
FORM = "application/x-www-form-urlencoded"


def _count(answer: object) -> int:
    return int(json.loads(answer)["results"]["bindings"][0]["n"]["value"])  # type: ignore[arg-type]


def test_the_three_ways_to_ask_give_the_same_bytes(client: TestClient) -> None:
    """GET, POST of a form and POST of the query itself are one operation (section 2.1)."""
    got = client.get("/sparql", params={"query": COUNT})
    form = client.post("/sparql", data={"query": COUNT})
    direct = client.post(
        "/sparql",
        content=COUNT,
        headers={"Content-Type": "application/sparql-query; charset=utf-8"},
    )
    assert got.status_code == form.status_code == direct.status_code == 200
    assert got.content == form.content == direct.content
    assert _count(got.content) > 200


def test_the_protocol_chooses_the_graphs(client: TestClient) -> None:
    """default-graph-uri narrows the default graph to the graphs named (section 2.1.4)."""
    narrowed = client.get(
        "/sparql", params={"query": TITLES, "default-graph-uri": f"{BASE}data/two", "format": "csv"}
    )
    assert narrowed.text.split() == ["title", "Dataset", "two"]


def test_an_unknown_graph_is_refused_and_not_fetched(client: TestClient) -> None:
    """A graph that is not here is a fault of the request, never a request of ours."""
    answer = client.get(
        "/sparql", params={"query": TITLES, "default-graph-uri": "http://elsewhere.example/"}
    )
    assert answer.status_code == 400
    assert "elsewhere.example" in answer.json()["detail"]


def test_an_older_release_answers_as_it_did(client: TestClient) -> None:
    """as-of= asks a release by number or by date."""
    for when in ("1", "2025-11-24"):
        answer = client.get("/sparql", params={"query": COUNT, "as-of": when})
        assert (_count(answer.content), answer.headers["KG-Release"]) == (1, "1")


def test_a_fault_in_the_query_says_line_and_column(client: TestClient) -> None:
    """A person finds the fault in the text that they sent."""
    problem = client.get("/sparql", params={"query": "SELECT *\n{ ?s ?p }"}).json()
    assert problem["type"] == f"{BASE}problems/query-syntax"
    assert (problem["status"], problem["line"]) == (400, 2)
    assert problem["excerpt"] == "{ ?s ?p }"


@pytest.mark.parametrize("word", ["SERVICE <http://elsewhere.example/>", "SERVICE SILENT ?where"])
def test_reaching_outside_is_forbidden(client: TestClient, word: str) -> None:
    """SERVICE is refused before anything runs."""
    answer = client.get("/sparql", params={"query": f"SELECT * {{ {word} {{ ?s ?p ?o }} }}"})
    assert (answer.status_code, answer.json()["title"][:9]) == (403, "The query")


def test_a_query_over_its_time_ends_and_the_next_is_answered(client: TestClient) -> None:
    """A time-out is 503 with Retry-After, never a shortened 200."""
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    answer = client.get("/sparql", params={"query": slow, "timeout": "0.3"})
    assert (answer.status_code, answer.json()["limit"]) == (503, 0.3)
    assert answer.headers["Retry-After"] == "5"
    assert client.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (b"ASK {}", "application/json", 415),
        (b"ASK {}", "", 415),
        (b"query=ASK%7B%7D&query=ASK%7B%7D", FORM, 400),
        (b"update=CLEAR%20ALL", FORM, 400),
        (b"query=%FF", FORM, 400),
        (b"\xff", "application/sparql-query", 400),
        (b"x" * (2**20 + 1), "application/sparql-query", 413),
    ],
)
def test_a_body_that_is_not_one_query_is_refused(
    client: TestClient, body: bytes, media_type: str, status: int
) -> None:
    """Wrong types, two queries, updates, broken UTF-8 and too many bytes each have their status."""
    answer = client.post("/sparql", content=body, headers={"Content-Type": media_type})
    assert answer.status_code == status
    assert answer.json()["status"] == status


def test_a_body_that_does_not_say_its_length_is_read_within_bounds(client: TestClient) -> None:
    """Chunks are counted as they come."""
    chunks = (b"x" * 2**16 for _ in range(20))
    headers = {"Content-Type": "application/sparql-query"}
    assert client.post("/sparql", content=chunks, headers=headers).status_code == 413


def test_the_service_describes_itself(client: TestClient) -> None:
    """RDF without a query is the service description, with the graphs that there are."""
    sd = "http://www.w3.org/ns/sparql-service-description#"
    body = client.get("/sparql", headers=asked("application/n-triples")).content
    said = {(q.predicate.value, q.object.value) for q in ox.parse(body, ox.RdfFormat.N_TRIPLES)}
    assert (f"{sd}endpoint", "http://testserver/sparql") in said
    assert (f"{sd}supportedLanguage", f"{sd}SPARQL11Query") in said
    assert (f"{sd}feature", f"{sd}UnionDefaultGraph") in said
    assert (f"{sd}name", f"{BASE}data/one") in said


def test_a_browser_gets_a_form_with_questions_to_begin_with(client: TestClient) -> None:
    """The page works without scripts: a form that holds a query, and links to the named ones."""
    page = client.get("/sparql", headers=asked(BROWSER)).text
    assert '<form action="/sparql#answer" method="get">' in page
    assert "SELECT" in page.partition("<textarea")[2].partition("</textarea>")[0]
    assert page.count('<li><a href="/queries/') == len(named_queries(BASE))


def test_a_browser_sees_rows_as_a_table_with_local_links(client: TestClient) -> None:
    """Our own IRIs lead to our own pages; what is in the data is escaped."""
    query = "SELECT ?s ?title { ?s <http://purl.org/dc/terms/title> ?title } ORDER BY ?s"
    page = client.get("/sparql", params={"query": query}, headers=asked(BROWSER)).text
    assert f'<a href="/doc/review/abc-12345" title="{BASE}id/review/abc-12345"' in page
    assert '<th scope="col">title</th>' in page
    assert "&lt;script&gt;alert(&#39;report&#39;)&lt;/script&gt;" in page
    assert "<script>" not in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("ASK { ?s ?p ?o }", "<b>Yes</b>"),
        ("SELECT * { ?s ?p 'nothing says this' }", "Nothing in the data matches."),
        ("CONSTRUCT { ?s a ?t } WHERE { ?s a ?t } LIMIT 1", '<pre class="scroll"'),
    ],
)
def test_a_browser_sees_every_form_of_answer(client: TestClient, query: str, shown: str) -> None:
    """Yes or no, no rows, and graphs."""
    page = client.get("/sparql", params={"query": query}, headers=asked(BROWSER))
    assert shown in page.text


def test_a_browser_sees_what_is_wrong_beside_its_query(client: TestClient) -> None:
    """The text is not lost, the fault is pointed at, and the status is honest."""
    query = "SELECT * { ?s <p ?o } # <b>"
    answer = client.get("/sparql", params={"query": query}, headers=asked(BROWSER))
    assert answer.status_code == 400
    assert "SELECT * { ?s &lt;p ?o } # &lt;b&gt;</textarea>" in answer.text
    assert 'role="alert"' in answer.text


TYPO = f"SELECT * {{ ?s <{BASE}def/core/reviewTipe> ?o }}"


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml"])
def test_an_empty_answer_names_the_term_that_is_not_known(client: TestClient, form: str) -> None:
    """In a header, since formats of results have no place for it; the body stays as it is."""
    answer = client.get("/sparql", params={"query": TYPO, "format": form})
    assert answer.status_code == 200
    assert "is not in release 2" in answer.headers["KG-Hint"]
    assert "crv:reviewType" in answer.headers["KG-Hint"]
    assert "KG-Hint" in answer.headers["Access-Control-Expose-Headers"]


def test_a_page_shows_the_hint_above_the_empty_table(client: TestClient) -> None:
    """A person sees it where the rows would be."""
    page = client.get("/sparql", params={"query": TYPO}, headers=asked(BROWSER)).text
    assert 'class="hints"' in page
    assert "crv:reviewType" in page


def test_a_hint_fits_a_header_whatever_the_query_says(client: TestClient) -> None:
    """A header holds ASCII, and not too much of it."""
    query = f"SELECT * {{ ?s <{BASE}def/core/rév{'x' * 5000}> ?o }}"
    hint = client.get("/sparql", params={"query": query, "format": "csv"}).headers["KG-Hint"]
    assert hint.isascii()
    assert len(hint) < 1100


def test_an_error_has_hints_for_programs(client: TestClient) -> None:
    """What could stand there, and what to write, as members of the problem."""
    problem = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o FILTR(?o) }"}).json()
    assert problem["hints"] == ["Did you mean FILTER?"]
    assert problem["token"] == "FILTR"
    assert "\\u" not in str(problem["expected"])
