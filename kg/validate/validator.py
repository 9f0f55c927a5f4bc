"""Judges graphs by the modules of shapes, with one engine or both."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple, Protocol

from kg.errors import Unavailable
from kg.rdf import Statements, split, strip_graph
from kg.validate.engines import (
    FAST,
    RDFLIB_AT_A_TIME,
    REFERENCE,
    ReferenceEngine,
)
from kg.validate.fast import Fast
from kg.validate.incremental import (
    RDF_TYPE,
    Look,
    Prints,
    Terms,
    in_memory,
    portion,
    prepared,
    surroundings,
    terms_used,
)
from kg.validate.kept import kept_footprints
from kg.validate.report import Report
from kg.validate.results import Result, Severity, discreet
from kg.validate.rules import Rule, read_rules
from kg.validate.shapes import Module, Scope, shapes_digest, shapes_for, text_for
from kg.validate.steps import Footprint

# pySHACL reads 42,000 triples a second: past this its second opinion keeps a publisher waiting.
SECOND_OPINION_STATEMENTS = 60_000
SECOND_OPINION_NODES = 50
RDFS_RESOURCE = "http://www.w3.org/2000/01/rdf-schema#Resource"


class View(Protocol):
    """The state after a change, and the one that holds what it removes too; see
    incremental.portion.
    """

    @property
    def now(self) -> Look:
        """The statements asked for, after the change."""

    @property
    def ever(self) -> Look:
        """The statements asked for, before or after the change."""


class Engine(StrEnum):
    """`auto`: the fast engine decides, and pySHACL is heard on a refusal. `pyshacl`: pySHACL
    alone.
    """

    AUTO = "auto"
    PYSHACL = "pyshacl"


class Validator:
    """The gate over a fixed set of modules. `vocabulary` is the IRI prefix of graphs of terms: they
    are the context of every graph that is judged alone.
    """

    def __init__(self, modules: Sequence[Module], *, vocabulary: str) -> None:
        self.modules = tuple(modules)
        self._vocabulary = f"<{vocabulary}"
        self._shapes = f"<{vocabulary}shape/"
        self._fast = Fast(self.modules)
        self._prints: dict[Scope, Prints] = {}
        self._reference = {scope: ReferenceEngine(text_for(modules, scope)) for scope in Scope}

    def judge(
        self,
        graphs: Mapping[str, Statements],
        rest: Statements = frozenset(),
        engine: Engine = Engine.AUTO,
    ) -> Report:
        """The report on `graphs` (graph IRI → its statements), beside the `rest` of the store.

        Each graph is judged alone, with the terms; then all of them together with the rest. Raises
        Unavailable where an engine fails.
        """
        lots = self._lots(graphs, rest)
        found = self._uses(lots[0].statements, lots[0].terms, engine)
        with ThreadPoolExecutor(os.cpu_count()) as threads:  # the fast engine lets go of the GIL
            for results in threads.map(lambda lot: self._results(lot, engine), lots):
                found |= results
        used = (REFERENCE,) if engine == Engine.PYSHACL else (FAST,)
        return self._report(found, used)

    def judge_change(
        self,
        changed: Statements,
        removed: Statements,
        terms: Terms,
        views: Mapping[str | None, View],
    ) -> Report:
        """The report on the nodes that `changed` statements, some of them `removed`, can make right
        or wrong.

        `views` look at each changed graph alone (by its IRI) and, under None, at all of them. Where
        the store kept every rule before, the verdict is that of `judge` on the whole. `terms` are
        unchanged. Raises Unavailable where an engine fails.
        """
        left = changed - removed
        found = self._uses(left, terms.used_in(left), Engine.AUTO)
        for graph, view in views.items():
            scope = Scope.UNION if graph is None else Scope.GRAPH
            seen = changed if graph is None else _inside(changed, graph)
            part = portion(self._footprints(scope), seen, terms, view.now, view.ever)
            lot = _Lot(scope, graph, part.statements, frozenset(), part.focus)
            found |= self._results(lot, Engine.AUTO)
        return self._report(found, (FAST,))

    def _report(self, found: set[Result], engines: tuple[str, ...]) -> Report:
        results = tuple(sorted(discreet(found), key=_worst_first))
        return Report(results, engines, self._rules if results else {})

    @cached_property
    def digest(self) -> str:
        """The fingerprint of what the shapes say, for the record of a release."""
        return shapes_digest(self.modules)

    @cached_property
    def _rules(self) -> dict[str, Rule]:
        return read_rules(triple for module in self.modules for triple in module.triples)

    def _footprints(self, scope: Scope) -> Prints:
        with RDFLIB_AT_A_TIME:
            if scope not in self._prints:
                kept = kept_footprints(self.modules, scope)
                self._prints[scope] = prepared(kept or self._worked_out(scope))
            return self._prints[scope]

    def _worked_out(self, scope: Scope) -> tuple[Footprint, ...]:
        from kg.validate.footprint import footprints  # noqa: PLC0415  rdflib's SPARQL: 0.2 s

        return footprints(shapes_for(self.modules, scope))

    def _lots(self, graphs: Mapping[str, Statements], rest: Statements) -> list[_Lot]:
        """The union, which takes longest, and then each graph of data alone."""
        parts = {f"<{name}>": statements for name, statements in graphs.items()}
        others = _by_graph(rest)
        terms = frozenset().union(
            *(one for name, one in [*parts.items(), *others.items()] if self._is_of_terms(name))
        )
        data = frozenset().union(
            *(
                one
                for name, one in [*parts.items(), *others.items()]
                if not name.startswith(self._shapes)
            )
        )
        alone = [
            _Lot(Scope.GRAPH, name[1:-1], statements, terms)
            for name, statements in sorted(parts.items())
            if not name.startswith(self._vocabulary)
        ]
        return [_Lot(Scope.UNION, None, data, terms), *alone]

    def _is_of_terms(self, graph: str) -> bool:
        return graph.startswith(self._vocabulary) and not graph.startswith(self._shapes)

    def _results(self, lot: _Lot, engine: Engine) -> set[Result]:
        """The results for a lot, for the nodes in its focus alone where it has one."""
        data = strip_graph(lot.statements) + strip_graph(lot.terms - lot.statements)
        if engine == Engine.PYSHACL:
            results = self._reference[lot.scope].results(data)
        else:
            results = self._fast_results(lot, data)
            if lot.focus is not None:
                results = {one for one in results if one.focus in lot.focus}
            broken = {one.focus for one in results if one.severity == Severity.VIOLATION}
            if broken and len(lot.statements) <= SECOND_OPINION_STATEMENTS:
                nodes = frozenset(sorted(broken)[:SECOND_OPINION_NODES])
                results = self._second_opinion(lot, results, nodes)
        return {replace(one, graph=lot.graph) for one in results}

    def _fast_results(self, lot: _Lot, data: bytes) -> set[Result]:
        if lot.focus is not None or lot.scope == Scope.USE:
            return self._fast.few(lot.scope, data)
        return self._fast.many(lot.scope, data, len(lot.statements))

    def _uses(self, statements: Statements, terms: Statements, engine: Engine) -> set[Result]:
        """The results of the rules about uses of terms: one use of each term is judged, and, where
        that is wrong, every use of it. Such a rule looks at one statement only, so that the verdict
        is the same.
        """
        uses = {one.split(" ", 2)[1]: one for one in statements}
        uses.pop(RDF_TYPE, None)
        uses |= {terms_used(one)[-1]: one for one in statements if f" {RDF_TYPE} " in one}
        first = self._results(_uses_lot(uses.values(), terms), engine)
        wrong = {one.focus for one in first}
        bad = {term for term, statement in uses.items() if split(statement)[0] in wrong}
        if not bad:
            return first
        again = (statement for statement in statements if terms_used(statement)[-1] in bad)
        return self._results(_uses_lot(again, terms), engine)

    def _second_opinion(
        self, lot: _Lot, results: set[Result], nodes: frozenset[str]
    ) -> set[Result]:
        """The results of both engines on the failing `nodes`; where one is alone, it is said.

        pySHACL is given what these nodes are judged by, and no more. Its own option for focus nodes
        would also filter the nodes that nested shapes judge (0.40.1), and so find what is not
        there.
        """
        look, terms = in_memory(lot.statements), Terms(lot.terms)
        around = surroundings(self._footprints(lot.scope), nodes, terms, look)
        try:
            heard = self._reference[lot.scope].results(strip_graph(around))
        except Unavailable:  # the data are refused already, and their publisher must see why
            return results
        heard = {one for one in heard if one.focus in nodes}
        first = {_essence(one) for one in results}
        second = {_essence(one) for one in heard}
        marked = {
            replace(one, only_by=FAST)
            if one.focus in nodes and _essence(one) not in second
            else one
            for one in results
        }
        return marked | {
            replace(one, only_by=REFERENCE) for one in heard if _essence(one) not in first
        }


class _Lot(NamedTuple):
    """What is judged in one run: a graph alone or the union, with the terms; and which nodes
    count.
    """

    scope: Scope
    graph: str | None
    statements: Statements
    terms: Statements
    focus: frozenset[str] | None = None


def _uses_lot(statements: Iterable[str], terms: Statements) -> _Lot:
    """Statements to judge by themselves, each subject with the type that every node has."""
    judged = set(statements)
    judged |= {
        f"{subject} {RDF_TYPE} <{RDFS_RESOURCE}> {graph} ."
        for subject, _, _, graph in map(split, judged)
    }
    return _Lot(Scope.USE, None, frozenset(judged), terms)


def _by_graph(statements: Statements) -> dict[str, Statements]:
    """The statements of each graph, by its N-Triples name."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in statements:
        found[one.rsplit(" ", 2)[1]].add(one)
    return {name: frozenset(inside) for name, inside in found.items()}


def _inside(statements: Statements, graph: str) -> Statements:
    return _by_graph(statements).get(f"<{graph}>", frozenset())


def _essence(one: Result) -> tuple[str, str, Severity]:
    """What two engines must agree on; they word paths and pick values in their own ways."""
    return one.focus, one.code, one.severity


def _worst_first(one: Result) -> tuple[int, tuple[str, ...]]:
    said = (one.focus, one.graph, one.code, one.message, one.path, one.value, one.mark)
    return list(Severity).index(one.severity), tuple(part or "" for part in said)
