"""A record in the fifteen elements of Dublin Core, by one table; pure.

Dublin Core Metadata Element Set 1.1 (ISO 15836-1), in the form of OAI-PMH 2.0 (oai_dc).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from kg.rdf import split, term_value
from kg.vocab import EXTERNAL_PREFIXES, NAMING, Vocabulary

# The mapping: an element, and the properties whose values it takes, in this order. Of a thing that
# is pointed to, its names are given, or its IRI where it has none. `^expresses` stands for the
# editions of a document: their date, language and publisher are told with it.
ELEMENTS: dict[str, tuple[str, ...]] = {
    "title": ("skos:prefLabel", "dcterms:title", "foaf:name", "schema:name", "rdfs:label"),
    "creator": ("dcterms:creator",),
    "subject": (
        *("dcterms:subject", "dcat:keyword", "crv:theme", "crv:harmType", "schema:teaches"),
        "schema:about",
    ),
    "description": ("dcterms:description", "skos:definition", "rdfs:comment"),
    "publisher": (
        *("dcterms:publisher", "schema:provider", "crv:commissionedBy"),
        "^expresses/dcterms:publisher",
    ),
    "contributor": ("dcterms:contributor", "schema:contributor"),
    "date": (
        *("dcterms:issued", "dcterms:date", "crv:published", "schema:startDate"),
        "^expresses/dcterms:issued",
    ),
    "type": (
        *("rdf:type", "dcterms:type", "crv:reviewType", "org:classification"),
        "schema:measuredProperty",
    ),
    "format": ("dcterms:format",),
    "identifier": ("dcterms:identifier", "schema:isbn", "schema:contentUrl"),
    "source": ("dcterms:source", "prov:wasDerivedFrom", "crv:statedIn"),
    "language": ("schema:inLanguage", "dcterms:language", "^expresses/schema:inLanguage"),
    "relation": (
        *("dcterms:relation", "dcterms:isPartOf", "dcterms:replaces", "dcterms:isReplacedBy"),
        *("dcterms:references", "crv:reportOf", "crv:arisingFrom", "crv:respondsTo"),
        *("schema:sameAs", "foaf:homepage", "dcat:landingPage"),
    ),
    "coverage": ("dcterms:spatial", "dcterms:temporal", "crv:areaName"),
    "rights": ("dcterms:license", "dcterms:rights"),
}
_EXPRESSES = f"<{EXTERNAL_PREFIXES['openwemi']}expresses>"
_UP = "^expresses/"


class Element(NamedTuple):
    """An element of Dublin Core, its text, and the language of that where it is said."""

    name: str
    text: str
    language: str | None = None


def dublin_core(
    record: str,
    own: Iterable[str],
    editions: Iterable[str],
    names: Mapping[str, Iterable[str]],
    vocabulary: Vocabulary,
) -> list[Element]:
    """A record as elements, each said once, its IRI first among the identifiers.

    `own` are its statements, `editions` those of its editions; `names` are what things are called,
    as N-Triples literals by IRI.
    """
    about = _by_property(one for one in own if one.startswith(f"<{record}> "))
    below = _by_property(editions)
    found = [Element("identifier", record)]
    for element, properties in ELEMENTS.items():
        for one in properties:
            wanted = _whole(one.removeprefix(_UP), vocabulary)
            said = (below if one.startswith(_UP) else about).get(wanted, ())
            found += _values(element, said, names)
    return list(dict.fromkeys(found))


def _values(
    element: str, said: Iterable[str], names: Mapping[str, Iterable[str]]
) -> Iterator[Element]:
    for term in sorted(said):
        literals = [term] if term.startswith('"') else sorted(names.get(term[1:-1], ()))
        if not literals:
            yield Element(element, term[1:-1])
        for one in literals:
            value = term_value(one)
            yield Element(element, value.value, value.language)


def _by_property(statements: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one in statements:
        _, predicate, value, _ = split(one)
        found[predicate].add(value)
    return found


def _whole(short: str, vocabulary: Vocabulary) -> str:
    prefix, _, local = short.partition(":")
    return f"<{vocabulary.prefixes[prefix]}{local}>"


def named_in(own: Iterable[str], editions: Iterable[str]) -> set[str]:
    """The IRIs whose names the Dublin Core of a record may give."""
    values = (split(one)[2] for one in (*own, *editions))
    return {value[1:-1] for value in values if value.startswith("<")}


def naming_query(block: str) -> str:
    """Asks for the names of the things in a VALUES block, as `?s` and `?name`."""
    properties = " ".join(f"<{one}>" for one in NAMING)
    return f"SELECT ?s ?name {{ VALUES ?s {{ {block} }} VALUES ?p {{ {properties} }} ?s ?p ?name }}"


def neighbours(statements: Iterable[str], base: str) -> dict[str, set[str]]:
    """What else the Dublin Core of each record draws on: things whose names it gives, and the
    editions of a document.
    """
    found: dict[str, set[str]] = defaultdict(set)
    named: dict[str, set[str]] = defaultdict(set)  # what each edition points to
    editions: list[tuple[str, str]] = []
    ours = (f"<{base}id/", f"<{base}def/", f"<{base}data/")
    for one in statements:
        if not one.startswith(ours):
            continue
        subject, predicate, value, _ = split(one)
        if value.startswith("<"):
            found[subject[1:-1]].add(value[1:-1])
            named[subject[1:-1]].add(value[1:-1])
        if predicate == _EXPRESSES:
            editions.append((subject[1:-1], value[1:-1]))
            found[value[1:-1]].add(subject[1:-1])
    for edition, document in editions:
        found[document] |= named[edition]
    return found
