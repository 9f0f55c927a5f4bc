"""Those who use the service while it is soaked: readers, publishers over HTTP and by command, and
senders of bombs. Each is a loop of requests from an address of its own, until it is told to end.
"""

from __future__ import annotations

import http.client
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from kg.content import CANONICAL_BASE as BASE
from tests.bench.generate import dataset, review
from tests.bench.questions import questions
from tests.bench.soak_service import Notes, Service
from tests.query.bombs import BOMBS

_FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/csv, text/turtle"}
_LONGEST = 60.0
_BUSY = {429, 503}


class Reply(NamedTuple):
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Client:
    """Sends requests from an address of its own, and notes what comes back."""

    def __init__(self, number: int, service: Service, notes: Notes) -> None:
        self._from, self._service, self.notes = f"127.0.2.{number}", service, notes

    def send(
        self,
        what: str,
        method: str,
        path: str,
        body: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Reply | None:
        """The reply; None where the service was killed meanwhile. Anything that may not happen is
        noted: a broken connection while it lives, a 5xx other than 503, a refusal that does not say
        when to come again.
        """
        began = self.notes.now()
        there = urlsplit(self._service.address)
        connection = http.client.HTTPConnection(
            there.hostname or "", there.port, timeout=_LONGEST, source_address=(self._from, 0)
        )
        try:
            connection.request(method, path, body.encode(), dict(headers or {}))
            answer = connection.getresponse()
            reply = Reply(answer.status, dict(answer.getheaders()), answer.read())
        except (OSError, http.client.HTTPException) as error:
            if not self._service.was_down(began):
                self.notes.fault(f"{what}: {error!r}, and nobody had killed the service")
            time.sleep(0.2)
            return None
        finally:
            connection.close()
        self.notes.answered(what, reply.status, began)
        if reply.status >= 500 and reply.status != 503:
            self.notes.fault(f"{what}: {reply.status} {reply.body[:300]!r}")
        if reply.status in _BUSY:
            if not any(name.lower() == "retry-after" for name in reply.headers):
                self.notes.fault(f"{what}: {reply.status} without Retry-After")
            time.sleep(0.5)
        return reply

    def ask(self, what: str, query: str) -> Reply | None:
        """The reply to a query, as CSV."""
        return self.send(what, "POST", "/sparql", urlencode({"query": query}), _FORM)


class Editions:
    """What was acknowledged: of each dataset the newest edition that was, and the newest that was
    sent. An edition that was sent and not acknowledged may be there or not.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.sent: dict[str, int] = {}
        self.kept: dict[str, int] = {}

    def sending(self, name: str) -> int:
        """The number of the next edition of a dataset."""
        with self._lock:
            self.sent[name] = self.sent.get(name, 0) + 1
            return self.sent[name]

    def acknowledged(self, name: str, number: int) -> None:
        """An edition was published, says the service."""
        with self._lock:
            self.kept[name] = max(number, self.kept.get(name, 0))

    def any(self, choose: random.Random) -> tuple[str, int] | None:
        """A dataset, and the edition that readers must see at least."""
        with self._lock:
            return choose.choice(list(self.kept.items())) if self.kept else None

    def right(self, name: str, at_least: int, reply: Reply) -> str | None:
        """What is wrong with an answer about the edition of a dataset."""
        found = [int(one) for one in re.findall(rb"edition (\d+)", reply.body)]
        if len(found) != 1:
            return f"{name} shows editions {found}, and not one; {at_least} was acknowledged"
        if not at_least <= found[0] <= self.sent[name]:
            return f"{name} shows edition {found[0]}, and {at_least} was acknowledged"
        return None


def edition_query(name: str) -> str:
    """Asks for the edition of a dataset."""
    said = "<http://purl.org/dc/terms/description>"
    return f"SELECT ?said {{ GRAPH <{name}> {{ <{name}> {said} ?said }} }}"


def edition(name: str, key: int, number: int) -> str:
    """A dataset of one review, which says which edition it is."""
    invented = '"Invented reviews, for measuring only."@en'
    lines = [one.replace(invented, f'"edition {number}"@en') for one in dataset(name)]
    return "\n".join([*lines, *review(random.Random(key), key)])


def reading(client: Client, choose: random.Random, editions: Editions, triples: int) -> None:
    """One request of a reader."""
    if choose.random() < 0.3 and (chosen := editions.any(choose)):
        name, at_least = chosen
        reply = client.ask("what was published", edition_query(name))
        if reply and reply.status == 200 and (wrong := editions.right(name, at_least, reply)):
            client.notes.fault(wrong)
    elif choose.random() < 0.6:
        name, text = choose.choice(sorted(_asked(triples).items()))
        client.ask("a question", text(choose.choice((0, choose.randrange(10**6)))))
    else:
        client.send("a page", "GET", choose.choice(_PAGES))


_PAGES = (
    "/",
    "/browse/review",
    "/doc/body/cpc-fife",
    "/doc/body/cpc-fife.ttl",
    "/search?q=neglect",
    "/feed.atom",
    "/queries",
    "/.well-known/void",
)
_ASKED: dict[int, Mapping[str, Callable[[int], str]]] = {}


def _asked(triples: int) -> Mapping[str, Callable[[int], str]]:
    return _ASKED.setdefault(triples, questions(triples))


def publishing(
    client: Client,
    choose: random.Random,
    editions: Editions,
    names: list[tuple[str, int]],
    token: str,
) -> None:
    """One edition of one of a publisher's own datasets, over HTTP."""
    name, key = choose.choice(names)
    number = editions.sending(name)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/n-triples"}
    path = f"/graph-store?graph={quote(name, safe='')}"
    reply = client.send("a publication", "PUT", path, edition(name, key, number), headers)
    if reply and reply.status in {200, 201, 204}:
        editions.acknowledged(name, number)
    elif reply and reply.status not in _BUSY:
        client.notes.fault(f"{name} was refused: {reply.status} {reply.body[:300]!r}")


def loading(
    notes: Notes,
    choose: random.Random,
    editions: Editions,
    names: list[tuple[str, int]],
    store: Path,
) -> None:
    """One edition by `kg load`, which is killed at a random moment, or not."""
    name, key = choose.choice(names)
    number = editions.sending(name)
    path = store.with_name(f"{name.rpartition('/')[2]}.nt")
    path.write_text(edition(name, key, number))
    command = [sys.executable, "-m", "kg", "load", str(path), "--graph", name]
    process = subprocess.Popen(
        [*command, "--store", str(store)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        printed, _ = process.communicate(timeout=choose.choice((0.5, 1, 2, 4, _LONGEST)))
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        notes.counted("a load by command, killed")
        return
    notes.counted(f"a load by command, exit {process.returncode}")
    if process.returncode == 0:
        editions.acknowledged(name, number)
    elif b"another" not in printed.lower() and b"busy" not in printed.lower():
        notes.fault(f"kg load ended with {process.returncode}: {printed[-300:]!r}")


def bombing(client: Client, choose: random.Random) -> None:
    """One query that would run for ever."""
    client.ask("a bomb", BOMBS[choose.choice(sorted(BOMBS))])


def datasets(owner: int, count: int = 6) -> list[tuple[str, int]]:
    """The datasets of one publisher, each with the number of its review."""
    keys = [6_000_000 + owner * 100 + place for place in range(count)]
    return [(f"{BASE}data/soak-{key}", key) for key in keys]
