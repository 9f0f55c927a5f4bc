"""IRIs, prefixes and plain names for terms; pure."""

from __future__ import annotations

from typing import NamedTuple

# Prefixes of other people's vocabularies, under the names that their readers use.
EXTERNAL_PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "as": "https://www.w3.org/ns/activitystreams#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "openwemi": "https://ns.dublincore.org/openwemi/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "vs": "http://www.w3.org/2003/06/sw-vocab-status/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

# The properties that name a thing, the most telling first.
NAMING = tuple(
    EXTERNAL_PREFIXES[prefix] + name
    for prefix, name in (
        ("skos", "prefLabel"),
        ("dcterms", "title"),
        ("foaf", "name"),
        ("schema", "name"),
        ("rdfs", "label"),
    )
)


class Vocabulary(NamedTuple):
    """The IRIs of the graph with this base, which ends in a slash."""

    base: str

    def thing(self, kind: str, key: str) -> str:
        """The IRI of a thing: a review, a body, a document and so on."""
        return f"{self.base}id/{kind}/{key}"

    def dataset(self, name: str) -> str:
        """The IRI of a dataset, which is also the name of its graph."""
        return f"{self.base}data/{name}"

    def term(self, local: str) -> str:
        """The IRI of one of our own classes or properties."""
        return f"{self.base}def/core/{local}"

    def release(self, number: int) -> str:
        """The IRI of a release."""
        return f"{self.base}releases/{number}"

    @property
    def history(self) -> str:
        """The graph that holds the provenance of every release."""
        return self.dataset("history")

    @property
    def tombstones(self) -> str:
        """The graph that holds a tombstone for every identifier that was withdrawn."""
        return self.dataset("tombstones")

    @property
    def prefixes(self) -> dict[str, str]:
        """Every prefix that a query or a Turtle file of ours may use."""
        own = {name: f"{self.base}{path}" for name, path in OWN_PREFIXES.items()}
        return EXTERNAL_PREFIXES | own

    def shorten(self, iri: str) -> str:
        """`iri` as a prefixed name where it has one, else as it is."""
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        for name, namespace in self.prefixes.items():
            if namespace == iri[:cut]:
                return f"{name}:{iri[cut:]}"
        return iri


OWN_PREFIXES = {
    "crv": "def/core/",
    "crvsh": "def/shape/",
    "data": "data/",
    "body": "id/body/",
    "course": "id/course/",
    "doc": "id/document/",
    "review": "id/review/",
}
