"""The search page, and the same for machines."""

from __future__ import annotations

import csv
import html
import json
import re

import pytest
from starlette.testclient import TestClient

from tests.web.names import BASE, BROWSER, asked

FIFE = f"{BASE}id/body/cpc-fife"
HOSTILE = [
    'a" OR name:b',
    "NEAR(a b, 2) *",
    "^{name} : -x AND NOT (",
    "\x00\x02\x03",
    "<script>alert(1)</script>",
    "'; DROP TABLE entity; --",
    "مرحبا שלום 🙂",
    "a" * 500,
    "%",
    "\u202e" * 50,
]


def test_the_page_shows_hits_with_their_kinds_and_what_matched(own_client: TestClient) -> None:
    """Linked to their pages; the words are marked; kinds narrow the search."""
    page = own_client.get("/search", params={"q": "fife cpc"}, headers=asked(BROWSER))
    assert page.status_code == 200
    assert '<a href="/doc/body/cpc-fife">Fife Child Protection Committee</a>' in page.text
    assert "<mark>fife</mark>" in page.text
    assert 'href="/search?q=fife+cpc&amp;kind=body"' in page.text


def test_json_and_csv_say_the_same(own_client: TestClient) -> None:
    """By Accept or by format=; with the release that was searched."""
    said = own_client.get("/search", params={"q": "neglect"}, headers=asked("application/json"))
    table = own_client.get("/search", params={"q": "neglect", "format": "csv"})
    found = said.json()
    assert [row["iri"] for row in csv.DictReader(table.text.splitlines())] == [
        one["iri"] for one in found["results"]
    ]
    assert found["total"] == sum(found["kinds"].values()) > len(found["results"]) == 20
    assert said.headers["KG-Release"] == str(found["release"])
    first = found["results"][0]
    marked = [first["snippet"][start:end].lower() for start, end in first["marked"]]
    assert marked
    assert all(one.startswith("neglect") for one in marked)


def test_pages_follow_each_other_without_a_gap(own_client: TestClient) -> None:
    """Each hit once, as many as the total says."""
    query = {"q": "adult protection committee", "kind": "body", "format": "json"}
    first = own_client.get("/search", params=query).json()
    pages = -(-first["total"] // 20)
    found = [
        one["iri"]
        for page in range(1, pages + 1)
        for one in own_client.get("/search", params={**query, "page": page}).json()["results"]
    ]
    assert len(found) == len(set(found)) == first["total"] > 20


def test_a_misspelt_word_leads_to_the_right_one(own_client: TestClient) -> None:
    """As a link that searches for it."""
    page = own_client.get("/search", params={"q": "negelct"}, headers=asked(BROWSER)).text
    assert 'Did you mean <a href="/search?q=neglect">neglect</a>?' in page


def test_the_box_is_told_names_as_they_are_typed(own_client: TestClient) -> None:
    """In the form that browsers know (OpenSearch Suggestions)."""
    answer = own_client.get("/search/suggest", params={"q": "fife chi"})
    assert answer.headers["Content-Type"] == "application/x-suggestions+json"
    typed, names, kinds, addresses = answer.json()
    place = names.index("Fife Child Protection Committee")
    assert (typed, kinds[place], addresses[place]) == ("fife chi", "Body", "/doc/body/cpc-fife")


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("path", ["/search", "/search/suggest"])
def test_hostile_words_are_only_words(own_client: TestClient, path: str, text: str) -> None:
    """No fault, no markup of theirs, on either path and in each format."""
    for accept in (BROWSER, "application/json", "text/csv"):
        answer = own_client.get(path, params={"q": text}, headers=asked(accept))
        assert answer.status_code == 200, answer.text
        if "html" in answer.headers["Content-Type"]:
            assert "<script>alert" not in answer.text


def test_a_stored_title_with_markup_is_shown_as_text(client: TestClient) -> None:
    """In the label and in the snippet."""
    page = client.get("/search", params={"q": "script"}, headers=asked(BROWSER)).text
    assert "<script>" not in page.replace('<script src="/static/search.js" defer></script>', "")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("q=" + "a" * 501, 400),
        ("q=a&page=0", 400),
        ("q=a&page=251", 400),
        ("q=a&page=x", 400),
        ("q=a&format=xml", 406),
        ("q=a&as-of=99", 404),
        ("q=a&as-of=yesterday", 400),
    ],
)
def test_wrong_parameters_are_refused_with_a_reason(
    client: TestClient, query: str, status: int
) -> None:
    """As problem+json."""
    answer = client.get(f"/search?{query}", headers=asked("application/json"))
    assert (answer.status_code, answer.headers["Content-Type"]) == (
        status,
        "application/problem+json",
    )


def test_an_older_release_is_searched_as_it_was(client: TestClient) -> None:
    """Release 1 holds nothing but a title."""
    found = client.get("/search", params={"q": "dataset", "as-of": "1", "format": "json"})
    assert [one["label"] for one in found.json()["results"]] == ["Dataset two"]
    assert found.headers["KG-Release"] == "1"
    assert client.get("/search?q=busy&as-of=1&format=json").json()["total"] == 0


def test_without_words_there_is_a_form_and_an_empty_answer(client: TestClient) -> None:
    """For a first visit, and for machines."""
    assert '<input id="q" name="q" type="search"' in client.get("/search").text
    assert json.loads(client.get("/search?format=json").content)["results"] == []


def test_the_same_search_is_not_sent_twice(client: TestClient) -> None:
    """304 to whoever has the answer."""
    etag = client.get("/search?q=busy&format=json").headers["ETag"]
    again = client.get("/search?q=busy&format=json", headers={"If-None-Match": etag})
    assert again.status_code == 304


def test_the_property_of_queries_has_a_page_whose_example_runs(own_client: TestClient) -> None:
    """And its identifier leads there; the service description names it."""
    assert own_client.get("/def/search/matches").headers["Location"] == "/def/search/"
    page = own_client.get("/def/search/").text
    (path,) = re.findall(r'<a href="([^"]+)">Run this query', page)
    answer = own_client.get(html.unescape(path), headers=asked("text/csv"))
    assert "Fife Child Protection Committee" in answer.text
    assert "KG-Hint" not in answer.headers
    described = own_client.get("/sparql", headers=asked("text/turtle")).text
    assert "propertyFeature" in described


def test_a_search_in_a_query_that_cannot_be_read_is_refused_with_its_place(
    own_client: TestClient,
) -> None:
    """400 with line and column, over HTTP too."""
    query = f"SELECT * {{ ?x <{BASE}def/search/matches> ?words }}"
    answer = own_client.get("/sparql", params={"query": query, "format": "json"})
    assert (answer.status_code, answer.json()["line"], answer.json()["column"]) == (400, 1, 69)
