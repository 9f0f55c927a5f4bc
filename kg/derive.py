"""Statements that follow from others of the same graph, so that common questions stay short.

The terms are those that the ontology marks with crv:derived (core.ttl, section 8). What each means
is in `ontology/derived/{term}.rq`, a CONSTRUCT over the statements of one graph alone. Reads those
files and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.content import derivation_files, rebased
from kg.rdf import Statements, construct, strip_graph

_SUFFIX = "/derived"


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

    The same statements always give the same lines. Raises SyntaxError where a derivation is not
    well-formed, ValueError where it is no CONSTRUCT.
    """
    return construct(strip_graph(statements), derivations)
