"""The fast engine over the modules, in the way that is quickest for what there is to judge."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property

from kg.validate.engines import FastEngine
from kg.validate.nested import with_classes_as_paths
from kg.validate.results import Result
from kg.validate.shapes import Module, Scope, shapes_for, text_for

# From here on a second thread saves more than reading the data twice costs (1.5 s for a million).
LARGE = 100_000


class Fast:
    """The rules of modules, compiled. May be used from any thread. Raises Unavailable where the
    engine fails.
    """

    def __init__(self, modules: Sequence[Module]) -> None:
        self._modules = modules
        self._plain = {scope: FastEngine(text_for(modules, scope)) for scope in Scope}

    def few(self, scope: Scope, data: bytes) -> set[Result]:
        """The results for the N-Triples around a few nodes."""
        return self._plain[scope].results(data)

    def many(self, scope: Scope, data: bytes, statements: int) -> set[Result]:
        """The results for all nodes of a graph, or of the union, of so many statements; of a large
        union, some of the modules judge beside the others.
        """
        if scope != Scope.UNION or statements < LARGE:
            return self._whole[scope].results(data)
        with ThreadPoolExecutor() as threads:
            return set().union(*threads.map(lambda half: half.results(data), self._halves))

    @cached_property
    def _whole(self) -> dict[Scope, FastEngine]:
        """Made when a whole graph is judged: for a few nodes that takes longer than it saves."""
        return {scope: _for_many(self._modules, scope) for scope in (Scope.GRAPH, Scope.UNION)}

    @cached_property
    def _halves(self) -> list[FastEngine]:
        """The rules over the union in two engines, as no rule looks at those of another module: the
        module with most queries, which take longest, and the others.
        """
        ordered = sorted(self._modules, key=lambda one: one.queries(Scope.UNION))
        halves = (ordered[-1:], ordered[:-1])
        return [_for_many(half, Scope.UNION) for half in halves if half]


def _for_many(modules: Sequence[Module], scope: Scope) -> FastEngine:
    """The rules in words that the engine judges many nodes by at a lower cost."""
    return FastEngine(with_classes_as_paths(shapes_for(modules, scope)))
