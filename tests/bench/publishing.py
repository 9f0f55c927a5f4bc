"""What publishers wait for: a validated load of everything, beside pySHACL on a sample of it, and
changes of one review; writes stores in a folder of its own.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from kg.knowledge_graph import KnowledgeGraph, open_graph
from kg.load import Source
from kg.rdf import Syntax
from kg.settings import read_settings
from kg.validate import Engine
from tests.bench.figures import Figure, figure, milliseconds
from tests.bench.generate import dataset, graphs, review

_CHANGES = 15
_SAMPLE = 4_000
_KEYS = count(5_000_000)  # past every generated review


def publishing(folder: Path, triples: int) -> Iterator[Figure]:
    """The figures for a store of `triples`, which is left in `folder`."""
    with open_graph(read_settings(store=str(folder))) as kg:
        kg.load_own_data()
        rate = _loaded(kg, triples)
        yield figure("validated load", triples, [rate], "triples/s", "100,000 at a million")
        slow = _by_pyshacl(kg)
        yield figure("the same by pySHACL and rdflib, a sample", _SAMPLE, [slow], "triples/s")
        yield figure("validated load, times pySHACL", triples, [rate / slow], "x", "100")
        kg.load([_change()])
        times = milliseconds(lambda: kg.load([_change()]), _CHANGES)
        yield figure("change of one review", triples, times, "ms", "150 at a million")
    command = milliseconds(lambda: _by_command(folder), 3)
    yield figure("the same as a command", triples, command, "ms", "300 at a million")
    bare = milliseconds(lambda: _kg("--version"), 3)
    yield figure("kg --version", triples, bare, "ms")


def _loaded(kg: KnowledgeGraph, triples: int) -> float:
    """Triples a second."""
    sources = [
        Source("generated.nt", "\n".join(lines).encode(), Syntax.NTRIPLES, name)
        for name, lines in graphs(triples)
    ]
    start = time.perf_counter()
    outcome = kg.load(sources)
    seconds = time.perf_counter() - start
    return len(outcome.changeset.added) / seconds


def _by_pyshacl(kg: KnowledgeGraph) -> float:
    name, lines = next(iter(graphs(_SAMPLE)))
    source = Source("sample.nt", "\n".join(lines).encode(), Syntax.NTRIPLES, name)
    start = time.perf_counter()
    report = kg.judge([source], alone=True, engine=Engine.PYSHACL)
    seconds = time.perf_counter() - start
    if not report.conforms:
        raise AssertionError("the sample must keep the shapes, or the two engines do other work")
    return len(lines) / seconds


def _change() -> Source:
    """A review that no store has yet, in a graph of its own."""
    key = next(_KEYS)
    name = f"https://w3id.org/uk-case-reviews/data/change-{key}"
    lines = [*review(random.Random(key), key), *dataset(name)]
    return Source(f"change-{key}.nt", "\n".join(lines).encode(), Syntax.NTRIPLES, name)


def _by_command(store: Path) -> None:
    change = _change()
    path = store.with_name(change.name)
    path.write_bytes(change.body)
    _kg("load", str(path), "--graph", str(change.graph), "--store", str(store))


def _kg(*words: str) -> None:
    command = [sys.executable, "-m", "kg", *words]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
