"""The gate at the cost of the change: which nodes it can make right or wrong, and what is needed to
judge them.

Knows no store: it asks `look`, which answers from the state before and after the change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from kg.rdf import Statements, split
from kg.validate.steps import Edge, Footprint, Path, Step

RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_SUBCLASS = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"


class Ask(NamedTuple):
    """A question about a node: its statements along one edge. Nodes are N-Triples terms."""

    node: str
    edge: Edge


Look = Callable[[frozenset[Ask]], Statements]


class Prints(NamedTuple):
    """Footprints, and what follows from them: every beginning of a path, and the edges that tell
    targets.
    """

    all: tuple[Footprint, ...]
    beginnings: frozenset[Path]
    target_edges: frozenset[Edge]


class Portion(NamedTuple):
    """The nodes to judge, and the statements to judge them by."""

    focus: frozenset[str]
    statements: Statements


class Terms:
    """The ontology and the schemes, ready to be looked at. They are at hand for every judgement."""

    def __init__(self, statements: Statements) -> None:
        self.statements = statements
        self.look = in_memory(statements)
        self.class_tree = frozenset(one for one in statements if f" {_SUBCLASS} " in one)
        self.superclasses = _superclasses(self.class_tree)

    def used_in(self, statements: Statements) -> Statements:
        """What is said of the properties and classes that `statements` use."""
        used = {term for one in statements for term in terms_used(one)}
        return self.look(frozenset(Ask(name, Edge(None)) for name in used))


def prepared(footprints: Iterable[Footprint]) -> Prints:
    """The footprints with what follows from them."""
    prints = tuple(footprints)
    edges = {Edge(None)}
    for one in prints:
        edges |= {Edge(name, True) for name in one.targets.objects_of}
    return Prints(prints, frozenset(_beginnings(prints)), frozenset(edges))


def portion(prints: Prints, changed: Statements, terms: Terms, now: Look, ever: Look) -> Portion:
    """What is to be judged after `changed` statements were added or removed.

    `now` sees the state after the change; `ever` sees what was removed as well. `terms` are the
    ontology and the schemes; a change to them is not for this function.
    """
    candidates = _candidates(prints.beginnings, changed, ever)
    return _around(prints, candidates, terms, now)


def surroundings(prints: Prints, nodes: frozenset[str], terms: Terms, now: Look) -> Statements:
    """The statements by which `nodes` are judged, whatever shapes target them."""
    return _around(prints, set(nodes), terms, now).statements


def _around(prints: Prints, candidates: set[str], terms: Terms, now: Look) -> Portion:
    """Which of the candidates are judged, and by what; the statements hold the class tree too."""

    def look(asked: frozenset[Ask]) -> Statements:
        return now(asked) | terms.look(asked)

    asked = frozenset(Ask(node, one) for node in candidates for one in prints.target_edges)
    targets = look(asked)
    roles = _Roles(targets)
    judged = {
        one.shape: _targeted(one, candidates, roles, terms.superclasses) for one in prints.all
    }
    support = _support(prints.all, judged, look) | targets
    focus = frozenset().union(*judged.values())
    return Portion(focus, support | terms.class_tree | terms.used_in(support))


def in_memory(statements: Statements) -> Look:
    """A look at `statements` themselves."""
    index: dict[tuple[str, bool], list[tuple[str, str]]] = defaultdict(list)
    for statement in statements:
        subject, predicate, value, _ = split(statement)
        index[subject, False].append((predicate, statement))
        index[value, True].append((predicate, statement))

    def look(asked: frozenset[Ask]) -> Statements:
        return frozenset(
            statement
            for ask in asked
            for predicate, statement in index.get((ask.node, ask.edge.inverse), ())
            if ask.edge.predicate in {None, predicate}
        )

    return look


def _beginnings(prints: Iterable[Footprint]) -> set[Path]:
    """Every beginning of every path: a statement matters by the last step of one of them."""
    paths = {path for one in prints for path in one.paths}
    for one in prints:
        paths |= {(Step(frozenset({Edge(RDF_TYPE)})),)} if one.targets.classes else set()
        paths |= {(Step(frozenset({Edge(name)})),) for name in one.targets.subjects_of}
        paths |= {(Step(frozenset({Edge(name, True)})),) for name in one.targets.objects_of}
    return {path[:length] for path in paths for length in range(1, len(path) + 1)}


def _candidates(beginnings: Iterable[Path], changed: Statements, ever: Look) -> set[str]:
    """The nodes from which a path leads over a changed statement."""
    standing: dict[Path, set[str]] = defaultdict(set)
    ends: dict[str | None, list[tuple[str, str]]] = defaultdict(list)
    for statement in changed:
        subject, predicate, value, _ = split(statement)
        ends[predicate].append((subject, value))
        ends[None].append((subject, value))
    for path in beginnings:
        for one in path[-1].edges:
            standing[path[:-1]] |= {pair[one.inverse] for pair in ends[one.predicate]}
        if path[-1].repeat:  # the change may be anywhere along the chain
            back = {one.turned() for one in path[-1].edges}
            standing[path[:-1]] |= _chained(standing[path[:-1]], back, ever)
    for length in range(max(map(len, standing), default=0), 0, -1):
        level = {path: nodes for path, nodes in standing.items() if len(path) == length}
        for path, nodes in _stepped(level, ever, back=True).items():
            standing[path[:-1]] |= nodes
    return {node for node in standing[()] if not node.startswith('"')}


def _stepped(level: Mapping[Path, set[str]], look: Look, *, back: bool) -> dict[Path, set[str]]:
    """Where the last step of each path leads from its nodes, or, `back`, from where it comes to
    them.
    """
    edges = {path: {one.turned() if back else one for one in path[-1].edges} for path in level}
    asked = {
        Ask(node, one) for path, nodes in level.items() for node in nodes for one in edges[path]
    }
    index = _Index(look(frozenset(asked)))
    reached = {}
    for path, nodes in level.items():
        ends = {end for node in nodes for one in edges[path] for end in index.ends(node, one)}
        reached[path] = ends | _chained(ends, edges[path], look) if path[-1].repeat else ends
    return reached


def _chained(nodes: set[str], edges: set[Edge], look: Look) -> set[str]:
    """Every node that chains of `edges` lead to from `nodes`; a literal ends a chain."""
    found, fresh = set(nodes), {node for node in nodes if node.startswith("<")}
    while fresh:
        index = _Index(look(frozenset(Ask(node, one) for node in fresh for one in edges)))
        ends = {end for node in fresh for one in edges for end in index.ends(node, one)} - found
        found |= ends
        fresh = {end for end in ends if end.startswith("<")}
    return found


class _Roles:
    """What nodes are in some statements: of which classes, and which properties' subject or
    object.
    """

    def __init__(self, statements: Statements) -> None:
        self.members: dict[str, set[str]] = defaultdict(set)
        self.subjects: dict[str, set[str]] = defaultdict(set)
        self.objects: dict[str, set[str]] = defaultdict(set)
        for statement in statements:
            subject, predicate, value, _ = split(statement)
            self.subjects[predicate].add(subject)
            self.objects[predicate].add(value)
            if predicate == RDF_TYPE:
                self.members[value].add(subject)


def _targeted(
    one: Footprint, candidates: set[str], roles: _Roles, superclasses: Mapping[str, set[str]]
) -> set[str]:
    """The candidates that the shape judges (SHACL, section 2.1.3)."""
    found = set(one.targets.nodes)
    for kind, members in roles.members.items():
        if not one.targets.classes.isdisjoint(superclasses.get(kind, set()) | {kind}):
            found |= members
    for name in one.targets.subjects_of:
        found |= roles.subjects[name]
    for name in one.targets.objects_of:
        found |= roles.objects[name]
    return found & candidates


def _support(prints: Iterable[Footprint], judged: Mapping[str, set[str]], now: Look) -> Statements:
    """The statements along every path from the nodes that are judged."""
    seen: set[str] = set()

    def look(asked: frozenset[Ask]) -> Statements:
        found = now(asked)
        seen.update(found)
        return found

    standing: dict[Path, set[str]] = defaultdict(set)
    longer: dict[Path, set[Path]] = defaultdict(set)
    paths = {one.shape: one.paths for one in prints}
    for shape, nodes in judged.items():
        for path in paths[shape] if nodes else ():
            standing[path[:1]] |= nodes
            for length in range(1, len(path)):
                longer[path[:length]].add(path[: length + 1])
    level: Mapping[Path, set[str]] = standing
    while level:
        following: dict[Path, set[str]] = {}
        for path, ends in _stepped(level, look, back=False).items():
            nodes = {end for end in ends if not end.startswith('"')} if path in longer else set()
            following |= dict.fromkeys(longer.get(path, ()), nodes)
        level = following
    return frozenset(seen)


def terms_used(statement: str) -> tuple[str, ...]:
    """The property of a statement, and the class where it is rdf:type."""
    _, predicate, value, _ = split(statement)
    return (predicate, value) if predicate == RDF_TYPE else (predicate,)


def _superclasses(terms: Statements) -> dict[str, set[str]]:
    """Every superclass of every class, as far as the terms say."""
    above: dict[str, set[str]] = defaultdict(set)
    for statement in terms:
        if _SUBCLASS in statement:
            subject, predicate, value, _ = split(statement)
            if predicate == _SUBCLASS:
                above[subject].add(value)
    return {name: _all_above(name, above) for name in list(above)}


def _all_above(name: str, above: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for one in above.get(waiting.pop(), set()) - found:
            found.add(one)
            waiting.append(one)
    return found


class _Index:
    """Statements by the two ends of their edge."""

    def __init__(self, statements: Statements) -> None:
        self._forward: dict[tuple[str, str | None], set[str]] = defaultdict(set)
        self._inverse: dict[tuple[str, str | None], set[str]] = defaultdict(set)
        for statement in statements:
            subject, predicate, value, _ = split(statement)
            for name in (predicate, None):
                self._forward[subject, name].add(value)
                self._inverse[value, name].add(subject)

    def ends(self, node: str, along: Edge) -> set[str]:
        """The nodes at the other end of `along` from `node`."""
        index = self._inverse if along.inverse else self._forward
        return index.get((node, along.predicate), set())
