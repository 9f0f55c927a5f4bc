"""IRIs, prefixes and plain names for terms; pure."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

# Prefixes of other people's vocabularies, under the names that their readers use.
EXTERNAL_PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "as": "https://www.w3.org/ns/activitystreams#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "gov": "http://statistics.data.gov.uk/id/statistical-geography/",
    "govscot": "http://statistics.gov.scot/id/statistical-geography/",
    "openwemi": "https://ns.dublincore.org/openwemi/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prof": "http://www.w3.org/ns/dx/prof/",
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

# Prefixes of our own identifiers, by the kind of thing in id/{kind}/.
ID_PREFIXES = {
    "action": "action",
    "body": "body",
    "catalogue": "catalogue",
    "catalogue-record": "record",
    "change-event": "event",
    "copy": "copy",
    "course": "course",
    "course-instance": "run",
    "credential": "credential",
    "document": "doc",
    "edition": "edition",
    "incident": "incident",
    "learning-point": "lp",
    "membership": "membership",
    "observation": "observation",
    "participation": "participation",
    "person": "person",
    "response": "response",
    "review": "review",
    "review-step": "rstep",
    "service": "service",
    "statement": "statement",
    "status-update": "supdate",
    "subject": "subject",
}

# Prefixes of our own terms, rules and concepts, by their part in def/{part}/.
DEF_PREFIXES = {
    "age-band": "age",
    "agency-type": "agency",
    "audience": "audience",
    "availability": "avail",
    "body-type": "btype",
    "cause-category": "cause",
    "certainty": "certainty",
    "change-type": "change",
    "confidence": "conf",
    "core": "crv",
    "document-type": "dtype",
    "finding-type": "ftype",
    "harm-type": "harm",
    "learning-topic": "topic",
    "legal-status": "legal",
    "level": "level",
    "measure": "measure",
    "outcome": "outcome",
    "practice-theme": "theme",
    "progress-status": "progress",
    "publication-status": "pubstat",
    "removal-reason": "reason",
    "response-decision": "decision",
    "review-criterion": "criterion",
    "review-element": "element",
    "review-methodology": "method",
    "review-status": "rstatus",
    "review-type": "rtype",
    "risk-factor": "risk",
    "role": "role",
    "search": "search",
    "shape": "crvsh",
    "step-type": "step",
    "title-status": "tstatus",
    "unit": "unit",
}

# The area of each nation, by what the keys of its reviews begin with.
_GOV = "http://statistics.data.gov.uk/id/statistical-geography/"
NATION_AREAS = {
    "eng": f"{_GOV}E92000001",
    "nir": f"{_GOV}N92000002",
    "sct": f"{EXTERNAL_PREFIXES['govscot']}S92000003",
    "wal": f"{_GOV}W92000004",
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

    def query(self, name: str) -> str:
        """The IRI of a named query."""
        return f"{self.base}queries/{name}"

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
        """Every prefix that a query or a Turtle file of ours may use, with its namespace."""
        return dict(_prefixes(self.base))

    def prologue(self, query: str) -> str:
        """The PREFIX lines that `query`, written without them, needs."""
        known = _prefixes(self.base)
        used = sorted(set(_PREFIX.findall(query)) & known.keys())
        return "".join(f"PREFIX {name}: <{known[name]}>\n" for name in used)

    def shorten(self, iri: str) -> str:
        """`iri` as a prefixed name where it has one, else as it is."""
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        name = _names(self.base).get(iri[:cut])
        return f"{name}:{iri[cut:]}" if name else iri

    def expand(self, name: str) -> str:
        """The IRI that a prefixed name stands for, such as review:eng-a1b2c3; else as it is."""
        prefix, _, local = name.partition(":")
        start = _prefixes(self.base).get(prefix)
        return f"{start}{local}" if start else name


_PREFIX = re.compile(r"\b([a-z]+):")


@cache
def _prefixes(base: str) -> dict[str, str]:
    things = {prefix: f"{base}id/{kind}/" for kind, prefix in ID_PREFIXES.items()}
    terms = {prefix: f"{base}def/{part}/" for part, prefix in DEF_PREFIXES.items()}
    return EXTERNAL_PREFIXES | things | terms | {"data": f"{base}data/"}


@cache
def _names(base: str) -> dict[str, str]:
    """Prefixes by namespace."""
    return {namespace: name for name, namespace in _prefixes(base).items()}
