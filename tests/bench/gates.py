"""What publishers wait for with the peers that know SHACL: the whole judged, and one review
more.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from tests.bench import rules
from tests.bench.figures import Figure, Missing, On, milliseconds
from tests.bench.peers import NTRIPLES, Fuseki, Rdf4j, send
from tests.bench.publishing import BULK, CHANGE, changed_review
from tests.bench.starting import Running

_CHANGES, _SECONDS = 10, 15.0
_SHAPES_GRAPH = "context=%3Chttp://rdf4j.org/schema/rdf4j%23SHACLShapeGraph%3E"
# Of what, where, how many triples it holds, and the seconds that it was filled in.
Gate = Callable[[On, Running, int, float], Iterator[Figure | Missing]]


def fuseki(on: On, service: Running, stored: int, loading: float) -> Iterator[Figure | Missing]:
    """Its SHACL service judges what is stored when it is asked, and refuses nothing itself."""
    judge = service.url.replace("/query", "/shacl?graph=default")
    shapes = "\n".join(rules.shapes()).encode()
    accept = {**NTRIPLES, "Accept": "application/n-triples"}
    start = time.perf_counter()
    send("POST", judge, shapes, accept)
    seconds = loading + time.perf_counter() - start
    yield on.figure(BULK, [stored / seconds], "triples/s")

    def change() -> list[str]:
        _, lines = changed_review()
        body = "\n".join(lines).encode()
        send("POST", service.url.replace("/query", "/data?default"), body)
        return lines

    def parts() -> None:
        for node in sorted({line.split(">", 1)[0][1:] for line in change()}):
            send("POST", f"{judge}&target={node}", shapes, accept)

    def whole() -> None:
        change()
        send("POST", judge, shapes, accept)

    times = milliseconds(parts, _CHANGES, _SECONDS)
    yield on.figure(CHANGE, times, "ms", how="its own nodes alone are judged")
    yield on.figure(CHANGE, milliseconds(whole, _CHANGES, _SECONDS), "ms")


def rdf4j(on: On, service: Running, stored: int, loading: float) -> Iterator[Figure | Missing]:
    """Its ShaclSail judges what a commit changes, and refuses it. The data come first, and the
    rules after.
    """
    chosen, total = rules.simple_rules(), len(rules.rules())
    yield on.missing(
        "rules",
        f"{total - len(chosen)} of {total} are left out: {len(rules.LEFT_OUT)} that it finds "
        "broken by valid data, the others with "
        f"{', '.join(f'sh:{one}' for one in rules.UNSUPPORTED)}, which it does not judge",
    )
    shapes = f"{service.url}/statements?{_SHAPES_GRAPH}"
    start = time.perf_counter()
    send("PUT", shapes, rules.text(chosen))
    seconds = loading + time.perf_counter() - start
    yield on.figure(BULK, [stored / seconds], "triples/s")

    def change() -> None:
        _, lines = changed_review()
        send("POST", f"{service.url}/statements", "\n".join(lines).encode())

    change()
    yield on.figure(CHANGE, milliseconds(change, _CHANGES, _SECONDS), "ms")


GATES: dict[str, Gate] = {Fuseki.name: fuseki, Rdf4j.name: rdf4j}
