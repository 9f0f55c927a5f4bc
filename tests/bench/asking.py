"""What researchers wait for, over HTTP: questions whose constants vary, so that no cache helps, and
the same ones again; and how many clients are served at once.
"""

from __future__ import annotations

import http.client
import itertools
import json
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urlsplit

import httpx2

from tests.bench.figures import Figure, Missing, On, milliseconds
from tests.bench.questions import Question, questions
from tests.bench.starting import ROWS, Running, answers

COLD, REPEATED, ROW_COUNT = "new each time", "repeated", "rows"
CLIENTS = (1, 2, 4, 8, 16, 32)
_LONGEST = 20.0
_COLD_TIMES, _AGAIN_TIMES, _EACH = 9, 40, 1.0
_ROUNDS, _ROUND = 3, 0.5
_DESCRIBED = {"Accept": "text/turtle"}


def asking(on: On, service: Running) -> Iterator[Figure | Missing]:
    """The figures of every question; a question that fails has its reason instead. One that does
    not end is the last, if the service does not answer others meanwhile.
    """
    with httpx2.Client(timeout=_LONGEST) as client:
        for name, text in questions(on.triples).items():
            try:
                yield from _asked(on, client, service.url, name, text)
            except httpx2.TimeoutException:
                yield on.missing(name, f"no answer within {_LONGEST:.0f} s")
                if not answers(service.url, _LONGEST):
                    yield on.missing("the questions after it", f"still busy with {name}")
                    return
            except (httpx2.HTTPError, ValueError) as error:
                yield on.missing(name, error)


def _asked(on: On, client: httpx2.Client, url: str, name: str, text: Question) -> Iterator[Figure]:
    headers = _DESCRIBED if name == "describe" else ROWS

    def ask(number: int) -> httpx2.Response:
        reply = client.post(url, data={"query": text(number)}, headers=headers)
        if not reply.is_success:
            said = " ".join(reply.text.split())[:120]
            raise ValueError(f"{reply.status_code} {said}")
        return reply

    first = ask(0)
    if name != "describe":
        rows = len(json.loads(first.content)["results"]["bindings"])
        yield on.figure(name, [rows], "rows", ROW_COUNT)
    ask(1)
    new = itertools.count(1000)
    cold = milliseconds(lambda: ask(next(new)), _COLD_TIMES, _EACH)
    yield on.figure(name, cold, "ms", COLD)
    yield on.figure(name, milliseconds(lambda: ask(0), _AGAIN_TIMES, _EACH), "ms", REPEATED)


def many_clients(on: On, service: Running) -> Iterator[Figure]:
    """Lookups a second, none of them asked before, by more and more clients, each of an address of
    its own; and how long the slowest twentieth took.
    """
    text = questions(on.triples)["lookup"]
    numbers = itertools.count(100_000)
    for clients in CLIENTS:
        with ThreadPoolExecutor(clients) as threads:
            rates, slow = [], []
            for _ in range(_ROUNDS):
                end = time.perf_counter() + _ROUND
                each = list(
                    threads.map(
                        lambda one, end=end: _lookups(service.url, one, text, numbers, end),
                        range(clients),
                    )
                )
                took = sorted(itertools.chain(*each))
                rates.append(len(took) / _ROUND)
                slow.append(statistics.quantiles(took, n=20)[-1] if len(took) > 1 else took[0])
        how = f"{clients} client{'s' * (clients > 1)}"
        yield on.figure("lookups a second", rates, "/s", how)
        yield on.figure("slowest twentieth of lookups", slow, "ms", how)


def _lookups(
    url: str, client: int, text: Question, numbers: Iterator[int], end: float
) -> list[float]:
    """Milliseconds of each lookup of one client until `end`, at least one."""
    there = urlsplit(url)
    headers = {**ROWS, "Content-Type": "application/x-www-form-urlencoded"}
    connection = http.client.HTTPConnection(
        there.hostname or "", there.port, timeout=_LONGEST, source_address=(f"127.0.1.{client}", 0)
    )
    took: list[float] = []
    try:
        while not took or time.perf_counter() < end:
            start = time.perf_counter()
            body = urlencode({"query": text(next(numbers))})
            connection.request("POST", there.path, body, headers)
            reply = connection.getresponse()
            reply.read()
            if reply.status != 200:
                raise ValueError(f"status {reply.status} with many clients")
            took.append((time.perf_counter() - start) * 1000)
    finally:
        connection.close()
    return took
