"""What researchers wait for, over HTTP: questions whose constants vary, so that no cache helps, and
the same ones again; beside other services on the same triples.
"""

from __future__ import annotations

import contextlib
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import httpx2

from kg.knowledge_graph import open_graph
from kg.rdf import strip_graph
from kg.settings import read_settings
from tests.bench.figures import Figure, figure, memory_mib, milliseconds
from tests.stores.servers import free_port, oxigraph, running

_PREFIXES = """PREFIX crv: <https://w3id.org/uk-case-reviews/def/core/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX openwemi: <https://ns.dublincore.org/openwemi/>
"""
_BODY = "<https://w3id.org/uk-case-reviews/id/body/generated-{}>"
# Each with its constants to come from `_constants`.
QUESTIONS = {
    "lookup": "SELECT ?p ?o {{ {body} ?p ?o }} # {n}",
    "join": """SELECT ?title ?date {{ ?review crv:commissionedBy {body} ; dcterms:title ?title .
        ?report crv:reportOf ?review . ?edition openwemi:expresses ?report ; dcterms:issued ?date }}
        LIMIT {limit}""",
    "aggregate": """SELECT ?theme (COUNT(*) AS ?n) {{ ?review crv:theme ?theme ; crv:reviews ?i .
        ?i crv:firstYear ?year FILTER(STR(?year) > "{year}") }} GROUP BY ?theme # {n}""",
    "text filter": """SELECT ?review {{ ?review dcterms:title ?title
        FILTER(CONTAINS(?title, "generated {n}")) }} LIMIT 20""",
    "10,000 rows": "SELECT ?review ?title {{ ?review dcterms:title ?title }} LIMIT {rows}",
}
_TIMES, _AGAIN = 15, 100
_ACCEPT = {"Accept": "application/sparql-results+json"}


def asking(store: Path, triples: int, peers: Mapping[str, Peer]) -> Iterator[Figure]:
    """The figures for the service over `store`, and for each peer over the same triples."""
    with served(store) as (url, seconds, mebibytes):
        yield figure("start to first answer", triples, [seconds * 1000], "ms", "1,000")
        yield figure("memory at rest", triples, [mebibytes], "MiB", "500")
        yield from _questions("ours", url, triples)
    for name, peer in peers.items():
        with peer(store) as url:
            yield from _questions(name, url, triples)


def _questions(name: str, url: str, triples: int) -> Iterator[Figure]:
    with httpx2.Client(timeout=120) as client:
        for kind in QUESTIONS:
            texts = [_text(kind, place) for place in range(_TIMES)]
            for text in texts[:2]:
                _answer(client, url, text)
            cold = iter(_text(kind, place) for place in range(1000, 1000 + _TIMES))
            times = milliseconds(lambda ask=cold: _answer(client, url, next(ask)), _TIMES)
            yield figure(f"{name}: {kind}, new each time", triples, times, "ms")
            again = milliseconds(lambda text=texts[0]: _answer(client, url, text), _AGAIN)
            yield figure(f"{name}: {kind}, repeated", triples, again, "ms")


def _text(kind: str, place: int) -> str:
    choose = random.Random(place)
    constants = {
        "body": _BODY.format(choose.randint(1, 150)),
        "limit": 200 + place,
        "year": 2000 + place % 20,
        "n": place,
        "rows": 9_000 + place,
    }
    return _PREFIXES + QUESTIONS[kind].format(**constants)


def _answer(client: httpx2.Client, url: str, text: str) -> None:
    reply = client.post(url, data={"query": text}, headers=_ACCEPT)
    reply.raise_for_status()
    reply.json()


@contextlib.contextmanager
def served(store: Path) -> Iterator[tuple[str, float, float]]:
    """`kg serve` over `store`: the address of its queries, the seconds until it answered first, and
    its memory then.
    """
    port = free_port()
    command = [sys.executable, "-m", "kg", "serve", "--port", str(port), "--store", str(store)]
    url = f"http://127.0.0.1:{port}/sparql"
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            while not _is_up(url):
                time.sleep(0.01)
            seconds = time.perf_counter() - start
            yield url, seconds, memory_mib(process.pid)
        finally:
            process.terminate()


def _is_up(url: str) -> bool:
    try:
        return httpx2.get(url, params={"query": "ASK {}"}, headers=_ACCEPT).is_success
    except httpx2.TransportError:
        return False


Peer = Callable[[Path], contextlib.AbstractContextManager[str]]


@contextlib.contextmanager
def oxigraph_serve(store: Path) -> Iterator[str]:
    """`oxigraph serve` with its own settings, over the triples of the store."""
    dump = _dumped(store)
    with oxigraph(dump.parent) as server:
        graphs = server.url.replace("/query", "/store?default")
        headers = {"Content-Type": "application/n-triples"}
        reply = httpx2.post(graphs, content=dump.read_bytes(), headers=headers, timeout=600)
        reply.raise_for_status()
        yield server.url


@contextlib.contextmanager
def rdflib_endpoint(store: Path) -> Iterator[str]:
    """rdflib-endpoint over rdflib's own store in memory."""
    port = free_port()
    dump = _dumped(store)
    command = [sys.executable, "-m", "rdflib_endpoint", "serve", "--port", str(port), dump]
    with running(command, dump.parent, f"http://127.0.0.1:{port}/"):
        yield f"http://127.0.0.1:{port}/"


def _dumped(store: Path) -> Path:
    """The triples of the newest release as an N-Triples file, in a folder of its own."""
    folder = Path(tempfile.mkdtemp(dir=store.parent))
    with open_graph(read_settings(store=str(store))) as kg:
        triples = set(strip_graph(kg.store.dump()).decode().split("\n")) - {""}
    path = folder / "dump.nt"
    path.write_text("".join(f"{one}\n" for one in triples), encoding="utf-8")
    return path


PEERS: dict[str, Peer] = {"oxigraph serve": oxigraph_serve, "rdflib-endpoint": rdflib_endpoint}
