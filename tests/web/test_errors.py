"""One shape for every error, by what the client accepts, and never a trace of the inside."""

from __future__ import annotations

import logging

import pytest
from starlette.testclient import TestClient

from kg.knowledge_graph import KnowledgeGraph
from kg.web.app import create_app
from tests.web.names import BASE, BROWSER, asked


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/problem+json"),
        ("application/json", "application/problem+json"),
        ("application/sparql-results+json", "application/problem+json"),
        ("text/turtle", "application/problem+json"),
        (BROWSER, "text/html; charset=utf-8"),
        ("text/plain", "text/plain; charset=utf-8"),
    ],
)
def test_an_error_comes_in_a_format_of_the_client(
    client: TestClient, accept: str, media_type: str
) -> None:
    """problem+json unless the client likes a page or text better."""
    answer = client.get("/no/such/page", headers=asked(accept))
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, media_type)
    assert "Accept" in answer.headers["Vary"].split(", ")


def test_a_problem_has_the_members_of_rfc_9457(client: TestClient) -> None:
    """A type that can be looked up, title, status, detail, and what a program can use."""
    problem = client.get("/doc/review/abc-12345", headers=asked("image/png")).json()
    assert problem["type"] == f"{BASE}problems/not-acceptable"
    assert problem["status"] == 406
    assert "text/turtle" in problem["available"]
    assert problem["title"]
    assert problem["detail"]


def test_a_path_is_escaped_where_it_is_repeated(client: TestClient) -> None:
    """What a client sends is never markup in what it gets."""
    page = client.get("/%3Cscript%3Ealert(1)%3C/script%3E", headers=asked(BROWSER))
    assert page.status_code == 404
    assert "<script" not in page.text


def test_an_unforeseen_fault_is_logged_and_not_shown(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """500 says sorry; the reason goes to the log, and the service goes on."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a secret of the inside")

    with TestClient(create_app(kg)) as client, caplog.at_level(logging.ERROR):
        monkeypatch.setattr(kg, "describe", broken)
        answer = client.get("/doc/review/abc-12345")
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "a secret of the inside" in caplog.text
        monkeypatch.undo()
        assert client.get("/doc/review/abc-12345").status_code == 200
