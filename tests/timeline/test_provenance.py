"""The provenance of real releases: in the record, over HTTP in RDF, and by a query."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, PROV, SDO, VOID, XSD
from starlette.testclient import TestClient

from kg.content import CANONICAL_BASE as BASE
from kg.formats import JSON
from kg.knowledge_graph import KnowledgeGraph
from kg.web.app import create_app
from tests.seeded import dataset, seeded

pytestmark = pytest.mark.slow
SOURCE = dataset("toys")


@pytest.fixture(scope="module")
def graph() -> Iterator[KnowledgeGraph]:
    """A release of one file, through the gate, on a store that holds the terms."""
    with seeded() as opened:
        opened.load([SOURCE], agent="A. Publisher", message="Invented toys")
        yield opened


@pytest.fixture(scope="module")
def described(graph: KnowledgeGraph) -> Graph:
    """What the service says of the newest release, in Turtle, read by rdflib."""
    with TestClient(create_app(graph)) as client:
        answer = client.get(f"/releases/{graph.current()}.ttl")
    assert answer.status_code == 200
    return Graph().parse(data=answer.text, format="turtle")


def test_a_release_says_in_rdf_who_when_why_and_from_which_files(
    graph: KnowledgeGraph, described: Graph
) -> None:
    """All of it in one answer, names of agents and hashes of files included."""
    newest = graph.releases()[-1]
    release = URIRef(f"{BASE}releases/{newest.number}")
    agent = described.value(release, PROV.wasAssociatedWith)
    assert described.value(agent, FOAF.name) == Literal("A. Publisher")
    assert described.value(release, PROV.endedAtTime) == Literal(newest.at, datatype=XSD.dateTime)
    assert described.value(release, DCTERMS.description) == Literal("Invented toys", lang="en")
    assert (release, PROV.generated, URIRef(f"{BASE}data/toys")) in described
    file = URIRef(f"{release}/file/1")
    assert (release, PROV.used, file) in described
    assert described.value(file, DCTERMS.title) == Literal("toys.nt")
    sha256 = hashlib.sha256(SOURCE.body).hexdigest()
    assert described.value(file, Namespace(SDO).sha256) == Literal(sha256)


def test_a_release_says_in_rdf_by_which_versions_and_what_came_and_went(
    graph: KnowledgeGraph, described: Graph
) -> None:
    """The counts are those of the record, the digest that of the rules in force."""
    newest = graph.releases()[-1]
    release = URIRef(f"{BASE}releases/{newest.number}")
    for version in ("core/1.0.0", "shape/1.0.0", "shape/privacy/1.0.0"):
        assert (release, PROV.used, URIRef(f"{BASE}def/{version}")) in described
    rules = described.value(URIRef(f"{release}/shapes"), Namespace(SDO).sha256)
    assert rules == Literal(newest.note["shapes"])
    came = described.value(predicate=PROV.wasGeneratedBy, object=release)
    went = described.value(predicate=PROV.wasInvalidatedBy, object=release)
    assert described.value(came, VOID.triples) == Literal(newest.added)
    assert described.value(went, VOID.triples) == Literal(newest.removed)


def test_the_history_can_be_queried(graph: KnowledgeGraph) -> None:
    """Which file did this dataset come from, who loaded it, by which rules was it judged?"""
    query = (
        graph.vocabulary.prologue("prov: dcterms: schema: foaf: void:")
        + f"""
        SELECT ?who ?file ?rules ?came {{ GRAPH <{BASE}data/history> {{
          ?release prov:generated <{BASE}data/toys> ; prov:used ?used, ?judged ;
            prov:wasAssociatedWith/foaf:name ?who .
          ?used dcterms:isPartOf <{BASE}data/toys> ; dcterms:title ?file .
          ?judged dcterms:title "Rules"@en ; schema:sha256 ?rules .
          ?added prov:wasGeneratedBy ?release ; void:triples ?came }} }}"""
    )
    body = graph.answer(graph.plan(query), JSON).body
    (row,) = json.loads(body)["results"]["bindings"]
    newest = graph.releases()[-1]
    assert {name: one["value"] for name, one in row.items()} == {
        "who": "A. Publisher",
        "file": "toys.nt",
        "rules": newest.note["shapes"],
        "came": str(newest.added),
    }


def test_the_record_says_the_same(graph: KnowledgeGraph) -> None:
    """So that the store's own log does not need the graph."""
    note = graph.releases()[-1].note
    assert (note["agent"], note["message"]) == ("A. Publisher", "Invented toys")
    assert f"{BASE}def/core/1.0.0" in list(note["versions"])  # type: ignore[call-overload]
    (file,) = note["files"]  # type: ignore[misc]
    assert file["name"] == "toys.nt"
