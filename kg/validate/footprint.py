"""What shapes look at: their targets, and every path from a focus node that a constraint follows;
pure.

From the footprint follow the two questions of an incremental gate: which nodes a change can make
right or wrong, and which statements are needed to judge them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rdflib import RDF, SH, Graph, URIRef
from rdflib.collection import Collection
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node, Variable

from kg.errors import Usage
from kg.validate.paths import edge, shacl_paths, sparql_paths
from kg.validate.steps import ANY_VALUE, Footprint, Path, Targets, turned

_NESTED = (SH.node, SH.property, SH["not"], SH.qualifiedValueShape)
_LISTS = (SH["and"], SH["or"], SH.xone)
_COMPARED = (SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals)


def footprints(shapes_text: str) -> tuple[Footprint, ...]:
    """The footprint of every targeted shape in `shapes_text` (Turtle).

    Raises Usage where a SPARQL rule looks at something that no path from $this leads to: such a
    rule could only be judged over the whole store.
    """
    shapes = Graph().parse(data=shapes_text, format="turtle")
    kinds = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)
    targeted = {shape for kind in kinds for shape in shapes.subjects(kind)}
    return tuple(
        Footprint(f"<{shape}>", _targets(shapes, shape), frozenset(_from_node(shapes, shape, ())))
        for shape in sorted(targeted, key=str)
    )


def _targets(shapes: Graph, shape: Node) -> Targets:
    def of(kind: URIRef) -> frozenset[str]:
        return frozenset(f"<{one}>" for one in shapes.objects(shape, kind))

    return Targets(
        of(SH.targetClass), of(SH.targetSubjectsOf), of(SH.targetObjectsOf), of(SH.targetNode)
    )


def _from_node(shapes: Graph, shape: Node, seen: tuple[Node, ...]) -> Iterator[Path]:
    """The paths that `shape` follows from a node that it judges, nested shapes included."""
    if shape in seen:
        return
    seen = (*seen, shape)
    path = shapes.value(shape, SH.path)
    for start in [()] if path is None else shacl_paths(shapes, path):
        if start:
            yield start
        for onward in _from_value(shapes, shape, seen):
            yield start + onward
    for constraint in shapes.objects(shape, SH.sparql):
        yield from _from_sparql(shapes, constraint)


def _from_value(shapes: Graph, shape: Node, seen: tuple[Node, ...]) -> Iterator[Path]:
    """The paths that the constraints of `shape` follow from a value node of its path."""
    if shapes.value(shape, SH.closed):
        yield ANY_VALUE
    if (shape, SH["class"], None) in shapes:
        yield edge(RDF.type)
    for nested in _nested(shapes, shape):
        yield from _from_node(shapes, nested, seen)
    for kind in _COMPARED:
        for other in shapes.objects(shape, kind):
            yield edge(other)


def _nested(shapes: Graph, shape: Node) -> Iterator[Node]:
    for kind in _NESTED:
        yield from shapes.objects(shape, kind)
    for kind in _LISTS:
        for head in shapes.objects(shape, kind):
            yield from Collection(shapes, head)


def _from_sparql(shapes: Graph, constraint: Node) -> list[Path]:
    """The paths from $this to every node that a SELECT constraint mentions."""
    select = shapes.value(constraint, SH.select)
    declared = shapes.objects(constraint, SH.prefixes)
    prefixes = {
        str(shapes.value(one, SH.prefix)): str(shapes.value(one, SH.namespace))
        for owner in declared
        for one in shapes.objects(owner, SH.declare)
    }
    patterns = list(_patterns(prepareQuery(str(select), initNs=prefixes).algebra))
    found = _reached(patterns)
    lost = [pattern for pattern in patterns if not _is_reached(pattern, found)]
    if lost:
        raise Usage(
            f"A SPARQL rule looks at {lost[0]}, to which no path from $this leads. Connect every "
            "pattern of the rule to $this."
        )
    return [path for paths in found.values() for path in paths if path]


def _patterns(part: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Every triple pattern, in EXISTS too, of a query's algebra."""
    if isinstance(part, CompValue):
        if part.name == "BGP":
            yield from part.triples
        elif part.name == "TriplesBlock":  # inside EXISTS the algebra keeps the parsed form
            for block in part.triples:
                yield from zip(block[::3], block[1::3], block[2::3], strict=True)
        for name in part:
            if name != "triples":
                yield from _patterns(part[name])
    elif type(part) in {list, tuple} or part.__class__.__name__ == "plist":
        for one in part:
            yield from _patterns(one)


def _reached(patterns: Iterable[tuple[Any, Any, Any]]) -> dict[Node, set[Path]]:
    """The paths from $this to each node of the pattern graph, and along every pattern.

    A constant, or a variable that stands for a property, is a term; terms are always at hand.
    """
    patterns = list(patterns)
    found: dict[Node, set[Path]] = {Variable("this"): {()}}
    at_hand: set[Node] = {one for pattern in patterns for one in pattern if isinstance(one, URIRef)}
    at_hand |= {pattern[1] for pattern in patterns if isinstance(pattern[1], Variable)}
    grown = True
    while grown:
        grown = False
        for subject, predicate, value in patterns:
            onward = sparql_paths(predicate)
            for here, there, steps in (
                (subject, value, onward),
                (value, subject, [turned(path) for path in onward]),
            ):
                if here in found and there not in found and there not in at_hand:
                    found[there] = {a + b for a in found[here] for b in steps}
                    grown = True
    along = {
        Variable(f"along {place}"): {a + b for a in found[subject] for b in sparql_paths(predicate)}
        for place, (subject, predicate, _) in enumerate(patterns)
        if subject in found
    }
    return found | along | {one: set() for one in at_hand if one not in found}


def _is_reached(pattern: tuple[Any, Any, Any], found: dict[Node, set[Path]]) -> bool:
    return pattern[0] in found or pattern[2] in found
