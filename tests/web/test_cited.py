"""Cited answers: the same bytes again, across restarts, until a takedown; and references to
them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from kg.changes import Changeset
from kg.errors import NotFound
from kg.knowledge_graph import KnowledgeGraph, open_graph
from kg.query import named_queries, plan
from kg.settings import Settings
from kg.stores import Dataset
from kg.takedown import of_text
from kg.web.app import create_app
from kg.web.citation import LONGEST, Citation, cited, read_citation
from tests.web.names import BASE, BROWSER, asked

TITLES = "# Titles of all things\nSELECT ?title { ?thing <http://purl.org/dc/terms/title> ?title }"
# Of the first version of the form; whatever changes later, it must be read as it is here.
OLD = "AQAAAAAAAAAAAAAAAAAAAAB4-YGdDzmLNtfBkII4t1YpFgCIMQkB"


def _cite_as(link: str) -> str:
    found = re.search('<([^>]*)>; rel="cite-as"', link)
    assert found
    return found[1]


def _cited_at(client: TestClient, **parameters: str) -> str:
    return _cite_as(client.get("/sparql", params=parameters).headers["Link"])


@pytest.mark.parametrize(
    ("query", "form"),
    [
        *((TITLES, form) for form in ("json", "xml", "csv", "tsv")),
        ("CONSTRUCT { ?s a ?t } WHERE { ?s a ?t }", "turtle"),
        ("CONSTRUCT { ?s a ?t } WHERE { ?s a ?t }", "jsonld"),
        (f"SELECT ?t FROM <{BASE}data/one> {{ ?s a ?t }}", "csv"),
        ("SELECT ?t { ?s a ?t } # é ☃", "csv"),
    ],
)
def test_a_cited_answer_comes_again_byte_for_byte(
    client: TestClient, query: str, form: str
) -> None:
    """The link that an answer carries gives the same bytes in the same format."""
    first = client.get("/sparql", params={"query": query, "format": form})
    again = client.get(_cite_as(first.headers["Link"]))
    assert (again.status_code, again.content) == (200, first.content)
    for header in ("Content-Type", "KG-Release", "KG-Complete"):
        assert again.headers[header] == first.headers[header]
    assert _cite_as(again.headers["Link"]) == _cite_as(first.headers["Link"])


def test_a_citation_holds_the_graphs_and_the_release(client: TestClient) -> None:
    """The protocol's dataset and as-of are part of what was asked."""
    for more in ({"as-of": "1"}, {"default-graph-uri": f"{BASE}data/two"}):
        first = client.get("/sparql", params={"query": TITLES, "format": "csv", **more})
        assert first.text.split("\r\n")[1:] == ["Dataset two", ""]
        assert client.get(_cite_as(first.headers["Link"])).content == first.content


def test_a_named_query_is_cited_with_its_parameters(own_client: TestClient) -> None:
    """The address holds the values that were given, whatever the defaults become."""
    target = "/queries/reviews-of-a-kind?kind=significant-case-review&format=csv"
    first = own_client.get(target)
    assert own_client.get(_cite_as(first.headers["Link"])).content == first.content


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


def _opened(folder: Path) -> KnowledgeGraph:
    return open_graph(Settings(store=str(folder), workers=1))


@pytest.fixture
def filled(folder: Path) -> Iterator[Path]:
    """Two releases on disk; the first has a name that must go later."""
    title = "<http://purl.org/dc/terms/title>"
    texts = ["Child A", "Invented Secret-Name"]
    said = {f'<urn:x-{n}> {title} "{one}" <{BASE}data/two> .' for n, one in enumerate(texts)}
    with _opened(folder) as graph:
        graph.store.commit(Changeset(frozenset(said)), parent=0, at="2025-11-24T09:00:00Z", note={})
        more = frozenset({f'<urn:x-3> {title} "Child B" <{BASE}data/two> .'})
        graph.store.commit(Changeset(more), parent=1, at="2025-11-25T09:00:00Z", note={})
    return folder


def test_a_cited_answer_outlives_a_restart(filled: Path) -> None:
    """Nothing of it is in the memory of the server."""
    with _opened(filled) as graph, TestClient(create_app(graph)) as client:
        first = client.get("/sparql", params={"query": TITLES, "format": "csv", "as-of": "1"})
        path = _cite_as(first.headers["Link"])
    with _opened(filled) as graph, TestClient(create_app(graph)) as client:
        assert client.get(path).content == first.content


def test_after_a_takedown_a_citation_says_that_its_answer_is_gone(filled: Path) -> None:
    """410 and not another answer; one that never held the text comes as before."""
    about_one = "SELECT ?o { <urn:x-0> ?p ?o }"
    with _opened(filled) as graph, TestClient(create_app(graph)) as client:
        whole = _cited_at(client, query=TITLES, format="csv", **{"as-of": "1"})
        part = _cited_at(client, query=about_one, format="csv", **{"as-of": "1"})
        graph.erase(of_text("Secret-Name"), authority="an invented order")
        gone = client.get(whole)
        assert (gone.status_code, gone.json()["title"]) == (410, "Withdrawn")
        assert "Secret" not in gone.text
        assert client.get(part).status_code == 200
        page = client.get(whole, headers=asked(BROWSER))
        assert page.status_code == 410


@pytest.mark.parametrize("query", ["SELECT (NOW() AS ?n) {}", "SELECT (RAND() AS ?n) {}"])
def test_an_answer_that_differs_each_time_is_not_cited(client: TestClient, query: str) -> None:
    """No link is better than one that breaks."""
    assert "cite-as" not in client.get("/sparql", params={"query": query}).headers["Link"]


def test_a_query_too_long_for_an_address_is_not_cited(client: TestClient) -> None:
    """It can still be asked again, by its text and as-of."""
    values = " ".join(f'"{n * 7919 % 99991:x}{n * n:x}"' for n in range(900))
    answer = client.post("/sparql", data={"query": f"SELECT * {{ VALUES ?x {{ {values} }} }}"})
    assert answer.status_code == 200
    assert "cite-as" not in answer.headers["Link"]


@pytest.mark.parametrize("token", ["x", "AQ", "a" * 200, "%C3%A9", OLD[:-9], "AQ" + "A" * 60])
def test_what_is_no_citation_is_not_found(client: TestClient, token: str) -> None:
    """A part of an address, or none at all: 404 and never 500."""
    assert client.get(f"/r/{token}").status_code == 404


def test_an_old_citation_is_still_read() -> None:
    """Its form never changes."""
    read = read_citation(OLD)
    assert read == Citation("ASK { }", Dataset(), 7, "csv", "0" * 32)
    assert read.token() == OLD


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
    st.sampled_from([None, (), ("http://a.example/",), ("urn:a", "urn:é")]),
    st.sampled_from([None, ("urn:b",)]),
    st.integers(0, 10**6),
    st.binary(min_size=16, max_size=16),
)
def test_a_citation_is_read_as_it_was_written(
    text: str,
    default: tuple[str, ...] | None,
    named: tuple[str, ...] | None,
    release: int,
    digest: bytes,
) -> None:
    """Packing and unpacking lose nothing, whatever the query says."""
    citation = Citation(text, Dataset(default, named), release, "csv", digest.hex())
    token = citation.token()
    assert token
    assert read_citation(token) == citation


@given(st.binary(max_size=80))
def test_bytes_that_are_no_citation_are_refused(junk: bytes) -> None:
    """Whatever stands in the address."""
    with pytest.raises(NotFound):
        read_citation(junk.hex())


def test_the_tokens_of_the_named_queries_are_short() -> None:
    """An address of a few hundred letters fits a footnote; none comes near the limit."""
    lengths = [
        len(citation.token() or "x" * LONGEST)
        for query in named_queries(BASE).values()
        if (citation := cited(plan(query.text_with({})), 1, "csv", "0" * 32))
    ]
    assert sorted(lengths)[len(lengths) // 2] < 700
    assert max(lengths) < LONGEST / 2


def test_a_person_sees_what_was_cited_and_how_to_cite_it(client: TestClient) -> None:
    """The title from the query's first comment, three styles, the query, the rows."""
    path = _cited_at(client, query=TITLES, format="json")
    page = client.get(path, headers=asked(BROWSER)).text
    assert "<h1>Titles of all things</h1>" in page
    assert "@misc{ukcasereviews-r2-" in page
    assert f'href="{path}?format=json"' in page
    assert '<th scope="col">title</th>' in page


def test_references_are_written_in_three_styles(client: TestClient) -> None:
    """Each names the release, its year, and the address that lasts."""
    path = _cited_at(client, query=TITLES, format="csv")
    bibtex = client.get(f"{path}?cite=bibtex")
    assert bibtex.headers["Content-Type"] == "application/x-bibtex; charset=utf-8"
    assert f"url = {{{BASE.rstrip('/')}{path}}}" in bibtex.text
    assert bibtex.text.count("{") == bibtex.text.count("}")
    (item,) = json.loads(client.get(f"{path}?cite=csl").text)
    assert (item["type"], item["version"]) == ("dataset", "Release 2")
    assert item["issued"]["date-parts"] == [[2025, 11, 25]]
    text = client.get(path, headers=asked("text/x-bibliography")).text
    assert text.startswith("UK Case Reviews (2025). Titles of all things. Release 2 of 2025-11-25")


def test_bibtex_takes_a_title_with_marks_of_its_own(client: TestClient) -> None:
    """Braces, ampersands and hashes are escaped."""
    path = _cited_at(client, query="# 100% {of} A&B_C\nASK {}", format="json")
    assert "title = {{100\\% \\{of\\} A\\&B\\_C}}" in client.get(f"{path}?cite=bibtex").text


@pytest.mark.parametrize(
    ("more", "status"), [("?cite=apa", 406), ("?format=xml", 406), ("?format=csv", 200)]
)
def test_only_the_cited_format_and_the_known_styles_are_there(
    client: TestClient, more: str, status: int
) -> None:
    """What was cited as CSV is CSV."""
    path = _cited_at(client, query=TITLES, format="csv")
    assert client.get(path + more).status_code == status
