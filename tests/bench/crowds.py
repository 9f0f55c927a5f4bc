"""How many answers a second a crowd gets that asks for the same things again and again: sent by
wrk, since a client in Python would be the slower of the two.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import httpx2

from kg.content import CANONICAL_BASE as BASE
from tests.bench.figures import Figure, Missing, On, milliseconds
from tests.bench.questions import questions, some_reviews
from tests.bench.starting import ROWS, Running

LOOKUPS, PAGES = "repeated lookups a second", "repeated pages a second"
PAGE = "page asked for the first time"
SLOWEST = "slowest hundredth of repeated pages"
KINDS_OF_PAGE = {"Turtle": ".ttl", "HTML": ".html"}
CLIENTS = 16
_HOW = f"{CLIENTS} clients"
_DIFFERENT = 100  # lookups, and pages, that are asked for in turn
_NEW = 20
_ROUNDS, _SECONDS = 3, 2
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}
_SCRIPT = """local said, number = {}, 0
for line in io.lines("%s") do said[#said + 1] = line end
function request()
  number = number + 1
  return wrk.format("GET", said[number %% #said + 1], {["Accept"] = "%s"})
end
"""


class _Crowd(NamedTuple):
    """What many ask for in turn, what is measured of it, and what the issues ask for."""

    paths: Sequence[str]
    accept: str
    what: str
    asked: str
    kind: str = ""


def crowds(on: On, service: Running) -> Iterator[Figure | Missing]:
    """The figures of lookups, each of them asked before."""
    text = questions(on.triples)["lookup"]
    there = urlsplit(service.url).path
    paths = [f"{there}?{urlencode({'query': text(number)})}" for number in range(_DIFFERENT)]
    crowd = _Crowd(paths, ROWS["Accept"], LOOKUPS, "1,000")
    yield from _served(on, service, crowd)


def pages(on: On, service: Running) -> Iterator[Figure | Missing]:
    """The figures of pages about reviews, in each format: the first time, and asked for again; only
    this project has them.
    """
    below = [one.removeprefix(f"{BASE}id") for one in some_reviews(on.triples)]
    there = urlsplit(service.url)
    for kind, suffix in KINDS_OF_PAGE.items():
        new = iter(below[-_NEW:])
        with httpx2.Client(base_url=f"{there.scheme}://{there.netloc}", timeout=60) as client:
            took = milliseconds(
                lambda client=client, new=new, suffix=suffix: client.get(
                    f"/doc{next(new)}{suffix}"
                ).raise_for_status(),
                _NEW,
            )
        yield on.figure(PAGE, took, "ms", kind)
        paths = [f"/doc{one}{suffix}" for one in below[:_DIFFERENT]]
        asked = "1,000" if kind == "Turtle" else "400"
        yield from _served(on, service, _Crowd(paths, "*/*", PAGES, asked, kind))


def _served(on: On, service: Running, crowd: _Crowd) -> Iterator[Figure | Missing]:
    program = shutil.which("wrk")
    if program is None:
        yield on.missing(crowd.what, "wrk is not there; .ci/peers installs it")
        return
    how = ", ".join(filter(None, (crowd.kind, _HOW)))
    with tempfile.TemporaryDirectory() as folder:
        script, listed = Path(folder) / "ask.lua", Path(folder) / "paths"
        listed.write_text("".join(f"{one}\n" for one in crowd.paths))
        script.write_text(_SCRIPT % (listed, crowd.accept))
        there = urlsplit(service.url)
        command = [program, "-t1", f"-c{CLIENTS}", "--latency", "-s", script]
        command.append(f"{there.scheme}://{there.netloc}")
        with httpx2.Client(timeout=60) as client:  # each once: what follows was asked before
            for path in crowd.paths:
                url = f"{there.scheme}://{there.netloc}{path}"
                client.get(url, headers={"Accept": crowd.accept}).raise_for_status()
        found = [_sent([*command, f"-d{_SECONDS}s"]) for _ in range(_ROUNDS)]
    yield on.figure(crowd.what, [rate for rate, _ in found], "/s", how, crowd.asked)
    if crowd.kind:
        yield on.figure(SLOWEST, [slow for _, slow in found], "ms", how, "60")


def _sent(command: Sequence[str | Path]) -> tuple[float, float]:
    """Answers a second, and the milliseconds that all but a hundredth took at most. Raises
    ValueError where an answer was not a good one.
    """
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    if bad := re.search(r"Non-2xx or 3xx responses: \d+|Socket errors: .*[1-9].*", said):
        raise ValueError(bad[0])
    rate = re.search(r"Requests/sec: +([\d.]+)", said)
    slow = re.search(r"99% +([\d.]+)(us|ms|s)", said)
    if rate is None or slow is None:
        raise ValueError(f"wrk said something else: {said[:200]}")
    return float(rate[1]), float(slow[1]) * _UNITS[slow[2]]
