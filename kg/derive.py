"""Statements that follow from others of the same graph, so that common questions stay short.

The terms are those that the ontology marks with crv:derived (core.ttl, section 8). What each means
is in `ontology/derived/{term}.rq`, a CONSTRUCT over the statements of one graph alone. Reads those
files and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from kg.content import derivation_files, rebased
from kg.rdf import Statements, construct, strip_graph
from kg.vocab import EXTERNAL_PREFIXES

RDF_TYPE = f"<{EXTERNAL_PREFIXES['rdf']}type>"
_SUFFIX = "/derived"
_PREFIX = re.compile(r"PREFIX\s+([\w-]*):\s*<([^>]*)>", re.IGNORECASE)
_SHORT = re.compile(r"([\w-]*):([\w-]+)")
_IRI = re.compile(r"<[^<>\s]+>")


def derived_graph(graph: str) -> str:
    """The graph for what is derived from the statements of `graph`."""
    return f"{graph}{_SUFFIX}"


def is_derived(graph: str) -> bool:
    """Whether a graph holds what was derived, and so is not written by publishers."""
    return graph.endswith(_SUFFIX)


def derivations(base: str) -> tuple[str, ...]:
    """The derivations that come with the package, as CONSTRUCT queries about things under
    `base`.
    """
    return tuple(rebased(path.read_bytes(), base).decode() for path in derivation_files())


def derive(statements: Statements, derivations: Iterable[str]) -> frozenset[str]:
    """What follows from the statements of one graph, as canonical N-Triples lines.

    The same statements always give the same lines. A derivation names every property that it looks
    at. Raises SyntaxError where a derivation is not
    well-formed, ValueError where it is no CONSTRUCT.
    """
    queries = tuple(derivations)
    names = _names(queries)
    telling = [one for one in statements if one.split(" ", 2)[1] in names]
    return construct(strip_graph(telling), queries)


@lru_cache
def _names(queries: tuple[str, ...]) -> frozenset[str]:
    """Every IRI that the queries write, as an N-Triples term: the properties that they look at are
    among them, and no other statement can matter to them.
    """
    text = "\n".join(queries)
    prefixes = dict(_PREFIX.findall(text))
    short = {
        f"<{prefixes[name]}{local}>" for name, local in _SHORT.findall(text) if name in prefixes
    }
    return frozenset({RDF_TYPE, *_IRI.findall(text)} | short)
