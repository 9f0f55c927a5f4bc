"""Writes the golden answers: `python -m tests.queries.regenerate`, after a change that is meant.

May write tests/queries/golden. Each golden is the answer of a named query, with its default
parameters, over the data of the package, in CSV.
"""

from __future__ import annotations

import sys
from pathlib import Path

from kg.content import CANONICAL_BASE
from kg.formats import CSV
from kg.knowledge_graph import KnowledgeGraph, open_graph
from kg.query import NamedQuery, named_queries
from kg.settings import read_settings

GOLDEN = Path(__file__).parent / "golden"


def own_graph(base: str = CANONICAL_BASE) -> KnowledgeGraph:
    """A passing graph with the data of the package, loaded through the gate."""
    graph = open_graph(read_settings(store="memory:", base=base))
    graph.load_own_data()
    return graph


def answer(graph: KnowledgeGraph, query: NamedQuery, **values: str) -> bytes:
    """The answer in CSV, with a line feed at the end of each row."""
    plan = graph.plan(query.text_with(values))
    return graph.answer(plan, CSV).body.replace(b"\r\n", b"\n")


def main() -> None:
    """Write every golden, remove those whose query is gone, and say how many there are."""
    queries = named_queries(CANONICAL_BASE)
    GOLDEN.mkdir(exist_ok=True)
    for path in GOLDEN.glob("*.csv"):
        if path.stem not in queries:
            path.unlink()
    with own_graph() as graph:
        for name, query in queries.items():
            (GOLDEN / f"{name}.csv").write_bytes(answer(graph, query))
    sys.stdout.write(f"{len(queries)} golden answers\n")


if __name__ == "__main__":
    main()
