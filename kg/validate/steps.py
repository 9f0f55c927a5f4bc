"""Steps along properties, and the footprint of a shape made of them; pure, and imports no RDF
library.

A path is a sequence of steps. A step follows one of its edges; a repeated step any chain of them.
"""

from __future__ import annotations

from typing import NamedTuple


class Edge(NamedTuple):
    """A property, as an N-Triples term or None for any; `inverse`: from object to subject."""

    predicate: str | None
    inverse: bool = False

    def turned(self) -> Edge:
        """The same edge walked the other way."""
        return Edge(self.predicate, not self.inverse)


class Step(NamedTuple):
    """One step along any of `edges`, or, where `repeat`, along any chain of them."""

    edges: frozenset[Edge]
    repeat: bool = False


Path = tuple[Step, ...]
ANY_VALUE: Path = (Step(frozenset({Edge(None)})),)


def turned(path: Path) -> Path:
    """The path from its other end."""
    return tuple(
        Step(frozenset(one.turned() for one in step.edges), step.repeat) for step in reversed(path)
    )


class Targets(NamedTuple):
    """Who a shape judges: IRIs as N-Triples terms (SHACL, section 2.1.3)."""

    classes: frozenset[str]
    subjects_of: frozenset[str]
    objects_of: frozenset[str]
    nodes: frozenset[str]


class Footprint(NamedTuple):
    """One targeted shape: its targets, and the paths that it follows from a focus node."""

    shape: str
    targets: Targets
    paths: frozenset[Path]
