"""The description of the SPARQL service (SPARQL 1.1 Service Description, section 3)."""

from __future__ import annotations

from kg.formats import Format
from kg.knowledge_graph import KnowledgeGraph
from kg.query import named_queries
from kg.rdf import iri
from kg.rdf.write import write_rdf
from kg.vocab import EXTERNAL_PREFIXES
from kg.web.discovery.statements import number
from kg.web.discovery.void import whole_graph
from kg.web.headers import LICENCE
from kg.web.listing import rows
from kg.web.queries_rdf import announced

_SD = "http://www.w3.org/ns/sparql-service-description#"
_TRIPLES = f"{EXTERNAL_PREFIXES['void']}triples"
_GRAPHS = "SELECT ?graph (COUNT(*) AS ?n) { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
_FORMATS = "http://www.w3.org/ns/formats/"
# The names that the W3C gives the formats, which are all we answer in.
_RESULTS = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N-Quads"),
)


def service_description(kg: KnowledgeGraph, form: Format, release: int, endpoint: str) -> bytes:
    """What the service at the address `endpoint` is, speaks and holds, in an RDF format."""
    base, typed = kg.vocabulary.base, f"{EXTERNAL_PREFIXES['rdf']}type"
    service, dataset, union = f"{base}sparql", f"{base}sparql#dataset", f"{base}sparql#union"
    said = [
        (service, typed, f"{_SD}Service"),
        (service, f"{_SD}endpoint", endpoint),
        (service, f"{_SD}supportedLanguage", f"{_SD}SPARQL11Query"),
        (service, f"{_SD}feature", f"{_SD}UnionDefaultGraph"),
        (service, f"{_SD}propertyFeature", f"{base}def/search/matches"),
        (service, f"{_SD}defaultDataset", dataset),
        (service, f"{EXTERNAL_PREFIXES['dcterms']}license", LICENCE),
        *((service, f"{_SD}resultFormat", f"{_FORMATS}{name}") for name in _RESULTS),
        (dataset, typed, f"{_SD}Dataset"),
        (dataset, f"{_SD}defaultGraph", union),
        (union, typed, f"{_SD}Graph"),
        (service, f"{_SD}defaultEntailmentRegime", "http://www.w3.org/ns/entailment/Simple"),
        (service, f"{_SD}availableGraphs", f"{service}#graphs"),
        (f"{service}#graphs", typed, f"{_SD}GraphCollection"),
        (dataset, f"{EXTERNAL_PREFIXES['dcterms']}isPartOf", whole_graph(base)),
    ]
    triples = set()
    for row in rows(kg, _GRAPHS, release):
        named = f"{base}sparql#{row['graph'].value.removeprefix(base)}"
        said += [
            (dataset, f"{_SD}namedGraph", named),
            (f"{service}#graphs", f"{_SD}namedGraph", named),
            (named, typed, f"{_SD}NamedGraph"),
            (named, f"{_SD}name", row["graph"].value),
            (named, f"{_SD}graph", f"{named}-graph"),
            (f"{named}-graph", typed, f"{_SD}Graph"),
        ]
        triples.add(f"{iri(f'{named}-graph')} {iri(_TRIPLES)} {number(int(row['n'].value))} .")
    triples |= {f"{iri(s)} {iri(p)} {iri(o)} ." for s, p, o in said}
    questions = announced(named_queries(base).values(), kg.vocabulary)
    triples |= {f"{iri(s)} {iri(p)} {o} ." for s, p, o in questions}
    return write_rdf(triples, form.syntax, kg.vocabulary.prefixes | {"sd": _SD})
