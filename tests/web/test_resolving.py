"""POST /resolve: what became of identifiers, for those who link to them."""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from kg.knowledge_graph import KnowledgeGraph
from tests.web.names import BASE, REVIEW, asked

NEVER = f"{BASE}id/review/never-was"
LIST = {"Content-Type": "text/plain"}


def results(client: TestClient, iris: list[str]) -> list[dict[str, Any]]:
    """What is said of identifiers sent as JSON."""
    answer = client.post("/resolve", json=iris)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def test_the_answer_is_what_the_command_line_says(client: TestClient, kg: KnowledgeGraph) -> None:
    """In the order of asking, repeats and all, with release and label."""
    sent = [NEVER, REVIEW, f"{BASE}doc/review/abc-12345.ttl", REVIEW, "not an IRI"]
    assert results(client, sent) == [one.as_json() for one in kg.resolve(sent)]
    assert [one["state"] for one in results(client, sent)] == [
        "never minted",
        "live",
        "live",
        "live",
        "never minted",
    ]


def test_a_list_an_object_and_lines_of_text_are_read_alike(client: TestClient) -> None:
    """JSON in both forms, text with comments and brackets, with a byte-order mark or not."""
    wanted = results(client, [REVIEW, NEVER])
    lines = f"\ufeff# ours\r\n<{REVIEW}>\r\n\r\n{NEVER}\n".encode()
    uri_list = {"Content-Type": "text/uri-list; charset=utf-8"}
    for sent in (
        client.post("/resolve", json={"iris": [REVIEW, NEVER]}),
        client.post("/resolve", content=lines, headers=LIST),
        client.post("/resolve", content=lines, headers=uri_list),
    ):
        assert sent.json()["results"] == wanted


def test_csv_says_the_same_in_columns(client: TestClient) -> None:
    """For spreadsheets."""
    answer = client.post("/resolve", json=[REVIEW], headers=asked("text/csv"))
    (row,) = csv.DictReader(answer.text.splitlines())
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert (row["iri"], row["state"]) == (REVIEW, "live")


def test_ten_thousand_are_taken_and_one_more_is_refused(client: TestClient) -> None:
    """With the limit in the answer."""
    many = [f"{BASE}id/review/no-{number}" for number in range(10_000)]
    assert {one["state"] for one in results(client, many)} == {"never minted"}
    answer = client.post("/resolve", json=[*many, REVIEW])
    assert (answer.status_code, answer.json()["limit"]) == (413, 10_000)


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", {}, 415),
        (b"<a/>", {"Content-Type": "application/xml"}, 415),
        (b'{"iris": "x"}', {"Content-Type": "application/json"}, 400),
        (b'{"other": []}', {"Content-Type": "application/json"}, 400),
        (b"[1]", {"Content-Type": "application/json"}, 400),
        (b"[" * 200_000, {"Content-Type": "application/json"}, 400),
        (b"\xff\xfe", LIST, 400),
        (b"x" * 2001, LIST, 400),
        (b"x\n" * 2**22, LIST, 413),
        (b"x", {**LIST, "Accept": "image/png"}, 406),
    ],
)
def test_what_is_no_list_is_refused_with_a_reason(
    client: TestClient, body: bytes, headers: dict[str, str], status: int
) -> None:
    """As problem+json, never with a 5xx."""
    answer = client.post("/resolve", content=body, headers=headers)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"].endswith(".")


@pytest.mark.parametrize(
    "hostile",
    [
        f'{BASE}id/review/x> <y" {{}}',
        f"{BASE}id/review/{{}}",
        f"{BASE}id/review/\x00",
        f"{BASE}id/review/\ud800",
        f"{BASE}id/review/%zz\\u0041",
        "",
        "\u202e",
    ],
)
def test_an_identifier_that_cannot_be_was_never_minted(client: TestClient, hostile: str) -> None:
    """Whatever its characters, beside one that is live."""
    body = json.dumps([hostile, REVIEW])
    headers = {"Content-Type": "application/json"}
    answer = client.post("/resolve", content=body, headers=headers)
    assert answer.status_code == 200, answer.text
    states = [one["state"] for one in answer.json()["results"]]
    assert states == ["never minted", "live"]
    as_csv = client.post("/resolve", content=body, headers={**headers, **asked("text/csv")})
    assert as_csv.status_code == 200


def test_when_identifiers_changed_is_left_out_on_request(client: TestClient) -> None:
    """Which needs no look at older releases."""
    (said,) = client.post("/resolve?changes=false", json=[REVIEW]).json()["results"]
    assert "changed" not in said
    assert "changed" in results(client, [REVIEW])[0]


def test_the_path_is_in_the_openapi_document_and_takes_post_only(client: TestClient) -> None:
    """With the schema of its answer."""
    operation = client.get("/openapi.json").json()["paths"]["/resolve"]["post"]
    assert "text/uri-list" in operation["requestBody"]["content"]
    assert client.get("/resolve").status_code == 405
