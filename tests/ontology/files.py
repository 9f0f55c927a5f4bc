"""The ontology, the shapes and the data as their files have them now. Reads files only."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from kg.content import CANONICAL_BASE, data_files, ontology_files, shape_files
from kg.rdf import Statements, Syntax, in_graph, parse, skolemise
from kg.reference import Handbook
from kg.vocab import Vocabulary

DEF = f"{CANONICAL_BASE}def/"


@cache
def handbook() -> Handbook:
    """The terms and rules."""
    return Handbook(read([*ontology_files(), *shape_files()]), Vocabulary(CANONICAL_BASE))


@cache
def data() -> Statements:
    """Every dataset."""
    return read(data_files())


def read(paths: Iterable[Path]) -> Statements:
    """The statements of Turtle files, each in a graph named like it."""
    found: set[str] = set()
    for path in paths:
        graph, body = f"{DEF}{path.stem}", path.read_bytes()
        triples = parse(body, Syntax.TURTLE, source=path.name).triples
        named = skolemise(triples, base=CANONICAL_BASE, scope=graph)
        found.update(in_graph(one, graph) for one in named)
    return frozenset(found)
