"""The table of requests: what is asked, and the status and headers that answer it."""

from __future__ import annotations

import pytest
import zstandard
from starlette.testclient import TestClient

from tests.web.names import BASE, BROWSER, asked

ASK = "query=ASK%7B%7D"
SELECT = "query=SELECT%20%2A%20%7B%3Fs%20a%20%3Ftype%7D%20LIMIT%203"
CONSTRUCT = "query=CONSTRUCT%20%7B%3Fs%20a%20%3Ft%7D%20%7B%3Fs%20a%20%3Ft%7D%20LIMIT%203"
TURTLE, JSON = "text/turtle; charset=utf-8", "application/sparql-results+json"
HTML, PROBLEM = "text/html; charset=utf-8", "application/problem+json"

# Method, target, Accept (None: no header), status, and the Content-Type or Location.
Case = tuple[str, str, str | None, int, str]
REQUESTS: list[Case] = [
    ("GET", "/", BROWSER, 200, HTML),
    ("GET", "/browse", BROWSER, 200, HTML),
    ("GET", "/browse/review", BROWSER, 200, HTML),
    ("GET", "/browse/subject", BROWSER, 404, HTML),
    ("GET", "/browse/review?page=2", "*/*", 404, PROBLEM),
    ("GET", "/browse/review?page=x", "*/*", 400, PROBLEM),
    ("GET", "/id/review/abc-12345", BROWSER, 303, "/doc/review/abc-12345"),
    ("GET", "/id/review/abc-12345", "text/turtle", 303, "/doc/review/abc-12345"),
    ("GET", "/id/document/v1.2-notes", "text/turtle", 303, "/doc/document/v1.2-notes"),
    ("GET", "/id/review/merged", "text/turtle", 301, "/doc/review/abc-12345"),
    ("GET", "/id/review/withdrawn", "text/turtle", 410, TURTLE),
    ("GET", "/doc/review/withdrawn", BROWSER, 410, HTML),
    ("GET", "/doc/review/merged.ttl", "*/*", 301, "/doc/review/abc-12345"),
    ("GET", "/id/review/never-minted", "text/turtle", 404, PROBLEM),
    ("GET", "/doc/review/abc-12345", BROWSER, 200, HTML),
    ("GET", "/doc/review/abc-12345", None, 200, HTML),
    ("GET", "/doc/review/abc-12345", "text/turtle", 200, TURTLE),
    ("GET", "/doc/review/abc-12345", "text/html;q=0,*/*;q=0.5", 200, TURTLE),
    ("GET", "/doc/review/abc-12345", "application/n-triples", 200, "application/n-triples"),
    ("GET", "/doc/review/abc-12345", "application/rdf+xml", 200, "application/rdf+xml"),
    ("GET", "/doc/review/abc-12345", "application/json", 200, "application/ld+json"),
    (
        "GET",
        "/doc/review/abc-12345",
        'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"',
        200,
        "application/ld+json",
    ),
    ("GET", "/doc/review/abc-12345", "image/png", 406, PROBLEM),
    ("GET", "/doc/review/abc-12345.ttl", BROWSER, 200, TURTLE),
    ("GET", "/doc/document/v1.2-notes.nt", BROWSER, 200, "application/n-triples"),
    ("GET", "/doc/document/v1.2-notes", BROWSER, 200, HTML),
    ("GET", "/doc/review/abc-12345?as-of=1", "text/turtle", 404, PROBLEM),
    ("GET", "/doc/review/abc-12345?as-of=2", "text/turtle", 200, TURTLE),
    ("GET", "/def/core/CaseReview", "text/turtle", 303, "/def/core/CaseReview.ttl"),
    ("GET", "/def/core/CaseReview", BROWSER, 303, "/def/core/CaseReview.html"),
    ("GET", "/def/core/CaseReview.ttl", BROWSER, 200, TURTLE),
    ("GET", "/def/core/", BROWSER, 200, HTML),
    ("GET", "/def/core.ttl", BROWSER, 200, TURTLE),
    ("GET", "/data/one", "text/turtle", 200, TURTLE),
    ("GET", "/data/", BROWSER, 303, "/browse/dataset"),
    ("GET", "/releases", BROWSER, 200, HTML),
    ("GET", "/releases", "application/json", 200, "application/json"),
    ("GET", "/problems/not-found", BROWSER, 200, HTML),
    ("GET", "/problems/no-such", "*/*", 404, PROBLEM),
    ("GET", "/sparql", BROWSER, 200, HTML),
    ("GET", "/sparql", "text/turtle", 200, TURTLE),
    ("GET", "/sparql", "*/*", 200, TURTLE),
    ("GET", f"/sparql?{ASK}", "*/*", 200, JSON),
    ("GET", f"/sparql?{ASK}", BROWSER, 200, HTML),
    ("GET", f"/sparql?{ASK}&format=csv", BROWSER, 200, "text/csv; charset=utf-8"),
    ("GET", f"/sparql?{SELECT}", "text/csv", 200, "text/csv; charset=utf-8"),
    ("GET", f"/sparql?{SELECT}", "image/png", 406, PROBLEM),
    ("GET", f"/sparql?{SELECT}", "text/turtle", 406, PROBLEM),
    ("GET", f"/sparql?{CONSTRUCT}", "*/*", 200, TURTLE),
    ("GET", f"/sparql?{CONSTRUCT}", "application/n-quads", 200, "application/n-quads"),
    ("GET", f"/sparql?{ASK}&{ASK}", "*/*", 400, PROBLEM),
    ("GET", "/sparql?x=1", "*/*", 400, PROBLEM),
    ("GET", f"/sparql?{ASK}&timeout=soon", "*/*", 400, PROBLEM),
    ("GET", "/sparql?query=INSERT%20DATA%20%7B%7D", "*/*", 400, PROBLEM),
    ("PUT", "/sparql", "*/*", 405, PROBLEM),
    ("POST", "/doc/review/abc-12345", "*/*", 405, PROBLEM),
    ("POST", "/static/style.css", "*/*", 405, PROBLEM),
    ("GET", "/static/style.css", "*/*", 200, "text/css; charset=utf-8"),
    ("GET", "/static/../app.py", "*/*", 404, PROBLEM),
    ("GET", "/no/such/page", BROWSER, 404, HTML),
    ("GET", "/dumps", BROWSER, 200, HTML),
    ("GET", "/dumps", "application/json", 200, "application/json"),
    ("GET", "/dumps/2/all.nq", BROWSER, 200, "application/n-quads"),
    ("GET", "/dumps/2/all.trig.gz", "text/html", 200, "application/gzip"),
    ("GET", "/dumps/latest/all.nq", "*/*", 307, "/dumps/2/all.nq"),
    ("GET", "/dumps/7/all.nq", "*/*", 404, PROBLEM),
    ("GET", "/feed.atom", BROWSER, 200, "application/atom+xml; charset=utf-8"),
    ("GET", "/feed.atom?release=0", "*/*", 400, PROBLEM),
    ("GET", "/oai", BROWSER, 200, "text/xml; charset=utf-8"),
    ("PUT", "/oai", "*/*", 405, PROBLEM),
    ("GET", "/sitemap.xml", "*/*", 200, "application/xml"),
    ("GET", "/.well-known/void", BROWSER, 200, TURTLE),
    ("GET", "/.well-known/void", "application/ld+json", 200, "application/ld+json"),
    ("GET", "/.well-known/void", "image/png", 406, PROBLEM),
    ("GET", "/catalog", "application/rdf+xml", 200, "application/rdf+xml"),
    ("GET", "/prefixes", "application/ld+json", 200, "application/ld+json"),
    ("GET", "/prefixes", BROWSER, 200, HTML),
    ("GET", "/robots.txt", "text/html", 200, "text/plain; charset=utf-8"),
    ("GET", "/linkset/doc/review/abc-12345.txt", "*/*", 200, "application/linkset"),
    ("GET", "/linkset/doc/review/withdrawn.json", "*/*", 410, PROBLEM),
    ("GET", "/healthz", "*/*", 200, "application/json"),
    ("GET", "/readyz", "*/*", 200, "application/json"),
    ("GET", "/openapi.json", "*/*", 200, "application/json"),
]


@pytest.mark.parametrize(
    "case",
    REQUESTS,
    ids=[f"{one[0]} {one[1][:50]} as {(one[2] or 'none')[:20]}" for one in REQUESTS],
)
def test_request_gets_what_the_contract_says(client: TestClient, case: Case) -> None:
    """Status, format and place are those of the contract, and anyone may read them."""
    method, target, accept, status, told = case
    answer = client.request(method, target, headers=asked(accept) if accept else {"Accept": ""})
    assert answer.status_code == status
    header = "Location" if 300 <= status < 400 else "Content-Type"
    assert answer.headers[header] == told
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Link" in answer.headers["Access-Control-Expose-Headers"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "target",
    ["/", "/doc/review/abc-12345.ttl", "/id/review/abc-12345", f"/sparql?{ASK}", "/healthz"],
)
def test_head_is_get_without_its_body(client: TestClient, target: str) -> None:
    """HEAD answers wherever GET does, with the same status and headers."""
    got, headed = client.get(target), client.head(target)
    assert headed.status_code == got.status_code
    assert headed.content == b""
    assert headed.headers == got.headers


@pytest.mark.parametrize(
    ("target", "allowed"), [("/sparql", "POST"), ("/", "GET"), ("/id/a/b", "HEAD")]
)
def test_preflight_is_allowed_wherever_there_is_a_page(
    client: TestClient, target: str, allowed: str
) -> None:
    """A browser may ask first, from any origin, and is told the methods of the path."""
    headers = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    answer = client.options(target, headers=headers)
    assert (answer.status_code, answer.content) == (204, b"")
    assert allowed in answer.headers["Access-Control-Allow-Methods"].split(", ")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_method_not_allowed_lists_every_method_of_the_path(client: TestClient) -> None:
    """RFC 9110, section 15.5.6: 405 must send Allow."""
    assert client.put("/sparql").headers["Allow"] == "GET, HEAD, OPTIONS, POST, QUERY"
    assert client.delete("/doc/review/abc-12345").headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    "target",
    ["/", "/doc/review/abc-12345", "/doc/review/abc-12345.rdf", f"/sparql?{SELECT}", "/releases"],
)
def test_what_a_client_has_is_not_sent_again(client: TestClient, target: str) -> None:
    """If-None-Match with the ETag gives 304 and no body; another one gives the whole answer."""
    first = client.get(target)
    again = client.get(target, headers={"If-None-Match": f'"old", {first.headers["ETag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert client.get(target, headers={"If-None-Match": '"old"'}).status_code == 200


def test_each_representation_has_its_own_etag(client: TestClient) -> None:
    """A cache that keys on ETag never mixes formats."""
    etags = {
        client.get(f"/doc/review/abc-12345.{suffix}").headers["ETag"]
        for suffix in ("html", "ttl", "nt", "jsonld", "rdf")
    }
    assert len(etags) == 5


def test_links_say_where_the_other_formats_are(client: TestClient) -> None:
    """RFC 8288: alternates here, canonical and cite-as at the base, the licence."""
    answer = client.get("/doc/review/abc-12345", headers=asked("text/turtle"))
    assert answer.headers["Content-Location"] == "/doc/review/abc-12345.ttl"
    assert "Accept" in answer.headers["Vary"].split(", ")
    assert answer.headers["KG-Release"] == "2"
    links = answer.headers["Link"]
    assert '</doc/review/abc-12345.rdf>; rel="alternate"; type="application/rdf+xml"' in links
    assert f'<{BASE}doc/review/abc-12345>; rel="canonical"' in links
    assert f'<{BASE}id/review/abc-12345>; rel="cite-as"' in links
    assert '<https://creativecommons.org/licenses/by/4.0/>; rel="license"' in links


def test_redirect_of_a_thing_may_be_kept_for_an_hour(client: TestClient) -> None:
    """The round trip of 303 is softened, and tells where the description is."""
    answer = client.get("/id/review/abc-12345?as-of=2")
    assert answer.headers["Location"] == "/doc/review/abc-12345?as-of=2"
    assert answer.headers["Cache-Control"] == "max-age=3600"
    assert 'rel="describedby"' in answer.headers["Link"]


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
@pytest.mark.parametrize(
    ("target", "accept"),
    [
        (f"/sparql?{SELECT.replace('LIMIT%203', '')}&format={form}", "*/*")
        for form in ("json", "xml", "csv", "tsv")
    ]
    + [(f"/doc/review/abc-12345.{suffix}", "*/*") for suffix in ("ttl", "nt", "jsonld", "rdf")]
    + [("/doc/review/abc-12345", "text/html")],
)
def test_every_format_is_compressed_where_the_client_can_read_it(
    client: TestClient, target: str, accept: str, encoding: str
) -> None:
    """The same answer in fewer bytes, with a weak validator and a Vary that says why."""
    plain = client.get(target, headers={"Accept": accept, "Accept-Encoding": "identity"})
    small = client.get(target, headers={"Accept": accept, "Accept-Encoding": encoding})
    assert small.headers["Content-Encoding"] == encoding
    assert "Accept-Encoding" in small.headers["Vary"]
    assert small.headers["ETag"] == f"W/{plain.headers['ETag']}"
    sent = small.content  # this client undoes the other two by itself
    assert (zstandard.decompress(sent) if encoding == "zstd" else sent) == plain.content
    assert int(small.headers["Content-Length"]) < len(plain.content)


def test_a_long_answer_comes_whole_in_parts(client: TestClient) -> None:
    """It is sent in parts, with its length where it is not compressed."""
    query = "SELECT ?a ?b ?c ?d { ?a ?b ?c . ?d ?e ?f } LIMIT 4000"
    parameters = {"query": query, "format": "csv"}
    plain = client.get("/sparql", params=parameters, headers={"Accept-Encoding": "identity"})
    small = client.get("/sparql", params=parameters, headers={"Accept-Encoding": "gzip"})
    assert int(plain.headers["Content-Length"]) == len(plain.content) > 2**18
    assert plain.content == small.content
    assert plain.text.count("\n") == 4001


ROWS = f"/sparql?{SELECT}&format=csv"


@pytest.mark.parametrize(
    ("asked_for", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=5-9", 5, 10),
        ("bytes=5-", 5, None),
        ("bytes=-4", -4, None),
        ("bytes=0-999999", 0, None),
    ],
)
def test_a_part_of_an_answer_can_be_had(
    client: TestClient, asked_for: str, start: int, stop: int | None
) -> None:
    """206 with the place of the part, for clients that fetch files piece by piece."""
    whole = client.get(ROWS, headers={"Accept-Encoding": "identity"})
    part = client.get(ROWS, headers={"Range": asked_for, "Accept-Encoding": "gzip"})
    assert (part.status_code, part.content) == (206, whole.content[start:stop])
    size = len(whole.content)
    first = start % size
    last = first + len(part.content) - 1
    assert part.headers["Content-Range"] == f"bytes {first}-{last}/{size}"
    assert part.headers["ETag"] == whole.headers["ETag"]
    assert "Content-Encoding" not in part.headers


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Range": "bytes=999999-"}, 416),
        ({"Range": "bytes=9-5"}, 416),
        ({"Range": "bytes=0-1,3-4"}, 200),
        ({"Range": "bytes=-"}, 200),
        ({"Range": "lines=1-2"}, 200),
        ({"Range": "bytes=0-1", "If-Range": '"old"'}, 200),
    ],
)
def test_a_part_that_is_not_there_is_refused_and_what_is_not_understood_gives_all(
    client: TestClient, headers: dict[str, str], status: int
) -> None:
    """416 names the size; several parts at once, other units and old validators give the whole."""
    answer = client.get(ROWS, headers=headers)
    assert answer.status_code == status
    if status == 416:
        assert answer.headers["Content-Range"].startswith("bytes */")


def test_a_head_says_that_parts_can_be_had(client: TestClient) -> None:
    """With the length of the whole."""
    answer = client.head(ROWS, headers={"Accept-Encoding": "identity"})
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert int(answer.headers["Content-Length"]) > 10
