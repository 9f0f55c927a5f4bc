"""The files that a release can be taken away in: their names and their bytes; reads the store.

The same release always gives the same bytes, on the command line and over HTTP. RDF 1.1 N-Quads,
TriG and Turtle; RFC 1952 (gzip), without a time in its header.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from kg.derive import is_derived
from kg.errors import NotFound
from kg.formats import NQUADS, TRIG, TURTLE, Format
from kg.rdf import digest, split, write_turtle
from kg.stores import Store
from kg.vocab import Vocabulary

WHOLE = "all"
ZIPPED = ".gz"
_PIECE = 4096  # statements, or some 1 MB
_GZIP = 31  # zlib's word for a gzip header around the largest window


class Dump(NamedTuple):
    """A file of a release: its path below that of the release, less `.gz`; its format; the graph
    that it holds, or None for all of them.
    """

    name: str
    form: Format
    graph: str | None = None


def dumps(graphs: Collection[str], base: str) -> list[Dump]:
    """The files of a release that has `graphs`: those of everything first, then one a graph."""
    whole = [Dump(f"{WHOLE}.{form.suffix}", form) for form in (NQUADS, TRIG)]
    files = (Dump(f"{_stem(graph, base)}.{TURTLE.suffix}", TURTLE, graph) for graph in graphs)
    return [*whole, *sorted(files)]


def _stem(graph: str, base: str) -> str:
    """What stands for a graph in the path of its file; of a graph of others, a digest."""
    if not graph.startswith(base):
        return f"other/{digest([graph])[:16]}"
    below = graph.removeprefix(base)
    return f"{below}index" if below.endswith("/") else below


def find_dump(name: str, graphs: Collection[str], base: str) -> Dump:
    """The file called `name`, which may end in `.gz`. Raises NotFound."""
    wanted = name.removesuffix(ZIPPED)
    found = next((one for one in dumps(graphs, base) if one.name == wanted), None)
    if found is None:
        raise NotFound(
            f"There is no dump {name[:200]!r} of this release. /dumps/ lists what there is: "
            f"{WHOLE}.nq, {WHOLE}.trig and a Turtle file for each graph, each also with {ZIPPED}."
        )
    return found


def pieces(
    store: Store, vocabulary: Vocabulary, dump: Dump, release: int | None = None
) -> Iterator[bytes]:
    """The bytes of a dump, piece by piece. Raises as Store.dump."""
    statements = store.dump([dump.graph] if dump.graph else None, release=release)
    if dump.form is NQUADS:
        return _lines(statements)
    if dump.form is TRIG:
        return _trig(statements, vocabulary)
    return iter([write_turtle(_triples(statements), vocabulary.prefixes).encode()])


def zipped(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The same, compressed with gzip."""
    packer = zlib.compressobj(9, wbits=_GZIP)
    for part in parts:
        yield packer.compress(part)
    yield packer.flush()


def description_of(graph: str, names: dict[str, str]) -> str:
    """What a graph is called: by its own name, or that of what it was worked out from."""
    if is_derived(graph):
        return f"What follows from {names.get(graph.rpartition('/')[0], 'another graph')}"
    return names.get(graph, "")


def _lines(statements: Iterable[str]) -> Iterator[bytes]:
    waiting = sorted(statements)
    for start in range(0, len(waiting), _PIECE):
        yield "".join(f"{one}\n" for one in waiting[start : start + _PIECE]).encode()


def _trig(statements: Iterable[str], vocabulary: Vocabulary) -> Iterator[bytes]:
    """Each graph as it is in Turtle, in its braces (RDF 1.1 TriG, section 2.2)."""
    by_graph: dict[str, list[str]] = defaultdict(list)
    for one in statements:
        by_graph[split(one)[3]].append(one)
    for graph in sorted(by_graph):
        text = write_turtle(_triples(by_graph[graph]), vocabulary.prefixes)
        head, body = _cut(text)
        yield f"{head}{graph} {{\n{body}}}\n\n".encode()


def _cut(text: str) -> tuple[str, str]:
    """The lines of prefixes, and what comes after the empty line behind them."""
    if not text.startswith("@prefix "):
        return "", text
    head, _, body = text.partition("\n\n")
    return f"{head}\n\n", body


def _triples(statements: Iterable[str]) -> Iterator[str]:
    return (f"{one.rsplit(' ', 2)[0]} ." for one in statements)
