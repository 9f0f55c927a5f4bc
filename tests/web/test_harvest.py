"""The law of harvests over HTTP: feed and OAI-PMH, followed from any release, end with the dump."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from kg.changes import Changeset
from kg.knowledge_graph import KnowledgeGraph
from kg.ledger import Ledger
from kg.rdf import strip_graph
from kg.takedown import of_record, of_text
from kg.web.app import create_app
from kg.web.harvest.feed import PAGE_SIZE
from tests.harvest.mirror import standing
from tests.seeded import BASE, dataset, review_iri, reviews, seeded
from tests.web.harvesters import ATOM, GONE, Harvester, Subscriber, oai, quads

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def graph() -> Iterator[KnowledgeGraph]:
    """Release 3 holds three reviews."""
    with seeded("privacy") as opened:
        opened.load([dataset("one", *reviews([1, 2, 3]))])
        yield opened


@pytest.fixture
def served(graph: KnowledgeGraph) -> Iterator[TestClient]:
    with TestClient(create_app(graph), follow_redirects=False) as opened:
        yield opened


STEPS: list[tuple[str, Callable[[KnowledgeGraph], object]]] = [
    ("a dataset", lambda kg: kg.load([dataset("two", *reviews([4]))])),
    ("a withdrawal", lambda kg: kg.withdraw(review_iri(1), "created-in-error")),
    ("a merge", lambda kg: kg.move(review_iri(2), review_iri(3))),
    ("a text taken down", lambda kg: kg.erase(of_text("(generated 3)"), authority="a test")),
    (
        "a record taken down",
        lambda kg: kg.erase(of_record(kg.store, kg.vocabulary, review_iri(4)), authority="a test"),
    ),
    ("a dataset that loses a part", lambda kg: kg.load([dataset("two")])),
]


def test_harvests_end_equal_to_the_dump(graph: KnowledgeGraph, served: TestClient) -> None:
    """Begun at any release, and followed step by step or after a long sleep."""
    everyone: list[Harvester | Subscriber] = []
    for _, step in STEPS:
        everyone += [Harvester(served, "nquads"), Harvester(served, "rdf"), Subscriber(served)]
        for one in everyone[-3:]:
            one.go_on()
        step(graph)
    for one in everyone:
        one.go_on()
    whole = standing(graph)
    triples = set(strip_graph(whole).decode().splitlines())
    dump = quads(served.get(f"/dumps/{graph.current()}/all.nq").content, ox.RdfFormat.N_QUADS)
    retired = Ledger(graph.store, graph.vocabulary).tombstones().keys()
    assert whole <= dump
    for one in everyone:
        exact = not (isinstance(one, Harvester) and one.prefix == "rdf")
        assert one.statements() == (whole if exact else triples)
        assert retired <= one.deleted
        assert "(generated 3)" not in "".join(one.statements())


def test_dublin_core_is_kept_in_step(graph: KnowledgeGraph, served: TestClient) -> None:
    """A record counts as changed when a name that it gives does, or an edition of it."""
    follower = Harvester(served, "oai_dc").go_on()
    before = follower.texts()
    board = f"{BASE}id/body/generated-1"
    label = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    issued = "<http://purl.org/dc/terms/issued>"
    dates = [one for one in standing(graph) if issued in one and f"{BASE}id/edition/" in one][:1]
    new = {
        *(one.replace('"20', '"19') for one in dates),
        f'<{board}> {label} "Board of another name"@en <{BASE}data/boards> .',
    }
    old = {one for one in standing(graph) if one.startswith(f"<{board}> {label}")} | set(dates)
    change = Changeset(frozenset(new), frozenset(old))
    graph.store.commit(change, parent=graph.current(), at="2099-01-01T00:00:00Z", note={})
    heard = Harvester(served, "oai_dc").go_on(from_="2099-01-01").texts()
    follower.go_on()
    assert follower.texts() == Harvester(served, "oai_dc").go_on().texts()
    changed = {name for name, text in follower.texts().items() if text != before[name]}
    assert changed <= heard.keys() < before.keys()
    assert any("/id/document/" in one for one in changed)


def test_the_feed_is_as_rfc_4287_and_5005_say(client: TestClient, kg: KnowledgeGraph) -> None:
    """What an entry and an archive must have; each page leads to those around it."""
    newest = ET.fromstring(client.get("/feed.atom").content)
    seen, ids, page = 0, [], newest
    while True:
        for name in ("id", "title", "updated", "author"):
            assert len(page.findall(f"{ATOM}{name}")) == 1
        entries = page.findall(f"{ATOM}entry")
        assert len(entries) + len(page.findall(GONE)) <= PAGE_SIZE
        for entry in entries:
            for name in ("id", "title", "updated", "content"):
                assert len(entry.findall(f"{ATOM}{name}")) == 1, name
        ids += [one.findtext(f"{ATOM}id") for one in entries]
        seen += 1
        archive = page.find("{http://purl.org/syndication/history/1.0}archive")
        assert (archive is None) == (page is newest)
        links = {one.get("rel"): str(one.get("href")) for one in page.findall(f"{ATOM}link")}
        if "prev-archive" not in links:
            break
        page = ET.fromstring(client.get(links["prev-archive"]).content)
        back = {one.get("rel"): one.get("href") for one in page.findall(f"{ATOM}link")}
        assert back["next-archive"] == links["self"]
    assert seen > 2
    assert len(set(ids)) == len(ids)
    assert client.get("/feed.atom?release=1&page=9").status_code == 404
    assert kg.current() == 2


def test_deletions_say_that_and_not_what(graph: KnowledgeGraph, served: TestClient) -> None:
    """A deleted entry gives a reason and what to use instead; nothing of a takedown."""
    graph.move(review_iri(2), review_iri(3))
    graph.erase(of_record(graph.store, graph.vocabulary, review_iri(1)), authority="Mx Nobody")
    pages = list(Subscriber(served).pages())
    feed = "".join(ET.tostring(one, encoding="unicode") for one in pages)
    gone = {one.get("ref"): one for page in pages for one in page.iter(GONE)}
    merged = gone[review_iri(2)]
    (link,) = merged.findall(f"{ATOM}link")
    assert link.get("href") == f"http://testserver/doc/{review_iri(3).removeprefix(BASE)[3:]}"
    erased = ET.tostring(gone[review_iri(1)], encoding="unicode")
    assert "privacy" in erased
    assert "generated 1)" not in feed
    assert "Nobody" not in feed


def test_the_sitemap_lists_every_live_page(graph: KnowledgeGraph, served: TestClient) -> None:
    """Each once, with the moment of its last change; what was withdrawn is not there."""
    graph.withdraw(review_iri(1), "created-in-error")
    index = ET.fromstring(served.get("/sitemap.xml").content)
    found: dict[str, str] = {}
    for part in index.iter(f"{MAP}loc"):
        body = served.get(str(part.text)).content
        for one in ET.fromstring(body).findall(f"{MAP}url"):
            found[one.findtext(f"{MAP}loc") or ""] = one.findtext(f"{MAP}lastmod") or ""
    path = f"http://testserver/doc/review/{review_iri(3).rpartition('/')[2]}"
    gone = f"http://testserver/doc/review/{review_iri(1).rpartition('/')[2]}"
    assert gone not in found
    moments = {one.number: one.at for one in graph.releases()}
    assert found[path] == moments[3]
    for address in list(found)[:20]:
        assert served.get(address).status_code in {200, 303}
    assert served.get("/sitemaps/2.xml").status_code == 404


def test_what_xml_cannot_hold_is_harvested_all_the_same(store_with: TestClient) -> None:
    """Control characters, mark-up, carriage returns, emoji, right-to-left text."""
    feed = Subscriber(store_with).go_on()
    exact = Harvester(store_with, "nquads").go_on()
    assert feed.statements() == exact.statements() == ODD
    titles = Harvester(store_with, "oai_dc").go_on().texts().values()
    assert any("\ufffd bell" in one and "&lt;script&gt;" in one for one in titles)
    rdf = Harvester(store_with, "rdf").go_on()
    assert set(rdf.records) < set(exact.records)  # those that RDF/XML can say
    answer = oai(store_with, verb="GetRecord", identifier=f"{BASE}id/review/odd",
                 metadataPrefix="rdf")  # fmt: skip
    assert answer[-1].get("code") == "cannotDisseminateFormat"


TITLE = "<http://purl.org/dc/terms/title>"
ODD = {
    f'<{BASE}id/review/odd> {TITLE} "\\u0007 bell <script>alert(1)</script>" <{BASE}data/odd> .',
    f'<{BASE}id/review/cr> {TITLE} "a\\rb\\r\\n & ]]> \U0001f600 \u05d0\u0085" <{BASE}data/odd> .',
    f'<{BASE}id/review/same> {TITLE} "Same" <{BASE}data/odd> .',
    f'<{BASE}id/review/same> {TITLE} "Same"@en <{BASE}data/odd> .',
    f'<{BASE}id/review/nine> <https://example.org/9> "x" <{BASE}data/odd> .',
}


@pytest.fixture
def store_with() -> Iterator[TestClient]:
    """A store of odd texts."""
    with seeded("privacy") as opened:
        now = opened.store.dump()
        change = Changeset(frozenset(ODD), now)
        at = "2026-02-01T00:00:00Z"
        opened.store.commit(change, parent=opened.current(), at=at, note={})
        with TestClient(create_app(opened)) as client:
            yield client
