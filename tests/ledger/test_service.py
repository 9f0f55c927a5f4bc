"""Asking a running service: what it is sent, what it must answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kg.content import CANONICAL_BASE as BASE
from kg.errors import Unavailable
from kg.ledger import Change, Entry, State
from kg.ledger.service import resolve_at

ENTRIES = [
    Entry(
        "a", f"{BASE}id/review/a", State.LIVE, label="A", changed=Change(3, "2026-01-01T00:00:00Z")
    ),
    Entry("b", f"{BASE}id/review/b", State.MOVED, f"{BASE}id/review/a", "duplicate", "A"),
    Entry("c", None, State.NEVER),
]


class Service(BaseHTTPRequestHandler):
    """Answers POST /resolve from ENTRIES, and other paths wrongly."""

    def do_POST(self) -> None:
        """A JSON object with the entries asked for."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["iris"]
        known = {one.asked: one.as_json() for one in ENTRIES}
        results = [known[one] for one in asked]
        wrong = {"/short/resolve": results[1:], "/other/resolve": [{"asked": "a"}]}
        body = json.dumps({"results": wrong.get(self.path, results)}).encode()
        self.send_response(500 if self.path == "/broken/resolve" else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing on stderr."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The URL of a service on this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_service_says_the_same_as_the_graph_behind_it(url: str) -> None:
    """Entries come back as they went, in the order of the question."""
    assert resolve_at(f"{url}/", ["c", "a", "b", "a"]) == [ENTRIES[one] for one in (2, 0, 1, 0)]


@pytest.mark.parametrize("path", ["short", "other", "broken"])
def test_a_service_that_answers_something_else_is_not_believed(url: str, path: str) -> None:
    """A link must not look whole because an answer was short."""
    with pytest.raises(Unavailable, match="resolve"):
        resolve_at(f"{url}/{path}", ["a", "b"])


def test_a_service_that_is_not_there_is_said_to_be_so() -> None:
    """By its URL."""
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1:9/resolve"):
        resolve_at("http://127.0.0.1:9", ["a"])
