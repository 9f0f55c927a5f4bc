"""Triples as RDF/XML that any XML reader takes, the same each time; pure.

RDF 1.1 XML Syntax, section 2; Extensible Markup Language 1.0, section 2.2 (characters).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from xml.etree import ElementTree as ET

from kg.errors import NotAcceptable
from kg.rdf.markup import ILLEGAL, document
from kg.rdf.statement import term_value

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_OWN = "own"  # the prefix of a namespace that has none here
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_NAME = re.compile(r"(.*?)([^\W\d][\w.-]*)", re.DOTALL)


def rdfxml(triples: Iterable[str], prefixes: Mapping[str, str]) -> ET.Element:
    """Canonical N-Triples lines as an rdf:RDF element, where `prefixes` maps names to namespaces.

    Raises NotAcceptable for what this syntax cannot say: a property whose IRI does not end in a
    name of XML, a character that XML does not have.
    """
    shorten = _Shortener(prefixes)
    root = ET.Element("rdf:RDF", {"xmlns:rdf": _RDF})
    node, last = root, ""
    for line in sorted(triples):
        subject, predicate, rest = line.split(" ", 2)
        if subject != last:
            node = ET.SubElement(root, "rdf:Description", _named(subject, "rdf:about"))
            last = subject
        _property(node, shorten, predicate[1:-1], rest[:-2])
    root.attrib |= {f"xmlns:{name}": prefixes[name] for name in sorted(shorten.used)}
    return root


class _Shortener:
    """IRIs of properties to names of elements, remembering which prefixes were used."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._names = {namespace: name for name, namespace in prefixes.items()}
        self.used: set[str] = set()

    def __call__(self, iri: str) -> tuple[str, dict[str, str]]:
        """The name, and the declaration that it needs on its own element. Raises NotAcceptable."""
        parts = _NAME.fullmatch(iri)
        if not parts:
            raise _impossible(f"the property <{iri[:200]}> has no name in XML")
        namespace, local = parts.groups()
        if namespace == _RDF:
            return f"rdf:{local}", {}
        known = self._names.get(namespace)
        if known:
            self.used.add(known)
            return f"{known}:{local}", {}
        return f"{_OWN}:{local}", {f"xmlns:{_OWN}": _checked(namespace)}


def write_rdfxml(triples: Iterable[str], prefixes: Mapping[str, str]) -> bytes:
    """The same as a document. Raises NotAcceptable."""
    return document(rdfxml(triples, prefixes))


def _property(node: ET.Element, shorten: _Shortener, name: str, value: str) -> None:
    tag, attributes = shorten(name)
    if not value.startswith('"'):
        ET.SubElement(node, tag, attributes | _named(value, "rdf:resource"))
        return
    said = term_value(value)
    if said.language:
        attributes["xml:lang"] = said.language
    elif said.datatype != _STRING:
        attributes["rdf:datatype"] = _checked(said.datatype or "")
    ET.SubElement(node, tag, attributes).text = _checked(said.value)


def _named(term: str, attribute: str) -> dict[str, str]:
    if term.startswith("<"):
        return {attribute: _checked(term[1:-1])}
    return {"rdf:nodeID": term.removeprefix("_:")}


def _checked(text: str) -> str:
    found = ILLEGAL.search(text)
    if found:
        raise _impossible(f"a text holds the character U+{ord(found[0]):04X}, which XML lacks")
    return text


def _impossible(why: str) -> NotAcceptable:
    return NotAcceptable(
        f"This cannot be written as RDF/XML: {why}. Ask for Turtle, N-Triples or JSON-LD.",
        available=["text/turtle", "application/n-triples", "application/ld+json"],
    )
