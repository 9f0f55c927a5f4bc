"""SERVICE to the endpoints of the list, and to no others, within the limits of a query."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from starlette.testclient import TestClient

from kg.changes import Changeset
from kg.errors import Usage
from kg.knowledge_graph import open_graph
from kg.settings import Settings, read_settings
from kg.web.app import create_app
from tests.conftest import Canary
from tests.query.disguises import DISGUISES, INNOCENT
from tests.stores.editions import AT

JSON = "application/sparql-results+json"
ANSWER = b'{"head":{"vars":["o"]},"results":{"bindings":[{"o":{"type":"literal","value":"%d"}}]}}'


class Endpoint(ThreadingHTTPServer):
    """An endpoint that answers by the path that it is asked at, and counts."""

    daemon_threads = True

    def __init__(self, elsewhere: str) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.elsewhere, self.asked = elsewhere, 0
        self.url = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_: object) -> None:
        """A client that was ended has gone, which is no fault of ours."""


class _Asked(BaseHTTPRequestHandler):
    server: Endpoint

    def do_POST(self) -> None:
        self.server.asked += 1
        getattr(self, self.path.partition("?")[0][1:])()

    def answers(self) -> None:
        self._send(200, ANSWER % self.server.asked)

    def redirects(self) -> None:
        self.send_response(302)
        self.send_header("Location", self.server.elsewhere)
        self.end_headers()

    def fails(self) -> None:
        self._send(500, b"secrets of the other server")

    def hangs(self) -> None:
        time.sleep(20)

    def floods(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", JSON)
        self.send_header("Content-Length", str(10**12))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(b'{"head":{"vars":["o"]},"results":{"bindings":[')
            while True:
                self.wfile.write(b'{"o":{"type":"literal","value":"%s"}},' % (b"x" * 65536))

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", JSON)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing on stderr."""


@pytest.fixture
def endpoint(canary: Canary) -> Iterator[Endpoint]:
    with closing(_Closing(Endpoint(canary.url))) as holder:
        yield holder.endpoint


class _Closing:
    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        threading.Thread(target=endpoint.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.endpoint.shutdown()
        self.endpoint.server_close()


@contextmanager
def allowing(*endpoints: str) -> Iterator[TestClient]:
    """A client of a service that may ask these endpoints."""
    listed = " ".join(endpoints)
    settings = Settings(
        store="memory:", workers=2, query_seconds=2, query_mib=256, service_endpoints=listed
    )
    with open_graph(settings) as kg:
        statements = frozenset({'<http://x/s> <http://x/p> "x" <http://x/g> .'})
        kg.store.commit(Changeset(statements), parent=0, at=AT, note={})
        with TestClient(create_app(kg)) as client:
            yield client


def asked(client: TestClient, query: str) -> tuple[int, str]:
    """Status and body of the answer to a query."""
    answer = client.get("/sparql", params={"query": query, "format": "csv"})
    return answer.status_code, answer.text


def test_an_endpoint_of_the_list_is_asked_each_time(endpoint: Endpoint) -> None:
    """Its answers are not ours to keep or to cite: it may say something else the next time."""
    url = f"{endpoint.url}/answers"
    query = f"SELECT ?o {{ SERVICE <{url}> {{ ?s ?p ?o }} }}"
    with allowing("https://other.example/sparql", url) as client:
        assert asked(client, query) == (200, "o\r\n1\r\n")
        assert asked(client, query) == (200, "o\r\n2\r\n")
        answer = client.get("/sparql", params={"query": query})
        assert "cite-as" not in answer.headers["Link"]


@pytest.mark.parametrize("name", DISGUISES)
def test_no_other_endpoint_is_asked(endpoint: Endpoint, canary: Canary, name: str) -> None:
    """Not in any disguise, nor in the shadow of one that is allowed."""
    url = f"{endpoint.url}/answers"
    with allowing(url) as client:
        text = DISGUISES[name] % canary.url
        assert asked(client, text)[0] == 403
        shadow = f"SERVICE <{url}> {{ ?s ?p ?o }} }}"
        assert asked(client, f"{text[: text.rindex('}')]} {shadow}")[0] == 403
    assert not canary.was_dialled()
    assert not endpoint.asked


@pytest.mark.parametrize(
    "called",
    [
        "SERVICE <%s/> {{ ?s ?p ?o }}",
        "SERVICE <%s?x=1> {{ ?s ?p ?o }}",
        "BIND(<%s> AS ?there) SERVICE ?there {{ ?s ?p ?o }}",
        "SERVICE <%s> {{ SERVICE <{other}> {{ ?s ?p ?o }} }}",
        "SERVICE <{other}> {{ SERVICE <%s> {{ ?s ?p ?o }} }}",
    ],
)
def test_an_endpoint_is_named_as_it_is_listed(
    endpoint: Endpoint, canary: Canary, called: str
) -> None:
    """Written out, to the letter, and not through a variable."""
    url = f"{endpoint.url}/answers"
    with allowing(url) as client:
        status, body = asked(client, f"SELECT * {{ {(called % url).format(other=canary.url)} }}")
    assert status == 403
    assert url in body
    assert not canary.was_dialled()
    assert not endpoint.asked


@pytest.mark.parametrize("name", INNOCENT)
def test_decoys_are_answered(name: str) -> None:
    """As they are without a list."""
    with allowing("https://other.example/sparql") as client:
        assert asked(client, INNOCENT[name])[0] == 200


def test_a_redirect_is_not_followed(endpoint: Endpoint, canary: Canary) -> None:
    """It could lead anywhere; the error says that there was no answer."""
    url = f"{endpoint.url}/redirects"
    with allowing(url) as client:
        status, body = asked(client, f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}")
        silent = asked(client, f"SELECT ?x {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}")
    assert (status, silent[0]) == (400, 200)
    assert "gives no answer" in body
    assert endpoint.asked == 2
    assert not canary.was_dialled()


def test_what_an_endpoint_says_of_its_faults_is_not_passed_on(endpoint: Endpoint) -> None:
    """The fault is told, the other server's words are not."""
    url = f"{endpoint.url}/fails"
    with allowing(url) as client:
        status, body = asked(client, f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}")
    assert status == 400
    assert "500" in body
    assert "secrets" not in body


@pytest.mark.slow
@pytest.mark.parametrize("path", ["hangs", "floods"])
def test_an_endpoint_has_no_more_time_and_room_than_the_query(
    endpoint: Endpoint, path: str
) -> None:
    """One that never answers, or never ends, costs one query."""
    url = f"{endpoint.url}/{path}"
    with allowing(url) as client:
        query = f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }} ORDER BY ?o"
        answered = asked(client, query)
        assert answered[0] == 503, answered
        assert asked(client, "ASK {}")[0] == 200


def test_a_store_elsewhere_would_ask_out_of_sight() -> None:
    """There the list could not be kept, so that it is refused."""
    endpoints = "https://o.example/sparql"
    assert read_settings(service_endpoints=endpoints).endpoints == {endpoints}
    with pytest.raises(Usage, match="out of our sight"):
        read_settings(store="https://s.example/query", service_endpoints=endpoints)


@pytest.mark.parametrize("listed", ["sparql", "ftp://o.example/", "https://o.example/ <x>"])
def test_what_is_no_endpoint_is_not_listed(listed: str) -> None:
    """A slip is told when the service starts, and not when somebody asks."""
    with pytest.raises(Usage, match="is not an IRI that starts with http"):
        read_settings(service_endpoints=listed)
