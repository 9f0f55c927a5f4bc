"""Reads property paths as steps: how far from a focus node a shape looks; pure.

A SHACL path (SHACL, section 2.3.1) and a SPARQL path come to the same thing: alternatives, each a
sequence of steps.
"""

from __future__ import annotations

from itertools import product

from rdflib import RDF, SH, Graph, URIRef
from rdflib.collection import Collection
from rdflib.paths import (
    AlternativePath,
    InvPath,
    MulPath,
    NegatedPath,
    SequencePath,
    ZeroOrOne,
)
from rdflib.term import Node

from kg.validate.steps import ANY_VALUE, Edge, Path, Step, turned


def edge(predicate: Node, *, inverse: bool = False) -> Path:
    """The path of a single edge."""
    return (Step(frozenset({Edge(f"<{predicate}>", inverse)})),)


def shacl_paths(shapes: Graph, node: Node) -> list[Path]:
    """The alternatives of the SHACL path `node`."""
    if isinstance(node, URIRef):
        return [edge(node)]
    if (node, RDF.first, None) in shapes:
        parts = [shacl_paths(shapes, part) for part in Collection(shapes, node)]
        return _sequences(parts)
    for kind, many in (
        (SH.zeroOrMorePath, True),
        (SH.oneOrMorePath, True),
        (SH.zeroOrOnePath, True),
    ):
        inner = shapes.value(node, kind)
        if inner is not None:
            return [_repeated(shacl_paths(shapes, inner))] if many else []
    inverse = shapes.value(node, SH.inversePath)
    if inverse is not None:
        return [turned(path) for path in shacl_paths(shapes, inverse)]
    options = Collection(shapes, shapes.value(node, SH.alternativePath) or RDF.nil)
    return _merged([path for option in options for path in shacl_paths(shapes, option)])


def sparql_paths(path: object) -> list[Path]:
    """The alternatives of what stands between subject and object in a SPARQL triple pattern."""
    match path:
        case URIRef():
            return [edge(path)]
        case SequencePath():
            return _sequences([sparql_paths(part) for part in path.args])
        case AlternativePath():
            return _merged([one for option in path.args for one in sparql_paths(option)])
        case InvPath():
            found = [turned(one) for one in sparql_paths(path.arg)]
        case MulPath() if path.mod == ZeroOrOne:
            found = sparql_paths(path.path)
        case MulPath():
            found = [_repeated(sparql_paths(path.path))]
        case NegatedPath():
            found = [(Step(frozenset({Edge(None), Edge(None, inverse=True)})),)]
        case _:  # a variable
            found = [ANY_VALUE]
    return found


def _sequences(parts: list[list[Path]]) -> list[Path]:
    return [tuple(step for path in choice for step in path) for choice in product(*parts)]


def _merged(options: list[Path]) -> list[Path]:
    """Options of one plain step each as a single step; longer ones stay apart."""
    short = [path[0] for path in options if len(path) == 1 and not path[0].repeat]
    longer = [path for path in options if len(path) != 1 or path[0].repeat]
    if not short:
        return longer
    return [(Step(frozenset().union(*(step.edges for step in short))),), *longer]


def _repeated(options: list[Path]) -> Path:
    """A chain of any of the edges that occur in `options`: it may look further than the path
    does.
    """
    return (Step(frozenset(one for path in options for step in path for one in step.edges), True),)
