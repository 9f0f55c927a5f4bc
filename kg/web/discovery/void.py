"""The description of the whole graph: how large it is, what it is made of, how to get at it.

VoID (W3C Interest Group Note, 2011), sections 2 to 5. Everything is counted from the release; the
answers to the counting queries are kept with it.
"""

from __future__ import annotations

from urllib.parse import quote

from kg.dumps import dumps
from kg.knowledge_graph import KnowledgeGraph
from kg.web.discovery.statements import Said, english, moment, number, plain
from kg.web.headers import LICENCE
from kg.web.listing import rows

_FORMATS = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD")
_TOTALS = {
    "void_triples": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "void_distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    "void_distinctObjects": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
    "void_classes": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s a ?o }",
    "void_properties": "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
}
_CLASSES = "SELECT ?term (COUNT(DISTINCT ?s) AS ?n) { ?s a ?term } GROUP BY ?term"
_PROPERTIES = """SELECT ?term (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?subjects)
    (COUNT(DISTINCT ?o) AS ?objects) { ?s ?term ?o } GROUP BY ?term"""
_GRAPHS = "SELECT ?term (COUNT(*) AS ?n) { GRAPH ?term { ?s ?p ?o } } GROUP BY ?term"
_EXAMPLES = "SELECT ?s { ?s a crv:CaseReview } ORDER BY ?s LIMIT 3"


def whole_graph(base: str) -> str:
    """The IRI of everything that is published here, as one dataset."""
    return f"{base}.well-known/void#all"


def void(kg: KnowledgeGraph, release: int, origin: str) -> frozenset[str]:
    """The description of a release, on a server at the address `origin`, as N-Triples lines."""
    base, said = kg.vocabulary.base, Said(kg.vocabulary)
    whole, at = whole_graph(base), _published(kg, release)
    said.of(
        f"{base}.well-known/void",
        a="void:DatasetDescription",
        dcterms_title=english("What is in UK Case Reviews"),
        dcterms_license=LICENCE,
        foaf_primaryTopic=whole,
        foaf_topic=whole,
    )
    said.of(
        whole,
        a="void:Dataset",
        dcterms_title=english("UK Case Reviews"),
        dcterms_license=LICENCE,
        dcterms_publisher=f"{base}id/body/uk-case-reviews",
        dcterms_modified=moment(at),
        foaf_homepage=f"{origin}/",
        void_uriSpace=plain(base),
        void_uriRegexPattern=plain(f"^{base.replace('.', chr(92) + '.')}(id|def|data)/"),
        void_sparqlEndpoint=f"{origin}/sparql",
        void_rootResource=f"{base}catalog",
        void_dataDump=[f"{origin}/dumps/{release}/all.{one}.gz" for one in ("nq", "trig")],
        void_feature=[f"http://www.w3.org/ns/formats/{one}" for one in _FORMATS],
        void_exampleResource=[row["s"].value for row in rows(kg, _EXAMPLES, release)],
    )
    _count(said, kg, release)
    _partition(said, kg, release)
    _subsets(said, kg, release, origin)
    return frozenset(said.triples)


def _published(kg: KnowledgeGraph, release: int) -> str:
    return next((one.at for one in kg.releases() if one.number == release), "1970-01-01T00:00:00Z")


def _count(said: Said, kg: KnowledgeGraph, release: int) -> None:
    whole = whole_graph(kg.vocabulary.base)
    for name, query in _TOTALS.items():
        said.of(whole, **{name: number(int(rows(kg, query, release)[0]["n"].value))})
    space = f'FILTER(STRSTARTS(STR(?s), "{kg.vocabulary.base}"))'
    entities = f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s a ?type {space} }}"
    said.of(whole, void_entities=number(int(rows(kg, entities, release)[0]["n"].value)))


def _partition(said: Said, kg: KnowledgeGraph, release: int) -> None:
    """How many things of each class, how many triples with each property."""
    whole, vocabularies = whole_graph(kg.vocabulary.base), set()
    for row in rows(kg, _CLASSES, release):
        term = row["term"].value
        part = _part(kg, "class", term)
        said.of(whole, void_classPartition=part)
        said.of(part, void_class=term, void_entities=number(int(row["n"].value)))
        vocabularies.add(_namespace(term))
    for row in rows(kg, _PROPERTIES, release):
        term = row["term"].value
        part = _part(kg, "property", term)
        said.of(whole, void_propertyPartition=part)
        counted = {"triples": "n", "distinctSubjects": "subjects", "distinctObjects": "objects"}
        numbers = {f"void_{name}": number(int(row[one].value)) for name, one in counted.items()}
        said.of(part, void_property=term, **numbers)
        vocabularies.add(_namespace(term))
    said.of(whole, void_vocabulary=sorted(vocabularies))


def _part(kg: KnowledgeGraph, kind: str, term: str) -> str:
    void = f"{kg.vocabulary.base}.well-known/void"
    return f"{void}#{kind}-{quote(kg.vocabulary.shorten(term), safe=':')}"


def _namespace(term: str) -> str:
    return term[: max(term.rfind("/"), term.rfind("#")) + 1]


def _subsets(said: Said, kg: KnowledgeGraph, release: int, origin: str) -> None:
    """The named graphs, each with its number of triples and its file."""
    sizes = {row["term"].value: int(row["n"].value) for row in rows(kg, _GRAPHS, release)}
    for dump in dumps(sizes, kg.vocabulary.base):
        if dump.graph:
            said.of(whole_graph(kg.vocabulary.base), void_subset=dump.graph)
            said.of(
                dump.graph,
                a="void:Dataset",
                void_triples=number(sizes[dump.graph]),
                void_dataDump=f"{origin}/dumps/{release}/{quote(dump.name)}.gz",
            )
