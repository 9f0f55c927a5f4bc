"""The named queries as RDF, in the form that SIB gives its examples; pure.

SHACL, section 5.2 (sh:prefixes) and 6.2 (sh:select); SHACL Advanced Features, section 5.2
(sh:parameter).
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.query import Kind, NamedQuery, Parameter
from kg.rdf import iri, literal
from kg.vocab import EXTERNAL_PREFIXES, Vocabulary

_SH, _RDFS, _XSD = (EXTERNAL_PREFIXES[name] for name in ("sh", "rdfs", "xsd"))
_SCHEMA, _SKOS, _OWL = (EXTERNAL_PREFIXES[name] for name in ("schema", "skos", "owl"))
_TYPE = f"{EXTERNAL_PREFIXES['rdf']}type"
_DATATYPES = {Kind.STRING: "string", Kind.INTEGER: "integer", Kind.DATE: "date", Kind.YEAR: "gYear"}

Said = tuple[str, str, str]  # two IRIs and a term in N-Triples form


def announced(queries: Iterable[NamedQuery], vocabulary: Vocabulary) -> list[Said]:
    """That there are these queries, and what they are called: enough for a service description."""
    return [triple for query in queries for triple in _announced(query, vocabulary)]


def described(queries: Iterable[NamedQuery], vocabulary: Vocabulary) -> frozenset[str]:
    """The queries whole, with the prefixes that they use, as N-Triples lines.

    In `sh:select` the parameters have their defaults, so that any tool can run it as it is.
    """
    said: list[Said] = []
    used: set[str] = set()
    for query in queries:
        said += [*_announced(query, vocabulary), *_described(query, vocabulary)]
        used |= {name for name in vocabulary.prefixes if f"PREFIX {name}:" in query.text}
    said += _prefixes(sorted(used), vocabulary)
    return frozenset(f"{iri(s)} {iri(p)} {o} ." for s, p, o in said)


def _announced(query: NamedQuery, vocabulary: Vocabulary) -> list[Said]:
    name = vocabulary.query(query.name)
    return [
        (name, _TYPE, iri(f"{_SH}SPARQLExecutable")),
        (name, _TYPE, iri(f"{_SH}SPARQLSelectExecutable")),
        (name, f"{_RDFS}label", literal(query.title, language="en")),
        (name, f"{_SCHEMA}target", iri(f"{vocabulary.base}sparql")),
    ]


def _described(query: NamedQuery, vocabulary: Vocabulary) -> list[Said]:
    name = vocabulary.query(query.name)
    said = [
        (name, f"{_RDFS}comment", literal(query.description, language="en")),
        (name, f"{_SCHEMA}keywords", literal(query.group, language="en")),
        (name, f"{_SH}prefixes", iri(f"{vocabulary.base}queries")),
        (name, f"{_SH}select", literal(query.text_with({}))),
    ]
    for parameter in query.parameters:
        said += _parameter(name, parameter)
    return said


def _parameter(query: str, parameter: Parameter) -> list[Said]:
    node = f"{query}#{parameter.name}"
    datatype = _DATATYPES.get(parameter.kind)
    said = [
        (query, f"{_SH}parameter", iri(node)),
        (node, _TYPE, iri(f"{_SH}Parameter")),
        (node, f"{_SH}path", iri(node)),
        (node, f"{_SH}name", literal(parameter.name)),
        (node, f"{_SH}description", literal(parameter.description, language="en")),
        (node, f"{_SH}defaultValue", parameter.term(parameter.default)),
        (node, f"{_SH}optional", literal("true", datatype=f"{_XSD}boolean")),
    ]
    if datatype:
        return [*said, (node, f"{_SH}datatype", iri(f"{_XSD}{datatype}"))]
    said.append((node, f"{_SH}nodeKind", iri(f"{_SH}IRI")))
    concept = (node, f"{_SH}class", iri(f"{_SKOS}Concept"))
    return [*said, concept] if parameter.kind is Kind.CONCEPT else said


def _prefixes(names: Iterable[str], vocabulary: Vocabulary) -> list[Said]:
    ontology = f"{vocabulary.base}queries"
    said = [(ontology, _TYPE, iri(f"{_OWL}Ontology"))]
    for name in names:
        node = f"{ontology}#prefix-{name}"
        namespace = literal(vocabulary.prefixes[name], datatype=f"{_XSD}anyURI")
        said += [
            (ontology, f"{_SH}declare", iri(node)),
            (node, f"{_SH}prefix", literal(name)),
            (node, f"{_SH}namespace", namespace),
        ]
    return said
