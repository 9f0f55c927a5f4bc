"""Ways to say what a row should have become. Pure: reads no files."""

import re
from collections.abc import Callable

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import PROV, XSD
from rdflib.term import Node

from tests.data.cells import CRV, Check, Row, concept, parts, thing

SCHEMA = Namespace("https://schema.org/")
AREA = "http://statistics.data.gov.uk/id/statistical-geography/"
SCOTTISH_AREA = "http://statistics.gov.scot/id/statistical-geography/"
NATIONS = {
    "England": AREA + "E92000001",
    "Northern Ireland": AREA + "N92000002",
    "Scotland": SCOTTISH_AREA + "S92000003",
    "UK": AREA + "K02000001",
    "Wales": AREA + "W92000004",
}


def slug(name: str) -> str:
    """The key that a name becomes."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower().replace("'", "")).strip("-")


def area(code: str) -> URIRef:
    """The IRI of an area with an official code."""
    return URIRef((SCOTTISH_AREA if code.startswith("S") else AREA) + code)


def date(value: str) -> Literal:
    """A date as precise as its text."""
    return Literal(value, datatype={4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}[len(value)])


def english(value: str) -> Literal:
    """A text in English."""
    return Literal(value, "en")


def kinds(data: Graph, key: str) -> URIRef:
    """The concept of a kind of body, from whichever of the two schemes has it."""
    agency = concept("agency-type", key)
    return agency if (agency, None, None) in data else concept("body-type", key)


def says(
    subject: Callable[[Row], Node],
    predicate: URIRef,
    column: str,
    value: Callable[[str], Node] = english,
    *,
    many: bool = False,
) -> Check:
    """A check that the data give every value of a column for the thing of the row."""

    def check(data: Graph, row: Row) -> bool:
        values = parts(row[column]) if many else [row[column]]
        return all((subject(row), predicate, value(one)) in data for one in values)

    return check


def links(kind: str) -> Callable[[str], Node]:
    """Makes the IRI of a thing of the kind from its key."""
    return lambda key: thing(kind, key)


def nation(name: str) -> Node:
    """The area of a nation."""
    return URIRef(NATIONS[name])


def plain(value: str) -> Node:
    """A text without a language."""
    return Literal(value)


def part(data: Graph, where: Node, who: str) -> Node | None:
    """The participation of a person or body in a course or run."""
    agents = {thing("person", who), thing("body", who)}
    found = [
        node
        for node in data.objects(where, CRV.participation)
        if set(data.objects(node, PROV.agent)) & agents
    ]
    return found[0] if len(found) == 1 else None
