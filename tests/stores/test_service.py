"""What becomes of a service's bad answers: a scripted one on loopback says and does what real
ones did.
"""

from __future__ import annotations

import contextlib
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from kg.changes import Changeset
from kg.errors import (
    AnswerTooLarge,
    BadRequest,
    KgError,
    QueryMemory,
    QuerySyntax,
    QueryTimeout,
    StoreBusy,
    StoreUnreadable,
    Unsupported,
    Usage,
)
from kg.formats import CSV, JSON, NTRIPLES
from kg.settings import Settings
from kg.stores import Access, Limits, Store, open_store
from kg.stores.quirks import QUIRKS, quirks_of, recognised
from tests.stores.conftest import AT

ROWS, TRIPLES = "application/sparql-results+json", "application/n-triples"
EMPTY = b'{"head":{"vars":[]},"results":{"bindings":[]}}'
WHOLE = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"1"}}]}}'
Handler = Callable[[BaseHTTPRequestHandler], None]


class Scripted(ThreadingHTTPServer):
    """A service whose books are empty, and which answers any other query with `script`."""

    daemon_threads = True
    script: Handler
    books: Handler
    asked: list[tuple[str, dict[str, str]]]

    def handle_error(self, *_: object) -> None:
        """Clients that go away are what these tests are about."""

    @property
    def url(self) -> str:
        """Its query URL."""
        return f"http://127.0.0.1:{self.server_address[1]}/query"


class _Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, Scripted)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        server.asked.append((body, dict(self.headers)))
        text = parse_qs(body).get("query", [body])[0]
        if self.path == "/query" and ("/store/" in text or text == "ASK {}"):
            server.books(self)
        else:
            server.script(self)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def answering(status: int, media_type: str, body: bytes, **headers: str) -> Handler:
    """A script that answers so."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Type", media_type)
        request.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return answer


def dripping(part: bytes, pause: float) -> Handler:
    """A script that sends a part again and again, with a pause between, and never ends."""

    def drip(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", ROWS)
        request.end_headers()
        with contextlib.suppress(OSError):
            while True:
                request.wfile.write(part)
                request.wfile.flush()
                time.sleep(pause)

    return drip


@pytest.fixture
def service() -> Iterator[Scripted]:
    with Scripted(("127.0.0.1", 0), _Answering) as server:
        server.asked = []
        server.books, server.script = answering(200, ROWS, EMPTY), answering(200, ROWS, WHOLE)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def short() -> Limits:
    return Limits(seconds=1, memory_mib=256, answer_mib=1, workers=1)


@pytest.fixture
def remote(service: Scripted, short: Limits) -> Iterator[Store]:
    """A store over it, with a password."""
    access = Access(
        update=service.url.replace("/query", "/update"), user="kate", password="hush-hush"
    )
    with contextlib.closing(open_store(service.url, short, access)) as store:
        yield store


def test_a_whole_answer_is_given_in_the_format_that_was_asked_for(remote: Store) -> None:
    """The service is asked for JSON; the reader gets what it likes."""
    assert remote.query("SELECT ?x {}", CSV) == b"x\r\n1\r\n"


@pytest.mark.parametrize(
    ("script", "error"),
    [
        (
            answering(200, ROWS, WHOLE[:40] + b"The SPARQL operation has been cancelled"),
            QueryTimeout,
        ),
        (answering(200, ROWS, WHOLE + b"The SPARQL operation has been cancelled"), QueryTimeout),
        (
            answering(200, ROWS, WHOLE[:60] + b"##  Query cancelled due to timeout  ##"),
            QueryTimeout,
        ),
        (answering(200, ROWS, b'{"head":{},"boolean":true} Query timed out'), QueryTimeout),
        (answering(503, "text/plain", b"Query timed out"), QueryTimeout),
        (answering(504, "text/html", b"<html>gateway</html>"), QueryTimeout),
        (answering(500, "text/plain", b"Virtuoso S1TAT Error: result timeout"), QueryTimeout),
        (answering(500, "text/plain", b"Java heap space"), QueryMemory),
        (answering(200, ROWS, WHOLE[:-3]), StoreUnreadable),
        (answering(200, ROWS, b""), StoreUnreadable),
        (answering(200, "text/html", b"<html>Please log in</html>"), StoreUnreadable),
        (answering(401, "text/plain", b"who are you"), StoreUnreadable),
        (answering(404, "text/plain", b"nothing here"), StoreUnreadable),
        (answering(302, "text/plain", b"", Location="http://127.0.0.1:1/"), StoreUnreadable),
        (answering(400, "text/plain", b"no such function"), BadRequest),
        (answering(500, "text/plain", b"SR084: Division by 0."), Unsupported),
        (answering(429, "text/plain", b"slow down"), StoreBusy),
        (answering(503, "text/plain", b"busy"), StoreBusy),
    ],
)
def test_an_answer_that_is_none_is_an_error_that_says_why(
    service: Scripted, remote: Store, script: Handler, error: type[KgError]
) -> None:
    """Never a shortened answer that looks whole."""
    service.script = script
    with pytest.raises(error) as caught:
        remote.query("SELECT ?x { ?x ?y ?z }", CSV)
    assert type(caught.value) is error
    assert "hush" not in caught.value.detail
    assert "127.0.0.1" not in caught.value.detail


def test_triples_that_end_in_words_are_no_graph(service: Scripted, remote: Store) -> None:
    """N-Triples have no end mark, so the last line tells."""
    triple = b"<urn:s> <urn:p> <urn:o> .\n"
    service.script = answering(200, TRIPLES, triple + b"The SPARQL operation has been cancelled")
    with pytest.raises(QueryTimeout):
        remote.query("CONSTRUCT WHERE { ?s ?p ?o }", NTRIPLES)
    service.script = answering(200, TRIPLES, triple)
    assert remote.query("CONSTRUCT WHERE { ?s ?p ?o }", NTRIPLES) == triple


@pytest.mark.parametrize("script", [dripping(b" ", 0.05), dripping(b"", 3)])
def test_a_slow_answer_is_ended_at_the_limit(
    service: Scripted, remote: Store, script: Handler
) -> None:
    """The whole exchange has the limit, not each of its reads."""
    service.script = script
    began = time.monotonic()
    with pytest.raises(QueryTimeout):
        remote.query("SELECT ?x {}", CSV, seconds=0.5)
    assert time.monotonic() - began < 2


def test_an_endless_answer_is_ended_at_the_size_limit(service: Scripted, remote: Store) -> None:
    """It is counted while it comes in."""
    service.script = dripping(b" " * 2**20, 0)
    with pytest.raises(AnswerTooLarge, match="1 MiB"):
        remote.query("SELECT ?x {}", CSV)


def test_a_connection_that_breaks_off_is_an_error(service: Scripted, remote: Store) -> None:
    """A body shorter than it says it is."""

    def broken(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", ROWS)
        request.send_header("Content-Length", "1000")
        request.end_headers()
        request.wfile.write(WHOLE)
        request.close_connection = True

    service.script = broken
    with pytest.raises(StoreUnreadable, match="broke off"):
        remote.query("SELECT ?x {}", CSV)


def test_what_is_not_sparql_never_reaches_the_service(service: Scripted, remote: Store) -> None:
    """The message and the place are those of every other store."""
    before = len(service.asked)
    with pytest.raises(QuerySyntax) as caught:
        remote.query("SELECT ?x {", CSV)
    assert caught.value.fields["line"] == 1
    assert not [body for body, _ in service.asked[before:] if "SELECT+%3Fx" in body]


def test_the_password_is_sent_to_the_service_and_shown_to_nobody(
    service: Scripted, remote: Store
) -> None:
    """Neither in the settings nor in the access to the store."""
    remote.query("SELECT ?x {}", CSV)
    assert service.asked[-1][1]["Authorization"].startswith("Basic ")
    assert "hush" not in repr(Settings(store_password="hush-hush", store_token="hush"))
    assert "hush" not in repr(Access(password="hush-hush", token="hush"))


def test_a_token_goes_as_a_bearer_token(service: Scripted, short: Limits) -> None:
    """RFC 6750."""
    with contextlib.closing(open_store(service.url, short, Access(token="secret"))) as store:
        store.current()
    assert service.asked[-1][1]["Authorization"] == "Bearer secret"


def test_credentials_in_a_url_are_refused_without_repeating_them(short: Limits) -> None:
    """URLs end up in logs."""
    with pytest.raises(Usage, match="KG_STORE_PASSWORD") as caught:
        open_store("http://kate:hush-hush@127.0.0.1:1/query", short)
    assert "hush" not in caught.value.detail


def test_a_service_that_is_not_there_is_an_error_at_once(short: Limits) -> None:
    """Not at the first reader's question."""
    with pytest.raises(StoreUnreadable, match="cannot be reached"):
        open_store("http://127.0.0.1:1/query", short)


def test_a_store_without_an_update_url_is_only_read(service: Scripted, short: Limits) -> None:
    """And says which setting is missing."""
    with (
        contextlib.closing(open_store(service.url, short)) as store,
        pytest.raises(Usage, match="KG_STORE_UPDATE"),
    ):
        store.commit(Changeset(), parent=0, at=AT, note={})


@pytest.mark.parametrize("carried_out", [True, False])
def test_an_update_without_an_answer_is_looked_up(
    service: Scripted, short: Limits, carried_out: bool
) -> None:
    """The connection ends after the update was sent: the books say whether it was published."""
    published: list[str] = []
    sent: list[str] = []

    def silent(request: BaseHTTPRequestHandler) -> None:
        text = service.asked[-1][0]
        sent.append(text)
        if "DELETE {" not in text:
            return answering(204, "text/plain", b"")(request)
        published.extend(re.findall(r"/by> <(\S+)>", text) if carried_out else [])
        request.close_connection = True
        return None

    def books(request: BaseHTTPRequestHandler) -> None:
        wanted = "/by>" in parse_qs(service.asked[-1][0])["query"][0]
        rows = [{"commit": {"type": "uri", "value": name}} for name in published if wanted]
        body = {"head": {"vars": ["commit"]}, "results": {"bindings": rows}}
        answering(200, ROWS, json.dumps(body).encode())(request)

    access = Access(update=service.url.replace("/query", "/update"), product="fuseki")
    service.script, service.books = silent, books
    change = Changeset(frozenset({"<urn:s> <urn:p> <urn:o> <urn:g> ."}))
    with contextlib.closing(open_store(service.url, short, access)) as store:
        if carried_out:
            assert store.commit(change, parent=0, at=AT, note={}).number == 1
        else:
            with pytest.raises(StoreBusy, match="nothing was published"):
                store.commit(change, parent=0, at=AT, note={})
    assert sum("DELETE {" in text for text in sent) == 1
    assert "/void>" in sent[-1]


def test_products_are_recognised_by_their_headers_or_named() -> None:
    """A proxy may hide the headers, hence the setting."""
    assert recognised({"server": "Virtuoso/07.20.3229 (Linux)"}) is QUIRKS["virtuoso"]
    assert recognised({"server": "Oxigraph/0.5.13"}) is QUIRKS["oxigraph"]
    assert recognised({"fuseki-request-id": "7"}) is QUIRKS["fuseki"]
    assert recognised({}) is QUIRKS["sparql"]
    with pytest.raises(Usage, match="KG_STORE_PRODUCT"):
        quirks_of("access")


def test_an_answer_that_says_it_is_cut_off_is_refused(service: Scripted, short: Limits) -> None:
    """Virtuoso says so in headers alone."""
    access = Access(product="virtuoso")
    with contextlib.closing(open_store(service.url, short, access)) as store:
        service.script = answering(200, ROWS, WHOLE, X_SQL_State="S1TAT")
        with pytest.raises(QueryTimeout):
            store.query("SELECT ?x {}", CSV)
        service.script = answering(200, ROWS, WHOLE, X_SPARQL_MaxRows="1")
        with pytest.raises(AnswerTooLarge, match="1 rows"):
            store.query("SELECT ?x {}", CSV)
        row = b'{"head":{"vars":["__ASK_RETVAL"]},"results":{"bindings":[]}}'
        service.script = answering(200, ROWS, row)
        assert store.query("ASK { ?x ?y ?z }", JSON) == b'{"head":{},"boolean":false}'
