"""FAIR Signposting by its reference client, and schema.org in pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from kg.knowledge_graph import KnowledgeGraph
from tests.web.names import BASE, REVIEW, asked
from tests.web.serving import served

REPORT = f"{BASE}id/document/abc-12345-report"
PAGES = {
    "/doc/review/abc-12345": REVIEW,
    "/doc/document/abc-12345-report": REPORT,
    "/doc/document/v1.2-notes": f"{BASE}id/document/v1.2-notes",
    "/doc/document/cyngor-m%C3%B4n": f"{BASE}id/document/cyngor-môn",
    "/doc/body/invented-committee": f"{BASE}id/body/invented-committee",
    "/data/one": f"{BASE}data/one",
}


@pytest.fixture(scope="module")
def address(kg: KnowledgeGraph) -> Iterator[str]:
    """A server of the fixture."""
    with served(kg) as found:
        yield found


@pytest.mark.server
@pytest.mark.parametrize("path", PAGES)
def test_the_reference_client_finds_its_way(address: str, path: str) -> None:
    """From the header of a page to its identifier, type, licence, data and linksets; and the
    linksets, in both forms, say the same.
    """
    from signposting import find_signposting_http
    from signposting.linkset import find_signposting_linkset

    found = find_signposting_http(f"{address}{path}")
    assert found.citeAs
    assert found.citeAs.target == PAGES[path].replace("ô", "%C3%B4")
    assert "https://schema.org/AboutPage" in {str(one.target) for one in found.types}
    assert len(found.types) == 2
    assert found.license
    assert str(found.license.target).startswith("https://creativecommons.org/licenses/by/4.0")
    assert {one.type for one in found.describedBy} == {
        "text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml",
    }  # fmt: skip
    assert {one.type for one in found.linksets} == {
        "application/linkset", "application/linkset+json",
    }  # fmt: skip
    for one in found.linksets:
        whole = find_signposting_linkset(str(one.target)).for_context(f"{address}{path}")
        assert whole.citeAs
        assert whole.citeAs.target == found.citeAs.target
        for relation in ("types", "describedBy", "items", "authors"):
            here = {str(each.target) for each in getattr(found, relation)}
            assert {str(each.target) for each in getattr(whole, relation)} == here


@pytest.mark.server
def test_the_reference_client_follows_an_identifier(address: str) -> None:
    """303 from the thing to its page, where the signs are."""
    from signposting import find_signposting_http

    found = find_signposting_http(f"{address}/id/review/abc-12345")
    assert found.citeAs
    assert str(found.citeAs.target) == REVIEW


def test_items_lead_to_what_a_page_is_about(client: TestClient) -> None:
    """The copies of a document, the files of a dataset; and the linkset leads back."""
    report = client.get("/doc/document/abc-12345-report").headers["link"]
    assert '<https://copies.example/report.pdf>; rel="item"' in report
    dataset = client.get("/data/one").headers["link"]
    assert '</dumps/2/data/one.ttl>; rel="item"; type="text/turtle"' in dataset
    assert client.head("/dumps/2/data/one.ttl").status_code == 200
    contexts = client.get("/linkset/data/one.json").json()["linkset"]
    by_anchor = {one["anchor"]: one for one in contexts}
    page = {"href": "http://testserver/data/one", "type": "text/html"}
    assert by_anchor["http://testserver/dumps/2/data/one.ttl"]["collection"] == [page]
    assert by_anchor["http://testserver/data/one.ttl"]["describes"] == [page]


def test_a_linkset_of_nothing_is_404_and_of_the_withdrawn_410(client: TestClient) -> None:
    """As with the page itself."""
    assert client.get("/linkset/doc/review/none.json").status_code == 404
    assert client.get("/linkset/doc/review/withdrawn").status_code == 410
    moved = client.get("/linkset/doc/review/merged.txt")
    assert (moved.status_code, moved.headers["location"]) == (301, "/doc/review/abc-12345")
    assert client.get("/linkset/doc/review/abc-12345", headers=asked("text/csv")).status_code == 406


def structured(client: TestClient, path: str) -> dict[str, object]:
    """The schema.org data of a page."""
    page = client.get(path, headers=asked("text/html")).text
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(blocks) == 1
    assert page.count("<script") == 1 + page.count('<script src="/static/exit.js" defer>')
    found: dict[str, object] = json.loads(blocks[0])
    return found


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/doc/review/abc-12345", "Thing"),
        ("/doc/document/abc-12345-report", "Report"),
        ("/doc/document/v1.2-notes", "CreativeWork"),
        ("/doc/body/invented-committee", "Organization"),
        ("/doc/course/foundation", "Course"),
        ("/doc/person/a-deliverer", "Person"),
        ("/data/one", "Dataset"),
    ],
)
def test_pages_say_in_schema_org_what_they_are_about(
    client: TestClient, path: str, kind: str
) -> None:
    """One object, which names its class, identifier and name."""
    said = structured(client, path)
    assert said["@type"] == kind
    assert said["@context"] == "https://schema.org/"
    assert str(said["@id"]).startswith(BASE)
    assert said["name"]


def test_schema_org_holds_what_the_page_says(client: TestClient) -> None:
    """Dates and languages of editions, copies, files; never an address that runs code."""
    report = structured(client, "/doc/document/abc-12345-report")
    assert report["name"] == "<script>alert('report')</script>"  # as text, which ends nothing
    assert report["datePublished"] == "2016-05-10"
    assert report["inLanguage"] == ["en"]
    assert report["sameAs"] == ["https://copies.example/report.pdf"]
    assert "sameAs" not in structured(client, "/doc/body/invented-committee")
    dataset = structured(client, "/data/one")
    assert dataset["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    files = dataset["distribution"]
    assert isinstance(files, list)
    assert files[0]["contentUrl"] == "http://testserver/dumps/2/data/one.ttl"
