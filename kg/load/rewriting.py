"""Sets of statements with some left out, or with some identifiers in the place of others; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from kg.derive import is_derived
from kg.rdf import Statements, split
from kg.vocab import Vocabulary


def authored(statements: Iterable[str], vocabulary: Vocabulary) -> Statements:
    """Those that publishers wrote: not what is derived, nor of the history or the tombstones."""
    own = {f"<{vocabulary.history}>", f"<{vocabulary.tombstones}>"}
    graphs = ((one, one.rsplit(" ", 2)[1]) for one in statements)
    return frozenset(
        one for one, graph in graphs if graph not in own and not is_derived(graph[1:-1])
    )


def inside(statements: Iterable[str], graph: str) -> Statements:
    """Those in the graph with the IRI `graph`."""
    ending = f" <{graph}> ."
    return frozenset(one for one in statements if one.endswith(ending))


def rewritten(
    statements: Iterable[str], dropped: Collection[str], moved: Mapping[str, str]
) -> Statements:
    """`statements` without what describes a `dropped` thing or is in the graph that it names.

    Where else a thing is mentioned, that which it `moved` to takes its place, and what mentions a
    dropped one that moved nowhere goes too. Things are IRIs. A link of a thing to itself that comes
    of it is left out.
    """
    gone = {f"<{name}>" for name in dropped}
    terms = {f"<{old}>": f"<{new}>" for old, new in moved.items()}
    lost = gone - terms.keys()
    found: set[str] = set()
    for statement in statements:
        subject, predicate, value, graph = split(statement)
        if subject in gone or graph in gone or predicate in lost or value in lost:
            continue
        now = [terms.get(one, one) for one in (subject, predicate, value, graph)]
        if now[0] != now[2] or subject == value:
            found.add(f"{' '.join(now)} .")
    return frozenset(found)
