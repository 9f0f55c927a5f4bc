"""The formats of metadata: Dublin Core for libraries, RDF/XML for triples, N-Quads for everything.

RDF/XML has no graphs, and cannot hold some characters and property names (kg.rdf.rdfxml); N-Quads,
in one element, holds all that a release says.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple
from xml.etree import ElementTree as ET

from kg.errors import NotAcceptable
from kg.rdf.markup import add
from kg.rdf.rdfxml import rdfxml
from kg.vocab import EXTERNAL_PREFIXES
from kg.web.harvest.source import Source

_DC = "http://purl.org/dc/elements/1.1/"
_OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
XSI = {"xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance"}
_RDF = EXTERNAL_PREFIXES["rdf"]
NQUADS_SCHEMA = "oai/nquads.xsd"

Metadata = Mapping[str, ET.Element]  # records that the format can hold, by IRI


class OaiFormat(NamedTuple):
    """A format: its prefix, its XML schema, its namespace, and how records are written in it."""

    prefix: str
    schema: str
    namespace: str
    write: Callable[[Source, Collection[str], int], Metadata]


def formats(base: str, root: str) -> dict[str, OaiFormat]:
    """The formats by prefix, for a graph with this base on a server at the address `root`."""
    found = (
        OaiFormat("oai_dc", f"{_OAI_DC[:-1]}.xsd", _OAI_DC, _dublin_core),
        OaiFormat("rdf", "http://www.openarchives.org/OAI/2.0/rdf.xsd", _RDF, _rdf),
        OaiFormat("nquads", f"{root}/{NQUADS_SCHEMA}", f"{base}{NQUADS_SCHEMA}", _nquads),
    )
    return {one.prefix: one for one in found}


def nquads_schema(base: str) -> bytes:
    """The XML schema of the element that holds N-Quads."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="{base}{NQUADS_SCHEMA}">
 <annotation><documentation>RDF 1.1 N-Quads, a statement a line.</documentation></annotation>
 <element name="nquads" type="string"/>
</schema>
""".encode()


def _dublin_core(source: Source, names: Collection[str], release: int) -> Metadata:
    found = {}
    namespaces = {"xmlns:oai_dc": _OAI_DC, "xmlns:dc": _DC, **XSI}
    where = {**namespaces, "xsi:schemaLocation": f"{_OAI_DC} {_OAI_DC[:-1]}.xsd"}
    for name, elements in source.dublin_core(names, release).items():
        root = ET.Element("oai_dc:dc", where)
        for one in elements:
            said = add(root, f"dc:{one.name}", one.text)
            if one.language:
                said.set("xml:lang", one.language)
        found[name] = root
    return found


def _rdf(source: Source, names: Collection[str], release: int) -> Metadata:
    found, prefixes = {}, source.kg.vocabulary.prefixes
    for name, statements in source.statements(names, release).items():
        triples = {f"{one.rsplit(' ', 2)[0]} ." for one in statements}
        try:
            found[name] = rdfxml(triples, prefixes)
        except NotAcceptable:  # this record is not to be had in this format: section 4.5
            continue
    return found


def _nquads(source: Source, names: Collection[str], release: int) -> Metadata:
    found = {}
    for name, statements in source.statements(names, release).items():
        root = ET.Element("nquads", {"xmlns": f"{source.kg.vocabulary.base}{NQUADS_SCHEMA}"})
        root.text = "".join(f"{one}\n" for one in sorted(statements))
        found[name] = root
    return found
