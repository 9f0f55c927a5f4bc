"""Whatever is asked over HTTP or loaded from a file: nothing makes the server reach outside.

A canary listens on loopback. Each entry of the tables names it in a way that some RDF tool is known
to follow; none may reach it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from kg.errors import QueryTimeout, RdfSyntax, RdfUnsupported, ShapesBroken
from kg.formats import JSON
from kg.knowledge_graph import KnowledgeGraph, open_graph
from kg.load import Source
from kg.rdf import Syntax
from kg.settings import Settings
from kg.stores import Dataset
from kg.validate import Engine
from kg.web.citation import Citation
from tests.conftest import Canary
from tests.query.disguises import DISGUISES, INNOCENT
from tests.web.names import BASE, BROWSER

SELECT = "SELECT * { ?s ?p ?o } LIMIT 1"
# Queries that name the canary, and the parameters that go with them; %s is its address.
QUERIES = {
    **{f"SERVICE {name}": (text, {}) for name, text in DISGUISES.items()},
    "SERVICE by a code point escape": ("SELECT * { \\u0053ERVICE <%s> { ?s ?p ?o } }", {}),
    "SERVICE by a long code point escape": (
        "SELECT * { \\U00000053ERVICE SILENT <%s> { ?s ?p ?o } }",
        {},
    ),
    "SERVICE SILENT": ("SELECT * { SERVICE SILENT <%s> { ?s ?p ?o } }", {}),
    "SERVICE in CONSTRUCT": ("CONSTRUCT WHERE { SERVICE <%s> { ?s ?p ?o } }", {}),
    "SERVICE in ASK": ("ASK { SERVICE <%s> { ?s ?p ?o } }", {}),
    "SERVICE in DESCRIBE": ("DESCRIBE ?s { SERVICE <%s> { ?s ?p ?o } }", {}),
    "LOAD": ("LOAD <%s>", {}),
    "LOAD SILENT INTO": ("LOAD SILENT <%s> INTO GRAPH <urn:g>", {}),
    "LOAD after a query": (f"{SELECT} ; LOAD <%s>", {}),
    "INSERT with SERVICE": ("INSERT { ?s ?p ?o } WHERE { SERVICE <%s> { ?s ?p ?o } }", {}),
    "FROM": ("SELECT * FROM <%s> { ?s ?p ?o }", {}),
    "FROM NAMED": ("SELECT * FROM NAMED <%s> { GRAPH ?g { ?s ?p ?o } }", {}),
    "FROM by a prefix": ("PREFIX there: <%s> SELECT * FROM there: { ?s ?p ?o }", {}),
    "FROM by a base": ("BASE <%s/> SELECT * FROM <graph> { ?s ?p ?o }", {}),
    "GRAPH": ("SELECT * { GRAPH <%s> { ?s ?p ?o } }", {}),
    "DESCRIBE of a remote thing": ("DESCRIBE <%s>", {}),
    "default-graph-uri": (SELECT, {"default-graph-uri": "%s"}),
    "named-graph-uri": (SELECT, {"named-graph-uri": "%s"}),
    "using-graph-uri": (SELECT, {"using-graph-uri": "%s"}),
    "a function that is an address": ("SELECT (<%s>('x') AS ?y) {}", {}),
    **{f"decoy: {name}": (text.replace("http://x/", "%s"), {}) for name, text in INNOCENT.items()},
}
NTRIPLES, TURTLE, JSONLD, RDFXML = Syntax.NTRIPLES, Syntax.TURTLE, Syntax.JSONLD, Syntax.RDFXML
_PREFIXES = (
    "@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix sh: <http://www.w3.org/ns/shacl#> . "
    "@prefix void: <http://rdfs.org/ns/void#> . @prefix sd: "
    "<http://www.w3.org/ns/sparql-service-description#> . @prefix : <https://example.org/> . "
    "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . "
)
_RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e#"%s>'
    "%s</rdf:RDF>"
)
_SAID = '<rdf:Description rdf:about="urn:a"><e:p>%s</e:p></rdf:Description>'
# Files that name the canary, and what their refusal says; None where the gate may take them or not.
FILES = {
    "a remote context": (JSONLD, '{"@context": "%s", "@id": "urn:a", "x": 1}', "never fetched"),
    "remote contexts in a list": (JSONLD, '{"@context": [{}, "%s"], "@id": "urn:a"}', "fetched"),
    "a context in a node": (
        JSONLD,
        '{"@id": "urn:a", "urn:p": {"@context": "%s", "@id": "urn:b"}}',
        "fetched",
    ),
    "a context of a type": (
        JSONLD,
        '{"@context": {"T": {"@id": "urn:T", "@context": "%s"}}, "@type": "T", "x": 1}',
        "fetched",
    ),
    "an imported context": (JSONLD, '{"@context": {"@import": "%s"}, "@id": "urn:a"}', "fetched"),
    "a remote vocabulary": (JSONLD, '{"@context": {"@vocab": "%s"}, "@id": "urn:a", "x": 1}', None),
    "owl:imports": (TURTLE, _PREFIXES + "<%s#o> a owl:Ontology ; owl:imports <%s> .", None),
    "sh:shapesGraph": (TURTLE, _PREFIXES + ":d sh:shapesGraph <%s> .", None),
    "sh:suggestedShapesGraph": (TURTLE, _PREFIXES + ":d sh:suggestedShapesGraph <%s> .", None),
    "sh:entailment": (TURTLE, _PREFIXES + ":d sh:shapesGraph :g . :g sh:entailment <%s> .", None),
    "a JavaScript library": (
        TURTLE,
        _PREFIXES + ':s a sh:NodeShape ; sh:js [ sh:jsLibrary [ sh:jsLibraryURL "%s" ] ] .',
        None,
    ),
    "a constraint in SPARQL": (
        TURTLE,
        _PREFIXES + ":s a sh:NodeShape ; sh:targetNode :x ; sh:sparql [ sh:select "
        '"SELECT $this { SERVICE <%s> { ?s ?p ?o } }" ] . :x :y :z .',
        None,
    ),
    "a target in SPARQL": (
        TURTLE,
        _PREFIXES + ":s a sh:NodeShape ; sh:target [ a sh:SPARQLTarget ; sh:select "
        '"SELECT ?this { SERVICE <%s> { ?this ?p ?o } }" ] .',
        None,
    ),
    "a rule in SPARQL": (
        TURTLE,
        _PREFIXES + ":s a sh:NodeShape ; sh:targetNode :x ; sh:rule [ a sh:SPARQLRule ; "
        'sh:construct "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <%s> { ?s ?p ?o } }" ] .',
        None,
    ),
    "an endpoint and a dump": (
        TURTLE,
        _PREFIXES + ":d void:dataDump <%s> ; void:sparqlEndpoint <%s> ; sd:endpoint <%s> .",
        None,
    ),
    "a base": (TURTLE, "@base <%s> . <a> <b> <c> .", None),
    "a graph that is an address": (Syntax.NQUADS, "<urn:a> <urn:b> <urn:c> <%s> .", None),
    "a Turtle file that loads": (TURTLE, "LOAD <%s>", "not well-formed"),
    "an external document type": (
        RDFXML,
        '<!DOCTYPE rdf:RDF SYSTEM "%s">' + _RDF % ("", _SAID % "x"),
        None,
    ),
    "a public document type": (
        RDFXML,
        '<!DOCTYPE rdf:RDF PUBLIC "-//x//y" "%s">' + _RDF % ("", _SAID % "x"),
        None,
    ),
    "an external entity": (
        RDFXML,
        '<!DOCTYPE rdf:RDF [<!ENTITY x SYSTEM "%s">]>' + _RDF % ("", _SAID % "&x;"),
        "nothing is fetched",
    ),
    "an external parameter entity": (
        RDFXML,
        '<!DOCTYPE rdf:RDF [<!ENTITY % x SYSTEM "%s"> %x;]>' + _RDF % ("", _SAID % "&y;"),
        "nothing is fetched",
    ),
    "a base in XML": (RDFXML, _RDF % (' xml:base="%s"', _SAID % "x"), None),
    "an inclusion in XML": (
        RDFXML,
        _RDF % ("", '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="%s"/>'),
        "not well-formed",
    ),
    "a style sheet": (
        RDFXML,
        '<?xml-stylesheet type="text/xsl" href="%s"?>' + _RDF % ("", _SAID % "x"),
        None,
    ),
}


def test_the_canary_notices_what_the_engine_alone_would_do(
    kg: KnowledgeGraph, canary: Canary
) -> None:
    """Without the plan before it, the engine dials: so silence in the other tests means
    something.
    """
    with pytest.raises(QueryTimeout):
        kg.store.query(f"SELECT * {{ SERVICE <{canary.url}> {{ ?s ?p ?o }} }}", JSON, seconds=1)
    assert canary.was_dialled()


@pytest.mark.parametrize("name", QUERIES)
def test_no_query_over_http_dials_out(client: TestClient, canary: Canary, name: str) -> None:
    """By each way of the protocol, as a page, as a chart and as a citation; decoys are answered."""
    query, more = QUERIES[name]
    text = query.replace("%s", canary.url)
    fields = {key: value.replace("%s", canary.url) for key, value in more.items()}
    parameters = {"query": text, "timeout": "5", **fields}
    token = Citation(text, Dataset(), 2, "json", "0" * 32).token() or "none"
    answers = [
        client.get("/sparql", params=parameters),
        client.get("/sparql", params=parameters, headers={"Accept": BROWSER}),
        client.get("/sparql", params={**parameters, "format": "svg"}),
        client.post("/sparql", data=parameters),
        client.post(
            "/sparql",
            params=fields,
            content=text,
            headers={"Content-Type": "application/sparql-query"},
        ),
        client.get(f"/r/{token}"),
    ]
    assert not canary.was_dialled()
    assert {answer.status_code for answer in answers} <= {200, 400, 403, 404, 406, 410}
    if name.startswith("SERVICE"):
        assert {answer.status_code for answer in answers} == {403}
    if name.startswith("decoy"):
        assert answers[0].status_code == 200


@pytest.mark.parametrize(
    "path", ["/id/%s", "/doc/%s", "/data/%s", "/browse/%s", "/queries/%s", "/releases/%s", "/r/%s"]
)
def test_no_path_dials_out(client: TestClient, canary: Canary, path: str) -> None:
    """An address of another server in the place of an identifier is not followed."""
    for encoded in (canary.url, quote(canary.url, safe="")):
        assert client.get(path % encoded).status_code < 500
        hostile = {"Host": canary.url.split("/")[2], "X-Forwarded-Host": canary.url}
        assert client.get(path % encoded, headers=hostile).status_code < 500
    assert not canary.was_dialled()


@pytest.fixture(scope="module")
def gate() -> Iterator[KnowledgeGraph]:
    """A graph that takes loads."""
    with open_graph(Settings(store="memory:", workers=1)) as graph:
        file = Source("first.nt", b"<urn:a> <urn:b> <urn:c> .", NTRIPLES, f"{BASE}data/first")
        graph.load([file])
        yield graph


def source(name: str, canary: Canary) -> Source:
    """The file of the table, as a publisher would hand it over."""
    syntax, text, _ = FILES[name]
    graph = None if syntax is Syntax.NQUADS else f"{BASE}data/poisoned"
    return Source(name, text.replace("%s", canary.url).encode(), syntax, graph)


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_no_file_dials_out_when_it_is_checked_and_loaded(
    gate: KnowledgeGraph, canary: Canary, name: str
) -> None:
    """Contexts, imports, shapes, entities: named, and never fetched."""
    file, refusal = source(name, canary), FILES[name][2]
    if refusal is None:
        assert gate.judge([file]).engines
        with suppress(ShapesBroken):
            gate.load([file])
    else:
        for use in (gate.judge, gate.load):
            with pytest.raises((RdfSyntax, RdfUnsupported), match=refusal):
                use([file])
    assert not canary.was_dialled()


@pytest.mark.slow
def test_no_file_dials_out_under_the_reference_engine(gate: KnowledgeGraph, canary: Canary) -> None:
    """pySHACL follows owl:imports where it is asked to, and runs SPARQL of its own."""
    readable = [name for name, (_, _, refusal) in FILES.items() if refusal is None]
    report = gate.judge([source(name, canary) for name in readable], engine=Engine.PYSHACL)
    assert report.engines == ("pyshacl",)
    assert not canary.was_dialled()
