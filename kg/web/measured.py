"""Counts and logs every exchange: `/metrics` for Prometheus, and one line of JSON a request on
stderr.

The line has no query string, no body and no client address: what people ask about children is their
own.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.knowledge_graph import KnowledgeGraph
from kg.web.headers import PROBLEM_OF
from kg.web.repeated import REPEATED

# The first parts of paths that are told apart: a path that nobody serves makes no series.
_PARTS = {
    "", ".well-known", "about", "browse", "catalog", "conformance", "data", "def", "doc", "docs",
    "dumps", "feed.atom", "graph-store", "healthz", "id", "linkset", "metrics", "nations", "oai",
    "openapi.json", "prefixes", "queries", "r", "readyz", "reconcile", "releases", "resolve",
    "search", "sitemap.xml", "sparql", "static", "timegate", "timemap", "update", "validate",
}  # fmt: skip
Attempts = Mapping[tuple[str, str], int]  # by kind and outcome
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20)


class Measured:
    """Wraps an application, and answers `/metrics` itself, so that a busy service can still be
    seen.
    """

    def __init__(self, app: ASGIApp, kg: KnowledgeGraph, written: Attempts) -> None:
        self._app = app
        self._registry = CollectorRegistry()
        self._registry.register(_OfGraph(kg, written))
        labels = ("part", "status")
        self._requests = Counter("kg_requests", "Answers sent", labels, registry=self._registry)
        self._problems = Counter(
            "kg_problems",
            "Answers that said what is wrong, by its kind: time-outs, refusals, broken rules",
            ("problem",),
            registry=self._registry,
        )
        self._repeated = Counter(
            "kg_repeated", "Answers that were sent before, sent again", registry=self._registry
        )
        self._seconds = Histogram(
            "kg_request_seconds",
            "Time to answer",
            ("part",),
            registry=self._registry,
            buckets=_BUCKETS,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One exchange, timed until its last byte is handed over."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        begun = time.perf_counter()
        app = self._metrics() if scope["path"] == "/metrics" else self._app
        await app(scope, receive, noting)
        self._note(scope, status, time.perf_counter() - begun)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        first = scope["path"].split("/", 2)[1]
        part = f"/{first}" if first in _PARTS else "other"
        self._requests.labels(part, status).inc()
        self._repeated.inc(REPEATED in scope)
        if PROBLEM_OF in scope:
            self._problems.labels(scope[PROBLEM_OF]).inc()
        self._seconds.labels(part).observe(seconds)
        line = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "method": scope["method"],
            "path": "/r/…" if part == "/r" else scope["path"],  # the rest holds a query
            "status": status,
            "ms": round(seconds * 1000, 1),
        }
        sys.stderr.write(f"{json.dumps(line)}\n")

    def _metrics(self) -> Response:
        body = generate_latest(self._registry)
        return Response(body, media_type="text/plain; version=0.0.4; charset=utf-8")


class _OfGraph(Collector):
    """What the graph itself counts, read when it is asked for."""

    def __init__(self, kg: KnowledgeGraph, written: Attempts) -> None:
        self._kg, self._written = kg, written

    def collect(self) -> Iterator[Metric]:
        """The newest release, how many answers were kept ones, and what came of writes."""
        release = self._kg.current()
        yield GaugeMetricFamily("kg_release", "Number of the newest release", value=release)
        asked, kept = self._kg.answers_counted()
        yield CounterMetricFamily("kg_answers", "Answers to queries", value=asked)
        yield CounterMetricFamily("kg_answers_kept", "Answers that were kept ones", value=kept)
        writes = CounterMetricFamily(
            "kg_writes", "Writes and checks that were tried", labels=("kind", "outcome")
        )
        for (kind, outcome), count in sorted(self._written.items()):
            writes.add_metric((kind, outcome), count)
        yield writes
