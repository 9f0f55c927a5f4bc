"""What those who run the service can see of it, and what they cannot see of its readers."""

from __future__ import annotations

import json

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from kg.knowledge_graph import KnowledgeGraph
from kg.stores import Dataset
from kg.web.citation import Citation
from kg.web.server import service

SECRET = "a-question-of-somebody"


@pytest.fixture
def client(kg: KnowledgeGraph) -> TestClient:
    """A client of the application as it is served."""
    return TestClient(service(kg), follow_redirects=False)


def figures(client: TestClient) -> dict[tuple[str, str], float]:
    """The samples of /metrics by name and status, parts added up."""
    found: dict[tuple[str, str], float] = {}
    for family in text_string_to_metric_families(client.get("/metrics").text):
        for sample in family.samples:
            key = (sample.name, sample.labels.get("status", ""))
            found[key] = found.get(key, 0) + sample.value
    return found


def test_requests_are_counted_by_part_and_status(client: TestClient) -> None:
    """Two answers of 200 and one of 404 more than before."""
    before = figures(client)
    client.get("/healthz"), client.get("/healthz"), client.get("/nothing/here")
    after = figures(client)
    assert after["kg_requests_total", "200"] - before.get(("kg_requests_total", "200"), 0) >= 2
    assert after["kg_requests_total", "404"] - before.get(("kg_requests_total", "404"), 0) == 1


def test_the_release_and_the_kept_answers_are_shown(client: TestClient) -> None:
    """The same question is answered once by the engine, however it is asked again; the
    same request is not even looked at twice.
    """
    question = "/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%22kept%22%20%7D"
    client.get(question)
    before = figures(client)
    client.get(question)
    client.get(f"{question}&timeout=4")
    after = figures(client)
    assert after["kg_release", ""] >= 1
    assert after["kg_answers_kept_total", ""] > before["kg_answers_kept_total", ""]
    assert after["kg_repeated_total", ""] == before["kg_repeated_total", ""] + 1


@pytest.mark.parametrize("accept", ["*/*", "text/html"])
@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("ASK { SERVICE <http://x/> {} }", "query-forbidden"),
        ("ASK {", "query-syntax"),
        ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", "query-timeout"),
    ],
)
def test_refusals_and_time_outs_are_counted_by_their_kind(
    client: TestClient, query: str, problem: str, accept: str
) -> None:
    """Whoever runs the service sees whether its limits are hit, and which."""

    def counted() -> float:
        families = text_string_to_metric_families(client.get("/metrics").text)
        samples = (sample for family in families for sample in family.samples)
        return sum(
            one.value
            for one in samples
            if one.name == "kg_problems_total" and one.labels["problem"] == problem
        )

    before = counted()
    parameters = {"query": query, "timeout": "0.3"}
    assert client.get("/sparql", params=parameters, headers={"Accept": accept}).status_code >= 400
    assert counted() == before + 1


def test_an_unknown_path_makes_no_series_of_its_own(client: TestClient) -> None:
    """Otherwise a scanner could fill the memory of whoever collects the figures."""
    client.get(f"/{SECRET}/x")
    assert SECRET not in client.get("/metrics").text


def test_a_request_is_logged_without_what_was_asked(
    client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    """Method, path, status and time; no query string, no address."""
    client.get(f"/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%22{SECRET}%22%20%7D")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines() if line[:1] == "{"]
    logged = [line for line in lines if line.get("path") == "/sparql"]
    assert logged
    assert SECRET not in json.dumps(logged)
    assert set(logged[-1]) == {"at", "method", "ms", "path", "status"}


def test_a_cited_answer_is_logged_without_its_query(
    client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    """The address of a cited answer holds the query, packed."""
    token = Citation("ASK {}", Dataset(), 2, "json", "0" * 32).token()
    client.get(f"/r/{token}")
    logged = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert (logged["path"], logged["status"]) == ("/r/…", 410)
