"""What programs find out by themselves: true, complete, and readable by others' parsers."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pyoxigraph as ox
import pytest
from rdflib import DCTERMS, RDF, VOID, Graph, Namespace, URIRef
from starlette.testclient import TestClient

from kg.formats import GRAPHS
from kg.knowledge_graph import KnowledgeGraph, open_graph
from kg.rdf import split, strip_graph
from kg.settings import Settings
from kg.web.app import create_app
from kg.web.headers import LICENCE
from tests.web.names import BASE, asked

ALL = URIRef(f"{BASE}.well-known/void#all")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SH = Namespace("http://www.w3.org/ns/shacl#")
LICENSED = ("/.well-known/void", "/catalog", "/sparql")


def read(client: TestClient, path: str, accept: str = "text/turtle") -> Graph:
    """What a path says in RDF, read by another parser than wrote it."""
    answer = client.get(path, headers=asked(accept))
    assert answer.status_code == 200
    return parsed(answer.text, accept)


def parsed(text: str, media_type: str) -> Graph:
    """The triples of a text; JSON-LD by way of another parser, as rdflib warns of its own."""
    form = "xml" if media_type == "application/rdf+xml" else media_type
    if media_type == "application/ld+json":
        quads = ox.parse(text.encode(), format=ox.RdfFormat.JSON_LD)
        text, form = "".join(f"{quad.triple} .\n" for quad in quads), "nt"
    return Graph().parse(data=text, format=form)


@pytest.mark.parametrize("path", LICENSED)
def test_every_format_says_the_same(client: TestClient, path: str) -> None:
    """And each says under which licence."""
    said = [set(read(client, path, one.media_type)) for one in GRAPHS]
    assert all(one == said[0] for one in said)
    assert any(p == DCTERMS.license and str(o) == LICENCE for _, p, o in said[0])


def test_void_counts_what_there_is(own_client: TestClient, own: KnowledgeGraph) -> None:
    """Totals and partitions are those of the data, counted here another way."""
    triples = [split(f"{one[:-1]}<urn:g> .") for one in _merged(own)]
    void = read(own_client, "/.well-known/void")
    (total,) = void.objects(ALL, VOID.triples)
    assert total.toPython() == len(triples)
    for name, place in (("distinctSubjects", 0), ("properties", 1), ("distinctObjects", 2)):
        (counted,) = void.objects(ALL, VOID[name])
        assert counted.toPython() == len({one[place] for one in triples})
    kinds = Counter(one[2] for one in set(triples) if one[1] == f"<{RDF.type}>")
    told = {
        f"<{void.value(part, VOID['class'])}>": void.value(part, VOID.entities).toPython()
        for part in void.objects(ALL, VOID.classPartition)
    }
    assert told == kinds
    used = Counter(one[1] for one in triples)
    told = {
        f"<{void.value(part, VOID.property)}>": void.value(part, VOID.triples).toPython()
        for part in void.objects(ALL, VOID.propertyPartition)
    }
    assert told == used
    subsets = set(map(str, void.objects(ALL, VOID.subset)))
    assert subsets == own.store.graphs()


def _merged(kg: KnowledgeGraph) -> set[str]:
    return set(strip_graph(kg.store.dump()).decode().splitlines())


def test_void_leads_to_what_it_names(client: TestClient) -> None:
    """Dumps, the endpoint and the examples answer."""
    void = read(client, "/.well-known/void")
    dumps = list(void.objects(None, VOID.dataDump))
    assert len(dumps) > 3
    for one in dumps:
        assert client.head(str(one)).status_code == 200
    (endpoint,) = void.objects(ALL, VOID.sparqlEndpoint)
    assert client.get(str(endpoint), params={"query": "ASK {}"}).status_code == 200
    for one in void.objects(ALL, VOID.exampleResource):
        assert client.get(str(one).removeprefix(BASE[:-1])).status_code == 303


def test_the_catalogue_has_versions_files_and_services(client: TestClient) -> None:
    """Each release is a version with its files; each file can be had; each service is told."""
    said = read(client, "/catalog")
    first, second = URIRef(f"{BASE}dumps/1/"), URIRef(f"{BASE}dumps/2/")
    assert set(said.objects(ALL, DCAT.hasVersion)) == {first, second}
    assert said.value(ALL, DCAT.hasCurrentVersion) == second
    assert said.value(second, DCAT.previousVersion) == first
    assert str(said.value(second, DCAT.version)) == "2"
    files = list(said.subjects(RDF.type, DCAT.Distribution))
    for one in files:
        answer = client.head(str(said.value(one, DCAT.downloadURL)))
        assert answer.status_code == 200
        assert said.value(one, DCTERMS.license) == URIRef(LICENCE)
        packed = answer.headers["content-type"] == "application/gzip"
        assert packed == ((one, DCAT.compressFormat, None) in said)
    assert {second, URIRef(f"{BASE}data/one")} <= set(said.subjects(DCAT.distribution, None))
    services = set(said.subjects(RDF.type, DCAT.DataService))
    assert services == {URIRef(f"{BASE}{one}") for one in ("sparql", "oai", "feed.atom")}
    older = read(client, "/catalog?as-of=1")
    assert set(older.objects(ALL, DCAT.hasVersion)) == {first}


def test_the_service_description_is_whole(client: TestClient, kg: KnowledgeGraph) -> None:
    """Named graphs with their sizes, formats, features, entailment and example queries."""
    said = read(client, "/sparql")
    service = URIRef(f"{BASE}sparql")
    assert str(said.value(service, SD.endpoint)) == "http://testserver/sparql"
    for name in ("resultFormat", "feature", "supportedLanguage", "defaultEntailmentRegime"):
        assert said.value(service, SD[name]), name
    sizes = {
        str(said.value(one, SD.name)): said.value(said.value(one, SD.graph), VOID.triples)
        for one in said.objects(URIRef(f"{BASE}sparql#dataset"), SD.namedGraph)
    }
    assert {name: size.toPython() for name, size in sizes.items()} == {
        name: len(kg.store.dump([name])) for name in kg.store.graphs()
    }
    assert len(list(said.subjects(RDF.type, SH.SPARQLExecutable))) > 20


def test_prefixes_work_in_each_tool(client: TestClient, kg: KnowledgeGraph) -> None:
    """As a context, as the head of a Turtle file, as the head of a query, as JSON."""
    known = kg.vocabulary.prefixes
    context = client.get("/prefixes", headers=asked("application/ld+json")).json()
    node = {**context, "@id": "review:x", "dcterms:title": "A"}
    said = parsed(json.dumps(node), "application/ld+json")
    assert (URIRef(f"{BASE}id/review/x"), DCTERMS.title, None) in said
    head = client.get("/prefixes?format=turtle").text
    assert len(Graph().parse(data=f"{head}review:x a crv:CaseReview .", format="turtle")) == 1
    query = client.get("/prefixes?format=sparql").text + "ASK { review:x a crv:CaseReview }"
    assert client.get("/sparql", params={"query": query}).status_code == 200
    assert client.get("/prefixes", headers=asked("application/json")).json() == known
    page = client.get("/prefixes", headers=asked("text/html")).text
    assert "<code>crv:</code>" in page
    assert client.get("/prefixes?format=yaml").status_code == 406


def test_robots_are_told_where_the_sitemap_is(client: TestClient) -> None:
    """And to leave answers and older releases alone."""
    said = client.get("/robots.txt")
    assert said.headers["content-type"].startswith("text/plain")
    assert "Sitemap: http://testserver/sitemap.xml" in said.text.splitlines()
    assert "Disallow: /*?*as-of=" in said.text.splitlines()
    (sitemap,) = re.findall(r"^Sitemap: http://testserver(.*)$", said.text, re.M)
    assert client.get(sitemap).status_code == 200


def security_txt(expires: date | None) -> tuple[int, str]:
    """The status and the text, where the settings say this."""
    settings = Settings(
        store="memory:", workers=1, contact="keeper@reviews.example", security_expires=expires
    )
    with open_graph(settings) as kg, TestClient(create_app(kg)) as client:
        answer = client.get("/.well-known/security.txt", headers=asked("text/plain"))
        return answer.status_code, answer.text


def test_security_txt_says_whom_to_tell() -> None:
    """Contact and Expires, which RFC 9116 requires, and where the file itself is."""
    soon = datetime.now(UTC).date() + timedelta(days=30)
    status, text = security_txt(soon)
    assert status == 200
    assert text.splitlines()[:2] == [
        "Contact: mailto:keeper@reviews.example",
        f"Expires: {soon}T23:59:59Z",
    ]
    assert "Canonical: http://testserver/.well-known/security.txt" in text


@pytest.mark.parametrize("expires", [None, date(2020, 1, 1)])
def test_security_txt_is_not_there_when_nobody_stands_for_it(expires: date | None) -> None:
    """404, with the setting to give; a file past its date must not be used."""
    status, text = security_txt(expires)
    assert status == 404
    assert "KG_SECURITY_EXPIRES" in text


@pytest.mark.parametrize("path", ["/sparql", "/oai?verb=Identify", "/feed.atom", "/dumps"])
def test_the_api_catalog_leads_to_every_interface(client: TestClient, path: str) -> None:
    """As a linkset in both forms, with the profile of RFC 9727."""
    answer = client.get("/.well-known/api-catalog")
    assert answer.headers["content-type"] == (
        'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
    )
    catalog, *others = answer.json()["linkset"]
    items = {one["href"] for one in catalog["item"]}
    assert items == {one["anchor"] for one in others}
    address = f"http://testserver{path.partition('?')[0]}"
    assert address in items
    assert client.get(path).status_code == 200
    for one in others:
        for relation in ("service-desc", "service-doc", "service-meta", "status"):
            for target in one[relation]:
                assert client.get(target["href"]).status_code == 200
    text = client.get("/.well-known/api-catalog", headers=asked("application/linkset")).text
    assert f'<{address}>; rel="item"' in text
    head = client.head("/.well-known/api-catalog")
    assert '</.well-known/api-catalog>; rel="api-catalog"' in head.headers["link"]
