"""Triples to the bytes of any graph syntax, the same bytes each time; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from kg.rdf.jsonld import write_jsonld
from kg.rdf.parse import ENGINE_FORMAT, Syntax
from kg.rdf.rdfxml import write_rdfxml
from kg.rdf.turtle import write_turtle


def write_rdf(triples: Iterable[str], syntax: Syntax, prefixes: Mapping[str, str]) -> bytes:
    """Canonical N-Triples lines in `syntax`, where `prefixes` maps names to namespaces.

    Syntaxes that can hold named graphs get everything in the default graph. Raises NotAcceptable
    for what RDF/XML cannot say.
    """
    if syntax is Syntax.TURTLE:
        return write_turtle(triples, prefixes).encode()
    if syntax is Syntax.JSONLD:
        return write_jsonld(triples, prefixes)
    if syntax is Syntax.RDFXML:
        return write_rdfxml(triples, prefixes)
    lines = "".join(f"{line}\n" for line in sorted(triples)).encode()
    if syntax in {Syntax.NTRIPLES, Syntax.NQUADS}:
        return lines
    parsed = ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)
    used = {name: iri for name, iri in prefixes.items() if f"<{iri}".encode() in lines}
    return ox.serialize(parsed, format=ENGINE_FORMAT[syntax], prefixes=used) or b""
