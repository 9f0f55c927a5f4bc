"""What holds for every path of the OpenAPI document: HEAD, conditions, CORS, and no path without
an example here.
"""

from __future__ import annotations

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from tests.web.names import asked

# An example of every path that takes GET, with queries that it needs.
EXAMPLES = {
    "/": "/",
    "/.well-known/api-catalog": "/.well-known/api-catalog",
    "/.well-known/security.txt": "/.well-known/security.txt",
    "/.well-known/void": "/.well-known/void",
    "/about/{topic}": "/about/persistence",
    "/browse": "/browse",
    "/browse/{name}": "/browse/review",
    "/catalog": "/catalog",
    "/conformance": "/conformance",
    "/data": "/data",
    "/data/": "/data/",
    "/data/{path}": "/data/one",
    "/def": "/def",
    "/def/": "/def/",
    "/def/search/": "/def/search/",
    "/def/rule/{code}": "/def/rule/PRIV-01",
    "/def/{path}": "/def/core/",
    "/doc/{kind}/{key}": "/doc/review/abc-12345",
    "/dumps": "/dumps",
    "/dumps/{release}": "/dumps/2",
    "/dumps/{release}/{name}": "/dumps/2/all.nq",
    "/feed.atom": "/feed.atom",
    "/graph-store": "/graph-store?default",
    "/healthz": "/healthz",
    "/id/{kind}/{key}": "/id/review/abc-12345",
    "/linkset/{path}": "/linkset/doc/review/abc-12345",
    "/nations": "/nations",
    "/nations/{key}": "/nations/scotland",
    "/oai": "/oai?verb=ListSets",
    "/oai/nquads.xsd": "/oai/nquads.xsd",
    "/prefixes": "/prefixes",
    "/problems/{slug}": "/problems/gone",
    "/queries": "/queries",
    "/queries/{name}": "/queries/reviews-of-a-kind",
    "/r/{token}": "/r/x",
    "/readyz": "/readyz",
    "/reconcile": "/reconcile",
    "/reconcile/preview": "/reconcile/preview?id=body/invented-committee",
    "/reconcile/properties": "/reconcile/properties?type=body",
    "/reconcile/suggest/entity": "/reconcile/suggest/entity?prefix=inv",
    "/reconcile/suggest/property": "/reconcile/suggest/property?prefix=n",
    "/reconcile/suggest/type": "/reconcile/suggest/type?prefix=b",
    "/releases": "/releases",
    "/releases/{path}": "/releases/2",
    "/robots.txt": "/robots.txt",
    "/search": "/search?q=committee",
    "/search/suggest": "/search/suggest?q=com",
    "/sitemap.xml": "/sitemap.xml",
    "/sitemaps/{number}.xml": "/sitemaps/1.xml",
    "/sparql": "/sparql?query=ASK%7B%7D",
    "/sparql/terms": "/sparql/terms",
    "/timegate/{path}": "/timegate/doc/review/abc-12345",
    "/timemap/{path}": "/timemap/doc/review/abc-12345",
    "/validate": "/validate",
}
PASSING = {"/healthz", "/readyz", "/oai"}  # answers of the moment have no validator


def test_every_path_has_an_example(client: TestClient) -> None:
    """A new path cannot be forgotten."""
    document = client.get("/openapi.json").json()
    named = {path for path in document["paths"] if path.startswith("/queries/")}
    told = {path for path, methods in document["paths"].items() if "get" in methods}
    assert told - (named - {"/queries/{name}"}) == EXAMPLES.keys()


@pytest.mark.parametrize("path", EXAMPLES.values())
@pytest.mark.parametrize("accept", ["*/*", "text/html", "text/turtle"])
def test_head_is_get_without_a_body(client: TestClient, path: str, accept: str) -> None:
    """The same status and the same headers, whatever is asked for."""
    got, head = client.get(path, headers=asked(accept)), client.head(path, headers=asked(accept))
    assert head.content == b""
    assert head.status_code == got.status_code
    assert {**head.headers, "date": ""} == {**got.headers, "date": ""}


def varies(answer: Response) -> set[str]:
    """The headers that an answer hung on."""
    return {one.strip().lower() for one in answer.headers.get("vary", "").split(",")}


@pytest.mark.parametrize("path", EXAMPLES)
def test_what_has_not_changed_is_not_sent_again(client: TestClient, path: str) -> None:
    """304 with the same validator, in every format; a validator of another format is no match."""
    seen: set[str] = set()
    for accept in ("text/html", "text/turtle", "application/ld+json", "*/*"):
        answer = client.get(EXAMPLES[path], headers=asked(accept))
        if answer.status_code != 200 or path in PASSING:
            continue
        etag = answer.headers["etag"]
        again = client.get(EXAMPLES[path], headers={**asked(accept), "If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
        assert varies(answer) <= varies(again)
        seen.add(f"{answer.headers['content-type']} {etag}")
    assert len({one.rpartition(" ")[2] for one in seen}) == len(seen)


@pytest.mark.parametrize("path", EXAMPLES.values())
def test_any_page_of_others_may_read(client: TestClient, path: str) -> None:
    """CORS on answers, errors and preflights, with the headers that a script needs to see."""
    for answer in (client.get(path), client.get(f"{path}-no-such-thing")):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "Link" in answer.headers["access-control-expose-headers"]
    asking = {"Origin": "https://other.example", "Access-Control-Request-Method": "GET"}
    preflight = client.options(path, headers=asking)
    assert preflight.status_code == 204
    assert "GET" in preflight.headers["access-control-allow-methods"]
