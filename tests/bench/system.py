"""Measures one system over one size of graph, in a process that may be ended at any time:
`python -m tests.bench.system NAME TRIPLES FOLDER`. One line of JSON on stdout for each figure.

FOLDER holds `all.nt`, the triples of the graph, which this project's own run leaves there.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from kg.knowledge_graph import KnowledgeGraph, open_graph
from kg.rdf import strip_graph
from kg.settings import read_settings
from kg.stores import Access
from tests.bench import crowds, publishing
from tests.bench.asking import asking, many_clients
from tests.bench.figures import OURS, Figure, Missing, On, memory_mib
from tests.bench.gates import GATES
from tests.bench.peers import PEERS, NotInstalled, Peer, Virtuoso
from tests.bench.starting import Running, kg_serve
from tests.stores.servers import Server

OVER_VIRTUOSO = f"{OURS} over Virtuoso"
SYSTEMS = (OURS, OVER_VIRTUOSO, *PEERS)
DUMP = "all.nt"
Found = Iterator[Figure | Missing]


def measure(on: On, folder: Path) -> Found:
    """Every figure of a system; what fails has its reason, and the rest goes on."""
    own = folder / on.system.replace(" ", "-")
    own.mkdir()
    if on.system == OURS:
        yield from _ours(on, folder)
    elif on.system == OVER_VIRTUOSO:
        yield from _guarded(on, "it", _over_virtuoso(on, own))
    else:
        yield from _guarded(on, "it", _peer(on, PEERS[on.system](), own, folder / DUMP))


def _guarded(on: On, what: str, part: Found) -> Found:
    try:
        yield from part
    except Exception as error:  # noqa: BLE001  whatever one does, the others are measured
        yield on.missing(what, error)


def _ours(on: On, folder: Path) -> Found:
    store = folder / "store"
    with _opened(store) as kg:
        yield from publishing.bulk(on, kg)
        yield from _guarded(
            on, "pySHACL", publishing.by_pyshacl(On("pySHACL with rdflib", on.triples), kg)
        )
        yield from _guarded(on, publishing.CHANGE, publishing.changes(on, kg))
    yield from _guarded(on, "commands", publishing.commands(on, store))
    with _opened(store) as kg:
        publishing.the_rest(kg)
        if on.triples <= publishing.WHOLE:
            triples = set(strip_graph(kg.store.dump()).decode().split("\n")) - {""}
            (folder / DUMP).write_text("".join(f"{one}\n" for one in triples), encoding="utf-8")
    with kg_serve(folder, {"store": str(store)}) as service:
        yield on.figure("start to first answer", [service.seconds * 1000], "ms", asked="1,000")
        yield from _served(on, service)


def _opened(store: Path) -> KnowledgeGraph:
    """The graph, as `kg load` and the service's writer open it: no processes for its queries."""
    return open_graph(read_settings(store=str(store)).model_copy(update={"workers": 0}))


def _served(on: On, service: Running) -> Found:
    yield from _guarded(on, "questions", asking(on, service))
    yield from _guarded(on, "lookups a second", many_clients(on, service))
    yield from _guarded(on, crowds.LOOKUPS, crowds.crowds(on, service))
    if on.system in (OURS, OVER_VIRTUOSO):
        yield from _guarded(on, crowds.PAGES, crowds.pages(on, service))
    yield from _guarded(on, "memory", _memory(on, service))


def _memory(on: On, service: Running) -> Found:
    yield on.figure("memory after the questions", [memory_mib(service.process)], "MiB", asked="500")


def _over_virtuoso(on: On, folder: Path) -> Found:
    with Virtuoso().up(folder) as virtuoso:
        access = Access(
            update=f"{virtuoso.url}-auth", user="dba", password="dba", product="virtuoso"
        )
        told = Server(virtuoso.url, access).settings()
        with closing(open_graph(read_settings(**told))) as kg:
            yield from publishing.bulk(on, kg)
            yield from _guarded(on, publishing.CHANGE, publishing.changes(on, kg))
            publishing.the_rest(kg)
        (folder / "kg").mkdir()
        with kg_serve(folder / "kg", told) as service:
            yield on.figure("start to first answer", [service.seconds * 1000], "ms")
            yield from _served(on, service)


def _peer(on: On, peer: Peer, folder: Path, dump: Path) -> Found:
    stored = dump.read_bytes().count(b"\n")
    with peer.up(folder) as service:
        start = time.perf_counter()
        peer.load(service, dump)
        seconds = time.perf_counter() - start
    with peer.up(folder) as service:
        yield on.figure("start to first answer", [service.seconds * 1000], "ms")
        if peer.name == "rdflib-endpoint":
            seconds = service.seconds
        yield on.figure("load that is not validated", [stored / seconds], "triples/s")
        yield from _served(on, service)
        if gate := GATES.get(peer.name):
            yield from _guarded(on, publishing.BULK, gate(on, service, stored, seconds))
        else:
            yield on.missing(publishing.BULK, "it does not validate")


def main() -> None:
    """Measure what the arguments name."""
    name, triples, folder = sys.argv[1:]
    try:
        for one in measure(On(name, int(triples)), Path(folder)):
            print(json.dumps({"kind": type(one).__name__, **one._asdict()}), flush=True)  # noqa: T201
    except NotInstalled as error:
        print(error, file=sys.stderr)  # noqa: T201


if __name__ == "__main__":
    main()
