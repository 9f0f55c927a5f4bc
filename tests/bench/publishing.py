"""What publishers wait for: a validated load of everything, beside pySHACL on a sample of it, and
changes of one review. Writes stores in folders of its own, or behind a URL.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path

from kg.changes import Changeset
from kg.knowledge_graph import KnowledgeGraph
from kg.load import Source
from kg.rdf import Syntax, date_time, in_graph
from kg.validate import Engine
from tests.bench.figures import Figure, Missing, On, milliseconds
from tests.bench.generate import REVIEWS_A_GRAPH, dataset, graphs, review

BULK, CHANGE, CHECK = "validated load", "change of one review", "check of one review"
# The gate has all that is loaded at once in memory, 3 GiB of a million triples.
WHOLE = 1_500_000
_CHANGES, _SECONDS = 15, 20.0
_SAMPLE = 4_000
_COMMANDS, _CHECKS = 3, 10
_KEYS = count(5_000_000)  # past every generated review
_MADE: list[str] = []


def bulk(on: On, kg: KnowledgeGraph) -> Iterator[Figure | Missing]:
    """A load through the gate, in triples a second."""
    kg.load_own_data()
    if on.triples > WHOLE:
        _in_parts(on, kg)
        yield on.missing(BULK, "so many are put into the store in parts, without the gate")
        return
    sources = [
        Source("generated.nt", "\n".join(lines).encode(), Syntax.NTRIPLES, name)
        for name, lines in graphs(on.triples)
    ]
    start = time.perf_counter()
    outcome = kg.load(sources)
    rate = len(outcome.changeset.added) / (time.perf_counter() - start)
    yield on.figure(BULK, [rate], "triples/s", asked="100,000 at a million")


def _in_parts(on: On, kg: KnowledgeGraph) -> None:
    """Commit the graphs, no more than WHOLE triples at once."""
    waiting = graphs(on.triples)
    while part := list(islice(waiting, max(1, WHOLE // (REVIEWS_A_GRAPH * 45)))):
        added = frozenset(in_graph(line, name) for name, lines in part for line in lines)
        at = date_time(datetime.now(UTC))
        kg.store.commit(Changeset(added), parent=kg.current(), at=at, note={})


def by_pyshacl(on: On, kg: KnowledgeGraph) -> Iterator[Figure]:
    """The rate at which pySHACL judges a sample of the same data."""
    name, lines = next(iter(graphs(_SAMPLE)))
    source = Source("sample.nt", "\n".join(lines).encode(), Syntax.NTRIPLES, name)
    start = time.perf_counter()
    report = kg.judge([source], alone=True, engine=Engine.PYSHACL)
    seconds = time.perf_counter() - start
    if not report.conforms:
        raise AssertionError("the sample must keep the shapes, or the two engines do other work")
    yield on.figure(BULK, [len(lines) / seconds], "triples/s", how=f"a sample of {_SAMPLE:,}")


def changes(on: On, kg: KnowledgeGraph) -> Iterator[Figure]:
    """One review more, judged, durable and seen by readers."""
    kg.load([_change()])
    times = milliseconds(lambda: kg.load([_change()]), _CHANGES, _SECONDS)
    yield on.figure(CHANGE, times, "ms", asked="150 at a million")


def commands(on: On, store: Path) -> Iterator[Figure]:
    """The same by `kg load`, and only checked by `kg validate`, with the start of the program; and
    what of that is the start of the program, and of Python.
    """
    how, asked = "as a command", "300 at a million"
    yield on.figure(CHANGE, milliseconds(lambda: _load(store), _COMMANDS), "ms", how, asked)
    path = _written(store, _source(*_new_review()))
    checks = milliseconds(lambda: _kg("validate", str(path), "--store", str(store)), _CHECKS)
    yield on.figure(CHECK, checks, "ms", how, asked)
    yield on.figure("kg --version", milliseconds(lambda: _kg("--version"), _CHECKS), "ms")
    python = milliseconds(lambda: _run("-c", "pass"), _CHECKS)
    yield on.figure("start of Python", python, "ms")


def the_rest(kg: KnowledgeGraph) -> None:
    """Publish those of the new reviews that there was no time to measure, so that every system
    holds the same.
    """
    if left := 1 + _CHANGES + _COMMANDS - len(_MADE):
        kg.load([_change() for _ in range(left)])


def changed_review() -> tuple[str, list[str]]:
    """The name and lines of a dataset of one review that no store has yet, and that is now one of
    those which every system must hold.
    """
    name, lines = _new_review()
    _MADE.append(name)
    return name, lines


def _new_review() -> tuple[str, list[str]]:
    key = next(_KEYS)
    name = f"https://w3id.org/uk-case-reviews/data/change-{key}"
    return name, [*review(random.Random(key), key), *dataset(name)]


def _change() -> Source:
    return _source(*changed_review())


def _source(name: str, lines: list[str]) -> Source:
    return Source(f"{name.rpartition('/')[2]}.nt", "\n".join(lines).encode(), Syntax.NTRIPLES, name)


def _load(store: Path) -> None:
    change = _change()
    path = _written(store, change)
    _kg("load", str(path), "--graph", str(change.graph), "--store", str(store))


def _written(store: Path, source: Source) -> Path:
    path = store.with_name(source.name)
    path.write_bytes(source.body)
    return path


def _kg(*words: str) -> None:
    _run("-m", "kg", *words)


def _run(*words: str) -> None:
    """Run Python as it comes: with its modules kept compiled, and without settings of ours."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    null = subprocess.DEVNULL
    subprocess.run([sys.executable, *words], check=True, stdout=null, stderr=null, env=env)
